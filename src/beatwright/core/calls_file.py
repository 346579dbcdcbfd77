"""Calls as a Parquet file: a row for each call, and what holds for all of them in the metadata of the file."""

from __future__ import annotations

import json
from collections.abc import Mapping
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.parquet

from beatwright.base.errors import BeatwrightError, InputError
from beatwright.base.files.atomic_file import atomic_path
from beatwright.base.files.open_file import format_of, regular_file, reporting_damage
from beatwright.core.demand import HOURS_OF_WEEK

__all__ = ["REMAKE", "is_calls_file", "read_calls", "write_calls"]

REMAKE = "Make it again with: beatwright calls"
_KEY = b"beatwright.calls"
_FORMAT = 1
_SINGLE = ("minute", "zone", "priority", "cars")
_SEVERAL = ("on_scene", "draw")


def write_calls(
    path: str | Path, arrays: Mapping[str, npt.NDArray[Any]], facts: Mapping[str, object], digest: str
) -> Path:
    """Write the arrays of calls and what holds for all of them, whole or not at all, and return the path."""
    columns = {name: arrays[name] for name in _SINGLE}
    for name in _SEVERAL:
        columns |= {f"{name}_{number}": column for number, column in enumerate(arrays[name].T, 1)}
    told = {**facts, "clock": _runs(arrays["clock"]), "digest": digest, "format": _FORMAT}
    table = pa.table({name: np.ascontiguousarray(column) for name, column in columns.items()})
    with atomic_path(path) as temporary:
        pyarrow.parquet.write_table(
            table.replace_schema_metadata({_KEY: json.dumps(told, ensure_ascii=False, default=str).encode()}), temporary
        )
    return Path(path)


def read_calls(path: str | Path) -> tuple[dict[str, Any], str]:
    """Return what `Calls` takes, and the digest that the calls had when they were written.

    Raises
    ------
    InputError
        Where the file is missing or damaged, or holds something else.
    """
    file = regular_file(path)
    with reporting_damage(file, REMAKE, own=True):
        facts = _facts(file)
        if facts is None:
            raise InputError(f"'{file}' is no file of calls. {REMAKE}")
        if facts.pop("format") != _FORMAT:
            raise InputError(f"'{file}' was written by another version of beatwright. {REMAKE}")
        digest = str(facts.pop("digest"))
        table = pyarrow.parquet.read_table(file, partitioning=None)
        values = {name: table[name].to_numpy() for name in _SINGLE}
        for name in _SEVERAL:
            names = [column for column in table.column_names if column.rpartition("_")[0] == name]
            values[name] = np.column_stack([table[column].to_numpy() for column in names])
        clock = [(first + np.arange(hours)) % HOURS_OF_WEEK for first, hours in facts.pop("clock")]
        return {**facts, **values, "clock": np.concatenate(clock)}, digest


def is_calls_file(path: str | Path) -> bool:
    """Say whether a file holds calls; False too where it cannot be read."""
    try:
        with reporting_damage(path, REMAKE, own=True):
            return _facts(regular_file(path)) is not None
    except BeatwrightError:
        return False


def _facts(file: Path) -> dict[str, Any] | None:
    """Return what holds for all calls of a file; None where it holds no calls."""
    if format_of(file) != "Parquet":
        return None
    told = (pyarrow.parquet.read_schema(file).metadata or {}).get(_KEY)
    return None if told is None else dict(json.loads(told))


def _runs(clock: npt.NDArray[np.integer[Any]]) -> list[list[int]]:
    """Return the hours of the week as stretches that follow one another: the first hour and how many.

    >>> _runs(np.array([166, 167, 0, 1, 3, 4]))
    [[166, 4], [3, 2]]
    """
    breaks = np.flatnonzero((np.diff(clock) % HOURS_OF_WEEK) != 1) + 1
    edges = [0, *breaks.tolist(), len(clock)]
    return [[int(clock[one]), other - one] for one, other in pairwise(edges)]
