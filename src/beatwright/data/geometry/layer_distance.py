"""Layers that lie far from the city: how far, and which change of their coordinates would bring them there."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
import pyproj
import shapely

__all__ = ["EXCHANGED", "away_from", "change_that_fits", "degrees_of"]

Floats = npt.NDArray[np.float64]

EXCHANGED = "longitude and latitude exchanged"
# Change of (longitude, latitude) -> what to call it; the simplest first.
_CHANGES = (
    ((0, 1, 1), EXCHANGED),
    ((1, -1, 1), "the sign of the longitude changed"),
    ((1, 1, -1), "the sign of the latitude changed"),
    ((1, -1, -1), "the signs of longitude and latitude changed"),
    ((0, -1, 1), f"{EXCHANGED} and the sign of the longitude changed"),
    ((0, 1, -1), f"{EXCHANGED} and the sign of the latitude changed"),
)
_SAME_CITY_KM = 200.0
_EARTH = pyproj.Geod(ellps="WGS84")


def degrees_of(xy: Floats, crs: Any) -> Floats:
    """Return the points, shape (n, 2), as longitude and latitude; those that have none are left out."""
    degrees = np.stack(pyproj.Transformer.from_crs(crs, 4326, always_xy=True).transform(xy[:, 0], xy[:, 1]), axis=1)
    return np.asarray(degrees[np.isfinite(degrees).all(axis=1)])


def change_that_fits(points: Floats, box: Floats) -> str:
    """Return the change of longitude and latitude that brings most points into a box; empty where none does.

    Parameters
    ----------
    points : array, shape (n, 2)
        Degrees.
    box : array, shape (4,)
        West, south, east, north.

    Examples
    --------
    >>> change_that_fits(np.array([[42.3, -71.1]]), np.array([-71.2, 42.2, -71.0, 42.4]))
    'longitude and latitude exchanged'
    """
    for (first, across, along), words in _CHANGES:
        moved = np.stack([across * points[:, 1 - first], along * points[:, first]], axis=1)
        if len(points) and (_within(moved, box).mean() > 0.5):
            return words
    return ""


def away_from(points: Floats, boundary: Any, crs: Any) -> tuple[str, str]:
    """Say how far points lie from a boundary, and what change would make them fit.

    Parameters
    ----------
    points : array, shape (n, 2)
        Longitudes and latitudes: of the points, or of the corners of shapes.
    boundary : shapely geometry
        In `crs`.
    crs : CRS
        Projected.

    Returns
    -------
    text : str
        Empty where the box around the points is as near to the boundary as the city is wide.
    change : str
        The change that makes most points fit; empty where none does.

    Examples
    --------
    >>> boundary = shapely.box(325_000, 4_685_000, 335_000, 4_695_000)
    >>> text, change = away_from(np.array([[42.36, -71.06]]), boundary, 32619)
    >>> text[:65], change
    ('15,225 km from the boundary (its middle is at longitude 42.36, la', 'longitude and latitude exchanged')
    """
    corners = degrees_of(shapely.get_coordinates(boundary), crs)
    if not len(points) or not len(corners):
        return "", ""
    low, high = corners.min(axis=0), corners.max(axis=0)
    size = np.maximum(high - low, 0.01)
    box = np.concatenate([low - size, high + size])
    if (points.max(axis=0) >= box[:2]).all() and (points.min(axis=0) <= box[2:]).all():
        return "", ""
    here, there = (low + high) / 2, np.median(points, axis=0)
    km = _EARTH.inv(*here, *np.clip(there, (-540, -90), (540, 90)))[2] / 1000
    text = f"{km:,.0f} km from the boundary (its middle is at {_place(there)}, that of the boundary at {_place(here)})"
    change = change_that_fits(points, box)
    return f"{text}. {_advice(change, km)}", change


def _advice(change: str, km: float) -> str:
    if change:
        return f"With {change} it would fit: put that right in the one of the two files that has it wrong."
    if km < _SAME_CITY_KM:
        return "Check that both are of the same city."
    return "Check that both are of the same city, and the CRS of each."


def _within(points: Floats, box: Floats) -> npt.NDArray[np.bool_]:
    return np.asarray(((points >= box[:2]) & (points <= box[2:])).all(axis=1))


def _place(point: Floats) -> str:
    return f"longitude {point[0]:.2f}, latitude {point[1]:.2f}"
