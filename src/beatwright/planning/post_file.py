"""Read the posts of today from a file, whatever its format."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import geopandas as gpd
import pandas as pd
import pyogrio

from beatwright.core import BeatwrightError, InputError, Plan, Post
from beatwright.core.gis_file import gis_source

__all__ = ["PostFile", "read_post_file"]

_SITE = ("site", "site_id", "id")
_XY = (("x", "y"),)
_LONLAT = (("lon", "lat"), ("longitude", "latitude"), ("lng", "lat"), ("long", "lat"))
_READ_BY_TABLE = {".csv": ",", ".tsv": "\t", ".txt": None}
_READ_BY_GEO = (".geojson", ".gpkg", ".shp", ".fgb")


@dataclass(frozen=True, eq=False)
class PostFile:
    """Posts as a file gives them.

    Parameters
    ----------
    path : str
        The file.
    ids : tuple of str
        Site id of every post; empty texts where the file has none.
    posts : tuple of Post, optional
        The posts themselves, where the file is a plan.
    points : GeoSeries, optional
        Where they stand, one per post; a CRS of None means the city's.
    notes : tuple of str
        What of the file was left out.
    """

    path: str
    ids: tuple[str, ...]
    posts: tuple[Post, ...] | None = None
    points: gpd.GeoSeries | None = None
    notes: tuple[str, ...] = ()


def read_post_file(path: str) -> PostFile:
    """Read posts from a CSV, GeoJSON, GeoPackage, shapefile or Parquet file, or from the JSON of a plan.

    Raises
    ------
    InputError
        Where the file is missing, of another format, empty, or has neither site ids nor coordinates.
    """
    file = Path(path)
    if not file.is_file():
        raise InputError(f"The file of today's posts '{path}' does not exist. Give its path in 'file'.")
    if file.suffix.lower() == ".json" and not _is_geojson(file):
        return _from_plan(path)
    try:
        said: list[str] = []
        table = _read_table(file, said)
    except BeatwrightError:
        raise
    except Exception as problem:  # readers of foreign formats raise errors of every family
        raise InputError(f"The file of today's posts '{path}' cannot be read: {problem}") from problem
    return _from_table(path, table, tuple(said))


def _is_geojson(file: Path) -> bool:
    try:
        values = json.loads(file.read_text(encoding="utf-8-sig"))
    except ValueError as problem:
        raise InputError(f"The file of today's posts '{file}' is not JSON: {problem}") from None
    return isinstance(values, dict) and values.get("type") in ("FeatureCollection", "Feature")


def _from_plan(path: str) -> PostFile:
    plan = Plan.load(path)
    if plan.posts is None:
        raise InputError(f"The plan '{path}' has no posts.")
    others = [layer for layer in plan.decided if layer != "posts"]
    note = f"Only the posts of '{path}' were taken; it also decides {', '.join(others)}."
    return PostFile(path, plan.site_ids, plan.posts, notes=(note,) if others else ())


def _read_table(file: Path, said: list[str]) -> pd.DataFrame:
    suffix = file.suffix.lower()
    if suffix in _READ_BY_TABLE:
        return pd.read_csv(
            file, sep=_READ_BY_TABLE[suffix], engine="python", dtype=str, encoding="utf-8-sig", keep_default_na=False
        )
    if suffix in (*_READ_BY_GEO, ".json"):
        with gis_source(file, said) as source:
            table: pd.DataFrame = pyogrio.read_dataframe(source)
            return table
    if suffix in (".parquet", ".geoparquet"):
        return _read_parquet(file)
    raise InputError(
        f"The file of today's posts '{file}' has the ending '{suffix}'. Known: "
        f"{', '.join(sorted([*_READ_BY_TABLE, *_READ_BY_GEO, '.json', '.parquet']))}."
    )


def _read_parquet(file: Path) -> pd.DataFrame:
    table = pd.read_parquet(file)
    return gpd.read_parquet(file) if "geometry" in table else table


def _from_table(path: str, table: pd.DataFrame, notes: tuple[str, ...]) -> PostFile:
    if not len(table):
        raise InputError(f"The file of today's posts '{path}' has no rows.")
    known = {str(column).strip().lower(): str(column) for column in table.columns}
    site = next((known[name] for name in _SITE if name in known), None)
    points = _points(path, table, known)
    if site is None and points is None:
        raise InputError(
            f"The file of today's posts '{path}' has neither site ids ({', '.join(_SITE)}) nor coordinates (geometry, "
            f"lon and lat, x and y). Its columns: {', '.join(str(column) for column in table.columns)}."
        )
    ids = [""] * len(table) if site is None else [str(value).strip() for value in table[site]]
    return PostFile(path, tuple(ids), points=points, notes=notes)


def _points(path: str, table: pd.DataFrame, known: Mapping[str, str]) -> gpd.GeoSeries | None:
    if isinstance(table, gpd.GeoDataFrame) and table.geometry.notna().all():
        series = table.geometry
        # Stations are often drawn as buildings; a point inside stands for the building.
        return series if set(series.geom_type) == {"Point"} else series.representative_point()
    for pairs, crs in ((_LONLAT, 4326), (_XY, None)):
        for across, along in pairs:
            if across in known and along in known:
                x, y = (pd.to_numeric(table[known[name]], errors="coerce") for name in (across, along))
                if x.isna().any() or y.isna().any():
                    row = int((x.isna() | y.isna()).to_numpy().argmax()) + 1
                    raise InputError(f"Row {row} of the file of today's posts '{path}' has no {across} or {along}.")
                return gpd.GeoSeries(gpd.points_from_xy(x, y), crs=crs)
    return None
