"""From the arguments of the public p-median functions to the problem that the engine solves."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from math import ceil
from typing import Any

import numpy as np

from beatwright.solver.location import location_arguments as checks
from beatwright.solver.location.coordinate_costs import CoordinateCost
from beatwright.solver.location.engine.column_runs import order_by_site
from beatwright.solver.location.engine.lagrangian import CLOSED, OPEN, Flags, Ints, Master, States
from beatwright.solver.location.engine.median_instance import Median, is_integral
from beatwright.solver.location.engine.neighbour_lists import (
    Floats,
    NeighbourLists,
    neighbours_from_lists,
    neighbours_from_matrix,
)
from beatwright.solver.location.modes import Modes

_WHOLE_LISTS = 4_000_000  # pairs of client and site up to which every list holds all sites: 48 MB
_ROWS = 8_000_000  # costs looked at once when clients are served, 8 bytes each: 64 MB


@dataclass(frozen=True, eq=False)
class Model:
    """A problem with the checked arguments that it was made of."""

    median: Median
    cost: Any
    weight: Floats


def build_median(
    cost: Any,
    p: Any,
    weight: Any,
    fixed_open: Iterable[int],
    fixed_closed: Iterable[int],
    modes: Modes | None,
    function: str,
    shared: Model | None = None,
) -> Model:
    """Check everything, drop clients without weight, sort the lists (or take those of a model of the same costs)."""
    if shared is not None:
        cost = shared.cost
    matrix = cost if isinstance(cost, CoordinateCost) else checks.check_cost(cost, function)
    n, m = matrix.shape
    p = checks.check_whole(p, "p", function, 1, highest=m)
    w = checks.check_weight(weight, n, function)
    opened, closed = checks.check_fixed(fixed_open, fixed_closed, m, function)
    checks.check_post_count(p, opened, closed, m, function=function)
    checks.check_modes(modes, p, m, function)
    state = np.zeros(m, dtype=np.int8)
    state[opened], state[closed] = OPEN, CLOSED
    if not isinstance(matrix, CoordinateCost):
        checks.check_reach(_reachable(matrix, state), w, function)
    return Model(
        _median(matrix, w, p, state=state, modes=modes, shared=None if shared is None else shared.median), matrix, w
    )


def serve_clients(cost: Any, weight: Floats, sites: Ints) -> tuple[Ints, float]:
    """Send each client to its cheapest open site (-1: none), and add up the weighted costs."""
    if isinstance(cost, CoordinateCost):
        distance, position = cost.nearest(sites, slice(None))
        return position[:, 0].astype(np.int64), float(weight @ distance[:, 0])
    assignment = np.empty(len(weight), dtype=np.int64)
    least = np.empty(len(weight))
    step = max(1, _ROWS // len(sites))
    for begin in range(0, len(weight), step):
        rows = slice(begin, begin + step)
        among = cost[rows][:, sites]
        best = among.argmin(axis=1)
        least[rows] = among[np.arange(len(best)), best]
        assignment[rows] = np.where(np.isfinite(least[rows]), sites[best], -1)
    busy = weight > 0
    return assignment, float((weight[busy] * least[busy]).sum())


def _median(cost: Any, weight: Floats, p: int, state: States, modes: Modes | None, shared: Median | None) -> Median:
    m = cost.shape[1]
    busy = weight > 0
    # Else three times as long as multipliers reach in an even spread of posts; `Median.widen` gives longer ones.
    length = m if int(busy.sum()) * m <= _WHOLE_LISTS else min(m, max(64, ceil(3 * m / p)))
    make = (shared and shared.widen) or _ListBuilder(cost, weight, busy)
    neighbours = make(length) if shared is None else shared.neighbours
    none = np.zeros((0, m), dtype=np.bool_)
    groups = np.zeros(m, dtype=np.int64) if modes is None else modes.mode
    count = np.array([p], dtype=np.int64) if modes is None else modes.count
    place = np.arange(m) if modes is None else np.unique(modes.site, return_inverse=True)[1].astype(np.int64)

    def price(sites: Ints) -> float:
        return serve_clients(cost, weight, sites)[1]

    master = Master(
        groups=np.array(groups), quota=np.array(count), member=none, room=np.zeros(0, dtype=np.int64), must=none
    )
    integral = is_integral(neighbours.cost) and (neighbours.complete or _all_whole(cost, weight, busy))
    return Median(
        neighbours,
        master,
        place=place,
        state=state,
        price=price,
        integral=integral,
        widen=None if neighbours.complete else make,
    )


def _all_whole(cost: Any, weight: Floats, busy: Flags) -> bool:
    """Tell whether every weighted cost is a whole number, those too that no list holds."""
    if isinstance(cost, CoordinateCost):
        return cost.whole and is_integral(weight)
    rows = np.flatnonzero(busy)
    step = max(1, _ROWS // cost.shape[1])
    parts = (rows[begin : begin + step] for begin in range(0, rows.size, step))
    return all(is_integral(cost[part] * weight[part, None]) for part in parts)


class _ListBuilder:
    """Makes sorted lists of any length, the clients always in the same order: neighbours together, where many."""

    def __init__(self, cost: Any, weight: Floats, busy: Flags) -> None:
        self.cost, self.weight = cost, weight
        self.rows: Any = slice(None) if busy.all() else busy
        self.order: Ints | None = None

    def __call__(self, length: int) -> NeighbourLists:
        neighbours = self._sorted(min(length, self.cost.shape[1]))
        if self.order is None:  # the first lists decide: multipliers found on them must fit longer ones
            self.order = order_by_site(neighbours) if neighbours.crowded else np.arange(neighbours.clients)
        return neighbours.reordered(self.order) if neighbours.crowded else neighbours

    def _sorted(self, length: int) -> NeighbourLists:
        if isinstance(self.cost, CoordinateCost):
            distance, site = self.cost.nearest(np.arange(self.cost.shape[1]), self.rows, length)
            distance *= self.weight[self.rows, None]
            return neighbours_from_lists(site, distance, self.cost.shape[1])
        return neighbours_from_matrix(self.cost[self.rows], self.weight[self.rows], length)


def _reachable(cost: Floats, state: States) -> Flags:
    if (state != CLOSED).all():
        return np.asarray(np.isfinite(cost.min(axis=1)))
    return np.asarray(np.isfinite(cost[:, state != CLOSED].min(axis=1)))
