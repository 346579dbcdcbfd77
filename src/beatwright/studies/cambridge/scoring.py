"""Score stations as the Cambridge study does: every crime goes to the cheapest open station."""

from __future__ import annotations

import numpy as np
import pandas as pd

from beatwright.solver.stations import StationModel
from beatwright.solver.stations.station_model import Floats, Ints
from beatwright.studies.cambridge.instance import Instance
from beatwright.studies.cambridge.policies import PolicyPlan

__all__ = ["MEASURES", "observed_calls", "score", "score_plan"]

MEASURES = ("cost", "late_crimes", "late_officers", "on_time_officers")


def observed_calls(instance: Instance) -> Floats:
    """Return the crimes of the period to judge on, shape (zones, classes)."""
    frame = instance.future.frame
    inside = frame["zone"].to_numpy() >= 0
    shape = (len(instance.city.zones), len(instance.future.severity))
    cell = np.ravel_multi_index(
        (frame["zone"].to_numpy(dtype=np.int64)[inside], frame["severity"].to_numpy(dtype=np.int64)[inside]), shape
    )
    return np.bincount(cell, minlength=shape[0] * shape[1]).reshape(shape).astype(np.float64)


def score(model: StationModel, columns: Ints, calls: Floats) -> dict[str, float]:
    """Return cost in dollars, late crimes, officers sent late and officers sent on time.

    Parameters
    ----------
    model : StationModel
        Costs and reaches.
    columns : array of int, shape (stations,)
        Open (size, site) pairs.
    calls : array of float, shape (zones, classes)
        Crimes.
    """
    cost = model.call_cost[:, columns]
    best = cost.argmin(axis=1)
    zones, classes = calls.shape
    zone = np.repeat(np.arange(zones), classes)
    late = model.late[zone, columns[best]].reshape(zones, classes)
    sent = calls * model.officers_needed
    busy = calls.ravel() > 0
    return {
        "cost": float(calls.ravel()[busy] @ cost[busy, best[busy]]),
        "late_crimes": float(calls[late].sum()),
        "late_officers": float(sent[late].sum()),
        "on_time_officers": float(sent[~late].sum()),
    }


def score_plan(model: StationModel, plan: PolicyPlan, calls: Floats) -> dict[str, float]:
    """Return the mean of each measure over the draws of a plan, and for several the 90 % interval of them."""
    scores = pd.DataFrame([score(model, columns, calls) for columns in plan.columns])
    result = {name: float(scores[name].mean()) for name in MEASURES}
    if len(scores) > 1:
        for name in MEASURES:
            result[f"{name}_low"], result[f"{name}_high"] = (float(scores[name].quantile(q)) for q in (0.05, 0.95))
    return result
