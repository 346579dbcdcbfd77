"""Calls as a Parquet file: a row for each call, and what holds for all of them beside them."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from beatwright.base.files.open_file import reporting_damage
from beatwright.base.files.parquet_with_facts import ParquetWithFacts
from beatwright.core.demand import HOURS_OF_WEEK

__all__ = ["REMAKE", "is_calls_file", "read_calls", "write_calls"]

REMAKE = "Make it again with: beatwright calls"
_FILE = ParquetWithFacts("beatwright.calls", "no file of calls", REMAKE)
_SINGLE = ("minute", "zone", "priority", "cars")
_SEVERAL = ("on_scene", "draw")


def write_calls(
    path: str | Path, arrays: Mapping[str, npt.NDArray[Any]], facts: Mapping[str, object], digest: str
) -> Path:
    """Write the arrays of calls and what holds for all of them, whole or not at all, and return the path."""
    columns = {name: arrays[name] for name in _SINGLE}
    for name in _SEVERAL:
        columns |= {f"{name}_{number}": column for number, column in enumerate(arrays[name].T, 1)}
    return _FILE.write(path, columns, {**facts, "clock": _runs(arrays["clock"]), "digest": digest})


def read_calls(path: str | Path) -> tuple[dict[str, Any], str]:
    """Return what `Calls` takes, and the digest that the calls had when they were written.

    Raises
    ------
    InputError
        Where the file is missing or damaged, or holds something else.
    """
    columns, facts = _FILE.read(path)
    with reporting_damage(path, REMAKE, own=True):
        digest = str(facts.pop("digest"))
        values = {name: columns[name] for name in _SINGLE}
        for name in _SEVERAL:
            values[name] = np.column_stack([columns[each] for each in columns if each.rpartition("_")[0] == name])
        clock = [(first + np.arange(hours)) % HOURS_OF_WEEK for first, hours in facts.pop("clock")]
        return {**facts, **values, "clock": np.concatenate(clock)}, digest


def is_calls_file(path: str | Path) -> bool:
    """Say whether a file holds calls; False too where it cannot be read."""
    return _FILE.is_one(path)


def _runs(clock: npt.NDArray[np.integer[Any]]) -> list[list[int]]:
    """Return the hours of the week as stretches that follow one another: the first hour and how many.

    >>> _runs(np.array([166, 167, 0, 1, 3, 4]))
    [[166, 4], [3, 2]]
    """
    breaks = np.flatnonzero((np.diff(clock) % HOURS_OF_WEEK) != 1) + 1
    edges = [0, *breaks.tolist(), len(clock)]
    return [[int(clock[one]), other - one] for one, other in pairwise(edges)]
