"""Set partition: every unit in exactly one of q chosen districts, as a linear and as an integer program.

min sum c_d x_d so that each unit is in one chosen district and q are chosen (Garfinkel and Nemhauser 1970). The duals
of the linear relaxation are the units' prices and the fee of a district; where no district of the block has a negative
reduced cost, sum of prices + q fee bounds every division into q. Emergency columns keep the relaxation solvable while
districts are still being generated, and bound its prices.

References
----------
Garfinkel, R. S. and Nemhauser, G. L. (1970). Optimal political districting by implicit enumeration techniques.
Management Science 16, B495-B508.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from beatwright.base.effort import SearchOptions, Stop
from beatwright.solver.milp import Milp, solve_milp

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class Relaxation:
    """Value and prices of the linear relaxation for one number of districts.

    Parameters
    ----------
    value : float
        Cost of the relaxation over the columns at hand.
    prices : ndarray of float, shape (units,)
        Dual price of each unit of the block.
    fee : float
        Dual price of one district more.
    uses_artificial : bool
        Whether the columns at hand do not suffice for a cover.
    """

    value: float
    prices: Floats
    fee: float
    uses_artificial: bool = False

    def bound(self, q: int) -> float:
        """Bound on the cost of `q` districts, where no reduced cost is negative."""
        return float(self.prices.sum() + self.fee * q)

    def towards(self, other: Relaxation, weight: float) -> Relaxation:
        """Give prices between these and others, of which `weight` is the part."""
        prices = self.prices + weight * (other.prices - self.prices)
        return replace(self, prices=prices, fee=self.fee + weight * (other.fee - self.fee))

    def lowered(self, least: float) -> Relaxation:
        """Give the prices at which districts that cost `least` less than nothing cost nothing."""
        return replace(self, fee=self.fee + least)

    def excess(self, matrix: sparse.csc_array, cost: Floats) -> Floats:
        """Cost of districts less prices and fee: their reduced costs."""
        return np.asarray(cost - matrix.T @ self.prices - self.fee, dtype=np.float64)


@dataclass(frozen=True, eq=False)
class Choice:
    """The best division among candidates.

    Parameters
    ----------
    cost : float
        Infinite where none was found.
    bound : float
        No division looked for costs less.
    labels : ndarray of int, shape (units,), or None
    """

    cost: float
    bound: float
    labels: Ints | None


def incidence(sets: list[Ints], size: int) -> sparse.csc_array:
    """Give sets of positions as columns of zeros and ones, shape (size, sets).

    >>> incidence([np.array([0, 2])], 3).toarray().ravel()
    array([1., 0., 1.])
    """
    ends = np.concatenate([[0], np.cumsum([units.size for units in sets])]).astype(np.int64)
    index = np.concatenate([*sets, np.zeros(0, dtype=np.int64)])
    return sparse.csc_array((np.ones(index.size), index, ends), shape=(size, len(sets)))


def relax_partition(
    matrix: sparse.csc_array, cost: Floats, q: int, floor: Floats, artificial_cost: float, stop: Stop | None = None
) -> Relaxation | None:
    """Solve the linear relaxation over columns of finite cost, and emergency columns; None where it was stopped.

    Parameters
    ----------
    matrix : sparse array, shape (units, columns)
        Zeros and ones.
    cost : ndarray of float, shape (columns,)
    q : int
        Number of districts.
    floor : ndarray of float, shape (units,)
        What a unit costs at least in any district.
    artificial_cost : float
        An emergency column covers one unit, or replaces one district, at `artificial_cost` times what that usually
        costs. They bound the prices, and leave the relaxation a relaxation.
    stop : callable () -> bool, optional
        Whether to stop.
    """
    size, columns = matrix.shape
    scale = _scale(cost)
    emergency = np.concatenate([floor * scale + artificial_cost * q / size, [artificial_cost, artificial_cost]])
    slack = sparse.coo_array((np.array([1.0, -1.0]), ([size, size], [0, 1])), shape=(size + 1, 2))
    rows = sparse.hstack([_rows(matrix), sparse.eye_array(size + 1, size), slack]).tocsr()
    right = np.concatenate([np.ones(size), [float(q)]])
    program = Milp(np.concatenate([cost * scale, emergency]), rows, right, right)
    answer = solve_milp(program, stop=stop)
    if answer.duals is None or answer.x is None:  # never so unless stopped: the emergency columns see to that
        return None
    duals = answer.duals / scale
    uses_artificial = bool(answer.x[columns:].max() > 1e-7)  # the solver's tolerance
    return Relaxation(answer.certificate.objective / scale, duals[:size], float(duals[size]), uses_artificial)


def choose_partition(
    matrix: sparse.csc_array, cost: Floats, q: int, options: SearchOptions
) -> tuple[float, float, Ints | None]:
    """Choose `q` columns that cover every unit once, by integer programming.

    Returns the cost (infinite where none was found), a bound over these columns, and the chosen columns.
    """
    if cost.size == 0:
        return np.inf, np.inf, None
    scale = _scale(cost)
    right = np.concatenate([np.ones(matrix.shape[0]), [float(q)]])
    program = Milp(cost * scale, _rows(matrix), right, right, col_upper=1.0, integer=True)
    answer = solve_milp(program, **options)
    if answer.x is None:
        return np.inf, np.inf if answer.certificate.status == "infeasible" else -np.inf, None
    chosen = np.flatnonzero(answer.x > 0.5)
    total = float(cost[chosen].sum())
    bound = total if answer.certificate.status == "optimal" else answer.certificate.bound / scale
    return total, min(bound, total), chosen


def _rows(matrix: sparse.csc_array) -> sparse.csr_array:
    return sparse.vstack([matrix, np.ones((1, matrix.shape[1]))]).tocsr()


def _scale(cost: Floats) -> float:
    """Give the factor that brings costs to about 1, where the solver's tolerances are meant to work."""
    middle = float(np.median(cost)) if cost.size else 1.0
    return 1.0 / middle if middle > 0 else 1.0
