"""Read the officers of a named roster from a table: contracts, requests, and what is published already."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any, Final

from beatwright.base.check import did_you_mean
from beatwright.base.columns.cell_text import cell_text
from beatwright.base.errors import Complaints, InputError
from beatwright.base.files.open_file import format_of, regular_file
from beatwright.base.files.workbook_file import is_workbook, merged_cells
from beatwright.base.vector.vector_files import read_any, read_text_table
from beatwright.base.words import listed
from beatwright.solver.rosters.named import StaffMember

__all__ = ["read_published_days", "read_staff_table"]

_NUMBERS: Final = (*("least_minutes", "most_minutes", "least_run", "most_run", "least_off", "most_weekends", "run"),)
_TEXTS: Final = ("officer", "contract", "last")
_LISTS: Final = ("most_of", "days_off", "wants", "wants_off")
_OFF: Final = ("off", "-")
_HEAVIER: Final = "*"  # before the weight of a request
Row = Mapping[str, str]


def read_staff_table(path: str | Path, start: date, days: int) -> tuple[StaffMember, ...]:
    """Return the officers of a table.

    Parameters
    ----------
    path : path
        CSV or XLSX with a row for an officer. Columns are named as the parameters of `StaffMember`; only ``officer``
        must be there. Lists are parted by blanks: ``most_of`` as ``N=8``, ``days_off`` as dates, ``wants`` and
        ``wants_off`` as ``2026-03-02=D`` or, with a weight, ``2026-03-02=D*3``.
    start : date
        First day of the roster. Dates that are not in it are left aside.
    days : int
        Days of the roster.

    Raises
    ------
    InputError
        With every complaint at once, each naming officer and column.
    """
    complaints = Complaints()
    name, rows = _rows(path, complaints)
    known = {*_NUMBERS, *_TEXTS, *_LISTS}
    columns = list(rows[0]) if rows else []
    for column in columns:
        complaints.need(column in known, f"There is no column {column!r}. {did_you_mean(column, known)}")
    complaints.need("officer" in columns, f"There is no column 'officer'. Columns: {listed(columns)}.")
    if "officer" not in columns:
        complaints.raise_if_any(InputError, f"The staff '{name}' cannot be used")
    read = [_member(row, start, days, complaints) for row in rows]
    complaints.raise_if_any(InputError, f"The staff '{name}' cannot be used")
    return tuple(member for member in read if member is not None)


def read_published_days(
    path: str | Path, staff: Iterable[StaffMember], start: date, days: int
) -> tuple[StaffMember, ...]:
    """Return the officers with the days that a table has published: a row for an officer, a column for a date.

    An empty cell is not published; ``off`` is a day off.

    Raises
    ------
    InputError
        With every complaint at once: officers that are not of the staff, columns that are no dates.
    """
    complaints = Complaints()
    name, rows = _rows(path, complaints)
    members = {member.officer: member for member in staff}
    for row in rows:
        officer = row.get("officer", "")
        if officer not in members:
            complaints.add(f"Officer {officer!r} is not of the staff, or the column 'officer' is missing.")
            continue
        cells = {column: text for column, text in row.items() if column != "officer" and text}
        dated = {_day(column, start, f"the column {column!r}", complaints): text for column, text in cells.items()}
        kept = {day: _shift(text) for day, text in dated.items() if day is not None and 0 <= day < days}
        members[officer] = replace(members[officer], published=kept)
    complaints.raise_if_any(InputError, f"The published roster '{name}' cannot be used")
    return tuple(members.values())


def _rows(path: str | Path, complaints: Complaints) -> tuple[str, list[Row]]:
    """Return the name of a file and its rows as texts, by column."""
    try:
        file = regular_file(path)
        table = read_text_table(file, as_text=True) if format_of(file) == "text" else read_any(file)
        merged = merged_cells(file) if is_workbook(file) else []
    except (InputError, ValueError) as problem:
        raise InputError(f"The table cannot be read: {problem}") from None
    complaints.need(
        not merged, f"Cells are merged: {listed(merged)}. Only the first of them has a value. Split them and fill each."
    )
    columns = [_column(column) for column in table.columns]
    rows = table.itertuples(index=False, name=None)
    return file.name, [dict(zip(columns, map(cell_text, row), strict=True)) for row in rows]


def _column(heading: object) -> str:
    word = str(heading).strip()
    return word.removesuffix(" 00:00:00") if word[:1].isdigit() else word.lower().replace(" ", "_")


def _member(row: Row, start: date, days: int, complaints: Complaints) -> StaffMember | None:
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
    off = [_day(text, start, f"Officer {officer}, days_off", complaints) for text in _parts(row.get("days_off", ""))]
    values["days_off"] = [day for day in off if day is not None and 0 <= day < days]
    for name in ("wants", "wants_off"):
        wishes = _wishes(officer, name, row.get(name, ""), start, complaints)
        values[name] = [wish for wish in wishes if 0 <= wish[0] < days]
    if len(complaints) > before:
        return None
    return complaints.attempt(lambda: StaffMember(**values))


def _parts(text: str) -> list[str]:
    return text.replace(";", " ").replace("|", " ").replace(",", " ").split()


def _shift(text: str) -> str:
    return "" if text.lower() in _OFF else text


def _day(text: str, start: date, where: str, complaints: Complaints) -> int | None:
    try:
        return (date.fromisoformat(text) - start).days
    except ValueError:
        complaints.add(f"{where}: {text!r} is no date such as {start.isoformat()}.")
        return None


def _caps(officer: str, text: str, complaints: Complaints) -> Iterator[tuple[str, int]]:
    for part in _parts(text):
        shift, _, most = part.rpartition("=")
        if shift and most.isdecimal():
            yield shift, int(most)
        else:
            complaints.add(f"Officer {officer}, most_of: must be such as 'N=8'. Got {part!r}.")


def _wishes(
    officer: str, name: str, text: str, start: date, complaints: Complaints
) -> Iterator[tuple[int, str, float]]:
    for part in _parts(text):
        when, _, asked = part.partition("=")
        shift, _, weight = asked.partition(_HEAVIER)
        day = _day(when, start, f"Officer {officer}, {name}", complaints)
        try:
            heavy = float(weight or 1)
        except ValueError:
            complaints.add(f"Officer {officer}, {name} of {when}: the weight {weight!r} is no number.")
            continue
        if not shift:
            complaints.add(f"Officer {officer}, {name}: must be such as '{start.isoformat()}=D*2'. Got {part!r}.")
        elif day is not None:
            yield day, shift, heavy
