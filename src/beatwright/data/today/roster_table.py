"""Read a roster from a table: a row for an officer, a column for a day, in each cell the shift worked."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import pairwise
from pathlib import Path

from beatwright.base.columns.table_rows import read_table_rows
from beatwright.base.errors import Complaints, InputError, ParameterError
from beatwright.base.words import listed
from beatwright.core import Shift
from beatwright.core.hours_of_week import WEEKDAYS

__all__ = ["RosterTable", "read_roster_table"]

_OFFICER = ("officer", "officer_id", "id", "badge", "number")
_POST = ("post", "site", "site_id", "station", "district", "precinct")
_OFF = ("", "-", "–", "off", "free", "rdo")
_WEEK = 7
_LIKE_A_DATE = re.compile(r"\d{1,4}[./-]\d{1,2}([./-]\d{2,4})?\.?")


@dataclass(frozen=True, eq=False)
class RosterTable:
    """A roster as a file gives it.

    Parameters
    ----------
    file : str
        Name of the file.
    shifts : tuple of Shift
        Those that somebody works.
    days : mapping of str to tuple of str
        Shift on each day by officer; empty where the day is off.
    start : date, optional
        The first day; None where the columns are the days of a week.
    posts : mapping of str to str
        What the file calls the post, by officer; empty where it has no such column.
    """

    file: str
    shifts: tuple[Shift, ...]
    days: Mapping[str, tuple[str, ...]]
    start: date | None
    posts: Mapping[str, str]


def read_roster_table(path: str | Path, shifts: Iterable[Shift] = (), off: Iterable[str] = ()) -> RosterTable:
    """Read a table with a row for an officer and a column for a day.

    Columns are told by their names: the ``officer``, the ``post`` where there is one, and the days: the seven names of
    a week, or dates such as 2026-03-02, every day from the first to the last. A cell holds the name of a shift, or its
    clock (``22-06``); it is empty, or says ``off``, where the day is off. Other columns are left aside.

    Parameters
    ----------
    path : str or Path
        CSV or XLSX.
    shifts : iterable of Shift
        Those with a name.
    off : iterable of str
        Further words for a day off, such as those for leave.

    Raises
    ------
    InputError
        With every complaint at once: merged cells, days that are missing or there twice, officers that are, and cells
        that are no shift. Each names its officer and day.
    """
    table = read_table_rows(path, "the roster")
    columns = table.columns
    complaints = Complaints()
    complaints.extend(table.complaints())
    rows = [dict(zip(columns, row, strict=True)) for row in table.rows]
    days, start = _days(columns, complaints)
    officer, post = _named(columns, _OFFICER), _named(columns, _POST)
    complaints.need(officer is not None, f"There is no column of officers. Columns: {listed(columns)}.")
    codes = _Codes({shift.name.lower(): shift for shift in shifts}, {*_OFF, *(word.strip().lower() for word in off)})
    read = {} if officer is None else dict(_rows(rows, officer, days, codes, complaints))
    posts = {} if officer is None or post is None else dict(_posts(rows, officer, post, complaints))
    complaints.raise_if_any(InputError, f"The roster '{table.file}' cannot be used")
    used = {name for row in read.values() for name in row} - {""}
    known = {shift for shift in codes.shifts.values() if shift.name in used}
    ordered = tuple(sorted(known, key=lambda shift: (shift.start, shift.hours, shift.name)))
    return RosterTable(table.file, ordered, read, start, posts)


@dataclass(frozen=True)
class _Codes:
    """Shifts by their name in small letters, those that a cell gives by its clock among them; and words for off."""

    shifts: dict[str, Shift]
    off: set[str]

    @property
    def known(self) -> str:
        """What a cell may hold."""
        names = listed(sorted({shift.name for shift in self.shifts.values()})) or "none"
        return f"Known: {names}, or a clock such as '22-06'."

    def shift_in(self, text: str) -> str | None:
        """Return the name of the shift that a cell gives, empty for off; None where it gives none."""
        word = text.lower()
        if word in self.off:
            return ""
        if word not in self.shifts:
            try:
                read = Shift.read(text)
            except ParameterError:
                return None
            self.shifts[word] = self._alike(read)
        return self.shifts[word].name

    def _alike(self, read: Shift) -> Shift:
        """Return the shift that has a name, where one has the same clock."""
        same = (one for one in self.shifts.values() if (one.start, one.hours) == (read.start, read.hours))
        return next(same, read)


def _named(columns: Sequence[str], names: Iterable[str]) -> str | None:
    known = {column.strip().lower(): column for column in reversed(columns)}
    return next((known[name] for name in names if name in known), None)


def _days(columns: Sequence[str], complaints: Complaints) -> tuple[dict[str, str], date | None]:
    """Return the columns of days with what to call each, in their order, and the date of the first."""
    named = {column: day for column in columns if (day := _weekday(column)) is not None}
    dated = {column: at for column in columns if (at := _date(column)) is not None}
    unread = [column for column in columns if _LIKE_A_DATE.fullmatch(column.strip()) and column not in dated]
    complaints.need(not unread, f"Write dates as 2026-03-02. These columns may be days too: {listed(unread)}.")
    if named and dated:
        complaints.add(f"The columns are days of a week ({listed(named)}) and dates ({listed(dated)}). Give one kind.")
    elif named:
        missing = [WEEKDAYS[day] for day in range(_WEEK) if day not in named.values()]
        complaints.need(not missing, f"There is no column for {listed(missing)}.")
        complaints.need(len(set(named.values())) == len(named), f"A day has two columns: {listed(named)}.")
    elif dated:
        complaints.extend(_date_complaints(dated))
        return {column: dated[column].isoformat() for column in sorted(dated, key=dated.__getitem__)}, min(
            dated.values()
        )
    else:
        complaints.add(f"There is no column of a day. Name them Monday to Sunday, or by dates. Got {listed(columns)}.")
    return {column: WEEKDAYS[named[column]] for column in sorted(named, key=named.__getitem__)}, None


def _date_complaints(dated: Mapping[str, date]) -> Iterator[str]:
    days = sorted(set(dated.values()))
    if len(days) < len(dated):
        yield f"A date has two columns: {listed(dated)}."
    if (days[-1] - days[0]).days < _WEEK - 1:
        yield "There are fewer than seven days. Give a whole week at least."
    for one, other in pairwise(days):
        if (other - one).days > 1:
            yield f"There is no column for the days between {one} and {other}."


def _weekday(heading: str) -> int | None:
    word = heading.strip().lower().rstrip(".")
    found = [day for day, name in enumerate(WEEKDAYS) if len(word) >= 2 and name.lower().startswith(word)]
    return found[0] if len(found) == 1 else None


def _date(heading: str) -> date | None:
    try:
        return datetime.fromisoformat(heading.strip()).date()
    except ValueError:
        return None


def _rows(
    rows: Iterable[Mapping[str, str]], officer: str, days: Mapping[str, str], codes: _Codes, complaints: Complaints
) -> Iterator[tuple[str, tuple[str, ...]]]:
    seen: dict[str, int] = {}
    for number, row in enumerate(rows, 1):
        name = row[officer]
        if not name:
            complaints.add(f"Row {number} has no officer.")
        elif name in seen:
            complaints.add(f"Row {number} is of officer {name} again, after row {seen[name]}.")
        seen.setdefault(name, number)
        worked = []
        for column, day in days.items():
            text = row[column]
            shift = codes.shift_in(text)
            if shift is None:
                complaints.add(f"Officer {name or f'of row {number}'}, {day}: {text!r} is no shift. {codes.known}")
            worked.append(shift or "")
        if name and seen[name] == number:
            yield name, tuple(worked)


def _posts(
    rows: Iterable[Mapping[str, str]], officer: str, post: str, complaints: Complaints
) -> Iterator[tuple[str, str]]:
    for row in rows:
        name, text = row[officer], row[post]
        if not text:
            complaints.add(f"Officer {name} has no post. Leave out the column where officers are of the whole city.")
        yield name, text
