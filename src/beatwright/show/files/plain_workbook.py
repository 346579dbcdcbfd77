"""Workbooks of plain tables: a bold heading that stays, columns as wide as their texts, the same bytes on any day."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

import pandas as pd
import xlsxwriter

from beatwright.base.files.atomic_file import atomic_path

__all__ = ["NO_CLOCK", "add_sheet", "plain_workbook", "write_frames"]

NO_CLOCK = dt.datetime(2000, 1, 1, tzinfo=dt.UTC)
"""The date that files say they were made on: the same content gives the same bytes."""
_TEXTS_STAY = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
_WIDEST = 60


@contextmanager
def plain_workbook(path: str | Path) -> Iterator[xlsxwriter.Workbook]:
    """Give an empty workbook to fill; it is written when the block ends, whole or not at all."""
    with atomic_path(path) as temporary, xlsxwriter.Workbook(temporary, dict(_TEXTS_STAY)) as book:
        book.set_properties({"created": NO_CLOCK})
        yield book


def add_sheet(
    book: xlsxwriter.Workbook, name: str, heading: Sequence[str], rows: Sequence[Sequence[object]]
) -> xlsxwriter.worksheet.Worksheet:
    """Add a sheet and return it; empty cells are None.

    Parameters
    ----------
    book : Workbook
        As `plain_workbook` gives it.
    name : str
        Of the sheet.
    heading : sequence of str
        Of the columns.
    rows : sequence of sequence
        Texts and numbers.
    """
    sheet, bold = book.add_worksheet(name), book.add_format({"bold": True})
    for column, text in enumerate(heading):
        sheet.write_string(0, column, text, bold)
        widest = max(len(text), *(len(str(row[column])) for row in rows), 6)
        sheet.set_column(column, column, min(widest, _WIDEST) + 1)
    for at, row in enumerate(rows, 1):
        for column, value in enumerate(row):
            if isinstance(value, str) and value:
                sheet.write_string(at, column, value)
            elif value not in (None, "") and value == value:  # noqa: PLR0124  (NaN)
                sheet.write_number(at, column, value)
    sheet.freeze_panes(1, 1)
    return sheet


def write_frames(frames: Mapping[str, pd.DataFrame], path: str | Path) -> Path:
    """Write tables as the sheets of a workbook, by their names."""
    with plain_workbook(path) as book:
        for name, frame in frames.items():
            add_sheet(book, name, [str(column) for column in frame.columns], frame.to_numpy(dtype=object).tolist())
    return Path(path)
