"""The areal part of geometries: what is left when stray points and lines fall away."""

from __future__ import annotations

from typing import Any

import numpy as np
import shapely

__all__ = ["polygonal"]


def polygonal(geometry: Any) -> Any:
    """Return the areal part of every geometry, as polygons or multipolygons; lines and points fall away.

    >>> import numpy as np
    >>> mixed = shapely.GeometryCollection([shapely.box(0, 0, 1, 1), shapely.Point(5, 5)])
    >>> polygonal(np.array([mixed]))[0].geom_type
    'Polygon'
    """
    result = np.array(geometry, dtype=object, copy=True)
    mixed = np.flatnonzero(~np.isin(shapely.get_type_id(result), (3, 6)))
    for position in mixed:
        parts = _polygons(result[position])
        result[position] = shapely.union_all(parts) if parts else shapely.Polygon()
    return result


def _polygons(geometry: Any) -> list[Any]:
    """Return the polygons of a geometry, however deep collections lie in each other."""
    if geometry.geom_type in ("MultiPolygon", "GeometryCollection"):
        return [polygon for part in shapely.get_parts(geometry) for polygon in _polygons(part)]
    return [geometry] if geometry.geom_type == "Polygon" else []
