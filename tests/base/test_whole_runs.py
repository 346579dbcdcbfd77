"""Through `check` and `run` of whole studies: the listener is never called, the canary never read."""

import json
import sqlite3
import urllib.request
import zipfile
from contextlib import closing

import geopandas as gpd
import numpy as np
import openpyxl
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import shapely

from beatwright.base.errors import BeatwrightError
from beatwright.base.vector.vector_files import read_vector
from beatwright.data import CitySource
from beatwright.data.incidents.files.open_table import open_table
from beatwright.data.today.post_file import read_post_file
from beatwright.network import RoadSource
from beatwright.network.graphml import read_graphml
from beatwright.study.check_file import check_file
from beatwright.study.file.input_files import check_files
from beatwright.study.file.study_file import read_study
from beatwright.study.run_study import run_study

_SQUARE = shapely.box(-90.3, 38.5, -90.1, 38.7)


def _incidents(folder):
    draw = np.random.default_rng(1)
    times = pd.date_range("2020-01-01", periods=300, freq="29h")
    xy = {"lon": draw.uniform(-90.28, -90.12, 300).round(5), "lat": draw.uniform(38.52, 38.68, 300).round(5)}
    table = pd.DataFrame({"time": times, "kind": "THEFT", **xy})
    table.to_csv(folder / "calls.csv", index=False)
    return table


def _layer(file, crs=None):
    gpd.GeoDataFrame({"name": ["a"]}, geometry=[_SQUARE], crs=4326).to_file(file)
    if crs:
        file.write_text(json.dumps({**json.loads(file.read_text()), "crs": crs}))


def _vrt(file, canary, address):
    source = f"<SrcDataSource>{canary}</SrcDataSource><SrcSQL>{address}</SrcSQL>"
    file.write_text(f'<OGRVRTDataSource><OGRVRTLayer name="canary">{source}</OGRVRTLayer></OGRVRTDataSource>')


def _link(file, canary, address):
    _layer(file)
    crs = {"type": "link", "properties": {"href": address, "type": "proj4"}}
    file.write_text(json.dumps({**json.loads(file.read_text()), "crs": crs}))


def _grid(file, canary, address):
    frame = gpd.GeoDataFrame({"name": ["a"]}, geometry=[_SQUARE], crs=4326)
    frame.to_parquet(file)
    table = pq.read_table(file)
    about = json.loads(table.schema.metadata[b"geo"])
    about["columns"]["geometry"]["crs"] = f"+proj=longlat +ellps=bessel +nadgrids=@{canary}"
    pq.write_table(table.replace_schema_metadata({**table.schema.metadata, b"geo": json.dumps(about)}), file)


def _entity(file, canary, address):
    file.write_text(
        f'<!DOCTYPE x [<!ENTITY e SYSTEM "{canary}"><!ENTITY f SYSTEM "{address}">]><graphml>&e;&f;</graphml>'
    )


def _outer_dtd(file, canary, address):
    file.write_text(f'<!DOCTYPE graphml SYSTEM "{address}"><graphml/>')


def _laughs(file, canary, address):
    lines = "".join(f'<!ENTITY e{i} "{f"&e{i - 1};" * 10}">' for i in range(1, 30))
    file.write_text(f'<!DOCTYPE x [<!ENTITY e0 "ha">{lines}]><graphml>&e29;</graphml>')


def _ref(file, canary, address):
    _layer(file)
    values = json.loads(file.read_text())
    values |= {"$ref": address, "link": address, "links": [{"href": address}], "$schema": address}
    values["features"][0] |= {"$ref": str(canary), "links": [{"href": address}]}
    values["features"][0]["properties"] = {"$ref": address, "@id": address, "href": f"file://{canary}"}
    file.write_text(json.dumps(values))


def _service(file, canary, address):
    file.write_text(json.dumps({"type": "FeatureCollection", "features": [], "next": address, "url": address}))


def _text(template):
    def write(file, canary, address):
        file.write_text(template.format(canary=canary, address=address))

    return write


