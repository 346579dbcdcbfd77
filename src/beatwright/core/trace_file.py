"""The trace of a simulation as a Parquet file: a row for each event, and what was simulated in the metadata."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy.typing as npt
import pyarrow as pa
import pyarrow.parquet

from beatwright.base.errors import InputError
from beatwright.base.files.atomic_file import atomic_path
from beatwright.base.files.open_file import format_of, regular_file, reporting_damage

__all__ = ["REMAKE", "is_trace_file", "read_trace", "write_trace"]

REMAKE = "Make it again with: beatwright replay"
_KEY = b"beatwright.trace"
_FORMAT = 1


def write_trace(path: str | Path, columns: Mapping[str, npt.NDArray[Any]], facts: Mapping[str, object]) -> Path:
    """Write the columns and what was simulated, whole or not at all, and return the path."""
    told = json.dumps({**facts, "format": _FORMAT}, ensure_ascii=False).encode()
    with atomic_path(path) as temporary:
        table = pa.table(dict(columns)).replace_schema_metadata({_KEY: told})
        pyarrow.parquet.write_table(table, temporary, compression="zstd")
    return Path(path)


def read_trace(path: str | Path) -> tuple[dict[str, Any], str]:
    """Return what `DispatchTrace` takes, and the digest that the trace had when it was written.

    Raises
    ------
    InputError
        Where the file is missing or damaged, or holds something else.
    """
    file = regular_file(path)
    with reporting_damage(file, REMAKE, own=True):
        facts = _facts(file)
        if facts is None:
            raise InputError(f"'{file}' is no trace of a simulation. {REMAKE}")
        if facts.pop("format") != _FORMAT:
            raise InputError(f"'{file}' was written by another version of beatwright. {REMAKE}")
        digest = str(facts.pop("digest"))
        table = pyarrow.parquet.read_table(file, partitioning=None)
        return {**facts, **{name: table[name].to_numpy() for name in table.column_names}}, digest


def is_trace_file(path: str | Path) -> bool:
    """Say whether a file holds a trace; False too where it cannot be read."""
    try:
        with reporting_damage(path, REMAKE, own=True):
            return _facts(regular_file(path)) is not None
    except InputError:
        return False


def _facts(file: Path) -> dict[str, Any] | None:
    if format_of(file) != "Parquet":
        return None
    told = (pyarrow.parquet.read_schema(file).metadata or {}).get(_KEY)
    return None if told is None else dict(json.loads(told))
