"""Some plan that keeps groups, places and sets: greedily, or by an integer program where that gets stuck."""

from __future__ import annotations

import numpy as np
from scipy import sparse

from beatwright.solver.location.engine.lagrangian import CLOSED, OPEN, Ints
from beatwright.solver.location.engine.median_instance import Median
from beatwright.solver.milp import Milp, solve_milp


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
