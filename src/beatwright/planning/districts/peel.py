"""The best division into few districts, found by taking the cheapest district off the map, again and again."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from beatwright.planning.districts.budget import Budget
from beatwright.planning.districts.columns import Columns
from beatwright.planning.districts.kernels.cheap import list_cheap
from beatwright.planning.districts.kernels.ledge import new_ledge
from beatwright.planning.districts.locks import keep_locks
from beatwright.planning.districts.terrain import terrain_of

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

_ROOM = 200_000  # districts that one listing may hold
_PACE = 400_000.0  # sets looked at in a second
_VAST = 1e300  # where there is no limit
_SLACK = 1e-12


class Peeling:
    """Divisions of one block, from the cheap end.

    The cheapest of q districts costs at most a q-th of the division. So all contiguous districts that cheap are
    listed, and what is left by each is divided in the same way into q - 1 districts that cost no less.

    Parameters
    ----------
    columns : Columns
        Prices districts.
    """

    def __init__(self, columns: Columns) -> None:
        self.columns = columns
        self.terrain = terrain_of(columns)
        self._ledge = new_ledge(self.terrain, _sweep(columns))
        self._locks = columns.instance.lock[columns.units]
        self._budget = Budget()

    def compile(self) -> None:
        """Have the listing compiled before the clock starts."""
        home = np.ones(self._locks.size, dtype=np.int64)
        list_cheap(self.terrain, self._ledge, home, self.terrain.around, -1.0, -1.0, 1, 1, 1)

    def divide(self, q: int, limit: float, budget: Budget) -> tuple[float, list[Ints]]:
        """Find the best division into `q` districts that costs at most `limit`.

        Returns
        -------
        cost : float
            Infinite where there is none.
        districts : list of ndarray of int
            Positions within the block.

        Raises
        ------
        TimeoutError
            Where the budget, or the room for districts, did not suffice.
        """
        self._budget = budget
        home = np.ones(self._locks.size, dtype=np.int8)
        return self._divide(home, q, min(limit, _VAST), 0.0)

    def _divide(self, home: NDArray[np.int8], q: int, limit: float, least: float) -> tuple[float, list[Ints]]:
        """Divide the units of `home` into districts that cost at least `least` each, and at most `limit` together."""
        sets = self._cheap(home, q, limit) if q > 1 else home[None, :]
        cost = self._costs(sets)
        slack = _SLACK * abs(limit)
        fit = (cost <= limit / q + slack) & (cost >= least - slack)
        sets, cost = sets[fit], cost[fit]
        if q == 1 or cost.size == 0:
            return (float(cost[0]), [np.flatnonzero(home)]) if cost.size else (np.inf, [])
        total = cost + self._floors(home - sets, q - 1, cost)
        best, parts = np.inf, []
        for i in np.argsort(total, kind="stable"):
            if total[i] > min(best, limit) + slack:
                break
            rest, others = self._divide(home - sets[i], q - 1, min(best, limit) - cost[i], float(cost[i]))
            if cost[i] + rest < best:
                best, parts = float(cost[i] + rest), [np.flatnonzero(sets[i]), *others]
        return best, parts

    def _cheap(self, home: NDArray[np.int8], q: int, limit: float) -> NDArray[np.int8]:
        budget = self._budget
        left = 3600.0 if budget.seconds is None else budget.seconds - budget.elapsed
        if left <= 0.0:
            raise TimeoutError
        slack = _SLACK * abs(limit)
        sets, _, complete = list_cheap(
            self.terrain,
            self._ledge,
            home.astype(np.int64),
            self.columns.beyond(home),
            limit / q + slack,
            limit + slack,
            q - 1,
            _ROOM,
            1 + int(left * _PACE),
        )
        if not complete:
            raise TimeoutError
        return np.asarray(sets)

    def _costs(self, sets: NDArray[np.int8]) -> Floats:
        """Cost of each set as a district, infinite where it breaks a rule."""
        cost = self.columns.costs(_columns_of(sets))
        cost[~keep_locks(self._locks, [np.flatnonzero(row) for row in sets])] = np.inf
        return cost

    def _floors(self, rest: NDArray[np.int8], q: int, cost: Floats) -> Floats:
        """Bound what the rest costs as `q` districts of at least `cost` each: even shares, and what is cut already."""
        off = rest @ self.columns.share / q - 1.0
        even = q * (off**2 @ self.terrain.weight)
        return np.asarray(np.maximum(q * cost, even + self.columns.outlines(_columns_of(rest))))


def _columns_of(sets: NDArray[np.int8]) -> sparse.csc_array:
    return sparse.csc_array(sets.T.astype(np.float64))


def _sweep(columns: Columns) -> Ints:
    """Give the units in waves from one end of the map to the other."""
    size = columns.units.size
    ends = np.vstack([columns.edges, columns.edges[:, ::-1]])
    graph = sparse.csr_array((np.ones(len(ends)), ends.T), shape=(size, size))
    order = np.arange(size)
    for _ in range(3):
        order = sparse.csgraph.breadth_first_order(graph, order[-1], return_predecessors=False)
    return np.asarray(order, dtype=np.int64)
