"""No input opens a connection or another file; what is damaged is told in one sentence."""

import json
import os
import sqlite3
from contextlib import closing
from pathlib import Path

import geopandas as gpd
import pytest

from beatwright.base.errors import InputError
from beatwright.base.vector.vector_files import read_vector
from beatwright.data import read_layer
from beatwright.data.incidents.files.open_table import open_table

READERS = (read_vector, open_table)


def _collection(crs, /, **more):
    point = {"type": "Point", "coordinates": [-90.2, 38.6], **more}
    rows = [{"type": "Feature", "properties": {"a": 1}, "geometry": point}]
    return json.dumps({"type": "FeatureCollection", "crs": crs, "features": rows})


@pytest.mark.parametrize("read", READERS)
@pytest.mark.parametrize("kind", ["link", "url", "name"])
@pytest.mark.parametrize("key", ["href", "url", "name"])
def test_a_crs_that_leads_out_is_refused(read, kind, key, listener, tmp_path):
    address, asked = listener
    (tmp_path / "a.geojson").write_text(_collection({"type": kind, "properties": {key: address, "type": "proj4"}}))
    with pytest.raises(InputError, match="is ever opened"):
        read(tmp_path / "a.geojson")
    assert not asked


@pytest.mark.parametrize("read", READERS)
def test_a_crs_inside_a_geometry_is_never_followed(read, listener, tmp_path):
    address, asked = listener
    named = {"type": "name", "properties": {"name": "urn:ogc:def:crs:OGC:1.3:CRS84"}}
    text = _collection(named, crs={"type": "link", "properties": {"href": address}})
    (tmp_path / "a.geojson").write_text(text)
    read(tmp_path / "a.geojson")
    assert not asked


@pytest.mark.parametrize("read", READERS)
@pytest.mark.parametrize("suffix", ["gpkg", "shp", "geojson"])
@pytest.mark.parametrize("target", ["canary", "address"])
def test_a_vrt_under_another_name_is_refused(read, suffix, target, listener, tmp_path):
    address, asked = listener
    (tmp_path / "canary.csv").write_text("lon,lat,word\n-90.2,38.6,canary\n")
    source = tmp_path / "canary.csv" if target == "canary" else f"/vsicurl/{address}.csv"
    text = f'<OGRVRTDataSource><OGRVRTLayer name="canary"><SrcDataSource>{source}</SrcDataSource></OGRVRTLayer>'
    (tmp_path / f"a.{suffix}").write_text(f"{text}</OGRVRTDataSource>")
    with pytest.raises(InputError, match=r"whatever its name|web page or XML"):
        read(tmp_path / f"a.{suffix}")
    assert not asked


@pytest.mark.parametrize("read", READERS)
def test_json_that_names_a_pipeline_is_refused(read, tmp_path):
    text = json.dumps({"type": "gdal_streamed_alg", "command_line": "gdal vector pipeline ! read /etc/hostname"})
    (tmp_path / "a.geojson").write_text(text)
    with pytest.raises(InputError, match="not GeoJSON"):
        read(tmp_path / "a.geojson")


@pytest.mark.parametrize("read", READERS)
@pytest.mark.parametrize("name", ["{}", "/vsicurl/{}", "/vsistdin/", "PG:host=127.0.0.1"])
def test_an_address_as_a_file_is_one_sentence(read, name, listener):
    address, asked = listener
    with pytest.raises(InputError, match="is an address, not a file"):
        read(Path(name.format(address)))
    assert not asked


@pytest.mark.parametrize("read", READERS)
@pytest.mark.parametrize("name", ["a.csv", "a.gpkg", "a.parquet"])
def test_a_pipe_is_refused_at_once(read, name, tmp_path):
    os.mkfifo(tmp_path / name)
    with pytest.raises(InputError, match="a pipe or a device"):
        read(tmp_path / name)


