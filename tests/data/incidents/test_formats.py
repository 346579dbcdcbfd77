"""The same table in every format gives the same incidents; what is no table gets a clear error."""

import datetime as dt
import decimal
import gzip
import importlib.util
import pathlib
import sys
import warnings

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from beatwright.base.errors import BeatwrightError, InputError
from beatwright.data import IncidentSource, check_incidents, read_incidents

_spec = importlib.util.spec_from_file_location("incident_tables", pathlib.Path(__file__).with_name("conftest.py"))
tables = importlib.util.module_from_spec(_spec)
sys.modules["incident_tables"] = tables
_spec.loader.exec_module(tables)


def same(one, other):
    pd.testing.assert_frame_equal(one.frame.drop(columns=["x", "y"]), other.frame.drop(columns=["x", "y"]))
    np.testing.assert_allclose(one.frame[["x", "y"]], other.frame[["x", "y"]], atol=1e-3)
    assert (one.start, one.end, one.precision) == (other.start, other.end, other.precision)


@pytest.mark.parametrize("name", tables.WRITERS)
def test_every_format_gives_the_same_incidents(name, table, tmp_path):
    table.loc[3, "kind"] = "Thëft – größer"  # not ASCII, and in Windows-1252
    table.to_csv(tmp_path / "reference.csv", index=False)
    tables.WRITERS[name](table, tmp_path / name)
    incidents = read_incidents(tmp_path / name)
    assert incidents.report.read == incidents.report.kept == len(table)
    same(incidents, read_incidents(tmp_path / "reference.csv"))


@pytest.mark.parametrize(
    ("name", "word"),
    [("semicolon.csv", "semicolon"), ("tab.txt", "tab"), ("bar.csv", "bar"), ("latin.csv", "Windows-1252")],
)
def test_the_account_says_how_the_file_was_understood(name, word, table, tmp_path):
    table.loc[3, "kind"] = "Thëft"
    tables.WRITERS[name](table, tmp_path / name)
    assert word in check_incidents(tmp_path / name).text


@pytest.mark.parametrize("name", ["book.xlsx", "plain.parquet", "points.gpkg", "points.geojson"])
def test_content_counts_and_not_the_name(name, table, tmp_path):
    tables.WRITERS[name](table, tmp_path / name)
    (tmp_path / name).rename(tmp_path / "export.csv")
    assert check_incidents(tmp_path / "export.csv").kept == len(table)


@pytest.mark.parametrize(
    "name", ["book.xlsx", "plain.parquet", "geo.parquet", "points.gpkg", "points.geojson", "points.shp"]
)
def test_a_cut_file_is_an_error_and_no_traceback(name, table, tmp_path):
    tables.WRITERS[name](table, tmp_path / name)
    data = (tmp_path / name).read_bytes()
    for share in (0.1, 0.5, 0.9, 0.99):
        (tmp_path / name).write_bytes(data[: int(len(data) * share)])
        try:
            report = check_incidents(tmp_path / name)
        except BeatwrightError:
            continue
        assert report.read == report.kept + sum(report.reasons.values())


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "empty"),
        (b"\n\r\n\n", "empty"),
        (b"\xd0\xcf\x11\xe0" + b"\x00" * 600, "old Excel"),
        (b"%PDF-1.7", "PDF"),
        (gzip.compress(b"a,b\n1,2\n", mtime=0), "Unpack"),
        (b"<!doctype html><html>", "web page"),
        (bytes(range(256)) * 20, "control characters"),
        (b"just words\nno table\n", "single column"),
        (b'{"type": "FeatureCollection", "features": [', "damaged"),
        (b"SQLite format 3\x00" + b"\x00" * 200, "damaged"),
        (b"PAR1" + b"\x00" * 50, "damaged"),
        (b"PK\x03\x04" + b"\x00" * 50, "damaged"),
        (b"\x00\x00\x27\x0a" + b"\x00" * 50, "damaged"),
    ],
)
def test_what_is_no_table_is_told(content, says, tmp_path):
    file = tmp_path / "file.csv"
    file.write_bytes(content)
    with pytest.raises(InputError, match=says):
        check_incidents(file)


def test_missing_file_and_folder(tmp_path):
    with pytest.raises(InputError, match="does not exist"):
        check_incidents(tmp_path / "none.csv")
    with pytest.raises(InputError, match="folder"):
        check_incidents(tmp_path)


