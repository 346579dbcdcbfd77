"""The linear program of a p-median with forbidden pairs: Benders cuts, covers, and cuts from odd sets of clients.

A column for each site and one for what each client pays, which grows by `benders_cuts`; everybody is to be covered,
which `odd_cuts` sharpen: where hardly any plan serves everybody, most of the gap is in the covers. One column more
stands for not covering, at a price that no plan pays, so that the program always has an optimum. What HiGHS says of
it bounds nothing: multipliers are read off the rows, and the bound of the Lagrangian relaxation, with the odd cuts
priced, is worked out anew. It holds at any multipliers.
"""

from __future__ import annotations

import numpy as np
from scipy import sparse

from beatwright.solver.location.benders.benders_relaxation import BendersRelaxation
from beatwright.solver.location.covering.odd_cuts import cut_matrix, odd_sets
from beatwright.solver.location.covering_program import Cover
from beatwright.solver.location.engine.lagrangian import Ints, States
from beatwright.solver.location.engine.median_instance import Median
from beatwright.solver.location.engine.neighbour_lists import Floats

_DEAR = 10.0  # times what all clients pay: the price of covering nobody
_CLOSE = 1e-5  # of the cost: what Benders cuts that are still missing may be worth; the gap is in the covers


class PlanRelaxation(BendersRelaxation):
    """Minimise what clients pay, over shares of p sites that cover everybody, subject to the cuts so far.

    Parameters
    ----------
    median : Median
        A simple p-median with forbidden pairs, whose lists hold every allowed pair.
    state : ndarray of int8, shape (m,)
        What is decided of each site; a closed one stays closed.
    price : ndarray of float, shape (n,)
        Multipliers near the best, weighted cost: the first cuts are those around them.
    """

    def __init__(self, median: Median, state: States, price: Floats) -> None:
        self.paid_in_all = float(price.sum())
        self.known: set[tuple[int, ...]] = set()
        super().__init__(median, state, price, close=_CLOSE)
        covers = np.zeros((self.lists.clients, self.lists.sites), dtype=np.bool_)
        row, place = np.nonzero(self.lists.site >= 0)
        covers[row, self.lists.site[row, place]] = True
        needed = Cover(covers, np.ones(self.lists.sites)).needed_clients()
        self.covers = covers[needed]
        rows, worth = sparse.csr_array(self.covers.astype(np.float64)), np.full(needed.size, self.unit)
        self._add_covering(rows, np.ones(needed.size), needed, worth)

    def _columns(self) -> tuple[Floats, Floats]:
        cost, upper = super()._columns()
        return np.append(cost, _DEAR * self.paid_in_all / self.unit), np.append(upper, 1.0)

    def _add_covering(self, sites: sparse.csr_array, least: Floats, client: Ints, worth: Floats) -> None:
        """Add rows of sites for which not covering, the last column, may stand in."""
        none = sparse.csr_array((least.size, self.lists.clients))
        rows = sparse.csr_array(sparse.hstack([sites, none, least[:, None]]))
        self._add_rows(rows, least, client, worth)

    def add_cuts(self) -> bool:
        """Add odd cuts that the last optimum violates; whether there are any."""
        found = odd_sets(self.covers, self.opened, np.ones(len(self.covers)))
        sets = [one.clients for one in found if one.clients not in self.known]
        self.known.update(sets)
        if sets:
            self._add_covering(*cut_matrix(self.covers, sets), np.full(len(sets), -1), np.zeros(len(sets)))
        return bool(sets)

    def _priced(self, dual: Floats) -> tuple[Floats, float]:
        odd = self.client < 0
        odd[0] = False
        taken = self.unit * (self.pool.rows[odd].T @ dual[odd])[: self.lists.sites]
        return taken, self.unit * float(self.pool.least[odd] @ dual[odd])
