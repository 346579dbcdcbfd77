"""Some plan that keeps the rules, and one that serves every client where pairs are forbidden.

Greedily, or by an integer program where that gets stuck; whether all clients can be served is a covering problem
(Toregas and others 1971).

References
----------
Toregas, C., Swain, R., ReVelle, C. and Bergman, L. (1971). The location of emergency service facilities. Operations
Research 19, 1363-1373.
"""

from __future__ import annotations

import numpy as np
from scipy import sparse

from beatwright.solver.location.covering_program import Cover
from beatwright.solver.location.engine.lagrangian import CLOSED, FREE, OPEN, Ints
from beatwright.solver.location.engine.median_instance import Median
from beatwright.solver.milp import Milp, solve_milp
from beatwright.solver.time_limit import SearchClock


def any_plan(median: Median, seconds: float = np.inf) -> tuple[Ints | None, bool]:
    """Return a plan that keeps the rules, and whether the answer is final: without a plan, that there is none."""
    plan = median.complete_plan(np.arange(median.neighbours.sites))
    if plan is not None:
        return plan, True
    rows, lower, upper = _rules(median)
    program = Milp(
        np.zeros(median.neighbours.sites),
        rows,
        lower,
        upper,
        col_lower=(median.state == OPEN).astype(np.float64),
        col_upper=(median.state != CLOSED).astype(np.float64),
        integer=True,
    )
    answer = solve_milp(program, seconds=None if np.isinf(seconds) else max(seconds, 0.01))
    if answer.x is None:
        return None, answer.certificate.status == "infeasible"
    return np.flatnonzero(answer.x > 0.5), True


def serving_plan(median: Median, clock: SearchClock) -> tuple[Ints | None, bool]:
    """Return a plan that serves every client, and whether there can be one; the rules but for the number are left out.

    Nothing is looked for where the lists do not hold every allowed pair.
    """
    lists, state = median.neighbours, median.state
    if not lists.complete:
        return None, True
    covers = np.zeros((lists.clients, lists.sites), dtype=np.bool_)
    row, column = np.nonzero(lists.site >= 0)
    covers[row, lists.site[row, column]] = True
    free = np.flatnonzero(state == FREE)
    need = ~covers[:, state == OPEN].any(axis=1)
    left = median.posts - int((state == OPEN).sum())
    cover, kept = Cover(covers[need][:, free], np.ones(free.size)), np.arange(free.size)
    picked = cover.greedy()
    if picked.size > left and clock.late:
        return None, True
    if picked.size > left:
        cover, kept = cover.reduced()
        answer = cover.solve(most=left, easy=True, **clock.silent().options())
        if answer.x is None:
            return None, answer.certificate.status != "infeasible"
        picked = np.flatnonzero(answer.x > 0.5)
    first = np.ones(lists.sites, dtype=np.bool_)
    first[free[kept[picked]]] = False
    plan = median.complete_plan(np.argsort(first, kind="stable"))
    return plan, True


def _rules(median: Median) -> tuple[sparse.csr_array, np.ndarray, np.ndarray]:
    """Rows over the columns: as many of each group as wanted, one a place, sets within their room."""
    master, m = median.master, median.neighbours.sites
    one, every = np.ones(m), np.arange(m)
    places = int(median.place.max()) + 1
    quota = master.quota.astype(np.float64)
    rows = [
        sparse.csr_array((one, (master.groups, every)), shape=(quota.size, m)),
        sparse.csr_array((one, (median.place, every)), shape=(places, m)),
        sparse.csr_array(master.member.astype(np.float64)),
    ]
    upper = np.concatenate([quota, np.ones(places), master.room.astype(np.float64)])
    lower = np.concatenate([quota, np.full(upper.size - quota.size, -np.inf)])
    return sparse.vstack([part for part in rows if part.shape[0]]).tocsr(), lower, upper