def _zipped(file, canary, address):
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("../../canary.shp", b"\x00\x00\x27\x0a")
        archive.writestr(f"{canary}", b"x")


def _attached(file, canary, address):
    gpd.GeoDataFrame({"name": ["a"]}, geometry=[_SQUARE], crs=4326).to_file(file, driver="GPKG")
    with closing(sqlite3.connect(file)) as base:
        base.execute(
            "CREATE TABLE IF NOT EXISTS gpkg_extensions (table_name, column_name, extension_name, definition, scope)"
        )
        base.execute("INSERT INTO gpkg_extensions VALUES ('a', '', 'x', ?, 'read-write')", [address])
        base.execute(f"CREATE VIEW v AS SELECT load_extension('{canary}') AS x")
        base.commit()


def _paths_in_parquet(file, canary, address):
    table = pa.table({"name": ["a"], "lon": [-90.2], "lat": [38.6]})
    pq.write_table(table.replace_schema_metadata({"path": str(canary), "ARROW:schema": address}), file)


_SPOILT = {
    "a VRT as GeoPackage": ("x.gpkg", _vrt),
    "a VRT as shapefile": ("x.shp", _vrt),
    "a VRT as GeoJSON": ("x.geojson", _vrt),
    "a VRT as CSV": ("x.csv", _vrt),
    "a VRT as Parquet": ("x.parquet", _vrt),
    "a VRT as workbook": ("x.xlsx", _vrt),
    "a VRT as GraphML": ("x.graphml", _vrt),
    "a CRS that is a link": ("x.geojson", _link),
    "a CRS with a grid": ("x.parquet", _grid),
    "an entity": ("x.graphml", _entity),
    "a document type elsewhere": ("x.graphml", _outer_dtd),
    "a billion laughs": ("x.graphml", _laughs),
    "references": ("x.geojson", _ref),
    "a service": ("x.geojson", _service),
    "an archive that climbs": ("x.zip", _zipped),
    "an attached base": ("x.gpkg", _attached),
    "paths in Parquet": ("x.parquet", _paths_in_parquet),
    "a pipeline": ("x.json", _text('{{"type": "gdal_streamed_alg", "command_line": "gdal vector read {canary}"}}')),
    "a service of Esri": ("x.json", _text('{{"currentVersion": 10, "serviceUrl": "{address}", "features": []}}')),
    "a WFS": ("x.gpkg", _text('<OGRWFSDataSource><URL>{address}</URL></OGRWFSDataSource>')),
    "GML with a schema": ("x.gml", _text('<gml:FeatureCollection xmlns:gml="http://www.opengis.net/gml" '
                                          'xsi:schemaLocation="{address} {address}"/>')),
    "KML with a link": ("x.geojson", _text("<kml><NetworkLink><href>{address}</href></NetworkLink></kml>")),
    "a playlist": ("x.csv", _text("lon,lat\n{address},{canary}\n")),
    "a web page": ("x.csv", _text('<html><meta http-equiv="refresh" content="0; url={address}"></html>')),
    "a TileJSON": ("x.json", _text('{{"tilejson": "2.2.0", "tiles": ["{address}"]}}')),
    "STAC": ("x.json", _text('{{"stac_version": "1.0.0", "type": "FeatureCollection", "features": [], '
                             '"links": [{{"rel": "next", "href": "{address}"}}]}}')),
}  # fmt: skip
_READERS = {
    "layer": read_vector,
    "incidents": open_table,
    "boundary": lambda path: CitySource(boundary=str(path)).frame(),
    "streets": lambda path: RoadSource(edges=str(path)).read(path.parent, 32615),
    "graph": read_graphml,
    "posts": lambda path: read_post_file(str(path)),
    "check": check_file,
}


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("case", _SPOILT)
def test_no_reader_reaches_out(case, canary, listener, tmp_path):
    address, asked = listener
    name, spoil = _SPOILT[case]
    spoil(tmp_path / name, canary.path, address)
    canary.was_opened()
    for read in _READERS.values():
        try:
            read(tmp_path / name)
        except BeatwrightError as problem:
            assert "Traceback" not in str(problem)  # noqa: PT017  (some of these files may be read)
    assert not asked
    assert not canary.was_opened()


