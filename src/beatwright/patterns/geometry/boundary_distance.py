"""Distances from places to the border of a window, holes and all parts included.

In a rectangle the nearest side is known at once. Otherwise each edge is filed in every cell of a grid that it runs
through, and a place searches its own cell and the rings around it (see `cell_rings`) until no nearer edge can follow.
The distance to an edge is that to the nearest place on the segment: exact up to rounding, no pixels.
"""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt

from beatwright.base.jit import entry, inner, plain
from beatwright.patterns.geometry.cell_rings import column_of, ring_reach, row_of
from beatwright.patterns.geometry.edge_cells import edge_frame, filed_by_cell
from beatwright.patterns.window import Window

__all__ = ["boundary_distances", "distances_to_edges"]

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]


def boundary_distances(xy: npt.ArrayLike, window: Window) -> Floats:
    """Return the distance from each place in a window to the window's border, shape (n,).

    Parameters
    ----------
    xy : array, shape (n, 2)
        Places in the unit of the window. Places outside are as far as the nearest edge, too.
    window : Window
        Its holes and islands have borders as well.

    Examples
    --------
    >>> from beatwright.patterns.window import window_of
    >>> boundary_distances([[1.0, 1.5], [2.0, 1.9]], window_of((0, 0, 4, 3)))
    array([1. , 1.1])
    """
    places = np.ascontiguousarray(xy, dtype=np.float64).reshape(-1, 2)
    if window.is_rectangle:
        left, bottom, right, top = window.bounds
        x, y = places[:, 0], places[:, 1]
        inside = np.minimum(np.minimum(x - left, right - x), np.minimum(y - bottom, top - y))
        if np.all(inside >= 0):
            return np.asarray(inside)
    return distances_to_edges(places - window.origin, window.edges)


def distances_to_edges(places: Floats, edges: Floats) -> Floats:
    """Return the distance from each place, shape (n, 2), to the nearest edge, shape (m, 4): x and y of both ends."""
    frame = edge_frame(edges)
    start, filed = filed_by_cell(edges, frame)
    return np.asarray(_search_edges(np.ascontiguousarray(places), edges, start, filed, frame))


@entry
def _search_edges(places: Floats, edges: Floats, start: Ints, filed: Ints, frame: Floats) -> Floats:
    found = np.empty(len(places))
    for i in range(len(places)):
        x, y = places[i]
        nearest, ring = math.inf, plain(0)
        while True:
            nearest = _nearest_edge_in_ring(x, y, ring, nearest, edges, start, filed, frame)
            reach = ring_reach(x, y, ring, frame)
            if nearest <= reach * reach:
                break
            ring += 1
        found[i] = math.sqrt(nearest)
    return found


@inner
def _nearest_edge_in_ring(
    x: float, y: float, ring: int, nearest: float, edges: Floats, start: Ints, filed: Ints, frame: Floats
) -> float:
    columns, rows = int(frame[3]), int(frame[4])
    column, row = column_of(x, frame), row_of(y, frame)
    for j in range(max(row - ring, 0), min(row + ring, rows - 1) + 1):
        # The first and last row of a ring are whole; of the rows between only both ends belong to it.
        step = 1 if abs(j - row) == ring else 2 * ring
        for i in range(column - ring, column + ring + 1, step):
            if 0 <= i < columns:
                for k in range(start[j * columns + i], start[j * columns + i + 1]):
                    nearest = min(nearest, _squared_distance(x, y, edges[filed[k]]))
    return nearest


@inner
def _squared_distance(x: float, y: float, edge: Floats) -> float:
    dx, dy = edge[2] - edge[0], edge[3] - edge[1]
    from_x, from_y = x - edge[0], y - edge[1]
    length = dx * dx + dy * dy
    along = from_x * dx + from_y * dy
    if along <= 0.0:
        return float(from_x * from_x + from_y * from_y)
    if along >= length:
        return float((x - edge[2]) ** 2 + (y - edge[3]) ** 2)
    across = from_x * dy - from_y * dx  # the cross product stays exact where along / length would round
    return float(across * across / length)
