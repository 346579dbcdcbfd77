"""Cuts from odd sets of clients, for covering programs whose linear relaxation is weak.

Where every two of three clients share a site, half a post on each of three such sites covers all three in the linear
program with one post and a half; true plans need two. For any set C of clients, an odd number, half the sum of their
rows y(N_i) >= z_i and of z_i <= 1, rounded, gives

    sum over C of z_i <= (|C| - 1) / 2 + sum_j ceil(a_j / 2) y_j

with a_j the number of clients of C that site j covers (Chvatal-Gomory cuts of multipliers 0 and 1/2). Sets are grown
from single clients by the pair that helps most, for which only sums over two clients at a time are needed.

References
----------
Caprara, A. and Fischetti, M. (1996). {0, 1/2}-Chvatal-Gomory cuts. Mathematical Programming 74, 221-235.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from scipy import sparse

from beatwright.solver.location.cover_exchange import cover_lists
from beatwright.solver.location.covering.odd_growth import OddSets, grown_sets
from beatwright.solver.location.engine.lagrangian import Flags
from beatwright.solver.location.engine.neighbour_lists import Floats

_LEAST = 0.03  # violation, in clients, from which on a cut is worth a row
_SOME = 0.5  # part of a client that is covered from which on it may begin a set
_SLACK = 0.3  # posts too many near a client, up to which it may begin a set
_TIMES, _GROWN = 1, 150  # times that sets are grown further, and how many: the most violated or nearly so
_MOST, _EACH = 500, 12  # cuts of a round, and cuts of a round that hold a client


class OddSet(NamedTuple):
    """An odd set of clients, and by how much a point violates its cut."""

    violation: float
    clients: tuple[int, ...]


def odd_sets(covers: Flags, opened: Floats, covered: Floats) -> list[OddSet]:
    """Find sets whose cuts a point violates, the most violated first.

    Parameters
    ----------
    covers : ndarray of bool, shape (n, m)
        Whether a site covers a client.
    opened : ndarray of float, shape (m,)
        Posts on each site, 0 to 1.
    covered : ndarray of float, shape (n,)
        Part of each client that is covered, 0 to 1.

    Examples
    --------
    >>> ring = np.array([[1, 1, 0], [0, 1, 1], [1, 0, 1]], dtype=bool)
    >>> odd_sets(ring, np.full(3, 0.5), np.ones(3))
    [OddSet(violation=0.5, clients=(0, 1, 2))]
    """
    used = opened > 1e-9
    matrix, opened = covers[:, used], opened[used]
    near, slack = cover_lists(matrix), matrix @ opened - covered
    begin = np.flatnonzero((covered > _SOME) & (slack < _SLACK))
    seeds = grown_sets(OddSets(begin[:, None], -slack[begin]), near, opened, covered)
    found = [seeds]
    for _ in range(_TIMES):
        best = np.argsort(-seeds.violation, kind="stable")[:_GROWN]
        seeds = grown_sets(OddSets(seeds.clients[best], seeds.violation[best]), near, opened, covered)
        found.append(seeds)
    return _spread_out(_listed(found))


def cut_matrix(covers: Flags, sets: list[tuple[int, ...]]) -> tuple[sparse.csr_array, Floats]:
    """Return the sites' coefficients in the cuts of some sets, and what they and the clients missed sum to at least.

    Examples
    --------
    >>> half, least = cut_matrix(np.array([[1, 1, 0], [0, 1, 1], [1, 0, 1]], dtype=bool), [(0, 1, 2)])
    >>> half.toarray(), least
    (array([[1., 1., 1.]]), array([2.]))
    """
    half = np.array([np.ceil(covers[list(clients)].sum(axis=0) / 2.0) for clients in sets])
    return sparse.csr_array(half), np.array([(len(clients) + 1) / 2.0 for clients in sets])


def _listed(found: list[OddSets]) -> list[OddSet]:
    """List the sets that are violated enough for a cut."""
    return [
        OddSet(float(sets.violation[k]), tuple(sets.clients[k].tolist()))
        for sets in found
        for k in np.flatnonzero(sets.violation >= _LEAST)
    ]


def _spread_out(sets: list[OddSet]) -> list[OddSet]:
    """Keep the most violated sets, so that no client is in too many."""
    kept: list[OddSet] = []
    times: dict[int, int] = {}
    for one in sorted(sets, reverse=True):
        if len(kept) == _MOST:
            break
        if max(times.get(i, 0) for i in one.clients) < _EACH:
            kept.append(one)
            for i in one.clients:
                times[i] = times.get(i, 0) + 1
    return kept
