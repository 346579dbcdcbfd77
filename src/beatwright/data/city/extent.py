"""The frame of a city: the area that is planned and the CRS in which everything is measured."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pyproj
import shapely

from beatwright.base.errors import InputError
from beatwright.base.vector.city_plane import in_plane
from beatwright.base.vector.crs import crs_of
from beatwright.base.words import count_of
from beatwright.data.city.layer import Layer, utm_of
from beatwright.data.geometry.polygonal_part import polygonal

__all__ = ["Frame", "frame_of", "overlay"]

_POLYGONS = (3, 6)
_EARTH = pyproj.Geod(ellps="WGS84")
# UTM and State Plane stretch areas by less than half a percent at the edges of their zones.
_STRETCH, _MOST_STRETCH = 0.02, 0.1
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
        What was repaired.
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
        Where the layer has no polygons, `crs` is not in metres, or the layer lies where it cannot be measured in it.

    Examples
    --------
    >>> import geopandas as gpd
    >>> table = gpd.GeoDataFrame(geometry=[shapely.box(0, 0, 9, 9), shapely.box(9, 0, 18, 9)], crs=32615)
    >>> frame_of(Layer(table)).boundary.area
    162.0
    """
    target = utm_of(layer) if crs is None else _metric(crs)
    table = in_plane(layer.table, target, "shapes of the boundary")
    shapes, notes = _areas(table.geometry.to_numpy())
    boundary = overlay(shapely.union_all(shapes))
    return Frame(boundary, table.crs, (*layer.notes, *notes, *_stretch_notes(boundary, table.crs)))


def _areas(shapes: Any) -> tuple[Any, list[str]]:
    """Return the polygons; where there are none, those that lines enclose."""
    areal = np.isin(shapely.get_type_id(shapes), _POLYGONS)
    if areal.any():
        left = int((~areal).sum())
        return shapes[areal], [f"Boundary: {count_of(left, 'point or line', 'points and lines')} left out."] * bool(
            left
        )
    rings, cuts, dangles, crossed = shapely.polygonize_full(shapely.get_parts(shapely.node(shapely.union_all(shapes))))
    kinds = ", ".join(sorted({shape.geom_type for shape in shapes}))
    if shapely.is_empty(rings) or not all(map(shapely.is_empty, (cuts, dangles, crossed))):
        raise InputError(
            f"The boundary has no polygon, but {kinds}. Give a polygon layer, such as the limits of the city; lines "
            "can be made polygons in a GIS, and do here where they close into rings."
        )
    return np.array([rings]), [f"Boundary: the file holds {kinds}; the area that the closed lines enclose is used."]


def _stretch_notes(boundary: Any, crs: Any) -> list[str]:
    """Tell a CRS in which the area is not what it is on the globe; refuse one that measures nothing."""
    hull = shapely.convex_hull(boundary)
    lon, lat = pyproj.Transformer.from_crs(crs, 4326, always_xy=True).transform(*shapely.get_coordinates(hull).T)
    if not (np.isfinite(lon).all() and np.isfinite(lat).all()):
        return []
    true = abs(_EARTH.polygon_area_perimeter(lon, lat)[0])
    ratio = hull.area / true if true else 1.0
    if abs(ratio - 1) <= _STRETCH:
        return []
    ratio_text = f"{crs.name} makes the area {ratio:.2f} times as large as it is on the globe"
    if abs(ratio - 1) <= _MOST_STRETCH:
        return [f"Boundary: {ratio_text}, and distances accordingly. Leave the option crs at 'auto' for the UTM zone."]
    raise InputError(
        f"The boundary cannot be measured: {ratio_text}. Leave the option crs at 'auto', or give one made for this "
        "place; "
        "where none fits, the boundary is no city (is it a continent, or in another CRS than it says?)."
    )


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
