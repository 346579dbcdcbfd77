"""Shortest distances along a network, between events and from events to vertices.

The way from an event to a vertex begins at one of the two ends of its edge; scipy's Dijkstra search on the sparse
matrix of lengths does the rest, from the ends that events lie beside.
"""

from __future__ import annotations

import math
from collections.abc import Iterator

import numpy as np
import numpy.typing as npt
from scipy.sparse.csgraph import dijkstra

from beatwright.patterns.networks.network_pattern import NetworkPattern

__all__ = ["distances_along", "network_nearest_distances", "network_pair_distances", "vertex_distances"]

Floats = npt.NDArray[np.float64]
# Numbers held at once while distances are searched: 64 MB.
_AT_ONCE = 8_000_000


def vertex_distances(pattern: NetworkPattern, limit: float = math.inf) -> Iterator[tuple[int, Floats]]:
    """Yield each event with its distances along the network to all vertices, shape (v,); infinity beyond `limit`."""
    together = max(_AT_ONCE // max(len(pattern.vertices), 1), 1)
    order = np.argsort(pattern.edge, kind="stable")  # events of one edge share the search
    for begin in range(0, len(pattern), together):
        events = order[begin : begin + together]
        ends, place = np.unique(pattern.edges[pattern.edge[events]], return_inverse=True)
        found = dijkstra(pattern.graph, directed=False, indices=ends, limit=limit)
        for event, (first, second) in zip(events, place.reshape(-1, 2), strict=True):
            into = pattern.fraction[event] * pattern.lengths[pattern.edge[event]]
            rest = pattern.lengths[pattern.edge[event]] - into
            yield int(event), np.minimum(into + found[first], rest + found[second])


def distances_along(pattern: NetworkPattern, event: int, to_vertices: Floats) -> Floats:
    """Return the distances from an event to all events, shape (n,), given its distances to the vertices."""
    lengths, first, second = pattern.lengths[pattern.edge], *pattern.edges[pattern.edge].T
    into = pattern.fraction * lengths
    found = np.minimum(to_vertices[first] + into, to_vertices[second] + lengths - into)
    same = pattern.edge == pattern.edge[event]
    found[same] = np.minimum(found[same], np.abs(into[same] - into[event]))
    return np.asarray(found)


def network_pair_distances(pattern: NetworkPattern) -> Floats:
    """Return the distance along the network between each two events, shape (n, n); infinity where no way leads.

    Examples
    --------
    >>> pattern = NetworkPattern([[0, 0], [10, 0], [10, 5]], [[0, 1], [1, 2]], edge=[0, 1], fraction=[0.5, 0.2])
    >>> network_pair_distances(pattern)
    array([[0., 6.],
           [6., 0.]])
    """
    found = np.zeros((len(pattern), len(pattern)))
    for event, to_vertices in vertex_distances(pattern):
        found[event] = distances_along(pattern, event, to_vertices)
    return found


def network_nearest_distances(pattern: NetworkPattern) -> Floats:
    """Return the distance along the network from each event to the nearest other one, shape (n,).

    Infinity where there is no other, or no way to one.

    Examples
    --------
    >>> pattern = NetworkPattern([[0, 0], [10, 0]], [[0, 1]], edge=[0, 0, 0], fraction=[0.0, 0.5, 0.6])
    >>> network_nearest_distances(pattern)
    array([5., 1., 1.])
    """
    nearest = np.full(len(pattern), math.inf)
    for event, to_vertices in vertex_distances(pattern):
        found = distances_along(pattern, event, to_vertices)
        found[event] = math.inf
        nearest[event] = found.min()
    return nearest
