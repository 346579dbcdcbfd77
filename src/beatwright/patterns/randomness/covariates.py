"""Covariates that events may depend on: functions of a place."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import shapely
from shapely.geometry.base import BaseGeometry

from beatwright.base import check
from beatwright.base.errors import Complaints, ParameterError
from beatwright.patterns.geometry.boundary_distance import distances_to_edges
from beatwright.patterns.geometry.nearest_neighbours import distances_to_nearest

__all__ = ["Covariate", "RasterCovariate", "distance_to"]

Floats = npt.NDArray[np.float64]
Covariate = Callable[[Floats], Floats]


@dataclass(frozen=True, eq=False)
class RasterCovariate:
    """A raster as a function of a place: the value of the cell that holds it.

    Parameters
    ----------
    values : array, shape (rows, columns)
        The bottom row first; NaN where there is no value.
    bounds : tuple
        Left, bottom, right, top of the whole raster. Places outside have no value.

    Examples
    --------
    >>> RasterCovariate([[1, 2], [3, 4]], bounds=(0, 0, 10, 10))([[1, 1], [9, 1], [1, 9], [11, 1]])
    array([ 1.,  2.,  3., nan])
    """

    values: npt.ArrayLike
    bounds: tuple[float, float, float, float]

    def __post_init__(self) -> None:
        values = np.array(self.values, dtype=np.float64)
        complaints = Complaints()
        if values.ndim != 2 or not values.size:
            expected = "an array of shape (rows, columns)"
            complaints.add(check.sentence("RasterCovariate", "values", expected, f"shape {values.shape}"))
        left, bottom, right, top = self.bounds
        complaints.need(
            left < right and bottom < top,
            check.sentence("RasterCovariate", "bounds", "left, bottom, right, top of some extent", self.bounds),
        )
        complaints.raise_if_any(ParameterError)
        object.__setattr__(self, "values", values)

    def __call__(self, places: npt.ArrayLike) -> Floats:
        """Return the value at each place, shape (n,)."""
        values, xy = np.asarray(self.values), np.asarray(places, dtype=np.float64)
        left, bottom, right, top = self.bounds
        rows, columns = values.shape
        column, row = (xy[:, 0] - left) / (right - left) * columns, (xy[:, 1] - bottom) / (top - bottom) * rows
        inside = (column >= 0) & (column <= columns) & (row >= 0) & (row <= rows)
        cell = np.clip(row, 0, rows - 1).astype(int), np.clip(column, 0, columns - 1).astype(int)
        return np.where(inside, values[cell], np.nan)


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
