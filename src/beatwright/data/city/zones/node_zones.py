"""Zones as road nodes, down-sampled as in the Cambridge study."""

from __future__ import annotations

from typing import Any

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely
from scipy.spatial import cKDTree

from beatwright.base import check
from beatwright.base.errors import Complaints, InputError, ParameterError
from beatwright.data.city.layer import Layer
from beatwright.data.city.zones.point_clusters import cluster_points

__all__ = ["node_zones"]


def node_zones(
    node_xy: npt.NDArray[np.float64],
    incident_xy: npt.NDArray[np.float64],
    *,
    boundary: Any,
    crs: Any,
    clusters: int = 20,
    per_cluster: int = 45,
    seed: int = 0,
) -> Layer:
    """Choose road nodes as demand zones.

    Nodes that are the nearest one to no incident are left out; the others are grouped by K-means, and a sample is
    drawn from each group. Incidents then belong to the nearest node that was kept.

    Parameters
    ----------
    node_xy : array, shape (n, 2)
        The road nodes, in metres; those outside the boundary are left out.
    incident_xy : array, shape (m, 2)
        Where incidents were, in metres. Give the training period alone.
    boundary : shapely Polygon or MultiPolygon
        The area that is planned.
    crs : CRS or str
        Projected, in metres.
    clusters : int
        Number of groups.
    per_cluster : int
        Nodes drawn from each group, without replacement; a smaller group gives all it has.
    seed : int
        For K-means and the draws.

    Returns
    -------
    Layer
        Points with the ids ``n1``, ``n2``, ... from west to east.

    Raises
    ------
    InputError
        Where no node lies in the boundary, or no incident is given.

    References
    ----------
    The study of police stations and officers under uncertainty in Cambridge, Massachusetts: 20 groups of 45 nodes.

    Examples
    --------
    >>> nodes = np.array([[10.0, 10.0], [20.0, 10.0], [90.0, 90.0]])
    >>> zones = node_zones(nodes, np.array([[11.0, 9.0]]), boundary=shapely.box(0, 0, 99, 99), crs=32615)
    >>> zones.table.geometry.x.to_list(), zones.notes
    ([10.0], ('Zones: 2 of 3 road nodes are nearest to no incident and are left out.',))
    """
    complaints = Complaints()
    complaints.add(check.integer("node_zones", "clusters", clusters, 1))
    complaints.add(check.integer("node_zones", "per_cluster", per_cluster, 1))
    complaints.raise_if_any(ParameterError)
    nodes = np.unique(np.asarray(node_xy, dtype=np.float64).reshape(-1, 2), axis=0)
    nodes = nodes[shapely.intersects_xy(boundary, nodes[:, 0], nodes[:, 1])]
    if len(nodes) == 0:
        raise InputError("No road node lies in the boundary. Check that the road file is of this city.")
    if len(incident_xy) == 0:
        raise InputError("Zones as road nodes need incidents: nodes are chosen among those where something happened.")
    busy = nodes[np.unique(cKDTree(nodes).query(incident_xy)[1])]
    chosen = _sample(busy, clusters, per_cluster, seed)
    ids = pd.Index([f"n{number}" for number in range(1, len(chosen) + 1)], dtype=object)
    table = gpd.GeoDataFrame(geometry=shapely.points(busy[chosen]), index=ids, crs=crs)
    return Layer(table, _notes(len(nodes), len(busy), len(chosen), clusters, per_cluster=per_cluster))


def _sample(xy: npt.NDArray[np.float64], clusters: int, per_cluster: int, seed: int) -> npt.NDArray[np.intp]:
    label = cluster_points(xy, clusters, seed=seed)
    random = np.random.default_rng(seed)
    drawn = []
    for cluster in range(label.max() + 1):
        members = np.flatnonzero(label == cluster)
        drawn.append(random.choice(members, min(per_cluster, len(members)), replace=False))
    return np.sort(np.concatenate(drawn))


def _notes(nodes: int, busy: int, chosen: int, clusters: int, per_cluster: int) -> tuple[str, ...]:
    notes = []
    if busy < nodes:
        notes.append(f"Zones: {nodes - busy:,} of {nodes:,} road nodes are nearest to no incident and are left out.")
    if chosen < busy:
        notes.append(
            f"Zones: {chosen:,} of {busy:,} nodes with incidents were drawn, at most {per_cluster} from each of "
            f"{clusters} groups; incidents belong to the nearest of them."
        )
    return tuple(notes)
