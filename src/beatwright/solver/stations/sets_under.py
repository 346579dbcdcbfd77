"""Every set of stations whose bound is under a target, where a bound is a sum over the stations.

Depth first (Land and Doig 1960): sizes one after the other, the sites of each in ascending cost. A branch ends where
even the cheapest stations that may still come bring the sum to the target, or where more kept sites are without a
station than stations may still come.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from beatwright.base.jit import entry, inner
from beatwright.solver.stations.station_model import Floats, Ints, StationModel
from beatwright.solver.time_limit import SearchClock

__all__ = ["lowest_sets", "sets_under"]

_HALVES = 30  # of the target, to find how low it must be
_STEPS = 50_000_000  # of one listing: some tenths of a second, in which no clock is looked at


def sets_under(
    model: StationModel, cost: Floats, target: float, most: int, floor: float = -np.inf
) -> tuple[Ints, Floats] | None:
    """Return sets of columns, shape (sets, stations), and their sums; None where they are too many to list.

    Parameters
    ----------
    model : StationModel
        Sites, sizes and kept sites.
    cost : array of float, shape (columns,)
        What each station adds to the sum; inf where it is in none.
    target, floor : float
        Sets of the target or more are left out, and those below the floor.
    most : int
        Sets at most. Where those below the floor, or without a kept site, are so many that the way is too long, that is
        too many as well.
    """
    table = cost.reshape(len(model.sizes), model.sites)
    order = np.argsort(table, axis=1, kind="stable")
    counts = np.array([one.count for one in model.sizes])
    kept = np.zeros(model.sites, dtype=bool)
    kept[list(model.kept)] = True
    sets, sums, whole = _listed(table, order, counts, kept, (floor, target), most)
    return (sets, sums) if whole else None


def lowest_sets(
    model: StationModel, cost: Floats, target: float, most: int, *, floor: float, clock: SearchClock
) -> tuple[Ints, Floats, float]:
    """Return the sets from a floor to a target, or the lowest of them where they are too many to list.

    Parameters as for `sets_under`, and a clock that may end the look for how many of them can be listed. The last value
    returned is what every set above the floor that was left out comes to at least: the target, or less.
    """
    found = sets_under(model, cost, target, most, floor)
    if found is not None:
        return *found, target
    # No sum is below the first of these.
    low, high = max(floor, -float(np.abs(cost[np.isfinite(cost)]).max(initial=0.0)) * model.stations), target
    best = np.empty((0, model.stations), np.int64), np.empty(0)
    for _ in range(_HALVES):
        if clock.late:
            break
        middle = 0.5 * (low + high)
        found = sets_under(model, cost, middle, most, floor)
        if found is None:
            high = middle
        else:
            low, best = middle, found
    return *best, low


@entry
def _listed(
    table: Floats, order: Ints, counts: Ints, kept: npt.NDArray[np.bool_], within: tuple[float, float], most: int
) -> tuple[Ints, Floats, bool]:
    """List sets of sums within [floor, target), and tell whether these are all."""
    floor, target = within
    sites, stations = table.shape[1], counts.sum()
    size = np.repeat(np.arange(len(counts)), counts)
    rest = _cheapest_rest(table, order, counts)
    place = np.full(stations, -1)  # in the order of its size, of the station at each depth
    held = np.full(stations, -1)  # its site, or -1
    spent = np.zeros(stations + 1)
    taken = np.zeros(sites, dtype=np.bool_)
    sets = np.empty((1024, stations), np.int64)
    sums = np.empty(1024)
    count, depth, missing = 0, 0, kept.sum()  # kept sites that have no station yet
    for _ in range(_STEPS):
        here = size[depth]
        if held[depth] >= 0:  # back from what came of this site
            missing += kept[held[depth]]
            taken[held[depth]], held[depth] = False, -1
        place[depth] += 1
        while place[depth] < sites and taken[order[here, place[depth]]]:
            place[depth] += 1
        # Sites are in ascending cost: where one is too dear, so are all behind it.
        if place[depth] == sites or spent[depth] + rest[depth, place[depth]] >= target:
            depth -= 1
            if depth < 0:
                return sets[:count].copy(), sums[:count].copy(), True
            continue
        site = order[here, place[depth]]
        taken[site], held[depth] = True, site
        missing -= kept[site]
        spent[depth + 1] = spent[depth] + table[here, site]
        if missing > stations - depth - 1:  # of the stations that may still come
            continue
        if depth + 1 < stations:
            depth += 1
            place[depth] = place[depth - 1] if size[depth] == here else -1
        elif floor <= spent[stations] < target:
            if count == most:
                break
            if count == len(sums):
                sets, sums = np.concatenate((sets, sets)), np.concatenate((sums, sums))
            for k in range(stations):
                sets[count, k] = size[k] * sites + order[size[k], place[k]]
            sets[count].sort()
            sums[count] = spent[stations]
            count += 1
    return sets[:count].copy(), sums[:count].copy(), False


@inner
def _cheapest_rest(table: Floats, order: Ints, counts: Ints) -> Floats:
    """Least that the station at a depth and all after it cost, by its place in order: shape (stations, sites)."""
    sites, stations = table.shape[1], counts.sum()
    rest = np.full((stations, sites), np.inf)
    last, after = stations, 0.0
    for size in range(len(counts) - 1, -1, -1):
        sums = np.concatenate((np.zeros(1), np.cumsum(table[size][order[size]])))
        for k in range(counts[size]):  # from the last of this size: k more after it
            for place in range(sites - k):
                rest[last - 1 - k, place] = sums[place + k + 1] - sums[place] + after
        last -= counts[size]
        after += sums[counts[size]]
    return rest
