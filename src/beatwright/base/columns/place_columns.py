"""The columns of a table that say where its rows lie -> points: a heading suggests, the values under it decide."""

from __future__ import annotations

import json
import math
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa
import pyproj
import shapely

from beatwright.base.check import did_you_mean
from beatwright.base.columns.coordinate_headings import (
    EASTINGS,
    LATITUDES,
    LONGITUDES,
    NORTHINGS,
    POINTS,
    plain_heading,
)
from beatwright.base.columns.number_columns import read_degrees, read_numbers, thousands_mark
from beatwright.base.columns.point_texts import holds_points, mostly_points, parse_points, point_srids
from beatwright.base.errors import Complaints, InputError
from beatwright.base.vector.crs import crs_of
from beatwright.base.vector.drawn_shapes import drawn_shapes

__all__ = ["names_places", "points_of"]

Floats = npt.NDArray[np.float64]
_DEGREES = "EPSG:4326"


def names_places(headings: Sequence[object]) -> bool:
    """Say whether headings name a place in one column or two.

    >>> names_places(["Station", "Lat.", "Long."]), names_places(["Station", "WKT"]), names_places(["Station", "x"])
    (True, True, False)
    """
    names = {plain_heading(str(heading)) for heading in headings if heading is not None}
    pairs = ((LONGITUDES, LATITUDES), (EASTINGS, NORTHINGS))
    return bool(names.intersection(POINTS)) or any(
        names.intersection(across) and names.intersection(along) for across, along in pairs
    )


def points_of(
    table: pd.DataFrame, file: Path, file_crs: str = "", columns: Mapping[str, str] | None = None
) -> gpd.GeoDataFrame:
    """Return a table as points, or as the lines and areas written in one of its columns.

    Parameters
    ----------
    table : DataFrame
        Without a geometry.
    file : Path
        Where it comes from, for messages.
    file_crs : str
        The CRS of projected coordinates whose file names none.
    columns : mapping of str to str, optional
        The columns to read: "lon" and "lat", "x" and "y", or "point" -> heading. Default: found by their headings.

    Returns
    -------
    GeoDataFrame
        Without a CRS where projected coordinates have none; rows without a place have no geometry.

    Raises
    ------
    InputError
        Where no column holds places, or its texts name several CRS or an unknown one.

    Examples
    --------
    >>> table = pd.DataFrame({"Name": ["Central"], "Location": ["1 MAIN ST (38.62, -90.25)"]})
    >>> points_of(table, Path("stations.csv")).geometry.to_wkt().tolist()
    ['POINT (-90.25 38.62)']
    """
    if columns:
        x, y, crs = _named_places(table, file, file_crs, columns)
        return _as_points(table, x, y, crs)
    drawn = drawn_shapes(table)
    if drawn is not None:
        name, shapes = drawn
        crs = _named_crs(_column(table[name]), name, file) or (None if file_crs else _crs_of_shapes(shapes))
        return gpd.GeoDataFrame(table.drop(columns=name), geometry=shapes, crs=crs)
    readings = list(_readings(table, file, file_crs))
    for x, y, crs in sorted(readings, key=lambda reading: not np.isfinite(reading[0] + reading[1]).any()):
        return _as_points(table, x, y, crs)
    shown = ", ".join(str(column) for column in table.columns[:12])
    raise InputError(
        f"The file '{file}' has neither geometries nor columns of coordinates such as 'lon' and 'lat', nor one of "
        f'places written as text, such as "(38.62, -90.25)" or "POINT (-90.25 38.62)". It has: {shown}.'
    )


def _as_points(table: pd.DataFrame, x: Floats, y: Floats, crs: Any) -> gpd.GeoDataFrame:
    known = np.isfinite(x) & np.isfinite(y)
    points = gpd.points_from_xy(np.where(known, x, math.nan), np.where(known, y, math.nan))
    points[~known] = None
    return gpd.GeoDataFrame(table, geometry=points, crs=crs)


