"""What the animation reads: whole numbers as base64, places in a grid, a day in seconds."""

from __future__ import annotations

import base64
from typing import Any

import numpy as np
import numpy.typing as npt
import shapely

from beatwright.core.city import City

__all__ = ["Grid", "packed", "packed_steps"]

_GRID = 20_000  # places along the longest side: steps between them fit into 16 bits
_FINE = 1_500  # a map is about this many pixels across: finer detail cannot be seen
_MOST_VERTICES = 120_000  # of the borders of zones: 4 bytes each, 5.3 in base64


def packed(values: npt.ArrayLike, kind: str) -> str:
    """Return whole numbers as base64; `kind` is ``<i2`` or ``<i4``, little-endian.

    >>> packed([1, 2], "<i2")
    'AQACAA=='
    """
    return base64.b64encode(np.asarray(values).astype(kind).tobytes()).decode("ascii")


def packed_steps(values: npt.ArrayLike, kind: str) -> str:
    """Return the first whole number and the steps to the next ones, as `packed` does.

    >>> packed_steps([7, 9, 8], "<i2") == packed([7, 2, -1], "<i2")
    True
    """
    return packed(np.diff(np.asarray(values, dtype=np.int64), prepend=0), kind)


class Grid:
    """The city in whole numbers, its longest side 20,000 of them.

    Parameters
    ----------
    city : City
        Gives the extent.
    """

    def __init__(self, city: City) -> None:
        bounds = [np.asarray(city.boundary.bounds), city.sites.total_bounds, city.zones.total_bounds]
        self._city = city
        self._low = np.min([each[:2] for each in bounds], axis=0)
        span = np.maximum(np.max([each[2:] for each in bounds], axis=0) - self._low, 1e-9)
        self._unit = float(span.max()) / _GRID
        self.wide, self.tall = (int(each) for each in np.rint(span / self._unit))

    def points(self, xy: npt.NDArray[np.float64]) -> dict[str, Any]:
        """Return places given in metres, shape (n, 2)."""
        at = np.rint((np.asarray(xy).reshape(-1, 2) - self._low) / self._unit)
        return {"x": packed_steps(at[:, 0], "<i2"), "y": packed_steps(at[:, 1], "<i2")}

    def border(self) -> dict[str, Any]:
        """Return the rings of the boundary."""
        return self._rings(np.array([self._city.boundary], dtype=object))

    def areas(self) -> dict[str, Any]:
        """Return the borders of the zones, none where they are points."""
        zones = self._city.zones.geometry.to_numpy()
        return self._rings(zones[shapely.get_dimensions(zones) == 2])

    def _rings(self, areas: npt.NDArray[Any]) -> dict[str, Any]:
        """Return rings, with less detail until they are few enough vertices for the file."""
        tolerance = self._unit * _GRID / _FINE
        simple = shapely.simplify(areas, tolerance)
        while (shapely.get_num_coordinates(simple).sum() > _MOST_VERTICES) and tolerance < self._unit * _GRID / 20:
            tolerance *= 2
            simple = shapely.simplify(areas, tolerance, preserve_topology=False)
        rings = shapely.get_rings(simple[~shapely.is_empty(simple)]) if len(simple) else np.zeros(0, dtype=object)
        counts = shapely.get_num_coordinates(rings) if len(rings) else np.zeros(0, dtype=int)
        xy = shapely.get_coordinates(rings) if len(rings) else np.zeros((0, 2))
        return {**self.points(xy), "parts": packed(counts, "<i4")}
