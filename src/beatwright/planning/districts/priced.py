"""Candidate districts of a block: those that a search has seen, and those that pay at their prices."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from beatwright.planning.districts.budget import Budget
from beatwright.planning.districts.columns import Columns
from beatwright.planning.districts.instance import Instance
from beatwright.planning.districts.kernels.enumerate import enumerate_districts, new_walk
from beatwright.planning.districts.locks import keep_locks
from beatwright.planning.districts.partition import Choice, Relaxation, relax_partition
from beatwright.planning.districts.terrain import terrain_of

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

_WIDTH = 24  # units in the largest district that is looked for
_RINGS = 4  # borders between the lowest unit of a district and those that it is thought to grow by
_PER_ROOT = 10  # districts taken per lowest unit in one round of pricing
_ROUNDS = 8  # of pricing at most
_GAIN = 1e-4  # relative gain of a round below which pricing ends
_ROOM = 30_000  # districts that one listing may hold
_NODES = 2_000_000  # sets that one listing may look at
_NODES_A_SECOND = 500_000
_LEAST = 0.05  # seconds below which no integer program is begun
_DEAR = 1e3  # of what the candidates cannot cover, in usual costs
_CHEAP = 0.5  # reduced cost of the candidates kept in the relaxation, in mean costs of a district


class Priced:
    """The districts of one block that a search has seen, and contiguous districts that pay at the prices of these.

    Unlike `Listing` it bounds nothing: districts are looked for nearby, and of those within a gap only the ones
    whose reduced cost is at most `window` are chosen from.

    Parameters
    ----------
    instance : Instance
    units : ndarray of int
        Positions of the block's units.
    seen : dict of bytes
        Districts to begin with.
    """

    def __init__(self, instance: Instance, units: Ints, seen: dict[bytes, None]) -> None:
        self.columns = Columns(instance, units)
        self.terrain = terrain_of(self.columns)
        self.locks = instance.lock[units]
        self.window = 0.0
        self.columns.add(
            self._lawful([np.sort(self.columns.local[np.frombuffer(key, dtype=np.int64)]) for key in seen])
        )

    def compile(self) -> None:
        """Have the enumeration compiled before the clock starts."""
        self._enumerate(Relaxation(0.0, np.zeros(self.columns.units.size), 0.0), -np.inf, 1, 1, 1)

    def relax(self, q: int, budget: Budget) -> Relaxation | None:
        """Generate columns until that brings little; None where the candidates do not suffice for a cover."""
        columns = self.columns
        near = np.arange(columns.cost.size)
        prices, best = None, np.inf
        for _ in range(_ROUNDS):
            prices = relax_partition(columns.matrix[:, near], columns.cost[near], q, columns.floor, _DEAR)
            if prices.strained:
                return None
            if prices.value > best - _GAIN * abs(best) or budget.fraction >= 1.0:
                break
            best = prices.value
            sets, _ = self._list(prices, -1e-7 * abs(prices.value) / q, _PER_ROOT, budget)
            if columns.add(self._lawful(sets)) == 0:
                break
            excess = prices.excess(columns.matrix, columns.cost)
            near = np.flatnonzero(excess <= _CHEAP * abs(prices.value) / q)
        return prices

    def choose(self, q: int, prices: Relaxation, limit: float, budget: Budget) -> Choice:
        """Choose from the districts whose reduced cost is at most `limit` and the window."""
        limit = min(limit, self.window)
        sets, complete = self._list(prices, limit, 0, budget)
        while not complete and len(sets) >= _ROOM and budget.fraction < 1.0:
            limit *= 0.5
            sets, complete = self._list(prices, limit, 0, budget)
        self.columns.add(self._lawful(sets))
        if budget.seconds is not None and budget.left < _LEAST:
            return Choice(np.inf, -np.inf, None)
        near = np.flatnonzero(prices.excess(self.columns.matrix, self.columns.cost) <= limit)
        return self.columns.choose(near, q, None if budget.seconds is None else budget.left)

    def _list(self, prices: Relaxation, limit: float, per_root: int, budget: Budget) -> tuple[list[Ints], bool]:
        room = per_root * self.columns.units.size if per_root else _ROOM
        left = np.inf if budget.seconds is None else max(0.1, budget.left)
        return self._enumerate(prices, limit, per_root, room, int(min(_NODES, left * _NODES_A_SECOND)))

    def _enumerate(
        self, prices: Relaxation, limit: float, per_root: int, room: int, nodes: int
    ) -> tuple[list[Ints], bool]:
        units = self.columns.units.size
        walk = new_walk(units, self.terrain.weight.size, min(units, _WIDTH))
        sets, _, complete = enumerate_districts(
            self.terrain, walk, prices.prices, prices.fee, limit, per_root, room, nodes, _RINGS
        )
        return [np.sort(row[row >= 0]) for row in sets], bool(complete)

    def _lawful(self, sets: list[Ints]) -> list[Ints]:
        """Leave out districts that hold only a part of a locked district, or parts of two."""
        return [units for units, kept in zip(sets, keep_locks(self.locks, sets), strict=True) if kept]
