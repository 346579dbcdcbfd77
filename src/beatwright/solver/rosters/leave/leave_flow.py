"""Leave of the largest total: a transport problem, whose linear program is whole.

maximise sum p_iw x_iw, sum_w x_iw = k_i, sum_i x_iw <= m_w, 0 <= x <= 1. Its matrix is that of a bipartite graph,
hence totally unimodular: every vertex is whole. Squads do not meet, so each is a program of its own.

Hoffman, A. J. and Kruskal, J. B. (1956). Integral boundary points of convex polyhedra. In: Linear inequalities and
related systems. Princeton: University Press, 223-246.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from scipy import sparse

from beatwright.solver.milp import Milp, solve_milp
from beatwright.solver.rosters.leave.leave_case import Floats, Ints

__all__ = ["best_worst_share_bound", "flow_rows", "leave_flow"]

Flags = npt.NDArray[np.bool_]
_WHOLE = 1e-6  # what HiGHS may leave of a whole number


def leave_flow(value: Floats, weeks_each: Ints, most: Ints) -> Flags | None:
    """Return who is away when with the largest sum of values, shape (officers, weeks); None where nobody can.

    Parameters
    ----------
    value : array, shape (officers, weeks)
        What it is worth that an officer is away in a week.
    weeks_each : array of int, shape (officers,)
        Weeks of every officer.
    most : array of int, shape (weeks,)
        Officers away in a week at most.
    """
    rows, lower, upper = flow_rows(weeks_each, most)
    answer = solve_milp(Milp(-value.ravel(), rows, lower, upper, col_upper=1.0))
    if answer.x is None:
        return None
    if np.abs(answer.x - np.rint(answer.x)).max(initial=0.0) > _WHOLE:
        raise AssertionError("The linear program of leave has no whole answer: a fault of beatwright.")
    return np.asarray(np.rint(answer.x).reshape(value.shape) > 0)


def flow_rows(weeks_each: Ints, most: Ints) -> tuple[sparse.csr_array, Floats, Floats]:
    """Return the rows of officers, then of weeks, and their limits; columns are officer by officer, week by week."""
    officers, weeks = weeks_each.size, most.size
    of_officer = sparse.kron(sparse.eye_array(officers), np.ones((1, weeks)))
    of_week = sparse.kron(np.ones((1, officers)), sparse.eye_array(weeks))
    lower = np.concatenate([weeks_each, np.zeros(weeks)]).astype(np.float64)
    upper = np.concatenate([weeks_each, most]).astype(np.float64)
    return sparse.csr_array(sparse.vstack([of_officer, of_week])), lower, upper


def best_worst_share_bound(share: Floats, weeks_each: Ints, most: Ints) -> float:
    """Return what the worst-off officer of a squad can have at most of his own best weeks: weeks may be split.

    Parameters
    ----------
    share : array, shape (officers, weeks)
        Each week as a share of what the officer's best weeks are together.
    weeks_each, most
        As for `leave_flow`.
    """
    officers, size = len(share), share.size
    rows, lower, upper = flow_rows(weeks_each, most)
    own = sparse.csr_array((share.ravel(), (np.repeat(np.arange(officers), share.shape[1]), np.arange(size))))
    worst = sparse.csr_array(np.concatenate([np.zeros(rows.shape[0]), -np.ones(officers)])[:, None])
    program = Milp(
        np.append(np.zeros(size), -1.0),
        sparse.hstack([sparse.vstack([rows, own]), worst]),
        np.append(lower, np.zeros(officers)),
        np.append(upper, np.full(officers, np.inf)),
        col_upper=np.append(np.ones(size), np.inf),
    )
    return -float(solve_milp(program).certificate.objective)
