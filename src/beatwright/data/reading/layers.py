"""GeoJSON, GeoPackage, shapefile, Parquet -> a raw table, with the points of the geometry as two columns."""

from __future__ import annotations

import json
import shutil
import tempfile
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.parquet as pq
import pyogrio
import pyogrio.errors
import pyproj
import shapely

from beatwright.core.check import did_you_mean
from beatwright.core.errors import InputError
from beatwright.data.reading.table import GEOMETRY_X, GEOMETRY_Y, RawTable

__all__ = ["read_ogr", "read_parquet"]

_POINT, _MULTIPOINT = 0, 4
_SUFFIXES = {"GeoJSON": (".geojson", ".json"), "GeoPackage": (".gpkg",), "shapefile": (".shp", ".zip")}
_DAMAGE = (
    *(pyogrio.errors.DataSourceError, pyogrio.errors.DataLayerError, pa.ArrowException),
    *(OSError, ValueError, RuntimeError, KeyError, IndexError),
)


def read_ogr(path: Path, kind: str, layer: str = "") -> RawTable:
    """Read a layer of points; times come as text.

    Raises
    ------
    InputError
        Where the file is damaged or has no such layer.
    """
    try:
        with _properly_named(path, kind) as named, warnings.catch_warnings(record=True) as caught:
            warnings.simplefilter("always")
            names = [str(name) for name in pyogrio.list_layers(named)[:, 0]]
            if layer and layer not in names:
                raise InputError(f"'{path.name}' has no layer '{layer}'. {did_you_mean(layer, names)}")
            meta, table = pyogrio.read_arrow(named, layer=layer or None, datetime_as_string=True)
    except InputError:
        raise
    except _DAMAGE as problem:
        raise InputError(f"'{path.name}' is a damaged {kind} ({problem}). Export it again.") from None
    said = [f"{kind}: {warning.message}" for warning in caught]
    if len(names) > 1 and not layer:
        said.append(f"The file has {len(names)} layers; '{names[0]}' was read. Others: {', '.join(names[1:])}.")
    facts = {"format": kind, **({"layer": layer or names[0]} if kind == "GeoPackage" else {})}
    return _with_points(table, meta.get("geometry_name") or "wkb_geometry", _authority(meta.get("crs")), facts, said)


@contextmanager
def _properly_named(path: Path, kind: str) -> Iterator[Path]:
    """Give a path whose ending fits the content, since GDAL goes by the ending; a copy where it must be one."""
    if path.suffix.lower() in _SUFFIXES[kind]:
        yield path
        return
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / f"{path.stem}{_SUFFIXES[kind][0]}"
        shutil.copyfile(path, copy)
        yield copy


def _authority(crs: object) -> str:
    """Write a CRS as short as it goes: ``EPSG:4326``, else its WKT."""
    if not crs:
        return ""
    try:
        found = pyproj.CRS.from_user_input(crs)
    except pyproj.exceptions.CRSError:
        return ""
    authority = found.to_authority()
    return ":".join(authority) if authority else str(found.to_wkt())


def _with_points(table: Any, name: str, crs: str, facts: dict[str, Any], said: list[str]) -> RawTable:
    if name not in table.column_names:
        return RawTable.of(table, facts, "", said)
    try:
        geometry = shapely.from_wkb(table.column(name).to_numpy(zero_copy_only=False))
    except shapely.errors.ShapelyError as problem:
        raise InputError(f"The geometry of this {facts['format']} cannot be read: {problem}.") from None
    x, y, others = _coordinates(geometry)
    if others:
        said.append(f"{others:,} geometries are not points, so these rows have no coordinate.")
    rest = table.drop_columns([name])
    rest = rest.append_column(GEOMETRY_X, pa.array(x, from_pandas=True))
    return RawTable.of(rest.append_column(GEOMETRY_Y, pa.array(y, from_pandas=True)), facts, crs, said)


def _coordinates(geometry: Any) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64], int]:
    """Return x and y of the points; NaN elsewhere, and how many geometries are something else."""
    kind = shapely.get_type_id(geometry)
    single = (kind == _MULTIPOINT) & (shapely.get_num_geometries(geometry) == 1)
    points = np.array(geometry, dtype=object)
    points[single] = shapely.get_geometry(points[single], 0)
    is_point = (kind == _POINT) | single
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
    try:
        table = pq.read_table(path)
    except (pa.ArrowException, OSError, ValueError) as problem:
        raise InputError(f"'{path.name}' is a damaged Parquet file ({problem}). Write it again.") from None
    metadata = table.schema.metadata or {}
    if b"geo" not in metadata:
        return RawTable.of(table, {"format": "Parquet"})
    geo = json.loads(metadata[b"geo"])
    name = geo.get("primary_column", "geometry")
    about = geo.get("columns", {}).get(name, {})
    crs = _authority(about["crs"]) if about.get("crs") else ("OGC:CRS84" if "crs" not in about else "")
    return _with_points(table, name, crs, {"format": "GeoParquet"}, [])
