"""The best division that can be put together from all districts seen in a search."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from beatwright.planning.districts.budget import Budget
from beatwright.planning.districts.closing import BlockTable, Candidates, close_gap
from beatwright.planning.districts.columns import Columns
from beatwright.planning.districts.instance import Instance
from beatwright.planning.districts.memory import Memory
from beatwright.planning.districts.partition import Relaxation, relax_partition
from beatwright.planning.districts.quota import best_quota
from beatwright.planning.districts.regions import DISTRICTS, improve_regions

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

_DEAR = 1e3  # of what the pool cannot cover, in usual costs


class Pool:
    """The districts of one block that a search has seen.

    Parameters
    ----------
    instance : Instance
    units : ndarray of int
        Positions of the block's units.
    seen : iterable of bytes
        Positions of each district's units.
    """

    def __init__(self, instance: Instance, units: Ints, seen: dict[bytes, None]) -> None:
        self.columns = Columns(instance, units)
        local = self.columns.local
        self.columns.add([np.sort(local[np.frombuffer(key, dtype=np.int64)]) for key in seen])

    def relax(self, q: int, budget: Budget) -> Relaxation | None:
        """Solve the relaxation over the pool."""
        columns = self.columns
        return relax_partition(columns.matrix, columns.cost, q, columns.floor, _DEAR)

    def within(self, prices: Relaxation, limit: float, budget: Budget) -> Ints | None:
        """Give the districts of the pool whose reduced cost is at most `limit`."""
        return np.flatnonzero(prices.excess(self.columns.matrix, self.columns.cost) <= limit)


def polish(instance: Instance, memory: Memory, budget: Budget) -> None:
    """Solve the set partition over the districts seen, block by block; the memory keeps what is better."""
    tables = []
    for block, units in enumerate(memory.units):
        pool = Pool(instance, units, memory.pool[block])
        table = table_of(memory, block, pool, np.zeros(units.size))
        tables.append(table)
    _, quota = best_quota([table.upper for table in tables], instance.k - len(instance.closed))
    for table, q in zip(tables, quota.tolist(), strict=True):
        if q > DISTRICTS and q in table.labels:
            _improve(table, q, budget)
    close_gap(tables, instance.k - len(instance.closed), budget, 0.0, instance.fixed_cost)
    write_back(memory, tables)


def _improve(table: BlockTable, q: int, budget: Budget) -> None:
    """Improve a block of many districts region by region."""
    columns = table.candidates.columns
    labels = improve_regions(columns, table.labels[q], budget)
    table.labels[q] = labels
    table.upper[q - 1] = columns.cost_of([np.flatnonzero(labels == label) for label in np.unique(labels)])


def table_of(memory: Memory, block: int, candidates: Candidates, floor: Floats) -> BlockTable:
    """Begin a block's table with the divisions remembered; those outside the limits cost infinity."""
    upper = np.full(floor.size, np.inf)
    labels = {}
    for q, (_, division) in memory.best[block].items():
        if q <= floor.size:
            parts = [np.flatnonzero(division == label) for label in np.unique(division)]
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
