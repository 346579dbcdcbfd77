"""The last look at stations and their officers: no rule is broken, and the cost is that of a second stage run anew.

A search that was asked to stop has no time for that run: its plan's cost is that of the run within the search.
"""

from __future__ import annotations

import numpy as np

from beatwright.base.certificate import Certificate
from beatwright.base.errors import ParameterError
from beatwright.solver.location.verify_location import consistent_certificate
from beatwright.solver.stations.capacity_model import CapacityModel
from beatwright.solver.stations.recourse import recourse
from beatwright.solver.stations.station_model import Ints, StationModel

__all__ = ["true_outcome"]


def true_outcome(
    model: CapacityModel,
    columns: Ints,
    officers: Ints,
    *,
    seen: Certificate,
    gap: float,
    cost: float | None = None,
) -> Certificate:
    """Return the outcome of a plan with its cost summed anew, and "optimal" only where the bound says so.

    Parameters
    ----------
    model : CapacityModel
        The givens.
    columns, officers : array of int64, shape (stations,)
        The plan.
    seen : Certificate
        What the search says of it.
    gap : float
        Relative gap at which a plan counts as optimal.
    cost : float, optional
        Cost that `recourse` gave for this plan, where there is no time to run it again.

    Raises
    ------
    ParameterError
        Where the plan breaks a rule: a fault of the engine, never of the arguments.
    """
    broken = _broken(model, columns, officers)
    if broken:
        raise ParameterError(f"TwoStageStations found no plan that keeps the rules: {', '.join(broken)}.")
    if cost is None:
        cost = float(model.base.weight @ recourse(model, columns, officers).cost)
    return consistent_certificate(seen, cost, gap=gap)


def _broken(model: CapacityModel, columns: Ints, officers: Ints) -> list[str]:
    base: StationModel = model.base
    size = base.size_of(columns)
    wanted = np.array([one.count for one in base.sizes])
    rules = {
        "not as many of each size as asked": bool((np.bincount(size, minlength=wanted.size) != wanted).any()),
        "a kept site has no station": not np.isin(base.kept, base.site_of(columns)).all(),
        "two stations at one site": np.unique(base.site_of(columns)).size != columns.size,
        f"{int(officers.sum())} officers instead of {model.officers}": int(officers.sum()) != model.officers,
        "a station has fewer officers than it must": bool((officers < model.least[size]).any()),
        "a station has more officers than it may": bool((officers > model.most[size]).any()),
    }
    return [rule for rule, broken in rules.items() if broken]
