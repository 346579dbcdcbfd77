"""The linear program of maximal covering, sharpened by cuts, and what its duals prove.

A column a site, opened or not, and one a client, missed or not; the weight missed is minimised. Cuts are added in
rounds, and the simplex method goes on from the last basis. Whatever HiGHS says of its optimum, the bound is worked out
anew from the duals: with any multipliers of at least 0 the columns' reduced costs bound every plan, and fix sites.
"""

from __future__ import annotations

import numpy as np
from scipy import sparse

from beatwright.solver.location.covering.odd_cuts import OddSet, cut_matrix
from beatwright.solver.location.engine.lagrangian import Flags
from beatwright.solver.location.engine.neighbour_lists import Floats
from beatwright.solver.milp import Milp
from beatwright.solver.run_highs import quiet_highs, run_again
from beatwright.solver.time_limit import SearchClock

_LOOSE = 1e-6  # clients by which a cut may be slack and still go into the integer program: those that hold the bound


class CoverRelaxation:
    """Minimise the weight missed by so many posts, as a linear program that gains cuts.

    Parameters
    ----------
    covers : ndarray of bool, shape (n, m)
        Whether a site covers a client.
    weight : ndarray of float, shape (n,)
        Weight of each client.
    posts : int
        Number of open sites.

    Attributes
    ----------
    opened, missed : ndarray of float
        The last optimum.
    """

    def __init__(self, covers: Flags, weight: Floats, posts: int) -> None:
        n, m = covers.shape
        self.covers, self.weight, self.posts = covers, weight, posts
        self.opened, self.missed = np.zeros(m), np.zeros(n)
        reach = sparse.hstack([sparse.csr_array(covers.astype(np.float64)), sparse.eye_array(n)])
        number = sparse.csr_array(np.concatenate([np.ones(m), np.zeros(n)])[None])
        self.rows = sparse.csr_array(sparse.vstack([number, reach]))
        self.least = np.concatenate([[float(posts)], np.ones(n)])
        # HiGHS's tolerances are made for costs of about 1.
        self.unit = float(weight.max(initial=0.0)) or 1.0
        self.cost = np.concatenate([np.zeros(m), weight / self.unit])
        self.lower, self.upper = np.zeros(m + n), np.ones(m + n)
        self.model = quiet_highs()
        self.model.addVars(m + n, self.lower, self.upper)
        self.model.changeColsCost(m + n, np.arange(m + n, dtype=np.int32), self.cost)
        self._pass_rows(self.rows, self.least, np.concatenate([[float(posts)], np.full(n, np.inf)]))

    def _pass_rows(self, rows: sparse.csr_array, least: Floats, most: Floats) -> None:
        start, index = rows.indptr[:-1].astype(np.int32), rows.indices.astype(np.int32)
        self.model.addRows(least.size, least, most, index.size, start, index, rows.data.astype(np.float64))

    def add(self, sets: list[OddSet]) -> None:
        """Add the cuts of some sets."""
        if not sets:
            return
        n = self.weight.size
        chosen = [one.clients for one in sets]
        half, least = cut_matrix(self.covers, chosen)
        start = np.cumsum([0, *map(len, chosen)])
        index = np.concatenate(chosen)
        missed = sparse.csr_array((np.ones(index.size), index, start), shape=(len(sets), n))
        rows = sparse.csr_array(sparse.hstack([half, missed]))
        self._pass_rows(rows, least, np.full(len(sets), np.inf))
        self.rows = sparse.csr_array(sparse.vstack([self.rows, rows]))
        self.least = np.concatenate([self.least, least])

    def fix(self, closed: Flags, opened: Flags) -> None:
        """Decide sites for good."""
        m = closed.size
        self.upper[:m][closed], self.lower[:m][opened] = 0.0, 1.0
        self.model.changeColsBounds(m, np.arange(m, dtype=np.int32), self.lower[:m], self.upper[:m])

    def solve(self, clock: SearchClock) -> bool:
        """Solve the linear program; whether that was done before the clock said stop."""
        if not run_again(self.model, clock):
            return False
        found = np.clip(np.array(self.model.getSolution().col_value), 0.0, 1.0)
        self.opened, self.missed = np.split(found, [self.opened.size])
        return True

    def proof(self) -> tuple[float, Floats]:
        """Bound on the weight missed, and the reduced costs of the sites, from the duals of the last optimum."""
        dual = np.array(self.model.getSolution().row_dual)
        dual[1:] = np.maximum(dual[1:], 0.0)  # that of the number of posts may have any sign
        reduced = self.cost - self.rows.T @ dual
        paid = np.where(reduced > 0.0, reduced * self.lower, reduced * self.upper)
        bound = float(dual @ self.least) + float(paid.sum())
        # All that is added up, in size; no number is rounded more often than there are rows and columns.
        terms = float(np.abs(dual) @ (self.rows.sum(axis=1) + self.least)) + float(self.cost.sum())
        off = float(np.finfo(float).eps) * sum(self.rows.shape) * terms
        return (bound - off) * self.unit, reduced[: self.opened.size] * self.unit

    def program(self) -> Milp:
        """Give the integer program, with the cuts that are tight or nearly so."""
        n, m = self.covers.shape
        slack = self.rows @ np.concatenate([self.opened, self.missed]) - self.least
        kept = (np.arange(self.least.size) <= n) | (slack < _LOOSE)
        most = np.where(np.arange(kept.size) == 0, float(self.posts), np.inf)[kept]
        return Milp(
            np.concatenate([np.zeros(m), self.weight]),
            self.rows[kept],
            self.least[kept],
            most,
            col_lower=self.lower,
            col_upper=self.upper,
            integer=np.arange(m + n) < m,
        )
