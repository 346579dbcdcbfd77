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
        parts = [part for part in shapely.get_parts(_flat(result[position])) if part.geom_type == "Polygon"]
        result[position] = shapely.union_all(parts) if parts else shapely.Polygon()
    return result


def _flat(geometry: Any) -> Any:
    """Open nested collections: multipolygons inside a collection become polygons."""
    return shapely.GeometryCollection([single for part in shapely.get_parts(geometry) for single in _singles(part)])


def _singles(part: Any) -> list[Any]:
    return list(shapely.get_parts(part))
