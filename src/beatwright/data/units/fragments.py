"""Where in each area its people are: everywhere alike, in the inhabited part, or at points."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import scipy.sparse as sp
import shapely

from beatwright.data.city.zones.area_shares import shares_of
from beatwright.data.geometry.overlaps import overlaps_of
from beatwright.data.geometry.polygonal_part import polygonal

__all__ = ["Fragments", "areal", "at_points", "inhabited"]

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.intp]


@dataclass(frozen=True, eq=False)
class Fragments:
    """Areas in fragments, each with its share of what the area holds.

    Parameters
    ----------
    area : array of int, shape (m,)
        Position of the area that a fragment is of.
    shapes : array of shapely geometries, shape (m,)
        All polygons, or all points.
    mass : array of float, shape (m,)
        Share of the area's people; sums to 1 over the fragments of each area that has any.
    count : int
        Number of areas.
    """

    area: Ints
    shapes: Any
    mass: Floats
    count: int

    @property
    def without(self) -> Ints:
        """Positions of the areas that have no fragment."""
        return np.setdiff1d(np.arange(self.count), self.area)

    def shares(self, targets: Any, boundary: Any) -> tuple[Any, Floats]:
        """Return the share of every area that goes to every target, and the share inside the city; see `shares_of`."""
        if not len(self.area):
            return sp.csr_array((self.count, len(targets)), dtype=np.float64), np.zeros(self.count)
        own = sp.csr_array((self.mass, (self.area, np.arange(len(self.area)))), shape=(self.count, len(self.area)))
        shares, inside = shares_of(self.shapes, targets, boundary)
        return own @ shares, np.asarray(own @ inside)


def areal(shapes: Any, kept: Ints | None = None) -> Fragments:
    """Spread the people of the areas `kept` (default: all) evenly over each."""
    positions = np.arange(len(shapes)) if kept is None else kept
    return Fragments(positions, shapes[positions], np.ones(len(positions)), len(shapes))


def inhabited(shapes: Any, mask: gpd.GeoDataFrame, density: Floats | None) -> Fragments:
    """Spread the people over the part of each area that the polygons of `mask` cover, in proportion to `density`."""
    covers = mask.geometry.to_numpy()
    if density is None:
        covers = shapely.get_parts(shapely.union_all(covers))
        density = np.ones(len(covers))
    found = overlaps_of(shapes, covers)
    real = np.flatnonzero((found.area > 0) & (density[found.other] > 0))
    area, cover = found.one[real], found.other[real]
    return _shared(area, polygonal(shapely.intersection(shapes[area], covers[cover])), density[cover], len(shapes))


def at_points(shapes: Any, points: gpd.GeoDataFrame, count: Floats | None) -> Fragments:
    """Put the people of each area at the points inside it, in proportion to `count`."""
    places = points.geometry.to_numpy()
    weight = np.ones(len(places)) if count is None else count
    area, point = shapely.STRtree(places).query(shapes, predicate="intersects")
    real = weight[point] > 0
    return _shared(area[real], places[point[real]], weight[point[real]], len(shapes))


def _shared(area: Ints, shapes: Any, weight: Floats, count: int) -> Fragments:
    size = np.asarray(shapely.area(shapes), dtype=np.float64)
    mass = weight * (size if (size > 0).any() else 1.0)
    kept = mass > 0
    total = np.bincount(area[kept], mass[kept], minlength=count)
    return Fragments(area[kept], shapes[kept], mass[kept] / total[area[kept]], count)