@pytest.mark.parametrize("read", READERS)
@pytest.mark.parametrize(
    "statement",
    [
        "CREATE VIEW v AS SELECT * FROM v",
        "CREATE VIEW v AS WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i FROM n) SELECT i FROM n",
        "CREATE VIEW v AS SELECT gdal_get_pixel_value('/vsicurl/x', 1, 0, 0)",
    ],
)
def test_a_view_that_does_more_than_choose_is_refused(read, statement, tmp_path):
    with sqlite3.connect(tmp_path / "a.gpkg") as base:
        base.execute("CREATE TABLE gpkg_contents (table_name TEXT)")
        base.execute(statement)
    base.close()
    with pytest.raises(InputError, match=r"refers to itself|more than choose"):
        read(tmp_path / "a.gpkg")


def _geopackage(path, rows=1):
    table = gpd.GeoDataFrame({"a": range(rows)}, geometry=gpd.points_from_xy([-90.2] * rows, [38.6] * rows), crs=4326)
    table.to_file(path, layer="a")


@pytest.mark.parametrize("read", READERS)
def test_rows_that_a_program_has_not_settled_yet_are_read(read, tmp_path):
    _geopackage(tmp_path / "a.gpkg")
    with closing(sqlite3.connect(tmp_path / "a.gpkg")) as base:
        base.execute("PRAGMA journal_mode = WAL")
        for trigger in base.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
            base.execute(f'DROP TRIGGER "{trigger[0]}"')
        base.execute("INSERT INTO a (a, geom) SELECT a + 1, geom FROM a")
        base.commit()
        assert (tmp_path / "a.gpkg-wal").stat().st_size > 0
        before = sorted(path.name for path in tmp_path.iterdir())
        found = read(tmp_path / "a.gpkg")
        assert (len(found) if isinstance(found, gpd.GeoDataFrame) else len(found.rows)) == 2
        assert sorted(path.name for path in tmp_path.iterdir()) == before


@pytest.mark.parametrize("read", READERS)
@pytest.mark.parametrize("mode", ["WAL", "DELETE"])
def test_reading_leaves_nothing_beside_a_geopackage(read, mode, tmp_path):
    _geopackage(tmp_path / "a.gpkg")
    with closing(sqlite3.connect(tmp_path / "a.gpkg")) as base:
        base.execute(f"PRAGMA journal_mode = {mode}")
    before = (tmp_path / "a.gpkg").read_bytes()
    read(tmp_path / "a.gpkg")
    assert [path.name for path in tmp_path.iterdir()] == ["a.gpkg"]
    assert (tmp_path / "a.gpkg").read_bytes() == before


@pytest.mark.parametrize("read", READERS)
def test_a_change_that_waits_beside_a_geopackage_is_checked_too(read, tmp_path):
    _geopackage(tmp_path / "a.gpkg")
    with closing(sqlite3.connect(tmp_path / "a.gpkg")) as base:
        base.execute("PRAGMA journal_mode = WAL")
        base.execute("CREATE VIEW v AS SELECT * FROM v")
        base.commit()
        with pytest.raises(InputError, match="refers to itself"):
            read(tmp_path / "a.gpkg")


@pytest.mark.parametrize("read", READERS)
def test_a_virtual_table_that_reads_another_file_is_refused(read, canary, tmp_path):
    _geopackage(tmp_path / "a.gpkg")
    with closing(sqlite3.connect(tmp_path / "a.gpkg")) as base:
        base.execute("PRAGMA writable_schema = ON")
        sql = f"CREATE VIRTUAL TABLE v USING VirtualOGR('{canary.path}')"
        base.execute("INSERT INTO sqlite_master VALUES ('table', 'v', 'v', 0, ?)", [sql])
        base.commit()
    with pytest.raises(InputError, match="reads another file"):
        read(tmp_path / "a.gpkg")
    assert not canary.was_opened()


