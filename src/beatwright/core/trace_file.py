"""The trace of a simulation as a Parquet file: a row for each event, and what was simulated beside them."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy.typing as npt

from beatwright.base.files.parquet_with_facts import ParquetWithFacts

__all__ = ["REMAKE", "is_trace_file", "read_trace", "write_trace"]

REMAKE = "Make it again with: beatwright replay"
_FILE = ParquetWithFacts("beatwright.trace", "no trace of a simulation", REMAKE)


def write_trace(path: str | Path, columns: Mapping[str, npt.NDArray[Any]], facts: Mapping[str, object]) -> Path:
    """Write the columns and what was simulated, whole or not at all, and return the path."""
    return _FILE.write(path, columns, facts)


def read_trace(path: str | Path) -> tuple[dict[str, Any], str]:
    """Return what `DispatchTrace` takes, and the digest that the trace had when it was written.

    Raises
    ------
    InputError
        Where the file is missing or damaged, or holds something else.
    """
    columns, facts = _FILE.read(path)
    digest = str(facts.pop("digest", ""))
    return {**facts, **columns}, digest


def is_trace_file(path: str | Path) -> bool:
    """Say whether a file holds a trace; False too where it cannot be read."""
    return _FILE.is_one(path)
