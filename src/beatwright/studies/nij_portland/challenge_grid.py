"""The challenge's grid of square cells: from the lower left corner of the boundary, cells whose centre lies inside."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import shapely

from beatwright.core import City
from beatwright.studies.nij_portland.published import METRES_PER_FOOT

__all__ = ["ChallengeGrid", "challenge_grid"]

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class ChallengeGrid:
    """Square cells over a boundary.

    Parameters
    ----------
    corner : (float, float)
        Lower left corner, metres.
    size : float
        Side of a cell, metres.
    cell : array of int, shape (rows, columns)
        Number of each cell, row by row from below; -1 where its centre lies outside.
    area : float
        Area within the boundary, square metres.
    """

    corner: tuple[float, float]
    size: float
    cell: Ints
    area: float

    @property
    def cells(self) -> int:
        """Number of cells inside."""
        return int(self.cell.max()) + 1

    def cell_of(self, x: Floats, y: Floats) -> Ints:
        """Return the cell of every point, shape (n,); -1 where it is in none."""
        column = np.floor((x - self.corner[0]) / self.size).astype(np.int64)
        row = np.floor((y - self.corner[1]) / self.size).astype(np.int64)
        rows, columns = self.cell.shape
        inside = (column >= 0) & (column < columns) & (row >= 0) & (row < rows)
        found = np.full(len(column), -1, dtype=np.int64)
        found[inside] = self.cell[row[inside], column[inside]]
        return found

    def flagged(self, area: float) -> int:
        """Return how many cells fit into an area, square metres."""
        return math.floor(area / self.size**2 * (1 + 1e-12))

    def city(self, boundary: Any, crs: Any, name: str) -> City:
        """Return a city of the cells; its one site stands in the middle of the boundary."""
        row, column = np.nonzero(self.cell >= 0)
        x, y = self.corner[0] + column * self.size, self.corner[1] + row * self.size
        digits = len(str(self.cells))
        ids = [f"c{number:0{digits}d}" for number in range(self.cells)]
        zones = gpd.GeoDataFrame(index=ids, geometry=shapely.box(x, y, x + self.size, y + self.size), crs=crs)
        middle = shapely.point_on_surface(boundary)
        return City(boundary, zones, gpd.GeoDataFrame(index=["s"], geometry=[middle], crs=crs), name=name)


def challenge_grid(boundary: Any, feet: float) -> ChallengeGrid:
    """Lay cells over a boundary.

    Parameters
    ----------
    boundary : shapely polygon
        In metres.
    feet : float
        Side of a cell.

    Examples
    --------
    >>> grid = challenge_grid(shapely.box(0, 0, 304.8, 152.4), 250)
    >>> grid.cells, grid.cell_of(np.array([10.0, 100.0, 400.0]), np.array([10.0, 10.0, 10.0])).tolist()
    (8, [0, 1, -1])
    """
    size = feet * METRES_PER_FOOT
    left, low, right, high = shapely.bounds(boundary)
    columns, rows = math.ceil((right - left) / size), math.ceil((high - low) / size)
    x, y = np.meshgrid(left + (np.arange(columns) + 0.5) * size, low + (np.arange(rows) + 0.5) * size)
    shapely.prepare(boundary)
    inside = shapely.contains_xy(boundary, x, y)
    cell = np.full((rows, columns), -1, dtype=np.int64)
    cell[inside] = np.arange(int(inside.sum()))
    return ChallengeGrid((float(left), float(low)), size, cell, float(shapely.area(boundary)))
