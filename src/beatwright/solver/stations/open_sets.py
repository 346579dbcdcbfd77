"""Sets of stations that may still be better than the best plan, each held under more and more prices.

The same Lagrangian value as in `officer_prices`, but for each set by itself: the officers are shared out exactly within
the set, to the station where they are worth most first. A bound holds at any prices, so each set keeps the highest of
those that it was given (`OpenSets.price`): prices learnt at one set of stations exclude many others.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np
import numpy.typing as npt

from beatwright.solver.stations.capacity_model import CapacityModel
from beatwright.solver.stations.officer_prices import Prices, client_costs
from beatwright.solver.stations.set_prices import cheapest_sums, worth_of_officers
from beatwright.solver.stations.station_model import Floats, Ints
from beatwright.solver.time_limit import SearchClock

__all__ = ["OpenSets"]

# Clients x sets between two looks at the clock: about a second.
_AT_ONCE = 2e9


class OpenSets:
    """Sets of stations, and what no plan at them costs less than.

    Parameters
    ----------
    model : CapacityModel
        The givens.
    columns : array of int64, shape (sets, stations)
        Open (size, site) pairs of each.
    bounds : array of float, shape (sets,)
        No plan at these stations costs less.
    """

    def __init__(self, model: CapacityModel, columns: Ints, bounds: Floats) -> None:
        order = np.lexsort(columns.T[::-1])  # neighbours share stations, which saves work below
        self.model = model
        self.columns = columns[order]
        self.bounds = bounds[order]

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
        keep = np.ones(len(self), dtype=bool)
        for one in columns:
            keep &= (self.columns != np.asarray(one)).any(axis=1)
        self._keep(keep)

    def price(self, prices: Prices, clock: SearchClock) -> None:
        """Raise the bounds to those at `prices`, where these are higher; a clock that ends it leaves the rest."""
        cost, weight = client_costs(self.model, prices)
        weighted = np.ascontiguousarray((weight[:, None] * cost).T)
        base = self.model.base
        size = base.size_of(np.arange(base.columns))
        worth = prices.worth[base.site_of(np.arange(base.columns))]
        least, most = self.model.least[size], self.model.most[size]
        step = max(int(_AT_ONCE / max(weight.size, 1)), 1)
        for start in range(0, len(self), step):
            if clock.late:
                return
            sets = self.columns[start : start + step]
            value = cheapest_sums(weighted, sets) - worth_of_officers(worth, least, most, self.model.officers, sets)
            self.bounds[start : start + step] = np.maximum(self.bounds[start : start + step], value)

    def drop(self, target: float) -> None:
        """Leave out the sets whose bound is at least `target`."""
        self._keep(self.bounds < target)

    def _keep(self, keep: npt.NDArray[np.bool_]) -> None:
        self.columns, self.bounds = self.columns[keep], self.bounds[keep]
