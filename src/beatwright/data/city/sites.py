"""Candidate sites, and the posts of today among them."""

from __future__ import annotations

import math
from typing import Any

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely
from scipy.spatial import cKDTree

from beatwright.base import check
from beatwright.base.errors import Complaints, InputError, ParameterError
from beatwright.core.city import inside_points
from beatwright.data.city.layer import Layer
from beatwright.data.city.zones.point_clusters import cluster_points

__all__ = ["busiest_of_clusters", "point_sites", "with_current", "zone_sites"]

_SAME_PLACE_M = 25.0
_NAMES = ("name", "site_name", "station", "label")


def zone_sites(zones: gpd.GeoDataFrame) -> Layer:
    """Make a candidate site of every zone: a point inside it, with its id.

    Examples
    --------
    >>> zones = gpd.GeoDataFrame(index=["a"], geometry=[shapely.box(0, 0, 4, 2)], crs=32615)
    >>> zone_sites(zones).table.geometry.iloc[0].wkt
    'POINT (2 1)'
    """
    xy = inside_points(zones.geometry.to_numpy())
    return Layer(gpd.GeoDataFrame(geometry=shapely.points(xy), index=zones.index, crs=zones.crs))


def point_sites(layer: Layer, boundary: Any) -> Layer:
    """Use the points of a file as candidate sites; polygons become a point inside them.

    Parameters
    ----------
    layer : Layer
        Points, or polygons such as parcels.
    boundary : shapely Polygon or MultiPolygon
        The area that is planned. Sites outside are kept and counted in the notes.

    Raises
    ------
    InputError
        Where a site is further from the boundary than the city is wide: a wrong CRS, or swapped coordinates.
    """
    table, notes = layer.table.copy(), list(layer.notes)
    shapes = table.geom_type != "Point"
    if shapes.any():
        notes.append(f"Sites: {int(shapes.sum())} are no points; a point inside each is used.")
        table = table.set_geometry(
            gpd.GeoSeries(shapely.points(inside_points(table.geometry.to_numpy())), index=table.index, crs=table.crs)
        )
    _need_at_boundary(table, boundary)
    outside = int((~table.intersects(boundary)).sum())
    if outside:
        notes.append(f"Sites: {outside} of {len(table)} lie outside the boundary; they are kept.")
    return Layer(_with_name(table), tuple(notes))


def _need_at_boundary(table: gpd.GeoDataFrame, boundary: Any) -> None:
    west, south, east, north = boundary.bounds
    lost = table.index[table.distance(boundary).to_numpy() > math.hypot(east - west, north - south)]
    if len(lost):
        raise InputError(
            f"{len(lost)} of {len(table)} points lie further from the boundary than the city is wide: "
            f"{', '.join(lost[:5])}. Check their coordinates (longitude and latitude swapped?) and the CRS of the file."
        )


