"""Every set of stations there is, for few of them: an independent check of the location engine."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations
from math import comb, prod
from typing import Unpack

import numpy as np

from beatwright.base.certificate import Certificate, Status
from beatwright.base.effort import SearchOptions
from beatwright.base.errors import InfeasibleError, ParameterError
from beatwright.base.words import count_of
from beatwright.solver.stations.some_columns import some_columns
from beatwright.solver.stations.station_model import Ints, StationModel
from beatwright.solver.stations.uncapacitated_stations import StationChoice
from beatwright.solver.time_limit import started

__all__ = ["all_but_one", "count_sets", "enumerate_stations"]

_LARGEST = 5_000_000  # sets that are tried, fifty times those of the notes below: a minute or two


def enumerate_stations(model: StationModel, **effort: Unpack[SearchOptions]) -> StationChoice:
    """Return the stations of least expected cost by trying every set.

    Parameters
    ----------
    model : StationModel
        The givens.
    seconds, gap, seed, stop, progress
        As for `beatwright.solver.p_median`; nothing is random here, and a gap ends nothing early. Stopped before the
        last set, the bound is the cost of every call at the station that would be cheapest for it alone.

    Raises
    ------
    ParameterError
        Where there are more than five million sets, or an option is wrong.
    InfeasibleError
        Where no stations reach every zone with calls.

    Notes
    -----
    The last size is taken apart: for every choice of the others, the cost of each last station follows from one
    minimum and one product, so C(60, 3) x 3 sets take a second or two.
    """
    sets = count_sets(model)
    if sets > _LARGEST:
        raise ParameterError(f"There are {sets:,} sets of stations, too many to try all (at most {_LARGEST:,}).")
    count = model.expected.ravel()
    busy = count > 0
    cost = np.ascontiguousarray((count[busy, None] * model.call_cost[busy]).T)
    bound = float(cost.min(axis=0).sum())
    best, least = np.empty(0, np.int64), np.inf
    status: Status = "optimal"
    with started("enumerate_stations", effort) as (_, clock):
        for chosen, last in all_but_one(model):
            if clock.late:
                status = clock.ending
                break
            here = cost[chosen].min(axis=0) if len(chosen) else np.full(int(busy.sum()), np.inf)
            totals = np.minimum(cost[last], here).sum(axis=1)
            k = int(totals.argmin())
            if totals[k] < least:
                best, least = np.sort(np.append(chosen, last[k])), float(totals[k])
                clock.report(least, bound)
        if status != "optimal" and not best.size:
            best = some_columns(model)
            least = model.cost_of(best)
    if not best.size:
        raise InfeasibleError(f"No {count_of(model.stations, 'station')} can be reached from all zones with calls.")
    bound = least if status == "optimal" else bound
    return StationChoice(
        best, Certificate(status=status, objective=least, bound=bound, seconds=clock.used, method="enumeration")
    )


def count_sets(model: StationModel) -> int:
    """Return how many sets of stations there are."""
    counts = [size.count for size in model.sizes]
    arrangements = prod(comb(sum(counts[: k + 1]), counts[k]) for k in range(len(counts)))
    return comb(model.sites, model.stations) * arrangements


def all_but_one(model: StationModel) -> Iterator[tuple[Ints, Ints]]:
    """Yield every choice of all stations but the last of the last size, with what that last one can be.

    Choices that leave a kept site without a station are left out.
    """
    counts = [size.count for size in model.sizes]
    final = max(k for k, count in enumerate(counts) if count)
    counts[final] -= 1

    def choose(k: int, taken: tuple[int, ...], columns: tuple[int, ...]) -> Iterator[tuple[Ints, Ints]]:
        if k > final:
            missing = set(model.kept).difference(taken)
            free = np.setdiff1d(np.arange(model.sites), taken)
            if len(missing) < 2:
                last = final * model.sites + (np.array(list(missing)) if missing else free)
                yield np.array(columns, dtype=np.int64), last
            return
        free_here = [site for site in range(model.sites) if site not in taken]
        for sites in combinations(free_here, counts[k]):
            yield from choose(k + 1, taken + sites, columns + tuple(k * model.sites + site for site in sites))

    yield from choose(0, (), ())
