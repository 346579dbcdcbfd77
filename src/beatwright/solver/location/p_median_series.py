"""More than one p-median at a time: the whole range of p, ranked alternatives, what each post is worth."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Unpack

import numpy as np
from numpy.typing import ArrayLike, NDArray

from beatwright.base.effort import SearchOptions
from beatwright.base.errors import InfeasibleError, ParameterError, parameter_error
from beatwright.solver.location import location_arguments as checks
from beatwright.solver.location.coordinate_costs import CoordinateCost
from beatwright.solver.location.engine.branch_and_bound import solve_median
from beatwright.solver.location.engine.incumbent import Incumbent
from beatwright.solver.location.engine.lagrangian import OPEN, Ints
from beatwright.solver.location.engine.median_instance import Median
from beatwright.solver.location.engine.neighbour_lists import Floats
from beatwright.solver.location.engine.read_median_instance import Model, build_median
from beatwright.solver.location.location import Location
from beatwright.solver.location.p_median import finish
from beatwright.solver.time_limit import started


def p_median_curve(
    cost: ArrayLike | CoordinateCost,
    ps: Iterable[int],
    *,
    weight: ArrayLike | None = None,
    fixed_open: Iterable[int] = (),
    fixed_closed: Iterable[int] = (),
    **effort: Unpack[SearchOptions],
) -> list[Location]:
    """Solve the p-median for a whole range of p; the lists are sorted once and each plan starts the next.

    Parameters
    ----------
    cost, weight, fixed_open, fixed_closed, gap, seed, stop, progress
        As for `p_median`.
    ps : iterable of int
        Numbers of posts, each in [1, sites].
    seconds : float, optional
        Wall-clock limit of each p.

    Returns
    -------
    list of Location
        In the order of ``ps``.

    Raises
    ------
    ParameterError, InfeasibleError
        As `p_median`.

    Examples
    --------
    >>> line = np.abs(np.subtract.outer(np.arange(6.0), np.arange(6.0)))
    >>> [plan.certificate.objective for plan in p_median_curve(line, range(1, 4))]
    [9.0, 4.0, 3.0]
    """
    name = "p_median_curve"
    wanted = list(ps)
    if not wanted:
        raise parameter_error("ps", name, "at least one number of posts", wanted)
    opened, closed = list(fixed_open), list(fixed_closed)
    plans: dict[int, Location] = {}
    shared: Model | None = None
    with started(name, effort) as (asked, clock):
        for p in sorted(set(wanted)):
            model = build_median(
                cost, p, weight=weight, fixed_open=opened, fixed_closed=closed, modes=None, function=name, shared=shared
            )
            shared = shared or model
            incumbent = Incumbent(model.median, asked.gap, clock.again())
            below = [plans[q] for q in plans if plans[q].sites.size == q]
            if below:
                incumbent.offer(_one_more(model, below[-1].sites, p))
            outcome, _ = solve_median(model.median, incumbent, asked.seed)
            plans[p] = finish(model, model.median, incumbent.sites, outcome=outcome, function=name, gap=asked.gap)
    return [plans[p] for p in wanted]


def p_median_alternatives(
    cost: ArrayLike | CoordinateCost,
    p: int,
    m: int,
    d: int = 1,
    *,
    weight: ArrayLike | None = None,
    fixed_open: Iterable[int] = (),
    fixed_closed: Iterable[int] = (),
    **effort: Unpack[SearchOptions],
) -> list[Location]:
    """Rank plans: the best, then each time the best plan that differs from all before it in at least d posts.

    Parameters
    ----------
    cost, p, weight, fixed_open, fixed_closed, gap, seed, stop, progress
        As for `p_median`.
    m : int
        Number of plans wanted, at least 1.
    d : int, default 1
        Number of posts in which any two plans differ, in [1, p].
    seconds : float, optional
        Wall-clock limit of each plan.

    Returns
    -------
    list of Location
        At most ``m``, by rising objective; fewer where there are no more plans. Each certificate is that of the best
        plan among those that keep the distance: with status "optimal" none better exists.

    Raises
    ------
    ParameterError, InfeasibleError
        As `p_median`.

    Examples
    --------
    >>> places = np.array([0.0, 1.0, 2.0, 4.0, 5.0, 9.0])
    >>> line = np.abs(np.subtract.outer(places, places))
    >>> [(plan.sites.tolist(), plan.certificate.objective) for plan in p_median_alternatives(line, 2, 3, d=2)]
    [([1, 4], 7.0), ([2, 5], 8.0), ([0, 3], 9.0)]
    """
    name = "p_median_alternatives"
    plans: list[Location] = []
    with started(name, effort) as (asked, clock):
        model = build_median(
            cost, p, weight=weight, fixed_open=fixed_open, fixed_closed=fixed_closed, modes=None, function=name
        )
        wanted = checks.check_whole(m, "m", name, 1, highest=10_000)
        apart = checks.check_whole(d, "d", name, 1, highest=p)
        while len(plans) < wanted and not (plans and clock.stopped):
            median = _away_from(model.median, [plan.sites for plan in plans], p - apart)
            incumbent = Incumbent(median, asked.gap, clock.again())
            outcome, _ = solve_median(median, incumbent, asked.seed)
            try:
                plan = finish(model, median, incumbent.sites, outcome=outcome, function=name, gap=asked.gap)
            except InfeasibleError:
                if not plans:
                    raise
                break
            plans.append(plan)
            if plan.sites.size == 0:
                break
    return plans


@dataclass(frozen=True, eq=False)
class PostValues:
    """What each post of a plan is worth, and where the next one would go.

    Parameters
    ----------
    sites : ndarray of int, shape (p,)
        Open sites.
    loss : ndarray of float, shape (p,)
        By how much the weighted cost rises when one post closes and the others stay; infinite where a client would be
        left without a post.
    next_site : int
        Site that would lower the weighted cost most, -1 where none is left.
    next_gain : float
        By how much it would.
    """

    sites: NDArray[np.int64]
    loss: NDArray[np.float64]
    next_site: int
    next_gain: float


def post_values(
    cost: ArrayLike, sites: ArrayLike, *, weight: ArrayLike | None = None, fixed_closed: Iterable[int] = ()
) -> PostValues:
    """Value the posts of a plan one at a time, the others staying where they are.

    Parameters
    ----------
    cost : array_like, shape (clients, sites)
        As for `p_median`.
    sites : array_like of int, shape (p,)
        Open sites.
    weight : array_like, shape (clients,), optional
        As for `p_median`.
    fixed_closed : iterable of int, default empty
        Sites where no post may be opened next.

    Raises
    ------
    ParameterError
        Where an argument is wrong.

    Examples
    --------
    >>> line = np.abs(np.subtract.outer(np.arange(6.0), np.arange(6.0)))
    >>> values = post_values(line, [1, 4])
    >>> values.loss, values.next_site, values.next_gain
    (array([7., 7.]), 0, 1.0)
    """
    name = "post_values"
    matrix = checks.check_cost(cost, name)
    n, m = matrix.shape
    w = checks.check_weight(weight, n, name)
    opened, closed = checks.check_fixed(np.asarray(sites), fixed_closed, m, name)
    if opened.size == 0:
        raise ParameterError(f"The 'sites' parameter of {name} must hold at least one open site. Got none.")
    busy = w > 0
    among, w = np.sort(matrix[busy][:, opened], axis=1), w[busy]
    first = among[:, 0]
    second = among[:, 1] if opened.size > 1 else np.full(len(w), np.inf)
    owner = matrix[busy][:, opened].argmin(axis=1)
    with np.errstate(invalid="ignore"):
        rise = np.where(np.isinf(first), 0.0, w * (second - first))
    loss = np.zeros(opened.size)
    np.add.at(loss, owner, rise)
    free = np.setdiff1d(np.arange(m), np.concatenate([opened, closed]))
    if free.size == 0:
        return PostValues(opened, loss, -1, 0.0)
    with np.errstate(invalid="ignore"):
        saved = np.maximum(first[:, None] - matrix[busy][:, free], 0.0)
    gain = w @ np.nan_to_num(saved, nan=0.0, posinf=np.inf)
    return PostValues(opened, loss, int(free[gain.argmax()]), float(gain.max()))


def _one_more(model: Model, sites: Ints, p: int) -> Ints:
    """Add sites to a smaller plan, each where it helps most, until there are p."""
    neighbours, plan = model.median.neighbours, np.array(sites)
    while plan.size < p:
        least = np.minimum(_list_costs(model, plan), neighbours.far)
        gain = np.zeros(neighbours.sites)
        better = np.maximum(least[:, None] - neighbours.cost, 0.0)
        np.add.at(gain, neighbours.site[neighbours.site >= 0], better[neighbours.site >= 0])
        gain[model.median.state != 0] = -1.0
        gain[plan] = -1.0
        if gain.max() < 0:
            break
        plan = np.append(plan, gain.argmax())
    forced = np.flatnonzero(model.median.state == OPEN)
    return plan if np.isin(forced, plan).all() else np.concatenate([forced, np.setdiff1d(plan, forced)])[:p]


def _list_costs(model: Model, sites: Ints) -> Floats:
    """Cost of each client of positive weight under a plan."""
    neighbours = model.median.neighbours
    opened = np.zeros(neighbours.sites + 1, dtype=bool)
    opened[sites] = True
    listed = np.where(opened[neighbours.site], neighbours.cost, np.inf)
    return np.asarray(listed.min(axis=1))


def _away_from(median: Median, plans: list[Ints], room: int) -> Median:
    """Allow at most ``room`` posts of each of these plans."""
    member = np.zeros((len(plans), median.neighbours.sites), dtype=bool)
    for row, sites in zip(member, plans, strict=True):
        row[sites] = True
    master = median.master._replace(member=member, room=np.full(len(plans), room, dtype=np.int64))
    return replace(median, master=master)
