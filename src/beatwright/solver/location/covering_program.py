"""Covering: the smallest or cheapest set of sites so that every client has one of its own sites open.

Set covering (Toregas and others 1971): clients and sites that dominate or are dominated are dropped first, which often
leaves little; the greedy cover starts the integer program.

References
----------
Toregas, C., Swain, R., ReVelle, C. and Bergman, L. (1971). The location of emergency service facilities. Operations
Research 19, 1363-1373.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Unpack

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from beatwright.base.effort import SearchOptions
from beatwright.solver.location.covering.least_sets import least_sets
from beatwright.solver.location.engine.neighbour_lists import Floats
from beatwright.solver.milp import Milp, MilpSolution, solve_milp

Flags = NDArray[np.bool_]
Ints = NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class Cover:
    """A covering problem: which sites cover which clients, what a site costs.

    Parameters
    ----------
    covers : ndarray of bool, shape (clients, sites)
        Whether a site covers a client.
    price : ndarray of float, shape (sites,)
        Cost of opening each site.
    """

    covers: Flags
    price: Floats

    def reduced(self) -> tuple[Cover, Ints]:
        """Drop clients and sites that cannot matter; gives the smaller problem and the positions of its sites.

        A client goes whose sites include all sites of another; a site goes whose clients are among those of another
        that costs no more.

        Examples
        --------
        >>> small, sites = Cover(np.array([[1, 1, 0], [0, 1, 0]], dtype=bool), np.ones(3)).reduced()
        >>> small.covers, sites
        (array([[ True]]), array([1]))
        """
        covers, price, sites = self.covers, self.price, np.arange(self.price.size)
        before = (-1, -1)
        while covers.shape != before:
            before = covers.shape
            covers = covers[least_sets(covers, np.zeros(len(covers)))]
            keep = least_sets(~covers.T, price)
            covers, price, sites = covers[:, keep], price[keep], sites[keep]
        return Cover(covers, price), sites

    def needed_clients(self) -> Ints:
        """Clients whose sites do not include all sites of another: who covers these covers all."""
        return np.flatnonzero(least_sets(self.covers, np.zeros(len(self.covers))))

    def greedy(self) -> Ints:
        """Open the site that covers most per cost, again and again; then close what is not needed."""
        left = np.ones(len(self.covers), dtype=bool)
        chosen: list[int] = []
        gain = self.covers.sum(axis=0).astype(np.float64)
        while left.any():
            site = int((gain / self.price).argmax())
            new = left & self.covers[:, site]
            if not new.any():
                break
            gain -= self.covers[new].sum(axis=0)
            left &= ~new
            chosen.append(site)
        times = self.covers[:, chosen].sum(axis=1)
        for site in sorted(chosen, key=lambda j: -self.price[j]):
            own = self.covers[:, site]
            if (times[own] > 1).all():
                times = times - own
                chosen.remove(site)
        return np.sort(np.array(chosen, dtype=np.int64))

    def solve(self, *, easy: bool = False, **effort: Unpack[SearchOptions]) -> MilpSolution:
        """Solve the covering program: all clients covered, at least cost.

        ``easy`` says that it is one of many, most of which take a fraction of a second.
        """
        rows = sparse.csr_array(self.covers.astype(np.float64))
        program = Milp(self.price, rows, np.ones(len(self.covers)), np.inf, col_upper=1.0, integer=True)
        start = np.isin(np.arange(self.price.size), self.greedy()).astype(np.float64)
        return solve_milp(program, start=start, easy=easy, **effort)
