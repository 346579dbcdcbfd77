"""GeoJSON that needs no cleaning: a strict parser finds features in it and nothing else, so GDAL may read it as it is.

Arrow's parser is several times faster than Python's, takes less memory, and its schema names every key that stands
anywhere. Whatever is only unusual is left to the caller, who writes it anew.
"""

from __future__ import annotations

import codecs
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.json

from beatwright.base.errors import InputError
from beatwright.base.vector.crs import crs_of

__all__ = ["is_plain"]

_MOST_BYTES = (1 << 31) - 2
"""Bytes of the largest block that Arrow parses."""
_CHUNK = 1 << 20
_KINDS = pa.array(["Point", "MultiPoint", "LineString", "MultiLineString", "Polygon", "MultiPolygon"])
_MEMBERS = {"type", "name", "crs", "features"}


def is_plain(file: Path, most_columns: int) -> bool:
    """Say whether a GeoJSON file holds features and nothing that leads elsewhere, so that it can be read as it is.

    Parameters
    ----------
    file : path
        A regular file.
    most_columns : int
        Properties that it may have.

    Returns
    -------
    bool
        False wherever that is not certain.
    """
    size = file.stat().st_size
    if not 0 < size <= _MOST_BYTES:
        return False
    try:
        table = pyarrow.json.read_json(
            pa.memory_map(str(file)),
            read_options=pyarrow.json.ReadOptions(block_size=size + 1, use_threads=False),
            parse_options=pyarrow.json.ParseOptions(newlines_in_values=True),
        )
        return _is_utf8(file) and table.num_rows == 1 and _is_collection(table, most_columns)
    except (pa.ArrowException, OSError):
        return False


def _is_utf8(file: Path) -> bool:
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        with file.open("rb") as stream:
            while chunk := stream.read(_CHUNK):
                decoder.decode(chunk)
        return decoder.decode(b"", final=True) == ""
    except UnicodeDecodeError:
        return False


def _is_collection(table: pa.Table, most_columns: int) -> bool:
    members = {name: table.column(name).combine_chunks() for name in table.column_names}
    if not {"type", "features"} <= members.keys() <= _MEMBERS or "type" not in members:
        return False
    named = "name" not in members or pa.types.is_string(members["name"].type)
    kind = members["type"].to_pylist() == ["FeatureCollection"]
    return kind and named and _is_known(members.get("crs")) and _are_features(members["features"], most_columns)


def _is_known(crs: pa.Array | None) -> bool:
    """Say whether the member ``crs``, where there is one, names a code as GeoJSON writes it."""
    values = crs[0].as_py() if crs is not None else None
    name = values["properties"].get("name") if isinstance(values, dict) and _is_named(values) else None
    try:
        return crs is None or (isinstance(name, str) and name.startswith("urn:ogc:def:crs:") and bool(crs_of(name, "")))
    except InputError:
        return False


def _is_named(values: dict[str, object]) -> bool:
    return (
        values.keys() == {"type", "properties"} and values["type"] == "name" and isinstance(values["properties"], dict)
    )


def _are_features(features: pa.Array, most_columns: int) -> bool:
    if not pa.types.is_list(features.type) or not pa.types.is_struct(features.type.value_type):
        return False
    rows = features.values
    names = {field.name for field in rows.type}
    if not {"type", "properties", "geometry"} <= names <= {"type", "properties", "geometry", "id"} or rows.null_count:
        return False
    columns, shapes = rows.type.field("properties").type, rows.type.field("geometry").type
    if not pa.types.is_struct(columns) or columns.num_fields > most_columns:
        return False
    if not pa.types.is_struct(shapes) or {field.name for field in shapes} != {"type", "coordinates"}:
        return False
    return _all(pc.equal(rows.field("type"), "Feature")) and _are_geometries(rows.field("geometry").drop_null())


def _are_geometries(geometries: pa.Array) -> bool:
    numbers = pc.struct_field(geometries, "coordinates")
    while pa.types.is_list(numbers.type):
        numbers = numbers.flatten()
    known = _all(pc.is_in(pc.struct_field(geometries, "type"), _KINDS))
    return known and (
        pa.types.is_integer(numbers.type) or (pa.types.is_floating(numbers.type) and _all(pc.is_finite(numbers)))
    )


def _all(truths: pa.Array) -> bool:
    return bool(pc.all(truths, skip_nulls=False).as_py())
