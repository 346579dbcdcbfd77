"""Days of leave of the officers of a named roster, from a table such as `beatwright leave` writes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path

from beatwright.base.errors import Complaints, InputError
from beatwright.planning.rosters.officer_table import rows_by_heading
from beatwright.planning.rosters.staff_table import StaffTable

__all__ = ["read_leave_days", "weeks_of_leave"]

_KNOWN = ("officer", "squad", "week", "from", "to", "rank")
_WEEK = 7


def read_leave_days(path: str | Path, staff: StaffTable, start: date, days: int) -> StaffTable:
    """Return the officers with the days on which they are on leave.

    Parameters
    ----------
    path : path
        CSV or XLSX with a row for a stretch of leave: ``officer``, and its first and last day, ``from`` and ``to``.
    staff : StaffTable
        The officers.
    start : date
        First day of the roster. Days that are not in it are left aside and counted.
    days : int
        Days of the roster.

    Raises
    ------
    InputError
        With every complaint at once: officers that are not of the staff, dates that are none, ends before beginnings.
    """
    complaints = Complaints()
    file, rows = rows_by_heading(path, "the table of leave", ("officer", "from", "to"), _KNOWN, complaints)
    away: dict[str, set[int]] = {member.officer: set() for member in staff.members}
    outside = 0
    for number, row in enumerate(rows, 1):
        where = f"Row {number} of {file}"
        complaints.need(row["officer"] in away, f"{where}: officer {row['officer']!r} is not of the staff.")
        first, last = (_day(row[end], start, f"{where}, {end}", complaints) for end in ("from", "to"))
        if first is None or last is None:
            continue
        complaints.need(first <= last, f"{where}: leave ends on {row['to']}, before it begins on {row['from']}.")
        inside = {day for day in range(first, last + 1) if 0 <= day < days}
        outside += last + 1 - first - len(inside)
        away.get(row["officer"], set()).update(inside)
    complaints.raise_if_any(InputError, "The leave of NamedRoster cannot be used")
    members = tuple(replace(member, leave=sorted(away[member.officer])) for member in staff.members)
    return StaffTable(members, staff.outside + outside)


def _day(text: str, start: date, where: str, complaints: Complaints) -> int | None:
    try:
        return (date.fromisoformat(text.removesuffix(" 00:00:00")) - start).days
    except ValueError:
        complaints.add(f"{where}: {text!r} is no date such as {start.isoformat()}.")
        return None


def weeks_of_leave(staff: StaffTable, days: int) -> Mapping[str, tuple[int, ...]]:
    """Return the weeks of a roster in which officers are on leave all seven days, by officer; 0 = its first week."""
    found = {}
    for member in staff.members:
        away = set(member.leave)
        weeks = (week for week in range(days // _WEEK) if away >= set(range(_WEEK * week, _WEEK * (week + 1))))
        found[member.officer] = tuple(weeks)
    return {officer: weeks for officer, weeks in found.items() if weeks}
