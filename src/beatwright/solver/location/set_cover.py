"""The location set covering problem: the fewest (or cheapest) sites so that nobody is farther than a standard."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Unpack

import numpy as np
from numpy.typing import ArrayLike

from beatwright.base.as_numbers import as_numbers
from beatwright.base.certificate import Certificate
from beatwright.base.effort import SearchOptions
from beatwright.base.errors import parameter_error
from beatwright.solver.location import location_arguments as checks
from beatwright.solver.location.covering_program import Cover
from beatwright.solver.location.location import Location
from beatwright.solver.location.p_median_milp import assign
from beatwright.solver.location.verify_location import LocationRules, verified_location
from beatwright.solver.time_limit import started

_NAME = "set_cover"


def set_cover(
    cost: ArrayLike,
    radius: float,
    *,
    weight: ArrayLike | None = None,
    price: ArrayLike | None = None,
    fixed_open: Iterable[int] = (),
    fixed_closed: Iterable[int] = (),
    **effort: Unpack[SearchOptions],
) -> Location:
    """Open the fewest sites so that every client has an open site within the radius.

    Parameters
    ----------
    cost : array_like, shape (clients, sites)
        Cost (metres, minutes) of serving a client from a site; ``np.inf`` forbids the pair.
    radius : float
        The standard: largest cost at which a site covers a client, in the unit of ``cost``.
    weight : array_like, shape (clients,), optional
        Clients of weight 0 need not be covered.
    price : array_like, shape (sites,), optional
        Cost of opening each site, positive; 1 by default, so that the objective is the number of sites.
    fixed_open, fixed_closed, seconds, gap, seed, stop, progress
        As for `p_median`.

    Returns
    -------
    Location
        Each client is assigned to its cheapest open site (-1 where that is beyond the radius).

    Raises
    ------
    ParameterError
        Where an argument is wrong.
    InfeasibleError
        Where a client has no allowed site within the radius.

    References
    ----------
    Toregas, C., Swain, R., ReVelle, C. and Bergman, L. (1971). The location of emergency service facilities.
    Operations Research 19, 1363-1373.

    Examples
    --------
    >>> set_cover([[0, 4, 9], [4, 0, 5], [9, 5, 0]], 5).sites
    array([1])
    """
    with started(_NAME, effort) as (asked, clock):
        matrix = checks.check_cost(cost, _NAME)
        n, m = matrix.shape
        w = checks.check_weight(weight, n, _NAME)
        r = checks.check_radius(radius, _NAME)
        opened, closed = checks.check_fixed(fixed_open, fixed_closed, m, _NAME)
        paid = np.ones(m) if price is None else as_numbers(_NAME, "price", price)
        if paid.shape != (m,) or not (np.isfinite(paid) & (paid > 0)).all():
            raise parameter_error("price", _NAME, f"{m} positive numbers", price)
        covers = matrix <= r
        covers[:, closed] = False
        checks.check_reach(np.asarray(covers.any(axis=1)), w, _NAME)

        need = (w > 0) & ~covers[:, opened].any(axis=1)
        free = np.setdiff1d(np.arange(m), np.concatenate([opened, closed]))
        cover, kept = Cover(covers[need][:, free], paid[free]).reduced()
        sites, bound, status, message = opened, float(paid[opened].sum()), "optimal", "fixed sites cover everyone"
        if need.any():
            part = clock.turned(1.0, bound)
            answer = cover.solve(**part.options(gap=asked.gap, seed=asked.seed))
            picked = cover.greedy() if answer.x is None else np.flatnonzero(answer.x > 0.5)
            sites = np.sort(np.concatenate([opened, free[kept[picked]]]))
            seen = answer.certificate
            bound, status, message = bound + seen.bound, seen.status, seen.message
        objective = float(paid[sites].sum())
        if price is None:
            bound = float(np.ceil(bound - 1e-6))
        assignment, _ = assign(np.where(covers, matrix, np.inf), np.zeros(n), sites)
        proven = status == "optimal" or bound >= objective
        outcome = Certificate(
            status="optimal" if proven else "feasible" if status == "feasible" else "time limit",
            objective=objective,
            bound=min(bound, objective),
            seconds=clock.used,
            method="reduced covering program, HiGHS",
            message=message,
        )
        return verified_location(
            Location(sites, assignment, outcome),
            _NAME,
            LocationRules(posts=sites.size, opened=opened, closed=closed),
            objective=objective,
            kept=bool((covers[:, sites].any(axis=1) | (w == 0)).all()),
            gap=asked.gap,
        )
