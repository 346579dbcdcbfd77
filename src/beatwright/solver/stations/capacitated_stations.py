"""Stations, sizes and officers with capacities: prices find good stations and a bound, sets left open are closed.

Three parts:

1. With a price on every call each candidate station decides alone (`station_lagrangian`): a bound for every plan, and
   stations to try. The prices climb until they help no more.
2. For stations to try, Benders' method finds the best officers, and the prices of officer-minutes that belong to them
   (`officer_benders`).
3. The sets of stations that the bound does not exclude are listed (`sets_under`). They are tried one after the other,
   the lowest bound first, until none is left: the plan is then proven. Each that was tried gives prices of
   officer-minutes at which every other set has one more bound; it keeps the highest (`open_sets`).
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import Unpack

import numpy as np

from beatwright.base.certificate import Certificate, Status
from beatwright.base.effort import Effort, SearchOptions
from beatwright.solver.location.p_median import p_median
from beatwright.solver.stations.capacity_model import CapacityModel
from beatwright.solver.stations.officer_benders import BestOfficers, best_split, first_split
from beatwright.solver.stations.officer_prices import Prices
from beatwright.solver.stations.open_sets import OpenSets
from beatwright.solver.stations.sets_under import lowest_sets, sets_under
from beatwright.solver.stations.some_columns import some_columns
from beatwright.solver.stations.station_lagrangian import CallPrices, StationReturns
from beatwright.solver.stations.station_model import Floats, Ints
from beatwright.solver.stations.verify_stations import true_outcome
from beatwright.solver.time_limit import SearchClock, started

__all__ = ["StaffedStations", "staffed_stations"]

_CLOSE = 1e-6  # relative gap that counts as closed: what integer programs of given tolerance can prove
_STEPS = 5  # of the prices of calls between two sets of stations that are tried
_MOST_WORK = 5e9  # clients x sets of stations that are listed: two or three seconds to bound them all once
_KNOWN = 10  # plans tried before whose prices bound the sets that are listed next, the best of them
_FEWEST = 1000  # sets that are listed, however many clients there are
_METHOD = "prices on calls (Lagrangian bound), Benders for the officers"


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
    """The best plan so far, and what is proven."""

    def __init__(self, model: CapacityModel, asked: Effort, clock: SearchClock) -> None:
        self.model, self.clock = model, clock
        self.asked = replace(asked, gap=max(asked.gap, _CLOSE))
        self.tried: dict[tuple[int, ...], BestOfficers] = {}
        self.best: BestOfficers | None = None
        self.bound = 0.0

    @property
    def cost(self) -> float:
        """Cost of the best plan; inf where there is none."""
        return math.inf if self.best is None else self.best.cost

    @property
    def done(self) -> bool:
        """Whether the search must end or the gap is closed."""
        return self.clock.late or self.closed

    @property
    def closed(self) -> bool:
        """Whether the gap is small enough."""
        return self.best is not None and self.best.cost - self.bound <= self.asked.gap * abs(self.best.cost)

    def prove(self, bound: float) -> None:
        """Take a bound, and tell of it."""
        self.bound = max(self.bound, bound)
        self.clock.report(self.cost, min(self.bound, self.cost))

    @property
    def target(self) -> float:
        """What a plan must cost less than to be worth looking for."""
        return self.cost * (1.0 - 0.5 * self.asked.gap)

    def attempt(self, columns: Ints, *, cutoff: float = math.inf) -> BestOfficers | None:
        """Find the officers of stations `columns`, keep the plan if it is the best.

        None where the clock ended it before there were any; officers that are proven to cost `cutoff` or more need
        not be the best.
        """
        split = best_split(self.model, columns, cutoff=cutoff, clock=self.clock)
        if split is None and self.best is None:
            split = first_split(self.model, columns)
        if split is None:
            return None
        self.tried[tuple(columns.tolist())] = split
        if split.cost < self.cost:
            self.best = split
            self.clock.report(self.cost, min(self.bound, self.cost))
        return split


def staffed_stations(model: CapacityModel, **effort: Unpack[SearchOptions]) -> StaffedStations:
    """Return stations, sizes and officers of least expected cost, recourse with capacities included.

    Parameters
    ----------
    model : CapacityModel
        The givens.
    seconds, gap, seed, stop, progress
        As for `beatwright.solver.p_median`: the best plan so far is returned with the bound proven so far. At a gap of
        0 a plan is proven to within one part in a million.

    Raises
    ------
    ParameterError
        Where an option is wrong.

    Notes
    -----
    Calls of a zone that no station reaches wait.
    """
    with started("staffed_stations", effort) as (asked, clock):
        search = _Search(model, asked, clock)
        prices = _climb(search)
        if prices is not None and not search.done:
            _try_sets(search, prices)
        return _answer(search)


def _climb(search: _Search) -> CallPrices | None:
    """Try the stations that would be best without capacities, then those that prices of calls lead to."""
    tried = search.attempt(_without_capacities(search))
    if tried is None or search.done:
        return None
    prices = CallPrices(search.model, tried, search.clock)
    while not prices.settled and not search.done and _open_sets(search, prices.best) is None:
        for _ in range(_STEPS):
            found = prices.climb(search.cost)
            search.prove(min(found.bound, search.target))
            if search.done:
                return prices
        if tuple(found.columns.tolist()) not in search.tried:
            search.attempt(found.columns, cutoff=search.target)
        prices.leave_out(search.target)
    return prices


def _open_sets(search: _Search, found: StationReturns) -> tuple[Ints, Floats] | None:
    """Return the sets that a bound does not exclude; None where they are too many to go through."""
    most = _most_sets(search.model)
    return sets_under(search.model.base, found.cost, search.target - found.constant, most)


def _most_sets(model: CapacityModel) -> int:
    return max(int(_MOST_WORK / max(int(np.count_nonzero(model.calls)), 1)), _FEWEST)


def _without_capacities(search: _Search) -> Ints:
    """Return the stations that are best where every call finds room, or waits."""
    model, base = search.model, search.model.base
    calls = base.expected.ravel()
    cost, weight = base.with_kept(np.minimum(base.call_cost, model.wait_cost[:, None])[calls > 0], calls[calls > 0])
    options = search.clock.silent().options(gap=search.asked.gap, seed=search.asked.seed)
    found = p_median(cost, base.stations, weight=weight, modes=base.modes, **options) if weight.size else None
    return some_columns(base) if found is None or not found.sites.size else found.sites


def _try_sets(search: _Search, prices: CallPrices) -> None:
    """Go through the sets that the bound at the prices of calls does not exclude, the lowest of them first."""
    model, best = search.model, prices.best
    reached = -math.inf
    while not search.done and reached < search.target:
        goal = search.target - best.constant
        columns, sums, rest = lowest_sets(
            model.base, best.cost, goal, _most_sets(model), floor=reached - best.constant, clock=search.clock
        )
        if not len(sums) and rest < goal:  # more sets of one bound than can be listed
            search.prove(min([rest + best.constant, *(one.bound for one in search.tried.values())]))
            break
        left = OpenSets(model, columns, sums + best.constant)
        left.leave_out(search.tried)
        reached = rest + best.constant
        _try_listed(search, left, reached)


def _try_listed(search: _Search, left: OpenSets, rest: float) -> None:
    """Try the lowest set and let its prices bound the others, until none is better; sets not listed cost `rest`."""
    known = sorted(search.tried.values(), key=lambda one: one.cost)[:_KNOWN]
    for split in known:
        left.price(Prices(search.model, split), search.clock)
        left.drop(search.target)
    while not search.done:
        search.prove(min([search.target, rest, left.lowest, *(one.bound for one in search.tried.values())]))
        tried = search.attempt(left.first, cutoff=search.target) if len(left) and not search.done else None
        if tried is None:
            break
        left.leave_out([tried.columns.tolist()])
        left.price(Prices(search.model, tried), search.clock)
        left.drop(search.target)


def _answer(search: _Search) -> StaffedStations:
    best, clock = search.best, search.clock
    if best is None:
        none = np.empty(0, np.int64)
        return StaffedStations(
            none,
            none,
            Certificate(status="time limit", objective=math.inf, bound=0.0, seconds=clock.used, method=_METHOD),
        )
    status: Status = "optimal" if search.closed else clock.ending if clock.late else "feasible"
    seen = Certificate(
        status=status,
        objective=best.cost,
        bound=min(search.bound, best.cost),
        seconds=clock.used,
        method=_METHOD,
        message=f"{len(search.tried)} sets of stations tried" + (" (interrupted)" if clock.stopped else ""),
    )
    known = best.cost if clock.stopped else None
    outcome = true_outcome(search.model, best.columns, best.officers, seen=seen, gap=search.asked.gap, cost=known)
    return StaffedStations(best.columns, best.officers, outcome)
