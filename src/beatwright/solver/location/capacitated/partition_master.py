"""The linear program that chooses sets of clients: each client in one, one at a site, p open sites, and cuts.

The master of the column generation: it gains columns (sets) and rows (subset-row cuts), and the simplex method goes on
from the last basis.
"""

from __future__ import annotations

import numpy as np
from scipy import sparse

from beatwright.solver.location.capacitated.capacity_knapsacks import Flags, Floats, Ints, Knapsacks
from beatwright.solver.location.capacitated.dual_prices import Duals, with_cuts
from beatwright.solver.run_highs import quiet_highs, run_in_parts
from beatwright.solver.time_limit import SearchClock

_IDLE = 1e-9  # fine of a cut that does nothing, in the engine's unit
_CROWD = 150  # cuts from which those that do nothing are dropped


class PartitionMaster:
    """Sets of clients, each at a site, and the cuts that bind them.

    Parameters
    ----------
    sacks : Knapsacks
        Costs and states of the sites.
    """

    def __init__(self, sacks: Knapsacks) -> None:
        self.sacks = sacks
        m, n = sacks.paid.shape
        self.first = n + m + 1  # row of the first cut
        self.right = np.append(np.ones(n + m), sacks.p - int((sacks.state > 0).sum()))
        self.left = np.append(np.ones(n), np.full(m + 1, -np.inf))
        self.cuts = np.zeros((0, 3), dtype=np.int64)
        self.member: Flags = np.zeros((0, n), dtype=bool)
        self.site = np.zeros(0, dtype=np.int64)
        self.share = np.zeros(0)
        self.fine = np.zeros(0)
        self.model = quiet_highs()
        none = np.zeros(0, dtype=np.int32)
        self.model.addRows(
            self.first, self.left, self.right, 0, np.zeros(self.first, dtype=np.int32), none, np.zeros(0)
        )

    def add(self, member: Flags, site: Ints) -> None:
        """Add sets (sets, clients), each at its site (sets,)."""
        columns = self._columns(member, site)
        cost, index = self.cost(member, site), columns.indices.astype(np.int32)
        lower, upper = np.zeros(site.size), np.full(site.size, np.inf)
        start = columns.indptr[:-1].astype(np.int32)
        self.model.addCols(site.size, cost, lower, upper, index.size, start, index, columns.data)
        self.member, self.site = np.vstack([self.member, member]), np.append(self.site, site)

    def keep(self, kept: Flags) -> None:
        """Drop the other sets."""
        gone = np.flatnonzero(~kept).astype(np.int32)
        if gone.size:
            self.model.deleteCols(gone.size, gone)
            self.member, self.site = self.member[kept], self.site[kept]
            self.share = self.share[kept]

    def reduced(self, member: Flags, site: Ints, duals: Duals) -> Floats:
        """Give the reduced cost of each of some sets."""
        fines = _holds_two(member, self.cuts) @ duals.fine
        return np.asarray(self.cost(member, site) - member @ duals.client - duals.site[site] + fines)

    def cut(self, cuts: Ints) -> None:
        """Add subset-row cuts (cuts, 3)."""
        rows = sparse.csr_array(_holds_two(self.member, cuts).T.astype(np.float64))
        start, index = rows.indptr[:-1].astype(np.int32), rows.indices.astype(np.int32)
        count = len(cuts)
        self.model.addRows(count, np.full(count, -np.inf), np.ones(count), index.size, start, index, rows.data)
        self.cuts = np.vstack([self.cuts, cuts])

    def solve(self, clock: SearchClock) -> tuple[Duals, float] | None:
        """Return the prices and what they bring in all if no set has a reduced cost below 0; None without an optimum.

        Prices of a wrong sign are set to 0: what they bring is a bound whatever the solver's tolerances.
        """
        if not run_in_parts(self.model, clock):
            return None
        solution = self.model.getSolution()
        dual, self.share = np.array(solution.row_dual), np.array(solution.col_value)
        m, n = self.sacks.paid.shape
        dual[n:] = np.minimum(dual[n:], 0.0)
        bound = float(dual[: self.first] @ self.right + dual[self.first :].sum())
        site = dual[n : n + m] + np.where(self.sacks.state > 0, 0.0, dual[n + m])
        self.fine = -dual[self.first :]
        return with_cuts(dual[:n].copy(), site, self.fine, self.cuts), bound

    def drop_idle_cuts(self) -> None:
        """Drop the cuts that did nothing in the last solution where there are many."""
        idle = np.flatnonzero(self.fine <= _IDLE)
        if len(self.cuts) >= _CROWD and idle.size:
            self.model.deleteRows(idle.size, (self.first + idle).astype(np.int32))
            self.cuts = np.delete(self.cuts, idle, axis=0)

    def cost(self, member: Flags, site: Ints) -> Floats:
        """Give the cost of each of some sets."""
        return np.asarray(np.where(member, self.sacks.paid[site], 0.0).sum(axis=1))

    def _columns(self, member: Flags, site: Ints) -> sparse.csc_array:
        m, each, one = self.sacks.room.size, np.arange(site.size), np.ones(site.size)
        free = (self.sacks.state[site] == 0).astype(np.float64)
        parts = [
            sparse.csr_array(member.T.astype(np.float64)),
            sparse.csr_array((one, (site, each)), shape=(m, site.size)),
            sparse.csr_array(free[None, :]),
            sparse.csr_array(_holds_two(member, self.cuts).T.astype(np.float64)),
        ]
        return sparse.vstack(parts).tocsc()


def _holds_two(member: Flags, cuts: Ints) -> Flags:
    """Whether a set holds two of the clients of a cut, of shape (sets, cuts)."""
    return np.asarray(sum(member[:, cuts[:, k]].astype(np.int8) for k in range(3)) >= 2)
