"""Every set of stations whose bound at the prices lies under a target.

The same Lagrangian value as in `prices`, for each set by itself: all stations but the last are fixed, and the value of
every last one follows from one minimum and one sum over the clients. Sets that are left out are proven to be no better
than the target.
"""

from __future__ import annotations

import numpy as np

from beatwright.solver.stations.capacity_model import CapacityModel
from beatwright.solver.stations.enumeration import all_but_one
from beatwright.solver.stations.officer_prices import Prices, client_costs, opening_costs
from beatwright.solver.stations.station_model import Floats, Ints
from beatwright.solver.time_limit import SearchClock

__all__ = ["sets_below"]


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
