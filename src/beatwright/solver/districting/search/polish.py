"""The best division that can be put together from the districts seen in a search and those that pay beside them.

Set partitioning over a pool (Garfinkel and Nemhauser 1970; Mehrotra, Johnson and Nemhauser 1998 as a heuristic): the
linear relaxation prices the units, districts that pay at these prices join the pool, and an integer program chooses
among those of small reduced cost. The window of reduced costs widens from round to round, because an integer program
over few districts ends soon and its division narrows the next one. Blocks with very many districts are improved
region by region first.

References
----------
Garfinkel, R. S. and Nemhauser, G. L. (1970). Optimal political districting by implicit enumeration techniques.
Management Science 16, B495-B508.
Mehrotra, A., Johnson, E. L. and Nemhauser, G. L. (1998). An optimization based heuristic for political districting.
Management Science 44, 1100-1114.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from beatwright.solver.districting.bound.block_bounds import BlockTable, close_gap, table_of, write_back
from beatwright.solver.districting.bound.district_columns import Columns
from beatwright.solver.districting.bound.pool_pricing import PoolPricing
from beatwright.solver.districting.district_instance import DistrictInstance
from beatwright.solver.districting.district_quota import best_quota
from beatwright.solver.districting.read_district_instance import floor_tables
from beatwright.solver.districting.search.memory import Memory
from beatwright.solver.districting.search.region_repair import improve_regions
from beatwright.solver.districting.search_budget import Budget

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

# Largest reduced cost of the districts chosen from, in mean costs of a district: each window is twice the last.
WINDOWS = (0.025, 0.05, 0.1, 0.2, 0.4)
LARGE = 800  # units from which on a block is improved region by region: beyond, one integer program over it takes long


class Polish:
    """One set partition after another, with more and more districts to choose from.

    Parameters
    ----------
    instance : DistrictInstance
    memory : Memory
        What a search has seen; it keeps what is better.
    """

    def __init__(self, instance: DistrictInstance, memory: Memory) -> None:
        self.instance, self.memory = instance, memory
        self.k = instance.k - len(instance.closed)
        floors = floor_tables(instance)
        pools = [PoolPricing(instance, units, seen) for units, seen in zip(memory.units, memory.pool, strict=True)]
        self.tables = [table_of(memory, b, pool, floors[b]) for b, pool in enumerate(pools)]
        self.pools, self.floors = pools, floors

    def run(self, budget: Budget, windows: tuple[float, ...] = WINDOWS) -> None:
        """Choose districts until the windows or the budget end."""
        cost, quota = best_quota([table.upper for table in self.tables], self.k)
        if not np.isfinite(cost):
            return
        for pool, table, q in zip(self.pools, self.tables, quota.tolist(), strict=True):
            if pool.columns.units.size > LARGE:
                _improve(table, pool.columns, q, budget)
        for window in windows:
            for pool in self.pools:
                pool.window = window * cost / self.k
            self.tables = [self._reopened(b) for b in range(len(self.tables))]
            close_gap(self.tables, self.k, budget, 0.0, fixed=self.instance.fixed_cost)
            if budget.fraction >= 1.0:
                break
        write_back(self.memory, self.tables)

    def _reopened(self, block: int) -> BlockTable:
        """Forget what was concluded from a smaller window."""
        old = self.tables[block]
        fresh = BlockTable(old.candidates, self.floors[block], old.upper, old.labels)
        for q, prices in old.prices.items():
            fresh.learn(q, prices)
        return fresh


def _improve(table: BlockTable, columns: Columns, q: int, budget: Budget) -> None:
    """Improve a block of many districts region by region."""
    labels = improve_regions(columns, table.labels[q], budget)
    table.labels[q] = labels
    table.upper[q - 1] = columns.cost_of([np.flatnonzero(labels == label) for label in np.unique(labels)])


def compile_polish(instance: DistrictInstance) -> None:
    """Have the enumeration compiled before the clock starts."""
    if instance.blocks:
        PoolPricing(instance, instance.units_of(0), {}).compile()


def polish(instance: DistrictInstance, memory: Memory, budget: Budget, windows: tuple[float, ...] = WINDOWS) -> None:
    """Solve the set partition over the districts seen and those that pay, block by block; the memory keeps the best."""
    Polish(instance, memory).run(budget, windows)
