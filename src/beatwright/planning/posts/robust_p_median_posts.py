"""The p-median for the worst-off district, and for the bad draws of the demand."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd

from beatwright import solver
from beatwright.base.errors import InfeasibleError, ParameterError, errors_of
from beatwright.base.words import count_of
from beatwright.planning.posts.siting import Floats, Siting, zones_in_words

__all__ = ["ADVICE", "solve_fair", "solve_risky"]

ADVICE = "Raise 'p', or mark more sites as candidates."  # where a p-median has no plan
_NONE = "no district"


def solve_fair(
    siting: Siting, travel: Floats, p: int, fairness: float, unit: str, search: Mapping[str, Any]
) -> tuple[solver.Location, str, str]:
    """Minimise the mean distance plus `fairness` times the worst district's.

    Returns
    -------
    tuple
        The location, the unit of its objective, and a note on the worst district.

    Raises
    ------
    ParameterError
        Where the zones have no districts.
    InfeasibleError
        Where a site does not reach a zone with demand.
    """
    _need_all_travel(siting, travel, "fairness")
    districts = _districts(siting)
    with errors_of("PMedian", ADVICE):
        found = solver.p_median_equity(travel, p, districts, fairness, weight=siting.weight, **search)
    if not len(found.sites):
        return found, "", ""
    nearest = travel[:, found.sites].min(axis=1)
    frame = pd.DataFrame({"travel": nearest * siting.weight, "weight": siting.weight}).groupby(districts).sum()
    means = frame["travel"] / frame["weight"]
    mean = float(np.average(nearest, weights=siting.weight))
    mean_text = f"The mean {_measured(unit)} is {mean:,.1f} {unit}"
    note = f"{mean_text}, that of the worst district, {means.idxmax()}, {means.max():,.1f}."
    return found, f"{unit} + {fairness:g} x the worst district's", note


def _measured(unit: str) -> str:
    return "travel time" if unit.startswith("min") else "distance"


def _districts(siting: Siting) -> Any:
    zones = siting.problem.city.zones
    if "parent" not in zones or bool(zones["parent"].isna().all()):
        raise ParameterError(
            f"PMedian weighs districts with 'fairness', but the zones of the city '{siting.problem.city.name}' have no "
            "'parent'. Give the city districts (parents), or leave out 'fairness'."
        )
    # Zones in no district are somebody's neighbourhood too: together they count as one.
    return zones["parent"].iloc[siting.zones].fillna(_NONE).astype(str).to_numpy()


def solve_risky(
    siting: Siting,
    travel: Floats,
    weights: Floats,
    options: tuple[int, str, float],
    unit: str,
    search: Mapping[str, Any],
) -> tuple[solver.Location, str, str]:
    """Minimise the tail mean or the worst over scenarios of the total distance per expected call.

    Parameters
    ----------
    siting, way, unit, search
        As for `solve_fair`.
    weights : array of float, shape (scenarios, rows)
        What each zone weighs in each scenario.
    options : tuple of (int, str, float)
        p, the measure of risk, and the tail.

    Returns
    -------
    tuple
        The location, the unit of its objective, and a note on the expectation.

    Raises
    ------
    InfeasibleError
        Where a site does not reach a zone with demand.
    """
    _need_all_travel(siting, travel, "risk")
    p, risk, tail = options
    chance = siting.problem.demand.weight
    rows = weights / float((chance @ weights).sum())
    measure: Any = risk
    with errors_of("PMedian", ADVICE):
        found = solver.p_median_scenarios(
            travel, p, rows, measure=measure, tail=tail, probability=chance / chance.sum(), **search
        )
    if not len(found.sites):
        return found, "", ""
    each = rows @ travel[:, found.sites].min(axis=1)
    where = "the worst scenario" if risk == "worst" else f"the worst {tail:.0%} of scenarios"
    over = count_of(len(rows), "scenario")
    note = f"Over the {over} of the demand the expected {_measured(unit)} is {float(chance @ each):,.1f} {unit}."
    return found, f"{unit} expected, in {where}", note


def _need_all_travel(siting: Siting, travel: Floats, option: str) -> None:
    lost = ~np.isfinite(travel)
    if lost.any():
        zones = zones_in_words(siting.problem, siting.zones[lost.any(axis=1)])
        raise InfeasibleError(
            f"PMedian with '{option}' needs a route from every candidate site to every zone with demand; "
            f"{int(lost.sum())} pairs have none, of zones {zones}. "
            "Mend the road network there, leave their demand out, or take those sites from the candidates."
        )
