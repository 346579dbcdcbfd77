"""Zones as polygons that somebody else has drawn."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import shapely

from beatwright.base.errors import InputError
from beatwright.base.words import plural
from beatwright.data.city.layer import Layer
from beatwright.data.geometry.tiling import gap_in, overlaps_among

__all__ = ["polygon_zones"]

_SLIVER_M2 = 1.0
_LEAST_SHARE = 1e-6


def polygon_zones(layer: Layer, boundary: Any, *, tolerance: float = 1e-3) -> Layer:
    """Use given polygons as zones and say where they do not tile the area.

    The polygons keep their shape. Those outside the boundary are left out.

    Parameters
    ----------
    layer : Layer
        Polygons in the CRS of the boundary.
    boundary : shapely Polygon or MultiPolygon
        The area that is planned.
    tolerance : float
        Share of the area that overlaps and gaps may have before they are told.

    Returns
    -------
    Layer
        Its notes count polygons outside the boundary, slivers under one square metre, overlaps and the share of the
        boundary that no zone covers.

    Raises
    ------
    InputError
        Where the layer holds other geometries than polygons, or none of them meets the boundary.

    Examples
    --------
    >>> import geopandas as gpd
    >>> half = gpd.GeoDataFrame(index=["west"], geometry=[shapely.box(0, 0, 5, 10)], crs=32615)
    >>> polygon_zones(Layer(half), shapely.box(0, 0, 10, 10)).notes
    ('Zones: 50.0% of the boundary lies in no zone (0.0 km2); incidents there belong to no zone.',)
    """
    kinds = sorted(set(layer.table.geom_type) - {"Polygon", "MultiPolygon"})
    if kinds:
        raise InputError(f"Zones from a file must be polygons. This file also holds {', '.join(kinds)}.")
    geometry = layer.table.geometry.to_numpy()
    inside = shapely.area(shapely.intersection(geometry, boundary)) > _LEAST_SHARE * shapely.area(geometry)
    if not inside.any():
        raise InputError(
            "None of the zones meets the boundary. Check that both files are of the same city and have the right CRS."
        )
    table = layer.table[inside]
    notes = _tiling_notes(table.geometry.to_numpy(), boundary, tolerance)
    outside = int((~inside).sum())
    left_out = [
        f"Zones: {outside} of {len(inside)} polygons {plural(outside, 'lies', 'lie')} outside the boundary and "
        f"{plural(outside, 'is', 'are')} left out."
    ]
    return Layer(table, (*layer.notes, *(left_out if outside else []), *notes))


def _tiling_notes(geometry: Any, boundary: Any, tolerance: float) -> Iterable[str]:
    slivers = int((shapely.area(geometry) < _SLIVER_M2).sum())
    if slivers:
        yield f"Zones: {slivers} are slivers of under {_SLIVER_M2:g} square metre."
    pairs, shared = overlaps_among(geometry, tolerance)
    if pairs:
        yield (
            f"Zones: {pairs} pairs overlap, by {shared / 1e6:.2f} km2 in all; "
            "an incident in two zones belongs to the first of them."
        )
    share, gap = gap_in(geometry, boundary)
    if share > tolerance:
        yield (
            f"Zones: {share:.1%} of the boundary lies in no zone ({gap / 1e6:.1f} km2); "
            "incidents there belong to no zone."
        )
