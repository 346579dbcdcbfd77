"""Read the posts of today from a file, whatever its format; one that holds the posts of several plans is told which."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import geopandas as gpd
import pandas as pd
import shapely

from beatwright.base.columns.cell_text import cell_text
from beatwright.base.errors import InputError
from beatwright.base.files.open_file import format_of, regular_file, reporting_damage
from beatwright.base.files.text_file import read_text
from beatwright.base.vector.vector_files import read_any, read_text_table, split_layer
from beatwright.core import Plan, Post
from beatwright.data.plan_rows import rows_of_plan, split_plan

__all__ = ["PostFile", "read_post_file"]

_SITE = ("site", "site_id", "id")
_XY = (("x", "y"),)
_LONLAT = (("lon", "lat"), ("longitude", "latitude"), ("lng", "lat"), ("long", "lat"))
_TEXTS = (".csv", ".tsv", ".txt")


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
    """Read posts from a CSV, XLSX, GeoJSON, GeoPackage, shapefile or Parquet file, or from the JSON of a plan.

    Parameters
    ----------
    path : str
        The file. Of a table whose column `plan` names several, as that of the workbook ``plan.xlsx``:
        ``FILE:PLAN``, such as ``plan.xlsx:today``.

    Raises
    ------
    InputError
        Where the file is missing, of another format, empty, or has neither site ids nor coordinates; where it holds
        several plans and none of them is named, or not the one that is.
    """
    path, plan = split_plan(path)
    try:
        file = regular_file(split_layer(str(path))[0])
    except InputError as problem:
        raise InputError(f"Today's posts: {problem} Give its path in 'file'.") from None
    if file.suffix.lower() == ".json" and not _is_geojson(file):
        return _from_plan(path, plan)
    messages: list[str] = []
    with reporting_damage(path, "Export it again."):
        table = _read_table(file, path, messages)
    return _from_table(path, rows_of_plan(table, path, plan), tuple(messages))


def _is_geojson(file: Path) -> bool:
    try:
        values = json.loads(read_text(file))
    except (ValueError, RecursionError) as problem:
        raise InputError(f"The file of today's posts '{file}' is not JSON: {problem}") from None
    return isinstance(values, dict) and values.get("type") in ("FeatureCollection", "Feature")


def _from_plan(path: str, named: str) -> PostFile:
    if named:
        raise InputError(f"The file of today's posts '{path}' holds one plan. Leave ':{named}' out.")
    plan = Plan.load(path)
    if plan.posts is None:
        raise InputError(f"The plan '{path}' has no posts.")
    others = [layer for layer in plan.decided if layer != "posts"]
    note = f"Only the posts of '{path}' were taken; it also decides {', '.join(others)}."
    return PostFile(path, plan.site_ids, plan.posts, notes=(note,) if others else ())


def _read_table(file: Path, path: str, messages: list[str]) -> pd.DataFrame:
    """Read by content; ids in text stay the text that they are."""
    if file.suffix.lower() in _TEXTS and format_of(file) == "text":
        return read_text_table(file, as_text=True)
    table: pd.DataFrame = read_any(path, messages=messages)
    return table


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
    ids = [""] * len(table) if site is None else [cell_text(value) for value in table[site]]
    return PostFile(path, tuple(ids), points=points, notes=notes)


def _points(path: str, table: pd.DataFrame, known: Mapping[str, str]) -> gpd.GeoSeries | None:
    if isinstance(table, gpd.GeoDataFrame) and not shapely.is_missing(table.geometry.to_numpy()).any():
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
