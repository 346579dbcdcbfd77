"""What a search remembers: the best division of every block for every number of districts, and good districts.

A division's cost is a sum over blocks (districts never span two), so that the best division of each block for each
number of districts can be kept by itself and joined by dynamic programming (`best_quota`). Districts of good divisions
are pooled by their units' bytes: the pool that `polish` chooses from.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from beatwright.solver.districting.district_instance import DistrictInstance
from beatwright.solver.districting.district_quota import best_quota
from beatwright.solver.districting.kernels.arrays import DivisionRules, DivisionState

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


class Memory:
    """Best divisions seen.

    Blocks never share a district, so the best division of one block may be joined with the best of another from
    a different moment, if the numbers of districts add up. With a bound on change only whole divisions are kept.

    Parameters
    ----------
    instance : DistrictInstance
    rules : DivisionRules
        Costs, with the penalty for loads outside their limits.
    pooled : bool
        Whether to keep every district of the divisions seen, for `polish`.
    """

    def __init__(self, instance: DistrictInstance, rules: DivisionRules, pooled: bool) -> None:
        self.instance, self.rules, self.pooled = instance, rules, pooled
        self.units = [instance.units_of(block) for block in range(instance.blocks)]
        # By block: for each number of districts the cost without the fixed part, and labels (units of the block,).
        self.best: list[dict[int, tuple[float, Ints]]] = [{} for _ in self.units]
        # By block: districts, as the bytes of their units' positions (int64, ascending); a dict keeps them in order.
        self.pool: list[dict[bytes, None]] = [{} for _ in self.units]
        self.whole: tuple[float, Ints] | None = None
        self.feasible = np.inf  # cost of the best whole division within the limits
        inner = instance.inner
        self._edges, self._lengths = instance.edges[inner], instance.counted[inner]
        self._edge_block = instance.block[self._edges[:, 0]] if self._edges.size else np.zeros(0, np.int64)

    def record(self, state: DivisionState, *, pool: bool = False) -> float:
        """Take note of the division at hand; return its cost, without the fixed part."""
        costs = self._block_costs(state)
        total = float(costs.sum())
        if self.whole is None or total < self.whole[0]:
            self.whole = (total, state.label.copy())
        if total < self.feasible and self._within(state.load):
            self.feasible = total
        for block, units in enumerate(self.units):
            labels = state.label[units]
            seen = np.unique(labels)
            known = self.best[block].get(seen.size)
            if known is None or costs[block] < known[0]:
                self.best[block][seen.size] = (float(costs[block]), labels.copy())
            if pool and self.pooled:
                self._pool(block, units, labels)
        return total

    def _within(self, load: Floats) -> bool:
        """Tell whether every district keeps the limits, but for rounding of the sums."""
        low, high = self.rules.low * (1 - 1e-9), self.rules.high * (1 + 1e-9)
        return bool(((load >= low) & (load <= high)).all())

    def _block_costs(self, state: DivisionState) -> Floats:
        """Cost of every block: balance, penalties, shapes and cut borders, shape (blocks,)."""
        rules, load = self.rules, state.load
        excess = np.maximum(0.0, load - rules.high) + np.maximum(0.0, rules.low - load)
        cost = ((load - 1.0) ** 2) @ rules.weight + rules.penalty[0] * excess.sum(axis=1)
        cost += self.instance.form_costs(state.label)
        block = self.instance.block[np.maximum(state.head, 0)]
        blocks = len(self.units)
        used = block >= 0
        costs = np.bincount(block[used], weights=cost[used], minlength=blocks).astype(np.float64)
        cut = state.label[self._edges[:, 0]] != state.label[self._edges[:, 1]]
        return costs + rules.metre * np.bincount(self._edge_block[cut], weights=self._lengths[cut], minlength=blocks)

    def _pool(self, block: int, units: Ints, labels: Ints) -> None:
        order = np.argsort(labels, kind="stable")
        ends = np.flatnonzero(np.diff(labels[order])) + 1
        for part in np.split(units[order], ends):
            self.pool[block][part.tobytes()] = None

    def tables(self) -> list[Floats]:
        """Best cost seen for q = 1, 2, ... districts of each block; infinite where none was seen."""
        tables = []
        for units, best in zip(self.units, self.best, strict=True):
            table = np.full(units.size, np.inf)
            for q, (cost, _) in best.items():
                table[q - 1] = cost
            tables.append(table)
        return tables

    def combined(self) -> Ints:
        """Join the best divisions of the blocks into one, shape (n,); -1 in closed districts."""
        groups = np.full(self.instance.n, -1, dtype=np.int64)
        _, quota = best_quota(self.tables(), self.instance.k - len(self.instance.closed))
        for block, units in enumerate(self.units):
            labels = self.best[block][int(quota[block])][1]
            groups[units] = block * self.instance.k + labels
        return groups
