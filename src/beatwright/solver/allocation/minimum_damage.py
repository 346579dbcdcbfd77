"""Minimum expected damage: how many officers stand at each point."""

from __future__ import annotations

from typing import Any, Unpack

import numpy as np
import numpy.typing as npt

from beatwright.base.certificate import Certificate
from beatwright.base.effort import Effort, SearchOptions
from beatwright.base.words import count_of
from beatwright.solver.allocation.allocation import Allocation
from beatwright.solver.allocation.allocation_instance import OWNER, AllocationInstance, read_allocation_instance
from beatwright.solver.allocation.assistance.assisted_allocation import solve_assisted
from beatwright.solver.allocation.budget_knapsack import solve_budget
from beatwright.solver.allocation.officer_limits import OfficerLimits
from beatwright.solver.allocation.separable import solve_separable
from beatwright.solver.allocation.verify_allocation import verified_allocation
from beatwright.solver.time_limit import SearchClock, started

__all__ = ["minimum_damage"]


def minimum_damage(
    scale: npt.ArrayLike,
    officers: int | None = None,
    *,
    curve: str | npt.ArrayLike = "reciprocal",
    rate: npt.ArrayLike | None = None,
    lower: npt.ArrayLike | None = None,
    upper: npt.ArrayLike | None = None,
    cost: npt.ArrayLike | None = None,
    budget: float | None = None,
    adjacency: Any = None,
    exact: bool | None = None,
    **effort: Unpack[SearchOptions],
) -> Allocation:
    """Share out officers so that the damage expected over all points is least.

    Minimises ``sum_i damage_i(s_i)`` with ``s_i = x_i + sum_j adjacency_ij x_j`` over whole x with
    ``sum x <= officers``, ``cost . x <= budget`` and ``lower <= x <= upper``. As damage never rises with officers,
    all are placed that have room.

    Parameters
    ----------
    scale : array_like, shape (n,)
        Damage expected at each point with no officers there, at least 0, in any unit.
    officers : int, optional
        Officers in all; may be left out where a budget is given.
    curve : {"reciprocal", "exponential", "power"} or array_like, default "reciprocal"
        ``c / (1 + x)``, ``c exp(-rate x)``, ``c / (1 + x)^rate``; or a table of factors of the scale for 0, 1, 2, ...
        officers, shape (k,) for all points or (n, k), never rising, level beyond its end.
    rate : array_like, scalar or shape (n,), optional
        Rate of the exponential or power curve; 1 by default.
    lower, upper : array_like of int, scalar or shape (n,), optional
        Bounds on the officers at each point.
    cost : array_like, scalar or shape (n,), optional
        Cost of one officer at each point; with `budget`.
    budget : float, optional
        What the officers may cost together.
    adjacency : array_like or sparse matrix, shape (n, n), optional
        Assistance: row i says how much an officer at each other point counts at i. The diagonal is taken as 1.
    exact : bool, optional
        With adjacency: True searches for the optimum, False takes the fast heuristic and its bound. By default up to
        2,000 points are solved exactly.
    seconds : float, optional
        Wall-clock limit, where a search is needed (a budget, adjacency, a table that is not convex); the best
        allocation by then is returned with its bound.
    gap : float, default 0
        Relative gap at which such a search may stop and call the allocation optimal.
    seed : int, default 0
        Seed of the search; the same seed gives the same allocation.
    stop : callable () -> bool, optional
        Asked now and then; once it is true the search ends as on Ctrl-C: the best allocation so far with a valid
        bound, status "feasible".
    progress : callable (objective, bound, seconds), optional
        Told of every better damage or bound, with the seconds used.

    Returns
    -------
    Allocation
        ``.officers``, ``.certificate``, ``.relaxation``, ``.damage``, ``.marginal``.

    Raises
    ------
    ParameterError
        With every wrong argument at once.
    InfeasibleError
        Where the bounds ask for more officers, or more money, than there is; the sentence names the numbers.
    ParameterError
        Where the search broke a rule: every allocation is checked before it is handed out.

    Notes
    -----
    Without adjacency and budget the answer is exact at once. A budget leads to a knapsack whose core is solved by
    HiGHS. Assistance is solved as an integer program in which a convex curve on a lattice is replaced by its chords,
    which changes nothing at lattice points.

    References
    ----------
    Gross, O. (1956). A class of discrete-type minimization problems. RAND RM-1644.
    Fox, B. (1966). Discrete optimization via marginal analysis. Management Science 13, 210-216.

    Examples
    --------
    >>> answer = minimum_damage([8.0, 2.0], 3)
    >>> answer.officers, answer.certificate.text
    (array([2, 1]), 'proven optimal')
    >>> minimum_damage([8.0, 8.0, 8.0], 1, adjacency=[[0, 1, 0], [1, 0, 1], [0, 1, 0]]).officers
    array([0, 1, 0])
    >>> minimum_damage([8.0, 2.0], upper=3, cost=[2.0, 1.0], budget=5.0).officers
    array([2, 1])
    """
    with started(OWNER, effort) as (asked, clock):
        limits = OfficerLimits(lower=lower, upper=upper, cost=cost, budget=budget)
        instance = read_allocation_instance(scale, officers, curve=curve, rate=rate, limits=limits, adjacency=adjacency)
        answer = verified_allocation(_solve(instance, asked, clock, exact), asked.gap)
        clock.report(answer.certificate.objective, answer.certificate.bound)
        return answer


def _solve(instance: AllocationInstance, asked: Effort, clock: SearchClock, exact: bool | None) -> Allocation:
    if instance.decided:
        return _decided(instance, clock)
    if instance.assistance is not None:
        return solve_assisted(instance, asked, clock, exact=exact)
    if np.isfinite(instance.budget):
        return solve_budget(instance, asked, clock)
    return _alone(instance, clock)


def _decided(instance: AllocationInstance, clock: SearchClock) -> Allocation:
    """Return the one allocation that can be best: every point as full as it may be."""
    x = instance.upper.copy()
    objective = float(instance.damage(x).sum())
    certificate = Certificate(
        status="optimal",
        objective=objective,
        bound=objective,
        seconds=clock.used,
        method="every point is as full as it may be",
        unit="damage",
    )
    return Allocation(
        officers=x,
        certificate=certificate,
        relaxation=x.astype(np.float64),
        relaxed=objective,
        price=0.0,
        instance=instance,
    )


def _alone(instance: AllocationInstance, clock: SearchClock) -> Allocation:
    found, relaxation, relaxed, price, method = solve_separable(instance, clock)
    # Where the search was ended, the officers of the relaxation are whole and keep the bounds.
    x = np.asarray(relaxation, dtype=np.int64) if found is None else found
    objective = float(instance.damage(x).sum())
    relaxed = min(relaxed, objective)
    left = int(instance.officers or 0) - int(x.sum())
    message = (
        f"{count_of(left, 'officer is', 'officers are')} not placed: the upper bounds leave no room for more."
        if left
        else ""
    )
    certificate = Certificate(
        status="optimal" if found is not None else clock.ending,
        objective=objective,
        bound=objective if found is not None else relaxed,
        seconds=clock.used,
        method=method,
        message=message,
        unit="damage",
    )
    return Allocation(
        officers=x, certificate=certificate, relaxation=relaxation, relaxed=relaxed, price=price, instance=instance
    )
