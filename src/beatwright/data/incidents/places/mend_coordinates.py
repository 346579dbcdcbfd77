"""Changes that bring coordinates from far outside the boundary into it: lost signs, swaps, lost decimal points."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pyproj
import shapely

from beatwright.base.words import count_of

__all__ = ["Box", "Changes", "change_warnings", "find_changes"]

Floats = npt.NDArray[np.float64]

_SIGNS = (("longitude", -1, 1), ("latitude", 1, -1), ("longitude and latitude", -1, -1))
_NEAREST = 0.5
# An integer of 64 bits has no more digits.
_POWERS = 18


@dataclass(frozen=True)
class Box:
    """The boundary, and where it lies in degrees.

    Parameters
    ----------
    boundary : shapely geometry
        In `crs`.
    crs : CRS
        Projected.
    """

    boundary: Any
    crs: Any

    @property
    def degrees(self) -> tuple[float, float, float, float]:
        """West, south, east and north."""
        back = pyproj.Transformer.from_crs(self.crs, 4326, always_xy=True)
        west, south, east, north = back.transform_bounds(*self.boundary.bounds)
        return west, south, east, north

    def holds(self, lon: Floats, lat: Floats) -> npt.NDArray[np.bool_]:
        """Say which degrees lie inside."""
        possible = np.flatnonzero((np.abs(lon) <= 180) & (np.abs(lat) <= 90))
        move = pyproj.Transformer.from_crs(4326, self.crs, always_xy=True).transform
        x, y = (np.asarray(values) for values in move(lon[possible], lat[possible]))
        finite = np.isfinite(x) & np.isfinite(y)
        inside = np.zeros(len(lon), dtype=bool)
        inside[possible[finite]] = shapely.intersects_xy(self.boundary, x[finite], y[finite])
        return inside

    def far(self, lon: Floats, lat: Floats) -> npt.NDArray[np.bool_]:
        """Say which degrees lie further off than the boundary is wide: a neighbour of the city is not mended."""
        west, south, east, north = self.degrees
        reach = max(east - west, north - south, _NEAREST)
        away = np.maximum.reduce([west - lon, lon - east, south - lat, lat - north])
        return np.asarray(away > reach)


@dataclass
class Changes:
    """Coordinates that a change brings inside.

    Parameters
    ----------
    lon, lat : array of float64, shape (n,)
        Degrees; changed where `names` has a name.
    names : array of object, shape (n,)
        The change, in words; empty where there is none.
    """

    lon: Floats
    lat: Floats
    names: npt.NDArray[np.object_]


def find_changes(lon: Floats, lat: Floats, box: Box) -> Changes:
    """Find, for every place far outside the boundary, the first change that brings it inside.

    Parameters
    ----------
    lon, lat : array of float64, shape (n,)
        Numbers that should be degrees.
    box : Box
        The boundary.

    Examples
    --------
    >>> box = Box(shapely.box(730_000, 4_265_000, 760_000, 4_290_000), pyproj.CRS.from_epsg(32615))
    >>> found = find_changes(np.array([90.2, -902000000.0]), np.array([38.6, 38.6]), box)
    >>> found.lon.tolist(), list(found.names)
    ([-90.2, -90.2], ['the sign of the longitude changed', 'the decimal point put where it belongs'])
    """
    result = Changes(lon.copy(), lat.copy(), np.full(len(lon), "", dtype=object))
    for name, new_lon, new_lat in _candidates(lon, lat, box):
        open_ = np.flatnonzero((result.names == "") & box.far(lon, lat))
        hit = open_[box.holds(new_lon[open_], new_lat[open_])]
        result.lon[hit], result.lat[hit], result.names[hit] = new_lon[hit], new_lat[hit], name
    return result


def _candidates(lon: Floats, lat: Floats, box: Box) -> list[tuple[str, Floats, Floats]]:
    found = [(f"the sign of the {name} changed", across * lon, along * lat) for name, across, along in _SIGNS]
    found.append(("longitude and latitude swapped", lat, lon))
    found += [
        (f"longitude and latitude swapped and the sign of the {name} changed", across * lat, along * lon)
        for name, across, along in _SIGNS
    ]
    return [*found, ("the decimal point put where it belongs", *_pointed(lon, lat, box.degrees))]


def _pointed(lon: Floats, lat: Floats, bounds: tuple[float, float, float, float]) -> tuple[Floats, Floats]:
    """Return numbers that are too large for degrees divided by the one power of ten that brings them within bounds."""
    west, south, east, north = bounds
    impossible = (np.abs(lon) > 180) | (np.abs(lat) > 90)
    across, along = _powers(lon, west, east), _powers(lat, south, north)
    power = [np.where(hits.sum(axis=0) == 1, hits.argmax(axis=0), -1) for hits in (across, along)]
    # Beside the meridian of Greenwich every power fits: that of the other number holds where it is one of them.
    for mine, other, hits in ((0, 1, across), (1, 0, along)):
        borrowed = (power[mine] < 0) & (power[other] >= 0)
        fits = np.take_along_axis(hits, np.maximum(power[other], 0)[None, :], axis=0)[0]
        power[mine] = np.where(borrowed & fits, power[other], power[mine])
    known = impossible & (power[0] >= 0) & (power[1] >= 0)
    scale = [10.0 ** np.maximum(each, 0) for each in power]
    return (
        np.where(known, _towards(lon / scale[0], west, east), np.nan),
        np.where(known, _towards(lat / scale[1], south, north), np.nan),
    )


def _powers(values: Floats, low: float, high: float) -> npt.NDArray[np.bool_]:
    """Say for every power of ten, a row each, which numbers it brings within bounds, with either sign."""
    scaled = values[None, :] / 10.0 ** np.arange(_POWERS)[:, None]
    return ((scaled >= low) & (scaled <= high)) | ((-scaled >= low) & (-scaled <= high))


def _towards(values: Floats, low: float, high: float) -> Floats:
    return np.where((values >= low) & (values <= high), values, -values)


def change_warnings(
    found: Changes, weight: npt.NDArray[np.intp], columns: str, outside: int, *, mended: bool
) -> list[str]:
    """Say how many rows which change brings inside, the most frequent first.

    Parameters
    ----------
    found : Changes
        Of n places.
    weight : array of int, shape (n,)
        Rows at each place.
    columns : str
        Where longitude and latitude stand.
    outside : int
        Rows outside the boundary.
    mended : bool
        Whether the rows were put right, or could be.
    """
    names = sorted({name for name in found.names if name})
    counts = {name: int(weight[found.names == name].sum()) for name in names}
    ordered = sorted(counts, key=lambda name: -counts[name])
    if mended:
        return [
            f"{count_of(counts[name], 'row')} outside the boundary put right, with {name}, in {columns}."
            for name in ordered
        ]
    return [
        f"Of {count_of(outside, 'row')} outside the boundary, {counts[name]:,} would lie inside with {name}. "
        f'mend = "coordinates" puts such rows right, or put {columns} right in the file.'
        for name in ordered
    ]
