"""Stations, sizes and officers with capacities: prices find good stations and a bound, sets left open are closed.

Three parts, repeated while they help:

1. With prices on officer-minutes the rest is a p-median (`prices`): a bound for every plan, and stations to try.
2. For these stations, Benders' method finds the best officers (`split`), and the prices that belong to them.
3. Where sets of stations are few enough to list, those whose bound at the prices lies under the best cost are tried one
   after the other, the lowest first, until none is left: the plan is then proven.
"""

from __future__ import annotations

import math
import time
from dataclasses import dataclass

import numpy as np

from beatwright.base.certificate import Certificate, Status
from beatwright.solver.stations.capacity_model import CapacityModel
from beatwright.solver.stations.enumeration import count_sets
from beatwright.solver.stations.officer_benders import Split, best_split
from beatwright.solver.stations.officer_prices import Prices, priced_bound
from beatwright.solver.stations.open_sets import sets_below
from beatwright.solver.stations.station_model import Ints
from beatwright.solver.stations.verify_stations import true_outcome

__all__ = ["StaffedStations", "staffed_stations"]

_CLOSE = 1e-6  # relative gap that counts as closed: what integer programs of given tolerance can prove
_ROUNDS = 30  # of prices and stations, at most: they end when stations come back
# Sets of stations x clients in all slots x stations up to which sets are listed: the operations of numpy that it takes.
_MOST_WORK = 2e11
_METHOD = "prices on officer-minutes (p-median bound), Benders for the officers"


@dataclass(frozen=True, eq=False)
class StaffedStations:
    """Open stations, their officers, and the proof.

    Parameters
    ----------
    columns : array of int64, shape (stations,)
        Open (size, site) pairs, ascending; empty where no plan was found in time.
    officers : array of int64, shape (stations,)
        Officers of each.
    outcome : Certificate
        Status, expected cost per scenario-slot, bound, gap.
    """

    columns: Ints
    officers: Ints
    outcome: Certificate


class _Search:
    """The best plan so far, what is proven, and how much time is left."""

    def __init__(self, model: CapacityModel, seconds: float | None, gap: float, seed: int) -> None:
        self.model, self.gap, self.seed = model, max(gap, _CLOSE), seed
        self.began = time.perf_counter()
        self.ends = math.inf if seconds is None else self.began + seconds
        self.prices = Prices(model)
        self.tried: dict[tuple[int, ...], Split] = {}
        self.best: Split | None = None
        self.bound = 0.0

    @property
    def left(self) -> float | None:
        """Seconds left; None where there is no limit."""
        return None if math.isinf(self.ends) else max(self.ends - time.perf_counter(), 0.01)

    @property
    def done(self) -> bool:
        """Whether the time is over or the gap closed."""
        return time.perf_counter() > self.ends or self.closed

    @property
    def closed(self) -> bool:
        """Whether the gap is small enough."""
        return self.best is not None and self.best.cost - self.bound <= self.gap * abs(self.best.cost)

    def attempt(self, columns: Ints, *, learn: bool = True) -> Split:
        """Find the officers of stations `columns`, learn their prices, keep the plan if it is the best."""
        split = best_split(self.model, columns, ends=self.ends)
        self.tried[tuple(columns.tolist())] = split
        if self.best is None or split.cost < self.best.cost:
            self.best = split
        if learn:
            self.prices.learn(split)
        return split


def staffed_stations(
    model: CapacityModel, *, seconds: float | None = None, gap: float = 0.0, seed: int = 0
) -> StaffedStations:
    """Return stations, sizes and officers of least expected cost, recourse with capacities included.

    Parameters
    ----------
    model : CapacityModel
        The givens.
    seconds : float, optional
        Time limit; the best plan by then is returned with the bound proven by then, and on Ctrl-C too.
    gap : float, default 0
        Relative gap at which the search may stop; at 0 a plan is proven to within one part in a million.
    seed : int, default 0
        Seed of the location engine.

    Notes
    -----
    Calls of a zone that no station reaches wait.
    """
    search = _Search(model, seconds, gap, seed)
    interrupted = False
    try:
        _by_prices(search)
        if not search.done:
            _close(search)
    except KeyboardInterrupt:
        interrupted = True
    return _answer(search, interrupted)


def _by_prices(search: _Search) -> None:
    """Alternate between the bound at the prices and the prices at the stations where the bound lies."""
    for _ in range(_ROUNDS):
        found = priced_bound(search.model, search.prices, seconds=search.left, gap=search.gap / 4, seed=search.seed)
        search.bound = max(search.bound, found.bound)
        if found.interrupted:
            raise KeyboardInterrupt
        if search.done or not found.columns.size or tuple(found.columns.tolist()) in search.tried:
            break
        search.attempt(found.columns)
        if search.done:
            break


def _close(search: _Search) -> None:
    """Try every set of stations that the bound does not exclude, the lowest bound first."""
    work = count_sets(search.model.base) * search.model.calls.size * search.model.base.stations
    if search.best is None or work > _MOST_WORK:
        return
    target = search.best.cost * (1.0 - 0.5 * search.gap)
    sets, bounds = sets_below(search.model, search.prices, target, search.ends)
    if sets is None:
        return
    for number in np.argsort(bounds, kind="stable"):
        if search.done or bounds[number] >= search.best.cost * (1.0 - 0.5 * search.gap):
            break
        if tuple(sets[number].tolist()) not in search.tried:
            search.attempt(sets[number], learn=False)
        proven = [split.bound for split in search.tried.values()]
        open_still = [b for s, b in zip(sets, bounds, strict=True) if tuple(s.tolist()) not in search.tried]
        search.bound = max(search.bound, min([target, *proven, *open_still]))
    else:
        search.bound = max(search.bound, min([target, *(split.bound for split in search.tried.values())]))


def _answer(search: _Search, interrupted: bool) -> StaffedStations:
    seconds = time.perf_counter() - search.began
    if search.best is None:
        none = np.empty(0, np.int64)
        return StaffedStations(none, none, Certificate("time limit", math.inf, 0.0, seconds, _METHOD))
    out = time.perf_counter() > search.ends
    status: Status = "optimal" if search.closed else "time limit" if out else "feasible"
    message = f"{len(search.tried)} sets of stations tried" + (" (interrupted)" if interrupted else "")
    bound = min(search.bound, search.best.cost)
    columns, officers = search.best.columns, search.best.officers
    seen = Certificate(status, search.best.cost, bound, seconds, _METHOD, message)
    return StaffedStations(columns, officers, true_outcome(search.model, columns, officers, seen, search.gap))
