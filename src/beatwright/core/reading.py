"""What was read from a file, and what was left out and why."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pandas as pd

from beatwright.core.errors import ParameterError
from beatwright.core.files import atomic_path
from beatwright.core.words import count_of

__all__ = ["ReadReport"]


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
    """

    source: str
    read: int
    kept: int
    reasons: Mapping[str, int] = field(default_factory=dict)
    dropped: pd.DataFrame = field(default_factory=pd.DataFrame)
    warnings: tuple[str, ...] = ()
    facts: Mapping[str, Any] = field(default_factory=dict)

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

    def write_dropped(self, path: str | Path) -> Path:
        """Write the rows left out as a CSV, whole or not at all, and return the path."""
        with atomic_path(path) as temporary:
            # A bare carriage return inside a field would part the row in two for whoever reads the file.
            self.dropped.to_csv(temporary, index=False, quoting=csv.QUOTE_NONNUMERIC)
        return Path(path)

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
