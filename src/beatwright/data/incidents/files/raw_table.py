"""A table as it stands in a file, before anything is understood."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa

__all__ = ["GEOMETRY_X", "GEOMETRY_Y", "UNREADABLE_ROW", "BadRow", "RawTable", "unique_headings"]

UNREADABLE_ROW = "unreadable row"
# The columns that hold the coordinates of a layer's geometry.
GEOMETRY_X = "geometry x"
GEOMETRY_Y = "geometry y"

_CONTROL = re.compile(r"[\x00-\x1f\x7f]+")


@dataclass(frozen=True)
class BadRow:
    """A row that could not be taken apart: its number in the file (from 1), what is wrong, its text, and the reason."""

    row: int
    detail: str
    text: str
    reason: str = UNREADABLE_ROW


@dataclass(frozen=True)
class RawTable:
    """The rows of a file, as given.

    Parameters
    ----------
    columns : pyarrow.Table
        The rows that could be taken apart; the headings are unique.
    rows : array of int64, shape (n,)
        Number of each of those rows in the file, from 1 for the first row of data.
    bad : tuple of BadRow
        The rows that could not be taken apart.
    facts : dict
        Format, encoding, delimiter, sheet, layer.
    crs : str
        CRS of `GEOMETRY_X` and `GEOMETRY_Y`; empty where the file does not say.
    warnings : tuple of str
        What the reader of the format had to say.
    """

    columns: Any
    rows: npt.NDArray[np.int64]
    bad: tuple[BadRow, ...] = ()
    facts: dict[str, Any] = field(default_factory=dict)
    crs: str = ""
    warnings: tuple[str, ...] = ()

    @classmethod
    def of(cls, columns: pa.Table, facts: dict[str, Any], crs: str = "", warnings: Sequence[str] = ()) -> RawTable:
        """Make a table whose rows are all whole."""
        columns = columns.rename_columns(unique_headings(columns.column_names))
        return cls(
            columns=columns, rows=np.arange(1, len(columns) + 1), bad=(), facts=facts, crs=crs, warnings=tuple(warnings)
        )

    def __len__(self) -> int:
        return len(self.columns)

    @property
    def read(self) -> int:
        """Number of rows in the file."""
        return len(self.columns) + len(self.bad)

    @property
    def headings(self) -> tuple[str, ...]:
        """The headings, in the order of the file."""
        return tuple(self.columns.column_names)


def unique_headings(headings: Sequence[object]) -> list[str]:
    """Return headings that are filled in, on one line, and unique.

    >>> unique_headings(["x", "", "x", None])
    ['x', 'column 2', 'x (2)', 'column 4']
    """
    result: list[str] = []
    taken: set[str] = set()
    for number, heading in enumerate(headings, 1):
        text = _CONTROL.sub(" ", "" if heading is None else str(heading)).strip() or f"column {number}"
        unique, count = text, 1
        while unique in taken:
            count += 1
            unique = f"{text} ({count})"
        taken.add(unique)
        result.append(unique)
    return result
