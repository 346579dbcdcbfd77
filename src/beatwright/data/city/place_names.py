"""Names for sites that a person knows: the nearest street corner, or where a site lies from the centre."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely
from scipy.spatial import cKDTree

from beatwright.base.words import count_of
from beatwright.core.city import City

__all__ = ["name_sites"]

XY = npt.NDArray[np.float64]

# A corner further off than a few blocks says nothing of where a post stands.
_FAR_M = 400.0
_AT_M = 50.0
_POINTS = ("N", "NE", "E", "SE", "S", "SW", "W", "NW")
_WORD = re.compile(r"[^\W\d_]{3,}")


def name_sites(city: City, corner_xy: XY | None = None, corners: Sequence[str] = ()) -> City:
    """Return the city with a name for every site that has none; names that were given stay.

    Parameters
    ----------
    city : City
        Ids of sites that were made of zones, and ids that are mere numbers, are no names.
    corner_xy : array, shape (n, 2), optional
        Street corners, metres.
    corners : sequence of str
        Their names.

    Returns
    -------
    City
        Its sites with the column ``name``; its notes say what sites are named by.

    Examples
    --------
    >>> zones = gpd.GeoDataFrame(index=["1", "2"], geometry=[shapely.box(0, 0, 9, 9), shapely.box(9, 0, 5000, 9)],
    ...                          crs=32615)
    >>> sites = gpd.GeoDataFrame(index=["1", "2"], geometry=[shapely.Point(5, 5), shapely.Point(4900, 5)], crs=32615)
    >>> city = City(shapely.box(0, 0, 5000, 9), zones, sites)
    >>> list(name_sites(city, np.array([[4.0, 4.0]]), ["Main St & Third Ave"]).sites["name"])
    ['Main St & Third Ave', '2.4 km E of the centre (0.0000, -97.4448)']
    """
    own_names = _own_names(city)
    open_ = np.flatnonzero(own_names.isna().to_numpy())
    if not len(open_):
        return city
    xy, places = city.site_xy[open_], _degrees(city.sites.geometry.iloc[open_])
    names = _from_centre(xy, places, city.boundary)
    corner_names = _names_by_corner(xy, corner_xy, corners)
    known = [number for number, name in enumerate(corner_names) if name]
    twice = {name for name in corner_names if name and corner_names.count(name) > 1}
    for number in known:
        names[number] = (
            f"{corner_names[number]} ({places[number]})" if corner_names[number] in twice else corner_names[number]
        )
    named = own_names.copy()
    named.iloc[open_] = names
    return replace(city, sites=city.sites.assign(name=named), notes=(*city.notes, _note(len(known), len(open_))))


def _note(corners: int, sites: int) -> str:
    rest = sites - corners
    parts = [f"{corners:,} by the nearest street corner"] if corners else []
    parts += [f"{rest:,} by distance and direction from the centre of the boundary"] if rest else []
    return f"Sites: {count_of(sites, 'site')} without a name of their own are named, {' and '.join(parts)}."


def _own_names(city: City) -> pd.Series[Any]:
    """Return the names that the user's files give; an id in words is one, that of a zone is none."""
    ids = pd.Series(city.sites.index, index=city.sites.index, dtype=object)
    own = ids.where(~ids.isin(city.zone_ids) & ids.map(lambda label: bool(_WORD.search(label.removeprefix("post ")))))
    if "name" not in city.sites:
        return own
    names = city.sites["name"].astype(object)
    text = names.where(names.notna(), "").astype(str).str.strip()
    return pd.Series(np.where((text != "") & (text != ids), names, own), index=ids.index, dtype=object)


def _degrees(points: gpd.GeoSeries) -> list[str]:
    """Return latitude and longitude of every point, as maps on the web take them."""
    there = points.to_crs(4326)
    return [f"{y:.4f}, {x:.4f}" for x, y in zip(there.x, there.y, strict=True)]


def _from_centre(xy: XY, places: list[str], boundary: Any) -> list[str]:
    east, north = (xy - shapely.get_coordinates(shapely.centroid(boundary))[0]).T
    far = np.hypot(east, north)
    octant = np.round(np.degrees(np.arctan2(east, north)) / 45).astype(int) % 8
    return [
        f"at the centre ({place})" if m < _AT_M else f"{m / 1000:.1f} km {_POINTS[point]} of the centre ({place})"
        for m, point, place in zip(far, octant, places, strict=True)
    ]


def _names_by_corner(xy: XY, corner_xy: XY | None, corners: Sequence[str]) -> list[str]:
    if corner_xy is None or not len(corner_xy):
        return [""] * len(xy)
    metres, at = cKDTree(corner_xy).query(xy)
    return [
        "" if m > _FAR_M else corners[k] if m <= _AT_M else f"near {corners[k]}"
        for m, k in zip(metres.tolist(), at.tolist(), strict=True)
    ]
