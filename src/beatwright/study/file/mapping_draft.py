"""A mapping of columns and a table of kinds to edit, written from what a file of incidents shows."""

from __future__ import annotations

import csv
import io
import math
import re
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

from beatwright.base.errors import InputError
from beatwright.base.files.atomic_file import write_new_text
from beatwright.core import Incidents
from beatwright.core.step import build_step
from beatwright.data import ColumnMapping, IncidentSource, KindRule, KindTable

__all__ = ["draft_files", "need_no_draft"]

MAPPING, KINDS = "mapping.toml", "kinds.csv"
_HEADING = ("pattern", "class", "officers", "penalty", "service_minutes", "rows")
_WORDS = re.compile(r"[^\W_]+")
_UNDECIDED = "?"
_MOST = 1000


def need_no_draft(folder: str | Path) -> None:
    """Complain where a draft stands already: it may have been edited, and is never overwritten.

    Raises
    ------
    InputError
        Naming the files that are there.
    """
    there = [str(path) for path in (Path(folder) / MAPPING, Path(folder) / KINDS) if path.exists() or path.is_symlink()]
    if there:
        raise InputError(
            f"{' and '.join(there)} {'is' if len(there) == 1 else 'are'} there already and never overwritten. "
            "Give another folder with --draft."
        )


def draft_files(file: Path, folder: str | Path, options: Mapping[str, Any] | None = None) -> tuple[Path, Path]:
    """Write ``mapping.toml`` and ``kinds.csv`` into a folder; read with them, the file gives the same incidents.

    Kinds that no rule of the table of kinds fits have the class ``?``: not decided, and told as guessed until a class
    stands in its place.

    Parameters
    ----------
    file : path
        Incident records.
    folder : path
        Made where it is missing.
    options : mapping, optional
        Options of IncidentSource.

    Returns
    -------
    tuple of Path
        The mapping and the table of kinds.

    Raises
    ------
    InputError
        Where one of them exists already, or the incidents cannot be used.
    """
    need_no_draft(folder)
    asked = dict(options or {})
    found = build_step(IncidentSource, {"file": str(file.absolute()), **asked}, "[incidents]").read(file.parent)
    assert found.report is not None
    table = KindTable.read(asked["kinds"]) if asked.get("kinds") else KindTable.default()
    texts = {MAPPING: ColumnMapping(found.report.columns).toml(), KINDS: _kinds_text(found, table)}
    mapping, kinds = _write_all(Path(folder), texts)
    return mapping, kinds


def _write_all(folder: Path, texts: Mapping[str, str]) -> list[Path]:
    """Write new files; where one cannot be written, those written before it go, and the folder made for them."""
    made = not folder.exists()
    written: list[Path] = []
    try:
        for name, text in texts.items():
            written.append(write_new_text(folder / name, text))
    except BaseException:
        for file in written:
            file.unlink(missing_ok=True)
        if made:
            with suppress(OSError):  # somebody else's file is in it by now, or it was never made
                folder.rmdir()
        raise
    return written


def _kinds_text(found: Incidents, table: KindTable) -> str:
    """Return classes, a line for every kind of the file with its rows, then the rules that held so far."""
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\n")
    spreads = [one.service_spread for one in table.severity.classes]
    writer.writerow((*_HEADING, "service_spread") if any(spread is not None for spread in spreads) else _HEADING)
    for one, spread in zip(table.severity.classes, spreads, strict=True):
        told = () if spread is None else (spread,)
        writer.writerow(("", one.name, one.officers, one.penalty, one.service_minutes, "", *told))
    counts = {str(kind): int(rows) for kind, rows in found.frame["kind"].value_counts().items()}
    for pattern, rule, rows in _of_words(counts, table):
        writer.writerow([pattern, *_values(rule), rows])
    writer.writerows([rule.pattern, *_values(rule), ""] for rule in table.rules)
    return stream.getvalue()


def _of_words(counts: Mapping[str, int], table: KindTable) -> list[tuple[str, KindRule | None, int]]:
    """Return every set of words as its first kind has them, its rule and its rows: more words first."""
    kinds = list(counts)[:_MOST]
    counted: dict[frozenset[str], tuple[str, KindRule | None, int]] = {}
    for kind, at in zip(kinds, table.rule_of(kinds).tolist(), strict=True):
        words = tuple(dict.fromkeys(_WORDS.findall(kind.casefold())))
        if words:
            new = (" ".join(words), table.rules[at] if at >= 0 else None, 0)
            pattern, rule, rows = counted.get(frozenset(words), new)
            counted[frozenset(words)] = (pattern, rule, rows + counts[kind])
    return sorted(counted.values(), key=lambda line: (-len(line[0].split()), -line[2], line[0]))


def _values(rule: KindRule | None) -> tuple[object, ...]:
    """Return class, officers, penalty and minutes of a rule."""
    if rule is None:
        return _UNDECIDED, "", "", ""
    officers, minutes = ("" if math.isnan(value) else value for value in (rule.officers, rule.service_minutes))
    return rule.name, officers, "", minutes
