"""Distances to the nearest event.

Events are sorted by the cells of a grid and each place searches its own cell and the rings around it (see
`cell_rings`); for events spread evenly that takes constant time a place. Where they crowd into few cells a k-d tree
takes over (scipy.spatial.cKDTree), whose time does not depend on how they lie.
"""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt
from scipy.spatial import cKDTree

from beatwright.base.jit import entry, inner, plain
from beatwright.patterns.geometry.cell_rings import cell_frame, column_of, ring_reach, row_of
from beatwright.patterns.point_pattern import PointPattern

__all__ = ["distances_to_nearest", "nearest_neighbour_distances"]

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
# Events a cell where they are spread evenly: of 1 to 4 the fastest at 100,000 events.
_PER_CELL = 2.0
# Mean number of events that share a cell with an event, from which on the k-d tree is the faster.
_CROWDED = 30.0


def nearest_neighbour_distances(pattern: PointPattern) -> Floats:
    """Return the distance from each event to the nearest other one, shape (n,); infinity where there is no other.

    Examples
    --------
    >>> pattern = PointPattern([[0.0, 0.0], [3.0, 4.0], [3.0, 0.0]], window=(0, 0, 5, 5))
    >>> nearest_neighbour_distances(pattern)
    array([3., 4., 3.])
    """
    if len(pattern) < 2:
        return np.full(len(pattern), math.inf)
    frame, start, order = _filed(pattern.local)
    if _crowded(start):
        return np.asarray(_tree(pattern.local).query(pattern.local, k=2)[0][:, 1], dtype=np.float64)
    points = pattern.local[order]
    found = np.empty(len(pattern))
    found[order] = _search(points, True, points, start, frame)
    return found


def distances_to_nearest(places: npt.ArrayLike, points: npt.ArrayLike) -> Floats:
    """Return the distance from each of `places`, shape (q, 2), to the nearest of `points`, shape (n, 2).

    Infinity where there is no point.

    Examples
    --------
    >>> distances_to_nearest([[0.0, 0.0], [3.0, 3.0]], [[3.0, 4.0]])
    array([5., 1.])
    """
    places, points = (np.array(xy, dtype=np.float64, order="C").reshape(-1, 2) for xy in (places, points))
    if not len(points):
        return np.full(len(places), math.inf)
    frame, start, order = _filed(points)
    if _crowded(start):
        return np.asarray(_tree(points).query(places)[0], dtype=np.float64)
    return np.asarray(_search(places, False, points[order], start, frame))


def _tree(points: Floats) -> cKDTree:
    return cKDTree(points, balanced_tree=False, compact_nodes=False)  # a balanced one is slow where events coincide


def _filed(points: Floats) -> tuple[Floats, Ints, Ints]:
    """Return the frame of the grid, where each cell begins in the order of cells, and that order."""
    frame = cell_frame(points.min(axis=0), points.max(axis=0), len(points), _PER_CELL)
    start, order = _sorted_by_cell(points, frame)
    return frame, start, order


def _crowded(start: Ints) -> bool:
    members = np.diff(start).astype(np.float64)
    return bool(members @ members > _CROWDED * start[-1])


@entry
def _sorted_by_cell(points: Floats, frame: Floats) -> tuple[Ints, Ints]:
    columns = int(frame[3])
    start = np.zeros(columns * int(frame[4]) + 1, dtype=np.int64)
    cell = np.empty(len(points), dtype=np.int64)
    for i in range(len(points)):
        cell[i] = row_of(points[i, 1], frame) * columns + column_of(points[i, 0], frame)
        start[cell[i] + 1] += 1
    start = np.cumsum(start)
    place = start.copy()
    order = np.empty(len(points), dtype=np.int64)
    for i in range(len(points)):
        order[place[cell[i]]] = i
        place[cell[i]] += 1
    return start, order


@entry
def _search(places: Floats, themselves: bool, points: Floats, start: Ints, frame: Floats) -> Floats:
    """Return the distance from each place to the nearest point; where `themselves`, place i is no neighbour of i."""
    found = np.empty(len(places))
    for i in range(len(places)):
        x, y = places[i]
        own = i if themselves else -1
        nearest, ring = math.inf, plain(0)
        while True:
            nearest = _nearest_in_ring(x, y, own, ring, nearest, points, start, frame)
            reach = ring_reach(x, y, ring, frame)
            if nearest <= reach * reach:
                break
            ring += 1
        found[i] = math.sqrt(nearest)
    return found


@inner
def _nearest_in_ring(
    x: float, y: float, own: int, ring: int, nearest: float, points: Floats, start: Ints, frame: Floats
) -> float:
    columns, rows = int(frame[3]), int(frame[4])
    column, row = column_of(x, frame), row_of(y, frame)
    for j in range(max(row - ring, 0), min(row + ring, rows - 1) + 1):
        # The first and last row of a ring are whole; of the rows between only both ends belong to it.
        step = 1 if abs(j - row) == ring else 2 * ring
        for i in range(column - ring, column + ring + 1, step):
            if 0 <= i < columns:
                for k in range(start[j * columns + i], start[j * columns + i + 1]):
                    dx, dy = points[k, 0] - x, points[k, 1] - y
                    squared = dx * dx + dy * dy
                    if squared < nearest and k != own:
                        nearest = squared
    return nearest
