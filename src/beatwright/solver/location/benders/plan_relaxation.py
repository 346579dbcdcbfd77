"""The linear program of a p-median with forbidden pairs: Benders cuts, covers, and cuts from odd sets of clients.

A column for each site and one for what each client pays, which grows by `benders_cuts`; everybody is to be covered,
which `odd_cuts` sharpen: where hardly any plan serves everybody, most of the gap is in the covers. One column more
stands for not covering, at a price that no plan pays, so that the program always has an optimum. What HiGHS says of
it bounds nothing: multipliers are read off the rows, and the bound of the Lagrangian relaxation, with the odd cuts
priced, is worked out anew. It holds at any multipliers.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy import sparse

from beatwright.solver.location.benders.benders_cuts import cut_rows, levels_around, most_violated
from beatwright.solver.location.covering.odd_cuts import cut_row, odd_sets
from beatwright.solver.location.covering_program import Cover
from beatwright.solver.location.engine.lagrangian import CLOSED, OPEN, Flags, Ints, States, choose, listed_costs
from beatwright.solver.location.engine.median_instance import Median
from beatwright.solver.location.engine.neighbour_lists import Floats
from beatwright.solver.location.engine.root_node import rounding
from beatwright.solver.run_highs import quiet_highs, run_again
from beatwright.solver.time_limit import SearchClock

_CLOSE = 1e-7  # of the cost: what Benders cuts that are still missing may be worth
_DEAR = 10.0  # times what all clients pay: the price of covering nobody
_ALL = 2_147_483_647  # steps of the simplex method: as many as it takes
_BASIC = 1  # status of a row in a basis, as HiGHS numbers them: one that is slack


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
        self.opened, self.paid, self.duals = np.zeros(m), np.zeros(n), np.zeros(0)
        self.every = np.arange(m)
        self.unit = float(price.mean()) or 1.0  # costs of about one a client: tolerances are made for such
        self.client: Ints = np.array([-1])  # (rows,) of each row; -1 of the number of posts and of odd cuts
        self.worth: Floats = np.zeros(1)  # (rows,) what its multiplier counts in the client's, weighted cost
        self.odd: dict[int, tuple[Ints, Floats, float]] = {}  # by row: sites, their coefficients, what they reach
        self.known: set[tuple[int, ...]] = set()
        self.model = quiet_highs()
        self._add_columns(float(price.sum()) / self.unit)
        covers = np.zeros((n, m), dtype=np.bool_)
        row, place = np.nonzero(self.lists.site >= 0)
        covers[row, self.lists.site[row, place]] = True
        needed = Cover(covers, np.ones(m)).needed_clients()
        self.covers = covers[needed]
        self._add_covers(needed)
        below, above = levels_around(self.lists, self.every, price)
        everyone, two = np.arange(n), np.flatnonzero(below < above)
        self._add_levels(np.concatenate([everyone, two]), np.concatenate([above, below[two]]))

    def _add_columns(self, paid: float) -> None:
        n, m = self.lists.clients, self.lists.sites
        cost = np.concatenate([np.zeros(m), np.ones(n), [_DEAR * paid]])
        upper = np.concatenate([np.ones(m), np.full(n, np.inf), [1.0]])
        none = np.zeros(0, dtype=np.int32)
        self.model.addCols(cost.size, cost, np.zeros(cost.size), upper, 0, none, none, np.zeros(0))
        posts = float(self.median.posts)
        self.model.addRow(posts, posts, m, np.arange(m, dtype=np.int32), np.ones(m))

    def _add_rows(self, rows: sparse.csr_array, least: Floats, client: Ints, worth: Floats) -> None:
        start, index = rows.indptr[:-1].astype(np.int32), rows.indices.astype(np.int32)
        self.model.addRows(least.size, least, np.full(least.size, np.inf), index.size, start, index, rows.data)
        self.client, self.worth = np.append(self.client, client), np.append(self.worth, worth)

    def _add_covers(self, needed: Ints) -> None:
        n, size = self.lists.clients, needed.size
        blocks = [sparse.csr_array(self.covers.astype(np.float64)), sparse.csr_array((size, n)), np.ones((size, 1))]
        self._add_rows(sparse.csr_array(sparse.hstack(blocks)), np.ones(size), needed, np.full(size, self.unit))

    def _add_levels(self, client: Ints, level: Floats) -> None:
        """Add the Benders cuts of some clients at some levels, weighted cost."""
        n, m, size = self.lists.clients, self.lists.sites, client.size
        cuts = cut_rows(self.lists, self.every, client, level)
        nearer = sparse.csr_array((cuts.value / self.unit, cuts.column, cuts.start), shape=(size, m))
        pays = sparse.csr_array((np.ones(size), client, np.arange(size + 1)), shape=(size, n + 1))
        self._add_rows(sparse.csr_array(sparse.hstack([nearer, pays])), level / self.unit, client, level)

    def add_odd_cuts(self) -> bool:
        """Add cuts that the last optimum violates; whether there are any."""
        n, m = self.lists.clients, self.lists.sites
        found = odd_sets(self.covers, self.opened, np.ones(len(self.covers)))
        sets = [one.clients for one in found if one.clients not in self.known]
        self.known.update(sets)
        for clients in sets:
            sites, half, least = cut_row(self.covers, clients)
            self.odd[self.client.size] = sites, half, least
            index = np.append(sites, n + m)
            row = sparse.csr_array((np.append(half, least), index, [0, index.size]), shape=(1, n + m + 1))
            self._add_rows(row, np.array([least]), np.array([-1]), np.zeros(1))
        return bool(sets)

    def take(self, state: States, basis: Any = None) -> None:
        """Decide sites, and go on from a basis: rows that it does not know of are slack."""
        m = state.size
        lower, upper = (state == OPEN).astype(np.float64), (state != CLOSED).astype(np.float64)
        self.model.changeColsBounds(m, np.arange(m, dtype=np.int32), lower, upper)
        if basis is not None:
            status = list(basis.row_status)
            slack = type(status[0])(_BASIC)
            basis.row_status = status + [slack] * (self.client.size - len(status))
            self.model.setBasis(basis)

    def solve(self, clock: SearchClock, steps: int = _ALL) -> bool:
        """Run the simplex method for so many steps at most; whether that reached the optimum."""
        self.model.setOptionValue("simplex_iteration_limit", steps)
        done = run_again(self.model, clock)
        seen, m = self.model.getSolution(), self.lists.sites
        if seen.dual_valid:
            self.duals = np.array(seen.row_dual)
        if done:
            x = np.array(seen.col_value)
            self.opened, self.paid = np.clip(x[:m], 0.0, 1.0), self.unit * x[m:-1]
        return done

    def settle(self, clock: SearchClock, rounds: int) -> bool:
        """Solve, and add the Benders cuts that are missing; whether each program was solved."""
        for _ in range(rounds):
            if not self.solve(clock):
                return False
            total = float(self.paid.sum())
            slack = _CLOSE * total / self.lists.clients
            seen = most_violated(self.lists, self.every, self.opened, self.paid, slack)
            if seen.served - total <= _CLOSE * total or not seen.violated.any():
                break
            self._add_levels(np.flatnonzero(seen.violated), seen.level[seen.violated])
        return True

    def bound(self, state: States) -> PlanBound:
        """Bound every plan that keeps the fixings, at the multipliers of the last program."""
        n, m, master = self.lists.clients, self.lists.sites, self.median.master
        dual = np.zeros(self.client.size)
        dual[: self.duals.size] = np.maximum(self.duals, 0.0)
        own = self.client >= 0
        price = np.bincount(self.client[own], (dual * self.worth)[own], n).astype(np.float64)
        taken, given = self._priced(dual)
        rho, chosen, edges = np.empty(m), np.zeros(m, dtype=np.bool_), np.empty((1, 2))
        value = given + float(listed_costs(self.lists.site, self.lists.cost, price, master, rho=rho))
        terms = np.append(rho, taken)
        rho -= taken
        value += choose(rho, state, master, chosen, edges=edges)
        # No number is the sum of more terms than there are rows.
        off = rounding(np.concatenate([price, [given], np.zeros(self.client.size)]), terms)
        return PlanBound(value - off, chosen, rho, edges)

    def _priced(self, dual: Floats) -> tuple[Floats, float]:
        """Say what multipliers of odd cuts take off each site's cost, and what the sites of a plan bring at least."""
        taken, given = np.zeros(self.lists.sites), 0.0
        for row, (sites, half, least) in self.odd.items():
            if dual[row] > 0.0:
                taken[sites] += self.unit * dual[row] * half
                given += self.unit * dual[row] * least
        return taken, given
