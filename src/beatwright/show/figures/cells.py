"""Zones as areas that can be drawn, and the areas that the posts of a plan serve."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import numpy as np
import numpy.typing as npt
import shapely

from beatwright.core.city import City
from beatwright.core.nearest_post import Service, nearest_post
from beatwright.core.plan import Plan
from beatwright.core.problem import Problem

__all__ = ["areas_of", "cells_of", "measured_by", "service_of"]


@lru_cache(maxsize=4)
def cells_of(city: City) -> tuple[Any, ...]:
    """Return one area per zone: its polygon, or for point zones its Voronoi cell inside the boundary.

    Examples
    --------
    >>> import geopandas as gpd, shapely
    >>> points = gpd.GeoDataFrame(index=["a", "b"], geometry=[shapely.Point(1, 1), shapely.Point(3, 1)], crs=32615)
    >>> [cell.area for cell in cells_of(City(shapely.box(0, 0, 4, 2), points, points))]
    [4.0, 4.0]
    """
    geometry = city.zones.geometry.to_numpy()
    if city.zones.geom_type.iloc[0] != "Point":
        return tuple(geometry)
    places, of_zone = np.unique(city.zone_xy, axis=0, return_inverse=True)
    cells = _voronoi(places, city.boundary)[np.ravel(of_zone)]
    return tuple(cells)


def _voronoi(places: npt.NDArray[np.float64], boundary: Any) -> Any:
    if len(places) == 1:
        return np.array([boundary], dtype=object)
    cells = shapely.get_parts(
        shapely.voronoi_polygons(shapely.multipoints(places), extend_to=boundary.envelope, ordered=True)
    )
    shapely.prepare(boundary)
    crossing = ~shapely.contains_properly(boundary, cells)
    cells[crossing] = shapely.intersection(cells[crossing], boundary)
    return cells


def measured_by(problem: Problem) -> str:
    """Return the measure that the problem's standard is given in: ``minutes`` where it gives only those."""
    return "minutes" if problem.within is None and problem.within_minutes is not None else "metres"


@lru_cache(maxsize=32)
def service_of(city: City, plan: Plan) -> Service:
    """Return the nearest post of every zone, by metres; see `beatwright.core.nearest_post.nearest_post`."""
    return nearest_post(city, plan)


@lru_cache(maxsize=32)
def areas_of(city: City, plan: Plan) -> tuple[Any, ...]:
    """Return the area that each post of `plan` serves: the union of its zones, empty where it has none.

    Parameters
    ----------
    city : City
        Zones and travel.
    plan : Plan
        Its posts must be decided.

    Returns
    -------
    tuple of shapely geometry
        One per post, in the plan's order. Zones that no post reaches belong to none.
    """
    cells = np.array(cells_of(city), dtype=object)
    post = service_of(city, plan).post
    return tuple(shapely.union_all(cells[post == number]) for number in range(len(plan.site_ids)))
