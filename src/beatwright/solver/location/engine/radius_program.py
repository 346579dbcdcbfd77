"""The p-median by radii: one column a site, and one a distinct set of nearest sites of a client.

A client pays its least cost, and the difference to the next cost for every level at which none of its sites so far is
open (Cornuejols, Nemhauser and Wolsey 1980). A level has none open where the one before has none and its own sites are
closed, so that a row holds the new sites alone (Elloumi 2010): the program grows with the length of lists, not with its
square. Clients of the same set share one row, a list ends at a site that is open in any case, and costs from a limit on
are ruled out, so that few undecided sites make a small program.

References
----------
Cornuejols, G., Nemhauser, G. L. and Wolsey, L. A. (1980). A canonical representation of simple plant location problems
and its applications. SIAM Journal on Algebraic and Discrete Methods 1, 261-272.
Elloumi, S. (2010). A tighter formulation of the p-median problem. Journal of Combinatorial Optimization 19, 69-83.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from beatwright.base.jit import entry
from beatwright.solver.location.engine.lagrangian import CLOSED, FREE, OPEN, Ints, States
from beatwright.solver.location.engine.neighbour_lists import Floats, Indices, NeighbourLists
from beatwright.solver.milp import Milp

Hashes = NDArray[np.uint64]


@dataclass(frozen=True, eq=False)
class CoverRows:
    """What some clients pay, by sets of their nearest undecided sites.

    Parameters
    ----------
    constant : float
        What they pay in any case, weighted cost.
    paid : ndarray of float, shape (rows,)
        What is paid where no site of the set is open; infinite where one must be.
    before : ndarray of int, shape (rows,)
        The row, with a cost, whose set this one widens; -1 for none.
    start : ndarray of int, shape (rows + 1,)
        Where the sites of each row begin.
    site : ndarray of int
        Sites by which each set is wider than the one before, one row behind the other.
    """

    constant: float
    paid: Floats
    before: Ints
    start: Ints
    site: Ints

    def program(self, state: States, price: Floats, posts: int | None = None) -> Milp:
        """Give the integer program: undecided sites first, what they cost, how many are open (None: any number)."""
        free = np.flatnonzero(state == FREE)
        number = np.cumsum(state == FREE) - 1
        rows, sites = self.paid.size, free.size
        extra = np.flatnonzero(np.isfinite(self.paid))
        unserved = np.full(rows, -1)
        unserved[extra] = sites + np.arange(extra.size)
        wider = np.flatnonzero(self.before >= 0)
        row = np.concatenate([np.repeat(np.arange(rows), np.diff(self.start)), extra, wider])
        column = np.concatenate([number[self.site], unserved[extra], unserved[self.before[wider]]])
        sign = np.ones(row.size)
        sign[row.size - wider.size :] = -1.0
        matrix = sparse.csr_array((sign, (row, column)), shape=(rows, sites + extra.size))
        lower, upper = np.where(self.before < 0, 1.0, 0.0), np.full(rows, np.inf)
        if posts is not None:
            count = (np.arange(sites + extra.size) < sites).astype(np.float64)
            matrix = sparse.vstack([matrix, sparse.csr_array(count[None])])
            lower, upper = np.append(lower, posts), np.append(upper, posts)
        cost = np.concatenate([price[free], self.paid[extra]])
        return Milp(cost, matrix, lower, upper, col_upper=1.0, integer=np.arange(cost.size) < sites)


def cover_rows(neighbours: NeighbourLists, state: States, clients: Ints, limit: Floats, most: int) -> CoverRows | None:
    """Make the rows of some clients: their lists up to a site that is open, and below their limits of weighted cost.

    None where they hold more than ``most`` coefficients together.

    Parameters
    ----------
    neighbours : NeighbourLists
        Sorted lists.
    state : ndarray of int8, shape (m,)
        1 open in any case, 0 undecided, -1 closed.
    clients : ndarray of int
        The clients.
    limit : ndarray of float, shape (n,)
        What each client may cost less than.
    most : int
        Largest number of coefficients that the rows may hold together.

    Examples
    --------
    >>> from beatwright.solver.location.engine.neighbour_lists import neighbours_from_matrix
    >>> lists = neighbours_from_matrix(np.array([[1.0, 2.0, 4.0], [2.0, 3.0, 6.0]]), np.ones(2))
    >>> rows = cover_rows(lists, np.array([0, 0, 1], dtype=np.int8), np.arange(2), np.array([9.0, 5.0]), 99)
    >>> rows.constant, rows.paid, rows.before, rows.start
    (3.0, array([ 2.,  2., inf]), array([-1,  0,  0]), array([0, 1, 2, 3]))
    """
    # Sums of random numbers tell sets apart: 128 bits, which no two sets will share.
    keys = np.random.default_rng(0).integers(0, 2**64, (2, neighbours.sites), dtype=np.uint64)
    levels = _levels(neighbours.site, neighbours.cost, neighbours.cap, state, clients, limit, keys)
    who, paid, before, length, one, other, constant = levels
    must = np.isinf(paid)
    known = np.where(before < 0, 0, length[before])  # sites that the row before holds, if there were any
    # Of equal sets that one leads whose row before holds most.
    order = np.lexsort((-known, other, one, length, must))
    same = [np.diff(a[order]) == 0 for a in (must.astype(np.int8), length, one, other)]
    first = np.r_[True, ~np.logical_and.reduce(same)][: order.size]
    lead = np.flatnonzero(first)
    total = np.add.reduceat(paid[order], lead) if lead.size else np.empty(0)
    rows = order[lead]
    number = np.empty(order.size, dtype=np.int64)
    number[order] = np.cumsum(first) - 1
    back = np.where(before[rows] < 0, -1, number[before[rows]])
    start = np.concatenate([[0], np.cumsum(length[rows] - known[rows])])
    if start[-1] + 2 * rows.size > most:
        return None
    return CoverRows(constant, total, back, start, _sets(neighbours.site, state, who[rows], known[rows], start))


@entry
def _levels(
    site: Indices, cost: Floats, cap: Floats, state: States, clients: Ints, limit: Floats, keys: Hashes
) -> tuple[Ints, Floats, Ints, Ints, Hashes, Hashes, float]:
    """List each client's levels: client, cost of having none of the sites so far, level before, their number, keys."""
    most = 0
    for i in clients:
        for a in range(site.shape[1]):
            j = site[i, a]
            if j < 0 or cost[i, a] >= limit[i] or state[j] == OPEN:
                break
            most += int(state[j] == FREE)
    most += 2 * clients.size
    who, paid, length = np.empty(most, dtype=np.int64), np.empty(most), np.empty(most, dtype=np.int64)
    before = np.empty(most, dtype=np.int64)
    one, other = np.empty(most, dtype=np.uint64), np.empty(most, dtype=np.uint64)
    rows, constant = 0, 0.0
    for i in clients:
        size, last, ended, back = 0, -1.0, False, -1
        first, second = np.uint64(0), np.uint64(0)
        for a in range(site.shape[1] + 1):
            # Behind the end of a list stands what it costs at least to be served by a site that is not in it.
            listed = a < site.shape[1] and site[i, a] >= 0
            j = site[i, a] if listed else -1
            if listed and state[j] == CLOSED:
                continue
            here = cost[i, a] if listed else cap[i]
            if last < 0.0:
                constant += here
            if here >= limit[i] or (last >= 0.0 and here > last):
                who[rows], length[rows], one[rows], other[rows] = i, size, first, second
                paid[rows] = np.inf if here >= limit[i] else here - last
                before[rows], back = back, rows
                rows += 1
            ended = not listed or here >= limit[i] or state[j] == OPEN
            if ended:
                break
            last = here
            size += 1
            first += keys[0, j]
            second += keys[1, j]
    return who[:rows], paid[:rows], before[:rows], length[:rows], one[:rows], other[:rows], constant


@entry
def _sets(site: Indices, state: States, clients: Ints, known: Ints, start: Ints) -> Ints:
    """Write the nearest undecided sites of each client that the row before does not hold, as many as its row adds."""
    found = np.empty(start[-1], dtype=np.int64)
    for r in range(clients.size):
        at, a, passed = start[r], 0, 0
        while at < start[r + 1]:
            j = site[clients[r], a]
            if state[j] == FREE:
                if passed >= known[r]:
                    found[at] = j
                    at += 1
                passed += 1
            a += 1
    return found
