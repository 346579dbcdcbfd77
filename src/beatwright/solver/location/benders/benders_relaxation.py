"""The linear program of a p-median by Benders cuts, as a search tree needs it: few rows, warm starts, own bounds.

A column for each site and one for what each client pays beyond its first cut, which is the one around its multiplier;
every other cut (`benders_cuts`) comes when a point violates it and goes when it is slack (`RowPool`). What HiGHS says
of the program bounds nothing: multipliers are read off the rows, and the bound of the Lagrangian relaxation is worked
out anew at these. It holds at any multipliers.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import sparse

from beatwright.solver.location.benders.benders_cuts import cut_rows, levels_around, most_violated
from beatwright.solver.location.benders.row_pool import Basis, RowPool
from beatwright.solver.location.engine.lagrangian import CLOSED, OPEN, Flags, Ints, States, choose, listed_costs
from beatwright.solver.location.engine.median_instance import Median
from beatwright.solver.location.engine.neighbour_lists import Floats
from beatwright.solver.location.engine.root_node import rounding
from beatwright.solver.run_highs import ALL
from beatwright.solver.time_limit import SearchClock

_CLOSE = 1e-7  # of the cost: what Benders cuts that are still missing may be worth
_BEYOND = 1.0 + 1e-6  # times a limit: what is proven of it is off by some roundings
_VIOLATED = 1e-6  # of what a client pays on average: by how much a point breaks a row that comes back
_HIGHEST = 1e14  # times what a client pays on average: a level that is left out, as HiGHS refuses coefficients of 1e15


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


class BendersRelaxation:
    """Minimise what clients pay, over shares of p sites, subject to the cuts so far.

    Parameters
    ----------
    median : Median
        A simple p-median.
    state : ndarray of int8, shape (m,)
        What is decided of each site; a closed one stays closed.
    price : ndarray of float, shape (n,)
        Multipliers near the best, weighted cost: the first cuts are those around them.
    close : float, default 1e-7
        Part of the cost that Benders cuts which are still missing may be worth.

    Attributes
    ----------
    opened : ndarray of float, shape (m,)
        Shares of the sites in the last optimum.
    """

    def __init__(self, median: Median, state: States, price: Floats, *, close: float = _CLOSE) -> None:
        self.close = close
        self.median, self.lists = median, median.neighbours.only(state != CLOSED)
        n, m = self.lists.clients, self.lists.sites
        self.opened, self.paid = np.zeros(m), np.zeros(n)
        self.every = np.arange(m)
        self.unit = float(price.mean()) or 1.0  # costs of about one a client: tolerances are made for such
        self.client: Ints = np.array([-1])  # (rows,) of each row; -1 of rows that are no client's cut
        self.worth: Floats = np.zeros(1)  # (rows,) what its multiplier adds to the client's, weighted cost
        below, above = levels_around(self.lists, self.every, price)
        self.first: Floats = np.where(above < _HIGHEST * self.unit, above, price)  # (n,) levels of the first cuts
        self.saved = self._nearer(np.arange(n), self.first)  # (n, m) what a site takes off the first level of a client
        self.pool = RowPool(*self._columns())
        posts = np.array([float(median.posts)])
        self.pool.add(self._wide(sparse.csr_array(np.ones((1, m)))), posts, posts)
        lower = np.flatnonzero(below < self.first)
        self._add_levels(lower, below[lower])

    def _columns(self) -> tuple[Floats, Floats]:
        """Give cost and upper bound of each column: sites, then clients."""
        n, m = self.lists.clients, self.lists.sites
        cost = np.concatenate([-self.saved.sum(axis=0) / self.unit, np.ones(n)])
        return cost, np.concatenate([np.ones(m), np.full(n, np.inf)])

    def _wide(self, *blocks: sparse.csr_array) -> sparse.csr_array:
        """Put blocks of columns side by side, and no coefficients behind them."""
        height, width = blocks[0].shape[0], sum(block.shape[1] for block in blocks)
        rest = sparse.csr_array((height, self.pool.values.size - width))
        return sparse.csr_array(sparse.hstack([*blocks, rest]))

    def _add_rows(self, rows: sparse.csr_array, least: Floats, client: Ints, worth: Floats) -> None:
        self.pool.add(rows, least)
        self.client, self.worth = np.append(self.client, client), np.append(self.worth, worth)

    def _add_levels(self, client: Ints, level: Floats) -> None:
        """Add the Benders cuts of some clients at some levels, weighted cost."""
        kept = level < _HIGHEST * self.unit
        client, level = client[kept], level[kept]
        if client.size == 0:
            return
        nearer = (self._nearer(client, level) - self.saved[client]) / self.unit
        pays = sparse.csr_array(
            (np.ones(client.size), client, np.arange(client.size + 1)), shape=(client.size, self.lists.clients)
        )
        worth = level - self.first[client]
        self._add_rows(self._wide(sparse.csr_array(nearer), pays), worth / self.unit, client, worth)

    def _nearer(self, client: Ints, level: Floats) -> sparse.csr_array:
        """Say what each site saves of the levels of some clients, weighted cost."""
        cuts = cut_rows(self.lists, self.every, client, level)
        return sparse.csr_array((cuts.value, cuts.column, cuts.start), shape=(client.size, self.lists.sites))

    def add_cuts(self) -> bool:
        """Add cuts of other kinds that the last optimum violates; whether there are any."""
        return False

    def take(self, state: States, basis: Basis | None = None) -> None:
        """Decide sites, and go on from a basis."""
        self.pool.set_bounds((state == OPEN).astype(np.float64), (state != CLOSED).astype(np.float64))
        if basis is not None:
            self.pool.take(basis)

    def solve(self, clock: SearchClock, steps: int = ALL, limit: float = np.inf) -> bool:
        """Run the simplex method for so many steps at most; whether that reached the optimum or a limit of the cost."""
        if not self.pool.solve(clock, steps, (limit * _BEYOND - float(self.first.sum())) / self.unit):
            return False
        if not self.pool.over:
            n, m, x = self.lists.clients, self.lists.sites, self.pool.values
            self.opened = np.clip(x[:m], 0.0, 1.0)
            self.paid = self.first - self.saved @ self.opened + self.unit * x[m : m + n]
        return True

    def settle(self, clock: SearchClock, rounds: int, limit: float = np.inf) -> bool:
        """Solve, and add the Benders cuts that are missing; whether each program was solved."""
        for _ in range(rounds):
            if not self.solve(clock, limit=limit):
                return False
            if self.pool.over:
                return True
            total = float(self.paid.sum())
            slack = self.close * total / self.lists.clients
            back = self.client[self.pool.bring_back(_VIOLATED)]
            seen = most_violated(self.lists, self.every, self.opened, self.paid, slack)
            seen.violated[back[back >= 0]] = False
            if back.size == 0 and (seen.served - total <= self.close * total or not seen.violated.any()):
                break
            self._add_levels(np.flatnonzero(seen.violated), seen.level[seen.violated])
        self.pool.tidy()
        return True

    def bound(self, state: States) -> PlanBound:
        """Bound every plan that keeps the fixings, at the multipliers of the last program."""
        n, m, master = self.lists.clients, self.lists.sites, self.median.master
        dual = np.maximum(self.pool.duals, 0.0)
        own = self.client >= 0
        price: Floats = self.first + np.bincount(self.client[own], (dual * self.worth)[own], n)
        price = np.minimum(price, self.lists.cap)
        taken, given = self._priced(dual)
        rho, chosen, edges = np.empty(m), np.zeros(m, dtype=np.bool_), np.empty((1, 2))
        value = given + float(listed_costs(self.lists.site, self.lists.cost, price, master, rho=rho))
        terms = np.append(rho, taken)
        rho -= taken
        value += choose(rho, state, master, chosen, edges=edges)
        # No number is the sum of more terms than there are rows.
        off = rounding(np.concatenate([np.abs(price), [given], np.zeros(self.client.size)]), terms)
        return PlanBound(value - off, chosen, rho, edges)

    def _priced(self, dual: Floats) -> tuple[Floats, float]:
        """Say what multipliers of other cuts take off each site's cost, and what the sites of a plan bring at least."""
        return np.zeros(self.lists.sites), 0.0
