"""The linear program of a p-median with forbidden pairs: Benders cuts, covers, and cuts from odd sets of clients.

A column for each site and one for what each client pays, which grows by `benders_cuts`; everybody is to be covered,
which `odd_cuts` sharpen: where hardly any plan serves everybody, most of the gap is in the covers. One column more
stands for not covering, at a price that no plan pays, so that the program always has an optimum. What HiGHS says of
it bounds nothing: multipliers are read off the rows, and the bound of the Lagrangian relaxation, with the odd cuts
priced, is worked out anew. It holds at any multipliers.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import sparse

from beatwright.solver.location.benders.benders_cuts import cut_rows, levels_around, most_violated
from beatwright.solver.location.benders.row_pool import ALL, Basis, RowPool
from beatwright.solver.location.covering.odd_cuts import cut_matrix, odd_sets
from beatwright.solver.location.covering_program import Cover
from beatwright.solver.location.engine.lagrangian import CLOSED, OPEN, Flags, Ints, States, choose, listed_costs
from beatwright.solver.location.engine.median_instance import Median
from beatwright.solver.location.engine.neighbour_lists import Floats
from beatwright.solver.location.engine.root_node import rounding
from beatwright.solver.time_limit import SearchClock

_CLOSE = 1e-5  # of the cost: what Benders cuts that are still missing may be worth
_BEYOND = 1.0 + 1e-6  # times a limit: what is proven of it is off by some roundings
_DEAR = 10.0  # times what all clients pay: the price of covering nobody
_VIOLATED = 1e-6  # of a client, or of what one pays on average: by how much a point breaks a row that comes back


@dataclass(frozen=True, eq=False)
class PlanBound:
    """What some multipliers prove.

    ``value`` is the bound, weighted cost; ``chosen`` (m,) the sites that the relaxation opens, ``rho`` (m,) their
    reduced costs and ``edges`` (1, 2) those of the dearest free site chosen and the cheapest one left.
    """

    value: float
    chosen: Flags
    rho: Floats
    edges: Floats


class PlanRelaxation:
    """Minimise what clients pay, over shares of p sites that cover everybody, subject to the cuts so far.

    Parameters
    ----------
    median : Median
        A simple p-median with forbidden pairs, whose lists hold every allowed pair.
    price : ndarray of float, shape (n,)
        Multipliers near the best: the first cuts are those around them.

    Attributes
    ----------
    opened : ndarray of float, shape (m,)
        Shares of the sites in the last optimum.
    """

    def __init__(self, median: Median, price: Floats) -> None:
        self.median, self.lists = median, median.neighbours
        n, m = self.lists.clients, self.lists.sites
        self.opened, self.paid = np.zeros(m), np.zeros(n)
        self.every = np.arange(m)
        self.unit = float(price.mean()) or 1.0  # costs of about one a client: tolerances are made for such
        self.client: Ints = np.array([-1])  # (rows,) of each row; -1 of the number of posts and of odd cuts
        self.worth: Floats = np.zeros(1)  # (rows,) what its multiplier adds to the client's, weighted cost
        self.known: set[tuple[int, ...]] = set()
        below, self.first = levels_around(self.lists, self.every, price)
        self.saved = self._nearer(np.arange(n), self.first)  # (n, m) what a site takes off the first level of a client
        self.pool = self._new_pool(float(price.sum()) / self.unit)
        covers = np.zeros((n, m), dtype=np.bool_)
        row, place = np.nonzero(self.lists.site >= 0)
        covers[row, self.lists.site[row, place]] = True
        needed = Cover(covers, np.ones(m)).needed_clients()
        self.covers = covers[needed]
        self._add_covers(needed)
        lower = np.flatnonzero(below < self.first)
        self._add_levels(lower, below[lower])

    def _new_pool(self, paid: float) -> RowPool:
        n, m = self.lists.clients, self.lists.sites
        cost = np.concatenate([-self.saved.sum(axis=0) / self.unit, np.ones(n), [_DEAR * paid]])
        pool = RowPool(cost, np.concatenate([np.ones(m), np.full(n, np.inf), [1.0]]))
        posts = np.array([float(self.median.posts)])
        pool.add(sparse.csr_array(np.repeat([[1.0, 0.0]], [m, n + 1], axis=1)), posts, posts)
        return pool

    def _add_rows(self, rows: sparse.csr_array, least: Floats, client: Ints, worth: Floats) -> None:
        self.pool.add(rows, least)
        self.client, self.worth = np.append(self.client, client), np.append(self.worth, worth)

    def _add_covers(self, needed: Ints) -> None:
        n, size = self.lists.clients, needed.size
        blocks = [sparse.csr_array(self.covers.astype(np.float64)), sparse.csr_array((size, n)), np.ones((size, 1))]
        self._add_rows(sparse.csr_array(sparse.hstack(blocks)), np.ones(size), needed, np.full(size, self.unit))

    def _add_levels(self, client: Ints, level: Floats) -> None:
        """Add the Benders cuts of some clients at some levels, weighted cost."""
        n, size = self.lists.clients, client.size
        if size == 0:
            return
        nearer = (self._nearer(client, level) - self.saved[client]) / self.unit
        pays = sparse.csr_array((np.ones(size), client, np.arange(size + 1)), shape=(size, n + 1))
        worth = level - self.first[client]
        self._add_rows(sparse.csr_array(sparse.hstack([nearer, pays])), worth / self.unit, client, worth)

    def _nearer(self, client: Ints, level: Floats) -> sparse.csr_array:
        """Say what each site saves of the levels of some clients, weighted cost."""
        cuts = cut_rows(self.lists, self.every, client, level)
        return sparse.csr_array((cuts.value, cuts.column, cuts.start), shape=(client.size, self.lists.sites))

    def add_odd_cuts(self) -> bool:
        """Add cuts that the last optimum violates; whether there are any."""
        found = odd_sets(self.covers, self.opened, np.ones(len(self.covers)))
        sets = [one.clients for one in found if one.clients not in self.known]
        self.known.update(sets)
        if not sets:
            return False
        half, least = cut_matrix(self.covers, sets)
        blocks = [half, sparse.csr_array((len(sets), self.lists.clients)), least[:, None]]
        none = np.full(len(sets), -1)
        self._add_rows(sparse.csr_array(sparse.hstack(blocks)), least, none, np.zeros(len(sets)))
        return True

    def take(self, state: States, basis: Basis | None = None) -> None:
        """Decide sites, and go on from a basis."""
        self.pool.set_bounds((state == OPEN).astype(np.float64), (state != CLOSED).astype(np.float64))
        if basis is not None:
            self.pool.take(basis)

    def solve(self, clock: SearchClock, steps: int = ALL, limit: float = np.inf) -> bool:
        """Run the simplex method for so many steps at most; whether that reached the optimum or a limit of the cost."""
        if not self.pool.solve(clock, steps, (limit * _BEYOND - float(self.first.sum())) / self.unit):
            return False
        if self.pool.over:
            return True
        m, x = self.lists.sites, self.pool.values
        self.opened = np.clip(x[:m], 0.0, 1.0)
        self.paid = self.first - self.saved @ self.opened + self.unit * x[m:-1]
        return True

    def settle(self, clock: SearchClock, rounds: int, limit: float = np.inf) -> bool:
        """Solve, and add the Benders cuts that are missing; whether each program was solved."""
        for _ in range(rounds):
            if not self.solve(clock, limit=limit):
                return False
            if self.pool.over:
                return True
            total = float(self.paid.sum())
            slack = _CLOSE * total / self.lists.clients
            back = self.client[self.pool.bring_back(_VIOLATED)]
            seen = most_violated(self.lists, self.every, self.opened, self.paid, slack)
            seen.violated[back[back >= 0]] = False
            if back.size == 0 and (seen.served - total <= _CLOSE * total or not seen.violated.any()):
                break
            self._add_levels(np.flatnonzero(seen.violated), seen.level[seen.violated])
        self.pool.tidy()
        return True

    def bound(self, state: States) -> PlanBound:
        """Bound every plan that keeps the fixings, at the multipliers of the last program."""
        n, m, master = self.lists.clients, self.lists.sites, self.median.master
        dual = np.maximum(self.pool.duals, 0.0)
        own = self.client >= 0
        price = self.first + np.bincount(self.client[own], (dual * self.worth)[own], n)
        odd = ~own
        odd[0] = False
        taken = self.unit * (self.pool.rows[odd].T @ dual[odd])[:m]
        given = self.unit * float(self.pool.least[odd] @ dual[odd])
        rho, chosen, edges = np.empty(m), np.zeros(m, dtype=np.bool_), np.empty((1, 2))
        value = given + float(listed_costs(self.lists.site, self.lists.cost, price, master, rho=rho))
        terms = np.append(rho, taken)
        rho -= taken
        value += choose(rho, state, master, chosen, edges=edges)
        # No number is the sum of more terms than there are rows.
        off = rounding(np.concatenate([np.abs(price), [given], np.zeros(self.client.size)]), terms)
        return PlanBound(value - off, chosen, rho, edges)
