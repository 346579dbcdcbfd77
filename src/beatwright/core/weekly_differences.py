"""Differences between plans that answered the same calls, week by week.

What one week has more of than another hits both plans, and so is in neither difference: common random numbers. With
several plans beside the base the intervals are wider, so that all of them together hold with 90 % (Bonferroni). Law,
A. M. (2015). Simulation Modeling and Analysis, 5th ed., sections 10.2, 10.3.1 and 11.2.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from beatwright.base.words import count_of
from beatwright.core.difference_interval import DifferenceInterval
from beatwright.core.evaluation import Evaluation
from beatwright.core.measure import Measure
from beatwright.core.weekly_interval import LEVEL, weekly_interval

__all__ = ["weekly_differences", "weekly_note"]


def weekly_differences(evaluations: Sequence[Evaluation], base: str) -> dict[tuple[str, str], DifferenceInterval]:
    """Return the interval of every difference to the base that has figures by week, by plan and measure.

    Parameters
    ----------
    evaluations : sequence of Evaluation
        By one judge on one problem; only those that answered the calls of the base are compared with it.
    base : str
        Name of the plan that the others are compared with.
    """
    others = _others(evaluations, base)
    if not others:
        return {}
    level = 1.0 - (1.0 - LEVEL) / len(others)
    of_base = {m.name: m for m in next(each for each in evaluations if each.plan == base).measures}
    found = {
        (each.plan, measure.name): _difference(measure, of_base, base, level)
        for each in others
        for measure in each.measures
    }
    return {key: interval for key, interval in found.items() if interval is not None}


def weekly_note(evaluations: Sequence[Evaluation], base: str) -> str:
    """Return how these intervals were found; empty where there are none."""
    others = _others(evaluations, base)
    if not others:
        return ""
    weeks = max(len(measure.by_week) for each in others for measure in each.measures)
    each_at = 100 * (1 - (1 - LEVEL) / len(others))
    together = f", each at {each_at:.4g} %, so that those of all {len(others)} plans hold together"
    several = together if len(others) > 1 else ""
    return (
        f"All plans answered the same calls. Intervals of differences are over {count_of(weeks, 'week')} of them, week "
        f"by week{several}; a plan does better only where its interval does not hold 0."
    )


def _others(evaluations: Sequence[Evaluation], base: str) -> list[Evaluation]:
    of_base = next(each for each in evaluations if each.plan == base)
    same = [each for each in evaluations if each.plan != base and each.calls and each.calls == of_base.calls]
    return [each for each in same if any(len(measure.by_week) for measure in each.measures)]


def _difference(measure: Measure, of_base: Mapping[str, Measure], base: str, level: float) -> DifferenceInterval | None:
    other = of_base.get(measure.name)
    if other is None or not len(measure.by_week) or len(measure.by_week) != len(other.by_week):
        return None
    found = weekly_interval(np.asarray(measure.by_week) - np.asarray(other.by_week), level)
    return None if found is None else DifferenceInterval(base, found.low, found.high)
