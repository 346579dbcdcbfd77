"""Read who bids, and in which order: a row for an officer, with seniority, squad and weeks of leave."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from beatwright.base.check import did_you_mean
from beatwright.base.columns.table_rows import read_table_rows
from beatwright.base.errors import Complaints
from beatwright.base.files.formula_guard import unguard
from beatwright.base.words import joined, listed, plural

__all__ = ["OfficerTable", "TextRow", "read_officer_table", "rows_by_heading", "whole_number"]

_COLUMNS = ("officer", "seniority", "hired", "squad", "weeks")
_TIES_SHOWN = 5
TextRow = Mapping[str, str]


@dataclass(frozen=True)
class OfficerTable:
    """Officers as a table gives them.

    Parameters
    ----------
    file : str
        Name of the file.
    officers : tuple of str
        Ids, in the order of seniority.
    squad : mapping of str to str
        Squad by officer; empty where the table has no such column.
    weeks : mapping of str to int
        Weeks of leave by officer; empty where the table has no such column.
    notes : tuple of str
        How the order was found: by what, and between whom it was not known.
    """

    file: str
    officers: tuple[str, ...]
    squad: Mapping[str, str]
    weeks: Mapping[str, int]
    notes: tuple[str, ...]


def read_officer_table(path: str | Path, complaints: Complaints) -> OfficerTable:
    """Return the officers of a table in the order of their seniority.

    That is by ``seniority`` (whole numbers, 1 is the most senior), or by ``hired`` (dates, the earliest is the most
    senior); without either the order is that of the rows. Officers alike in it stand in the order of the rows.

    Parameters
    ----------
    path : path
        CSV or XLSX. Columns: ``officer``, and where they are known ``seniority`` or ``hired``, ``squad``, and ``weeks``
        of leave.
    complaints : Complaints
        Takes everything that is wrong with it.
    """
    file, rows = rows_by_heading(path, "the table of officers", ("officer",), _COLUMNS, complaints)
    names = [row.get("officer", "") for row in rows]
    complaints.extend(_name_complaints(names))
    place, notes = _places(file, rows, names, complaints)
    order = sorted(range(len(rows)), key=place.__getitem__)
    columns: set[str] = set().union(*rows)
    squad = {name: row["squad"] for name, row in zip(names, rows, strict=True)} if "squad" in columns else {}
    without = [name for name, text in squad.items() if not text]
    complaints.need(not without, f"These officers have no squad: {listed(without)}. Name one for each.")
    weeks = {}
    for name, row in zip(names, rows, strict=True) if "weeks" in columns else ():
        number = whole_number(row["weeks"], f"Officer {name}, weeks", 0, complaints)
        weeks[name] = 0 if number is None else number
    return OfficerTable(file, tuple(dict.fromkeys(names[at] for at in order)), squad, weeks, tuple(notes))


def rows_by_heading(
    path: str | Path, what: str, needed: Sequence[str], known: Sequence[str], complaints: Complaints
) -> tuple[str, list[TextRow]]:
    """Return the name of a file and its rows by heading in small letters; none where a column is missing.

    Parameters
    ----------
    path : path
        CSV or XLSX.
    what : str
        What the table is called, such as "the table of bids".
    needed, known : sequence of str
        Headings that must be there, and all that may be.
    complaints : Complaints
        Takes what is wrong with the table as such: it cannot be read, has other headings, merged cells.
    """
    table = complaints.attempt(lambda: read_table_rows(path, what))
    if table is None:
        return Path(path).name, []
    complaints.extend(f"{table.file}: {text}" for text in table.complaints())
    headings = [heading.strip().lower().replace(" ", "_") for heading in table.columns]
    for heading, shown in zip(headings, table.columns, strict=True):
        if heading not in known:
            complaints.add(f"{table.file} has a column {shown!r} that is not known. {did_you_mean(heading, known)}")
    missing = [heading for heading in needed if heading not in headings]
    if missing:
        names = joined(repr(heading) for heading in missing)
        complaints.add(
            f"{table.file} has no {plural(len(missing), 'column')} {names}. Columns: {listed(table.columns)}."
        )
        return table.file, []
    return table.file, [dict(zip(headings, map(unguard, row), strict=True)) for row in table.rows]


def whole_number(text: str, where: str, least: int, complaints: Complaints) -> int | None:
    """Return a whole number of at least so much; None of anything else, which is told with where it stands."""
    if text.isdecimal() and int(text) >= least:
        return int(text)
    complaints.add(f"{where}: must be a whole number of at least {least}. Got {text!r}.")
    return None


def _name_complaints(names: Sequence[str]) -> Iterator[str]:
    rows: dict[str, list[int]] = {}
    for number, name in enumerate(names, 1):
        rows.setdefault(name, []).append(number)
    if "" in rows:
        yield f"There is no officer in row {listed(rows.pop(''))} of the officers."
    several = [f"{name} (rows {listed(at)})" for name, at in rows.items() if len(at) > 1]
    if several:
        yield f"These officers have more than one row: {listed(several)}. Keep one of each."


def _places(
    file: str, rows: Sequence[TextRow], names: Sequence[str], complaints: Complaints
) -> tuple[list[tuple[int, int]], list[str]]:
    """Return what rows are ordered by, and how that was found."""
    columns: set[str] = set().union(*rows)
    given = [name for name in ("seniority", "hired") if name in columns]
    if len(given) != 1:
        complaints.need(
            not given, f"{file} has both 'seniority' and 'hired'. Keep the one that officers are ordered by."
        )
        told = f"The order of seniority is that of the rows of {file}, which has no column 'seniority' or 'hired'."
        return [(0, at) for at in range(len(rows))], [told]
    read: Callable[[str], int | None] = _rank if given[0] == "seniority" else _day
    values = [read(row[given[0]]) for row in rows]
    missing = [name for name, row in zip(names, rows, strict=True) if not row[given[0]]]
    complaints.need(not missing, f"These officers have nothing under '{given[0]}': {listed(missing)}. Fill it for all.")
    form = "a whole number of at least 1" if given[0] == "seniority" else "a date such as 2009-05-31"
    for name, row, value in zip(names, rows, values, strict=True):
        if value is None and row[given[0]]:
            complaints.add(f"Officer {name}, {given[0]}: must be {form}. Got {row[given[0]]!r}.")
    found = [value or 0 for value in values]
    return [(value, at) for at, value in enumerate(found)], list(_ties(names, found))


def _ties(names: Sequence[str], values: Sequence[int]) -> Iterator[str]:
    alike: dict[int, list[str]] = {}
    for name, value in zip(names, values, strict=True):
        alike.setdefault(value, []).append(name)
    groups = [joined(group) for group in alike.values() if len(group) > 1]
    if groups:
        yield (
            "Of officers with the same seniority the one that stands first in the table comes first: "
            f"{'; '.join(groups[:_TIES_SHOWN])}{'; ...' if len(groups) > _TIES_SHOWN else ''}."
        )


def _rank(text: str) -> int | None:
    return int(text) if text.isdecimal() and int(text) >= 1 else None


def _day(text: str) -> int | None:
    try:
        return date.fromisoformat(text.removesuffix(" 00:00:00")).toordinal()
    except ValueError:
        return None
