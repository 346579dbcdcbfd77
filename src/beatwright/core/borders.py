"""Which zones have a border in common, and how long it is."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import shapely
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

__all__ = ["Borders", "borders_of"]

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

# Two layers of one city never share vertices: within this distance a common border is told from a gap, in metres.
SNAP = 0.5
# A border that is only within SNAP counts from this many times SNAP on: less is two corners that are near.
_LEAST = 8


@dataclass(frozen=True, eq=False)
class Borders:
    """Rook contiguity: the pairs of zones with a border in common, each pair once.

    Parameters
    ----------
    edges : array of int64, shape (m, 2)
        Positions of the zones, the lower first; sorted.
    metres : array of float, shape (m,)
        Length of the common border; 0 for a bridge.
    perimeter : array of float, shape (n,)
        Whole perimeter of every zone in metres, holes included.
    moment : array of float, shape (n,)
        Polar second moment of area of every zone about its own centroid, in m4.
    """

    edges: Ints
    metres: Floats
    perimeter: Floats
    moment: Floats

    @property
    def pieces(self) -> Ints:
        """Number of the contiguous piece that each zone belongs to, shape (n,); 0 is the largest one."""
        n = len(self.perimeter)
        graph = coo_array((np.ones(len(self.edges)), (self.edges[:, 0], self.edges[:, 1])), shape=(n, n))
        _, found = connected_components(graph, directed=False)
        size = np.bincount(found)
        rank = np.empty_like(size)
        rank[np.argsort(-size, kind="stable")] = np.arange(len(size))
        return np.asarray(rank[found], dtype=np.int64)


def borders_of(polygons: Any, bridges: Iterable[Sequence[int]] = ()) -> Borders:
    """Return the common borders of polygons.

    Polygons that meet in a point alone have none (rook contiguity). Where two polygons were drawn apart and share no
    line, what of the one's outline runs within half a metre of the other counts, if it is 4 m or more.

    Parameters
    ----------
    polygons : array of shapely Polygon or MultiPolygon, shape (n,)
        In metres.
    bridges : iterable of pairs of int
        Positions of zones that count as neighbours though they do not touch; they are listed with 0 m.

    Returns
    -------
    Borders

    Examples
    --------
    Two squares side by side, and a third that touches the second in a corner only:

    >>> squares = [shapely.box(0, 0, 10, 10), shapely.box(10, 0, 20, 10), shapely.box(20, 10, 30, 20)]
    >>> borders = borders_of(np.array(squares))
    >>> borders.edges.tolist(), borders.metres.tolist(), borders.pieces.tolist()
    ([[0, 1]], [10.0], [0, 0, 1])
    """
    shapes = np.asarray(polygons, dtype=object)
    edges, metres = _common(shapes)
    extra = np.array([sorted(pair) for pair in bridges], dtype=np.int64).reshape(-1, 2)
    known = set(map(tuple, edges.tolist()))
    new = np.array([pair not in known for pair in map(tuple, extra.tolist())], dtype=bool)
    edges = np.concatenate([edges, np.unique(extra[new], axis=0)]) if new.any() else edges
    metres = np.concatenate([metres, np.zeros(len(edges) - len(metres))])
    order = np.lexsort((edges[:, 1], edges[:, 0]))
    moment = np.array([_moment(shape) for shape in shapes], dtype=np.float64)
    perimeter = np.asarray(shapely.length(shapely.boundary(shapes)), dtype=np.float64)
    # Hairlines between zones drawn apart count as borders on both of their sides.
    shared = np.bincount(edges.ravel(), weights=np.repeat(metres, 2), minlength=len(shapes))
    return Borders(edges[order], metres[order], np.maximum(perimeter, shared), moment)


def _common(shapes: Any) -> tuple[Ints, Floats]:
    """Return the pairs that share a border, and its length."""
    one, other = shapely.STRtree(shapes).query(shapes, predicate="dwithin", distance=SNAP)
    one, other = one[one < other].astype(np.int64), other[one < other].astype(np.int64)
    outline = shapely.boundary(shapes)
    length = np.asarray(shapely.length(shapely.intersection(outline[one], outline[other])), dtype=np.float64)
    apart = np.flatnonzero(length <= 0.0)
    length[apart] = _nearly_common(shapes, outline, one[apart], other[apart])
    real = length > 0.0
    return np.column_stack([one, other])[real], length[real]


def _nearly_common(shapes: Any, outline: Any, one: Ints, other: Ints) -> Floats:
    """Return how much of the shorter outline runs within SNAP of the other zone; 0 for corners that are near."""
    shared = np.stack(
        [
            shapely.length(shapely.intersection(outline[a], shapely.buffer(shapes[b], SNAP, quad_segs=2)))
            for a, b in ((one, other), (other, one))
        ]
    ).min(axis=0)
    return np.where(shared >= _LEAST * SNAP, shared, 0.0)


def _moment(shape: Any) -> float:
    """Return the polar second moment of area about the centroid (Green's theorem over the rings)."""
    total = 0.0
    centre = shapely.get_coordinates(shapely.centroid(shape))[0]
    for part in shapely.get_parts(shape):
        rings = [shapely.get_exterior_ring(part), *part.interiors]
        turned = [_ring_moment(shapely.get_coordinates(ring) - centre) for ring in rings]
        total += turned[0] - sum(turned[1:])
    return total


def _ring_moment(xy: Floats) -> float:
    x, y, u, v = xy[:-1, 0], xy[:-1, 1], xy[1:, 0], xy[1:, 1]
    cross = x * v - u * y
    return float(abs((cross * (x * x + x * u + u * u + y * y + y * v + v * v)).sum()) / 12.0)
