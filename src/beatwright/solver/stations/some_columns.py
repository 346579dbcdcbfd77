"""Stations at once, for a search that is stopped before it has any."""

from __future__ import annotations

import numpy as np

from beatwright.solver.stations.station_model import Ints, StationModel

__all__ = ["some_columns"]


def some_columns(model: StationModel) -> Ints:
    """Return stations that keep the menu: size by size, at the free sites that would serve all calls at least cost.

    Sites that are kept come first. A zone that a site does not reach counts as much as the dearest one that is reached.
    """
    dearest = float(np.max(model.call_cost, where=np.isfinite(model.call_cost), initial=0.0))
    cost = (model.expected.ravel() @ np.minimum(model.call_cost, dearest)).reshape(len(model.sizes), model.sites)
    cost[:, list(model.kept)] = -np.inf
    free, columns = np.ones(model.sites, dtype=bool), []
    for size, (of_size, one) in enumerate(zip(cost, model.sizes, strict=True)):
        sites = np.argsort(np.where(free, of_size, np.inf), kind="stable")[: one.count]
        free[sites] = False
        columns.append(size * model.sites + sites)
    return np.sort(np.concatenate(columns)).astype(np.int64)
