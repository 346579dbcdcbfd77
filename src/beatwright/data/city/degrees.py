"""Whether coordinates that are said to be degrees can be so."""

from __future__ import annotations

import geopandas as gpd
import numpy as np

from beatwright.core.crs import crs_of
from beatwright.core.errors import InputError

__all__ = ["in_its_crs"]

_LONGITUDE, _LATITUDE = 180.0, 90.0
# Files that cross the date line count on beyond 180.
_SLACK = 180.0


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
        Where coordinates are not finite, or no degrees although the CRS has degrees.

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
    if not table.crs.is_geographic or _are_degrees(bounds):
        return table, []
    if file_crs and not _is_geographic(file_crs):
        note = f"{title}: its coordinates are no degrees although it says {table.crs.name}; read as {file_crs}."
        return table.set_crs(crs_of(file_crs, "The option file_crs"), allow_override=True), [note]
    west, south, east, north = bounds
    where = f"({west:,.6g}, {south:,.6g}) to ({east:,.6g}, {north:,.6g})"
    if _are_degrees(np.array([south, west, north, east])):
        raise InputError(
            f"{title}: longitude and latitude are swapped: its coordinates run from {where}. Export it again with "
            "longitude first."
        )
    raise InputError(
        f"{title}: its coordinates, {where}, are no degrees although it says {table.crs.name}. Give their CRS in the "
        'option file_crs, such as file_crs = "EPSG:32615", or export the file again.'
    )


def _are_degrees(bounds: np.ndarray) -> bool:
    west, south, east, north = bounds
    across = max(-west, east) <= _LONGITUDE + _SLACK and east - west <= 2 * _LONGITUDE
    return bool(across and max(-south, north) <= _LATITUDE)


def _is_geographic(crs: str) -> bool:
    return bool(crs_of(crs, "The option file_crs").is_geographic)
