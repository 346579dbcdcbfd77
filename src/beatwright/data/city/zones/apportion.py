"""Carry people and other counts from one set of areas to the zones."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd

from beatwright.base.errors import Complaints, InputError
from beatwright.data.city.layer import Layer
from beatwright.data.city.zones.area_shares import shares_of

__all__ = ["account", "apportion", "counts_of"]

Floats = npt.NDArray[np.float64]


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
    >>> import shapely
    >>> boundary = shapely.box(0, 0, 10, 10)
    >>> cells = [shapely.box(0, 0, 2, 10), shapely.box(2, 0, 10, 10)]
    >>> zones = gpd.GeoDataFrame(index=["a", "b"], geometry=cells, crs=32615)
    >>> block = gpd.GeoDataFrame({"pop": [100.0]}, geometry=[boundary], crs=32615)
    >>> apportion(zones, block, {"population": "pop"}, boundary=boundary).table.population.to_list()
    [20.0, 80.0]
    """
    values = counts_of(source, columns)
    shares, inside = shares_of(source.geometry.to_numpy(), zones.geometry.to_numpy(), boundary)
    if not inside.any():
        raise InputError("The areas with the population do not meet the city. Check the file and its CRS.")
    table, notes = zones.copy(), []
    for name in columns:
        amounts = values[name]
        carried = np.asarray(shares.T @ amounts)
        table[name] = carried
        notes.append(account(name, amounts, inside, carried))
    missing = sum(int(source[column].isna().sum()) for column in columns.values())
    if missing:
        notes.append(f"Attributes: {missing} values are missing and count as 0.")
    return Layer(table, tuple(notes))


def account(name: str, amounts: Floats, inside: Floats, carried: Floats) -> str:
    """Say how much of an attribute was given, lies in the city (`inside`: share of each area), and was carried."""
    return (
        f"Attribute {name}: {amounts.sum():,.0f} in {len(amounts)} areas, {(amounts * inside).sum():,.0f} of it in the "
        f"city, {carried.sum():,.0f} carried to {int((carried > 0).sum())} of {len(carried)} zones."
    )


def counts_of(source: gpd.GeoDataFrame, columns: Mapping[str, str]) -> dict[str, Floats]:
    """Return the columns as numbers of at least 0, missing ones as 0; InputError with every complaint."""
    complaints = Complaints()
    values: dict[str, Floats] = {}
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
