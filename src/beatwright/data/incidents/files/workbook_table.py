"""An XLSX workbook -> a raw table."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa

from beatwright.base.check import did_you_mean
from beatwright.base.errors import InputError
from beatwright.base.files.title_lines import heading_row, roles_in
from beatwright.base.files.workbook_file import filled_rows, open_workbook
from beatwright.base.vector.gdal_files import MOST_COLUMNS
from beatwright.data.incidents.columns.column_headings import KNOWN, NEEDED
from beatwright.data.incidents.dates.serial_dates import DAY_ZERO
from beatwright.data.incidents.files.raw_table import BadRow, RawTable, unique_headings
from beatwright.data.incidents.files.rows_below_table import marked_notes

__all__ = ["read_workbook"]

_HEADER_ROWS = 20


def read_workbook(path: Path, sheet: str = "", header_row: int | str = "auto") -> RawTable:
    """Read a sheet; its first row that is not blank holds the headings, or a later one below titles.

    Parameters
    ----------
    path : Path
        The workbook.
    sheet : str
        Name of the sheet. Default: the first whose headings name a time or a place and one more column that we know,
        else the first one that is not empty.
    header_row : int or {"auto", "none"}
        The row of the headings, as the spreadsheet numbers it; "none": there are none, and columns are numbered.

    Raises
    ------
    InputError
        Where the workbook is damaged, or has no such sheet, or no rows.
    """
    with open_workbook(path) as book:
        return _read_book(book, path, sheet, header_row)


def _read_book(book: Any, path: Path, sheet: str, header_row: int | str) -> RawTable:
    names = [page.title for page in book.worksheets]
    if sheet and sheet not in names:
        raise InputError(f"'{path.name}' has no sheet '{sheet}'. {did_you_mean(sheet, names)}")
    start = header_row if isinstance(header_row, int) else 1
    heads = {name: list(islice(filled_rows(path, book[name], start), _HEADER_ROWS)) for name in names}
    found = [name for name in names if heads[name] and sheet in ("", name)]
    if not found:
        raise InputError(
            f"'{path.name}' has no filled sheet{f' {sheet!r}' if sheet else ''}. Give the sheet with the incidents."
        )
    fitting = [name for name in found if _of_incidents(heads[name])] if header_row != "none" else []
    chosen = (fitting or found)[0]
    at = heading_row(heads[chosen], KNOWN, NEEDED) if header_row == "auto" else 0
    rows = filled_rows(path, book[chosen], start)
    above = list(islice(rows, at + (header_row != "none")))
    header = above[at] if above else [f"column {number}" for number in range(1, max(map(len, heads[chosen])) + 1)]
    messages = _sheet_warnings(chosen, [name for name in names if name != chosen], fitting)
    if at:
        messages += (f"The headings stand in filled row {at + 1}; the rows above them are not read.",)
    return _table(header, rows, {"format": "XLSX", "sheet": chosen, **_day_zero(book)}, messages)


def _of_incidents(first: list[list[Any]]) -> bool:
    roles = roles_in(first[heading_row(first, KNOWN, NEEDED)], KNOWN)
    return len(roles) > 1 and bool(roles.intersection(NEEDED))


def _sheet_warnings(chosen: str, others: list[str], fitting: list[str]) -> tuple[str, ...]:
    """Say which sheets were not read, and which of them look like incidents too."""
    if not others:
        return ()
    text = f"The workbook has other sheets, which were not read: {', '.join(others)}."
    alike = [name for name in fitting if name != chosen]
    if alike:
        text += f" Columns of incidents stand in {', '.join(alike)} too: the option sheet reads another."
    return (text,)


def _day_zero(book: Any) -> dict[str, str]:
    """Return the day from which a workbook counts, where it is that of old Macintosh programs."""
    return {DAY_ZERO: "1904-01-01"} if book.epoch.year == 1904 else {}


def _table(header: list[Any], rows: Iterator[list[Any]], facts: dict[str, Any], messages: tuple[str, ...]) -> RawTable:
    width = len(header)
    if width > MOST_COLUMNS:
        raise InputError(
            f"The sheet '{facts['sheet']}' has {width:,} columns; {MOST_COLUMNS:,} are read at most. "
            "Leave out those that are not needed."
        )
    good: list[list[Any]] = []
    numbers: list[int] = []
    bad: list[BadRow] = []
    for number, cells in enumerate(rows, 1):
        if len(cells) > width:
            text = ", ".join("" if cell is None else str(cell) for cell in cells[:500])
            bad.append(BadRow(number, f"{len(cells)} cells under {width} headings", text[:500]))
            continue
        good.append(cells + [None] * (width - len(cells)))
        numbers.append(number)
    columns = list(zip(*good, strict=True)) if good else [()] * width
    arrays = [_column(values) for values in columns]
    table = pa.table(arrays, names=unique_headings(header))
    return RawTable(
        table, np.array(numbers, dtype=np.int64), marked_notes(bad, len(good) + len(bad)), facts, warnings=messages
    )


def _column(values: tuple[Any, ...]) -> pa.Array:
    """Keep a column of one type as it is; write any other as text."""
    kinds = {type(value) for value in values if value is not None}
    if not kinds:
        return pa.nulls(len(values), pa.string())
    if kinds == {dt.datetime}:
        return pa.array(values, pa.timestamp("us"))
    if kinds == {bool}:
        return pa.array(values, pa.bool_())
    if kinds == {int} and all(abs(value) < 2**63 for value in values if value is not None):
        return pa.array(values, pa.int64())
    if kinds <= {int, float}:
        return pa.array([None if value is None else float(value) for value in values], pa.float64())
    return pa.array([_text(value) for value in values], pa.string())


def _text(value: Any) -> str | None:
    if value is None or value == "":
        return None
    if isinstance(value, (dt.datetime, dt.date, dt.time)):
        return value.isoformat(" ") if isinstance(value, dt.datetime) else value.isoformat()
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    return str(value).encode("utf-8", errors="replace").decode()
