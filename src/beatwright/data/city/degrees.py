"""Whether coordinates that are said to be degrees can be so."""

from __future__ import annotations

import geopandas as gpd
import numpy as np

from beatwright.base.errors import InputError
from beatwright.base.vector.crs import crs_of

__all__ = ["in_its_crs"]

_LONGITUDE, _LATITUDE = 180.0, 90.0
# No city is so small, in metres.
_SMALLEST = 3.0
# Files that cross the date line count on beyond 180.
_SLACK = 180.0
# Metres: Web Mercator ends at the first, and UTM has no easting over the second.
_MERCATOR, _MOST_UTM_EAST = 20_037_509.0, 1_000_000.0


def in_its_crs(table: gpd.GeoDataFrame, file_crs: str, title: str) -> tuple[gpd.GeoDataFrame, list[str]]:
    """Return the layer in the CRS that its coordinates can be in.

    GeoJSON without a ``crs`` counts as longitude and latitude, whatever stands in it. Where the coordinates are no
    degrees, `file_crs` holds instead.

    Parameters
    ----------
    table : GeoDataFrame
        With a CRS.
    file_crs : str
        What the user says the CRS is; empty where nothing.
    title : str
        Name of the file.

    Raises
    ------
    InputError
        Where coordinates are not finite, no degrees although the CRS has degrees, or degrees although it has metres.

    Examples
    --------
    >>> import shapely
    >>> table = gpd.GeoDataFrame(geometry=[shapely.box(740000, 4280000, 741000, 4281000)], crs=4326)
    >>> in_its_crs(table, "EPSG:32615", "city.geojson")[0].crs.to_epsg()
    32615
    """
    bounds = table.total_bounds
    broken = int((~np.isfinite(table.geometry.bounds.to_numpy()).all(axis=1)).sum())
    if broken:
        raise InputError(
            f"{title}: {broken} of {len(table)} geometries have coordinates that are no finite numbers. "
            "Export them again."
        )
    if not table.crs.is_geographic:
        return _in_metres(table, file_crs, title)
    if _are_degrees(bounds):
        return table, []
    if file_crs and not _is_geographic(file_crs):
        note = f"{title}: its coordinates are no degrees although it says {table.crs.name}; read as {file_crs}."
        return table.set_crs(crs_of(file_crs, "The option file_crs"), allow_override=True), [note]
    west, south, east, north = bounds
    where = f"{_shown(west, south)} to {_shown(east, north)}"
    if _are_degrees(np.array([south, west, north, east])):
        raise InputError(
            f"{title}: longitude and latitude are swapped: its coordinates run from {where}. Export it again with "
            "longitude first."
        )
    raise InputError(
        f"{title}: its coordinates, {where}, are no degrees although it says {table.crs.name}. Give their CRS in the "
        f"option file_crs, such as file_crs = {_likely(bounds)}, or export the file again."
    )


def _in_metres(table: gpd.GeoDataFrame, file_crs: str, title: str) -> tuple[gpd.GeoDataFrame, list[str]]:
    """Return a projected layer, unless its coordinates can only be degrees."""
    west, south, east, north = bounds = table.total_bounds
    small = 0 < max(east - west, north - south) < _SMALLEST
    if not small or not _are_degrees(bounds) or max(np.abs(bounds)) < _SMALLEST:
        return table, []
    if file_crs and _is_geographic(file_crs):
        note = f"{title}: its coordinates are degrees although it says {table.crs.name}; read as {file_crs}."
        return table.set_crs(file_crs, allow_override=True), [note]
    raise InputError(
        f"{title}: its coordinates, {_shown(west, south)} to {_shown(east, north)}, look like degrees although it says "
        f'{table.crs.name}. If they are longitude and latitude, give file_crs = "EPSG:4326"; else export it again.'
    )


def _shown(x: float, y: float) -> str:
    return f"({x:,.0f}, {y:,.0f})" if abs(x) > 1000 and abs(y) > 1000 else f"({x:,.6g}, {y:,.6g})"


def _likely(bounds: np.ndarray) -> str:
    """Return examples of a CRS that such coordinates can be in."""
    west, _, east, north = bounds
    if max(-west, east, north) <= _MERCATOR and (west < 0 or east > _MOST_UTM_EAST):
        return '"EPSG:3857" for Web Mercator (for State Plane coordinates mind feet and metres)'
    return '"EPSG:32615" (for State Plane coordinates mind feet and metres)'


def _are_degrees(bounds: np.ndarray) -> bool:
    west, south, east, north = bounds
    across = max(-west, east) <= _LONGITUDE + _SLACK and east - west <= 2 * _LONGITUDE
    return bool(across and max(-south, north) <= _LATITUDE)


def _is_geographic(crs: str) -> bool:
    return bool(crs_of(crs, "The option file_crs").is_geographic)
