"""Growing odd sets of clients by the pairs that help their cuts most: the inner loops of `odd_cuts`.

A site is odd for a set that holds an odd number of the clients that it covers, else even. A pair of clients costs the
posts on even sites that either covers, and on odd sites that both cover; it brings what is covered of the two, less 1.
Clients may join that share most posts on odd sites with the set. Sums over pairs are gathered site by site, so that
only pairs that share a site cost time; the best pairs of all are kept in order. The cuts are those of multipliers 0 and
1/2 (Caprara and Fischetti 1996).

References
----------
Caprara, A. and Fischetti, M. (1996). {0, 1/2}-Chvatal-Gomory cuts. Mathematical Programming 74, 221-235.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from beatwright.base.jit import UNCOUNTED, entry, inner
from beatwright.solver.location.cover_exchange import CoverLists
from beatwright.solver.location.engine.lagrangian import Flags, Ints
from beatwright.solver.location.engine.neighbour_lists import Floats

_SOME = 0.5  # part of a client that is covered from which on it may join a set
_SHARED = 0.02  # posts on sites that a set covers an odd number of times, and a client too, for the client to join
_AROUND = 60  # clients that may join a set: those that share most with it
_PAIRS = 12  # best pairs that are kept of each set
_NEARLY = -0.15  # violation from which on a set is kept: it may be grown further


class OddSets(NamedTuple):
    """Sets of equally many clients, and by how much a point violates the cut of each."""

    clients: Ints  # (sets, size) ascending in each set
    violation: Floats  # (sets,) in clients


class _Room(NamedTuple):
    """What the growth of one set works with."""

    odd: Flags  # (m,)
    shared: Floats  # (n,) posts on odd sites near a client; 0 of the set's own
    around: Ints  # (_AROUND,) clients that may join, those that share most first
    place: Ints  # (n,) place of a client there, -1 of others
    brought: Floats  # (_AROUND,) what is covered of a client, less the posts on even sites near it
    both: Floats  # (_AROUND, _AROUND) posts on odd sites near both of two clients, less those on even ones
    gain: Floats  # (_PAIRS,) of the best pairs, the best first
    first: Ints  # (_PAIRS,) place of one client of each
    second: Ints  # (_PAIRS,) and of the other


def grown_sets(sets: OddSets, near: CoverLists, opened: Floats, covered: Floats) -> OddSets:
    """Grow every set by each of its best pairs, and leave out what comes twice.

    Parameters
    ----------
    sets : OddSets
        What to begin with.
    near : CoverLists
        Sites in use, and the clients that they cover.
    opened : ndarray of float, shape (m,)
        Posts on each of these sites.
    covered : ndarray of float, shape (n,)
        Part of each client that is covered, 0 to 1.

    Examples
    --------
    >>> from beatwright.solver.location.cover_exchange import cover_lists
    >>> ring = cover_lists(np.array([[1, 1, 0], [0, 1, 1], [1, 0, 1]], dtype=bool))
    >>> grown_sets(OddSets(np.array([[0]]), np.zeros(1)), ring, np.full(3, 0.5), np.ones(3))
    OddSets(clients=array([[0, 1, 2]]), violation=array([0.5]))
    """
    size, each = sets.clients.shape
    grown = OddSets(np.empty((size * _PAIRS, each + 2), dtype=np.int64), np.empty(size * _PAIRS))
    made = int(_grow(sets, near, opened, covered, _new_room(near), grown=grown))
    clients = np.sort(grown.clients[:made], axis=1)
    order = np.lexsort(clients.T)
    new = np.ones(made, dtype=np.bool_)
    new[1:] = (clients[order[1:]] != clients[order[:-1]]).any(axis=1)
    return OddSets(clients[order[new]], grown.violation[order[new]])


def _new_room(near: CoverLists) -> _Room:
    n, m = near.row.size - 1, near.column.size - 1
    places = (np.empty(size, dtype=np.int64) for size in (_AROUND, n, _PAIRS, _PAIRS))
    around, place, first, second = places
    return _Room(
        odd=np.empty(m, dtype=np.bool_),
        shared=np.empty(n),
        around=around,
        place=place,
        brought=np.empty(_AROUND),
        both=np.empty((_AROUND, _AROUND)),
        gain=np.empty(_PAIRS),
        first=first,
        second=second,
    )


@entry(**UNCOUNTED)
def _grow(sets: OddSets, near: CoverLists, opened: Floats, covered: Floats, room: _Room, grown: OddSets) -> int:
    """Write what each set grows to; returns their number."""
    made, size = 0, sets.clients.shape[1]
    for s in range(sets.clients.shape[0]):
        _share(sets.clients, s, near, opened, room)
        count = _look_around(covered, room)
        if count < 2:
            continue
        _price(count, near, opened, covered, room)
        for k in range(_best_pairs(count, sets.violation[s], room)):
            for c in range(size):
                grown.clients[made, c] = sets.clients[s, c]
            grown.clients[made, size] = room.around[room.first[k]]
            grown.clients[made, size + 1] = room.around[room.second[k]]
            grown.violation[made] = room.gain[k]
            made += 1
    return made


@inner(**UNCOUNTED)
def _share(clients: Ints, s: int, near: CoverLists, opened: Floats, room: _Room) -> None:
    """Say which sites are odd for a set, and how much each client shares with it."""
    room.odd[:] = False
    room.shared[:] = 0.0
    for c in range(clients.shape[1]):
        i = clients[s, c]
        for a in range(near.row[i], near.row[i + 1]):
            room.odd[near.site[a]] = not room.odd[near.site[a]]
    for j in range(room.odd.size):
        if room.odd[j]:
            for a in range(near.column[j], near.column[j + 1]):
                room.shared[near.client[a]] += opened[j]
    for c in range(clients.shape[1]):
        room.shared[clients[s, c]] = 0.0


@inner(**UNCOUNTED)
def _look_around(covered: Floats, room: _Room) -> int:
    """Put the clients that share most in order, of equal ones the first first; returns their number."""
    count, shared, around = 0, room.shared, room.around
    room.place[:] = -1
    for i in range(shared.size):
        if shared[i] <= _SHARED or covered[i] <= _SOME:
            continue
        if count == _AROUND:
            if shared[i] <= shared[around[count - 1]]:
                continue
            count -= 1
        at = count
        while at > 0 and shared[around[at - 1]] < shared[i]:
            around[at] = around[at - 1]
            at -= 1
        around[at] = i
        count += 1
    for a in range(count):
        room.place[around[a]] = a
    return count


@inner(**UNCOUNTED)
def _price(count: int, near: CoverLists, opened: Floats, covered: Floats, room: _Room) -> None:
    """Price each client that may join, and each two of them that share a site."""
    place, both = room.place, room.both
    for a in range(count):
        room.brought[a] = covered[room.around[a]]
        for b in range(count):
            both[a, b] = 0.0
    for j in range(room.odd.size):
        # What even sites near both cost is paid once, though each of the two has it taken off what it brings.
        worth = opened[j] if room.odd[j] else -opened[j]
        for e in range(near.column[j], near.column[j + 1]):
            a = place[near.client[e]]
            if a < 0:
                continue
            if not room.odd[j]:
                room.brought[a] -= opened[j]
            for f in range(near.column[j], e):
                b = place[near.client[f]]
                if b >= 0:
                    both[min(a, b), max(a, b)] += worth


@inner(**UNCOUNTED)
def _best_pairs(count: int, violation: float, room: _Room) -> int:
    """Put the best pairs in order; returns their number."""
    made, gain, first, second = 0, room.gain, room.first, room.second
    for a in range(count):
        for b in range(a + 1, count):
            worth = violation - 1.0 + room.brought[a] + room.brought[b] - room.both[a, b]
            if worth <= _NEARLY:
                continue
            if made == _PAIRS:
                if worth <= gain[made - 1]:
                    continue
                made -= 1
            at = made
            while at > 0 and gain[at - 1] < worth:
                gain[at], first[at], second[at] = gain[at - 1], first[at - 1], second[at - 1]
                at -= 1
            gain[at], first[at], second[at] = worth, a, b
            made += 1
    return made
