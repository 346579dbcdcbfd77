"""The verb that judges the plans of several methods over a range of numbers of posts."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from beatwright.core.figures_alone import figures_alone
from beatwright.core.plan import Plan
from beatwright.core.problem import Problem
from beatwright.core.protocols import Judge
from beatwright.examine.trade_off import TradeOff, TradePoint

__all__ = ["trade_off"]


def trade_off(
    plans: Mapping[str, Sequence[Plan]],
    problem: Problem,
    heldout: Problem,
    judge: Judge,
    *,
    exact: str,
    today: Plan | None = None,
    measure: str = "mean distance",
    progress: Callable[[int, int, str], None] | None = None,
) -> TradeOff:
    """Judge the plans of several methods, on the demand planned on and on held-out demand.

    Parameters
    ----------
    plans : mapping of str to sequence of Plan
        The plans of every method, with different numbers of posts.
    problem, heldout : Problem
        What was planned on, and what is to be judged on.
    judge : Judge
        Who judges.
    exact : str
        The method whose plans are the best known.
    today : Plan, optional
        Today's practice.
    measure : str
        The figure that is traded against the number of posts.
    progress : callable, optional
        Called as ``progress(done, total, text)``.

    Raises
    ------
    ParameterError
        Where a method has two plans with as many posts, or the judge knows no such `measure`.
    """
    waiting = [(method, plan) for method, of_method in plans.items() for plan in of_method]
    waiting += [] if today is None else [("today", today)]
    points = []
    for number, (method, plan) in enumerate(waiting):
        if progress is not None:
            progress(number, len(waiting), f"judge {method}")
        said = (figures_alone(judge, on, plan) for on in (problem, heldout))
        points.append(TradePoint(method, plan, *said))
    last = None if today is None else points.pop()
    return TradeOff(tuple(points), exact, last, measure)
