"""The p-median as one compact integer program: the plain model, an oracle and a peer of the engine."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Unpack

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import sparse

from beatwright.base.effort import SearchOptions
from beatwright.base.errors import InfeasibleError
from beatwright.solver.location import location_arguments as checks
from beatwright.solver.location.location import Location
from beatwright.solver.location.modes import Modes
from beatwright.solver.location.p_median import p_median
from beatwright.solver.location.verify_location import LocationRules, verified_location
from beatwright.solver.milp import Milp, MilpSolution, solve_milp
from beatwright.solver.time_limit import started

_NAME = "p_median"


def p_median_milp(
    cost: ArrayLike,
    p: int,
    *,
    weight: ArrayLike | None = None,
    fixed_open: Iterable[int] = (),
    fixed_closed: Iterable[int] = (),
    modes: Modes | None = None,
    **effort: Unpack[SearchOptions],
) -> Location:
    """Solve the p-median by the textbook integer program (one column per pair), with HiGHS alone.

    Arguments, result and errors are those of `p_median`. Fine to a few hundred clients; the model has
    clients x sites columns and rows. Stopped before HiGHS has any plan, it hands back the one that `p_median`
    begins with.

    References
    ----------
    ReVelle, C. S. and Swain, R. W. (1970). Central facilities location. Geographical Analysis 2, 30-42.

    Examples
    --------
    >>> p_median_milp([[0, 4, 9], [4, 0, 5], [9, 5, 0]], 2).certificate.objective
    4.0
    """
    with started(_NAME, effort) as (asked, clock):
        matrix = checks.check_cost(cost, _NAME)
        n, m = matrix.shape
        p = checks.check_whole(p, "p", _NAME, 1, highest=m)
        w = checks.check_weight(weight, n, _NAME)
        opened, closed = checks.check_fixed(fixed_open, fixed_closed, m, _NAME)
        checks.check_post_count(p, opened, closed, m, function=_NAME)
        checks.check_modes(modes, p, m, _NAME)
        allowed = np.ones(m, dtype=bool)
        allowed[closed] = False
        checks.check_reach(np.asarray(np.isfinite(matrix[:, allowed]).any(axis=1)), w, _NAME)

        reach = np.isfinite(matrix) & allowed & (w > 0)[:, None]
        side = side_rows(p, m, modes)
        paid = np.where(reach, w[:, None] * np.where(reach, matrix, 0.0), np.inf)

        def solve(kept: NDArray[np.bool_]) -> MilpSolution:
            client, site = np.nonzero(kept)
            model, row_lower, row_upper = _assignment_rows(client, site, np.flatnonzero(w > 0), m)
            pairs = client.size
            program = Milp(
                np.concatenate([np.zeros(m), paid[client, site]]),
                sparse.vstack([model, sparse.hstack([side[0], sparse.csr_array((side[0].shape[0], pairs))])]),
                np.concatenate([row_lower, side[1]]),
                np.concatenate([row_upper, side[2]]),
                col_lower=np.concatenate([np.isin(np.arange(m), opened), np.zeros(pairs)]),
                col_upper=np.concatenate([allowed, np.ones(pairs)]),
                integer=np.arange(m + pairs) < m,
            )
            return solve_milp(program, **clock.options(gap=asked.gap, seed=asked.seed))

        answer = solve(reach)
        dear = paid > answer.certificate.objective * (1.0 + 1e-9)
        if answer.certificate.status == "feasible" and (reach & dear).any() and not clock.late:
            answer = solve(reach & ~dear)  # what alone costs more than a plan is in no better one
        if answer.certificate.status == "infeasible":
            raise InfeasibleError(f"No {p} allowed sites of {_NAME} serve every client: some pairs are forbidden.")
        if answer.x is not None:
            sites = np.flatnonzero(answer.x[:m] > 0.5)
        elif clock.stopped:
            at_once: SearchOptions = {"stop": lambda: True}
            begun = p_median(matrix, p, weight=w, fixed_open=opened, fixed_closed=closed, modes=modes, **at_once)
            sites = begun.sites
        else:
            sites = np.empty(0, np.int64)
        if sites.size == 0:
            return Location(sites, np.full(n, -1), answer.certificate)
        assignment, objective = assign(matrix, w, sites)
        seen = replace(answer.certificate, seconds=clock.used, method="compact model, HiGHS")
        return verified_location(
            Location(sites, assignment, seen),
            _NAME,
            LocationRules(posts=p, opened=opened, closed=closed),
            objective=objective,
            kept=modes is None or modes.allows(sites),
            gap=asked.gap,
        )


def side_rows(
    p: int, columns: int, modes: Modes | None
) -> tuple[sparse.csr_array, NDArray[np.float64], NDArray[np.float64]]:
    """Rows over the columns that say how many are open: all, per mode, and at most one mode per site."""
    if modes is None:
        return sparse.csr_array(np.ones((1, columns))), np.array([float(p)]), np.array([float(p)])
    names, site = np.unique(modes.site, return_inverse=True)
    every = np.arange(columns)
    per_mode = sparse.csr_array((np.ones(columns), (modes.mode, every)), shape=(modes.count.size, columns))
    per_site = sparse.csr_array((np.ones(columns), (site, every)), shape=(names.size, columns))
    counts = modes.count.astype(np.float64)
    lower = np.concatenate([counts, np.zeros(names.size)])
    return sparse.vstack([per_mode, per_site]).tocsr(), lower, np.concatenate([counts, np.ones(names.size)])


def assign(
    cost: NDArray[np.float64], weight: NDArray[np.float64], sites: NDArray[np.int64]
) -> tuple[NDArray[np.int64], float]:
    """Send each client to its cheapest open site (the first of equals); -1 where all are forbidden."""
    if sites.size == 0:
        return np.full(len(cost), -1), 0.0
    among = cost[:, sites]
    best = among.argmin(axis=1)
    least = among[np.arange(cost.shape[0]), best]
    served = np.isfinite(least)
    busy = served | (weight > 0)
    return np.where(served, sites[best], -1), float((weight[busy] * least[busy]).sum())


def _assignment_rows(
    client: NDArray[np.int64], site: NDArray[np.int64], busy: NDArray[np.int64], sites: int
) -> tuple[sparse.csr_array, NDArray[np.float64], NDArray[np.float64]]:
    """Each busy client is served once, and only by open sites."""
    pairs = client.size
    every = np.arange(pairs)
    one = np.ones(pairs)
    row = np.searchsorted(busy, client)
    served = sparse.csr_array((one, (row, every + sites)), shape=(busy.size, sites + pairs))
    linked = sparse.csr_array(
        (np.concatenate([one, -one]), (np.tile(every, 2), np.concatenate([every + sites, site]))),
        shape=(pairs, sites + pairs),
    )
    rows = sparse.vstack([served, linked]).tocsr()
    lower = np.concatenate([np.ones(busy.size), np.full(pairs, -np.inf)])
    return rows, lower, np.concatenate([np.ones(busy.size), np.zeros(pairs)])
