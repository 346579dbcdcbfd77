"""Whether a district stays in one piece when a unit leaves it.

A contiguous district stays so without one of its units exactly where that unit's neighbours in it are joined without
the unit. Mostly they are joined through borders with each other, around the unit: that is looked up in bits,
64 neighbours to a word, made once for a map. Only where they are not does a breadth-first search look further.
"""

from __future__ import annotations

import numpy as np

from beatwright.base.jit import entry, inner
from beatwright.solver.districting.kernels.arrays import Graph, Ints, Scratch, Shorts, Words

WORD = 64  # neighbours that one word can name: bits of a uint64


@entry
def neighbour_words(start: Ints, to: Shorts) -> Words:
    """Tell, for every neighbour of every unit, which other neighbours of that unit it borders.

    Returns
    -------
    ndarray of uint64, shape (2 m,)
        Bit j of edge (u, v) is set where v borders the j-th neighbour of u. A unit with more than 64 neighbours
        gets zeros: it is looked at by search alone.
    """
    n = start.size - 1
    words = np.zeros(to.size, dtype=np.uint64)
    slot = np.full(n, -1, dtype=np.int64)
    for u in range(n):
        first, last = start[u], start[u + 1]
        if last - first > WORD:
            continue
        for e in range(first, last):
            slot[to[e]] = e - first
        for e in range(first, last):
            v = to[e]
            for f in range(start[v], start[v + 1]):
                j = slot[to[f]]
                if j >= 0 and to[f] != v:
                    words[e] |= np.uint64(1) << np.uint64(j)
        for e in range(first, last):
            slot[to[e]] = -1
    return words


@inner
def joined_nearby(touch: Words, first: int, same: np.uint64) -> bool:
    """Tell whether the neighbours named by the bits of `same` are joined through borders with each other.

    `first` is the unit's first edge. False is no proof: they may be joined further away.
    """
    zero, one = np.uint64(0), np.uint64(1)
    seen = same & (~same + one)  # the lowest bit of `same`: the first neighbour, from which the others are reached
    fresh = seen
    while fresh != zero:  # a breadth-first search in which one ring of neighbours is one word
        reached = zero
        j = 0
        while fresh != zero:
            if fresh & one:
                reached |= touch[first + j]
            fresh >>= one
            j += 1
        fresh = reached & same & ~seen
        seen |= fresh
    return bool(seen == same)


@inner
def joined_within(start: Ints, to: Shorts, label: Ints, stamp: Ints, tick: Ints, queue: Ints, unit: int) -> bool:
    """Tell whether the neighbours of `unit` in its district are joined within the district without it."""
    district = label[unit]
    # Marks are numbers that grow from search to search, so that none need be wiped away in between.
    waiting = tick[0] + 1
    seen = tick[0] + 2
    tick[0] = seen
    left = -1
    for e in range(start[unit], start[unit + 1]):
        v = to[e]
        if label[v] == district:
            stamp[v] = waiting
            queue[0] = v
            left += 1
    if left < 1:
        return True
    stamp[unit] = seen  # the search may not go through the unit itself
    stamp[queue[0]] = seen
    head, tail = 0, 1
    while head < tail:
        u = queue[head]
        head += 1
        for e in range(start[u], start[u + 1]):
            v = to[e]
            if label[v] != district or stamp[v] == seen:
                continue
            if stamp[v] == waiting:
                left -= 1
                if left == 0:  # all are reached: the rest of the district does not matter
                    return True
            stamp[v] = seen
            queue[tail] = v
            tail += 1
    return False


@inner
def stays_whole(graph: Graph, label: Ints, scratch: Scratch, unit: int) -> bool:
    """Tell whether the neighbours of `unit` in its district stay joined without it: first nearby, then by search."""
    first, last = graph.start[unit], graph.start[unit + 1]
    if last - first <= WORD:
        same = np.uint64(0)
        for e in range(first, last):
            if label[graph.to[e]] == label[unit]:
                same |= np.uint64(1) << np.uint64(e - first)
        if joined_nearby(graph.touch, first, same):
            return True
    return joined_within(graph.start, graph.to, label, scratch.stamp, tick=scratch.tick, queue=scratch.queue, unit=unit)