@pytest.mark.parametrize("read", READERS)
def test_a_trigger_that_opens_another_base_never_runs(read, canary, tmp_path):
    _geopackage(tmp_path / "a.gpkg")
    with closing(sqlite3.connect(tmp_path / "a.gpkg")) as base:
        base.execute("CREATE TRIGGER t AFTER INSERT ON a BEGIN SELECT load_extension('x'); END")
        base.execute(f"CREATE TABLE gpkg_data_columns (table_name TEXT, name TEXT DEFAULT 'ATTACH {canary.path}')")
        base.commit()
    read(tmp_path / "a.gpkg")
    assert not canary.was_opened()


@pytest.mark.parametrize("read", READERS)
@pytest.mark.parametrize("suffix", ["shp", "gpkg", "geojson"])
def test_other_files_beside_are_never_opened(read, suffix, canary, tmp_path):
    """Neither a link of a sidecar's name, nor what a sidecar names."""
    table = gpd.GeoDataFrame({"a": [1]}, geometry=gpd.points_from_xy([-90.2], [38.6]), crs=4326)
    table.to_file(tmp_path / f"a.{suffix}")
    vrt = f"<PAMDataset><Metadata domain='xml'><SrcDataSource>{canary.path}</SrcDataSource></Metadata></PAMDataset>"
    for ending in ("qix", "sbn", "sbx", "idm", "ind", "csvt", "qml", "aux.xml", "shp.xml"):
        (tmp_path / f"a.{ending}").symlink_to(canary.path)
    (tmp_path / f"a.{suffix}.aux.xml").write_text(vrt)
    read(tmp_path / f"a.{suffix}")
    assert not canary.was_opened()


@pytest.mark.parametrize("read", READERS)
@pytest.mark.parametrize("part", ["dbf", "shx", "prj", "cpg"])
def test_a_part_of_a_shapefile_that_leads_elsewhere_is_refused(read, part, canary, tmp_path):
    gpd.GeoDataFrame({"a": [1]}, geometry=gpd.points_from_xy([0], [0]), crs=4326).to_file(tmp_path / "a.shp")
    (tmp_path / f"a.{part}").unlink()
    (tmp_path / f"a.{part}").symlink_to(canary.path)
    with pytest.raises(InputError, match="leads to another folder"):
        read(tmp_path / "a.shp")
    assert not canary.was_opened()


@pytest.mark.parametrize("read", READERS)
def test_a_shapefile_without_its_index_says_so(read, tmp_path):
    gpd.GeoDataFrame({"a": [1]}, geometry=gpd.points_from_xy([0], [0]), crs=4326).to_file(tmp_path / "a.shp")
    (tmp_path / "a.shx").unlink()
    with pytest.raises(InputError, match=r"no part 'a\.shx' beside it"):
        read(tmp_path / "a.shp")


def test_a_layer_is_what_its_first_bytes_say_whatever_its_name(tmp_path):
    """A database that is no GeoPackage, a shapefile without its index, GeoJSON that begins with a byte order mark."""
    with closing(sqlite3.connect(tmp_path / "a.gpkg")) as base:
        base.execute("CREATE TABLE zones (name TEXT)")
        base.commit()
    with pytest.raises(InputError, match="is a database, but no GeoPackage"):
        read_layer(tmp_path / "a.gpkg")
    zones = gpd.GeoDataFrame({"name": ["a"]}, geometry=gpd.points_from_xy([-90.2], [38.6]), crs=4326)
    zones.to_file(tmp_path / "b.shp")
    (tmp_path / "b.shx").unlink()
    with pytest.raises(InputError, match=r"has no part 'b\.shx' beside it"):
        read_layer(tmp_path / "b.shp")
    text = zones.to_json(to_wgs84=True)
    for name in ("c.geojson", "c.gpkg", "c.shp"):
        (tmp_path / name).write_bytes(b"\xef\xbb\xbf" + text.encode())
        assert read_layer(tmp_path / name).table["name"].tolist() == ["a"]
