"""Rows of a layer that lie nowhere: no geometry, a point at (0, 0), the totals below a table."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import shapely

from beatwright.base.errors import InputError
from beatwright.base.words import count_of, plural
from beatwright.data.incidents.files.rows_below_table import is_total

__all__ = ["placed_rows"]

Mask = npt.NDArray[np.bool_]


def placed_rows(table: gpd.GeoDataFrame, title: str) -> tuple[gpd.GeoDataFrame, list[str]]:
    """Return the rows that lie somewhere, and what to say of the others.

    Parameters
    ----------
    table : GeoDataFrame
        As its file is.
    title : str
        Name of the file.

    Raises
    ------
    InputError
        Where no row is left.

    Examples
    --------
    >>> points = [shapely.Point(-90.2, 38.6), shapely.Point(-90.3, 38.7), shapely.Point(0, 0)]
    >>> table = gpd.GeoDataFrame({"name": ["Central", "North", "Closed"]}, geometry=points, crs=4326)
    >>> placed_rows(table, "posts.csv")[1]
    ["posts.csv: 1 of 3 rows lies at (0, 0), which stands for none, and is left out: 'Closed'."]
    """
    missing = (table.geometry.isna() | table.geometry.is_empty).to_numpy()
    if missing.all():
        raise InputError(f"{title}: none of the {len(table)} rows has a geometry.")
    notes = []
    if missing.any():
        notes.append(f"{title}: {int(missing.sum())} of {len(table)} rows have no geometry and are left out.")
    gone = missing.copy()
    for rows, why in _nowhere(table, ~missing):
        gone |= rows
        count = int(rows.sum())
        notes.append(
            f"{title}: {count} of {len(table)} rows {plural(count, 'lies', 'lie')} {why}, and "
            f"{plural(count, 'is', 'are')} left out: {_shown(table, rows)}."
        )
    return (table[~gone], notes) if gone.any() else (table, notes)


def _nowhere(table: gpd.GeoDataFrame, known: Mask) -> Iterator[tuple[Mask, str]]:
    """Yield the points that lie nowhere, unless all do, and why."""
    shapes = table.geometry.to_numpy()
    x, y = shapely.get_x(shapes), shapely.get_y(shapes)
    known = known & np.isfinite(x) & np.isfinite(y)  # points alone
    zero = known & (x == 0) & (y == 0)
    if zero.any() and (known & ~zero).any():
        yield zero, "at (0, 0), which stands for none"
    totals = known & ~zero & _total_rows(table)
    totals[totals] = _away(x, y, known & ~zero)[totals] if totals.any() else False
    if totals.any():
        yield totals, "away from all others under the name of totals"


def _total_rows(table: gpd.GeoDataFrame) -> Mask:
    texts = table.drop(columns=table.geometry.name)
    if not texts.shape[1]:
        return np.zeros(len(table), dtype=bool)
    return np.array([is_total(str(value)) for value in texts.iloc[:, 0]], dtype=bool)


def _away(x: Any, y: Any, known: Mask) -> Mask:
    """Say which points lie further from the middle than ten times the spread of the nearer half."""
    away = np.hypot(x - np.median(x[known]), y - np.median(y[known]))
    return np.asarray(away > 10 * np.median(away[known]))


def _shown(table: gpd.GeoDataFrame, rows: Mask) -> str:
    texts = table.drop(columns=table.geometry.name)[rows]
    if not texts.shape[1]:
        return count_of(int(rows.sum()), "row")
    return ", ".join(repr(str(value)) for value in texts.iloc[:5, 0])
