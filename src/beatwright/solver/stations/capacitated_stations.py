"""Stations, sizes and officers with capacities: prices find good stations and a bound, sets left open are closed.

Three parts, repeated while they help:

1. With prices on officer-minutes the rest is a p-median (`prices`): a bound for every plan, and stations to try.
2. For these stations, Benders' method finds the best officers (`split`), and the prices that belong to them.
3. Where sets of stations are few enough to list, those whose bound lies under the best cost are tried one after the
   other, the lowest first, until none is left: the plan is then proven. Each that was tried gives prices, at which
   every other set has one more bound; it keeps the highest.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import Unpack

import numpy as np

from beatwright.base.certificate import Certificate, Status
from beatwright.base.effort import Effort, SearchOptions
from beatwright.solver.stations.capacity_model import CapacityModel
from beatwright.solver.stations.enumeration import count_sets
from beatwright.solver.stations.officer_benders import BestOfficers, best_split, first_split
from beatwright.solver.stations.officer_prices import Prices, priced_bound, prices_at
from beatwright.solver.stations.open_sets import OpenSets, sets_below
from beatwright.solver.stations.some_columns import some_columns
from beatwright.solver.stations.station_model import Ints
from beatwright.solver.stations.verify_stations import true_outcome
from beatwright.solver.time_limit import SearchClock, started

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
    """The best plan so far, and what is proven."""

    def __init__(self, model: CapacityModel, asked: Effort, clock: SearchClock) -> None:
        self.model, self.clock = model, clock
        self.asked = replace(asked, gap=max(asked.gap, _CLOSE))
        self.prices = Prices(model)
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

    def attempt(self, columns: Ints, *, learn: bool = True, cutoff: float = math.inf) -> BestOfficers | None:
        """Find the officers of stations `columns`, learn their prices, keep the plan if it is the best.

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
        if learn:
            self.prices.learn(split)
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
        _by_prices(search)
        if not search.done:
            _close(search)
        return _answer(search)


def _by_prices(search: _Search) -> None:
    """Alternate between the bound at the prices and the prices at the stations where the bound lies."""
    for _ in range(_ROUNDS):
        found = priced_bound(
            search.model,
            search.prices,
            asked=search.asked,
            clock=search.clock,
            best=search.cost,
            known=search.bound,
        )
        search.prove(found.bound)
        done, stopped = search.done, search.clock.stopped
        columns = some_columns(search.model.base) if stopped and not found.columns.size else found.columns
        first = stopped and search.best is None  # whoever stops the search is given a plan all the same
        if not first and (done or not columns.size or tuple(columns.tolist()) in search.tried):
            break
        search.attempt(columns)
        if search.done:
            break


def _close(search: _Search) -> None:
    """Try every set of stations that no prices exclude, the lowest bound first; each gives prices for the others."""
    work = count_sets(search.model.base) * search.model.calls.size * search.model.base.stations
    if search.best is None or work > _MOST_WORK:
        return
    prices = prices_at(search.model, search.best)[-1]
    columns, bounds = sets_below(search.model, prices, search.target, search.clock)
    if columns is None:
        return
    left = OpenSets(columns, bounds)
    left.leave_out(search.tried)
    for split in search.tried.values():
        _exclude(search, left, split)
    while len(left) and not search.done:
        tried = search.attempt(left.first, learn=False, cutoff=search.target)
        if tried is None:
            break
        left.leave_out([tried.columns.tolist()])
        _exclude(search, left, tried)


def _exclude(search: _Search, left: OpenSets, split: BestOfficers) -> None:
    """Leave out the sets that the prices at `split` show to be no better than the best plan; prove what is left."""
    for prices in prices_at(search.model, split):
        if not search.done:
            left.price(search.model, prices)
    left.drop(search.target)
    search.prove(min([search.target, left.lowest, *(tried.bound for tried in search.tried.values())]))


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
