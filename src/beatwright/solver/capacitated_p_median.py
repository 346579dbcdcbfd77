"""The capacitated p-median: no post serves more demand than it can."""

from __future__ import annotations

import time
from collections.abc import Iterable
from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import ArrayLike
from scipy import sparse

from beatwright.solver import checks
from beatwright.solver.location import Location
from beatwright.solver.milp import solve_milp
from beatwright.solver.near import Floats
from beatwright.solver.outcome import InfeasibleError, Outcome, parameter_error
from beatwright.solver.p_median import p_median
from beatwright.solver.verify import ROUNDING, verified

_NAME = "capacitated_p_median"

Ints = np.ndarray[Any, np.dtype[np.int64]]


def capacitated_p_median(
    cost: ArrayLike,
    p: int,
    capacity: ArrayLike,
    *,
    weight: ArrayLike | None = None,
    demand: ArrayLike | None = None,
    fixed_open: Iterable[int] = (),
    fixed_closed: Iterable[int] = (),
    seconds: float | None = None,
    gap: float = 0.0,
    seed: int = 0,
) -> Location:
    """Open p sites and give each client to one of them, within capacities, so that the weighted cost is least.

    Parameters
    ----------
    cost : array_like, shape (clients, sites)
        Cost of serving a client from a site, at least 0; ``np.inf`` forbids the pair.
    p : int
        Number of sites to open, in [1, sites].
    capacity : array_like, shape (sites,) or scalar
        Largest total demand that a site serves.
    weight : array_like, shape (clients,), optional
        Weight of each client in the objective; all 1 by default.
    demand : array_like, shape (clients,), optional
        Demand of each client; the weights by default.
    fixed_open, fixed_closed, seconds, gap, seed
        As for `p_median`.

    Returns
    -------
    Location
        ``.assignment`` is part of the decision: a client need not go to its nearest open site.

    Raises
    ------
    SolverError
        Where an argument is wrong.
    InfeasibleError
        Where no p allowed sites can serve all demand.

    Notes
    -----
    One integer program with the cuts x_ij <= y_j, solved by HiGHS from a greedy start: meant for up to some hundred
    clients. Where the plan without capacities keeps them, that plan is returned at once.

    References
    ----------
    Ceselli, A. and Righini, G. (2005). A branch-and-price algorithm for the capacitated p-median problem. Networks 45,
    125-142.

    Examples
    --------
    >>> plan = capacitated_p_median([[0, 4], [1, 3], [2, 1]], 2, capacity=2)
    >>> plan.assignment, plan.certificate.objective
    (array([0, 0, 1]), 2.0)
    """
    began = time.perf_counter()
    checks.check_limits(seconds, gap, _NAME)
    matrix = checks.check_cost(cost, _NAME)
    n, m = matrix.shape
    p = checks.check_whole(p, "p", _NAME, 1, m)
    w = checks.check_weight(weight, n, _NAME)
    need = w if demand is None else checks.check_weight(demand, n, _NAME)
    room = np.broadcast_to(np.asarray(capacity, dtype=np.float64), (m,)) if np.ndim(capacity) == 0 else capacity
    room = np.asarray(room, dtype=np.float64)
    if room.shape != (m,) or np.isnan(room).any() or (room < 0).any():
        raise parameter_error("capacity", _NAME, f"a number or {m} numbers, each at least 0", capacity)
    opened, closed = checks.check_fixed(fixed_open, fixed_closed, m, _NAME)
    checks.check_room(p, opened, closed, m, _NAME)
    allowed = np.ones(m, dtype=bool)
    allowed[closed] = False
    usable = np.isfinite(matrix) & allowed & (need[:, None] <= room[None, :] * (1.0 + ROUNDING))
    checks.check_reach(np.asarray(usable.any(axis=1)), np.ones(n), _NAME)

    loose = _without_capacities(matrix, p, w, need, room, opened, closed, seconds, gap, seed)

    def checked(plan: Location) -> Location:
        load = np.bincount(
            plan.assignment[plan.assignment >= 0], weights=need[plan.assignment >= 0], minlength=m
        ).astype(np.float64)
        return verified(
            plan,
            _NAME,
            objective=_value(matrix, w, plan),
            load=load,
            posts=p,
            opened=opened,
            closed=closed,
            room=room,
            served=True,
            gap=gap,
        )

    if loose is not None:
        return checked(loose)
    left = None if seconds is None else max(seconds - (time.perf_counter() - began), 0.01)
    client, site = np.nonzero(usable)
    rows, lower, upper = _rows(client, site, need, room, p)
    paid = w[client] * matrix[client, site]
    unit = float(paid.max(initial=0.0)) or 1.0  # the solver's tolerances are absolute
    answer = solve_milp(
        np.concatenate([np.zeros(m), paid / unit]),
        rows,
        lower,
        upper,
        col_lower=np.concatenate([np.isin(np.arange(m), opened), np.zeros(client.size)]),
        col_upper=np.concatenate([allowed, np.ones(client.size)]),
        integer=True,
        seconds=left,
        gap=gap,
        seed=seed,
        tolerance=ROUNDING,
    )
    seen = answer.certificate
    if seen.status == "infeasible":
        raise InfeasibleError(f"No {p} allowed sites of {_NAME} serve all demand within their capacities.")
    if answer.x is None:
        nothing = replace(seen, objective=np.inf, bound=unit * seen.bound, seconds=time.perf_counter() - began)
        return checked(Location(np.empty(0, np.int64), np.full(n, -1), nothing))
    assignment = np.full(n, -1)
    taken = answer.x[m:] > 0.5
    assignment[client[taken]] = site[taken]
    seconds_used = time.perf_counter() - began
    sums = (unit * seen.objective, unit * seen.bound)
    outcome = Outcome(seen.status, *sums, seconds_used, "assignment model, HiGHS", seen.message)
    return checked(Location(np.flatnonzero(answer.x[:m] > 0.5), assignment, outcome))