def test_sheet_and_layer(table, tmp_path):
    with pd.ExcelWriter(tmp_path / "two.xlsx") as book:
        pd.DataFrame({"note": ["x"], "by": ["y"]}).to_excel(book, sheet_name="cover", index=False)
        table.to_excel(book, sheet_name="data", index=False)
    report = read_incidents(tmp_path / "two.xlsx").report  # the sheet whose headings are those of incidents
    assert (report.kept, report.facts["sheet"]) == (len(table), "data")
    with pytest.raises(InputError, match="Its headings are: 'note', 'by'"):
        read_incidents(tmp_path / "two.xlsx", sheet="cover")
    assert read_incidents(tmp_path / "two.xlsx", sheet="data").report.kept == len(table)
    with pytest.raises(InputError, match=r"no sheet 'dat'.*Did you mean 'data'"):
        read_incidents(tmp_path / "two.xlsx", sheet="dat")
    tables.points_of(table).to_file(tmp_path / "two.gpkg", layer="calls")
    tables.points_of(table).head(5).to_file(tmp_path / "two.gpkg", layer="few")
    assert read_incidents(tmp_path / "two.gpkg", layer="few").report.read == 5
    report = read_incidents(tmp_path / "two.gpkg").report
    assert report.read == len(table)
    assert any("2 layers" in warning for warning in report.warnings)
    with pytest.raises(InputError, match="no layer"):
        read_incidents(tmp_path / "two.gpkg", layer="many")


def test_layer_in_another_crs(table, tmp_path):
    points = tables.points_of(table)
    points.to_file(tmp_path / "degrees.gpkg")
    points.to_crs("ESRI:102696").to_file(tmp_path / "feet.gpkg")
    same(read_incidents(tmp_path / "feet.gpkg"), read_incidents(tmp_path / "degrees.gpkg"))


def test_geometry_that_is_no_point_is_no_coordinate(table, tmp_path):
    points = tables.points_of(table)
    points.geometry = [g.buffer(0.001) if i < 2 else g for i, g in enumerate(points.geometry)]
    points.to_file(tmp_path / "mixed.geojson")
    report = check_incidents(tmp_path / "mixed.geojson")
    assert dict(report.reasons) == {"no coordinate": 2}


def test_shapefile_cuts_headings(table, tmp_path):
    points = tables.points_of(table.rename(columns={"time": "OCCURRED_ON_DATE", "kind": "OFFENSE_DESCRIPTION"}))
    with warnings.catch_warnings(action="ignore"):  # that headings are cut
        points.to_file(tmp_path / "cut.shp")
    facts = check_incidents(tmp_path / "cut.shp").facts
    assert "time = 'OCCURRED_O'" in facts["columns"]
    assert "kind = 'OFFENSE_DE'" in facts["columns"]


def test_columns_of_any_type_are_listed_when_their_rows_are_left_out(tmp_path):
    n = 3
    columns = {
        "time": pa.array(["2024-01-01", "soon", None]),
        "lon": pa.array([decimal.Decimal("-90.2")] * n),
        "lat": pa.array([38.6] * n, pa.float32()),
        "kind": pa.array(["theft"] * n).dictionary_encode(),
        "list": pa.array([[1, 2], [], None]),
        "struct": pa.array([{"a": 1}, None, {"a": 2}]),
        "bytes": pa.array([b"\xff", b"=", None]),
        "none": pa.nulls(n),
        "bool": pa.array([True, False, None]),
        "clock": pa.array([dt.time(1), dt.time(2), None]),
        "date": pa.array([dt.date(2024, 1, 1)] * n),
        "span": pa.array([dt.timedelta(1)] * n),
        "zone": pa.array([dt.datetime(2024, 1, 1, tzinfo=dt.UTC)] * n),
    }
    pq.write_table(pa.table(columns), tmp_path / "t.parquet")
    report = check_incidents(IncidentSource(str(tmp_path / "t.parquet"), mapping={"time": "time"}))
    assert (report.read, report.kept) == (3, 1)
    assert report.dropped["list"].tolist() == ["[]", ""]
    assert report.dropped["bool"].tolist() == ["false", ""]


def test_json_records_are_told(tmp_path):
    (tmp_path / "t.json").write_text('[{"date": "2024-01-01"}]')
    with pytest.raises(InputError, match="JSON list of records"):
        check_incidents(tmp_path / "t.json")
