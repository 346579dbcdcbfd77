"""Read the text files of the shift scheduling benchmark (Curtois and Qu 2014)."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import numpy as np

from beatwright.base.errors import Complaints, InputError
from beatwright.base.files.text_file import read_text
from beatwright.base.words import listed
from beatwright.solver.rosters.named import NamedRules, StaffMember
from beatwright.solver.rosters.named.pricing.line_rules import Floats

__all__ = ["RosterBenchmark", "read_roster_benchmark"]

# Sections, each with its number of fields; those of days off and shifts may have more or fewer.
_SECTIONS: Final = {
    "SECTION_HORIZON": 1,
    "SECTION_SHIFTS": 2,
    "SECTION_STAFF": 8,
    "SECTION_DAYS_OFF": 1,
    "SECTION_SHIFT_ON_REQUESTS": 4,
    "SECTION_SHIFT_OFF_REQUESTS": 4,
    "SECTION_COVER": 5,
}
_LIMITS: Final = ("most_minutes", "least_minutes", "most_run", "least_run", "least_off", "most_weekends")
_Row = tuple[int, list[str]]  # its line in the file, and its fields


@dataclass(frozen=True, eq=False)
class RosterBenchmark:
    """A benchmark instance, ready for `named_roster`.

    Parameters
    ----------
    need : ndarray of float, shape (days, shifts)
        Officers needed.
    staff : tuple of StaffMember
        The officers.
    rules : NamedRules
        Shifts, followers, weights.
    """

    need: Floats
    staff: tuple[StaffMember, ...]
    rules: NamedRules


def read_roster_benchmark(path: str | Path) -> RosterBenchmark:
    """Return an instance of the shift scheduling benchmark.

    All its instances start on a Monday, and runs that the borders cut are not too short, as with `named_roster`.

    Parameters
    ----------
    path : path
        A text file with the seven sections ``SECTION_HORIZON``, ``SECTION_SHIFTS``, ``SECTION_STAFF``,
        ``SECTION_DAYS_OFF``, ``SECTION_SHIFT_ON_REQUESTS``, ``SECTION_SHIFT_OFF_REQUESTS`` and ``SECTION_COVER``.

    Raises
    ------
    InputError
        With every complaint at once, each with its line.

    References
    ----------
    Curtois, T. and Qu, R. (2014). Computational results on new staff scheduling benchmark instances. Technical report,
    University of Nottingham.

    Examples
    --------
    >>> case = read_roster_benchmark("Instance1.txt")  # doctest: +SKIP
    >>> named_roster(case.need, case.staff, case.rules)  # doctest: +SKIP
    """
    complaints = Complaints()
    reader = _Reader(_sections(read_text(path), complaints), complaints)
    case = reader.read()
    complaints.raise_if_any(InputError, f"The file '{path}' is no instance of the benchmark")
    assert case is not None
    return case


def _sections(text: str, complaints: Complaints) -> dict[str, list[_Row]]:
    """Return the rows of each section, without comments and empty lines."""
    found: dict[str, list[_Row]] = {}
    rows: list[_Row] | None = None
    for number, line in enumerate(text.splitlines(), 1):
        told = line.strip()
        if not told or told.startswith("#"):
            continue
        if told.startswith("SECTION_"):
            known = f"Known: {listed(_SECTIONS)}."
            complaints.need(told in _SECTIONS, f"Line {number}: there is no section {told}. {known}")
            complaints.need(told not in found, f"Line {number}: {told} is there twice.")
            rows = found.setdefault(told, [])
        elif rows is None:
            complaints.add(f"Line {number} stands before the first section: {told!r}.")
        else:
            rows.append((number, [part.strip() for part in told.split(",")]))
    missing = [name for name in _SECTIONS if name not in found]
    complaints.need(not missing, f"Sections are missing: {listed(missing)}.")
    return found


@dataclass(eq=False)
class _Reader:
    sections: dict[str, list[_Row]]
    complaints: Complaints
    officers: dict[str, dict[str, Any]] = field(default_factory=dict)
    shifts: dict[str, tuple[int, list[str]]] = field(default_factory=dict)
    days: int = 0

    def read(self) -> RosterBenchmark | None:
        """Return the instance, None where something is wrong."""
        readers: dict[str, Callable[[int, list[str]], None]] = {
            "SECTION_HORIZON": self._horizon,
            "SECTION_SHIFTS": self._shift,
            "SECTION_STAFF": self._officer,
            "SECTION_DAYS_OFF": self._days_off,
            "SECTION_SHIFT_ON_REQUESTS": lambda number, row: self._wish("wants", number, row),
            "SECTION_SHIFT_OFF_REQUESTS": lambda number, row: self._wish("wants_off", number, row),
        }
        for section, reader in readers.items():
            for number, row in self._rows(section):
                reader(number, row)
        covers = [self._cover(number, row) for number, row in self._rows("SECTION_COVER")]
        self.complaints.need(bool(self.days), "The horizon must be a whole number of days above 0.")
        self.complaints.need(bool(self.shifts), "There are no shifts.")
        self.complaints.need(bool(self.officers), "There is no staff.")
        made = [self.complaints.attempt(lambda row=row: StaffMember(**row)) for row in self.officers.values()]  # type: ignore[misc]
        if len(self.complaints):
            return None
        return self._instance(tuple(each for each in made if each is not None), [each for each in covers if each])

    def _instance(self, staff: tuple[StaffMember, ...], covers: list[tuple[int, int, list[float]]]) -> RosterBenchmark:
        arrays = np.zeros((3, self.days, len(self.shifts)))
        for day, shift, values in covers:
            arrays[:, day, shift] = values
        rules = NamedRules(
            shifts=tuple(self.shifts),
            minutes={shift: minutes for shift, (minutes, _) in self.shifts.items()},
            not_after={shift: after for shift, (_, after) in self.shifts.items()},
            under=arrays[1],
            over=arrays[2],
        )
        return RosterBenchmark(arrays[0], staff, rules)

    def _rows(self, section: str) -> Iterator[_Row]:
        """Give the rows that have enough fields."""
        for number, row in self.sections.get(section, []):
            if len(row) < _SECTIONS[section]:
                self.complaints.add(f"Line {number}: {section} has {_SECTIONS[section]} fields. Got {len(row)}.")
            else:
                yield number, row

    def _whole(self, number: int, text: str, what: str, limit: float = np.inf) -> int:
        """Read a whole number of at least 0, below a limit; complain and return 0 where it is none."""
        if text.isdecimal() and int(text) < limit:
            return int(text)
        most = "" if limit == np.inf else f" below {limit:g}"
        self.complaints.add(f"Line {number}: {what} must be a whole number of at least 0{most}. Got {text!r}.")
        return 0

    def _horizon(self, number: int, row: list[str]) -> None:
        self.days = self._whole(number, row[0], "the horizon")

    def _shift(self, number: int, row: list[str]) -> None:
        after = [name for name in (row[2] if len(row) > 2 else "").split("|") if name]
        self.shifts[row[0]] = self._whole(number, row[1], f"the minutes of shift {row[0]}"), after

    def _officer(self, number: int, row: list[str]) -> None:
        most: dict[str, int] = {}
        for pair in row[1].split("|"):
            shift, _, limit = pair.partition("=")
            self._known(number, shift, self.shifts, "shift")
            most[shift] = self._whole(number, limit, f"the most shifts {shift} of officer {row[0]}")
        limits = {name: self._whole(number, text, f"'{name}'") for name, text in zip(_LIMITS, row[2:8], strict=True)}
        runs = {name: max(limits[name], 1) for name in ("least_run", "least_off")}
        self.officers[row[0]] = {"officer": row[0], "most_of": most, "wants": [], "wants_off": [], **limits, **runs}

    def _days_off(self, number: int, row: list[str]) -> None:
        if self._known(number, row[0], self.officers, "officer"):
            days = [self._whole(number, text, "a day off", self.days) for text in row[1:] if text]
            self.officers[row[0]]["days_off"] = days

    def _wish(self, kind: str, number: int, row: list[str]) -> None:
        day, weight = self._whole(number, row[1], "the day", self.days), self._whole(number, row[3], "the weight")
        if self._known(number, row[2], self.shifts, "shift") and self._known(number, row[0], self.officers, "officer"):
            self.officers[row[0]][kind].append((day, row[2], weight))

    def _cover(self, number: int, row: list[str]) -> tuple[int, int, list[float]] | None:
        day = self._whole(number, row[0], "the day", self.days)
        values = [float(self._whole(number, text, "need and weights")) for text in row[2:5]]
        if not self._known(number, row[1], self.shifts, "shift"):
            return None
        return day, [*self.shifts].index(row[1]), values

    def _known(self, number: int, name: str, known: dict[str, Any], what: str) -> bool:
        self.complaints.need(name in known, f"Line {number}: there is no {what} {name!r}. Known: {listed(known)}.")
        return name in known
