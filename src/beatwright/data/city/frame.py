"""The frame of a city: the area that is planned and the CRS in which everything is measured."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely

from beatwright.core.areal import polygonal
from beatwright.core.crs import crs_of
from beatwright.core.errors import InputError
from beatwright.data.city.layer import Layer, utm_of

__all__ = ["Frame", "frame_of", "overlay"]

# A grid cell of this share of its neighbours is a sliver.
_PRECISION_M = 1e-6


@dataclass(frozen=True, eq=False)
class Frame:
    """Where the city is, before it is divided.

    Parameters
    ----------
    boundary : shapely Polygon or MultiPolygon
        The area that is planned, in `crs`.
    crs : pyproj CRS
        Projected, in metres.
    notes : tuple of str
        What was repaired on the way.
    """

    boundary: Any
    crs: Any
    notes: tuple[str, ...] = ()


def frame_of(layer: Layer, crs: Any = None) -> Frame:
    """Return the frame that a polygon layer makes: the union of its rows.

    Parameters
    ----------
    layer : Layer
        One polygon, or many, such as the districts that make up the city.
    crs : CRS or str, optional
        Projected, in metres. Default: that of the layer where it is so, else its UTM zone.

    Raises
    ------
    InputError
        Where the layer has no polygons, or `crs` is not in metres.

    Examples
    --------
    >>> import geopandas as gpd
    >>> table = gpd.GeoDataFrame(geometry=[shapely.box(0, 0, 9, 9), shapely.box(9, 0, 18, 9)], crs=32615)
    >>> frame_of(Layer(table)).boundary.area
    162.0
    """
    target = utm_of(layer) if crs is None else _metric(crs)
    table = layer.table.to_crs(target)
    areal = np.isin(table.geom_type.to_numpy(), ("Polygon", "MultiPolygon"))
    if not areal.any():
        kinds = ", ".join(sorted(set(table.geom_type)))
        raise InputError(
            f"The boundary has no polygon, but {kinds}. Give a polygon layer, such as the limits of the city; lines "
            "that close into rings can be made polygons in a GIS."
        )
    boundary = overlay(shapely.union_all(table.geometry.to_numpy()[areal]))
    return Frame(boundary, table.crs, layer.notes)


def overlay(geometry: Any) -> Any:
    """Return one geometry, valid and areal, fit for cutting others with."""
    return polygonal(np.array([shapely.make_valid(geometry)]))[0]


def _metric(crs: Any) -> Any:
    found = crs_of(crs, "The option crs")
    if found.is_geographic or any(axis.unit_name not in ("metre", "meter") for axis in found.axis_info[:2]):
        raise InputError(
            f"The option crs = {crs!r} ({found.name}) is not projected in metres. "
            "Leave it at 'auto' for the UTM zone, or give one such as 'EPSG:32615'."
        )
    return found
