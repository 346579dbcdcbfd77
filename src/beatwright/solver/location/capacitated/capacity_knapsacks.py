"""The knapsack of each site as the kernels of the capacitated p-median read it, and its dynamic program.

Loads are whole units. Demands that are not whole numbers are rounded down to a thousandth of the largest room: what
fits then still fits, so that bounds stay bounds, and a set of clients is tested by its true load before it is used.

References
----------
Martello, S. and Toth, P. (1990). Knapsack problems: algorithms and computer implementations. Wiley, chapter 2.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from beatwright.base.jit import entry, inner
from beatwright.solver.location.capacitated.capacity_case import CapacityCase

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]

_WHOLE = 2000  # units of the largest room up to which whole demands are taken as they are: a table of a site has 1 MB
_GRID = 1000.0  # parts of the largest room that others are rounded down to: a tenth of a percent of it for each client
_DEAREST = 100.0  # of a pair in the engine's unit: tolerances of 1e-6 are then one part in a hundred million


class Knapsacks(NamedTuple):
    """Costs, demands and rooms of every site."""

    paid: Floats  # (m, n) weighted cost in `cost_scale`, infinite where a pair must not be used
    size: Ints  # (n,) demand in whole units, rounded down
    room: Ints  # (m,) largest load in these units, rounded down
    need: Floats  # (n,) demand
    most: Floats  # (m,) largest load
    least: Floats  # (m,) load below which an open site leaves too much to the others
    state: Ints  # (m,) 1 must be open, 0 free, -1 must be closed
    p: int  # open sites


class KnapsackWork(NamedTuple):
    """Work space of one knapsack: the clients that it gains by, and its table."""

    client: Ints  # (n,)
    gain: Floats  # (n,)
    best: Floats  # (most units + 1,) largest gain of a load at most so large
    taken: Flags  # (n, most units + 1) whether the k-th client is in the best load


def cost_scale(case: CapacityCase) -> float:
    """Give the cost that is one unit of the engine."""
    return case.unit / _DEAREST


def site_knapsacks(case: CapacityCase) -> Knapsacks:
    """Read a problem as knapsacks."""
    paid = np.where(case.usable, case.paid / cost_scale(case), np.inf).T
    need, most = case.need, np.minimum(case.most, case.need.sum())
    widest = max(float(most[case.allowed].max()), 1e-300)
    whole = widest <= _WHOLE and bool((need == np.floor(need)).all())
    unit = 1.0 if whole else widest / _GRID
    state = np.zeros(most.size, dtype=np.int64)
    state[case.closed], state[case.opened] = -1, 1
    # A part in 10^12 more: a quotient that rounding has left just under a whole number is that number.
    size, room = np.floor(need / unit * (1 - 1e-12) + (1e-9 if whole else 0.0)), np.floor(most / unit * (1 + 1e-12))
    return Knapsacks(
        np.ascontiguousarray(paid), size.astype(np.int64), room.astype(np.int64), need, most, case.least, state, case.p
    )


@inner
def knapsack_work(clients: int, units: int) -> KnapsackWork:
    """Make the work space of knapsacks of so many clients and units."""
    taken = np.empty((clients, units + 1), np.bool_)
    return KnapsackWork(np.empty(clients, np.int64), np.empty(clients), np.empty(units + 1), taken)


@inner
def gather_gains(sacks: Knapsacks, j: int, price: Floats, work: KnapsackWork) -> tuple[int, float, bool]:
    """List the clients that site j gains by; their number, the sum of gains, and whether all of them fit."""
    count, total, load = 0, 0.0, 0
    for i in range(price.size):
        gain = price[i] - sacks.paid[j, i]
        if gain > 0.0:
            work.client[count], work.gain[count] = i, gain
            count += 1
            total += gain
            load += sacks.size[i]
    return count, total, load <= sacks.room[j]


@inner
def most_gain(sacks: Knapsacks, j: int, count: int, work: KnapsackWork, mark: bool) -> float:
    """Return the largest gain of a set of the clients listed that fits site j; `mark` notes which it is."""
    room, best = sacks.room[j], work.best
    for w in range(room + 1):
        best[w] = 0.0
    for k in range(count):
        size, gain = sacks.size[work.client[k]], work.gain[k]
        if mark:
            for w in range(room + 1):
                work.taken[k, w] = False
        for w in range(room, size - 1, -1):
            if best[w - size] + gain > best[w]:
                best[w] = best[w - size] + gain
                if mark:
                    work.taken[k, w] = True
    return float(best[room])


@inner
def count_served(sacks: Knapsacks, j: int, count: int, work: KnapsackWork, served: Ints) -> None:
    """Add one to each client of the best set that `most_gain` has marked."""
    w = sacks.room[j]
    for k in range(count - 1, -1, -1):
        if work.taken[k, w]:
            served[work.client[k]] += 1
            w -= sacks.size[work.client[k]]


@entry
def site_values(sacks: Knapsacks, price: Floats, value: Floats) -> None:
    """Least sum of (cost - price) at each site over the sets of clients that fit it; infinite at a closed site."""
    work = knapsack_work(price.size, sacks.room.max())
    for j in range(value.size):
        value[j] = np.inf
        if sacks.state[j] >= 0:
            count, total, fits = gather_gains(sacks, j, price, work)
            value[j] = -total if fits else -most_gain(sacks, j, count, work, False)
