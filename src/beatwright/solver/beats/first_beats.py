"""Where the search for districts around posts begins: a p-median, and districts grown around it.

The posts are the best of several local optima of Maranzana's (1964) heuristic for the p-median, which by turns sends
units to the nearest post and moves posts to the middle of their units. Contiguous districts are then grown from the
posts' units, the unit that is cheapest for its post next, as in Dijkstra's algorithm with the travel to the post in
place of the length of the path.

References
----------
Maranzana, F. E. (1964). On the location of supply points to minimize transport costs. Operational Research Quarterly
15, 261-270.
"""

from __future__ import annotations

import heapq

import numpy as np
from numpy.typing import NDArray

from beatwright.base.effort import Stop
from beatwright.solver.beats.read_beat_instance import MedianInstance
from beatwright.solver.districting.division_scores import pieces_of
from beatwright.solver.districting.kernels.arrays import Graph

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

# Draws of posts, of which the best is taken, and rounds of the heuristic for one at most. Both only choose where
# annealing begins.
_STARTS, _ROUNDS = 30, 20


def start_plan(instance: MedianInstance, graph: Graph, random: np.random.Generator, stopped: Stop) -> tuple[Ints, Ints]:
    """Give contiguous districts, and their posts: the best of several local optima of the p-median.

    Where it is stopped it is the best so far, or the first draw.

    Returns
    -------
    districts : ndarray of int, shape (n,)
    posts : ndarray of int, shape (k,)
        Sites.
    """
    piece = pieces_of(instance.edges, np.zeros(instance.n, dtype=np.int64))[1]
    best, best_total = _spread(instance, piece, random), np.inf
    for _ in range(_STARTS):
        if stopped():
            break
        post = _alternate(instance, _drawn(instance, instance.k, random))
        total = float(instance.travel[:, post].min(axis=1).sum())
        covered = np.unique(piece[instance.home[post]]).size == int(piece.max()) + 1
        if total < best_total and covered:
            best, best_total = post, total
    return grow(graph, instance.travel, instance.home, best), best


def _drawn(instance: MedianInstance, count: int, random: np.random.Generator) -> Ints:
    """Draw sites in different units."""
    order = random.permutation(instance.home.size)
    _, first = np.unique(instance.home[order], return_index=True)
    return np.asarray(order[np.sort(first)][:count], dtype=np.int64)


def _spread(instance: MedianInstance, piece: Ints, random: np.random.Generator) -> Ints:
    """Draw sites in different units so that every separate part of the map has one."""
    order = _drawn(instance, instance.home.size, random)
    _, first = np.unique(piece[instance.home[order]], return_index=True)
    rest = np.setdiff1d(np.arange(order.size), first)
    return np.asarray(order[np.concatenate([first, rest])][: instance.k], dtype=np.int64)


def _alternate(instance: MedianInstance, post: Ints) -> Ints:
    """Send units to the nearest post and move posts to the middle of their units until nothing changes."""
    for _ in range(_ROUNDS):
        nearest = instance.travel[:, post].argmin(axis=1)
        nearest[instance.home[post]] = np.arange(post.size)  # a post stands in its own district
        moved = post.copy()
        for district in range(post.size):
            own = np.flatnonzero(nearest[instance.home] == district)
            moved[district] = own[instance.travel[nearest == district][:, own].sum(axis=0).argmin()]
        if (moved == post).all():
            break
        post = moved
    return np.asarray(post, dtype=np.int64)


def grow(graph: Graph, travel: Floats, home: Ints, post: Ints) -> Ints:
    """Grow districts from the units of their posts, the cheapest neighbour first, so that they are contiguous."""
    label = np.full(travel.shape[0], -1, dtype=np.int64)
    seat = home[post]
    label[seat] = np.arange(post.size)
    heap = [(0.0, int(unit), district) for district, unit in enumerate(seat)]
    while heap:
        _, unit, district = heapq.heappop(heap)
        if label[unit] not in (-1, district):  # another district was cheaper, or sooner
            continue
        label[unit] = district
        for v in graph.to[graph.start[unit] : graph.start[unit + 1]].tolist():
            if label[v] < 0:
                heapq.heappush(heap, (float(travel[v, post[district]]), v, district))
    return label
