"""Carry people and other counts from one set of areas to the zones."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd
import scipy.sparse as sp
import shapely

from beatwright.core.city import inside_points
from beatwright.core.errors import Complaints, InputError
from beatwright.data.city.layer import Layer

__all__ = ["apportion"]


def apportion(zones: gpd.GeoDataFrame, source: gpd.GeoDataFrame, columns: Mapping[str, str], *, boundary: Any) -> Layer:
    """Carry counts from the areas of `source` to the zones; what lies in the city is conserved.

    Counts are taken to be spread evenly over each area. Polygon zones take the share of the area that they cover;
    of point zones, those inside the area share it evenly, or the nearest takes it where none is inside. The part of
    an area outside the city (boundary and zones together) is not carried.

    Parameters
    ----------
    zones : GeoDataFrame, n rows
        Polygons or points.
    source : GeoDataFrame, m rows
        Polygons with counts, such as census block groups; or points, which are carried whole.
    columns : mapping of str to str
        Name in the zones -> column of `source`: ``{"population": "pop_2020"}``. Counts, never rates or medians.
    boundary : shapely Polygon or MultiPolygon
        The area that is planned.

    Returns
    -------
    Layer
        The zones with the new columns. A note for each says how much was in the file, in the city, and was carried.

    Raises
    ------
    InputError
        Where a column is missing, not a number or negative, or the areas do not meet the city.

    References
    ----------
    Areal weighting: M. F. Goodchild and N. S.-N. Lam, "Areal interpolation: a variant of the traditional spatial
    problem", Geo-Processing 1 (1980), 297-312.

    Examples
    --------
    >>> boundary = shapely.box(0, 0, 10, 10)
    >>> cells = [shapely.box(0, 0, 2, 10), shapely.box(2, 0, 10, 10)]
    >>> zones = gpd.GeoDataFrame(index=["a", "b"], geometry=cells, crs=32615)
    >>> block = gpd.GeoDataFrame({"pop": [100.0]}, geometry=[boundary], crs=32615)
    >>> apportion(zones, block, {"population": "pop"}, boundary=boundary).table.population.to_list()
    [20.0, 80.0]
    """
    values = _values(source, columns)
    shares, inside = _shares(zones, source.geometry.to_numpy(), boundary)
    if not inside.any():
        raise InputError("The areas with the population do not meet the city. Check the file and its CRS.")
    table, notes = zones.copy(), []
    for name in columns:
        given = values[name]
        carried = np.asarray(shares.T @ given)
        table[name] = carried
        notes.append(
            f"Attribute {name}: {given.sum():,.0f} in {len(source)} areas, {(given * inside).sum():,.0f} of it in the "
            f"city, {carried.sum():,.0f} carried to {int((carried > 0).sum())} of {len(zones)} zones."
        )
    missing = sum(int(source[column].isna().sum()) for column in columns.values())
    if missing:
        notes.append(f"Attributes: {missing} values are missing and count as 0.")
    return Layer(table, tuple(notes))


def _values(source: gpd.GeoDataFrame, columns: Mapping[str, str]) -> dict[str, npt.NDArray[np.float64]]:
    complaints = Complaints()
    values: dict[str, npt.NDArray[np.float64]] = {}
    for name, column in columns.items():
        if column not in source:
            known = ", ".join(str(c) for c in source.select_dtypes("number").columns)
            complaints.add(f"There is no column '{column}'. Columns with numbers: {known or 'none'}.")
            continue
        numbers = pd.to_numeric(source[column], errors="coerce")
        unread = int((numbers.isna() & source[column].notna()).sum())
        complaints.need(unread == 0, f"The column '{column}' has {unread} values that are no numbers.")
        complaints.need(not bool((numbers < 0).any()), f"The column '{column}' has values under 0, so it is no count.")
        values[name] = numbers.fillna(0.0).to_numpy(dtype=np.float64)
    complaints.raise_if_any(InputError, "The counts cannot be carried to the zones")
    return values


def _shares(zones: gpd.GeoDataFrame, source: Any, boundary: Any) -> tuple[Any, npt.NDArray[np.float64]]:
    """Return the share of every source that goes to every zone, [source, zone], and the share that lies in the city."""
    shapes = zones.geometry.to_numpy()
    areal = bool((shapely.area(shapes) > 0).all())
    if bool((shapely.area(source) == 0).all()):
        inside = shapely.intersects(boundary, source).astype(np.float64)
        weights = _meeting(source, shapes) if areal else _empty(len(source), len(shapes))
    else:
        city = shapely.union_all([boundary, *shapes]) if areal else boundary
        inside = _area_share(source, city)
        weights = _covered(source, shapes) if areal else _meeting(source, shapes)
    weights = _completed(weights, source, shapes, inside)
    total = np.asarray(weights.sum(axis=1)).ravel()
    scale = np.divide(inside, total, out=np.zeros_like(total), where=total > 0)
    return sp.diags_array(scale) @ weights, inside


def _empty(rows: int, columns: int) -> Any:
    return sp.csr_array((rows, columns), dtype=np.float64)


def _area_share(source: Any, city: Any) -> npt.NDArray[np.float64]:
    shapely.prepare(city)
    share: npt.NDArray[np.float64] = shapely.covers(city, source).astype(np.float64)
    part = share == 0
    share[part] = shapely.area(shapely.intersection(source[part], city)) / shapely.area(source[part])
    return share


def _covered(source: Any, shapes: Any) -> Any:
    one, zone = shapely.STRtree(shapes).query(source, predicate="intersects")
    area = shapely.area(shapely.intersection(source[one], shapes[zone]))
    return sp.csr_array((area, (one, zone)), shape=(len(source), len(shapes)))


def _meeting(source: Any, shapes: Any) -> Any:
    """Weight 1 where a point lies in an area, whichever of the two is the point."""
    one, zone = shapely.STRtree(shapes).query(source, predicate="intersects")
    return sp.csr_array((np.ones(len(one)), (one, zone)), shape=(len(source), len(shapes)))


def _completed(weights: Any, source: Any, shapes: Any, inside: npt.NDArray[np.float64]) -> Any:
    """Give the sources in the city that meet no zone to the nearest one."""
    lonely = np.flatnonzero((np.asarray(weights.sum(axis=1)).ravel() == 0) & (inside > 0))
    if len(lonely) == 0:
        return weights
    centre = shapely.points(inside_points(source[lonely]))
    nearest = shapely.STRtree(shapes).nearest(centre)
    extra = sp.csr_array((np.ones(len(lonely)), (lonely, nearest)), shape=weights.shape)
    return weights + extra
