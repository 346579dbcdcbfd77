"""Covariates that events may depend on: functions of a place."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import numpy.typing as npt
import shapely
from shapely.geometry.base import BaseGeometry

from beatwright.base import check
from beatwright.base.errors import ParameterError
from beatwright.patterns.geometry.boundary_distance import distances_to_edges
from beatwright.patterns.geometry.nearest_neighbours import distances_to_nearest

__all__ = ["Covariate", "distance_to"]

Floats = npt.NDArray[np.float64]
Covariate = Callable[[Floats], Floats]


def distance_to(feature: Any) -> Covariate:
    """Return the covariate "distance to the nearest of these".

    Parameters
    ----------
    feature : array, shape (k, 2), or shapely geometry
        Points such as stations, lines such as streets, or areas such as parks; inside an area the distance is 0.

    Raises
    ------
    ParameterError
        Where it is empty or neither of both.

    Examples
    --------
    >>> distance_to([[0, 0], [10, 0]])(np.array([[3.0, 4.0], [9.0, 0.0]]))
    array([5., 1.])
    >>> distance_to(shapely.box(0, 0, 2, 2))(np.array([[1.0, 1.0], [5.0, 1.0]]))
    array([0., 3.])
    """
    expected = "points of shape (k, 2) or a geometry, not empty"
    if isinstance(feature, BaseGeometry):
        if feature.is_empty:
            raise ParameterError(check.sentence("distance_to", "feature", expected, f"an empty {feature.geom_type}"))
        return _distance_to_shape(feature)
    points = np.asarray(feature, dtype=np.float64)
    if points.ndim != 2 or points.shape[1] != 2 or not len(points) or not np.isfinite(points).all():
        raise ParameterError(check.sentence("distance_to", "feature", expected, f"shape {points.shape}"))
    return _named("distance", lambda places: distances_to_nearest(places, points))


def _distance_to_shape(shape: BaseGeometry) -> Covariate:
    parts = shapely.get_parts(shapely.get_parts(shape))
    areas = shapely.union_all(parts[shapely.get_dimensions(parts) == 2])
    lines = [shapely.boundary(part) if shapely.get_dimensions(part) == 2 else part for part in parts]
    lines = [line for line in shapely.get_parts(lines) if shapely.get_dimensions(line) == 1]
    points = shapely.get_coordinates(parts[shapely.get_dimensions(parts) == 0])
    ends = [np.hstack([corners[:-1], corners[1:]]) for corners in map(shapely.get_coordinates, lines)]
    edges = np.ascontiguousarray(np.vstack(ends)) if ends else np.empty((0, 4))
    shapely.prepare(areas)

    def distance(places: Floats) -> Floats:
        nearest = distances_to_nearest(places, points)
        if len(edges):
            nearest = np.minimum(nearest, distances_to_edges(places, edges))
        return np.where(shapely.intersects_xy(areas, places[:, 0], places[:, 1]), 0.0, nearest)

    return distance


def _named(name: str, function: Covariate) -> Covariate:
    function.__name__ = name
    return function
