"""A boundary where none was given: a hull drawn around the incidents, deaf to stray points."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
import shapely
from scipy import ndimage

from beatwright.base.errors import InputError
from beatwright.data.city.extent import Frame, overlay

__all__ = ["hull_of"]

XY = npt.NDArray[np.float64]

# Groups of cells that hold fewer rows than this share are stray, as long as all of them together stay rare.
_STRAY_SHARE = 0.005
_MOST_STRAY = 0.05
_FEWEST_ROWS = 3
_CELLS_ACROSS = 20
_SHORTEST_M = 500.0
# How closely the hull follows its points: 0 is the tightest polygon, 1 the convex hull.
_RATIO = 0.3


def hull_of(xy: XY, crs: Any) -> Frame:
    """Draw a boundary around incidents.

    Points that lie in small groups far from the others, together at most one in twenty, are left outside. The hull is
    one polygon without holes, a little wider than its outermost points.

    Parameters
    ----------
    xy : array of float, shape (n, 2)
        Positions of the incidents, metres.
    crs : pyproj CRS
        Their CRS, projected, in metres.

    Returns
    -------
    Frame
        Its note says that the boundary is a hull, how large it is, and how many incidents lie outside.

    Raises
    ------
    InputError
        Where there is no incident.

    Examples
    --------
    >>> import pyproj
    >>> side = np.arange(0.0, 5000.0, 100.0)
    >>> city = np.stack(np.meshgrid(side, side), axis=-1).reshape(-1, 2)
    >>> frame = hull_of(np.vstack([city, [[90_000.0, 90_000.0]]]), pyproj.CRS("EPSG:32615"))
    >>> 24 <= frame.boundary.area / 1e6 <= 30, frame.notes[0][-46:]
    (True, '1 of 2,501 incidents lies outside it (0.04 %).')
    """
    if not len(xy):
        raise InputError("No boundary was given, and there is no incident to draw a hull around.")
    cell = _cell(xy)
    kept = xy[_in_company(xy, cell)]
    places = np.unique(np.floor(kept / (cell / 4)), axis=0) * (cell / 4) + cell / 8
    around = shapely.concave_hull(shapely.multipoints(places), ratio=_RATIO)
    margin = cell / 4
    boundary = overlay(shapely.simplify(shapely.buffer(around, margin, quad_segs=4), margin / 4))
    outside = int((~shapely.intersects_xy(boundary, xy[:, 0], xy[:, 1])).sum())
    return Frame(boundary, crs, (_note(boundary, outside, len(xy)),))


def _note(boundary: Any, outside: int, total: int) -> str:
    verb = "lies" if outside == 1 else "lie"
    return (
        f"The boundary is a hull drawn around the incidents ({boundary.area / 1e6:,.1f} km²), since no boundary was "
        f"given; {outside:,} of {total:,} incidents {verb} outside it ({100 * outside / total:.2f} %)."
    )


def _cell(xy: XY) -> float:
    """Return the side of the cells in which points count as neighbours: coarser where there are few points."""
    low, high = np.quantile(xy, (0.05, 0.95), axis=0)
    across = max(float((high - low).max()) * 1.2, _SHORTEST_M)
    return max(across / _CELLS_ACROSS, 2 * across / float(np.sqrt(len(xy))))


def _in_company(xy: XY, cell: float) -> npt.NDArray[np.bool_]:
    """Tell of every point whether it lies in a large enough group of cells that touch."""
    middle = np.median(xy, axis=0)
    central = np.abs(xy - middle).max(axis=1) <= 5 * _CELLS_ACROSS * cell
    at = np.floor((xy[central] - xy[central].min(axis=0)) / cell).astype(np.int64)
    filled = np.zeros(at.max(axis=0) + 1, dtype=bool)
    filled[at[:, 0], at[:, 1]] = True
    groups, _ = ndimage.label(ndimage.binary_dilation(filled, np.ones((3, 3))), np.ones((3, 3)))
    group = groups[at[:, 0], at[:, 1]]
    rows = np.bincount(group)
    stray = rows < max(_STRAY_SHARE * len(xy), _FEWEST_ROWS)
    stray[np.argmax(rows)] = False
    company: npt.NDArray[np.bool_] = central.copy()
    if rows[stray].sum() <= _MOST_STRAY * len(xy):
        company[central] = ~stray[group]
    return company
