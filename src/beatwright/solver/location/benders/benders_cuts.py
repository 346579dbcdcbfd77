"""Benders cuts of the p-median: what a client pays at least, read off its sorted list.

Whatever is open, client i pays t_i >= D - sum over sites j nearer than D of (D - d_ij) y_j, for every level D
(Cornuejols, Nemhauser and Wolsey 1980; Magnanti and Wong 1981). Levels at the costs of its list suffice, and the most
violated one is where the sites that a point opens, nearest first, add up to one: a walk along the list finds it
(Duran-Mateluna, Ales and Elloumi 2023).

References
----------
Cornuejols, G., Nemhauser, G. L. and Wolsey, L. A. (1980). A canonical representation of simple plant location problems
and its applications. SIAM Journal on Algebraic and Discrete Methods 1, 261-272.
Magnanti, T. L. and Wong, R. T. (1981). Accelerating Benders decomposition: algorithmic enhancement and model selection
criteria. Operations Research 29, 464-484.
Duran-Mateluna, C., Ales, Z. and Elloumi, S. (2023). An efficient Benders decomposition for the p-median problem.
European Journal of Operational Research 308, 84-96.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from beatwright.base.jit import UNCOUNTED, entry
from beatwright.solver.location.engine.lagrangian import Flags, Ints
from beatwright.solver.location.engine.neighbour_lists import Floats, Indices, NeighbourLists, Starts

_SERVED = 1.0 - 1e-9  # posts near a client from which on it is served whole: sums of shares are rounded


class CutRows(NamedTuple):
    """Coefficients of the sites in some cuts, one cut behind the other."""

    start: Starts  # (cuts + 1,)
    column: Indices  # (entries,) int32
    value: Floats  # (entries,) weighted cost: level - cost


class Separation(NamedTuple):
    """The most violated cut of each client at a point."""

    level: Floats  # (n,) weighted cost
    violated: Flags  # (n,) by more than the slack
    served: float  # what all clients pay at the point if they are served as cheaply as it allows


def cut_rows(neighbours: NeighbourLists, column: Ints, client: Ints, level: Floats) -> CutRows:
    """Write the cuts of some clients at some levels.

    Parameters
    ----------
    neighbours : NeighbourLists
        Sorted lists.
    column : ndarray of int, shape (m,)
        Column of each site, -1 of a site that stays closed.
    client : ndarray of int, shape (cuts,)
        Client of each cut.
    level : ndarray of float, shape (cuts,)
        Level of each cut, weighted cost; at most the client's ``cap``.

    Examples
    --------
    >>> from beatwright.solver.location.engine.neighbour_lists import neighbours_from_matrix
    >>> lists = neighbours_from_matrix(np.array([[3.0, 1.0, 2.0]]), np.ones(1))
    >>> cut_rows(lists, np.array([0, 1, 2]), np.array([0]), np.array([2.5]))
    CutRows(start=array([0, 2]), column=array([1, 2], dtype=int32), value=array([1.5, 0.5]))
    """
    start = np.zeros(client.size + 1, dtype=np.int64)
    _count_nearer(neighbours.site, neighbours.cost, column, client, level, start=start)
    rows = CutRows(start, np.empty(start[-1], dtype=np.int32), np.empty(start[-1]))
    _write_nearer(neighbours.site, neighbours.cost, column, client, level, rows=rows)
    return rows


def most_violated(neighbours: NeighbourLists, column: Ints, opened: Floats, paid: Floats, slack: float) -> Separation:
    """Find the most violated cut of each client.

    Parameters
    ----------
    neighbours, column
        As in `cut_rows`.
    opened : ndarray of float, shape (columns,)
        Posts at each site, 0 to 1.
    paid : ndarray of float, shape (n,)
        What the point says that each client pays, weighted cost.
    slack : float
        Violation that is none yet, weighted cost.
    """
    level, violated = np.empty(neighbours.clients), np.empty(neighbours.clients, dtype=np.bool_)
    served = _separate(neighbours.site, neighbours.cost, column, opened, paid, slack, level=level, violated=violated)
    return Separation(level, violated, float(served))


def levels_around(neighbours: NeighbourLists, column: Ints, price: Floats) -> tuple[Floats, Floats]:
    """Give the listed costs next to each client's multiplier, below and from it on; the multiplier where none is."""
    below, above = price.copy(), price.copy()
    _bracket(neighbours.site, neighbours.cost, column, price, below=below, above=above)
    return below, above


@entry(**UNCOUNTED)
def _count_nearer(site: Indices, cost: Floats, column: Ints, client: Ints, level: Floats, start: Starts) -> None:
    """Where the entries of each cut begin; ``start`` is 0."""
    for r in range(client.size):
        i, size = client[r], 0
        for a in range(site.shape[1]):
            if site[i, a] < 0 or cost[i, a] >= level[r]:
                break
            size += int(column[site[i, a]] >= 0)
        start[r + 1] = start[r] + size


@entry(**UNCOUNTED)
def _write_nearer(site: Indices, cost: Floats, column: Ints, client: Ints, level: Floats, rows: CutRows) -> None:
    """Write the entries of each cut, as many as were counted."""
    for r in range(client.size):
        i, a, at = client[r], 0, rows.start[r]
        while at < rows.start[r + 1]:
            if column[site[i, a]] >= 0:
                rows.column[at] = column[site[i, a]]
                rows.value[at] = level[r] - cost[i, a]
                at += 1
            a += 1


@entry(**UNCOUNTED)
def _separate(
    site: Indices,
    cost: Floats,
    column: Ints,
    opened: Floats,
    paid: Floats,
    slack: float,
    level: Floats,
    violated: Flags,
) -> float:
    """Do as `most_violated`; a client that is not served whole pays the last cost of its list for the rest."""
    total = 0.0
    for i in range(site.shape[0]):
        near, pays, last = 0.0, 0.0, 0.0
        for a in range(site.shape[1]):
            if site[i, a] < 0 or near >= _SERVED:
                break
            last = cost[i, a]
            j = column[site[i, a]]
            if j >= 0 and opened[j] > 0.0:
                part = min(opened[j], 1.0 - near)
                near += part
                pays += part * last
        pays += (1.0 - near) * last
        level[i] = last
        violated[i] = pays > paid[i] + slack
        total += pays
    return total


@entry(**UNCOUNTED)
def _bracket(site: Indices, cost: Floats, column: Ints, price: Floats, below: Floats, above: Floats) -> None:
    """Do as `levels_around`."""
    for i in range(site.shape[0]):
        for a in range(site.shape[1]):
            if site[i, a] < 0:
                break
            if column[site[i, a]] < 0:
                continue
            if cost[i, a] >= price[i]:
                above[i] = cost[i, a]
                break
            below[i] = cost[i, a]
