"""A bound for stations with capacities, by a price on every call: with them each candidate station decides alone.

The Lagrangian relaxation (Geoffrion 1974) of "every call is sent once": a call of client c in scenario-slot w that is
sent earns its price, at most what waiting costs. A station of given officers then takes the calls that earn most per
officer-minute until its room is full, a continuous knapsack in each slot, so one sort gives what it earns with any
number of officers. The number of officers in all has a price too, the best of which is found by a search of one
dimension; the stations are an assignment of sizes to sites. Prices of calls climb by subgradients towards the cost of
the best plan known (Polyak 1969). The bound is that of the strong linear relaxation of the whole program, which has
whole stations in most of its optima.

References
----------
Geoffrion, A. M. (1974). Lagrangean relaxation for integer programming. Mathematical Programming Study 2, 82-114.
Polyak, B. T. (1969). Minimization of unsmooth functionals. USSR Computational Mathematics and Mathematical Physics 9,
14-29.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.optimize import linear_sum_assignment, minimize_scalar

from beatwright.base.jit import entry, inner
from beatwright.solver.stations.capacity_model import CapacityModel
from beatwright.solver.stations.officer_benders import BestOfficers
from beatwright.solver.stations.some_columns import some_columns
from beatwright.solver.stations.station_model import Floats, Ints
from beatwright.solver.time_limit import SearchClock

__all__ = ["CallPrices", "StationReturns"]

_FIRST = 0.3  # of the whole step towards the target: the whole one goes too far at first
_SHORTER = 0.7  # of the step, where it has not helped for `_PATIENCE` steps
_PATIENCE = 6
_SHORTEST = 0.02  # step at which the prices have settled
_MEMORY = 0.7  # of the last direction in the next
_AT_ONCE = 5e6  # clients of all slots x columns between two looks at the clock: a few tenths of a second


@dataclass(frozen=True, eq=False)
class StationReturns:
    """The relaxation at some prices of calls.

    Parameters
    ----------
    constant : float
        Bound without any station: what all calls pay, less the officers at their price.
    cost : array of float, shape (columns,)
        What each station adds to the bound: at most 0 where it earns more than its officers cost; inf where it is in
        no better plan.
    officers : array of int64, shape (columns,)
        Officers at which it does.
    columns : array of int64, shape (stations,)
        Stations of the relaxed optimum.
    """

    constant: float
    cost: Floats
    officers: Ints
    columns: Ints

    @property
    def bound(self) -> float:
        """No plan costs less."""
        return self.constant + float(self.cost[self.columns].sum())


class CallPrices:
    """Prices of calls, shape (slots, clients), that climb step by step.

    Parameters
    ----------
    model : CapacityModel
        The givens.
    split : BestOfficers
        Stations whose own prices are the first.
    clock : SearchClock
        Ends a step in its midst: nothing has changed then.
    """

    def __init__(self, model: CapacityModel, split: BestOfficers, clock: SearchClock) -> None:
        self.model, self.clock = model, clock
        base = model.base
        sites = base.site_of(split.columns)
        at_price = base.call_cost[None, :, split.columns] + split.price[:, None, :] * model.effort[None, :, sites]
        self.price = np.minimum(at_price.min(axis=2), model.wait_cost)
        self.worth = base.weight[:, None] * model.calls  # of a price, shape (slots, clients)
        self.cost = np.ascontiguousarray(base.call_cost.T)
        self.effort = np.ascontiguousarray(model.effort[:, base.site_of(np.arange(base.columns))].T)
        self._open = np.arange(base.columns)  # columns that may be in a better plan
        self.best_price, self.best = self.price, self.returns() or self._nothing()
        self._direction = np.zeros_like(self.price)
        self._last = self.best
        self._step, self._idle = _FIRST, 0

    @property
    def settled(self) -> bool:
        """Whether the prices climb hardly any more."""
        return self._step < _SHORTEST

    def _nothing(self) -> StationReturns:
        """Return the bound that holds without a look: no call costs less than nothing."""
        columns = self.model.base.columns
        officers = np.zeros(columns, np.int64)
        return StationReturns(0.0, np.zeros(columns), officers, some_columns(self.model.base))

    def _earned(self, columns: Ints) -> Floats | None:
        """Return what columns earn with 0, 1, ... officers, shape (columns, officers + 1); None where time is up."""
        model = self.model
        step = max(int(_AT_ONCE / max(model.calls.size, 1)), 1)
        parts = []
        for start in range(0, columns.size, step):
            if self.clock.late:
                return None
            some = columns[start : start + step]
            given = (model.calls, model.base.weight, self.price, self.cost[some], self.effort[some])
            parts.append(_earned_by_officers(*given, model.per_officer, model.officers))
        return np.concatenate(parts)

    def returns(self) -> StationReturns | None:
        """Return what each station returns at the prices, with the best price of an officer; None where time is up."""
        model, base, columns = self.model, self.model.base, self._open
        earned = self._earned(columns)
        if earned is None:
            return None
        size = base.size_of(columns)
        number = np.arange(model.officers + 1)
        earned[(number < model.least[size, None]) | (number > model.most[size, None])] = -np.inf
        paid = float((self.worth * self.price).sum())

        def at(officer: float) -> StationReturns:
            value = officer * number - earned
            officers, cost = np.zeros(base.columns, np.int64), np.full(base.columns, np.inf)
            officers[columns] = value.argmin(axis=1)
            cost[columns] = np.take_along_axis(value, officers[columns, None], axis=1)[:, 0]
            return StationReturns(paid - officer * model.officers, cost, officers, self._cheapest_set(cost))

        top = float(earned.max(initial=0.0)) if model.officers else 0.0
        found = minimize_scalar(lambda officer: -at(officer).bound, bounds=(0.0, top), method="bounded")
        return max((at(0.0), at(float(found.x))), key=lambda one: one.bound)

    def _cheapest_set(self, cost: Floats) -> Ints:
        base = self.model.base
        size = np.repeat(np.arange(len(base.sizes)), [one.count for one in base.sizes])
        table = cost.reshape(len(base.sizes), base.sites)[size]
        known = np.isfinite(table)
        # Each station is one of its row, so that only differences within a row count.
        least = np.min(table, axis=1, where=known, initial=np.inf, keepdims=True)
        above = np.subtract(table, least, out=np.zeros_like(table), where=known)
        dear = 2.0 * float(above.max(axis=1).sum()) or 1.0
        above[~known] = dear
        above[:, list(base.kept)] -= (base.stations + 1) * dear
        row, site = linear_sum_assignment(above)
        return np.sort(size[row] * base.sites + site)

    def leave_out(self, target: float) -> None:
        """Leave out the columns with which no plan costs less than `target` by the best bound."""
        base, cost = self.model.base, self.best.cost.reshape(len(self.model.base.sizes), -1)
        counts = [one.count for one in base.sizes]
        least = [np.sort(row)[:count] for row, count in zip(cost, counts, strict=True)]
        free = self.best.constant + float(sum(row.sum() for row in least))
        dearest = np.array([row[-1] if row.size else -np.inf for row in least])
        self._open = np.flatnonzero((free + np.maximum(cost - dearest[:, None], 0.0)).ravel() < target)

    def climb(self, target: float) -> StationReturns:
        """Take one step towards `target`, the cost of a plan, and return what stations return there."""
        sent = np.zeros_like(self.price)
        _send(
            self.model.calls,
            self.price,
            self.cost[self._last.columns],
            self.effort[self._last.columns],
            np.asarray(self.model.per_officer * self._last.officers[self._last.columns], dtype=np.float64),
            sent,
        )
        short = 1.0 - sent
        short[(self.price >= self.model.wait_cost) & (short > 0)] = 0.0
        self._direction = _MEMORY * self._direction + (1.0 - _MEMORY) * short
        length = float((self.worth * self._direction**2).sum())
        if length > 0.0:
            move = self._step * max(target - self._last.bound, 1e-9 * abs(target)) / length
            self.price = np.minimum(self.price + move * self._direction, self.model.wait_cost)
        found = self.returns()
        if found is None:
            return self.best
        self._last = found
        self._settle()
        return found

    def _settle(self) -> None:
        """Keep the best prices; shorten the step and go back to them where it has not helped for a while."""
        if self._last.bound > self.best.bound:
            self.best, self.best_price, self._idle = self._last, self.price, 0
            return
        self._idle += 1
        if self._idle >= _PATIENCE:
            self._step *= _SHORTER
            self.price, self._last, self._idle = self.best_price, self.best, 0
            self._direction = np.zeros_like(self.price)


@entry
def _earned_by_officers(
    calls: Floats, weight: Floats, price: Floats, cost: Floats, effort: Floats, per_officer: float, officers: int
) -> Floats:
    """Return what each column earns with 0, 1, ... officers, expected over the slots: shape (columns, officers + 1)."""
    columns, clients = cost.shape
    earned = np.zeros((columns, officers + 1))
    used, gain, rate, whose = _work_space(clients)
    for j in range(columns):
        for w in range(len(calls)):
            n = _offers(calls[w], price[w], cost[j], effort[j], used, gain, rate, whose)
            room, total, y = 0.0, 0.0, 0
            for place in np.argsort(rate[:n]):
                # Every number of officers whose room ends within this client takes a part of it; a call that takes no
                # time needs no officer.
                while y <= officers and room + used[place] > y * per_officer:
                    part = (y * per_officer - room) / used[place]
                    earned[j, y] += weight[w] * (total + part * gain[place])
                    y += 1
                room += used[place]
                total += gain[place]
            earned[j, y:] += weight[w] * total  # there is room for all with so many officers
    return earned


@inner
def _work_space(clients: int) -> tuple[Floats, Floats, Floats, Ints]:
    """Make room for the minutes, the gain, the rate and the number of each client that earns something."""
    return np.empty(clients), np.empty(clients), np.empty(clients), np.empty(clients, np.int64)


@inner
def _offers(
    calls: Floats, price: Floats, cost: Floats, effort: Floats, used: Floats, gain: Floats, rate: Floats, whose: Ints
) -> int:
    """Fill in the clients that earn something at a station, with minutes, gain and -gain a minute; return how many."""
    n = 0
    for c in range(calls.size):
        if calls[c] > 0.0 and cost[c] < price[c]:
            used[n] = calls[c] * effort[c]
            gain[n] = calls[c] * (price[c] - cost[c])
            rate[n] = -gain[n] / used[n] if used[n] > 0.0 else -np.inf  # so that the best come first when sorted
            whose[n] = c
            n += 1
    return n


@entry
def _send(calls: Floats, price: Floats, cost: Floats, effort: Floats, room: Floats, sent: Floats) -> None:
    """Add to `sent`, shape (slots, clients), the share of each client's calls that the stations take."""
    used, gain, rate, whose = _work_space(calls.shape[1])
    for w in range(len(calls)):
        for j in range(len(cost)):
            n = _offers(calls[w], price[w], cost[j], effort[j], used, gain, rate, whose)
            left = room[j]
            for place in np.argsort(rate[:n]):
                share = 1.0 if used[place] <= left else left / used[place]
                sent[w, whose[place]] += share
                left -= share * used[place]
                if share < 1.0:
                    break
