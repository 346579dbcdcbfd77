"""GeoJSON, GeoPackage and shapefile, made fit to hand to GDAL: nothing in them leads to an address or another file."""

from __future__ import annotations

import json
import re
import shutil
import sqlite3
import tempfile
import zipfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import pyogrio

from beatwright.core.crs import crs_of, refuse_ways_out
from beatwright.core.errors import InputError
from beatwright.core.opening import damage_told, format_of, regular_file
from beatwright.core.text_file import whole_file

__all__ = ["GIS_FORMATS", "MOST_BYTES", "MOST_COLUMNS", "gis_source"]

GIS_FORMATS = "GeoJSON, GeoPackage or shapefile"
MOST_COLUMNS = 5_000
"""Properties of a layer; the widest tables of censuses have some 2,000, and GDAL slows with the square."""
MOST_BYTES = 1 << 30
"""Unpacked size of an archive in bytes."""

_PARTS = (".shp", ".shx", ".dbf", ".prj", ".cpg")
_LEADS_OUT = re.compile(r"recursive|gdal_|load_extension|readfile|writefile|spatialite|importshp|importdbf", re.I)
_VIRTUAL = re.compile(r"using\s+[\"'`\[]?(\w+)", re.I)
_GEOJSON = ("Feature", "FeatureCollection", "Point", "MultiPoint", "LineString", "MultiLineString", "Polygon",
            "MultiPolygon", "GeometryCollection")  # fmt: skip

pyogrio.set_gdal_config_options(
    {"OGR_SQLITE_ALLOW_EXTERNAL_ACCESS": "NO", "CPL_VSIL_CURL_ALLOWED_EXTENSIONS": "{none}", "PROJ_NETWORK": "OFF"}
)


@contextmanager
def gis_source(path: str | Path) -> Iterator[Any]:
    """Give what GDAL may open in place of a file: a path of the right ending, to a copy where it must be one.

    Parameters
    ----------
    path : path
        GeoJSON, GeoPackage, shapefile, or a ZIP of one shapefile. The content tells which, not the name.

    Raises
    ------
    InputError
        Where it is none of these, or leads to an address or another file.
    """
    file = regular_file(path)
    kind = format_of(file)
    with tempfile.TemporaryDirectory() as scratch:
        if kind == "JSON":
            clean = Path(scratch, f"{file.stem}.geojson")
            clean.write_bytes(_geojson(file))
            yield clean
        elif kind == "GeoPackage":
            _check_sqlite(file)
            yield _named(file, ".gpkg", Path(scratch))
        elif kind == "shapefile":
            yield _shapefile(file, Path(scratch))
        elif kind == "archive":
            yield _unpacked(file, Path(scratch))
        else:
            raise InputError(
                f"The file '{file}' cannot be read: it is no {GIS_FORMATS}, whatever its name. Export it again."
            )


def _named(file: Path, suffix: str, scratch: Path) -> Path:
    if file.suffix.lower() == suffix:
        return file.resolve() if file.resolve().suffix.lower() == suffix else file.absolute()
    copy = scratch / f"layer{suffix}"
    shutil.copyfile(file, copy)
    return copy


def _shapefile(file: Path, scratch: Path) -> Path:
    """Return a copy of the parts that lie beside the file, so that no link and no other sidecar is followed."""
    home = file.resolve()
    for part in home.parent.glob(f"{_escaped(home.stem)}.*"):
        if part.suffix.lower() in _PARTS and part != home:
            if regular_file(part).resolve().parent != home.parent:
                raise InputError(f"'{part}' leads to another folder. Put the parts of the shapefile beside it.")
            shutil.copyfile(part, scratch / f"{home.stem}{part.suffix.lower()}")
    shutil.copyfile(home, scratch / f"{home.stem}.shp")
    return scratch / f"{home.stem}.shp"


def _escaped(stem: str) -> str:
    return re.sub(r"([*?\[])", r"[\1]", stem)


