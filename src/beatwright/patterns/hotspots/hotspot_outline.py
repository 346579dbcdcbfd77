"""The outline and the centre of a cluster of points."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
import shapely
from shapely.geometry.base import BaseGeometry

__all__ = ["HULLS", "geometric_median", "outline"]

Floats = npt.NDArray[np.float64]

HULLS = ("concave", "convex")

# Concave hulls keep edges up to this share of the way from the shortest to the longest of the triangulation.
_RATIO = 0.5
# A hull whose area is less than this part of its squared perimeter is a line.
_FLAT = 1e-9
_ROUNDS = 200


def outline(xy: Floats, window: BaseGeometry, hull: str, width: float) -> tuple[BaseGeometry, bool]:
    """Return the hull of points within a window, and whether it had to be widened for want of an area.

    Parameters
    ----------
    xy : array, shape (n, 2)
        Points in the window.
    window : Polygon or MultiPolygon
        To which the hull is cut.
    hull : {"concave", "convex"}
        Which one.
    width : float
        Of a line, or of a place: the hull is widened by half of it to either side.
    """
    points = shapely.multipoints(xy)
    shape: Any = shapely.concave_hull(points, ratio=_RATIO) if hull == "concave" else shapely.convex_hull(points)
    if not _has_area(shape):
        shape = shapely.convex_hull(points)
    inside = _areas(shapely.intersection(shape, window)) if _has_area(shape) else shapely.Polygon()
    if _has_area(inside):
        return inside, False
    return _areas(shapely.intersection(shapely.buffer(shape, width / 2), window)), True


def _has_area(shape: Any) -> bool:
    return bool(shape.area > _FLAT * shape.length**2)


def _areas(shape: Any) -> BaseGeometry:
    """Return the polygons of a shape."""
    parts = [part for part in shapely.get_parts(shape) if isinstance(part, shapely.Polygon)]
    return parts[0] if len(parts) == 1 else shapely.multipolygons(parts)


def geometric_median(xy: Floats) -> Floats:
    """Return the place from which the sum of distances to points is least (Weiszfeld's iteration), shape (2,).

    References
    ----------
    Vardi, Y. and Zhang, C.-H. (2000). The multivariate L1-median and associated data depth. PNAS 97, 1423–1426.
    """
    place, extent = xy.mean(axis=0), float(np.ptp(xy, axis=0).max())
    for _ in range(_ROUNDS):
        away = np.hypot(*(xy - place).T)
        apart = away > 1e-12 * extent
        if not apart.any():
            break
        weight = 1 / away[apart]
        towards = weight @ xy[apart] / weight.sum()
        pull = float(np.hypot(*(weight @ (xy[apart] - place))))
        here = float((~apart).sum())
        stay = min(1.0, here / pull) if pull > 0 else 1.0
        step = (1 - stay) * (towards - place)
        place = place + step
        if np.hypot(*step) <= 1e-9 * extent:
            break
    return np.asarray(place)
