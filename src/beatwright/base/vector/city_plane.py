"""A layer brought to the plane of a city, in which every coordinate must be a number."""

from __future__ import annotations

from typing import Any

import geopandas as gpd
import numpy as np
import shapely

from beatwright.base.errors import InputError
from beatwright.base.words import significant

__all__ = ["in_plane"]


def in_plane(table: gpd.GeoDataFrame, crs: Any, what: str) -> gpd.GeoDataFrame:
    """Return a table in a city's plane.

    Parameters
    ----------
    table : GeoDataFrame
        With its CRS.
    crs : CRS
        Of the plane.
    what : str
        What the rows are, for messages: "streets".

    Raises
    ------
    InputError
        Where coordinates have no place in that plane: they do not fit their own CRS, or lie too far away. Shapes with
        coordinates that are no numbers make libraries of geometry fail without a word.

    Examples
    --------
    >>> line = gpd.GeoDataFrame(geometry=[shapely.LineString([(-90.2, 38.6), (-90.2, 38.7)])], crs=4326)
    >>> round(float(in_plane(line, 32615, "streets").length.iloc[0]), -3)
    11000.0
    """
    moved = table.to_crs(crs)
    xy, row = shapely.get_coordinates(moved.geometry.to_numpy(), return_index=True)
    lost = len(np.unique(row[~np.isfinite(xy).all(axis=1)]))
    if lost:
        west, south, east, north = table.total_bounds
        raise InputError(
            f"{lost:,} of {len(table):,} {what} have coordinates that cannot be measured with the city: the file "
            f"goes from ({significant(west, 6)}, {significant(south, 6)}) to "
            f"({significant(east, 6)}, {significant(north, 6)}) in {table.crs.name}. They do not "
            "fit that CRS, or lie too far from the city. Check that both are of the same city, whether longitude and "
            "latitude are exchanged, and the CRS."
        )
    return moved
