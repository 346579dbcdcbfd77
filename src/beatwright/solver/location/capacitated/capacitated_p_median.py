"""The capacitated p-median: no post serves more demand than it can."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import replace
from typing import Unpack

import numpy as np
from numpy.typing import ArrayLike

from beatwright.base.as_numbers import as_numbers
from beatwright.base.certificate import Certificate
from beatwright.base.effort import SearchOptions
from beatwright.base.errors import InfeasibleError, parameter_error
from beatwright.base.words import significant
from beatwright.solver.location import location_arguments as checks
from beatwright.solver.location.capacitated.capacity_case import NAME, CapacityCase, Floats, Ints
from beatwright.solver.location.capacitated.capacity_columns import by_columns
from beatwright.solver.location.capacitated.capacity_fill import filled_plan, packed_plan
from beatwright.solver.location.capacitated.capacity_generation import SetGeneration, few_enough
from beatwright.solver.location.capacitated.capacity_program import by_program
from beatwright.solver.location.location import Location
from beatwright.solver.location.p_median import p_median
from beatwright.solver.time_limit import SearchClock, started

_LOOSE = 0.3  # of the seconds, for the plan without capacities


def capacitated_p_median(
    cost: ArrayLike,
    p: int,
    capacity: ArrayLike,
    *,
    weight: ArrayLike | None = None,
    demand: ArrayLike | None = None,
    fixed_open: Iterable[int] = (),
    fixed_closed: Iterable[int] = (),
    **effort: Unpack[SearchOptions],
) -> Location:
    """Open p sites and give each client to one of them, within capacities, so that the weighted cost is least.

    Parameters
    ----------
    cost : array_like, shape (clients, sites)
        Cost of serving a client from a site, at least 0; ``np.inf`` forbids the pair.
    p : int
        Number of sites to open, in [1, sites].
    capacity : array_like, shape (sites,) or scalar
        Largest total demand that a site serves, in the unit of `demand`.
    weight : array_like, shape (clients,), optional
        Weight of each client in the objective; all 1 by default.
    demand : array_like, shape (clients,), optional
        Demand of each client; the weights by default.
    fixed_open, fixed_closed, seconds, gap, seed, stop, progress
        As for `p_median`.

    Returns
    -------
    Location
        ``.assignment`` is part of the decision: a client need not go to its nearest open site.

    Raises
    ------
    ParameterError
        Where an argument is wrong.
    InfeasibleError
        Where no p allowed sites can serve all demand.

    Notes
    -----
    Where the plan without capacities keeps them, that plan is returned at once. Where rooms are so full that few sets
    of clients fill a site (up to 40 clients), these are listed and a set partitioning program chooses among them:
    demands of which sums must be equal are decided that way. Else, for up to some hundred clients, sets of clients are
    generated: knapsack prices, a set partitioning program with subset-row cuts, and a search for the cheapest plan made
    of the sets that can still be in a better one. What that leaves open goes to one integer program with the cuts x_ij
    <= y_j, solved by HiGHS from the best plan known. Without `seconds` that one ends after 500,000 nodes of branch and
    bound divided by the pairs of client and site (at least 100 nodes), a quarter of a minute or so, with the best plan
    and the bound proven by then, status "feasible".

    A site may serve 1 + 10^-9 times its capacity: that much is rounding. Loads are summed without any.

    References
    ----------
    Baldacci, R., Christofides, N. and Mingozzi, A. (2008). An exact algorithm for the vehicle routing problem based on
    the set partitioning formulation with additional cuts. Mathematical Programming 115, 351-385.
    Ceselli, A. and Righini, G. (2005). A branch-and-price algorithm for the capacitated p-median problem. Networks 45,
    125-142.

    Examples
    --------
    >>> plan = capacitated_p_median([[0, 4], [1, 3], [2, 1]], 2, capacity=2)
    >>> plan.assignment, plan.certificate.objective
    (array([0, 0, 1]), 2.0)
    """
    with started(NAME, effort) as (asked, clock):
        case = _case(cost, p, capacity, weight=weight, demand=demand, fixed_open=fixed_open, fixed_closed=fixed_closed)
        loose = _without_capacities(case, clock, asked.gap, asked.seed)
        if _answers(case, loose):
            return case.checked(loose, asked.gap)
        listed = by_columns(case, clock, asked.gap, asked.seed)
        if listed is not None:
            return case.checked(listed, asked.gap)
        sites = loose.sites if loose.sites.size else case.filled(loose.assignment)
        start, bound = filled_plan(case, sites, clock), 0.0
        if start is not None and few_enough(case):
            generated = SetGeneration(case, start, clock, gap=asked.gap, seed=asked.seed).run()
            if generated.certificate.status == "optimal" or clock.late:
                return case.checked(generated, asked.gap)
            start, bound = generated.assignment, generated.certificate.bound
        plan = by_program(case, start, clock.raised(bound), gap=asked.gap, seed=asked.seed)
        plan = _bounded(plan, bound)
        if plan.sites.size == 0 and clock.stopped:
            plan = _packed(case, plan, sites)
        return case.checked(plan, asked.gap)


def _case(
    cost: ArrayLike,
    p: int,
    capacity: ArrayLike,
    weight: ArrayLike | None,
    demand: ArrayLike | None,
    fixed_open: Iterable[int],
    fixed_closed: Iterable[int],
) -> CapacityCase:
    """Check the arguments, and what can be seen of them at once."""
    matrix = checks.check_cost(cost, NAME)
    n, m = matrix.shape
    p = checks.check_whole(p, "p", NAME, 1, highest=m)
    w = checks.check_weight(weight, n, NAME)
    need = w if demand is None else checks.check_weight(demand, n, NAME, "demand")
    opened, closed = checks.check_fixed(fixed_open, fixed_closed, m, NAME)
    checks.check_post_count(p, opened, closed, m, function=NAME)
    case = CapacityCase(matrix, p, weight=w, need=need, room=_room(capacity, m), opened=opened, closed=closed)
    checks.check_reach(np.asarray(case.usable.any(axis=1)), np.ones(n), NAME)
    if (case.least > case.most)[case.allowed].all():
        raise InfeasibleError(
            f"No {p} allowed sites of {NAME} serve all demand within their capacities: it is "
            f"{significant(math.fsum(need), 6)}, and the {p} largest of them hold "
            f"{significant(np.sort(case.most[case.allowed])[-p:].sum(), 6)}."
        )
    return case


def _room(capacity: ArrayLike, sites: int) -> Floats:
    room = as_numbers(NAME, "capacity", capacity)
    room = np.full(sites, float(room)) if room.ndim == 0 else room
    if room.shape != (sites,) or np.isnan(room).any() or (room < 0).any():
        raise parameter_error("capacity", NAME, f"a number or {sites} numbers, each at least 0", capacity)
    return room


def _without_capacities(case: CapacityCase, clock: SearchClock, gap: float, seed: int) -> Location:
    """Solve the plain p-median; without sites where some pairs are forbidden."""
    if not np.isfinite(case.cost[:, case.allowed]).all():
        none = Certificate(status="feasible", objective=np.inf, bound=0.0, seconds=0.0, method="")
        return Location(np.empty(0, np.int64), np.full(case.need.size, -1), none)
    return p_median(
        case.cost,
        case.p,
        weight=case.weight,
        fixed_open=case.opened,
        fixed_closed=case.closed,
        **clock.silent().options(_LOOSE, gap=gap, seed=seed),
    )


def _packed(case: CapacityCase, none: Location, sites: Ints) -> Location:
    """Give a search that was stopped before it had a plan one that is packed, if that succeeds."""
    plan = packed_plan(case, sites)
    if plan is None:
        return none
    return Location(case.filled(plan), plan, replace(none.certificate, objective=case.price(plan)))


def _bounded(plan: Location, bound: float) -> Location:
    """Give a plan the higher of its own bound and another one."""
    seen = plan.certificate
    return replace(plan, certificate=replace(seen, bound=min(max(seen.bound, bound), seen.objective)))


def _answers(case: CapacityCase, loose: Location) -> bool:
    """Whether the plan without capacities is proven and keeps them: then it is the answer."""
    proven = loose.certificate.status == "optimal" and bool((loose.assignment >= 0).all())
    return proven and case.overloaded(loose.assignment).size == 0
