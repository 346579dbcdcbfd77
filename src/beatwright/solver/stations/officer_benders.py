"""Officers for stations that are given: Benders' method with one cut per scenario-slot and round.

The L-shaped method (Van Slyke and Wets 1969), many cuts at a time: a master program shares out officers under the cuts
so far, the second stage is solved there for every scenario-slot, and its duals, the prices of an officer-minute, give a
new cut each, which bounds that slot's cost for any officers. It ends when bound and best cost meet or officers come
back.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from scipy import sparse

from beatwright.solver.milp import Milp, MilpSolution, solve_milp
from beatwright.solver.stations.capacity_model import CapacityModel
from beatwright.solver.stations.officer_shares import share_officers
from beatwright.solver.stations.recourse import priced_value, recourse, recourse_until
from beatwright.solver.stations.station_model import Floats, Ints
from beatwright.solver.time_limit import SearchClock

__all__ = ["BestOfficers", "best_split", "first_split"]

# Officers at least and at most by station (stations,), officers in all.
_Rules = tuple[Ints, Ints, int]

_ROUNDS = 60  # at most; each adds a cut for every scenario-slot to the master program
_CLOSE = 1e-7  # relative gap at which officers are called best: the tolerance of the linear programs
_EXACT = 1e-9  # of the expected cost, how far a row of the master program may be off
_LOST = 1e-8  # coefficients that HiGHS may take for 0 (it does so up to 1e-9): counted at the most officers instead
_HIDDEN = 1e-6  # least expected cost beside what calls at prices pay; the rest is for their limits of rounding


@dataclass(frozen=True, eq=False)
class BestOfficers:
    """Stations with their best officers.

    Parameters
    ----------
    columns : array of int64, shape (stations,)
        Open (size, site) pairs.
    officers : array of int64, shape (stations,)
        Officers of each.
    cost : float
        Expected cost.
    bound : float
        No other officers at these stations cost less.
    price : array of float, shape (slots, stations)
        Prices of an officer-minute at which officers that could be divided would rest.
    """

    columns: Ints
    officers: Ints
    cost: float
    bound: float
    price: Floats


def best_split(
    model: CapacityModel,
    columns: Ints,
    *,
    gap: float = _CLOSE,
    cutoff: float = np.inf,
    clock: SearchClock | None = None,
) -> BestOfficers | None:
    """Return the officers of least expected cost at stations `columns`.

    Parameters
    ----------
    model : CapacityModel
        The givens.
    columns : array of int, shape (stations,)
        Open stations.
    gap : float
        Relative gap at which to stop.
    cutoff : float, default inf
        Bound at which to stop: these stations are then no better than what is known.
    clock : SearchClock, optional
        Ends the search, with the best officers so far and a valid bound; None where there were none yet. By default
        nothing ends it.

    References
    ----------
    Van Slyke, R. M. and Wets, R. (1969). L-shaped linear programs with applications to optimal control and stochastic
    programming. SIAM Journal on Applied Mathematics 17, 638-663.
    """
    clock = clock or SearchClock()
    low, high, officers = _shared(model, columns)
    weight, best, bound = model.base.weight, None, -np.inf
    cuts = _Cuts(weight)
    known: set[tuple[int, ...]] = set()
    for _ in range(_ROUNDS):
        known.add(tuple(officers))
        found = recourse_until(model, columns, officers, clock)
        if found is None:
            break
        cost = float(weight @ found.cost)
        if best is None or cost < best.cost:
            best = BestOfficers(columns=columns, officers=officers, cost=cost, bound=bound, price=found.price)
        cuts.add(priced_value(model, columns, found.price), found.price * model.per_officer, cost)
        officers, bound = cuts.best_officers((low, high, model.officers), officers, bound, clock)
        settled = best.cost - bound <= gap * abs(best.cost) or bound >= cutoff
        if settled or tuple(officers) in known or clock.late:
            break
    if best is None:
        return None
    price = cuts.resting_slope((low, high, model.officers), clock) / model.per_officer
    return replace(best, bound=min(bound, best.cost), price=price)


def first_split(model: CapacityModel, columns: Ints) -> BestOfficers:
    """Return stations `columns` with officers by load and the prices there, where there is no time for better ones."""
    _, _, officers = _shared(model, columns)
    found = recourse(model, columns, officers)
    return BestOfficers(columns, officers, cost=float(model.base.weight @ found.cost), bound=0.0, price=found.price)


def _shared(model: CapacityModel, columns: Ints) -> tuple[Ints, Ints, Ints]:
    """Return the bounds on the officers of each station, and officers within them by load."""
    size = model.base.size_of(columns)
    low, high = model.least[size], model.most[size]
    return low, high, share_officers(_load(model, columns), model.officers, low, high)


def _load(model: CapacityModel, columns: Ints) -> Floats:
    """Officer-minutes expected of each station when every call goes to its cheapest."""
    cost, effort = model.base.call_cost[:, columns], model.effort[:, model.base.site_of(columns)]
    calls = model.base.weight @ model.calls
    cheapest = cost.argmin(axis=1)
    used = effort[np.arange(len(calls)), cheapest]
    return np.bincount(cheapest, weights=calls * used, minlength=columns.size).astype(np.float64)


class _Cuts:
    """``theta_w >= value_w - slope_w . y``, one for each scenario-slot and round.

    By round: `values` (slots,), cost; `slopes` (slots, stations), cost per officer. `least` is the lowest expected
    cost.
    """

    def __init__(self, weight: Floats) -> None:
        self.weight, self.least = weight, np.inf
        self.values: list[Floats] = []
        self.slopes: list[Floats] = []

    def add(self, value: Floats, slope: Floats, cost: float) -> None:
        """Take one cut for each scenario-slot, and what the officers of this round cost."""
        self.values.append(value)
        self.slopes.append(slope)
        self.least = min(self.least, cost)

    def best_officers(self, rules: _Rules, last: Ints, bound: float, clock: SearchClock) -> tuple[Ints, float]:
        """Return the officers that are best under the cuts, else the last, and the bound, which never falls."""
        answer = self._solve(rules, clock, whole=True)
        if answer.x is None:
            return last, bound
        return answer.x[: last.size].astype(np.int64), max(bound, answer.certificate.bound * self._unit)

    def resting_slope(self, rules: _Rules, clock: SearchClock) -> Floats:
        """Return the mean of the slopes, shape (slots, stations), by their part in the optimum of divided officers.

        The parts are the dual solution: they make one price of the several that the rounds found.
        """
        slots = self.weight.size
        answer = self._solve(rules, clock, whole=False)
        if answer.duals is None:
            return self.slopes[-1]
        part = np.maximum(answer.duals[:-1].reshape(len(self.slopes), slots), 0.0)
        total = part.sum(axis=0)
        part[-1, total <= 0.0], total[total <= 0.0] = 1.0, 1.0
        return np.asarray(np.einsum("rw,rwj->wj", part / total, np.stack(self.slopes)))

    @property
    def _unit(self) -> float:
        """Expected cost that the program counts as 1: the lowest, unless what calls at prices pay would hide it."""
        dearest = max(float(self.weight @ value) for value in self.values)
        return max(self.least, _HIDDEN * dearest) or 1.0

    def _solve(self, rules: _Rules, clock: SearchClock, *, whole: bool) -> MilpSolution:
        low, high, officers = rules
        slots, stations = self.slopes[0].shape
        # A column of a scenario-slot is its part of the expected cost: of slots of any probability one tolerance holds.
        part = self.weight / self._unit
        slopes = [part[:, None] * slope for slope in self.slopes]
        lost = [np.where(slope < _LOST, slope, 0.0) for slope in slopes]
        rows = [sparse.hstack([slope - less, sparse.identity(slots)]) for slope, less in zip(slopes, lost, strict=True)]
        values = [part * value - less @ high for value, less in zip(self.values, lost, strict=True)]
        total = sparse.csr_array(np.concatenate([np.ones(stations), np.zeros(slots)])[None, :])
        program = Milp(
            np.concatenate([np.zeros(stations), np.ones(slots)]),
            sparse.vstack([*rows, total]),
            np.concatenate([*values, [officers]]),
            np.concatenate([np.full(len(rows) * slots, np.inf), [officers]]),
            col_lower=np.concatenate([low, np.zeros(slots)]),
            col_upper=np.concatenate([high, np.full(slots, np.inf)]),
            integer=np.arange(stations + slots) < (stations if whole else 0),
        )
        return solve_milp(program, tolerance=_EXACT, **clock.silent().options())
