"""Bridges: which units to join where a city lies in pieces."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
import shapely

from beatwright.core.city import City

__all__ = ["Bridge", "bridges_between", "suggest_bridges"]


class Bridge(NamedTuple):
    """Two units of different pieces that are nearest to each other.

    Parameters
    ----------
    one, other : str
        Ids of the units; `one` lies in the smaller piece.
    metres : float
        Distance between their outlines.
    """

    one: str
    other: str
    metres: float

    @property
    def pair(self) -> tuple[str, str]:
        """The ids, as `City` takes them in ``bridges``."""
        return (self.one, self.other)


def suggest_bridges(city: City) -> tuple[Bridge, ...]:
    """Return the bridges that would join the pieces of a city: as few as can be, and the shortest.

    Together they are a minimum spanning tree of the pieces. They are suggestions: whether a patrol car can cross is
    for those to say who know the place.

    Parameters
    ----------
    city : City
        Zones are polygons. Bridges that it has already count.

    Returns
    -------
    tuple of Bridge
        One fewer than the pieces; empty where the city is in one piece.

    Examples
    --------
    >>> import geopandas as gpd
    >>> from dataclasses import replace
    >>> zones = gpd.GeoDataFrame(
    ...     index=["town", "port", "isle"], crs=32615,
    ...     geometry=[shapely.box(0, 0, 9, 9), shapely.box(9, 0, 18, 9), shapely.box(58, 0, 60, 9)])
    >>> sites = gpd.GeoDataFrame(index=["s"], geometry=[shapely.Point(4.5, 4.5)], crs=32615)
    >>> city = City(shapely.box(0, 0, 60, 9), zones, sites)
    >>> suggest_bridges(city)
    (Bridge(one='isle', other='port', metres=40.0),)
    >>> joined = replace(city, bridges=[bridge.pair for bridge in suggest_bridges(city)])
    >>> joined.borders.pieces.tolist()
    [0, 0, 0]
    """
    ids = city.zone_ids
    found = bridges_between(city.zones.geometry.to_numpy(), city.borders.pieces)
    return tuple(Bridge(ids[one], ids[other], metres) for one, other, metres in found)


def bridges_between(shapes: Any, pieces: npt.NDArray[np.int64]) -> list[tuple[int, int, float]]:
    """Join the smallest piece to its nearest neighbour until one is left; positions and metres of each bridge.

    The shortest way out of any piece is in a minimum spanning tree (the cut property), so the result is one.
    """
    label, found = pieces.copy(), []
    while label.max(initial=0) > 0:
        size = np.bincount(label)
        smallest = len(size) - 1 - int(size[::-1].argmin())
        one, other, metres = _nearest(shapes, np.flatnonzero(label == smallest), np.flatnonzero(label != smallest))
        found.append((one, other, metres))
        label[label == smallest] = label[other]
        label = np.unique(label, return_inverse=True)[1].astype(np.int64)
    return found


def _nearest(shapes: Any, inside: npt.NDArray[np.intp], outside: npt.NDArray[np.intp]) -> tuple[int, int, float]:
    pairs, metres = shapely.STRtree(shapes[outside]).query_nearest(shapes[inside], return_distance=True)
    first = np.lexsort((outside[pairs[1]], inside[pairs[0]], metres))[0]
    return int(inside[pairs[0][first]]), int(outside[pairs[1][first]]), float(metres[first])