def _with_name(table: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    lower = {str(column).lower(): column for column in table.columns}
    known = next((lower[name] for name in _NAMES if name in lower), None)
    if known is not None and known != "name":
        table = table.assign(name=table[known])
    return table


def busiest_of_clusters(
    zones: gpd.GeoDataFrame,
    weight: npt.NDArray[np.float64],
    *,
    clusters: int = 20,
    per_cluster: int = 3,
    seed: int = 0,
) -> Layer:
    """Choose the busiest zones of each of several groups as candidate sites.

    Parameters
    ----------
    zones : GeoDataFrame
        The zones, n rows.
    weight : array, shape (n,)
        Incidents per zone, from the training period alone. Ties go to the zone furthest west, then south.
    clusters : int
        Groups that K-means makes of the zones.
    per_cluster : int
        Sites of each group; a smaller group gives all it has.
    seed : int
        For K-means.

    Returns
    -------
    Layer
        Points with the ids of their zones.

    References
    ----------
    The study of police stations and officers under uncertainty in Cambridge, Massachusetts: 20 groups, 3 of each.

    Examples
    --------
    >>> zones = gpd.GeoDataFrame(index=["a", "b", "c"], geometry=gpd.points_from_xy([0, 1, 90], [0, 0, 0]), crs=32615)
    >>> list(busiest_of_clusters(zones, np.array([1.0, 5.0, 2.0]), clusters=2, per_cluster=1).table.index)
    ['b', 'c']
    """
    complaints = Complaints()
    complaints.add(check.integer("busiest_of_clusters", "clusters", clusters, 1))
    complaints.add(check.integer("busiest_of_clusters", "per_cluster", per_cluster, 1))
    complaints.add(check.shape_is("busiest_of_clusters", "weight", np.shape(weight), (len(zones),), axes="zone"))
    complaints.raise_if_any(ParameterError)
    sites = zone_sites(zones).table
    xy = shapely.get_coordinates(sites.geometry.to_numpy())
    label = cluster_points(xy, clusters, seed=seed)
    order = np.lexsort((xy[:, 1], xy[:, 0], -np.asarray(weight, dtype=np.float64), label))
    place = np.arange(len(order)) - np.searchsorted(label[order], label[order], side="left")
    return Layer(sites.iloc[np.sort(order[place < per_cluster])])


def with_current(sites: Layer, posts: Layer, *, candidate: bool = True) -> Layer:
    """Add the posts of today to the candidate sites.

    A post stays a site of its own even where it stands beside a candidate; the notes count such pairs.

    Parameters
    ----------
    sites : Layer
        Candidate sites.
    posts : Layer
        Points of today's posts. Ids that a candidate already has get the prefix "post ".
    candidate : bool
        May a planner choose them?

    Raises
    ------
    InputError
        Where even the prefix leaves an id twice.

    Examples
    --------
    >>> site = gpd.GeoDataFrame(index=["1"], geometry=[shapely.Point(0, 0)], crs=32615)
    >>> post = gpd.GeoDataFrame(index=["1"], geometry=[shapely.Point(3, 4)], crs=32615)
    >>> both = with_current(Layer(site), Layer(post))
    >>> list(both.table.index), list(both.table.current)
    (['1', 'post 1'], [False, True])
    >>> both.notes
    ('Sites: 1 of the posts of today stand within 25 m of a candidate; both are kept.',)
    """
    taken = set(sites.table.index)
    clash = any(label in taken for label in posts.table.index)
    ids = [f"post {label}" if clash else str(label) for label in posts.table.index]
    if taken & set(ids):
        raise InputError(f"These posts of today have the id of a site: {', '.join(sorted(taken & set(ids))[:5])}.")
    added = posts.table.set_axis(pd.Index(ids, dtype=object))
    added = added.assign(candidate=candidate, current=True)
    first = sites.table.assign(current=False)
    first["candidate"] = first["candidate"].astype(bool) if "candidate" in first else True
    table = _stacked(first, added)
    return Layer(table, (*sites.notes, *posts.notes, *_beside(first, added)))


def _stacked(first: gpd.GeoDataFrame, added: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Put the tables on top of each other with the columns that a site has; others are the file's own business."""
    parts = []
    for table in (first, added):
        names = table["name"].astype(str) if "name" in table else pd.Series(table.index, index=table.index)
        columns = {"name": names.astype(object), "candidate": table["candidate"], "current": table["current"]}
        parts.append(gpd.GeoDataFrame(columns, geometry=table.geometry.to_numpy(), index=table.index, crs=table.crs))
    return gpd.GeoDataFrame(pd.concat(parts), crs=first.crs)


def _beside(first: gpd.GeoDataFrame, added: gpd.GeoDataFrame) -> tuple[str, ...]:
    tree = cKDTree(shapely.get_coordinates(first.geometry.to_numpy()))
    distance, _ = tree.query(shapely.get_coordinates(added.geometry.to_numpy()))
    together = int((distance <= _SAME_PLACE_M).sum())
    if together == 0:
        return ()
    return (f"Sites: {together} of the posts of today stand within {_SAME_PLACE_M:g} m of a candidate; both are kept.",)
