"""In which zones the points of a lattice lie.

A lattice has up to a million points, and zones are few beside it. So each zone is asked for the points within its
bounds, which are whole rows and columns, in place of each point for its zone.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from typing import Any

import numpy as np
import numpy.typing as npt
import shapely

__all__ = ["zones_of_points"]

Floats = npt.NDArray[np.float64]
Positions = npt.NDArray[np.intp]

_AT_ONCE = 1 << 20  # points that are asked for together: 50 MB


def zones_of_points(zones: Any, x: Floats, y: Floats) -> Positions:
    """Return the first zone that each point of a lattice lies in or on, -1 where in none; shape (rows * columns,).

    It is what `City.locate` says of the same points.

    Parameters
    ----------
    zones : array of polygons, shape (zones,)
        In canonical order.
    x, y : array, shape (columns,) and (rows,)
        Where columns and rows stand, rising.

    Examples
    --------
    >>> zones = np.array([shapely.box(0, 0, 2, 1), shapely.box(1, 0, 3, 2)])
    >>> zones_of_points(zones, np.array([0.5, 1.5, 2.5]), np.array([0.5, 1.5])).tolist()
    [0, 0, 1, -1, 1, 1]
    """
    found = np.full(len(x) * len(y), len(zones), dtype=np.intp)
    for zone, row, column in _within_bounds(zones, x, y):
        polygons = zones[zone[0] : zone[-1] + 1]
        shapely.prepare(polygons)
        lies = shapely.intersects_xy(zones[zone], x[column], y[row])
        shapely.destroy_prepared(polygons)
        np.minimum.at(found, (row * len(x) + column)[lies], zone[lies])
    return np.where(found == len(zones), -1, found)


def _within_bounds(zones: Any, x: Floats, y: Floats) -> Iterator[tuple[Positions, Positions, Positions]]:
    """Yield zones and the rows and columns of the points within their bounds, some zones at a time."""
    left, bottom, right, top = shapely.bounds(zones).T
    column, row = x.searchsorted(left), y.searchsorted(bottom)
    across, up = x.searchsorted(right, side="right") - column, y.searchsorted(top, side="right") - row
    number = across * up
    for first, last in pairwise(_parts(number)):
        zone = np.repeat(np.arange(first, last), number[first:last])
        if len(zone):
            before = number[first:last].cumsum() - number[first:last]
            at = np.arange(len(zone)) - before[zone - first]
            yield zone, row[zone] + at // across[zone], column[zone] + at % across[zone]


def _parts(number: Positions) -> list[int]:
    """Return where zones are divided, so that those of each part have as many points together, or one zone more."""
    total = number.cumsum()
    starts = np.unique(total // _AT_ONCE, return_index=True)[1]
    return [0, *(int(start) for start in starts[1:]), len(number)]
