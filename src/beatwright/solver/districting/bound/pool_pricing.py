"""Candidate districts of a block: those that a search has seen, and those that pay at their prices.

Column generation as a heuristic (Mehrotra, Johnson and Nemhauser 1998): the linear relaxation over the districts at
hand prices the units, contiguous districts of negative reduced cost are looked for near each unit
(`kernels.enumerate_rooted`), and so on while that lowers the relaxation. An integer program then chooses among the
districts of small reduced cost. Nothing is bounded: districts that reach further or hold more units may be missed.

References
----------
Mehrotra, A., Johnson, E. L. and Nemhauser, G. L. (1998). An optimization based heuristic for political districting.
Management Science 44, 1100-1114.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from beatwright.base.effort import Stop
from beatwright.solver.districting.bound.district_columns import Columns, block_graph_of
from beatwright.solver.districting.bound.kernel_slices import list_rooted, never
from beatwright.solver.districting.bound.set_partition import Choice, Relaxation, relax_partition
from beatwright.solver.districting.district_instance import DistrictInstance
from beatwright.solver.districting.kernels.rooted_walk import new_walk
from beatwright.solver.districting.locks import keep_locks
from beatwright.solver.districting.search_budget import Budget

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

# Units in the largest district that is looked for: over twice the mean, as districts are pooled up to ten units in the
# mean (`search.SMALL`).
_WIDTH = 24
# Borders between the lowest unit of a district and those that it is thought to grow by. Fewer prune more of the sets,
# and miss long districts.
_RINGS = 4
_PER_ROOT = 10  # districts taken per lowest unit in a round: more fill the relaxation, fewer take more rounds
_ROUNDS = 8  # of pricing at most: the relaxation is solved anew in each
_GAIN = 1e-4  # relative gain of a round below which pricing ends: a smaller one prices longer for less
_ROOM = 30_000  # districts that one listing may hold: an integer program is to choose from them
# Sets that one listing may look at, and how many it is thought to look at in a second: compiled code reads no clock.
_NODES = 2_000_000
_NODES_A_SECOND = 500_000
_LEAST = 0.05  # seconds below which no integer program is begun: it would end without an answer
# Price of what the candidates cannot cover, in usual costs: more than any district, a last resort
_ARTIFICIAL_COST = 1e3
# Reduced cost of candidates kept in the relaxation, in mean costs of a district; others slow it down
_MOST_REDUCED_COST = 0.5


class PoolPricing:
    """The districts of one block that a search has seen, and contiguous districts that pay at the prices of these.

    Unlike `ExactPricing` it bounds nothing: districts are looked for nearby, and of those within a gap only the ones
    whose reduced cost is at most `window` are chosen from.

    Parameters
    ----------
    instance : DistrictInstance
    units : ndarray of int
        Positions of the block's units.
    seen : dict of bytes
        Districts to begin with.
    """

    def __init__(self, instance: DistrictInstance, units: Ints, seen: dict[bytes, None]) -> None:
        self.columns = Columns(instance, units)
        self.graph = block_graph_of(self.columns)
        self.locks = instance.lock[units]  # (units,) district that a unit must be in, -1 where free
        self.window = 0.0  # largest reduced cost chosen from, in units of the cost; `Polish` widens it
        self.columns.add(
            self._feasible([np.sort(self.columns.local[np.frombuffer(key, dtype=np.int64)]) for key in seen])
        )

    def compile(self) -> None:
        """Have the enumeration compiled before the clock starts."""
        self._enumerate(Relaxation(0.0, np.zeros(self.columns.units.size), 0.0), -np.inf, 1, 1, nodes=1, stopped=never)

    def relax(self, q: int, budget: Budget) -> Relaxation | None:
        """Generate columns until that brings little; None where the candidates do not suffice for a cover."""
        columns = self.columns
        kept = np.arange(columns.cost.size)
        prices: Relaxation | None = None
        best = np.inf
        for _ in range(_ROUNDS):
            stop = budget.monitor.was_stopped
            latest = relax_partition(
                columns.matrix[:, kept],
                columns.cost[kept],
                q,
                columns.floor,
                artificial_cost=_ARTIFICIAL_COST,
                stop=stop,
            )
            if latest is None:
                break
            prices = latest
            if prices.uses_artificial:
                return None
            if prices.value > best - _GAIN * abs(best) or budget.fraction >= 1.0:
                break
            best = prices.value
            # q districts of that reduced cost would be 1e-7 of the objective: less is rounding.
            sets, _ = self._list(prices, -1e-7 * abs(prices.value) / q, _PER_ROOT, budget)
            if columns.add(self._feasible(sets)) == 0:
                break
            excess = prices.excess(columns.matrix, columns.cost)
            kept = np.flatnonzero(excess <= _MOST_REDUCED_COST * abs(prices.value) / q)
        return prices

    def choose(self, q: int, prices: Relaxation, limit: float, budget: Budget) -> Choice:
        """Choose from the districts whose reduced cost is at most `limit` and the window."""
        limit = min(limit, self.window)
        sets, complete = self._list(prices, limit, 0, budget)
        while not complete and len(sets) >= _ROOM and budget.fraction < 1.0:
            limit *= 0.5  # a full list would lack districts of any reduced cost, at random: a shorter one is whole
            sets, complete = self._list(prices, limit, 0, budget)
        self.columns.add(self._feasible(sets))
        if budget.seconds is not None and budget.left < _LEAST:
            return Choice(np.inf, -np.inf, None)
        kept = np.flatnonzero(prices.excess(self.columns.matrix, self.columns.cost) <= limit)
        return self.columns.choose(kept, q, budget.options(None if budget.seconds is None else budget.left))

    def _list(self, prices: Relaxation, limit: float, per_root: int, budget: Budget) -> tuple[list[Ints], bool]:
        room = per_root * self.columns.units.size if per_root else _ROOM
        left = np.inf if budget.seconds is None else max(0.1, budget.left)
        nodes = int(min(_NODES, left * _NODES_A_SECOND))
        return self._enumerate(prices, limit, per_root, room, nodes=nodes, stopped=budget.monitor.was_stopped)

    def _enumerate(
        self, prices: Relaxation, limit: float, per_root: int, room: int, nodes: int, stopped: Stop
    ) -> tuple[list[Ints], bool]:
        units = self.columns.units.size
        walk = new_walk(units, self.graph.weight.size, min(units, _WIDTH))
        sets, _, complete = list_rooted(
            self.graph,
            walk,
            prices.prices,
            prices.fee,
            limit=limit,
            per_root=per_root,
            room=room,
            most_nodes=nodes,
            rings=_RINGS,
            stopped=stopped,
        )
        return [np.sort(row[row >= 0]) for row in sets], complete

    def _feasible(self, sets: list[Ints]) -> list[Ints]:
        """Leave out districts that hold only a part of a locked district, or parts of two."""
        return [units for units, kept in zip(sets, keep_locks(self.locks, sets), strict=True) if kept]
