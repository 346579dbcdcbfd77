"""The rows of a small table, such as a staff list: every cell as text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from beatwright.base.columns.cell_text import cell_text
from beatwright.base.errors import InputError
from beatwright.base.files.open_file import format_of, regular_file
from beatwright.base.files.workbook_file import is_workbook, merged_cells
from beatwright.base.vector.vector_files import read_any, read_text_table
from beatwright.base.words import listed

__all__ = ["TableRows", "read_table_rows"]

_AGAIN = re.compile(
    r"(?P<heading>.*\S)(\.\d+| \(\d+\))", re.DOTALL
)  # what a reader calls a column of a name that it has


@dataclass(frozen=True)
class TableRows:
    """A table as its file has it.

    Parameters
    ----------
    file : str
        Name of the file.
    columns : tuple of str
        Its headings.
    rows : tuple of tuple of str
        Its cells; empty ones are empty.
    merged : tuple of str
        Cells that are merged, such as ``B2:C2``.
    """

    file: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    merged: tuple[str, ...] = ()

    def complaints(self) -> Iterator[str]:
        """Yield why its cells cannot be taken one by one."""
        if self.merged:
            cells = listed(self.merged)
            yield f"Cells are merged: {cells}. Only the first of them has a value. Split them and fill each."
        bases = [found["heading"] for heading in self.columns if (found := _AGAIN.fullmatch(heading))]
        twice = listed(dict.fromkeys(heading for heading in bases if heading in self.columns))
        if twice:
            yield f"More than one column is called {twice}. Give each once."


def read_table_rows(path: str | Path, what: str, sheet: str = "") -> TableRows:
    """Read a CSV or XLSX table; `what` is what it is called in complaints, such as "the roster".

    Of a workbook the sheet named is read, by default the first.

    Raises
    ------
    InputError
        Where it is missing, unreadable or empty.
    """
    try:
        file = regular_file(path)
        table = (
            read_text_table(file, as_text=True) if format_of(file) == "text" else read_any(file, layer=sheet or None)
        )
        merged = merged_cells(file) if is_workbook(file) else []
    except (InputError, ValueError) as problem:
        raise InputError(f"{what[0].upper()}{what[1:]} cannot be read: {problem}") from None
    rows = tuple(tuple(map(cell_text, row)) for row in table.itertuples(index=False, name=None))
    return TableRows(file.name, tuple(str(column) for column in table.columns), rows, tuple(merged))
