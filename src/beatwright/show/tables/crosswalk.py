"""From old districts to new ones: weights with which old figures can be carried over."""

from __future__ import annotations

import numpy as np
import pandas as pd

from beatwright.core.criteria import criteria_of, known_criteria
from beatwright.core.plan import Plan
from beatwright.core.problem import Problem

__all__ = ["crosswalk"]

_CARRIED = ("calls", "population", "area")


def crosswalk(problem: Problem, old: Plan, new: Plan) -> pd.DataFrame:
    """Return which part of every old district lies in which new one.

    A figure of an old district that is known only as a whole is carried over by multiplying it with the share and
    adding up: counts by the share of calls, people by that of the population, and so on. The shares of an old
    district over all new ones add up to 1.

    Parameters
    ----------
    problem : Problem
        Zones and demand.
    old, new : Plan
        With districts.

    Returns
    -------
    DataFrame, one row per pair that has zones in common
        ``old``, ``new``, ``zones``; for calls, population (where known) and area: the amount in common, and its
        ``share_of_old_...`` and ``share_of_new_...`` (NaN where the whole is 0). Zones without a district in one of
        the plans have an empty name there.

    Examples
    --------
    >>> from beatwright.testing import small_problem
    >>> problem = small_problem()
    >>> halves = Plan(districts=dict(problem.city.zones["parent"]))
    >>> crosswalk(problem, halves, halves)[["old", "new", "zones", "share_of_old_calls"]].to_numpy().tolist()
    [['east', 'east', 12, 1.0], ['west', 'west', 12, 1.0]]
    """
    names = [name for name in _CARRIED if name in known_criteria(problem)]
    amounts = criteria_of(problem, names, "crosswalk")
    table = pd.DataFrame({"old": _named(problem, old), "new": _named(problem, new), "zones": 1, **amounts})
    common = table.groupby(["old", "new"], sort=True).sum().reset_index()
    for name in names:
        for side in ("old", "new"):
            whole = common.groupby(side)[name].transform("sum")
            common[f"share_of_{side}_{name}"] = common[name] / whole.where(whole > 0, np.nan)
    return common


def _named(problem: Problem, plan: Plan) -> list[str]:
    label, names = plan.zone_districts(problem.city)
    return [names[d] if d >= 0 else "" for d in label]
