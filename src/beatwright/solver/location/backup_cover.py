"""Backup coverage: demand that two posts reach, so that one may be busy."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Unpack

import numpy as np
from scipy import sparse

from beatwright.base.certificate import Certificate
from beatwright.base.effort import SearchOptions
from beatwright.base.errors import InfeasibleError, parameter_error
from beatwright.solver.location import location_arguments as checks
from beatwright.solver.location.cover_groups import CoverGroups, Ints, group_demand
from beatwright.solver.location.covering_program import Cover
from beatwright.solver.location.engine.neighbour_lists import Floats
from beatwright.solver.location.location import Location
from beatwright.solver.location.max_cover import covering_site
from beatwright.solver.location.verify_location import LocationRules, verified_location
from beatwright.solver.milp import Milp, solve_milp
from beatwright.solver.time_limit import started

_NAME = "backup_cover"


def backup_cover(
    cost: Any,
    p: int,
    radius: float,
    *,
    weight: Any = None,
    first: float | None = None,
    fixed_open: Iterable[int] = (),
    fixed_closed: Iterable[int] = (),
    **effort: Unpack[SearchOptions],
) -> Location:
    """Open p sites so that the weight of the clients with two open sites within the radius is greatest.

    Parameters
    ----------
    cost : array_like, coordinates or chunks
        As for `max_cover`.
    p : int
        Number of sites to open, in [1, sites].
    radius : float
        Largest cost at which a site covers a client, in the unit of ``cost``.
    weight : array_like, shape (clients,), optional
        Weight of each client; all 1 by default. Clients of weight 0 need not be covered.
    first : float in [0, 1], optional
        None: everyone must be covered once, and the objective is the weight covered twice (BACOP1). A number: the
        objective is first x weight covered at least once + (1 - first) x weight covered twice (BACOP2).
    fixed_open, fixed_closed, seconds, gap, seed, stop, progress
        As for `p_median`.

    Returns
    -------
    Location
        ``.assignment`` holds an open site that covers the client, -1 where none does. The certificate's bound lies
        above its objective.

    Raises
    ------
    ParameterError
        Where an argument is wrong.
    InfeasibleError
        Where p sites cannot cover everyone once (BACOP1).

    References
    ----------
    Hogan, K. and ReVelle, C. (1986). Concepts and applications of backup coverage. Management Science 32, 1434-1444.

    Examples
    --------
    >>> cost = [[0, 4, 9], [4, 0, 5], [9, 5, 0]]
    >>> backup_cover(cost, 2, 5).certificate.objective
    2.0
    >>> backup_cover(cost, 2, 5, weight=[1, 1, 3]).sites
    array([1, 2])
    """
    with started(_NAME, effort) as (asked, clock):
        r = checks.check_radius(radius, _NAME)
        groups = group_demand(cost, r, weight, _NAME)
        m = groups.covers.shape[1]
        p = checks.check_whole(p, "p", _NAME, 1, highest=m)
        opened, closed = checks.check_fixed(fixed_open, fixed_closed, m, _NAME)
        checks.check_post_count(p, opened, closed, m, function=_NAME)
        if first is not None and not 0 <= first <= 1:
            raise parameter_error("first", _NAME, "a number in [0, 1] or None", first)
        busy = groups.weight > 0
        if first is None:
            _need_reach(groups, busy)
        gains, rows, lower = _model(groups.covers[busy], groups.weight[busy], p, first)
        floor, limits = _column_limits(groups.covers[busy], opened=opened, closed=closed, p=p, first=first)
        program = Milp(
            -gains,
            rows,
            lower,
            np.append(np.full(rows.shape[0] - 1, np.inf), float(p)),
            col_lower=floor,
            col_upper=limits,
            integer=True,
        )
        answer = solve_milp(program, **clock.turned(-1.0, 0.0).options(gap=asked.gap, seed=asked.seed))
        seen = answer.certificate
        if seen.status == "infeasible":
            raise InfeasibleError(f"{_NAME} cannot cover every client with {p} allowed sites within {r}.")
        if answer.x is None:
            sites = _first_plan(groups, p, opened, closed, cover_all=first is None)
        else:
            sites = np.flatnonzero(answer.x[:m] > 0.5)
        objective = _value(groups, sites, first) if sites.size else -np.inf
        bound = max(-seen.bound, objective) if seen.status != "optimal" or asked.gap > 0 else objective
        method = "merged demand, HiGHS branch and bound"
        proof = Certificate(
            status=seen.status,
            objective=objective,
            bound=bound,
            seconds=clock.used,
            method=method,
            message=seen.message,
            maximised=True,
        )
        return verified_location(
            Location(sites, covering_site(groups, sites), proof),
            _NAME,
            LocationRules(posts=p, opened=opened, closed=closed, best=float(groups.weight.sum())),
            objective=objective,
            kept=first is not None or bool(groups.covers[busy][:, sites].any(axis=1).all()),
            gap=asked.gap,
        )


def _need_reach(groups: CoverGroups, busy: np.ndarray[Any, Any]) -> None:
    """Refuse clients that weigh something and that no site covers, naming them."""
    lost = busy & ~groups.covers.any(axis=1)
    if lost.any():
        clients = checks.positions(np.flatnonzero(np.isin(groups.group, np.flatnonzero(lost))))
        raise InfeasibleError(f"{_NAME} cannot cover every client: no site covers client {clients}.")


def _model(
    covers: np.ndarray[Any, Any], weight: Floats, p: int, first: float | None
) -> tuple[Floats, sparse.csr_array, Floats]:
    """Columns: sites, covered twice, and (where wanted) covered once; rows: one per group, then the number of sites."""
    n, m = covers.shape
    reach = sparse.csr_array(covers.astype(np.float64))
    unit = sparse.eye_array(n, format="csr")
    if first is None:
        gains = np.concatenate([np.zeros(m), weight])
        rows = [sparse.hstack([reach, -unit])]
        lower = np.ones(n)
    else:
        gains = np.concatenate([np.zeros(m), (1.0 - first) * weight, first * weight])
        empty = sparse.csr_array((n, m))
        rows = [sparse.hstack([reach, -unit, -unit]), sparse.hstack([empty, -unit, unit])]
        lower = np.zeros(2 * n)
    count = np.zeros((1, gains.size))
    count[0, :m] = 1.0
    return gains, sparse.vstack([*rows, sparse.csr_array(count)]).tocsr(), np.append(lower, float(p))


def _first_plan(groups: CoverGroups, p: int, opened: Ints, closed: Ints, *, cover_all: bool) -> Ints:
    """Cover greedily with the sites that are free, for a search that ends before it has a plan; none if that fails."""
    free = np.setdiff1d(np.arange(groups.covers.shape[1]), np.concatenate([opened, closed]))
    need = (groups.weight > 0) & ~groups.covers[:, opened].any(axis=1)
    picked = free[Cover(groups.covers[need][:, free], np.ones(free.size)).greedy()]
    if cover_all and (opened.size + picked.size > p or not groups.covers[need][:, picked].any(axis=1).all()):
        return np.empty(0, dtype=np.int64)
    order = np.concatenate([opened, picked, np.setdiff1d(free, picked)])
    return np.sort(order[:p])


def _column_limits(
    covers: np.ndarray[Any, Any], opened: Ints, closed: Ints, p: int, first: float | None
) -> tuple[Floats, Floats]:
    """Return the least and the greatest value of every column of the model."""
    sites = np.ones(covers.shape[1])
    sites[closed] = 0.0
    limits = np.concatenate([sites, _within_reach(covers, closed, p, first)])
    floor = np.zeros(limits.size)
    floor[opened] = 1.0
    return floor, limits


def _within_reach(covers: np.ndarray[Any, Any], closed: np.ndarray[Any, Any], p: int, first: float | None) -> Floats:
    """Say which groups p allowed sites can cover twice, and (where wanted) once."""
    allowed = np.ones(covers.shape[1], dtype=bool)
    allowed[closed] = False
    times = np.minimum(covers[:, allowed].sum(axis=1), p)
    return np.concatenate([times >= 2] + ([] if first is None else [times >= 1])).astype(np.float64)


def _value(groups: CoverGroups, sites: np.ndarray[Any, Any], first: float | None) -> float:
    times = groups.covers[:, sites].sum(axis=1)
    twice = float(groups.weight[times >= 2].sum())
    if first is None:
        return twice
    return first * float(groups.weight[times >= 1].sum()) + (1.0 - first) * twice
