"""A linear program that gains columns: the master of a column generation, whose basis is kept from solve to solve."""

from __future__ import annotations

from dataclasses import dataclass

import highspy
import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from beatwright.solver.run_highs import quiet_highs

__all__ = ["GrowingProgram", "GrownPoint"]

Floats = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class GrownPoint:
    """Optimum over the columns so far.

    Parameters
    ----------
    value : float
        Objective.
    x : ndarray of float, shape (columns,)
    duals : ndarray of float, shape (rows,)
    """

    value: float
    x: Floats
    duals: Floats


class GrowingProgram:
    """Minimise cost x with rows x = right and x >= 0, over columns that are added between solves.

    Where columns come in rounds, the simplex method goes on from the last basis: a round costs what its new columns
    change, not a solve from nothing.

    Parameters
    ----------
    right : ndarray of float, shape (rows,)
        Right-hand sides.

    Examples
    --------
    >>> program = GrowingProgram(np.array([2.0]))
    >>> program.add(np.array([5.0]), sparse.csc_array([[1.0]]))
    >>> program.add(np.array([3.0]), sparse.csc_array([[1.0]]))
    >>> program.solve().value
    6.0
    """

    def __init__(self, right: Floats) -> None:
        self.model = quiet_highs()
        none = np.zeros(0, dtype=np.int32)
        start = np.zeros(right.size, dtype=np.int32)
        self.model.addRows(right.size, right, right, 0, start, none, np.zeros(0))

    def add(self, cost: Floats, columns: sparse.csc_array) -> None:
        """Add columns, shape (rows, new), with their costs, shape (new,)."""
        start, index = columns.indptr[:-1].astype(np.int32), columns.indices.astype(np.int32)
        lower, upper = np.zeros(cost.size), np.full(cost.size, np.inf)
        self.model.addCols(cost.size, cost, lower, upper, index.size, start, index, columns.data.astype(np.float64))

    def solve(self) -> GrownPoint | None:
        """Return the optimum, None where there is none."""
        self.model.run()
        if self.model.getModelStatus() != highspy.HighsModelStatus.kOptimal:
            return None
        solution = self.model.getSolution()
        value = float(self.model.getInfo().objective_function_value)
        return GrownPoint(value, np.array(solution.col_value), np.array(solution.row_dual))
