"""An optimal division, or a bound on it, from all contiguous districts that could be part of one."""

from __future__ import annotations

import time

import numpy as np
from numpy.typing import NDArray

from beatwright.core.errors import InfeasibleError
from beatwright.planning.districts.budget import Budget
from beatwright.planning.districts.closing import close_gap
from beatwright.planning.districts.columns import Columns
from beatwright.planning.districts.instance import Instance
from beatwright.planning.districts.kernels.enumerate import Walk, enumerate_districts, new_walk
from beatwright.planning.districts.locks import keep_locks
from beatwright.planning.districts.memory import Memory
from beatwright.planning.districts.partition import Relaxation, relax_partition
from beatwright.planning.districts.peeled import PeeledTable
from beatwright.planning.districts.read import floor_tables
from beatwright.planning.districts.tables import table_of, write_back
from beatwright.planning.districts.terrain import terrain_of

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

WIDTH = 40  # units in the largest district that can be listed
_PER_ROOT = 6  # districts taken per lowest unit in one round of pricing
_DEAR = 6.0  # first price of what the districts at hand cannot cover, in usual costs
_ROOM = 1_500_000  # districts that one listing may hold
_PACE = 300_000.0  # sets looked at in a second, until it was measured
_ENOUGH = 100_000  # sets looked at from which the pace is measured


class Listing:
    """All contiguous districts of one block, priced by listing those that could pay.

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
        columns = self.columns
        self.terrain = terrain_of(columns)
        self.width = min(units.size, WIDTH)
        self.locks = instance.lock[units]
        self.pace = _PACE
        columns.add(self._lawful([np.sort(columns.local[np.frombuffer(key, dtype=np.int64)]) for key in seen]))

    def compile(self) -> None:
        """Have the enumeration compiled before the clock starts."""
        prices = np.zeros(self.columns.units.size)
        enumerate_districts(self.terrain, self._walk(), prices, 0.0, -np.inf, 1, 1, 1, self.width - 1)

    def relax(self, q: int, budget: Budget) -> Relaxation | None:
        """Generate columns until no contiguous district has a negative reduced cost that matters."""
        dear = _DEAR
        while budget.fraction < 1.0:
            columns = self.columns
            prices = relax_partition(columns.matrix, columns.cost, q, columns.floor, dear)
            tiny = 1e-7 * abs(prices.value) / q
            sets, excess, complete = self._list(prices, -tiny, _PER_ROOT, budget)
            if not complete:
                return None
            fresh = self.columns.add(self._lawful(trimmed(sets)))
            if fresh == 0 and prices.strained and dear < 1e4:
                dear *= 4.0
            elif fresh == 0:
                least = min(-tiny, float(excess.min(initial=0.0)))
                return Relaxation(prices.value + q * least, prices.prices, prices.fee + least)
        return None

    def within(self, prices: Relaxation, limit: float, budget: Budget) -> Ints | None:
        """List every contiguous district whose reduced cost is at most `limit`."""
        sets, _, complete = self._list(prices, limit, 0, budget)
        if not complete:
            return None
        listed = self._lawful(trimmed(sets))
        self.columns.add(listed)
        return self.columns.find(listed)

    def _list(self, prices: Relaxation, limit: float, per_root: int, budget: Budget) -> tuple[Ints, Floats, bool]:
        room = per_root * self.columns.units.size if per_root else _ROOM
        left = 600.0 if budget.seconds is None else max(1.0, budget.seconds - budget.elapsed)
        nodes = int(left * self.pace)
        began = time.perf_counter()
        walk = self._walk()
        sets, excess, complete = enumerate_districts(
            self.terrain, walk, prices.prices, prices.fee, limit, per_root, room, nodes, self.width - 1
        )
        if walk.looked[0] > _ENOUGH:
            self.pace = walk.looked[0] / (time.perf_counter() - began)
        return sets, excess, bool(complete)

    def _walk(self) -> Walk:
        return new_walk(self.columns.units.size, self.terrain.weight.size, self.width)

    def _lawful(self, sets: list[Ints]) -> list[Ints]:
        """Leave out districts that hold only a part of a locked district, or parts of two."""
        return [units for units, kept in zip(sets, keep_locks(self.locks, sets), strict=True) if kept]


def trimmed(sets: Ints) -> list[Ints]:
    """Give the sets ascending, without the filling."""
    return [np.sort(row[row >= 0]) for row in sets]


def prove(instance: Instance, memory: Memory, budget: Budget, gap: float) -> float:
    """Bound the objective from below, improving the memory's divisions on the way; returns the bound.

    Set partitioning over all contiguous districts (Garfinkel and Nemhauser 1970): the relaxation by column generation
    (Mehrotra, Johnson and Nemhauser 1998), its columns listed rather than found by a pricing heuristic, then an
    integer program over the districts within the gap, and dynamic programming over the districts per block. Up to four
    districts of a block are found by taking the cheapest off again and again (`Peeling`), as prices mean little where
    districts are large.

    References
    ----------
    Garfinkel, R. S. and Nemhauser, G. L. (1970). Optimal political districting by implicit enumeration techniques.
    Management Science 16, B495-B508. Mehrotra, A., Johnson, E. L. and Nemhauser, G. L. (1998). An optimization based
    heuristic for political districting. Management Science 44, 1100-1114.
    """
    tables = []
    for block, floor in enumerate(floor_tables(instance)):
        listing = Listing(instance, memory.units[block], memory.pool[block])
        tables.append(table_of(memory, block, listing, floor, PeeledTable))
        listing.compile()
    budget.restart()
    bound, _, _ = close_gap(tables, instance.k - len(instance.closed), budget, gap, instance.fixed_cost)
    if bound == np.inf:
        raise InfeasibleError(
            f"No division into {instance.k} districts keeps the tolerance together with the parents and the locks: "
            "every contiguous district was looked at. Widen the tolerance, change k, or unlock."
        )
    write_back(memory, tables)
    return bound + instance.fixed_cost
