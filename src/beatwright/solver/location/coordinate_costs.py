"""Costs from coordinates, computed where they are needed, for problems whose cost matrix would not fit."""

from __future__ import annotations

from abc import ABC
from dataclasses import dataclass
from typing import ClassVar

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.spatial import cKDTree

from beatwright.base.errors import parameter_error

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Indices = NDArray[np.int32]

_CHUNK = 4_000_000  # neighbours asked of the tree at once, 8 bytes each for distance and number


@dataclass(frozen=True, eq=False)
class CoordinateCost(ABC):
    """Distances between points of the plane, in place of a cost matrix.

    Parameters
    ----------
    clients : array_like, shape (n, 2)
        Coordinates of the clients (metres).
    sites : array_like, shape (m, 2)
        Coordinates of the sites (metres).
    """

    clients: Floats
    sites: Floats
    _norm: ClassVar[float]

    def __init__(self, clients: ArrayLike, sites: ArrayLike) -> None:
        for name, points in (("clients", clients), ("sites", sites)):
            array = np.array(points, dtype=np.float64)
            if array.ndim != 2 or array.shape[1] != 2 or not array.size or not np.isfinite(array).all():
                expected = "an array of finite coordinates of shape (points, 2)"
                raise parameter_error(name, type(self).__name__, expected, f"shape {array.shape}")
            array.flags.writeable = False
            object.__setattr__(self, name, array)

    @property
    def shape(self) -> tuple[int, int]:
        """Number of clients and of sites."""
        return len(self.clients), len(self.sites)

    @property
    def whole(self) -> bool:
        """Whether every distance is known to be a whole number."""
        return False

    def nearest(self, sites: Ints, rows: NDArray[np.bool_] | slice, k: int = 1) -> tuple[Floats, Indices]:
        """Distances to, and positions of, the k nearest among some sites, each of shape (clients of rows, k)."""
        points = self.clients[rows]
        k = min(k, len(sites))
        tree = cKDTree(self.sites[sites])
        distance = np.empty((len(points), k))
        position = np.empty((len(points), k), dtype=np.int32)
        step = max(1, _CHUNK // k)
        for begin in range(0, len(points), step):
            part = slice(begin, begin + step)
            distance[part], among = tree.query(points[part], k=np.arange(1, k + 1), p=self._norm)
            position[part] = sites[among]
        return distance, position


class EuclideanCost(CoordinateCost):
    """Straight-line distances.

    Examples
    --------
    >>> EuclideanCost([[0, 0]], [[3, 4], [6, 8]]).nearest(np.array([0, 1]), slice(None), 2)
    (array([[ 5., 10.]]), array([[0, 1]], dtype=int32))
    """

    _norm = 2.0


class ManhattanCost(CoordinateCost):
    """Distances along the axes: ``|dx| + |dy|``.

    Examples
    --------
    >>> ManhattanCost([[0, 0]], [[3, 4], [6, 8]]).nearest(np.array([0, 1]), slice(None))
    (array([[7.]]), array([[0]], dtype=int32))
    """

    _norm = 1.0

    @property
    def whole(self) -> bool:
        """Whether every distance is known to be a whole number: all coordinates are."""
        return all(bool((points == np.rint(points)).all()) for points in (self.clients, self.sites))
