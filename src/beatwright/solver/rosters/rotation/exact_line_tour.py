"""The cheapest order of lines by integer programming: an assignment, and a cut for every round that is not the whole.

Dantzig, G., Fulkerson, R. and Johnson, S. (1954). Solution of a large-scale traveling-salesman problem. Operations
Research 2, 393-410.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from scipy import sparse

from beatwright.solver.milp import Milp, solve_milp
from beatwright.solver.rosters.rotation.line_rounds import assignment_rounds

__all__ = ["exact_line_tour"]

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
_CUTS = 30  # programs solved one after the other
_NODES = 1000  # of each


def exact_line_tour(cost: Floats) -> tuple[Ints | None, float]:
    """Return the cheapest order, None where cuts or nodes ran out before it was one round, and a bound on its cost.

    Parameters
    ----------
    cost : array, shape (lines, lines)
        What it costs that one line is followed by another; at least two lines.
    """
    size = len(cost)
    line, follower = np.divmod(np.arange(size * size), size)
    one = np.ones(line.size)
    rows = sparse.vstack(
        [sparse.csr_array((one, (at, np.arange(line.size))), shape=(size, line.size)) for at in (line, follower)]
    )
    lower, upper = np.ones(2 * size), np.ones(2 * size)
    bound = -np.inf
    for _ in range(_CUTS):
        program = Milp(cost.ravel(), rows, lower, upper, col_upper=1.0 * (line != follower), integer=True)
        answer = solve_milp(program, easy=True, nodes=_NODES)
        bound = max(bound, answer.certificate.bound)
        if answer.x is None:
            return None, bound
        rounds = assignment_rounds(answer.x.reshape(cost.shape).argmax(axis=1))
        if len(rounds) == 1 and answer.certificate.status == "optimal":
            return np.array(rounds[0], dtype=np.int64), bound
        if len(rounds) == 1:
            return None, bound
        leaving = [np.isin(line, each) & ~np.isin(follower, each) for each in rounds]
        rows = sparse.vstack([rows, sparse.csr_array(np.array(leaving, dtype=np.float64))])
        lower, upper = np.append(lower, np.ones(len(rounds))), np.append(upper, np.full(len(rounds), np.inf))
    return None, bound
