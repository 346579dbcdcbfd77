"""A city whose zones its parents' boundaries cut, divided along them."""

from __future__ import annotations

from dataclasses import replace

import geopandas as gpd

from beatwright.base.errors import InputError
from beatwright.core.city import City
from beatwright.core.incidents import Incidents
from beatwright.core.travel import Travel
from beatwright.data.units.reshaped import as_city
from beatwright.data.units.split_units import split_by_parents

__all__ = ["divide_city"]


def divide_city(
    city: City, incidents: gpd.GeoDataFrame | Incidents | None = None, *, width: float = 20.0, sites: bool = False
) -> City:
    """Split the zones that straddle the city's parents, so that no zone lies in two of them.

    Counts of people are divided by area. See `split_by_parents`.

    Parameters
    ----------
    city : City
        With polygon zones and parents.
    incidents : Incidents or GeoDataFrame of points, optional
        Counts called ``calls`` follow them.
    width : float
        Parts of a zone less than this many metres wide are slivers, and treated as none.
    sites : bool
        Keep the city's sites. Default: a candidate in every piece, and the posts of today.

    Raises
    ------
    InputError
        Where the city has no parents, or its zones are points.

    Examples
    --------
    >>> import shapely
    >>> zones = gpd.GeoDataFrame({"population": [100, 100]}, index=["1", "2"], crs=32615,
    ...                          geometry=[shapely.box(0, 0, 100, 100), shapely.box(100, 0, 200, 100)])
    >>> parents = gpd.GeoDataFrame(index=["west", "east"], crs=32615,
    ...                            geometry=[shapely.box(0, 0, 130, 100), shapely.box(130, 0, 200, 100)])
    >>> city = City(shapely.box(0, 0, 200, 100), zones, zones.set_geometry(zones.centroid), parents=parents)
    >>> divide_city(city).zones["population"].to_dict()
    {'1': 100.0, '2A': 70.0, '2B': 30.0}
    """
    if city.parents is None:
        raise InputError(f"The city '{city.name}' has no parent districts, so its zones cannot be split by them.")
    if city.zones.geom_type.iloc[0] == "Point":
        raise InputError("Zones that are points cannot be split by the parents' boundaries. Use polygons or a grid.")
    split = split_by_parents(
        city.zones.drop(columns="parent", errors="ignore"),
        city.parents,
        incidents=incidents,
        width=width,
        outside="nearest",
    )
    made = as_city(split.units, city, notes=split.notes)
    return replace(made, sites=city.sites, travel=Travel.straight(city.site_xy, made.zone_xy)) if sites else made
