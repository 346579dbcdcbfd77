"""Which road meets which: nodes from columns, or from the ends of the lines."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd
import scipy.sparse as sp
import shapely
from scipy.sparse.csgraph import connected_components
from scipy.spatial import cKDTree

from beatwright.base.errors import InputError
from beatwright.base.words import count_of

__all__ = ["Ends", "ends_from_columns", "ends_from_lines", "ends_of_lines"]

_FAR_M = 10.0
_TURNS = 5


@dataclass(frozen=True, eq=False)
class Ends:
    """Where every road begins and ends.

    Parameters
    ----------
    u, v : array of int, shape (edges,)
        Positions of the first and last node.
    xy : array, shape (nodes, 2)
        Coordinates of the nodes, metres.
    notes : tuple of str
        What did not fit.
    """

    u: npt.NDArray[np.intp]
    v: npt.NDArray[np.intp]
    xy: npt.NDArray[np.float64]
    notes: tuple[str, ...] = ()


def ends_of_lines(lines: Any) -> npt.NDArray[np.float64]:
    """Return the first and the last point of every line, shape (2, edges, 2).

    Examples
    --------
    >>> ends_of_lines(np.array([shapely.LineString([(0, 0), (1, 0), (1, 2)])])).tolist()
    [[[0.0, 0.0]], [[1.0, 2.0]]]
    """
    flat, owner = shapely.get_coordinates(lines, return_index=True)
    first = np.searchsorted(owner, np.arange(len(lines)), side="left")
    last = np.searchsorted(owner, np.arange(len(lines)), side="right") - 1
    return np.stack([flat[first], flat[last]])


def ends_from_lines(lines: Any, tolerance: float) -> Ends:
    """Make a node wherever ends of lines lie within `tolerance` metres of each other.

    Lines that cross without a common end, such as a bridge and the road below, do not meet.

    Examples
    --------
    >>> lines = np.array([shapely.LineString([(0, 0), (5, 0)]), shapely.LineString([(5.2, 0), (9, 0)])])
    >>> ends = ends_from_lines(lines, tolerance=0.5)
    >>> len(ends.xy), int(ends.v[0]) == int(ends.u[1])
    (3, True)
    """
    points = ends_of_lines(lines).reshape(-1, 2)
    pairs = cKDTree(points).query_pairs(tolerance, output_type="ndarray")
    adjacent = sp.coo_array((np.ones(len(pairs), dtype=np.int8), tuple(pairs.T)), shape=(len(points), len(points)))
    _, node = connected_components(adjacent, directed=False)
    node = _renumbered(node, points)
    return Ends(node[: len(lines)], node[len(lines) :], _means(node, points))


def _renumbered(node: npt.NDArray[np.intp], points: npt.NDArray[np.float64]) -> npt.NDArray[np.intp]:
    """Return the nodes numbered by place, so that the order of the rows does not matter."""
    xy = _means(node, points)
    rank = np.empty(len(xy), dtype=np.intp)
    rank[np.lexsort((xy[:, 1], xy[:, 0]))] = np.arange(len(xy))
    return rank[node]


def _means(node: npt.NDArray[np.intp], points: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    count = np.bincount(node)
    return np.stack([np.bincount(node, weights=points[:, axis]) / count for axis in (0, 1)], axis=1)


def ends_from_columns(u: pd.Series, v: pd.Series, lines: Any | None, nodes: gpd.GeoDataFrame | None) -> Ends:
    """Take the nodes from two columns; their places from `nodes`, else from the ends of the lines.

    Parameters
    ----------
    u, v : Series
        Ids of the first and last node, none missing.
    lines : array of LineString, optional
        In metres, drawn from `u` to `v` or the other way.
    nodes : GeoDataFrame, optional
        Index: node ids as text. Geometry: points in metres.

    Raises
    ------
    InputError
        Where there are neither lines nor nodes, or an edge names a node that the file of nodes does not have.
    """
    labels = pd.concat([_text(u), _text(v)], ignore_index=True)
    if nodes is not None:
        return _from_nodes(labels, nodes)
    if lines is None:
        raise InputError(
            "The roads have neither lines nor a file of nodes. Give 'nodes' with the columns node, lon, lat."
        )
    node = np.unique(labels.to_numpy(dtype=str), return_inverse=True)[1]
    xy, points = _places(node, ends_of_lines(lines))
    far = int((np.hypot(*(points - xy[node]).T) > _FAR_M).sum())
    note = (
        f"Roads: {far:,} of {len(points):,} ends of roads lie over {_FAR_M:g} m from where their node is; check the "
        'columns of the nodes, or give topology = "lines".'
    )
    return Ends(node[: len(u)], node[len(u) :], xy, (note,) if far else ())


def _places(
    node: npt.NDArray[np.intp], ends: npt.NDArray[np.float64]
) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]:
    """Place every node at the median of the ends that meet there; lines drawn from `v` to `u` are turned round."""
    u, v = np.split(node, 2)
    for _ in range(_TURNS):
        points = ends.reshape(-1, 2)
        xy = _medians(node, points)
        as_drawn = np.hypot(*(ends[0] - xy[u]).T) + np.hypot(*(ends[1] - xy[v]).T)
        turned = np.hypot(*(ends[1] - xy[u]).T) + np.hypot(*(ends[0] - xy[v]).T)
        wrong = turned < as_drawn
        if not wrong.any():
            break
        ends = np.where(wrong[None, :, None], ends[::-1], ends)
    return xy, points


def _medians(node: npt.NDArray[np.intp], points: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    return pd.DataFrame(points).groupby(node).median().to_numpy(dtype=np.float64)


def _from_nodes(labels: pd.Series, nodes: gpd.GeoDataFrame) -> Ends:
    node = nodes.index.get_indexer(pd.Index(labels))
    if (node < 0).any():
        missing = labels[node < 0].unique()
        raise InputError(
            f"The file of nodes lacks {count_of(len(missing), 'node')} that edges name: "
            f"{', '.join(map(str, missing[:5]))}. Complete it, or leave the option 'nodes' out: where "
            "streets have lines, their ends will do."
        )
    half = len(labels) // 2
    return Ends(node[:half], node[half:], shapely.get_coordinates(nodes.geometry.to_numpy()))


def _text(ids: pd.Series) -> pd.Series:
    if pd.api.types.is_float_dtype(ids) and bool((ids == ids.round()).all()):
        ids = ids.astype("int64")
    return ids.astype(str)
