"""A raster: one figure for every cell of a regular grid, such as a density of incidents.

It is nothing but an array and where it lies, so it stands in `base`: `patterns` makes rasters, `core` declares maps of
them, and `show` draws them and writes them to files.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt
import shapely
from scipy.ndimage import distance_transform_edt

from beatwright.base.errors import Complaints, ParameterError
from beatwright.base.words import count_of

__all__ = ["Raster"]

Floats = npt.NDArray[np.float64]
_REACH = 1.5  # cells: a point of the window has a cell with a value beside its own, or touching it at a corner


@dataclass(frozen=True, eq=False)
class Raster:
    """One figure for every cell of a regular grid.

    Parameters
    ----------
    values : array of float, shape (rows, columns)
        Row 0 is the southernmost: y ascends with the rows, x with the columns. NaN where there is no value, such as
        outside a window.
    bounds : (left, bottom, right, top)
        Outer borders of the outermost cells, in a projected unit such as metres.
    unit : str, default ""
        Of the values.

    Raises
    ------
    ParameterError
        Where `values` is no table of numbers, or `bounds` have no area.

    Examples
    --------
    >>> raster = Raster([[1.0, 2.0], [3.0, np.nan]], bounds=(0, 0, 20, 10))
    >>> raster.cell, raster.x.tolist(), raster.y.tolist(), raster.total
    ((10.0, 5.0), [5.0, 15.0], [2.5, 7.5], 300.0)
    """

    values: Floats
    bounds: tuple[float, float, float, float]
    unit: str = ""

    def __post_init__(self) -> None:
        values = np.array(self.values, dtype=np.float64)
        bounds = tuple(float(side) for side in self.bounds)
        complaints = Complaints()
        complaints.need(
            values.ndim == 2 and values.size > 0,
            f"The values of a raster must be of shape (rows, columns). Got shape {values.shape}.",
        )
        complaints.need(
            len(bounds) == 4 and bool(np.isfinite(bounds).all()) and bounds[0] < bounds[2] and bounds[1] < bounds[3],
            f"The bounds of a raster must be (left, bottom, right, top) with an area. Got {bounds}.",
        )
        complaints.raise_if_any(ParameterError)
        values.setflags(write=False)
        object.__setattr__(self, "values", values)
        object.__setattr__(self, "bounds", bounds)

    def __repr__(self) -> str:
        rows, columns = self.shape
        unit = f" in {self.unit}" if self.unit else ""
        size = f"{count_of(rows, 'row')}, {count_of(columns, 'column')}"
        return f"Raster({size} of {self.cell[0]:.6g} by {self.cell[1]:.6g}{unit})"

    @property
    def shape(self) -> tuple[int, int]:
        """Rows and columns."""
        return self.values.shape[0], self.values.shape[1]

    @property
    def cell(self) -> tuple[float, float]:
        """Width and height of a cell."""
        left, bottom, right, top = self.bounds
        return (right - left) / self.shape[1], (top - bottom) / self.shape[0]

    @property
    def x(self) -> Floats:
        """Centres of the columns, shape (columns,), ascending."""
        return np.asarray(self.bounds[0] + self.cell[0] * (np.arange(self.shape[1]) + 0.5))

    @property
    def y(self) -> Floats:
        """Centres of the rows, shape (rows,), ascending."""
        return np.asarray(self.bounds[1] + self.cell[1] * (np.arange(self.shape[0]) + 0.5))

    @property
    def inside(self) -> npt.NDArray[np.bool_]:
        """Which cells have a value, shape (rows, columns)."""
        return np.isfinite(self.values)

    @property
    def total(self) -> float:
        """Sum of the values times the area of a cell: the number of events where they are a density."""
        return float(np.nansum(self.values)) * self.cell[0] * self.cell[1]

    def scaled(self, factor: float, unit: str = "") -> Raster:
        """Return the raster with every value times `factor`, in another unit.

        Examples
        --------
        >>> Raster([[2e-6]], (0, 0, 9, 9), "per m²").scaled(1e6, "per km²").values
        array([[2.]])
        """
        return replace(self, values=self.values * factor, unit=unit)

    def at(self, xy: npt.ArrayLike) -> Floats:
        """Return the value at each point: that of the cell it lies in.

        Parameters
        ----------
        xy : array, shape (n, 2)
            In the raster's own unit.

        Returns
        -------
        array, shape (n,)
            Where the cell has no value, that of the nearest cell which has one and touches it: the centre of a cell
            on the border of a window may lie outside while some of its points lie inside. NaN farther away and off the
            raster.

        Examples
        --------
        >>> Raster([[1.0, 2.0, np.nan, np.nan]], (0, 0, 4, 1)).at([[0.5, 0.5], [2.1, 0.5], [3.5, 0.5], [9, 9]])
        array([ 1.,  2., nan, nan])
        """
        points = np.asarray(xy, dtype=np.float64).reshape(-1, 2)
        places = (points - self.bounds[:2]) / self.cell
        rows, columns = self.shape
        on: Any = ((places >= 0) & (places <= (columns, rows))).all(axis=1)
        column, row = np.where(on[:, None], np.minimum(np.floor(places), (columns - 1, rows - 1)), 0).astype(np.intp).T
        found: Floats = np.where(on, self._filled[row, column], np.nan)
        return found

    @cached_property
    def _filled(self) -> Floats:
        """Values, those of cells that touch a cell with a value filled in from it."""
        return np.where(self._away <= _REACH, self._spread, np.nan)

    @cached_property
    def _away(self) -> Floats:
        away: Floats = distance_transform_edt(~self.inside) if self.inside.any() else np.full(self.shape, np.inf)
        return away

    @cached_property
    def _spread(self) -> Floats:
        """Values, all other cells filled in from the nearest cell that has one."""
        if self.inside.all() or not self.inside.any():
            return self.values
        nearest = distance_transform_edt(~self.inside, return_distances=False, return_indices=True)
        spread: Floats = self.values[tuple(nearest)]
        return spread

    @cached_property
    def area(self) -> Any:
        """Polygon or multipolygon of the cells that have a value."""
        left, bottom, right, top = self.bounds
        if self.inside.all():
            return shapely.box(left, bottom, right, top)
        edges = np.diff(np.pad(self.inside.astype(np.int8), ((0, 0), (1, 1))), axis=1)
        row, start = np.nonzero(edges == 1)
        end = np.nonzero(edges == -1)[1]
        x = np.linspace(left, right, self.shape[1] + 1)
        y = np.linspace(bottom, top, self.shape[0] + 1)
        return shapely.union_all(shapely.box(x[start], y[row], x[end], y[row + 1]))

    def contours(self, levels: Iterable[float]) -> list[shapely.MultiLineString]:
        """Return the line of each level: where the surface through the centres of the cells has that value.

        Parameters
        ----------
        levels : iterable of float
            In the unit of the values.

        Returns
        -------
        list of MultiLineString
            One per level; empty where no cell reaches it.

        Examples
        --------
        >>> ramp = Raster([[0.0, 1.0, 2.0]] * 2, (0, 0, 3, 2))
        >>> [line.bounds for line in ramp.contours([1.0, 7.0])]
        [(1.5, 0.0, 1.5, 2.0), (nan, nan, nan, nan)]
        """
        return [self._line(float(level)) for level in levels]

    def _line(self, level: float) -> shapely.MultiLineString:
        lines = [shapely.LineString(line) for line in self._generator.lines(level) if len(line) > 1]
        clipped = shapely.intersection(shapely.MultiLineString(lines), self.area) if self.inside.any() else None
        return shapely.MultiLineString([part for part in _parts(clipped, 1) if part.length > 0])

    def region(self, low: float, high: float = np.inf, within: Any = None) -> shapely.MultiPolygon:
        """Return where the surface through the centres of the cells lies from `low` to `high`.

        Parameters
        ----------
        low, high : float
            In the unit of the values.
        within : polygon or multipolygon, optional
            The region ends there, nearest values filling what has none, rather than with the cells that have a value.

        Examples
        --------
        >>> round(Raster([[0.0, 1.0, 2.0]] * 2, (0, 0, 3, 2)).region(1.0).area, 9)
        3.0
        """
        if not self.inside.any():
            return shapely.MultiPolygon()
        # What draws takes values above its lower limit, up to its upper one; neither may be infinite.
        lower = np.nextafter(max(low, float(np.nanmin(self.values))), -np.inf)
        upper = min(high, float(np.nextafter(np.nanmax(self.values), np.inf)))
        rings, starts = self._generator.filled(lower, upper) if lower < upper else ((), ())
        shapes = [_polygon(xy, offsets) for xy, offsets in zip(rings, starts, strict=True)]
        joined = shapely.union_all(shapely.make_valid(np.array(shapes, dtype=object)))
        frame = self.area if within is None else within
        return shapely.MultiPolygon(_parts(shapely.intersection(joined, frame), 2))

    @cached_property
    def _generator(self) -> Any:
        """What draws contours: the outermost values go on to the borders, so that regions fill the raster."""
        from contourpy import FillType, contour_generator  # noqa: PLC0415  (only who draws contours pays for it)

        left, bottom, right, top = self.bounds
        x, y = np.concatenate([[left], self.x, [right]]), np.concatenate([[bottom], self.y, [top]])
        return contour_generator(x, y, np.pad(self._spread, 1, mode="edge"), fill_type=FillType.OuterOffset)


def _polygon(xy: Floats, offsets: npt.NDArray[Any]) -> shapely.Polygon:
    rings = [xy[start:end] for start, end in itertools.pairwise(offsets)]
    return shapely.Polygon(rings[0], rings[1:])


def _parts(shape: Any, dimension: int) -> list[Any]:
    """Return the lines (1) or polygons (2) of a shape: a clip can leave points, a repair lines."""
    parts = shapely.get_parts(shapely.get_parts(shape)) if shape is not None else np.empty(0, dtype=object)
    return [part for part in parts if shapely.get_dimensions(part) == dimension]