_STUDY = """
[study]
name = "a"
holdout = "2020-09-01"
[incidents]
file = "{incidents}"
[city]
boundary = "{boundary}"
zones = "1km"
{city}
[network]
{network}
[[planning]]
step = "BusiestZones"
p = 2
{planning}
"""
_PARTS = {
    "incidents": {"incidents": "{}"},
    "boundary": {"boundary": "{}"},
    "zones": {"city": 'parents = "{}"'},
    "sites": {"city": 'current = "{}"'},
    "population": {"city": 'population = "{}"\npopulation_columns = ["name"]'},
    "streets": {"network": 'edges = "{}"'},
    "posts of today": {"planning": '[[planning]]\nstep = "CurrentPosts"\nfile = "{}"'},
    "districts of today": {"planning": '[[planning]]\nstep = "CurrentDistricts"\nfile = "{}"'},
}


_QUICK = (
    "incidents",
    "boundary",
    "streets",
)  # one of a table, of a layer and of the network; the others pass the same door


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize(
    "part", [part if part in _QUICK else pytest.param(part, marks=pytest.mark.slow) for part in _PARTS]
)
def test_no_study_reaches_out(part, canary, listener, tmp_path):
    address, asked = listener
    _incidents(tmp_path)
    _layer(tmp_path / "boundary.geojson")
    for name, spoil in _SPOILT.values():
        (tmp_path / name).unlink(missing_ok=True)
        spoil(tmp_path / name, canary.path, address)
        options = {"incidents": "calls.csv", "boundary": "boundary.geojson", "city": "", "network": "", "planning": ""}
        (tmp_path / "study.toml").write_text(
            _STUDY.format(**{**options, **{option: text.format(name) for option, text in _PARTS[part].items()}})
        )
        canary.was_opened()
        try:
            check_files(read_study(tmp_path / "study.toml"))
        except BeatwrightError as problem:
            assert "Traceback" not in str(problem)  # noqa: PT017  (some of these files may be read)
    assert not asked
    assert not canary.was_opened()


def test_a_workbook_with_links_is_read_and_none_followed(canary, listener, tmp_path):
    address, asked = listener
    book = openpyxl.Workbook()
    page = book.active
    for row in [["time", "kind", "lon", "lat", "note"], ["2020-01-01 10:00", "THEFT", -90.2, 38.6, "x"]]:
        page.append(row)
    page["E2"] = f"='{canary.path.parent}/[{canary.path.name}]a'!A1"
    page["E3"] = f'=WEBSERVICE("{address}")'
    page["A2"].hyperlink = address
    book.save(tmp_path / "a.xlsx")
    with zipfile.ZipFile(tmp_path / "a.xlsx", "a") as archive:
        archive.writestr("xl/externalLinks/externalLink1.xml", f'<externalLink href="{address}"/>')
        archive.writestr("xl/connections.xml", f'<connections><connection url="{address}"/></connections>')
    assert open_table(tmp_path / "a.xlsx").columns.num_rows >= 1
    assert not asked
    assert not canary.was_opened()


def test_a_whole_run_with_references_in_its_layers_reaches_nothing(canary, listener, tmp_path, blank_maps, monkeypatch):
    """A boundary that is read although it is full of addresses, through a run to its report."""
    blank_maps(monkeypatch)
    address, asked = listener
    _incidents(tmp_path)
    _ref(tmp_path / "boundary.geojson", canary.path, address)
    options = {"incidents": "calls.csv", "boundary": "boundary.geojson", "city": "", "network": "", "planning": ""}
    (tmp_path / "study.toml").write_text(_STUDY.format(**options))
    run_study(read_study(tmp_path / "study.toml"), tmp_path / "case")
    assert (tmp_path / "case" / "report.html").is_file()
    assert not asked
    assert not canary.was_opened()


def test_the_listener_hears(listener):
    address, asked = listener

    with pytest.raises(OSError, match="404"):
        urllib.request.urlopen(address)
    assert asked
