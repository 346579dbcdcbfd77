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

from beatwright.solver.location.engine.lagrangian import Flags, Ints
from beatwright.solver.location.engine.neighbour_lists import Floats

_LEAST = 0.03  # violation, in clients, from which on a cut is worth a row
_SOME = 0.5  # part of a client that is covered from which on it may begin or join a set
_SLACK = 0.3  # posts too many near a client, up to which it may begin a set
_SHARED = 0.02  # posts on sites that a set covers an odd number of times, and a client too, for the client to join
_AROUND = 60  # clients that may join a set: those that share most with it
_PAIRS = 12  # best pairs that are kept of each set
_TIMES, _GROWN = 1, 150  # times that sets are grown further, and how many: the most violated or nearly so
_NEARLY = -0.15  # violation from which on a set may be grown further
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
    near, opened = covers[:, used], opened[used]
    slack = near @ opened - covered
    single = [OddSet(-float(slack[i]), (int(i),)) for i in np.flatnonzero((covered > _SOME) & (slack < _SLACK))]
    found = seeds = _all_grown(single, near, opened, covered)
    for _ in range(_TIMES):
        seeds = _all_grown(sorted(seeds, reverse=True)[:_GROWN], near, opened, covered)
        found = found + seeds
    return _spread_out(found)


def cut_row(covers: Flags, clients: tuple[int, ...]) -> tuple[Ints, Floats, float]:
    """Return a cut as columns and coefficients of the sites, and what they and the clients missed sum to at least.

    Examples
    --------
    >>> cut_row(np.array([[1, 1, 0], [0, 1, 1], [1, 0, 1]], dtype=bool), (0, 1, 2))
    (array([0, 1, 2]), array([1., 1., 1.]), 2.0)
    """
    half = np.ceil(covers[list(clients)].sum(axis=0) / 2.0)
    sites = np.flatnonzero(half)
    return sites, half[sites], (len(clients) + 1) / 2.0


def _all_grown(sets: list[OddSet], near: Flags, opened: Floats, covered: Floats) -> list[OddSet]:
    """Grow every set by a pair, and leave out what comes twice."""
    grown = {tuple(sorted(one.clients)): one.violation for seed in sets for one in _grown(seed, near, opened, covered)}
    return [OddSet(violation, clients) for clients, violation in grown.items()]


def _grown(seed: OddSet, near: Flags, opened: Floats, covered: Floats) -> list[OddSet]:
    """Add the best pairs of clients to a set.

    A pair costs the posts on even sites that either covers, and on odd sites that both cover; it brings what is covered
    of the two, less 1.
    """
    odd = near[list(seed.clients)].sum(axis=0) % 2 == 1
    shared = near[:, odd] @ opened[odd]
    shared[list(seed.clients)] = 0.0
    shared[covered <= _SOME] = 0.0
    around = np.argsort(-shared, kind="stable")[:_AROUND]
    around = around[shared[around] > _SHARED]
    if around.size < 2:
        return []
    local = near[around]
    touched = local.any(axis=0)
    reach = local[:, touched].astype(np.float64)
    even = reach * np.where(odd, 0.0, opened)[touched]
    both = reach @ (reach * np.where(odd, opened, -opened)[touched]).T  # odd ones are paid twice, even ones once
    brought = covered[around] - even.sum(axis=1)
    violation = seed.violation - 1.0 + brought[:, None] + brought[None, :] - both
    violation[np.tril_indices(around.size)] = -np.inf
    best = np.argpartition(-violation.ravel(), min(_PAIRS, violation.size - 1))[:_PAIRS]
    pairs = zip(*np.unravel_index(best, violation.shape), strict=True)
    return [
        OddSet(float(violation[k, other]), (*seed.clients, int(around[k]), int(around[other])))
        for k, other in pairs
        if violation[k, other] > _NEARLY
    ]


def _spread_out(sets: list[OddSet]) -> list[OddSet]:
    """Keep the most violated sets, so that no client is in too many."""
    kept: list[OddSet] = []
    times: dict[int, int] = {}
    for one in sorted(sets, reverse=True):
        if one.violation < _LEAST or len(kept) == _MOST:
            break
        if max(times.get(i, 0) for i in one.clients) < _EACH:
            kept.append(one)
            for i in one.clients:
                times[i] = times.get(i, 0) + 1
    return kept