def _named_places(
    table: pd.DataFrame, file: Path, file_crs: str, columns: Mapping[str, str]
) -> tuple[Floats, Floats, Any]:
    """Return x, y and CRS as the columns that the user names say."""
    headings = [str(column) for column in table.columns]
    complaints = Complaints()
    for role, heading in columns.items():
        if heading not in headings:
            hint = did_you_mean(heading, headings)
            complaints.add(f"The file '{file}' has no column '{heading}', which should be its {role}. {hint}")
    complaints.raise_if_any(InputError)
    named = {role: _column(table[heading]) for role, heading in columns.items()}
    if "point" in named:
        values, heading = named["point"], columns["point"]
        return *parse_points(values, heading), _named_crs(values, heading, file) or _DEGREES
    if "lon" in named:
        return read_degrees(named["lon"]), read_degrees(named["lat"]), _DEGREES
    return _plane(named["x"], named["y"], file_crs)


def _crs_of_shapes(shapes: Any) -> str | None:
    """Return degrees where all corners can be such."""
    west, south, east, north = shapely.total_bounds(shapes)
    return _DEGREES if min(west, -east) >= -180 and min(south, -north) >= -90 else None


def _readings(table: pd.DataFrame, file: Path, file_crs: str) -> Iterator[tuple[Floats, Floats, Any]]:
    """Yield x, y and CRS for every way to read the place, best first."""
    columns = {plain_heading(str(column)): _column(table[column]) for column in reversed(table.columns)}
    longitude, latitude = (_first(columns, names) for names in (LONGITUDES, LATITUDES))
    if longitude is not None and latitude is not None:
        yield read_degrees(longitude), read_degrees(latitude), _DEGREES
    named = {name: columns[name] for name in POINTS if name in columns and holds_points(columns[name])}
    for name, values in (named or {name: values for name, values in columns.items() if mostly_points(values)}).items():
        yield *parse_points(values, name), _named_crs(values, name, file) or _DEGREES
    for across, along in zip(EASTINGS, NORTHINGS, strict=True):
        if across in columns and along in columns:
            yield (*_plane(columns[across], columns[along], file_crs),)


def _first(columns: dict[str, Any], names: tuple[str, ...]) -> Any:
    """Return the first of these columns that holds any coordinate, else the first."""
    found = [columns[name] for name in names if name in columns]
    return next((values for values in found if np.isfinite(read_degrees(values)).any()), next(iter(found), None))


def _plane(across: Any, along: Any, file_crs: str) -> tuple[Floats, Floats, Any]:
    mark = thousands_mark(across, along)
    x, y = read_numbers(across, thousands=mark), read_numbers(along, thousands=mark)
    known = np.isfinite(x) & np.isfinite(y)
    degrees = known.any() and (np.abs(x[known]) <= 180).all() and (np.abs(y[known]) <= 90).all()
    declared = crs_of(file_crs, "The option file_crs") if file_crs else None
    return x, y, declared or (_DEGREES if degrees else None)


def _column(values: pd.Series) -> Any:
    """Return a column as pyarrow has it; what is of several types, or a structure, as text."""
    if pd.api.types.is_numeric_dtype(values):
        return pa.array(values.to_numpy(dtype=float, na_value=math.nan), from_pandas=True)
    return pa.array([_text(value) for value in values], pa.string())


def _text(value: Any) -> str | None:
    if isinstance(value, bytes):
        return value.hex()
    if isinstance(value, (dict, list, np.ndarray)):
        return json.dumps(value, default=str)
    return None if pd.isna(value) else str(value)


def _named_crs(values: Any, name: str, file: Path) -> str:
    """Return the CRS that the texts of a column name; empty where they name none."""
    srids = sorted(point_srids(values) - {0})
    if len(srids) > 1:
        raise InputError(
            f"The column '{name}' of '{file}' names several coordinate reference systems: SRID "
            f"{', '.join(map(str, srids))}. Export it in one."
        )
    try:
        return f"EPSG:{pyproj.CRS.from_epsg(srids[0]).to_epsg()}" if srids else ""
    except pyproj.exceptions.CRSError:
        raise InputError(
            f"The column '{name}' of '{file}' names SRID {srids[0]}, which is no known EPSG code. Export it in another."
        ) from None
