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

from beatwright.base.errors import InputError
from beatwright.base.files.dbf_encoding import resolve_encoding
from beatwright.base.files.encoding import to_utf8
from beatwright.base.files.open_file import format_of, head_of, regular_file, reporting_damage
from beatwright.base.files.text_file import whole_file
from beatwright.base.vector.crs import LONGEST_CRS, crs_of, refuse_outside_references
from beatwright.base.vector.plain_geojson import is_plain

__all__ = ["GIS_FORMATS", "MOST_BYTES", "MOST_COLUMNS", "gis_source"]

GIS_FORMATS = "GeoJSON, GeoPackage or shapefile"
MOST_COLUMNS = 5_000
"""Properties of a layer; the widest tables of censuses have some 2,000, and GDAL slows with the square."""
MOST_BYTES = 1 << 30
"""Unpacked size of an archive in bytes."""

_PARTS = (".shp", ".shx", ".dbf", ".prj", ".cpg")
# What pyogrio and GDAL could take for more than a path is copied first.
_PLAIN_PATH = re.compile(r"/[\w/. -]+\.(geo)?json", re.I)
_LEADS_OUT = re.compile(r"recursive|gdal_|load_extension|readfile|writefile|spatialite|importshp|importdbf", re.I)
_VIRTUAL = re.compile(r"using\s+[\"'`\[]?(\w+)", re.I)
_GEOJSON = ("Feature", "FeatureCollection", "Point", "MultiPoint", "LineString", "MultiLineString", "Polygon",
            "MultiPolygon", "GeometryCollection")  # fmt: skip

pyogrio.set_gdal_config_options(
    {"OGR_SQLITE_ALLOW_EXTERNAL_ACCESS": "NO", "CPL_VSIL_CURL_ALLOWED_EXTENSIONS": "{none}", "PROJ_NETWORK": "OFF"}
)


@contextmanager
def gis_source(path: str | Path, messages: list[str] | None = None) -> Iterator[Any]:
    """Give what GDAL may open in place of a file: a path of the right ending, to a copy where it must be one.

    Parameters
    ----------
    path : path
        GeoJSON, GeoPackage, shapefile, or a ZIP of one shapefile. The content tells which, not the name.
    messages : list of str, optional
        Takes what is to be told: text in another encoding than the file says.

    Raises
    ------
    InputError
        Where it is none of these, or leads to an address or another file.
    """
    file = regular_file(path)
    kind = format_of(file)
    collected: list[str] = [] if messages is None else messages
    if file.suffix.lower() in _PARTS[1:]:
        raise InputError(f"'{file}' is a part of a shapefile. Give the file that ends in .shp.")
    with tempfile.TemporaryDirectory() as scratch:
        if kind == "JSON":
            yield _json_source(file, Path(scratch), collected)
        elif kind == "GeoPackage":
            source = _geopackage(file, Path(scratch))
            _check_sqlite(file, source)
            yield _opened_by(("GPKG",), source, file)
        elif kind == "shapefile":
            yield _whole_shapefile(_with_encoding(_shapefile(file, Path(scratch)), file, collected), file)
        elif kind == "archive":
            yield _whole_shapefile(_with_encoding(_unpacked(file, Path(scratch)), file, collected), file)
        elif kind == "XML":
            raise InputError(f"The file '{file}' is a web page or XML, whatever its name. Download the data itself.")
        else:
            raise InputError(
                f"The file '{file}' cannot be read: it is no {GIS_FORMATS}, whatever its name. Export it again."
            )


def _whole_shapefile(source: Path, file: Path) -> Path | str:
    if not source.with_suffix(".shx").exists():
        raise InputError(
            f"The shapefile '{file}' has no part '{source.stem}.shx' beside it, or is damaged. Give all its parts "
            "(.shp, .shx, .dbf, .prj), or a ZIP of them."
        )
    crs = source.with_suffix(".prj")
    if crs.exists() and crs.stat().st_size > LONGEST_CRS:
        raise InputError(f"The part '{crs.name}' of '{file}' is too long to be a CRS. Export the shapefile again.")
    return _opened_by(("ESRI Shapefile",), source, file)


def _opened_by(drivers: tuple[str, ...], source: Path | str, file: Path) -> Path | str:
    """Return the source, where GDAL opens it by a driver that may, and it is not too wide."""
    with reporting_damage(file, "Export it again."):
        found = pyogrio.read_info(source, layer=0)
    if found["driver"] not in drivers:
        wanted = " or ".join(drivers)
        raise InputError(f"The file '{file}' cannot be read: it passes for {found['driver']}, not {wanted}.")
    return source


def _json_source(file: Path, scratch: Path, messages: list[str]) -> Path | str:
    """Return what GDAL opens by its driver of GeoJSON alone, or else a copy in one of the other dialects."""
    if _PLAIN_PATH.fullmatch(str(file.resolve())) and is_plain(file, MOST_COLUMNS):
        return f"GeoJSON:{file.resolve()}"
    clean = scratch / "layer.geojson"
    values = _geojson(file, messages)
    clean.write_bytes(json.dumps(values).replace("<", "\\u003c").encode())
    if values.get("type") in _GEOJSON:
        return f"GeoJSON:{clean}"
    return _opened_by(("ESRIJSON", "TopoJSON"), clean, file)


