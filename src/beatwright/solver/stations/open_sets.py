"""Sets of stations that may still be better than the best plan, each held under more and more prices.

The same Lagrangian value as in `officer_prices`, but for each set by itself: the officers are shared out exactly within
the set, to the station where they are worth most first. A bound holds at any prices, so each set keeps the highest of
those that it was given (`OpenSets.price`): prices learnt at one set of stations exclude many others.

A client costs what the cheapest station of the set costs it, so a set costs a minimum and a sum over the clients. Sets
that share all stations but the last share the minimum over these, and clients are taken in blocks whose costs at every
column fit the cache.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np
import numpy.typing as npt

from beatwright.base.jit import entry, inner
from beatwright.solver.stations.capacity_model import CapacityModel
from beatwright.solver.stations.officer_prices import Prices, client_costs
from beatwright.solver.stations.station_model import Floats, Ints
from beatwright.solver.time_limit import SearchClock

__all__ = ["OpenSets"]

# Clients x sets between two looks at the clock: about a second.
_AT_ONCE = 2e9
_BLOCK = 1024  # clients; 8 kB a column


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
            value = _cheapest_sums(weighted, sets) - _worth_of_officers(worth, least, most, self.model.officers, sets)
            self.bounds[start : start + step] = np.maximum(self.bounds[start : start + step], value)

    def drop(self, target: float) -> None:
        """Leave out the sets whose bound is at least `target`."""
        self._keep(self.bounds < target)

    def _keep(self, keep: npt.NDArray[np.bool_]) -> None:
        self.columns, self.bounds = self.columns[keep], self.bounds[keep]


@entry
def _cheapest_sums(cost: Floats, sets: Ints) -> Floats:
    """Sum over the clients what each costs at the cheapest station of a set, shape (sets,).

    Parameters
    ----------
    cost : array of float, shape (columns, clients)
        Cost of each client at each column.
    sets : array of int64, shape (sets, stations)
        Columns of each set, in lexicographic order for speed.
    """
    columns, clients = cost.shape
    count, stations = sets.shape
    sums = np.zeros(count)
    here = np.empty(_BLOCK)
    block = np.empty((columns, _BLOCK))
    for start in range(0, clients, _BLOCK):
        width = min(_BLOCK, clients - start)
        block[:, :width] = cost[:, start : start + width]
        for number in range(count):
            if not _same_but_last(sets, number):
                here[:width] = np.inf
                for k in range(stations - 1):
                    _lower(here, block[sets[number, k]], width)
            sums[number] += _least_sum(here, block[sets[number, stations - 1]], width)
    return sums


@inner
def _same_but_last(sets: Ints, number: int) -> bool:
    """Whether a set shares all stations but the last with the one before it; its minimum then stands already."""
    return number > 0 and (sets[number, :-1] == sets[number - 1, :-1]).all()


@inner
def _lower(here: Floats, other: Floats, width: int) -> None:
    for i in range(width):
        here[i] = min(here[i], other[i])


# Sums may be taken in any order: only so does the processor add several at once.
@inner(fastmath={"reassoc", "nsz", "nnan"})
def _least_sum(here: Floats, other: Floats, width: int) -> float:
    total = 0.0
    for i in range(width):
        total += here[i] if here[i] < other[i] else other[i]
    return total


@entry
def _worth_of_officers(worth: Floats, least: Ints, most: Ints, officers: int, sets: Ints) -> Floats:
    """Return the most that the officers can be worth at each set, shape (sets,): the dearest station is filled first.

    Parameters
    ----------
    worth : array of float, shape (columns,)
        What an officer is worth at each column.
    least, most : array of int64, shape (columns,)
        Officers of each column.
    officers : int
        Officers in all.
    sets : array of int64, shape (sets, stations)
        Columns of each set.
    """
    total = np.zeros(len(sets))
    for number in range(len(sets)):
        left = officers
        for column in sets[number]:
            total[number] += worth[column] * least[column]
            left -= least[column]
        for column in sets[number][np.argsort(-worth[sets[number]])]:
            more = min(left, most[column] - least[column])
            total[number] += worth[column] * more
            left -= more
    return total
