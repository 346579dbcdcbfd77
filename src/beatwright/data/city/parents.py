"""Which parent district every zone belongs to."""

from __future__ import annotations

from typing import Any

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import shapely

from beatwright.core.errors import InputError
from beatwright.data.city.layer import Layer

__all__ = ["assign_parents"]

_STRADDLES = 0.01


def assign_parents(zones: gpd.GeoDataFrame, parents: gpd.GeoDataFrame) -> Layer:
    """Return the zones with the column ``parent``.

    A polygon zone belongs to the district that holds most of its area, a point zone to the one that it lies in;
    a zone that meets no district belongs to the nearest. The first district in the table wins a tie.

    Parameters
    ----------
    zones : GeoDataFrame
        Polygons or points.
    parents : GeoDataFrame
        Polygons in the same CRS; index: district ids.

    Returns
    -------
    Layer
        The notes count zones that straddle districts (over 1 % of their area lies in a second one) and zones that
        meet none.

    Raises
    ------
    InputError
        Where the districts are no polygons or no zone meets any of them.

    Examples
    --------
    >>> zones = gpd.GeoDataFrame(index=["a"], geometry=[shapely.box(0, 0, 10, 10)], crs=32615)
    >>> halves = [shapely.box(0, 0, 4, 10), shapely.box(4, 0, 10, 10)]
    >>> layer = assign_parents(zones, gpd.GeoDataFrame(index=["west", "east"], geometry=halves, crs=32615))
    >>> layer.table.parent.to_list(), layer.notes
    (['east'], ('Parents: 1 of 1 zones straddle districts; each belongs to the one with most of its area.',))
    """
    kinds = sorted(set(parents.geom_type) - {"Polygon", "MultiPolygon"})
    if kinds:
        raise InputError(f"Parent districts must be polygons. This file also holds {', '.join(kinds)}.")
    shapes, districts = zones.geometry.to_numpy(), parents.geometry.to_numpy()
    zone, district = shapely.STRtree(districts).query(shapes, predicate="intersects")
    if len(zone) == 0:
        raise InputError(
            "No zone meets any parent district. Check that both files are of the same city and have the right CRS."
        )
    share = _shares(shapes[zone], districts[district])
    best = _largest(zone, district, share, len(zones))
    alone = best < 0
    best[alone] = shapely.STRtree(districts).nearest(shapes[alone])
    table = zones.assign(parent=parents.index.to_numpy(dtype=object)[best])
    return Layer(table, _notes(zone, share, alone))


def _shares(zone: Any, district: Any) -> npt.NDArray[np.float64]:
    """Return the share of every zone that lies in a district; 1 for points."""
    area = shapely.area(zone)
    common = shapely.area(shapely.intersection(zone, district))
    shares: npt.NDArray[np.float64] = np.where(area > 0, common / np.where(area > 0, area, 1.0), 1.0)
    return shares


def _largest(
    zone: npt.NDArray[np.intp], district: npt.NDArray[np.intp], share: npt.NDArray[np.float64], count: int
) -> npt.NDArray[np.intp]:
    best = np.full(count, -1, dtype=np.intp)
    order = np.lexsort((district, -share, zone))
    first = np.unique(zone[order], return_index=True)[1]
    best[zone[order][first]] = district[order][first]
    return best


def _notes(zone: npt.NDArray[np.intp], share: npt.NDArray[np.float64], alone: npt.NDArray[np.bool_]) -> tuple[str, ...]:
    notes = []
    straddling = int((np.bincount(zone[share > _STRADDLES]) > 1).sum())
    if straddling:
        notes.append(
            f"Parents: {straddling} of {len(alone)} zones straddle districts; "
            "each belongs to the one with most of its area."
        )
    if alone.any():
        notes.append(f"Parents: {int(alone.sum())} of {len(alone)} zones meet no district and belong to the nearest.")
    return tuple(notes)
