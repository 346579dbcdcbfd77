"""The two-stage model as published, solved to the end: a p-median over (site, size) pairs.

Its second stage has no capacity. With the stations open, every call goes to the cheapest of them, whatever the
scenario; so scenarios and classes only enter through the number of calls expected, and the plan that is best for the
mean of the scenarios is best for the scenarios.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Unpack

import numpy as np

from beatwright.base.certificate import Certificate
from beatwright.base.effort import SearchOptions
from beatwright.base.errors import errors_of
from beatwright.solver.location.location import Location
from beatwright.solver.location.p_median import p_median
from beatwright.solver.stations.station_model import Floats, Ints, StationModel

__all__ = ["StationChoice", "best_stations", "by_scenario"]

_ADVICE = "Give candidate sites from which every zone with calls can be reached."


@dataclass(frozen=True, eq=False)
class StationChoice:
    """Open stations and the proof.

    Parameters
    ----------
    columns : array of int64, shape (stations,)
        Open (size, site) pairs, ascending; empty where none was found in time.
    outcome : Certificate
        Status, expected cost, bound.
    """

    columns: Ints
    outcome: Certificate


def best_stations(
    model: StationModel, *, calls: Floats | None = None, **effort: Unpack[SearchOptions]
) -> StationChoice:
    """Return the stations of least expected cost.

    Parameters
    ----------
    model : StationModel
        The givens.
    calls : array of float, shape (zones, classes), optional
        Calls to plan on; default: those expected over the scenarios.
    seconds, gap, seed, stop, progress
        As for `beatwright.solver.p_median`.

    Raises
    ------
    InfeasibleError
        Where a zone with calls cannot be reached.
    """
    count = (model.expected if calls is None else calls).ravel()
    cost, weight = model.with_kept(*_clients(model.call_cost, count))
    with errors_of("TwoStageStations", _ADVICE):
        found = p_median(cost, model.stations, weight=weight, modes=model.modes, **effort)
    return StationChoice(found.sites, found.certificate)


def _clients(cost: Floats, count: Floats) -> tuple[Floats, Floats]:
    busy = count > 0
    if not busy.any():
        return cost[:1], count[:1]  # nothing to serve: a client without weight
    return cost[busy], count[busy]


def by_scenario(model: StationModel, **effort: Unpack[SearchOptions]) -> Location:
    """Solve with one client per scenario, zone and class, as the published model has it: the same set, at more effort.

    It is here to be compared with `best_stations`, which adds scenarios up first, and has the same options.
    """
    scenarios = len(model.weight)
    count = (model.weight[:, None, None] * model.calls).reshape(-1)
    cost, weight = model.with_kept(*_clients(np.tile(model.call_cost, (scenarios, 1)), count))
    with errors_of("TwoStageStations", _ADVICE):
        return p_median(cost, model.stations, weight=weight, modes=model.modes, **effort)
