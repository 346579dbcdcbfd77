"""A fine raster over the land: what is spread over it is known exactly, cell by cell."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt
import shapely
from scipy.ndimage import correlate1d
from scipy.sparse import csr_matrix
from scipy.special import erf

__all__ = ["CELL", "LandRaster", "cell_kernel", "make_raster"]

CELL = 50.0

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]


def cell_kernel(spread: float, cell: float) -> Floats:
    """Return how a Gaussian step moves a uniform cell's mass along one axis.

    Element d is the probability that a point uniform in a cell lands, after a step N(0, spread²), in the
    cell d - reach places on: the second difference of G(x) = x Phi(x/s) + s phi(x/s), divided by the cell.

    Parameters
    ----------
    spread : float
        Standard deviation of the step in metres.
    cell : float
        Size of a cell in metres.

    Returns
    -------
    array, shape (2 * reach + 1,)
        Sums to 1 up to 1e-9.

    Examples
    --------
    >>> round(float(cell_kernel(120.0, 50.0).sum()), 8)
    1.0
    """
    reach = int(np.ceil(6.5 * spread / cell)) + 1
    x = cell * np.arange(-reach - 1, reach + 2)
    cumulated = 0.5 * x * (1 + erf(x / (spread * np.sqrt(2)))) + spread * np.exp(-0.5 * (x / spread) ** 2) / np.sqrt(
        2 * np.pi
    )
    return np.asarray(np.diff(cumulated, 2) / cell)


@dataclass(frozen=True, eq=False)
class LandRaster:
    """The cells that hold land.

    Parameters
    ----------
    land : polygon
        What can hold incidents.
    low : tuple of float
        Lower left corner of the raster, metres.
    shape : tuple of int
        Columns and rows.
    column, row : array of int, shape (cells,)
        Place of every cell that holds land.
    share : array, shape (cells,)
        Part of the cell that is land, 0 to 1.
    cell : float
        Size of a cell, metres.
    """

    land: Any
    low: tuple[float, float]
    shape: tuple[int, int]
    column: Ints
    row: Ints
    share: Floats
    cell: float = CELL

    @property
    def corner(self) -> Floats:
        """Lower left corner of every cell, shape (cells, 2), metres."""
        return np.column_stack((self.low[0] + self.cell * self.column, self.low[1] + self.cell * self.row))

    @property
    def centre(self) -> Floats:
        """Centre of every cell, shape (cells, 2), metres."""
        return self.corner + self.cell / 2

    @property
    def area(self) -> Floats:
        """Land of every cell, square metres."""
        return self.share * self.cell**2

    @cached_property
    def shapes(self) -> Any:
        """The land of every cell as polygons."""
        low = self.corner
        boxes = shapely.box(low[:, 0], low[:, 1], low[:, 0] + self.cell, low[:, 1] + self.cell)
        cut = self.share < 1
        boxes[cut] = shapely.intersection(boxes[cut], self.land)
        return boxes

    def moved(self, mass: Floats, spread: float) -> Floats:
        """Return where mass lies after one Gaussian step; what falls off the land is gone.

        Exact between whole cells. In a cell that the border cuts, mass counts as spread over the whole
        cell and what arrives is taken in proportion to the cell's land.

        Parameters
        ----------
        mass : array, shape (cells,)
            Mass per cell.
        spread : float
            Standard deviation of the step, metres.
        """
        kernel = cell_kernel(spread, self.cell)
        field = np.zeros(self.shape)
        field[self.column, self.row] = mass
        for axis in (0, 1):
            field = correlate1d(field, kernel, axis=axis, mode="constant")
        return np.asarray(field[self.column, self.row] * self.share)

    def overlap(self, zones: Any) -> csr_matrix:
        """Return the part of every cell's land that lies in each zone, shape (zones, cells).

        Parameters
        ----------
        zones : array of polygons, shape (zones,)
            In the raster's CRS.
        """
        tree = shapely.STRtree(self.shapes)
        zone, cell = tree.query(zones, predicate="intersects")
        shapely.prepare(zones)
        whole = shapely.covers(zones[zone], self.shapes[cell])
        part = np.ones(len(zone))
        edge = ~whole
        pieces = shapely.intersection(zones[zone[edge]], self.shapes[cell[edge]])
        part[edge] = shapely.area(pieces) / self.area[cell[edge]]
        return csr_matrix((part, (zone, cell)), shape=(len(zones), len(self.share)))

    def scattered(self, cell: Ints, rng: np.random.Generator) -> Floats:
        """Return a point uniform on the land of each of the `cell` positions given, shape (n, 2)."""
        low = self.corner[cell]
        xy = low + rng.random((len(cell), 2)) * self.cell
        shapely.prepare(self.land)
        wet = np.flatnonzero(self.share[cell] < 1)
        while len(wet := wet[~shapely.contains_xy(self.land, xy[wet])]):
            xy[wet] = low[wet] + rng.random((len(wet), 2)) * self.cell
        return xy


def make_raster(land: Any, cell: float = CELL) -> LandRaster:
    """Lay a raster over the land; slivers under a thousandth of a cell are left out."""
    low_x, low_y, high_x, high_y = land.bounds
    low = (float(np.floor(low_x / cell) * cell), float(np.floor(low_y / cell) * cell))
    shape = (int(np.ceil((high_x - low[0]) / cell)), int(np.ceil((high_y - low[1]) / cell)))
    column, row = (axis.ravel() for axis in np.meshgrid(np.arange(shape[0]), np.arange(shape[1]), indexing="ij"))
    x, y = low[0] + cell * column, low[1] + cell * row
    boxes: Any = shapely.box(x, y, x + cell, y + cell)
    shapely.prepare(land)
    share = shapely.covers(land, boxes).astype(np.float64)
    edge = np.flatnonzero((share == 0) & shapely.intersects(land, boxes))
    share[edge] = shapely.area(shapely.intersection(boxes[edge], land)) / cell**2
    kept = share > 1e-3
    return LandRaster(land=land, low=low, shape=shape, column=column[kept], row=row[kept], share=share[kept], cell=cell)