def _value(cost: Floats, weight: Floats, plan: Location) -> float:
    """Sum what the plan costs; infinite where it serves nobody."""
    if plan.sites.size == 0:
        return np.inf
    busy = weight > 0
    return float((weight[busy] * cost[np.arange(len(weight)), plan.assignment][busy]).sum())


def _without_capacities(
    cost: Floats,
    p: int,
    weight: Floats,
    need: Floats,
    room: Floats,
    opened: Ints,
    closed: Ints,
    seconds: float | None,
    gap: float,
    seed: int,
) -> Location | None:
    """Return the plain p-median if it is proven and keeps the capacities: then it is the answer."""
    if not np.isfinite(cost[:, np.setdiff1d(np.arange(cost.shape[1]), closed)]).all():
        return None
    plan = p_median(cost, p, weight=weight, fixed_open=opened, fixed_closed=closed, seconds=seconds, gap=gap, seed=seed)
    if plan.certificate.status != "optimal":
        return None
    load = np.bincount(plan.assignment, weights=need, minlength=room.size)
    return plan if (load <= room * (1.0 + ROUNDING)).all() and (plan.assignment >= 0).all() else None


def _rows(client: Ints, site: Ints, need: Floats, room: Floats, p: int) -> tuple[sparse.csr_array, Floats, Floats]:
    """Each client once; loads within open capacity; no client at a closed site; p sites."""
    pairs, n, m = client.size, need.size, room.size
    every, one = np.arange(pairs), np.ones(pairs)
    # In parts of each site's own room, as the solver's tolerances are absolute; what all of them need is room enough.
    finite = np.minimum(room, need.sum())
    unit = np.where(finite > 0, finite, 1.0)
    once = sparse.hstack([sparse.csr_array((n, m)), sparse.csr_array((one, (client, every)), shape=(n, pairs))])
    load = sparse.hstack(
        [
            -sparse.diags_array(finite / unit),
            sparse.csr_array((need[client] / unit[site], (site, every)), shape=(m, pairs)),
        ]
    )
    link = sparse.hstack([-sparse.csr_array((one, (every, site)), shape=(pairs, m)), sparse.eye_array(pairs)])
    count = np.zeros((1, m + pairs))
    count[0, :m] = 1.0
    rows = sparse.vstack([once, load, link, sparse.csr_array(count)]).tocsr()
    lower = np.concatenate([np.ones(n), np.full(m + pairs, -np.inf), [p]])
    return rows, lower, np.concatenate([np.ones(n), np.zeros(m + pairs), [p]])
