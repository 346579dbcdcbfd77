"""Area of a window without what lies within a distance of its border: |W ⊖ b(o, r)| of Hanisch's estimator.

In a rectangle it is (width - 2r)(height - 2r). Otherwise GEOS moves the border inwards. It draws the arcs around
corners that point inwards as chords; each chord leaves a circular segment of area r² (t - sin t) / 2 too much, t being
its angle, and that is taken away. What is left of the error are the two ends of an arc, where a chord is cut.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import shapely
from scipy.spatial import cKDTree

from beatwright.base import check
from beatwright.base.errors import ParameterError
from beatwright.patterns.window import Window

__all__ = ["eroded_areas"]

Floats = npt.NDArray[np.float64]
# Chords in a quarter of a circle: an end of an arc that the correction misses is at most 1e-5 r².
_CHORDS = 32
# How near, relative to r, both ends of a chord must be to the circle around a corner to be taken for ends of its chord.
_ON_CIRCLE = 1e-7


def eroded_areas(window: Window, r: npt.ArrayLike) -> Floats:
    """Return the area of a window at more than each distance from its border, shape (m,).

    Parameters
    ----------
    window : Window
        Its holes and islands have borders as well.
    r : array, shape (m,)
        Distances of at least 0, in the unit of the window.

    Raises
    ------
    ParameterError
        Where a distance is negative or no number.

    References
    ----------
    Hanisch, "Some remarks on estimators of the distribution function of nearest neighbour distance in stationary
    spatial point processes", Statistics 15 (1984), 409-412.

    Examples
    --------
    >>> from beatwright.patterns.window import window_of
    >>> eroded_areas(window_of((0, 0, 4, 3)), [0, 1, 2])
    array([12.,  2.,  0.])
    """
    distances = np.asarray(r, dtype=np.float64).reshape(-1)
    complaint = check.at_least_zero("eroded_areas", "r", distances)
    if complaint:
        raise ParameterError(complaint)
    if window.is_rectangle:
        left, bottom, right, top = window.bounds
        width, height = right - left - 2 * distances, top - bottom - 2 * distances
        return np.asarray(np.maximum(width, 0) * np.maximum(height, 0))
    corners = cKDTree(window.edges[:, :2])
    return np.array([_eroded(window, distance, corners) for distance in distances])


def _eroded(window: Window, r: float, corners: cKDTree) -> float:
    if r == 0:
        return window.area
    inner = shapely.buffer(window.local, -r, quad_segs=_CHORDS)
    if inner.is_empty:
        return 0.0
    coordinates, ring = shapely.get_coordinates(shapely.boundary(inner)), _rings(inner)
    return float(max(inner.area - _segments(coordinates, ring, r, corners), 0.0))


def _rings(shape: shapely.Geometry) -> npt.NDArray[np.int64]:
    lines = shapely.get_parts(shapely.boundary(shape))
    return np.repeat(np.arange(len(lines)), shapely.get_num_coordinates(lines))


def _segments(coordinates: Floats, ring: npt.NDArray[np.int64], r: float, corners: cKDTree) -> float:
    """Return the area between the chords of arcs of radius `r` around corners and the arcs."""
    away, corner = corners.query(coordinates)
    on = np.abs(away - r) <= _ON_CIRCLE * r
    chord = on[:-1] & on[1:] & (corner[:-1] == corner[1:]) & (ring[:-1] == ring[1:])
    length = np.hypot(*(coordinates[1:] - coordinates[:-1])[chord].T)
    angle = 2 * np.arcsin(np.minimum(length / (2 * r), 1.0))
    return float(np.sum(r * r * (angle - np.sin(angle)) / 2))
