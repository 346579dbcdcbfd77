"""Sets of stations that the prices do not exclude: found once, then held under more and more prices.

The same Lagrangian value as in `officer_prices`, for each set by itself. `sets_below` goes through every set: all
stations but the last are fixed, and the value of every last one follows from one minimum and one sum over the clients.
Sets that are left out are proven to be no better than the target. A bound holds at any prices, so that each set keeps
the highest of those that it was given (`OpenSets.price`): prices learnt at one set of stations exclude many others.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numba as nb
import numpy as np
import numpy.typing as npt

from beatwright.solver.stations.capacity_model import CapacityModel
from beatwright.solver.stations.enumeration import all_but_one
from beatwright.solver.stations.officer_prices import Prices, client_costs, opening_costs
from beatwright.solver.stations.station_model import Floats, Ints
from beatwright.solver.time_limit import SearchClock

__all__ = ["OpenSets", "sets_below"]


def sets_below(model: CapacityModel, prices: Prices, target: float, clock: SearchClock) -> tuple[Ints | None, Floats]:
    """Return the sets of columns, shape (sets, stations), and their bounds; None where the clock ended it before.

    Parameters
    ----------
    model : CapacityModel
        The givens.
    prices : Prices
        Prices of officer-minutes.
    target : float
        Sets whose bound is at least this are left out.
    clock : SearchClock
        Says when to give up.
    """
    cost, weight = client_costs(model, prices)
    weighted = np.ascontiguousarray((weight[:, None] * cost).T)
    opening, fixed = opening_costs(model, prices), prices.officer * model.officers
    sets: list[Ints] = []
    bounds: list[Floats] = []
    for chosen, last in all_but_one(model.base):
        if clock.late:
            return None, np.empty(0)
        here = weighted[chosen].min(axis=0) if chosen.size else np.full(weight.size, np.inf)
        value = np.minimum(weighted[last], here).sum(axis=1) + opening[chosen].sum() + opening[last] - fixed
        under = np.flatnonzero(value < target)
        if under.size:
            rows = np.column_stack([np.tile(chosen, (under.size, 1)), last[under]])
            sets.append(np.sort(rows.astype(np.int64), axis=1))
            bounds.append(value[under])
    if not sets:
        return np.empty((0, model.base.stations), np.int64), np.empty(0)
    every, first = np.unique(np.concatenate(sets), axis=0, return_index=True)
    return every, np.concatenate(bounds)[first]


@dataclass(eq=False)
class OpenSets:
    """Sets of stations that may still be better than a target.

    Parameters
    ----------
    columns : array of int64, shape (sets, stations)
        Open (size, site) pairs of each.
    bounds : array of float, shape (sets,)
        No plan at these stations costs less.
    """

    columns: Ints
    bounds: Floats

    def __len__(self) -> int:
        return len(self.bounds)

    @property
    def lowest(self) -> float:
        """The lowest bound; inf where no set is left."""
        return float(self.bounds.min(initial=np.inf))

    @property
    def first(self) -> Ints:
        """The set of the lowest bound, shape (stations,)."""
        return np.asarray(self.columns[int(self.bounds.argmin())])

    def leave_out(self, columns: Iterable[Sequence[int]]) -> None:
        """Leave out these sets: they were tried."""
        tried = {tuple(one) for one in columns}
        self._keep(np.array([tuple(one) not in tried for one in self.columns.tolist()], dtype=bool))

    def price(self, model: CapacityModel, prices: Prices) -> None:
        """Raise the bounds to those at `prices`, where these are higher."""
        cost, weight = client_costs(model, prices)
        opening, fixed = opening_costs(model, prices), prices.officer * model.officers
        served = _cheapest_sums(np.ascontiguousarray((weight[:, None] * cost).T), self.columns)
        self.bounds = np.maximum(self.bounds, served + opening[self.columns].sum(axis=1) - fixed)

    def drop(self, target: float) -> None:
        """Leave out the sets whose bound is at least `target`."""
        self._keep(self.bounds < target)

    def _keep(self, keep: npt.NDArray[np.bool_]) -> None:
        self.columns, self.bounds = self.columns[keep], self.bounds[keep]


@nb.njit(cache=True)
def _cheapest_sums(cost: Floats, sets: Ints) -> Floats:
    """Sum over the clients what each costs at the cheapest station of a set: `cost` [column, client] -> [set]."""
    sums = np.zeros(len(sets))
    for number in range(len(sets)):
        for client in range(cost.shape[1]):
            least = cost[sets[number, 0], client]
            for k in range(1, sets.shape[1]):
                least = min(least, cost[sets[number, k], client])
            sums[number] += least
    return sums
