"""Read a roster from a table: a row for an officer, a column for a day, in each cell the shift worked."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from beatwright.base.columns.table_rows import read_table_rows
from beatwright.base.errors import Complaints, InputError
from beatwright.base.files.formula_guard import unguard
from beatwright.base.words import listed
from beatwright.core import Shift
from beatwright.core.roster import LEAVE
from beatwright.data.today.roster_days import RosterDays, read_roster_days
from beatwright.data.today.shift_codes import ShiftCodes, shifts_of_workbook

__all__ = ["RosterTable", "read_roster_table"]

_OFFICER = ("officer", "officer_id", "id", "badge", "number")
_WEEK = 7
_POST = ("post", "site", "site_id", "station", "district", "precinct")


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
        The first day; None where the columns are the days of one week, or of several.
    posts : mapping of str to str
        What the file calls the post, by officer; empty where it has no such column.
    leave : mapping of str to tuple of int
        Weeks in which every day says ``leave``, by officer, where the columns are dates; 0 = the first seven days.
    """

    file: str
    shifts: tuple[Shift, ...]
    days: Mapping[str, tuple[str, ...]]
    start: date | None
    posts: Mapping[str, str]
    leave: Mapping[str, tuple[int, ...]]


def read_roster_table(path: str | Path, shifts: Iterable[Shift] = (), off: Iterable[str] = ()) -> RosterTable:
    """Read a table with a row for an officer and a column for a day.

    Columns are told by their names: the ``officer``, the ``post`` where there is one, and the days: the seven names of
    a week, those of several (``Monday of week 2``), or dates such as 2026-03-02, every day from the first to the last.
    A cell holds the name of a shift, or its clock (``22-06``); it is empty, or says ``off`` or ``leave``, where the day
    is off. Other columns are left aside.

    Parameters
    ----------
    path : str or Path
        CSV or XLSX. A workbook may have a sheet ``Shifts`` with the columns shift, begins and ends.
    shifts : iterable of Shift
        Those with a name; they come before those of the workbook.
    off : iterable of str
        Further words for a day off, such as those for leave.

    Raises
    ------
    InputError
        With every complaint at once: merged cells, days that are missing or there twice, officers that are, and cells
        that are no shift. Each names its officer and day.
    """
    table = read_table_rows(path, "the roster")
    complaints = Complaints()
    complaints.extend(table.complaints())
    days = read_roster_days(table.columns, complaints)
    officer, post = _named(table.columns, _OFFICER), _named(table.columns, _POST)
    complaints.need(officer is not None, f"There is no column of officers. Columns: {listed(table.columns)}.")
    codes = ShiftCodes((*shifts, *shifts_of_workbook(path, complaints)), off)
    rows = [dict(zip(table.columns, map(unguard, cells), strict=True)) for cells in table.rows]
    names = [""] * len(rows) if officer is None else [row[officer] for row in rows]
    complaints.extend(_name_complaints(names) if officer is not None else ())
    by_name = list(zip(names, rows, strict=True))
    read = _worked(by_name, days, codes)
    complaints.extend(codes.complaints())
    posts = {} if post is None else {name: row[post] for name, row in by_name}
    complaints.add(_without_post(posts))
    if days.columns and not any(map(any, read.values())) and not len(complaints):
        complaints.add("No cell of a day names a shift, so that nobody works. Fill the days, or leave the roster out.")
    complaints.raise_if_any(InputError, f"The roster '{table.file}' cannot be used")
    leave = {} if days.start is None else {name: _weeks_of_leave(row, days, read[name]) for name, row in by_name}
    away = {name: weeks for name, weeks in leave.items() if weeks}
    used = {name for row in read.values() for name in row} - {""}
    return RosterTable(table.file, codes.ordered(used), read, days.start, posts, away)


def _worked(
    rows: Iterable[tuple[str, Mapping[str, str]]], days: RosterDays, codes: ShiftCodes
) -> dict[str, tuple[str, ...]]:
    """Return the shifts of each officer, by id; cells of rows that cannot be used are looked at too."""
    read: dict[str, tuple[str, ...]] = {}
    for number, (name, row) in enumerate(rows, 1):
        who = name or f"of row {number}"
        cells = tuple(codes.shift_in(who, day, row[at]) for at, day in days.columns.items())
        read.setdefault(name, cells)
    return read


def _without_post(posts: Mapping[str, str]) -> str | None:
    without = [name for name, text in posts.items() if name and not text]
    told = f"These officers have no post: {listed(without)}. Leave out the column where officers are of the whole city."
    return told if without else None


def _weeks_of_leave(row: Mapping[str, str], days: RosterDays, worked: Sequence[str]) -> tuple[int, ...]:
    away = [row[at].lower() == LEAVE and not shift for at, shift in zip(days.columns, worked, strict=True)]
    return tuple(at // _WEEK for at in range(0, len(away) - _WEEK + 1, _WEEK) if all(away[at : at + _WEEK]))


def _named(columns: Sequence[str], names: Iterable[str]) -> str | None:
    known = {column.strip().lower(): column for column in reversed(columns)}
    return next((known[name] for name in names if name in known), None)


def _name_complaints(names: Sequence[str]) -> Iterator[str]:
    """Yield the rows that have no officer, or one that has a row above."""
    first: dict[str, int] = {}
    for number, name in enumerate(names, 1):
        if not name:
            yield f"Row {number} has no officer."
        elif name in first:
            yield f"Row {number} is of officer {name} again, after row {first[name]}."
        first.setdefault(name, number)