def _geopackage(file: Path, scratch: Path) -> Path:
    """Return the file where it can be read in place, else a copy with the changes that wait beside it.

    A program that still has the file open (QGIS) keeps its latest rows in ``-wal``. The file looks whole without them,
    and SQLite would write beside it to read them.
    """
    home = file.resolve()
    waiting = [Path(f"{home}{ending}") for ending in ("-wal", "-journal") if Path(f"{home}{ending}").exists()]
    settled = head_of(home, 20)[18:20] == b"\x01\x01" and not waiting
    if settled and home.suffix.lower() == ".gpkg":
        return home
    copy = scratch / "layer.gpkg"
    shutil.copyfile(home, copy)
    for part in waiting:
        shutil.copyfile(regular_file(part), f"{copy}{part.name[len(home.name) :]}")
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


def _with_encoding(copy: Path, file: Path, messages: list[str]) -> Path:
    dbf = copy.with_suffix(".dbf")
    if dbf.is_file():
        messages += resolve_encoding(dbf, file.name)
    return copy


def _escaped(stem: str) -> str:
    return re.sub(r"([*?\[])", r"[\1]", stem)


def _main_part(file: Path, found: list[zipfile.ZipInfo]) -> zipfile.ZipInfo:
    """Return the only shapefile of an archive, or the one of its name."""
    if not found:
        raise InputError(f"The archive '{file}' has no shapefile in it. Unpack it and give the file itself.")
    named = [part for part in found if Path(part.filename).stem == file.stem]
    if len(found) > 1 and len(named) != 1:
        names = ", ".join(sorted(part.filename for part in found)[:20])
        raise InputError(
            f"The archive '{file}' has {len(found)} shapefiles: {names}. Unpack it and give the one that is meant."
        )
    return (named or found)[0]


def _unpacked(file: Path, scratch: Path) -> Path:
    with reporting_damage(file, "Pack it again."), zipfile.ZipFile(file) as archive:
        parts = [part for part in archive.infolist() if Path(part.filename).suffix.lower() in _PARTS]
        parts = [part for part in parts if not Path(part.filename).name.startswith("._")]  # what macOS adds
        main = _main_part(file, [part for part in parts if part.filename.lower().endswith(".shp")])
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


def _check_sqlite(file: Path, source: Path) -> None:
    """Refuse what makes SQLite or GDAL run code or open files: virtual tables, and views that do more than choose."""
    with reporting_damage(file, "Export it again."):
        try:
            with closing(sqlite3.connect(f"{source.resolve().as_uri()}?mode=ro", uri=True)) as base:
                base.execute("PRAGMA trusted_schema = OFF")
                rows = base.execute("SELECT type, name, sql FROM sqlite_master").fetchall()
                for kind, name, sql in rows:
                    _check_entry(file, base, str(kind), str(name), sql=str(sql or ""))
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
                    refuse_outside_references(text, f"A CRS of '{file}'")


def _check_entry(file: Path, base: sqlite3.Connection, kind: str, name: str, sql: str) -> None:
    virtual = _VIRTUAL.search(sql) if re.match(r"create\s+virtual", sql.strip(), re.I) else None
    if virtual and not virtual.group(1).lower().startswith(("rtree", "fts")):
        raise InputError(f"The table '{name}' of '{file}' reads another file ({virtual.group(1)}). Export the layer.")
    if kind == "view":
        if _LEADS_OUT.search(sql):
            raise InputError(f"The view '{name}' of '{file}' does more than choose rows. Export it as a table.")
        if re.search(rf"\b{re.escape(name)}\b", sql[sql.lower().find(" as ") :], re.I):
            raise InputError(f"The view '{name}' of '{file}' refers to itself. Export it as a table.")


def _geojson(file: Path, messages: list[str]) -> dict[str, Any]:
    """Return GeoJSON anew with nothing but its features, so that no other reader takes it for its own."""
    with reporting_damage(file, "It is damaged GeoJSON: export it again."):
        text, encoding = to_utf8(whole_file(file), file.name)
        values = _json(text.decode("utf-8"))
    if not encoding.startswith("UTF-8 with") and encoding != "UTF-8":
        messages.append(f"'{file.name}' is not in UTF-8, as GeoJSON must be: read as {encoding}. Check its names.")
    if not isinstance(values, dict) or not _known(values):
        raise InputError(f"The file '{file}' cannot be read: it is JSON, but not GeoJSON. Export it as {GIS_FORMATS}.")
    return _collection(values, file) if values.get("type") in _GEOJSON else _other_dialect(values, file)


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
        refuse_outside_references(str(text), f"The CRS of '{file}'")
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
    version = "1.3" if code[0] == "OGC" else ""
    return {"crs": {"type": "name", "properties": {"name": f"urn:ogc:def:crs:{code[0]}:{version}:{code[1]}"}}}
