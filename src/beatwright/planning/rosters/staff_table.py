"""Read the officers of a named roster from a table: contracts, requests, and what is published already."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any, Final

from beatwright.base.check import did_you_mean
from beatwright.base.columns.table_rows import read_table_rows
from beatwright.base.errors import Complaints, InputError
from beatwright.base.words import listed
from beatwright.solver.rosters.named import StaffMember

__all__ = ["StaffTable", "read_published_days", "read_staff_table"]

_NUMBERS: Final = (*("least_minutes", "most_minutes", "least_run", "most_run", "least_off", "most_weekends", "run"),)
_TEXTS: Final = ("officer", "contract", "last")
_LISTS: Final = ("most_of", "days_off", "wants", "wants_off")
_OFF: Final = ("off", "-")
_HEAVIER: Final = "*"  # before the weight of a request
Row = Mapping[str, str]


@dataclass(frozen=True)
class StaffTable:
    """Officers as tables give them.

    Parameters
    ----------
    members : tuple of StaffMember
        In the order of the table.
    outside : int
        Dates given that are no days of the roster, and left aside.
    """

    members: tuple[StaffMember, ...]
    outside: int = 0


@dataclass
class _Calendar:
    """The days of a roster, and how many dates were met that are days of it, and that are not."""

    start: date
    days: int
    inside: int = 0
    outside: int = 0

    def day(self, text: str, where: str, complaints: Complaints) -> int | None:
        """Return the day of the roster that a date is; None outside it, and of what is no date, which is told."""
        try:
            day = (date.fromisoformat(text) - self.start).days
        except ValueError:
            complaints.add(f"{where}: {text!r} is no date such as {self.start.isoformat()}.")
            return None
        known = 0 <= day < self.days
        self.inside, self.outside = self.inside + known, self.outside + (not known)
        return day if known else None

    def complaint(self) -> str | None:
        """Complain where every date lies outside: they are of another time than the roster."""
        last = self.start + timedelta(days=self.days - 1)
        if self.inside or not self.outside:
            return None
        return (
            f"No date of the table lies in the roster, from {self.start} to {last}. Give the first day of the roster "
            "with 'start', or the dates of that time."
        )


def read_staff_table(path: str | Path, start: date, days: int) -> StaffTable:
    """Return the officers of a table.

    Parameters
    ----------
    path : path
        CSV or XLSX with a row for an officer. Columns are named as the parameters of `StaffMember`; only ``officer``
        must be there. Lists are parted by blanks: ``most_of`` as ``N=8``, ``days_off`` as dates, ``wants`` and
        ``wants_off`` as ``2026-03-02=D`` or, with a weight, ``2026-03-02=D*3``.
    start : date
        First day of the roster. Dates that are not in it are left aside and counted.
    days : int
        Days of the roster.

    Raises
    ------
    InputError
        With every complaint at once, each naming officer and column; also where every date lies outside the roster.
    """
    complaints, calendar = Complaints(), _Calendar(start, days)
    name, rows = _rows(path, complaints)
    known = {*_NUMBERS, *_TEXTS, *_LISTS}
    columns = list(rows[0]) if rows else []
    for column in columns:
        complaints.need(column in known, f"There is no column {column!r}. {did_you_mean(column, known)}")
    complaints.need("officer" in columns, f"There is no column 'officer'. Columns: {listed(columns)}.")
    if "officer" not in columns:
        complaints.raise_if_any(InputError, f"The staff '{name}' cannot be used")
    read = [_member(row, calendar, complaints) for row in rows]
    complaints.add(calendar.complaint())
    complaints.raise_if_any(InputError, f"The staff '{name}' cannot be used")
    return StaffTable(tuple(member for member in read if member is not None), calendar.outside)


def read_published_days(path: str | Path, staff: StaffTable, start: date, days: int) -> StaffTable:
    """Return the officers with the days that a table has published: a row for an officer, a column for a date.

    An empty cell is not published; ``off`` is a day off.

    Raises
    ------
    InputError
        With every complaint at once: officers that are not of the staff or have two rows, columns that are no dates or
        of one date; also where every date lies outside the roster.
    """
    complaints, calendar = Complaints(), _Calendar(start, days)
    name, rows = _rows(path, complaints)
    day_of = {
        column: calendar.day(column, f"the column {column!r}", complaints)
        for column in (rows[0] if rows else ())
        if column != "officer"
    }
    known = [day for day in day_of.values() if day is not None]
    complaints.need(len(set(known)) == len(known), f"A date has two columns: {listed(day_of)}.")
    members, seen = {member.officer: member for member in staff.members}, set[str]()
    for row in rows:
        officer = row.get("officer", "")
        if officer not in members:
            complaints.add(f"Officer {officer!r} is not of the staff, or the column 'officer' is missing.")
            continue
        complaints.need(officer not in seen, f"Officer {officer} has two rows.")
        seen.add(officer)
        kept = {day: _shift(row[column]) for column, day in day_of.items() if day is not None and row[column]}
        members[officer] = replace(members[officer], published=kept)
    complaints.add(calendar.complaint())
    complaints.raise_if_any(InputError, f"The published roster '{name}' cannot be used")
    return StaffTable(tuple(members.values()), staff.outside + calendar.outside)


def _rows(path: str | Path, complaints: Complaints) -> tuple[str, list[Row]]:
    """Return the name of a file and its rows as texts, by column."""
    table = read_table_rows(path, "the table of officers")
    complaints.extend(table.complaints())
    columns = [_column(column) for column in table.columns]
    twice = sorted({column for column in columns if columns.count(column) > 1})
    complaints.need(not twice, f"More than one column is called {listed(twice)}. Give each once.")
    return table.file, [dict(zip(columns, row, strict=True)) for row in table.rows]


def _column(heading: str) -> str:
    word = heading.strip()
    return word.removesuffix(" 00:00:00") if word[:1].isdigit() else word.lower().replace(" ", "_")


def _member(row: Row, calendar: _Calendar, complaints: Complaints) -> StaffMember | None:
    officer = row["officer"]
    values: dict[str, Any] = {"officer": officer, "contract": row.get("contract", "")}
    before = len(complaints)
    for name in _NUMBERS:
        text = row.get(name, "")
        if text and not text.isdecimal():
            complaints.add(f"Officer {officer}, {name}: must be a whole number of at least 0. Got {text!r}.")
        elif text:
            values[name] = int(text)
    if row.get("last"):
        values["last"] = _shift(row["last"])
    values["most_of"] = dict(_caps(officer, row.get("most_of", ""), complaints))
    where = f"Officer {officer}, days_off"
    off = [calendar.day(text, where, complaints) for text in _parts(row.get("days_off", ""))]
    values["days_off"] = [day for day in off if day is not None]
    for name in ("wants", "wants_off"):
        values[name] = list(_wishes(officer, name, row.get(name, ""), calendar, complaints))
    if len(complaints) > before:
        return None
    return complaints.attempt(lambda: StaffMember(**values))


def _parts(text: str) -> list[str]:
    return text.replace(";", " ").replace("|", " ").replace(",", " ").split()


def _shift(text: str) -> str:
    return "" if text.lower() in _OFF else text


def _caps(officer: str, text: str, complaints: Complaints) -> Iterator[tuple[str, int]]:
    for part in _parts(text):
        shift, _, most = part.rpartition("=")
        if shift and most.isdecimal():
            yield shift, int(most)
        else:
            complaints.add(f"Officer {officer}, most_of: must be such as 'N=8'. Got {part!r}.")


def _wishes(
    officer: str, name: str, text: str, calendar: _Calendar, complaints: Complaints
) -> Iterator[tuple[int, str, float]]:
    for part in _parts(text):
        when, _, asked = part.partition("=")
        shift, _, weight = asked.partition(_HEAVIER)
        day = calendar.day(when, f"Officer {officer}, {name}", complaints)
        try:
            heavy = float(weight or 1)
        except ValueError:
            complaints.add(f"Officer {officer}, {name} of {when}: the weight {weight!r} is no number.")
            continue
        if not shift:
            complaints.add(f"Officer {officer}, {name}: must be such as '{calendar.start}=D*2'. Got {part!r}.")
        elif day is not None:
            yield day, shift, heavy
