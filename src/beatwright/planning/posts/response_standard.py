"""Which sites keep the problem's response standard for which zones."""

from __future__ import annotations

import numpy as np

from beatwright.base.errors import ParameterError
from beatwright.core import Problem
from beatwright.planning.posts.siting import Flags, Floats, Siting

__all__ = ["covers_of", "standard_in_words", "travel_measure", "uncovered_share"]


def standard_in_words(problem: Problem) -> str:
    """Return the standard as text, such as ``2000 m and 5 min``; empty where there is none."""
    limits = ((problem.within, "m"), (problem.within_minutes, "min"))
    return " and ".join(f"{limit:g} {unit}" for limit, unit in limits if limit is not None)


def travel_measure(problem: Problem) -> str:
    """Return what travel is measured in where plans are equally good: metres where the standard has them."""
    return "metres" if problem.within is not None else "minutes"


def covers_of(siting: Siting, owner: str) -> Flags:
    """Return whether each site keeps every standard of the problem for each zone, shape (rows, columns).

    Raises
    ------
    ParameterError
        Where the problem has no standard; `owner` is the planner that asks.
    """
    problem = siting.problem
    if not standard_in_words(problem):
        raise ParameterError(
            f"{owner} needs a response standard, but the problem has none. Give it 'within' (metres) or "
            "'within_minutes'."
        )
    metres, minutes = siting.travel("metres"), siting.travel("minutes")
    covers = np.isfinite(metres) & np.isfinite(minutes)
    if problem.within is not None:
        covers &= metres <= problem.within
    if problem.within_minutes is not None:
        covers &= minutes <= problem.within_minutes
    return np.asarray(covers)


def uncovered_share(covers: Flags, weight: Floats, posts: int = 1) -> float:
    """Return the share of the weight that fewer than `posts` of these columns cover; exactly 0 where there is none.

    >>> uncovered_share(np.array([[True, True], [False, True]]), np.array([3.0, 1.0]), posts=2)
    0.25
    """
    return float(weight[covers.sum(axis=1) < posts].sum() / weight.sum())
