"""A linear program whose rows come and go: all cuts ever found are kept aside, and few of them are in the program.

Most cuts that a search adds are slack at the next node but one, and each step of the simplex method takes time with the
number of rows. Rows that are slack are taken out; those that a point violates come back, and so do those that a basis
says hold, so that every basis ever met can be gone on from.
"""

from __future__ import annotations

import math
from typing import Any, Final, NamedTuple

import highspy
import numpy as np
from scipy import sparse

from beatwright.solver.location.engine.lagrangian import Flags, Ints
from beatwright.solver.location.engine.neighbour_lists import Floats
from beatwright.solver.run_highs import ALL, quiet_highs, run_in_parts
from beatwright.solver.time_limit import SearchClock

# Programs differ by some rows and bounds: to scale and perturb each anew takes longer than it saves.
_OPTIONS: Final = {"simplex_scale_strategy": 0, "dual_simplex_cost_perturbation_multiplier": 0.0}
_IDLE = 1  # optima in a row in which a row may be slack and stay: more make the program longer, fewer have it come back
_BASIC = highspy.HighsBasisStatus.kBasic  # of a row: it is slack


class Basis(NamedTuple):
    """A basis, whatever rows the program has: those that are not named are slack."""

    columns: list[Any]  # status of each column
    rows: Ints  # rows that hold
    status: list[Any]  # status of each of these


class RowPool:
    """Minimise a cost over columns of at least 0, subject to those rows that are in the program.

    Parameters
    ----------
    cost, upper : ndarray of float, shape (columns,)
        Cost and upper bound of each column.

    Attributes
    ----------
    rows : sparse array, shape (rows, columns)
        All rows, in the program or not.
    least, most : ndarray of float, shape (rows,)
        Their bounds.
    inside : ndarray of int
        Rows that are in the program, in its order.
    values : ndarray of float, shape (columns,)
        The last optimum.
    duals : ndarray of float, shape (rows,)
        Last multipliers; 0 of rows that are not in the program.
    """

    def __init__(self, cost: Floats, upper: Floats) -> None:
        none = np.zeros(0, dtype=np.int32)
        self.rows = sparse.csr_array((0, cost.size))
        self.least, self.most, self.duals = np.zeros(0), np.zeros(0), np.zeros(0)
        self.inside: Ints = np.zeros(0, dtype=np.int64)
        self.idle: Ints = np.zeros(0, dtype=np.int64)  # optima in a row in which a row has been slack
        self.values = np.zeros(cost.size)
        self.model = quiet_highs()
        self.prepared: tuple[Basis, Ints, Any] | None = None  # the last basis taken, the rows then, as HiGHS wants it
        self.over = False  # whether the last run ended at the limit
        for name, value in _OPTIONS.items():
            self.model.setOptionValue(name, value)
        self.model.addCols(cost.size, cost, np.zeros(cost.size), upper, 0, none, none, np.zeros(0))

    def add(self, rows: sparse.csr_array, least: Floats, most: Floats | None = None) -> None:
        """Add rows to the pool, and put them in the program."""
        before = self.least.size
        self.rows = sparse.csr_array(sparse.vstack([self.rows, rows]))
        self.least = np.append(self.least, least)
        self.most = np.append(self.most, np.full(least.size, np.inf) if most is None else most)
        self.duals = np.append(self.duals, np.zeros(least.size))
        self.idle = np.append(self.idle, np.zeros(least.size, dtype=np.int64))
        self._put_in(np.arange(before, self.least.size))

    def _put_in(self, these: Ints) -> None:
        if these.size == 0:
            return
        part = self.rows[these]
        start, index = part.indptr[:-1].astype(np.int32), part.indices.astype(np.int32)
        self.idle[these] = 0
        self.model.addRows(these.size, self.least[these], self.most[these], index.size, start, index, part.data)
        self.inside = np.append(self.inside, these)

    def _take_out(self, these: Flags) -> None:
        """Take rows out by their places in the program."""
        places = np.flatnonzero(these).astype(np.int32)
        if places.size == 0:
            return
        self.model.deleteRows(places.size, places)
        self.inside = self.inside[~these]

    def basis(self) -> Basis:
        """Give the last basis."""
        seen = self.model.getBasis()
        status = list(seen.row_status)
        hold = [place for place, each in enumerate(status) if each != _BASIC]
        return Basis(list(seen.col_status), self.inside[hold], [status[place] for place in hold])

    def take(self, basis: Basis) -> None:
        """Go on from a basis, with its rows in the program."""
        self._put_in(np.setdiff1d(basis.rows, self.inside))
        if self.prepared is None or self.prepared[0] is not basis or self.prepared[1] is not self.inside:
            self.prepared = basis, self.inside, self._as_highs(basis)
        self.model.setBasis(self.prepared[2])

    def _as_highs(self, basis: Basis) -> Any:
        known = dict(zip(basis.rows.tolist(), basis.status, strict=True))
        whole = highspy.HighsBasis()
        whole.col_status = basis.columns
        whole.row_status = [known.get(row, _BASIC) for row in self.inside.tolist()]
        whole.valid = True
        return whole

    def tidy(self) -> None:
        """Take out rows that were slack in several optima, and go on from the last one."""
        basis = self.basis()
        self.idle[self.inside] += 1
        self.idle[basis.rows] = 0
        old = self.idle[self.inside] > _IDLE
        if old.any():
            self._take_out(old)
            self.take(basis)

    def bring_back(self, slack: float) -> Ints:
        """Put in the rows that the last optimum violates by more than the slack; which these are."""
        violated = self.least - self.rows @ self.values > slack
        violated[self.inside] = False
        these = np.flatnonzero(violated)
        self._put_in(these)
        return these

    def set_bounds(self, lower: Floats, upper: Floats) -> None:
        """Bound the first columns."""
        self.model.changeColsBounds(lower.size, np.arange(lower.size, dtype=np.int32), lower, upper)

    def solve(self, clock: SearchClock, steps: int = ALL, limit: float = math.inf) -> bool:
        """Run the simplex method for so many steps at most; whether that reached the optimum or the limit.

        At the limit, which the optimum exceeds, ``values`` are those of the optimum before; ``duals`` prove it.
        """
        self.model.setOptionValue("objective_bound", limit)
        done = run_in_parts(self.model, clock, steps)
        self.over = self.model.getModelStatus() == highspy.HighsModelStatus.kObjectiveBound
        seen = self.model.getSolution()
        if seen.dual_valid:
            self.duals = np.zeros(self.least.size)
            self.duals[self.inside] = seen.row_dual
        if done:
            self.values = np.array(seen.col_value)
        return done or self.over
