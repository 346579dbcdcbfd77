"""Where polygons that should tile an area overlap or leave gaps."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
import shapely

__all__ = ["gap_in", "overlaps_among"]


def overlaps_among(geometry: Any, tolerance: float = 1e-3) -> tuple[int, float]:
    """Count the pairs that share more than `tolerance` of the smaller one, and sum what they share, in square metres.

    >>> overlaps_among(np.array([shapely.box(0, 0, 6, 10), shapely.box(5, 0, 10, 10)]))
    (1, 10.0)
    """
    one, other = _pairs(geometry)
    shared = shapely.area(shapely.intersection(geometry[one], geometry[other]))
    area = shapely.area(geometry)
    real = shared > tolerance * np.minimum(area[one], area[other])
    return int(real.sum()), float(shared[real].sum())


def _pairs(geometry: Any) -> tuple[npt.NDArray[np.intp], npt.NDArray[np.intp]]:
    one, other = shapely.STRtree(geometry).query(geometry, predicate="intersects")
    once = one < other
    return one[once], other[once]


def gap_in(geometry: Any, boundary: Any) -> tuple[float, float]:
    """Return the share of the boundary that no polygon covers, and its area in square metres.

    >>> gap_in(np.array([shapely.box(0, 0, 5, 10)]), shapely.box(0, 0, 10, 10))
    (0.5, 50.0)
    """
    gap = float(shapely.area(shapely.difference(boundary, shapely.union_all(geometry))))
    return gap / float(shapely.area(boundary)), gap
