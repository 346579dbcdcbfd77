"""Kinds of incidents -> severity classes, by a table that the user can edit."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from importlib.resources import files
from pathlib import Path

import numpy as np
import numpy.typing as npt

from beatwright.base.errors import BeatwrightError, Complaints, InputError
from beatwright.base.files.atomic_file import write_text
from beatwright.base.files.text_file import read_text
from beatwright.core.severity import Severity, SeverityClass

__all__ = ["KindRule", "KindTable", "write_default_kinds"]

_COLUMNS = ("pattern", "class", "officers", "penalty", "service_minutes")
_SPREAD = "service_spread"
_WORDS = re.compile(r"[^\W_]+")
_CODE = re.compile(r"#(?P<low>[0-9]+)-(?P<high>[0-9]+)|#(?P<code>[0-9A-Za-z]+)")
_MOST_NUMERIC = 15


@dataclass(frozen=True)
class KindRule:
    """One line of the table: kinds that fit `pattern` belong to the class `name`.

    ``officers`` and ``service_minutes`` are NaN where those of the class hold.
    """

    pattern: str
    name: str
    officers: float = float("nan")
    service_minutes: float = float("nan")


@dataclass(frozen=True)
class KindTable:
    """Rules in order: the first that fits a kind gives its severity class.

    A pattern is one or more words; all must stand in the kind as whole words, in any order, in upper or lower
    case. A word may end in ``*``: ``burgl*`` fits burglary and burglaries. ``#13A`` or ``#30000-39999`` fits kinds
    that are nothing but that code or word, or a number in that range: NIBRS, UCR and local codes.

    Parameters
    ----------
    rules : tuple of KindRule
        In the order of the file.
    severity : Severity
        The classes, from the least severe to the most.

    Examples
    --------
    >>> table = KindTable.default()
    >>> [table.severity.names[i] for i in table.match(["BURGLARY-RESIDENCE", "THEFT/SHOPLIFT", "#?"])[:2]]
    ['medium', 'low']
    """

    rules: tuple[KindRule, ...]
    severity: Severity

    @classmethod
    def default(cls) -> KindTable:
        """Return the table that comes with beatwright."""
        return _default()

    @classmethod
    def read(cls, path: str | Path) -> KindTable:
        """Read a table from a CSV with the columns pattern, class, officers, penalty, service_minutes.

        Lines without a pattern describe the classes, from the least severe to the most: officers needed, penalty
        of a late call in dollars, minutes on the scene; and in the column service_spread, which may be missing or
        empty, how far these scatter (see `SeverityClass`). Where there is none, the default classes hold. The class
        ``?`` leaves a line undecided, as if it were not there.

        Raises
        ------
        InputError
            With every complaint at once.
        """
        try:
            text = read_text(path)
        except InputError as problem:
            raise InputError(f"The table of kinds cannot be read: {problem}") from None
        return cls._parse(text, f"the table of kinds '{path}'")

    @classmethod
    def _parse(cls, text: str, source: str) -> KindTable:
        try:
            lines = list(csv.reader(io.StringIO(text)))
        except csv.Error as problem:
            raise InputError(f"{source} is no CSV that can be read: {problem}.") from None
        heading = [cell.strip().lower() for cell in lines[0]] if lines else []
        if not {"pattern", "class"} <= set(heading):
            raise InputError(
                f"{source} must have the columns {', '.join(_COLUMNS)}. Got: {', '.join(heading) or 'none'}."
            )
        complaints, rules, classes = Complaints(), [], []
        for number, cells in enumerate(lines[1:], 2):
            entries = {name: cell.strip() for name, cell in zip(heading, cells, strict=False)}
            values = dict.fromkeys((*_COLUMNS, _SPREAD), "") | entries
            if values.get("class") == "?":
                continue
            if not values.get("class"):
                complaints.need(not any(values.values()), f"line {number}: the class is missing.")
                continue
            try:
                if values["pattern"]:
                    rules.append(_rule(values))
                else:
                    classes.append(_severity_class(values))
            except (ValueError, BeatwrightError) as problem:
                complaints.add(f"line {number}: {problem}")
        complaints.raise_if_any(InputError, f"In {source}")
        severity = Severity(tuple(classes)) if classes else Severity.default()
        stray = sorted({rule.name for rule in rules} - set(severity.names))
        if stray:
            raise InputError(
                f"{source} has the classes {', '.join(severity.names)}, but its patterns name {', '.join(stray)}. "
                "Describe each class on a line without a pattern."
            )
        return cls(tuple(rules), severity)

    def with_severity(self, severity: Severity) -> KindTable:
        """Return the table over other classes, which must have every name that its rules use.

        Raises
        ------
        InputError
            Naming the classes that are not there.
        """
        stray = sorted({rule.name for rule in self.rules} - set(severity.names))
        if stray:
            raise InputError(
                f"The table of kinds names the classes {', '.join(stray)}; the severity table has "
                f"{', '.join(severity.names)}. Give a table of kinds with these classes."
            )
        return KindTable(self.rules, severity)

    @cached_property
    def _parts(self) -> tuple[dict[str, set[int]], list[tuple[re.Pattern[str], int]], list[frozenset[int]]]:
        """Whole words and prefixes with the numbers given to them, and the numbers that each rule needs."""
        numbers: dict[str, int] = {}
        needed = []
        for rule in self.rules:
            words = [] if rule.pattern.startswith("#") else rule.pattern.casefold().split()
            needed.append(frozenset(numbers.setdefault(word, len(numbers)) for word in words))
        whole = {word: {number} for word, number in numbers.items() if "*" not in word}
        starts = [
            (re.compile(r"\w*".join(re.escape(part) for part in word.split("*"))), number)
            for word, number in numbers.items()
            if "*" in word
        ]
        return whole, starts, needed

    def match(self, kinds: Sequence[str]) -> npt.NDArray[np.int64]:
        """Return the position of the severity class of every kind, -1 where no rule fits; give each kind once."""
        rule = self.rule_of(kinds)
        return np.asarray(np.append(self.classes, -1)[rule])

    @cached_property
    def classes(self) -> npt.NDArray[np.int64]:
        """Position of the severity class of every rule, shape (rules,)."""
        return np.array([self.severity.position(rule.name) for rule in self.rules], dtype=np.int64)

    def rule_of(self, kinds: Sequence[str]) -> npt.NDArray[np.int64]:
        """Return the position of the first rule that fits every kind, -1 where none does."""
        whole, starts, needed = self._parts
        cache: dict[str, frozenset[int]] = {}
        result = np.full(len(kinds), -1, dtype=np.int64)
        rules = [(i, need) for i, need in enumerate(needed) if need]
        for position, kind in enumerate(kinds):
            code = self._code_rule(kind)
            found: set[int] = set()
            for word in _WORDS.findall(kind.casefold()):
                if word not in cache:
                    hits = {number for pattern, number in starts if pattern.fullmatch(word)}
                    cache[word] = frozenset(hits | whole.get(word, set()))
                found |= cache[word]
            by_word = next((i for i, need in rules if need <= found), -1)
            result[position] = min((i for i in (code, by_word) if i >= 0), default=-1)
        return result

    def _code_rule(self, kind: str) -> int:
        text = kind.strip().removesuffix(".0")
        if not text.isalnum() or not text.isascii():
            return -1
        return next((i for i, rule in self._codes if _fits(rule, text)), -1)

    @cached_property
    def _codes(self) -> list[tuple[int, re.Match[str]]]:
        found = ((i, _CODE.fullmatch(rule.pattern)) for i, rule in enumerate(self.rules))
        return [(i, match) for i, match in found if match is not None]


def _fits(rule: re.Match[str], text: str) -> bool:
    if rule["code"]:
        return text.casefold() == rule["code"].casefold()
    return text.isdigit() and len(text) <= _MOST_NUMERIC and int(rule["low"]) <= int(text) <= int(rule["high"])


def _number(values: dict[str, str], name: str) -> float:
    return float(values[name]) if values.get(name) else float("nan")


def _rule(values: dict[str, str]) -> KindRule:
    pattern = values["pattern"]
    if pattern.startswith("#") and not _CODE.fullmatch(pattern):
        raise ValueError(f"'{pattern}' is no code. Write #13A, or #100-199 for a range of numbers.")
    return KindRule(pattern, values["class"], _number(values, "officers"), _number(values, "service_minutes"))


def _severity_class(values: dict[str, str]) -> SeverityClass:
    empty = [name for name in ("officers", "penalty", "service_minutes") if not values[name]]
    if empty:
        raise ValueError(f"the class '{values['class']}' needs a number under {', '.join(empty)}.")
    return SeverityClass(
        values["class"],
        int(values["officers"]),
        float(values["penalty"]),
        float(values["service_minutes"]),
        float(values[_SPREAD]) if values[_SPREAD] else None,
    )


@cache
def _default() -> KindTable:
    return KindTable._parse(_default_text(), "the default table of kinds")


def _default_text() -> str:
    return files("beatwright.data.incidents").joinpath("default_kinds.csv").read_text(encoding="utf-8")


def write_default_kinds(path: str | Path) -> Path:
    """Write the default table of kinds as a CSV, to be edited and given as the option ``kinds``.

    >>> import tempfile
    >>> write_default_kinds(Path(tempfile.mkdtemp()) / "kinds.csv").name
    'kinds.csv'
    """
    return write_text(path, _default_text())
