"""From a search's memory to tables of the divisions of every block, and back."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from beatwright.planning.districts.closing import BlockTable, Candidates
from beatwright.planning.districts.memory import Memory

Floats = NDArray[np.float64]


def table_of(memory: Memory, block: int, candidates: Candidates, floor: Floats) -> BlockTable:
    """Begin a block's table with the divisions remembered; those outside the limits cost infinity.

    Their districts become candidates.
    """
    upper = np.full(floor.size, np.inf)
    labels = {}
    for q, (_, division) in memory.best[block].items():
        if q <= floor.size:
            parts = [np.flatnonzero(division == label) for label in np.unique(division)]
            candidates.columns.add(parts)
            upper[q - 1] = candidates.columns.cost_of(parts)
            labels[q] = division
    return BlockTable(candidates, floor, upper, labels)


def write_back(memory: Memory, tables: list[BlockTable]) -> None:
    """Remember the divisions of the tables that keep the limits."""
    for block, table in enumerate(tables):
        for q, division in table.labels.items():
            cost = float(table.upper[q - 1])
            if np.isfinite(cost):
                memory.best[block][q] = (cost, division)
