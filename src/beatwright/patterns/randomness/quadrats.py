"""Counts of events in a grid of quadrats clipped to the window."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt
import shapely

from beatwright.base import check
from beatwright.base.errors import Complaints, ParameterError
from beatwright.base.words import count_of
from beatwright.patterns.point_pattern import PointPattern
from beatwright.patterns.window import Window

__all__ = ["Quadrats", "quadrat_counts"]

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
# A tile that the window covers by less than this share is outside: what GEOS leaves where they touch.
_TOUCH = 1e-12


@dataclass(frozen=True, eq=False)
class Quadrats:
    """Events counted in quadrats; the top row comes first, each row from left to right, as on a map.

    Parameters
    ----------
    counts : array, shape (rows, columns)
        Events in each quadrat.
    areas : array, shape (rows, columns)
        Exact area of each quadrat in the window, in square units; 0 where it lies outside.
    x_edges : array, shape (columns + 1,)
        Where the columns begin and end, ascending.
    y_edges : array, shape (rows + 1,)
        Where the rows begin and end, descending.
    window : Window
        The window.
    """

    counts: Ints
    areas: Floats
    x_edges: Floats
    y_edges: Floats
    window: Window

    def __repr__(self) -> str:
        rows, columns = self.counts.shape
        size = f"{count_of(columns, 'column')}, {count_of(rows, 'row')}"
        return f"Quadrats({size}, {int(self.inside.sum())} of them in the window)"

    @property
    def inside(self) -> npt.NDArray[np.bool_]:
        """Whether a quadrat has a part in the window, shape (rows, columns)."""
        return self.areas > 0

    @cached_property
    def tiles(self) -> npt.NDArray[np.object_]:
        """The part of each quadrat in the window as a polygon, shape (rows, columns); empty where it lies outside."""
        parts: npt.NDArray[np.object_] = shapely.intersection(_boxes(self.x_edges, self.y_edges), self.window.polygon)
        return parts


def quadrat_counts(pattern: PointPattern, columns: int = 5, rows: int | None = None) -> Quadrats:
    """Count the events in a grid over the window's bounds, clipped to the window.

    An event on the line between two quadrats counts to the left or lower one, as in spatstat.

    Parameters
    ----------
    pattern : PointPattern
        Any number of events.
    columns : int, default 5
        Quadrats side by side.
    rows : int, optional
        Quadrats above each other; as many as columns by default.

    Raises
    ------
    ParameterError
        Where `columns` or `rows` is no integer of at least 1.

    Examples
    --------
    >>> pattern = PointPattern([[1.0, 3.0], [1.0, 1.0], [3.0, 1.0], [3.5, 1.5]], window=(0, 0, 4, 4))
    >>> quadrat_counts(pattern, 2).counts
    array([[1, 0],
           [1, 2]])
    """
    rows = columns if rows is None else rows
    complaints = Complaints()
    complaints.add(check.integer("quadrat_counts", "columns", columns, 1))
    complaints.add(check.integer("quadrat_counts", "rows", rows, 1))
    complaints.raise_if_any(ParameterError)
    left, bottom, right, top = pattern.window.bounds
    x_edges, y_edges = np.linspace(left, right, columns + 1), np.linspace(bottom, top, rows + 1)
    areas = _areas(pattern.window, x_edges, y_edges[::-1])
    column = np.clip(np.searchsorted(x_edges, pattern.xy[:, 0], side="left") - 1, 0, columns - 1)
    row = rows - 1 - np.clip(np.searchsorted(y_edges, pattern.xy[:, 1], side="left") - 1, 0, rows - 1)
    counts = np.bincount(row * columns + column, minlength=rows * columns).reshape(rows, columns)
    quadrats = Quadrats(counts, areas, x_edges, y_edges[::-1], pattern.window)
    return _at_home(quadrats, pattern.xy, row, column)


def _areas(window: Window, x_edges: Floats, y_edges: Floats) -> Floats:
    whole = np.outer(-np.diff(y_edges), np.diff(x_edges))
    if window.is_rectangle:
        return whole
    shapely.prepare(window.local)
    tiles = _boxes(x_edges - window.origin[0], y_edges - window.origin[1])
    areas = shapely.area(shapely.intersection(tiles, window.local))
    return np.where(areas > _TOUCH * whole, areas, 0.0)


def _boxes(x_edges: Floats, y_edges: Floats) -> npt.NDArray[np.object_]:
    left, top = np.meshgrid(x_edges[:-1], y_edges[:-1])
    right, bottom = np.meshgrid(x_edges[1:], y_edges[1:])
    boxes: npt.NDArray[np.object_] = shapely.box(left, bottom, right, top)
    return boxes


def _at_home(quadrats: Quadrats, xy: Floats, row: Ints, column: Ints) -> Quadrats:
    """Count events on the border of the window, whose quadrat lies outside, to the nearest quadrat inside."""
    for event in np.flatnonzero(~quadrats.inside[row, column]):
        gap = shapely.distance(quadrats.tiles[quadrats.inside], shapely.Point(xy[event]))
        home_row, home_column = (place[gap.argmin()] for place in np.nonzero(quadrats.inside))
        quadrats.counts[row[event], column[event]] -= 1
        quadrats.counts[home_row, home_column] += 1
    return quadrats
