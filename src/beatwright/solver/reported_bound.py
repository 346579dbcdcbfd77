"""What is told of a program that stands for a plan without having its cost: the bound alone."""

from __future__ import annotations

import math
from dataclasses import replace

from beatwright.solver.time_limit import SearchClock

__all__ = ["reported_bound"]


def reported_bound(
    clock: SearchClock, objective: float, known: float, *, unit: float = 1.0, base: float = 0.0
) -> SearchClock:
    """Return this clock for a program whose bound times `unit` plus `base` bounds the objective of the whole.

    The program's own objective is not told: it counts what its plan costs to its tolerances alone, or less.

    Parameters
    ----------
    clock : SearchClock
        The clock of the whole.
    objective : float
        Objective of the best plan so far, which is told; inf where there is none yet.
    known : float
        The bound so far: none below it is told.
    unit, base : float, default 1 and 0
        Objective per unit of the program's costs, and objective where they are 0.

    Examples
    --------
    >>> clock = reported_bound(SearchClock(progress=lambda *news: print(news[:2])), 9.0, 4.0, unit=2.0, base=1.0)
    >>> clock.report(0.0, 2.0)
    (9.0, 5.0)
    """
    progress = clock.progress
    if progress is None:
        return clock
    best = objective if math.isfinite(objective) else math.nan
    return replace(
        clock,
        progress=lambda _, bound, seconds: progress(best, min(objective, max(known, base + unit * bound)), seconds),
    )
