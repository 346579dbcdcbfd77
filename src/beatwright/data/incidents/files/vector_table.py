"""GeoJSON, GeoPackage, shapefile, Parquet -> a raw table, with the points of the geometry as two columns."""

from __future__ import annotations

import json
import warnings
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.parquet as pq
import pyogrio
import shapely

from beatwright.base.check import did_you_mean
from beatwright.base.errors import InputError
from beatwright.base.files.column_encoding import readable
from beatwright.base.files.open_file import reporting_damage
from beatwright.base.vector.crs import crs_of
from beatwright.base.vector.gdal_files import gis_source
from beatwright.base.vector.geoparquet import geo_columns
from beatwright.data.incidents.files.raw_table import GEOMETRY_X, GEOMETRY_Y, RawTable

__all__ = ["read_ogr", "read_parquet"]

_POINT, _MULTIPOINT = 0, 4


def read_ogr(path: Path, kind: str, layer: str = "") -> RawTable:
    """Read a layer of points; times come as text.

    Raises
    ------
    InputError
        Where the file is damaged or has no such layer.
    """
    messages: list[str] = []
    with (
        reporting_damage(path.name, f"It is a damaged {kind}: export it again."),
        gis_source(path, messages) as source,
        warnings.catch_warnings(record=True) as caught,
    ):
        warnings.simplefilter("always")
        names = [path.stem] if kind == "GeoJSON" else [str(name) for name in pyogrio.list_layers(source)[:, 0]]
        if layer and layer not in names:
            raise InputError(f"'{path.name}' has no layer '{layer}'. {did_you_mean(layer, names)}")
        meta, table = pyogrio.read_arrow(
            source, layer=(layer or None) if kind != "GeoJSON" else None, datetime_as_string=True
        )
        table = readable(table, messages)
    messages += [f"{kind}: {warning.message}" for warning in caught]
    if len(names) > 1 and not layer:
        messages.append(f"The file has {len(names)} layers; '{names[0]}' was read. Others: {', '.join(names[1:])}.")
    facts = {"format": kind, **({"layer": layer or names[0]} if kind == "GeoPackage" else {})}
    return _with_points(
        path.name,
        table,
        meta.get("geometry_name") or "wkb_geometry",
        _authority(meta.get("crs"), path.name),
        facts=facts,
        messages=messages,
    )


def _authority(crs: object, title: str) -> str:
    """Write a CRS as short as it goes: ``EPSG:4326``, else its WKT."""
    if not crs:
        return ""
    found = crs_of(crs, f"The CRS of '{title}'")
    authority = found.to_authority()
    return ":".join(authority) if authority else str(found.to_wkt())


def _with_points(title: str, table: Any, name: str, crs: str, facts: dict[str, Any], messages: list[str]) -> RawTable:
    if name not in table.column_names:
        return RawTable.of(table, facts, "", messages)
    with reporting_damage(title, f"The geometry of this {facts['format']} is damaged: export it again."):
        geometry = shapely.from_wkb(table.column(name).to_numpy(zero_copy_only=False))
    x, y, others = _coordinates(geometry)
    if others:
        messages.append(f"{others:,} geometries are not points, so these rows have no coordinate.")
    rest = table.drop_columns([name])
    rest = rest.append_column(GEOMETRY_X, pa.array(x, from_pandas=True))
    return RawTable.of(rest.append_column(GEOMETRY_Y, pa.array(y, from_pandas=True)), facts, crs, messages)


def _coordinates(geometry: Any) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64], int]:
    """Return x and y of the points; NaN elsewhere, and how many geometries are something else."""
    kind = shapely.get_type_id(geometry)
    single = (kind == _MULTIPOINT) & (shapely.get_num_geometries(geometry) == 1)
    points = np.array(geometry, dtype=object)
    points[single] = shapely.get_geometry(points[single], 0)
    is_point = ((kind == _POINT) | single) & ~shapely.is_empty(points)
    others = int(((kind >= 0) & ~is_point & ~shapely.is_empty(geometry)).sum())
    points[~is_point] = None
    return shapely.get_x(points), shapely.get_y(points), others


def read_parquet(path: Path) -> RawTable:
    """Read Parquet or GeoParquet.

    Raises
    ------
    InputError
        Where the file is damaged.
    """
    messages: list[str] = []
    with reporting_damage(path.name, "It is a damaged Parquet file: write it again."):
        table = readable(pq.ParquetFile(path).read(), messages)
        table.validate(full=True)
    metadata = table.schema.metadata or {}
    if b"geo" not in metadata:
        return RawTable.of(table, {"format": "Parquet"}, "", messages)
    with reporting_damage(path.name, "What it says of its geometry is damaged: write it again."):
        name, crs = _geo_of(metadata[b"geo"], path.name)
    return _with_points(path.name, table, name, crs, facts={"format": "GeoParquet"}, messages=messages)


def _geo_of(geo: bytes, title: str) -> tuple[str, str]:
    """Return the column of the geometry and its CRS; a file that does not say it is in longitude and latitude."""
    columns = geo_columns(geo, title)
    name = str(json.loads(geo).get("primary_column", "geometry"))
    about = columns.get(name, {})
    crs = _authority(about.get("crs"), title) if "crs" in about else "OGC:CRS84"
    return str(name), crs
