"""Events on a network of streets."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt
import shapely
from scipy.sparse import csr_array

from beatwright.base import check
from beatwright.base.errors import Complaints, ParameterError
from beatwright.base.words import count_of
from beatwright.patterns.window import geographic_complaint

__all__ = ["NetworkPattern"]

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class NetworkPattern:
    """Events on straight pieces of street that meet in vertices.

    Parameters
    ----------
    vertices : array, shape (v, 2)
        Coordinates in a projected unit such as metres.
    edges : array, shape (m, 2)
        Positions of the two vertices that each edge joins, from 0; no edge without length.
    edge : array, shape (n,)
        The edge that each event lies on, from 0.
    fraction : array, shape (n,)
        How far along it, from its first vertex (0) to its second (1).

    Raises
    ------
    ParameterError
        With every wrong parameter at once.

    Examples
    --------
    >>> pattern = NetworkPattern([[0, 0], [10, 0], [10, 5]], [[0, 1], [1, 2]], edge=[0, 1], fraction=[0.5, 0.2])
    >>> pattern.total_length, pattern.xy.tolist()
    (15.0, [[5.0, 0.0], [10.0, 1.0]])
    """

    vertices: Floats
    edges: Ints
    edge: Ints
    fraction: Floats

    def __post_init__(self) -> None:
        wrong = geographic_complaint("vertices", self.vertices)
        if wrong:
            raise ParameterError(wrong)
        arrays = {
            "vertices": _read("vertices", self.vertices, np.float64, 2),
            "edges": _read("edges", self.edges, np.int64, 2),
            "edge": _read("edge", self.edge, np.int64, 1),
            "fraction": _read("fraction", self.fraction, np.float64, 1),
        }
        for name, array in arrays.items():
            array.setflags(write=False)
            object.__setattr__(self, name, array)
        self._check()

    def _check(self) -> None:
        complaints = Complaints()
        complaints.need(
            bool(np.isfinite(self.vertices).all()), _sentence("vertices", "finite numbers", "some that are not")
        )
        complaints.need(len(self.edges) > 0, _sentence("edges", "at least one edge", "none"))
        complaints.need(_within(self.edges, len(self.vertices)), _sentence("edges", *_positions(len(self.vertices))))
        complaints.need(_within(self.edge, len(self.edges)), _sentence("edge", *_positions(len(self.edges))))
        ok = bool(np.all((self.fraction >= 0) & (self.fraction <= 1)))
        complaints.need(ok, _sentence("fraction", "numbers in [0, 1]", "others"))
        complaints.add(check.shape_is("NetworkPattern", "fraction", self.fraction.shape, self.edge.shape, "event"))
        complaints.raise_if_any(ParameterError)
        short = np.flatnonzero(self.lengths <= 0)
        if len(short):
            got = f"{len(short)} without, the first at position {short[0]}"
            raise ParameterError(_sentence("edges", "edges of some length", got))

    def __len__(self) -> int:
        return len(self.edge)

    def __repr__(self) -> str:
        size = f"{count_of(len(self), 'event')} on {count_of(len(self.edges), 'edge')}"
        return f"NetworkPattern({size}, {self.total_length:,.6g} long)"

    @classmethod
    def snapped(cls, xy: npt.ArrayLike, vertices: npt.ArrayLike, edges: npt.ArrayLike) -> NetworkPattern:
        """Return the pattern of the events moved to the nearest place on the network.

        Parameters
        ----------
        xy : array, shape (n, 2)
            The events, in the unit of the vertices.
        vertices : array, shape (v, 2)
            As in `NetworkPattern`.
        edges : array, shape (m, 2)
            As in `NetworkPattern`.

        Examples
        --------
        >>> pattern = NetworkPattern.snapped([[2.0, 1.0], [11.0, 4.0]], [[0, 0], [10, 0], [10, 5]], [[0, 1], [1, 2]])
        >>> pattern.edge.tolist(), pattern.fraction.tolist()
        ([0, 1], [0.2, 0.8])
        """
        network = cls(np.asarray(vertices), np.asarray(edges), np.empty(0, np.int64), np.empty(0))
        places = _read("xy", xy, np.float64, 2)
        if not np.isfinite(places).all():
            raise ParameterError(_sentence("xy", "finite numbers", "some that are not"))
        away = network.vertices.min(axis=0)
        start, end = (network.vertices[network.edges[:, side]] - away for side in (0, 1))
        tree = shapely.STRtree([shapely.LineString(ends) for ends in np.stack([start, end], axis=1)])
        event, edge = tree.query_nearest(shapely.points(places - away), all_matches=False)
        edge = edge[np.argsort(event, kind="stable")]
        way = end[edge] - start[edge]
        fraction = ((places - away - start[edge]) * way).sum(axis=1) / (way**2).sum(axis=1)
        return cls(network.vertices, network.edges, edge, np.clip(fraction, 0, 1))

    @cached_property
    def lengths(self) -> Floats:
        """Length of each edge, shape (m,)."""
        way = self.vertices[self.edges[:, 1]] - self.vertices[self.edges[:, 0]]
        return np.asarray(np.hypot(way[:, 0], way[:, 1]))

    @property
    def total_length(self) -> float:
        """Length of all edges."""
        return float(self.lengths.sum())

    @property
    def intensity(self) -> float:
        """Events per unit of length."""
        return len(self) / self.total_length

    @property
    def xy(self) -> Floats:
        """Coordinates of the events, shape (n, 2)."""
        start, end = (self.vertices[self.edges[self.edge, side]] for side in (0, 1))
        return np.asarray(start + self.fraction[:, None] * (end - start))

    @cached_property
    def graph(self) -> csr_array:
        """Lengths between neighbouring vertices, shape (v, v); of several edges between two the shortest."""
        low, high = self.edges.min(axis=1), self.edges.max(axis=1)
        order = np.lexsort((self.lengths, high, low))
        kept = order[np.r_[True, np.any(np.diff(np.c_[low, high][order], axis=0) != 0, axis=1)]]
        kept = kept[low[kept] != high[kept]]
        rows, columns = np.r_[low[kept], high[kept]], np.r_[high[kept], low[kept]]
        return csr_array((np.tile(self.lengths[kept], 2), (rows, columns)), shape=(len(self.vertices),) * 2)


def _read(name: str, values: Any, dtype: type, dimensions: int) -> npt.NDArray[Any]:
    expected = f"an array of numbers of shape ({'n, 2' if dimensions == 2 else 'n,'})"
    try:
        array = np.array(values)
        read: npt.NDArray[Any] = array.astype(dtype)
    except (TypeError, ValueError):
        raise ParameterError(_sentence(name, expected, type(values).__name__)) from None
    if read.size == 0:
        return np.empty((0, 2) if dimensions == 2 else 0, dtype)
    if read.ndim != dimensions or (dimensions == 2 and read.shape[1] != 2):
        raise ParameterError(_sentence(name, expected, f"shape {read.shape}"))
    if dtype is np.int64 and not np.array_equal(read, array):
        raise ParameterError(_sentence(name, "whole numbers", "others"))
    return read


def _sentence(name: str, expected: str, got: object) -> str:
    return check.sentence("NetworkPattern", name, expected, got)


def _within(positions: Ints, size: int) -> bool:
    return bool(np.all((positions >= 0) & (positions < size)))


def _positions(size: int) -> tuple[str, str]:
    return f"positions from 0 to {size - 1}", "others"
