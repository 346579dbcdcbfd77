"""An XLSX workbook -> a raw table."""

from __future__ import annotations

import datetime as dt
import warnings
import zipfile
from collections.abc import Iterator
from itertools import chain, islice
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa

from beatwright.core.check import did_you_mean
from beatwright.core.errors import InputError
from beatwright.data.reading.table import BadRow, RawTable, unique_headings
from beatwright.data.reading.titles import heading_row

__all__ = ["read_workbook"]

_HEADER_ROWS = 20


def read_workbook(path: Path, sheet: str = "") -> RawTable:
    """Read a sheet; its first row that is not blank holds the headings, or a later one below titles.

    Parameters
    ----------
    path : Path
        The workbook.
    sheet : str
        Name of the sheet. Default: the first one that is not empty.

    Raises
    ------
    InputError
        Where the workbook is damaged, or has no such sheet, or no rows.
    """
    import openpyxl  # noqa: PLC0415  (slow to import, and few files need it)

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # openpyxl warns of styles, which hold no data
            with path.open("rb") as stream:  # openpyxl goes by the name of a path
                book = openpyxl.load_workbook(stream, read_only=True, data_only=True)
                return _read_book(book, path.name, sheet)
    except InputError:
        raise
    except (
        OSError,
        KeyError,
        ValueError,
        TypeError,
        AttributeError,
        IndexError,
        SyntaxError,
        zipfile.BadZipFile,
    ) as problem:
        raise InputError(f"'{path.name}' is a damaged workbook ({problem}). Save it again as XLSX or CSV.") from None


def _read_book(book: Any, name: str, sheet: str) -> RawTable:
    names = [page.title for page in book.worksheets]
    if sheet and sheet not in names:
        raise InputError(f"'{name}' has no sheet '{sheet}'. {did_you_mean(sheet, names)}")
    for page in book.worksheets:
        if sheet in ("", page.title):
            page.reset_dimensions()
            rows = _filled(page)
            first = list(islice(rows, _HEADER_ROWS))
            if first:
                at = heading_row(first)
                header, rows = first[at], chain(first[at + 1 :], rows)
                others = [other for other in names if other != page.title]
                said: tuple[str, ...] = (
                    (f"The workbook has other sheets, which were not read: {', '.join(others)}.",) if others else ()
                )
                if at:
                    said += (f"The headings stand in filled row {at + 1}; the rows above them are not read.",)
                return _table(header, rows, {"format": "XLSX", "sheet": page.title}, said)
    raise InputError(
        f"'{name}' has no filled sheet{f' {sheet!r}' if sheet else ''}. Give the sheet with the incidents."
    )


def _filled(page: Any) -> Iterator[list[Any]]:
    for row in page.iter_rows(values_only=True):
        cells = list(row)
        while cells and (cells[-1] is None or cells[-1] == ""):
            cells.pop()
        if cells:
            yield cells


def _table(header: list[Any], rows: Iterator[list[Any]], facts: dict[str, Any], said: tuple[str, ...]) -> RawTable:
    width = len(header)
    good: list[list[Any]] = []
    numbers: list[int] = []
    bad: list[BadRow] = []
    for number, cells in enumerate(rows, 1):
        if len(cells) > width:
            text = ", ".join("" if cell is None else str(cell) for cell in cells)
            bad.append(BadRow(number, f"{len(cells)} cells under {width} headings", text[:500]))
            continue
        good.append(cells + [None] * (width - len(cells)))
        numbers.append(number)
    columns = list(zip(*good, strict=True)) if good else [()] * width
    arrays = [_column(values) for values in columns]
    table = pa.table(arrays, names=unique_headings(header))
    return RawTable(table, np.array(numbers, dtype=np.int64), tuple(bad), facts, warnings=said)


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
