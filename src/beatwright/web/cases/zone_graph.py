"""The zones as browsers need them to follow a brush: who is next to whom, and what each zone adds to its district."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from beatwright.core.criteria import criteria_of, criterion_unit
from beatwright.core.problem import WEIGHTS, Problem
from beatwright.evaluate.districts import usual_criteria

__all__ = ["zone_graph"]


def zone_graph(problem: Problem, fewest: float) -> dict[str, Any]:
    """Return zones, borders and amounts as plain values.

    Parameters
    ----------
    problem : Problem
        What is planned on.
    fewest : float
        Zones with fewer calls a year show no amount that tells of calls; 0 shows all.

    Returns
    -------
    dict
        ``zones``: ids; ``edges``: pairs of positions in them; ``criteria``: name, unit and the amount in every zone,
        None where it is not shown, of those that districts are judged by.

    Raises
    ------
    ParameterError
        Where the zones are points, which have no borders.

    Examples
    --------
    >>> from beatwright.testing import small_problem
    >>> graph = zone_graph(small_problem(), 0)
    >>> graph["zones"][:2], graph["edges"][0], [one["name"] for one in graph["criteria"]]
    (['z1', 'z2'], [0, 1], ['calls', 'minutes', 'population', 'area'])
    """
    city = problem.city
    amounts = criteria_of(problem, usual_criteria(problem), "Borders")
    few = criteria_of(problem, ["calls"], "Borders")["calls"] < fewest
    return {
        "zones": list(city.zone_ids),
        "edges": city.borders.edges.tolist(),
        "criteria": [
            {
                "name": name,
                "unit": criterion_unit(name),
                "amounts": _shown(amount, few if name in WEIGHTS else np.zeros_like(few)),
            }
            for name, amount in amounts.items()
        ],
    }


def _shown(amount: npt.NDArray[np.float64], hidden: npt.NDArray[np.bool_]) -> list[float | None]:
    return [None if hide else value for value, hide in zip(amount.tolist(), hidden.tolist(), strict=True)]
