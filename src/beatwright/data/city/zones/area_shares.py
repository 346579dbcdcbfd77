"""Which share of every area goes to which zone."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
import scipy.sparse as sp
import shapely

from beatwright.core.city import inside_points
from beatwright.data.geometry.overlaps import overlaps_of

__all__ = ["shares_of"]


def shares_of(source: Any, shapes: Any, boundary: Any) -> tuple[Any, npt.NDArray[np.float64]]:
    """Return the share of every source that goes to every zone, and the share of it that lies in the city.

    Parameters
    ----------
    source : array of shapely geometries, shape (m,)
        All areas, or all points.
    shapes : array of shapely geometries, shape (n,)
        The zones: all areas, or all points.
    boundary : shapely Polygon or MultiPolygon
        The area that is planned.

    Returns
    -------
    sparse array, shape (m, n)
        Each row sums to the share that lies in the city.
    array of float, shape (m,)
        The share that lies in the city: in the boundary or in a zone.
    """
    areal = bool((shapely.area(shapes) > 0).all())
    if bool((shapely.area(source) == 0).all()):
        inside = shapely.intersects(boundary, source).astype(np.float64)
        weights = _meeting(source, shapes) if areal else _empty(len(source), len(shapes))
    else:
        city = shapely.union_all([boundary, *shapes]) if areal else boundary
        inside = _area_share(source, city)
        weights = _covered(source, shapes) if areal else _meeting(source, shapes)
    weights = _completed(weights, source, shapes, inside)
    total = np.asarray(weights.sum(axis=1)).ravel()
    scale = np.divide(inside, total, out=np.zeros_like(total), where=total > 0)
    return sp.diags_array(scale) @ weights, inside


def _empty(rows: int, columns: int) -> Any:
    return sp.csr_array((rows, columns), dtype=np.float64)


def _area_share(source: Any, city: Any) -> npt.NDArray[np.float64]:
    shapely.prepare(city)
    share: npt.NDArray[np.float64] = shapely.covers(city, source).astype(np.float64)
    part = share == 0
    share[part] = shapely.area(shapely.intersection(source[part], city)) / shapely.area(source[part])
    return share


def _covered(source: Any, shapes: Any) -> Any:
    found = overlaps_of(source, shapes)
    return sp.csr_array((found.area, (found.one, found.other)), shape=(len(source), len(shapes)))


def _meeting(source: Any, shapes: Any) -> Any:
    """Weight 1 where a point lies in an area, whichever of the two is the point."""
    one, zone = shapely.STRtree(shapes).query(source, predicate="intersects")
    return sp.csr_array((np.ones(len(one)), (one, zone)), shape=(len(source), len(shapes)))


def _completed(weights: Any, source: Any, shapes: Any, inside: npt.NDArray[np.float64]) -> Any:
    """Give the sources in the city that meet no zone to the nearest one."""
    lonely = np.flatnonzero((np.asarray(weights.sum(axis=1)).ravel() == 0) & (inside > 0))
    if len(lonely) == 0:
        return weights
    centre = shapely.points(inside_points(source[lonely]))
    nearest = shapely.STRtree(shapes).nearest(centre)
    extra = sp.csr_array((np.ones(len(lonely)), (lonely, nearest)), shape=weights.shape)
    return weights + extra