def _unpacked(file: Path, scratch: Path) -> Path:
    with damage_told(file, "Pack it again."), zipfile.ZipFile(file) as archive:
        parts = [part for part in archive.infolist() if Path(part.filename).suffix.lower() in _PARTS]
        main = next((part for part in parts if part.filename.lower().endswith(".shp")), None)
        if main is None:
            raise InputError(f"The archive '{file}' has no shapefile in it. Unpack it and give the file itself.")
        if sum(part.file_size for part in parts) > MOST_BYTES:
            raise InputError(f"The archive '{file}' unpacks to more than {MOST_BYTES >> 20:,} MB. Unpack it first.")
        stem = main.filename[:-4]
        for part in parts:
            if part.filename[:-4] == stem:
                target = scratch / f"{Path(stem).name}{part.filename[-4:].lower()}"
                target.write_bytes(archive.read(part))
    unpacked = scratch / f"{Path(stem).name}.shp"
    if format_of(unpacked) != "shapefile":
        raise InputError(f"'{main.filename}' in '{file}' is no shapefile, whatever its name. Export it again.")
    return unpacked


def _check_sqlite(file: Path) -> None:
    """Refuse what makes SQLite or GDAL run code or open files: virtual tables, and views that do more than choose."""
    with damage_told(file, "Export it again."):
        try:
            with closing(sqlite3.connect(f"{file.resolve().as_uri()}?mode=ro&immutable=1", uri=True)) as base:
                base.execute("PRAGMA trusted_schema = OFF")
                rows = base.execute("SELECT type, name, sql FROM sqlite_master").fetchall()
                for kind, name, sql in rows:
                    _check_entry(file, base, str(kind), str(name), str(sql or ""))
                _check_references(file, base, {str(name) for _, name, _ in rows})
        except sqlite3.Error as problem:
            raise InputError(f"The file '{file}' is a damaged GeoPackage ({problem}). Export it again.") from None
    if not any(name == "gpkg_contents" for _, name, _ in rows):
        raise InputError(f"The file '{file}' is a database, but no GeoPackage. Export the layer as GeoPackage.")


def _check_references(file: Path, base: sqlite3.Connection, names: set[str]) -> None:
    """Refuse the definition of a CRS that leads elsewhere, before GDAL looks for what it is like."""
    if "gpkg_spatial_ref_sys" in names:
        for row in base.execute("SELECT * FROM gpkg_spatial_ref_sys"):
            for text in row:
                if isinstance(text, str):
                    refuse_ways_out(text, f"A CRS of '{file}'")


def _check_entry(file: Path, base: sqlite3.Connection, kind: str, name: str, sql: str) -> None:
    virtual = _VIRTUAL.search(sql) if re.match(r"create\s+virtual", sql.strip(), re.I) else None
    if virtual and not virtual.group(1).lower().startswith(("rtree", "fts")):
        raise InputError(f"The table '{name}' of '{file}' reads another file ({virtual.group(1)}). Export the layer.")
    if kind == "view":
        if _LEADS_OUT.search(sql):
            raise InputError(f"The view '{name}' of '{file}' does more than choose rows. Export it as a table.")
        if re.search(rf"\b{re.escape(name)}\b", sql[sql.lower().find(" as ") :], re.I):
            raise InputError(f"The view '{name}' of '{file}' refers to itself. Export it as a table.")


def _geojson(file: Path) -> bytes:
    """Write GeoJSON anew with nothing but its features, so that no other reader takes it for its own."""
    with damage_told(file, "It is damaged GeoJSON: export it again."):
        values = _json(whole_file(file).decode("utf-8-sig", errors="replace"))
    if not isinstance(values, dict) or not _known(values):
        raise InputError(f"The file '{file}' cannot be read: it is JSON, but not GeoJSON. Export it as {GIS_FORMATS}.")
    values = _collection(values, file) if values.get("type") in _GEOJSON else _other_dialect(values, file)
    with damage_told(file, "It is damaged GeoJSON: export it again."):
        return json.dumps(values).replace("<", "\\u003c").encode()


