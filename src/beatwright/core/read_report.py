"""What was read from a file, and what was left out and why."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pandas as pd

from beatwright.base.errors import ParameterError
from beatwright.base.files.atomic_file import atomic_path
from beatwright.base.files.formula_guard import guarded
from beatwright.base.words import count_of

__all__ = ["ReadReport", "is_dropped"]

_ACCOUNT = ("row", "reason", "detail")


def is_dropped(text: str) -> bool:
    """Whether a file that begins so is one of ours that lists the rows left out."""
    return text.startswith(",".join(f'"{name}"' for name in _ACCOUNT))


@dataclass(frozen=True, eq=False)
class ReadReport:
    """The account of one reading: nothing is dropped silently.

    Parameters
    ----------
    source : str
        Name of the file.
    read : int
        Rows in the file.
    kept : int
        Rows that became incidents. ``read == kept + dropped``, always.
    reasons : mapping of str to int
        Rows left out, by reason. Each row counts once, under the first reason found.
    dropped : DataFrame
        The rows themselves as they were given, with the columns ``row`` (number in the file, from 1 for the
        first row of data), ``reason`` and ``detail`` in front.
    warnings : tuple of str
        What does not forbid planning but must be known: heaps of times, of coordinates, and the like.
    facts : mapping
        How the file was understood: format, encoding, delimiter, columns, order of day and month, CRS.
    columns : mapping of str to str
        Our column -> the heading that holds it, as a mapping of columns has it.
    """

    source: str
    read: int
    kept: int
    reasons: Mapping[str, int] = field(default_factory=dict)
    dropped: pd.DataFrame = field(default_factory=pd.DataFrame)
    warnings: tuple[str, ...] = ()
    facts: Mapping[str, Any] = field(default_factory=dict)
    columns: Mapping[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        left_out = sum(self.reasons.values())
        if self.read != self.kept + left_out or len(self.dropped) != left_out:
            raise ParameterError(
                f"A report of reading must account for every row: {self.read} read, {self.kept} kept, "
                f"{left_out} left out by reason, {len(self.dropped)} listed."
            )

    @property
    def usable(self) -> bool:
        """Whether any row is left to plan on."""
        return self.kept > 0

    @property
    def text(self) -> str:
        """The account in plain words, one fact a line."""
        share = self.kept / self.read if self.read else 0.0
        lines = [f"{self.source}: {count_of(self.read, 'row')} read, {self.kept:,} kept ({share:.2%})"]
        lines += [f"  {key}: {_indented(value)}" for key, value in self.facts.items()]
        lines += [f"  left out, {reason}: {count:,}" for reason, count in self.reasons.items()]
        lines += [f"  warning: {warning}" for warning in self.warnings]
        return "\n".join(lines)

    def write_dropped(self, path: str | Path, *, raw: bool = False) -> Path:
        """Write the rows left out as a CSV, whole or not at all, and return the path.

        Parameters
        ----------
        path : path
            The file to write.
        raw : bool, default False
            Every cell of the rows as they were given. Otherwise their number, the reason and the cells that caused it,
            so that names and addresses stay where they are.
        """
        rows = self.dropped if raw else self._without_cells()
        with atomic_path(path) as temporary:
            # A bare carriage return inside a field would part the row in two for whoever reads the file.
            guarded(rows).to_csv(temporary, index=False, quoting=csv.QUOTE_NONNUMERIC)
        return Path(path)

    def _without_cells(self) -> pd.DataFrame:
        """Return number, reason and cause; of a row that could not be taken apart the cause without its text."""
        rows = self.dropped.reindex(columns=list(_ACCOUNT))
        whole = rows["reason"] == "unreadable row"
        causes = [
            str(text).partition(": ")[0] if cut else text for text, cut in zip(rows["detail"], whole, strict=True)
        ]
        return rows.assign(detail=pd.Series(causes, index=rows.index, dtype=object))

    def to_dict(self) -> dict[str, Any]:
        """Return plain values for JSON, without the dropped rows."""
        return {
            "source": self.source,
            "read": self.read,
            "kept": self.kept,
            "reasons": dict(self.reasons),
            "warnings": list(self.warnings),
            "facts": dict(self.facts),
        }


def _indented(value: Any) -> str:
    """Put a value of several lines, such as a chart, under its name."""
    text = str(value)
    return "\n    " + text.replace("\n", "\n    ") if "\n" in text else text
