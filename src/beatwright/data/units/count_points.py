"""Count incidents into any polygons."""

from __future__ import annotations

from collections.abc import Iterable

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely

from beatwright.base.check import did_you_mean
from beatwright.base.errors import InputError
from beatwright.base.words import count_of, listed, plural
from beatwright.core.city import City
from beatwright.core.incidents import Incidents
from beatwright.data.city.layer import Layer
from beatwright.data.city.sites import zone_sites

__all__ = ["count_points"]


def count_points(
    points: gpd.GeoDataFrame | Incidents,
    polygons: gpd.GeoDataFrame,
    *,
    by: str | None = None,
    weight: str | None = None,
    column: str = "calls",
) -> Layer:
    """Count points into polygons, and say how many fell into none.

    A point in or on several polygons counts once, in the first of them in canonical order, as in `City.locate`.

    Parameters
    ----------
    points : Incidents, or GeoDataFrame of points
        Incidents are in the CRS of the polygons; a layer of points is brought to it.
    polygons : GeoDataFrame, n rows
        In a projected CRS in metres.
    by : str, optional
        Column of the points (of incidents: ``kind`` or ``severity``): one more column for every value of it.
    weight : str, optional
        Column of the points to sum instead of counting them, such as ``service_minutes``.
    column : str
        Name of the new column; with `by` also the beginning of the others: ``calls_theft``.

    Returns
    -------
    Layer
        The polygons with the new columns. A note says how many points lie in no polygon, and how far the farthest.

    Raises
    ------
    InputError
        Where the points have no such column, no CRS, or are no points, or the polygons are no valid ones.
    ParameterError
        Where the polygons have no CRS in metres, or ids that repeat.

    Examples
    --------
    >>> units = gpd.GeoDataFrame(index=["a", "b"], crs=32615,
    ...                          geometry=[shapely.box(0, 0, 9, 9), shapely.box(9, 0, 18, 9)])
    >>> where = [shapely.Point(1, 1), shapely.Point(9, 5), shapely.Point(12, 1), shapely.Point(58, 9)]
    >>> calls = gpd.GeoDataFrame({"kind": ["theft", "theft", "arson", "arson"]}, geometry=where, crs=32615)
    >>> layer = count_points(calls, units, by="kind")
    >>> layer.table[["calls", "calls_arson", "calls_theft"]].values.tolist()
    [[2.0, 0.0, 2.0], [1.0, 1.0, 0.0]]
    >>> layer.notes
    ('1 of 4 points lies in no polygon, up to 40 m away.',)
    """
    xy, frame = _read(points, polygons)
    for wanted in (by, weight):
        if wanted is not None and wanted not in frame:
            raise InputError(f"The points have no column '{wanted}'. {did_you_mean(wanted, map(str, frame.columns))}")
    amount = np.ones(len(xy)) if weight is None else frame[weight].to_numpy(dtype=np.float64)
    if not np.isfinite(amount).all():
        few = int((~np.isfinite(amount)).sum())
        raise InputError(f"{count_of(few, 'point')} {plural(few, 'has', 'have')} no number in the column '{weight}'.")
    place = positions_of(xy, polygons)
    table = polygons.copy()
    table[column] = _sums(place, amount, len(table))
    if by is not None:
        labels = frame[by].astype(object).where(frame[by].notna(), "unknown").astype(str).to_numpy()
        for value in np.unique(labels):
            chosen = labels == value
            table[f"{column}_{value}"] = _sums(place[chosen], amount[chosen], len(table))
    return Layer(table, tuple(_notes(xy, place, polygons)))


def positions_of(xy: npt.NDArray[np.float64], polygons: gpd.GeoDataFrame) -> npt.NDArray[np.intp]:
    """Return the row of `polygons` that every point lies in, shape (n,); -1 where there is none."""
    shapes = gpd.GeoDataFrame(geometry=polygons.geometry.to_numpy(), crs=polygons.crs)
    shapes.index = pd.Index([str(label) for label in polygons.index])
    areal = np.isin(shapely.get_type_id(shapes.geometry.to_numpy()), (3, 6))
    bad = ~areal | ~shapes.geometry.is_valid.to_numpy() | shapes.geometry.is_empty.to_numpy()
    if bad.any():
        raise InputError(f"Points are counted into polygons. These are no valid ones: {listed(shapes.index[bad])}.")
    city = City(shapely.box(*shapes.total_bounds), shapes, zone_sites(shapes.iloc[:1]).table, name="polygons")
    row = pd.Series(np.arange(len(shapes)), index=shapes.index).reindex(city.zone_ids).to_numpy()
    found = city.locate(xy[:, 0], xy[:, 1])
    return np.where(found >= 0, row[found], -1).astype(np.intp)


def _read(
    points: gpd.GeoDataFrame | Incidents, polygons: gpd.GeoDataFrame
) -> tuple[npt.NDArray[np.float64], pd.DataFrame]:
    if isinstance(points, Incidents):
        frame = points.frame.assign(severity=np.array(points.severity.names)[points.frame["severity"]])
        return frame[["x", "y"]].to_numpy(dtype=np.float64), frame
    if points.crs is None:
        raise InputError("The points have no CRS. Set it first, with points.set_crs(...).")
    kinds = set(points.geom_type) - {"Point"}
    if kinds:
        raise InputError(f"Points must be points that are there. Got {', '.join(sorted(map(str, kinds)))}.")
    return shapely.get_coordinates(points.geometry.to_crs(polygons.crs).to_numpy()), pd.DataFrame(points)


def _sums(place: npt.NDArray[np.intp], amount: npt.NDArray[np.float64], count: int) -> npt.NDArray[np.float64]:
    inside = place >= 0
    return np.bincount(place[inside], amount[inside], minlength=count).astype(np.float64)


def _notes(xy: npt.NDArray[np.float64], place: npt.NDArray[np.intp], polygons: gpd.GeoDataFrame) -> Iterable[str]:
    outside = np.flatnonzero(place < 0)
    if not len(outside):
        return
    shapes = polygons.geometry.to_numpy()
    lost = shapely.points(xy[outside])
    _, metres = shapely.STRtree(shapes).query_nearest(lost, return_distance=True, all_matches=False)
    yield (
        f"{len(outside):,} of {count_of(len(xy), 'point')} {plural(len(outside), 'lies', 'lie')} in no polygon, up to "
        f"{metres.max():,.0f} m away."
    )