def _json(text: str) -> Any:
    try:
        return json.loads(text, parse_constant=lambda _: None)
    except json.JSONDecodeError as problem:
        lines = [line.strip("\x1e") for line in text.splitlines() if line.strip("\x1e \t")]
        if not problem.msg.startswith("Extra data") or len(lines) < 2:
            raise
        return {"type": "FeatureCollection", "features": [json.loads(line) for line in lines]}


def _known(values: dict[str, Any]) -> bool:
    esri = isinstance(values.get("features"), list) and ("geometryType" in values or "spatialReference" in values)
    return values.get("type") in (*_GEOJSON, "Topology") or ("type" not in values and esri)


def _collection(values: dict[str, Any], file: Path) -> dict[str, Any]:
    kind = values["type"]
    rows = values.get("features") if kind == "FeatureCollection" else [values]
    if kind not in ("Feature", "FeatureCollection"):
        rows = [{"type": "Feature", "properties": {}, "geometry": values}]
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise InputError(f"The 'features' of '{file}' are no list of features. Export it as GeoJSON again.")
    features = [_feature(row) for row in rows]
    if len({name for row in features for name in row["properties"]}) > MOST_COLUMNS:
        raise InputError(f"'{file}' has more than {MOST_COLUMNS:,} properties. Leave out those that are not needed.")
    name = {"name": values["name"]} if isinstance(values.get("name"), str) else {}
    return {"type": "FeatureCollection", **name, **_crs(values, file), "features": features}


def _other_dialect(values: dict[str, Any], file: Path) -> dict[str, Any]:
    """Return Esri's JSON or TopoJSON without what leads elsewhere."""
    reference = values.get("spatialReference")
    for text in reference.values() if isinstance(reference, dict) else ():
        refuse_ways_out(str(text), f"The CRS of '{file}'")
    return {**_without_crs(values), **_crs(values, file)}


def _without_crs(value: Any) -> Any:
    """Leave out every CRS that stands somewhere inside, where none belongs."""
    if isinstance(value, list):
        return [_without_crs(part) for part in value]
    if not isinstance(value, dict):
        return value
    return {name: _without_crs(part) for name, part in value.items() if name != "crs" or not isinstance(part, dict)}


def _feature(row: dict[str, Any]) -> dict[str, Any]:
    properties = row.get("properties")
    identity = {"id": row["id"]} if isinstance(row.get("id"), (str, int)) else {}
    shown = properties if isinstance(properties, dict) else {}
    return {"type": "Feature", **identity, "properties": shown, "geometry": _geometry(row.get("geometry"))}


def _geometry(value: Any) -> Any:
    if not isinstance(value, dict):
        return None
    kept = {name: value[name] for name in ("type", "coordinates") if name in value}
    if isinstance(value.get("geometries"), list):
        kept["geometries"] = [_geometry(part) for part in value["geometries"]]
    return kept


def _crs(values: dict[str, Any], file: Path) -> dict[str, Any]:
    if "crs" not in values or values["crs"] is None:
        return {"crs": None} if "crs" in values else {}
    crs = values["crs"]
    about = crs.get("properties") if isinstance(crs, dict) else None
    name = about.get("name", about.get("code")) if isinstance(about, dict) else None
    if str(crs.get("type") if isinstance(crs, dict) else "").lower() == "epsg" and name is not None:
        name = f"urn:ogc:def:crs:EPSG::{name}"
    if not isinstance(name, (str, int)):
        raise InputError(
            f"The 'crs' of '{file}' leads to another place instead of naming a CRS, and no address is ever opened. "
            'Write it as {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::4326"}}, or export it again.'
        )
    code = crs_of(name, f"The 'crs' of '{file}'").to_authority()
    if code is None:
        raise InputError(f"The 'crs' of '{file}' has no code: {str(name)[:100]!r}. Export it as GeoPackage.")
    return {"crs": {"type": "name", "properties": {"name": f"urn:ogc:def:crs:{code[0]}::{code[1]}"}}}
