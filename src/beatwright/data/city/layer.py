"""A layer: a table of geometries with the words that must go with it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from beatwright.base.check import did_you_mean
from beatwright.base.errors import InputError
from beatwright.base.vector.vector_files import read_vector
from beatwright.base.words import count_of, plural, significant
from beatwright.data.city.degrees import in_its_crs
from beatwright.data.city.rows_without_place import placed_rows
from beatwright.data.geometry.polygonal_part import polygonal

__all__ = ["Layer", "named", "read_layer", "utm_of"]

_POLYGONAL = ("Polygon", "MultiPolygon")
_COLLECTION = 7
_POLYGON_TYPES = (3, 6)
_EQUAL_AREA = "EPSG:6933"
_ID_NAMES = ("id", "zone_id", "zone", "site_id", "site", "geoid", "geoid20", "geoid10", "objectid", "district", "name")


@dataclass(frozen=True, eq=False)
class Layer:
    """A table of geometries, and what its reader must know.

    Parameters
    ----------
    table : GeoDataFrame
        Index: ids, as text and unique. Geometry: valid.
    notes : tuple of str
        Repairs, rows left out, and whatever else was not as expected.
    """

    table: gpd.GeoDataFrame
    notes: tuple[str, ...] = ()

    def __len__(self) -> int:
        return len(self.table)


def read_layer(
    path: str | Path,
    *,
    id_column: str | None = None,
    crs: Any = None,
    layer: str | None = None,
    file_crs: str = "",
    columns: Mapping[str, str] | None = None,
    rows: Callable[[gpd.GeoDataFrame], gpd.GeoDataFrame] | None = None,
) -> Layer:
    r"""Read a layer, repair what can be repaired, and say so.

    Parameters
    ----------
    path : path
        GeoParquet, GeoPackage, shapefile, GeoJSON, or a CSV or Parquet table with the columns ``lon`` and
        ``lat``. ``file.gpkg|layername=NAME`` names a layer inside the file.
    id_column : str, optional
        Column of the ids. Default: the first column named like one (``id``, ``GEOID``, ``name``, ...) whose
        values are unique; else the rows are numbered from 1.
    crs : CRS or str, optional
        The CRS to change to. Default: that of the file.
    layer : str, optional
        The layer, where the file holds several.
    file_crs : str
        The CRS of a file that does not carry one, or whose coordinates are not those of the CRS that it carries.
    columns : mapping of str to str, optional
        The columns of the place in a table: "lon" and "lat", "x" and "y", or "point" -> heading.
    rows : callable, optional
        Given the table as it is in the file; returns the rows that are read.

    Returns
    -------
    Layer
        Its notes count rows that lie nowhere (left out) and invalid polygons (repaired).

    Raises
    ------
    InputError
        Where the file cannot be read, has no CRS, no geometry left, or ids that repeat.

    Examples
    --------
    >>> import tempfile, pathlib
    >>> folder = pathlib.Path(tempfile.mkdtemp())
    >>> _ = (folder / "posts.csv").write_text("name,lon,lat\nCentral,-90.2,38.6\nNorth,,\n")
    >>> layer = read_layer(folder / "posts.csv", crs="EPSG:32615")
    >>> list(layer.table.index), layer.notes
    (['Central'], ('posts.csv: 1 of 2 rows have no geometry and are left out.',))
    """
    messages: list[str] = []
    table = read_vector(path, layer=layer, file_crs=file_crs, columns=columns, messages=messages)
    title = Path(str(path)).name
    table, notes = placed_rows(table if rows is None else rows(table), title)
    notes = [*(f"{title}: {text}" for text in messages), *notes]
    table, crs_notes = in_its_crs(table, file_crs, title)
    notes += crs_notes
    table, opened = _opened(table, title)
    notes += opened
    table, repaired = _repaired(table, title)
    table = _projected(table, crs, title)
    return Layer(_with_ids(table, id_column, title), (*notes, *repaired))


def _opened(table: gpd.GeoDataFrame, title: str) -> tuple[gpd.GeoDataFrame, list[str]]:
    """Take the polygons out of collections that hold any."""
    geometry = table.geometry.to_numpy().copy()
    mixed = np.flatnonzero(shapely.get_type_id(geometry) == _COLLECTION)
    areal = polygonal(shapely.make_valid(geometry[mixed]))
    holds = ~shapely.is_empty(areal)
    if not holds.any():
        return table, []
    geometry[mixed[holds]] = areal[holds]
    count = int(holds.sum())
    note = (
        f"{title}: {count} {plural(count, 'geometry is a collection', 'geometries are collections')}; the polygons in "
        f"it are used{_beside(table.geometry.to_numpy()[mixed[holds]])}."
    )
    return table.set_geometry(gpd.GeoSeries(geometry, index=table.index, crs=table.crs)), [note]


def _beside(collections: Any) -> str:
    """Say what stands in collections beside their polygons."""
    parts = shapely.get_parts(collections)
    while (nested := shapely.get_type_id(parts) == _COLLECTION).any():
        parts = np.concatenate([parts[~nested], shapely.get_parts(parts[nested])])
    others = parts[~np.isin(shapely.get_type_id(parts), _POLYGON_TYPES) & ~shapely.is_empty(parts)]
    kinds = ", ".join(sorted({shape.geom_type for shape in others}))
    return f", and points and lines beside them fell away ({len(others)}: {kinds})" if len(others) else ""


def _repaired(table: gpd.GeoDataFrame, title: str) -> tuple[gpd.GeoDataFrame, list[str]]:
    broken = ~table.geometry.is_valid.to_numpy()
    if not broken.any():
        return table, []
    before = table.geometry.to_numpy()
    geometry = before.copy()
    areal = np.isin(table.geom_type.to_numpy(), _POLYGONAL)
    geometry[broken] = shapely.make_valid(geometry[broken])
    geometry[broken & areal] = polygonal(geometry[broken & areal])
    table = table.set_geometry(gpd.GeoSeries(geometry, index=table.index, crs=table.crs))
    lost = table.geometry.is_empty.to_numpy()
    count = count_of(int(broken.sum()), "invalid geometry was", "invalid geometries were")
    areas = _repaired_area_text(before[broken & areal], geometry[broken & areal], table.crs)
    notes = [f"{title}: {count} repaired (self-crossing or doubled lines){areas}."]
    if lost.any():
        notes.append(f"{title}: {int(lost.sum())} geometries have no area after the repair and are left out.")
    if lost.all():
        raise InputError(f"{title}: no geometry has an area. Export the polygons again.")
    return table[~lost], notes


def _repaired_area_text(before: Any, after: Any, crs: Any) -> str:
    """Say what area polygons had as drawn, where the two sides of a crossing cancel, and what they have now."""
    if not len(before):
        return ""
    was, is_ = (
        float(abs(gpd.GeoSeries(shapes, crs=crs).to_crs(_EQUAL_AREA).area).sum()) / 1e6 for shapes in (before, after)
    )
    return f": {significant(was)} km2 as drawn, {significant(is_)} km2 repaired"


def _projected(table: gpd.GeoDataFrame, crs: Any, title: str) -> gpd.GeoDataFrame:
    if crs is None or table.crs == crs:
        return table
    moved = table.to_crs(crs)
    if not np.isfinite(moved.total_bounds).all():
        raise InputError(
            f"{title}: its coordinates do not fit its CRS ({table.crs.name}), so they cannot be changed to "
            f"{moved.crs.name}. Check the CRS of the file."
        )
    return moved


def _with_ids(table: gpd.GeoDataFrame, id_column: str | None, title: str) -> gpd.GeoDataFrame:
    if id_column:
        if id_column not in table.columns:
            columns = [str(column) for column in table.columns if column != table.geometry.name]
            raise InputError(f"{title}: there is no column '{id_column}'. {did_you_mean(id_column, columns)}")
        return named(table, table[id_column], f"{title}: the column '{id_column}'")
    lower = {str(column).lower(): column for column in table.columns}
    for name in _ID_NAMES:
        if name in lower and table[lower[name]].notna().all() and table[lower[name]].is_unique:
            return named(table, table[lower[name]], title)
    return named(table, pd.Series(range(1, len(table) + 1)), title)


def named(table: gpd.GeoDataFrame, ids: Any, title: str) -> gpd.GeoDataFrame:
    """Return the table with `ids` (as text) as its index.

    Raises
    ------
    InputError
        Where ids are missing or repeat.
    """
    values = pd.Series(ids).reset_index(drop=True)
    if values.isna().any():
        raise InputError(f"{title}: {int(values.isna().sum())} ids are missing. Give each row an id.")
    if pd.api.types.is_float_dtype(values) and bool((values == values.round()).all()):
        values = values.astype("int64")
    labels = values.astype(str)
    if labels.duplicated().any():
        twice = ", ".join(labels[labels.duplicated()].unique()[:5])
        raise InputError(f"{title}: ids must be unique. These stand more than once: {twice}.")
    result = table.copy()
    result.index = pd.Index(labels.to_numpy(), dtype=object)
    return result


def utm_of(layer: Layer | gpd.GeoDataFrame) -> Any:
    """Return the projected CRS in metres that fits a layer: its own where it is in metres, else its UTM zone.

    Web Mercator is in metres by name only (it stretches with the latitude), so it is never kept.

    Examples
    --------
    >>> utm_of(gpd.GeoDataFrame(geometry=[shapely.box(-90.3, 38.5, -90.1, 38.8)], crs=4326)).to_epsg()
    32615
    """
    table = layer.table if isinstance(layer, Layer) else layer
    crs = table.crs
    if crs is None:
        raise InputError("A layer without a CRS has no UTM zone. Set its CRS first.")
    metric = crs.is_projected and all(axis.unit_name in ("metre", "meter") for axis in crs.axis_info[:2])
    method = crs.coordinate_operation.method_name if crs.coordinate_operation else ""
    if metric and ("Mercator" not in method or "Transverse" in method):
        return crs
    try:
        return table.estimate_utm_crs()
    except (RuntimeError, ValueError):
        west, south, east, north = table.total_bounds
        raise InputError(
            f"No UTM zone fits a layer from ({west:g}, {south:g}) to ({east:g}, {north:g}) in {crs.name}. Check its "
            "coordinates (is latitude first?), or give the option crs."
        ) from None
