"""From the pixels of a picture to places on the ground: an affine map, fitted to control points or read."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np
import numpy.typing as npt
import pyproj

from beatwright.base.errors import Complaints, InputError
from beatwright.base.vector.crs import crs_of
from beatwright.base.words import count_of, significant
from beatwright.data.digitize.control_points import ControlPoints

__all__ = ["Georeference", "crs_of_world_file", "fitted_to", "of_world_file"]

_SQUARE = 1.1
"""Ratio of the sides of a pixel above which a map is drawn out in one direction, which few are."""
_OUTLIER = 3.0
"""A control point is doubted where the others fit so many times better without it."""
_EARTH = pyproj.Geod(ellps="WGS84")

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Georeference:
    """Where the pixels of a picture lie.

    Parameters
    ----------
    affine : array, shape (2, 3)
        From column, row and 1 (from the middle of the upper left pixel) to x and y.
    crs : CRS
        Of x and y.
    size : (int, int)
        Width and height of the picture in pixels.
    residuals : array, shape (n,), optional
        Metres between each control point and where the affine map puts it.
    notes : tuple of str
        What to know of the fit.
    """

    affine: Floats
    crs: pyproj.CRS
    size: tuple[int, int]
    residuals: Floats | None = None
    notes: tuple[str, ...] = ()

    def places(self, pixels: npt.ArrayLike) -> Floats:
        """Return x and y (n, 2) of columns and rows (n, 2)."""
        points = np.asarray(pixels, np.float64).reshape(-1, 2)
        return np.asarray(points @ self.affine[:, :2].T + self.affine[:, 2])

    def degrees(self, pixels: npt.ArrayLike) -> Floats:
        """Return longitude and latitude (n, 2) of columns and rows (n, 2)."""
        return _moved(self.places(pixels), self.crs, crs_of("EPSG:4326", "The CRS"))

    @property
    def metres_per_pixel(self) -> float:
        """Metres on the ground from one pixel to the next in the middle of the picture, the mean of both directions."""
        x, y = self.size[0] / 2, self.size[1] / 2
        ends = self.degrees([(x, y), (x + 1, y), (x, y + 1)])
        return float(np.mean(_metres(ends[[0, 0]], ends[1:])))

    @property
    def sentences(self) -> tuple[str, ...]:
        """The residuals and the size of a pixel in words, and what to know of the fit."""
        size = f"One pixel is {significant(self.metres_per_pixel, 3)} m on the ground."
        return (size, *self.notes)


def crs_of_world_file(crs: Any) -> pyproj.CRS:
    """Return the CRS that was given for a world file.

    Raises
    ------
    InputError
        Where none is given, or it is no known one.
    """
    if crs is None:
        raise InputError("A world file does not say its CRS. Give crs, such as 'EPSG:32718'.")
    return crs_of(crs, "The CRS")


def of_world_file(affine: Floats, crs: Any, size: tuple[int, int]) -> Georeference:
    """Return the georeference of a world file.

    Raises
    ------
    InputError
        Where no CRS is given, or the numbers contradict it.
    """
    found = crs_of_world_file(crs)
    here = Georeference(affine, found, size)
    corners = here.places([(0, 0), (size[0], 0), (0, size[1]), size])
    _need_fitting(corners, found, "The corners of the picture, as the world file has them,")
    _need_on_earth(here)
    return Georeference(affine, found, size, None, tuple(_shape_notes(affine)))


def fitted_to(points: ControlPoints, crs: Any, size: tuple[int, int] | None) -> Georeference | None:
    """Return the affine map that fits control points with the least squares; None where the size is not known.

    Raises
    ------
    InputError
        Where there are fewer than three, they lie in a line or outside the picture, or contradict the CRS: with all of
        these at once.
    """
    complaints = Complaints()
    complaints.extend(points.complaints(size))
    systems = complaints.attempt(partial(_systems, points, crs))
    complaints.raise_if_any(InputError)
    if systems is None or size is None:
        return None
    given, plane = systems
    places = _moved(points.places, given, plane)
    if not np.isfinite(places).all():
        raise InputError(
            f"The control points do not lie where {plane.name} can be used. Check them, or give another CRS."
        )
    affine = _least_squares(points.pixels, places)
    here = Georeference(affine, plane, size)
    _need_on_earth(here)
    residuals = _metres(here.degrees(points.pixels), _moved(points.places, given, crs_of("EPSG:4326", "The CRS")))
    notes = (*_residual_notes(points.pixels, places, residuals), *_shape_notes(affine))
    return Georeference(affine, plane, size, residuals, tuple(notes))


def _systems(points: ControlPoints, crs: Any) -> tuple[pyproj.CRS, pyproj.CRS]:
    """Return the CRS of the control points, and the plane one in which the map is fitted; raise where they differ."""
    degrees = crs_of("EPSG:4326", "The CRS")
    if crs is None and not points.in_degrees:
        raise InputError(
            "Say the CRS of the control points, such as crs 'EPSG:32718', or name their columns lon and lat in place "
            "of x and y."
        )
    asked = None if crs is None else crs_of(crs, "The CRS")
    given = degrees if points.in_degrees or asked is None else asked
    if len(points.places):
        _need_fitting(points.places, given, "The control points")
    if asked is not None and not asked.is_geographic:
        return given, asked
    return given, _zone_of(points.places) if len(points.places) else given


def _zone_of(places: Floats) -> pyproj.CRS:
    """Return the UTM zone of longitudes and latitudes."""
    longitude, latitude = places.mean(axis=0)
    zone = int((longitude + 180) // 6) % 60 + 1
    return crs_of((32600 if latitude >= 0 else 32700) + zone, "The CRS")


def _need_fitting(places: Floats, crs: pyproj.CRS, owner: str) -> None:
    """Raise where metres are given for degrees, or degrees for metres."""
    as_degrees = bool((np.abs(places) <= (180, 90)).all())
    shown = f"({significant(places[0, 0], 8)}, {significant(places[0, 1], 8)})"
    if crs.is_geographic and not as_degrees:
        raise InputError(
            f"{owner} cannot be in {crs.name}, which is in degrees. Got {shown}, which looks like metres: give the CRS "
            "of these, such as 'EPSG:32718'."
        )
    if not crs.is_geographic and as_degrees:
        raise InputError(
            f"{owner} cannot be in {crs.name}, which is no degrees. Got {shown}, which looks like longitude and "
            "latitude: name the columns lon and lat, or give crs 'EPSG:4326'."
        )


def _need_on_earth(here: Georeference) -> None:
    if not np.isfinite(here.degrees([(0, 0), here.size])).all():
        raise InputError(
            f"The corners of the picture would lie where {here.crs.name} has no places. Check the control points or "
            "the world file, and the CRS."
        )


def _least_squares(pixels: Floats, places: Floats) -> Floats:
    """Return the affine map (2, 3); coordinates are centred first, for millions of metres lose digits."""
    middle, origin = pixels.mean(axis=0), places.mean(axis=0)
    linear, *_ = np.linalg.lstsq(pixels - middle, places - origin, rcond=None)
    return np.column_stack([linear.T, origin - middle @ linear])


def _residual_notes(pixels: Floats, places: Floats, residuals: Floats) -> list[str]:
    if len(pixels) == 3:
        return [
            "Three control points fit every map exactly, so nothing tells an error in one of them. Give a fourth to "
            "check."
        ]
    rms = float(np.sqrt(np.mean(residuals**2)))
    worst = int(residuals.argmax())
    told = (
        f"The {count_of(len(pixels), 'control point')} fit within {significant(rms, 3)} m (root mean square); the "
        f"worst is number {worst + 1}, off by {significant(residuals[worst], 3)} m."
    )
    return [told, *_doubt(pixels, places)]


def _doubt(pixels: Floats, places: Floats) -> list[str]:
    """Name the control point without which the others fit far better; with four, each of them would."""
    n = len(pixels)
    if n < 5:
        return []
    errors, apart = [], []
    for out in range(n):
        kept = np.arange(n) != out
        affine = _least_squares(pixels[kept], places[kept])
        off = np.linalg.norm(pixels @ affine[:, :2].T + affine[:, 2] - places, axis=1)
        errors.append(np.sqrt(np.mean(off[kept] ** 2)))
        apart.append(off[out])
    worst = int(np.argmin(errors))
    rest = float(np.median(np.delete(errors, worst)))
    size = np.sqrt(abs(np.linalg.det(_least_squares(pixels, places)[:, :2])))
    if errors[worst] * _OUTLIER < rest and apart[worst] > 2 * size:
        return [f"Control point {worst + 1} contradicts the others, which fit far better without it: check it."]
    return []


def _shape_notes(affine: Floats) -> list[str]:
    sides = np.linalg.svd(affine[:, :2], compute_uv=False)
    notes = []
    if sides[0] > _SQUARE * sides[1]:
        notes.append(
            f"A pixel is {sides[0] / sides[1]:.2f} times as long in one direction as across: check the control points, "
            "unless the map was drawn out."
        )
    if np.linalg.det(affine[:, :2]) > 0:
        notes.append("The map would be mirrored: columns and rows, or x and y, may have changed places.")
    return notes


def _moved(places: Floats, source: pyproj.CRS, target: pyproj.CRS) -> Floats:
    if source == target:
        return places
    return np.column_stack(pyproj.Transformer.from_crs(source, target, always_xy=True).transform(*places.T))


def _metres(one: Floats, other: Floats) -> Floats:
    """Return the distances on the ground between longitudes and latitudes (n, 2)."""
    return np.asarray(_EARTH.inv(*one.T, *other.T)[2], np.float64)
