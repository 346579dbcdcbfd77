"""Closing the gap: bounds and divisions per block and number of districts, refined only where it matters.

Each block has a table over its number of districts q: a lower bound and the best division known. The bound of the
whole is the cheapest sum of lower bounds with k districts in all, its best division the cheapest sum of upper ones
(dynamic programming, `best_quota`). Only entries that the former choice uses are refined: first by the linear
relaxation, whose value is convex in q, so that its prices are a tangent that bounds every other q as well; then by the
best choice among districts whose reduced costs lie within what is left of the gap. When every entry in use is closed,
the choice is the optimum.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from beatwright.solver.districting.bound.district_columns import Columns
from beatwright.solver.districting.bound.set_partition import Choice, Relaxation
from beatwright.solver.districting.district_quota import best_quota
from beatwright.solver.districting.search.memory import Memory
from beatwright.solver.districting.search_budget import Budget

Floats = NDArray[np.float64]


Ints = NDArray[np.int64]


_LOG = logging.getLogger("beatwright")


SLACK = 1e-9  # of a cost: bounds that differ by less are the same


class DistrictCandidates(Protocol):
    """Where a block's candidate districts come from: a pool, or all that there are."""

    columns: Columns

    def relax(self, q: int, budget: Budget) -> Relaxation | None:
        """Give prices whose bound holds for every candidate, None where time ran out."""

    def choose(self, q: int, prices: Relaxation, limit: float, budget: Budget) -> Choice:
        """Give the best division into `q` candidates whose reduced costs are at most `limit`.

        Its bound holds for all such divisions; -infinity where nothing is known.
        """


class BlockTable:
    """What is known of one block: for each number of districts a bound and the best division.

    Parameters
    ----------
    candidates : DistrictCandidates
    floor : ndarray of float, shape (most,)
        A first bound for q = 1, 2, ... districts, infinite where impossible.
    upper : ndarray of float, shape (most,)
        Cost of the best division known, infinite where none is.
    labels : dict
        That division, by q.
    """

    def __init__(self, candidates: DistrictCandidates, floor: Floats, upper: Floats, labels: dict[int, Ints]) -> None:
        self.candidates = candidates
        self.lower = np.minimum(floor, upper)
        self.upper = upper.copy()
        self.labels = dict(labels)
        self.prices: dict[int, Relaxation] = {}  # of the relaxation, by q
        self.stuck: set[int] = set()  # q of which no more will be known: the time ran out, or a listing its room
        self.tries: dict[int, int] = {}  # limits tried where no division was known, by q

    def closed(self, q: int) -> bool:
        """Whether nothing is left to learn about `q` districts."""
        lower, upper = float(self.lower[q - 1]), float(self.upper[q - 1])
        return q in self.stuck or lower == upper or lower >= upper - SLACK * abs(upper)

    def towards(self, q: int) -> int:
        """Give the number to look at when `q` is asked for: `q` itself, or the next to what is known on the way there.

        Far from what is known there are no good districts to begin with, and mostly the tangents of nearer numbers
        settle the matter.
        """
        if q in self.prices or not self.prices:
            return q
        nearest = min(self.prices, key=lambda known: abs(known - q))
        step = nearest + (1 if q > nearest else -1)
        if step in self.stuck:
            self.stuck.add(q)
        return step

    def refine(self, q: int, cutoff: float, budget: Budget) -> None:
        """Learn more about `q` districts: first the relaxation, then the best division below `cutoff`."""
        if q in self.stuck:
            return
        if q not in self.prices:
            self._relax(q, budget)
        else:
            self._choose(q, cutoff, budget)

    def _relax(self, q: int, budget: Budget) -> None:
        prices = self.candidates.relax(q, budget)
        if prices is None:
            self.stuck.add(q)
            return
        self.learn(q, prices)

    def learn(self, q: int, prices: Relaxation) -> None:
        """Take note of prices that hold for every candidate.

        They bound every number of districts: the tangent of a convex function.
        """
        self.prices[q] = prices
        count = np.arange(1, self.lower.size + 1)
        tangent = prices.prices.sum() + prices.fee * count
        self.lower = np.minimum(np.maximum(self.lower, tangent), self.upper)

    def widened(self, q: int, base: float) -> float:
        """Give a limit for the cost where no division is known: wider each time, and at last none."""
        self.tries[q] = self.tries.get(q, 0) + 1
        # From a fifth of the bound to fifty times it in five steps: a listing costs more the wider it is.
        share = 0.05 * 4.0 ** self.tries[q]
        return base + share * max(abs(base), 1e-9) if self.tries[q] < 6 else np.inf

    def _choose(self, q: int, cutoff: float, budget: Budget) -> None:
        prices = self.prices[q]
        base = prices.bound(q)
        limit = min(cutoff, float(self.upper[q - 1]))
        if not np.isfinite(limit):
            limit = self.widened(q, base)
        choice = self.candidates.choose(q, prices, limit - base + SLACK * abs(limit), budget)
        if choice.labels is not None and choice.cost < self.upper[q - 1]:
            self.upper[q - 1], self.labels[q] = choice.cost, choice.labels
        self.lower[q - 1] = min(max(self.lower[q - 1], min(choice.bound, limit)), self.upper[q - 1])
        if choice.bound < min(choice.cost, limit):
            self.stuck.add(q)


def close_gap(
    tables: Sequence[BlockTable],
    k: int,
    budget: Budget,
    gap: float,
    fixed: float,
    report: Callable[[float, float], None] | None = None,
) -> tuple[float, float, Ints]:
    """Refine the tables until the bound of the whole meets its best division.

    The numbers of districts that minimise the sum of the bounds are looked at first: once every block is closed at
    those numbers, they are the optimum (dynamic programming over districts per block).

    Returns the bound, the cost and the numbers of districts of the best division; all without the fixed cost.
    """
    while True:
        bound, quota = best_quota([table.lower for table in tables], k)
        cost, best = best_quota([table.upper for table in tables], k)
        if report is not None:
            report(bound, cost)
        # 1e-12 of the objective, which is of the order of 1, is rounding.
        if bound >= cost - gap * abs(cost + fixed) - 1e-12 or budget.fraction >= 1.0:
            return min(bound, cost), cost, best
        open_blocks = [b for b, table in enumerate(tables) if not table.closed(int(quota[b]))]
        if not open_blocks:
            return min(bound, cost), cost, best
        block, q = _next(tables, quota, best, open_blocks)
        # A division of the whole that beats the best known leaves this block no more than that.
        cutoff = cost - (bound - float(tables[block].lower[q - 1]))
        tables[block].refine(q, cutoff, budget)
        _LOG.debug("block %d, %d districts: bound %.6f, cost %.6f", block, q, bound, cost)


def _next(tables: Sequence[BlockTable], quota: Ints, best: Ints, open_blocks: list[int]) -> tuple[int, int]:
    """Say what to refine: the relaxation at the best known numbers first, whose tangents bound their neighbours."""
    for block, table in enumerate(tables):
        q = int(best[block])
        if not table.prices and not table.stuck and np.isfinite(table.upper[q - 1]) and not table.closed(q):
            return block, q
    fresh = [b for b in open_blocks if int(quota[b]) not in tables[b].prices]
    block = (fresh or open_blocks)[0]
    return block, tables[block].towards(int(quota[block]))


def table_of(memory: Memory, block: int, candidates: DistrictCandidates, floor: Floats) -> BlockTable:
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
