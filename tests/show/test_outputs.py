"""What a run writes into its folder."""

import json
import math
import sqlite3
from contextlib import closing
from dataclasses import replace
from xml.etree import ElementTree as ET

import geopandas as gpd
import numpy as np
import openpyxl
import pandas as pd
import pyogrio
import pytest

from beatwright.core import Certificate, Measure, ParameterError
from beatwright.show import write_geojson, write_geopackage, write_outputs, write_workbook


@pytest.fixture(scope="module")
def folder(case, tmp_path_factory):
    path = tmp_path_factory.mktemp("outputs")
    told = []
    points = case.problem.city.zone_xy
    written = write_outputs(case, path, points=points, progress=lambda *fact: told.append(fact))
    assert [done for done, _, _ in told] == list(range(len(told)))
    assert told[-1][0] == told[-1][1]
    assert all(file.stat().st_size > 0 for file in written)
    assert sorted(p for p in path.rglob("*") if p.is_file()) == sorted(written)
    return path


def test_every_output_is_there(folder):
    names = {p.relative_to(folder).as_posix() for p in folder.rglob("*") if p.is_file()}
    assert {"report.html", "comparison.csv", "plan.xlsx", "plan.gpkg", "plan.geojson"} <= names
    assert {"pictures/demand.png", "pictures/main.png", "pictures/base.png", "pictures/points.png"} <= names


def test_report_is_of_a_sensible_size(folder):
    assert (folder / "report.html").stat().st_size < 3_000_000


def _figure(text: str) -> float:
    return float(text or "nan")


def test_comparison_csv_holds_the_unrounded_figures(folder, case):
    # Older pandas reads figures a last digit off; Python's own float does not.
    table = pd.read_csv(folder / "comparison.csv", converters=dict.fromkeys(("value", "difference"), _figure))
    wide = table.pivot_table(index="measure", columns="plan", values="value", sort=False)
    expected = case.comparison.table
    pd.testing.assert_frame_equal(wide[expected.columns], expected, check_names=False, check_exact=True)
    gap = table.pivot_table(index="measure", columns="plan", values="difference", sort=False)[case.main]
    np.testing.assert_allclose(gap, case.comparison.differences[case.main])


def test_geopackage_has_every_layer_with_styles_by_name(folder, case):
    path = folder / "plan.gpkg"
    layers = {name for name, _ in pyogrio.list_layers(path)}
    shorts = ("today", "randomposts_p_6", "busiestzones_p_6", "pmedian_p_6")
    expected = {f"{kind}_{short}" for kind in ("posts", "areas") for short in shorts}
    assert layers == expected | {"boundary", "zones", "districts", "sites", "layer_styles"}
    styles = pyogrio.read_dataframe(path, layer="layer_styles", read_geometry=False)
    assert (styles["f_table_catalog"] == "").all()
    assert (styles["f_table_schema"] == "").all()
    assert styles["styleName"].str.len().max() <= 30
    assert styles[styles["useAsDefault"].astype(int) == 1]["f_table_name"].is_unique
    assert set(styles["f_table_name"]) == layers - {"layer_styles"}
    with closing(sqlite3.connect(path)) as connection:
        columns = dict(connection.execute("SELECT table_name, column_name FROM gpkg_geometry_columns"))
        listed = dict(connection.execute("SELECT table_name, data_type FROM gpkg_contents"))
    assert dict(zip(styles["f_table_name"], styles["f_geometry_column"], strict=True)) == columns
    assert listed["layer_styles"] == "attributes"
    assert gpd.read_file(path, layer="zones").crs == case.problem.city.crs


def test_geopackage_carries_what_the_case_says(folder, case):
    zones = gpd.read_file(folder / "plan.gpkg", layer="zones")
    main = case.plan(case.main)
    own = next(e for e in case.evaluations if e.plan == main.name).table("zone").frame
    np.testing.assert_allclose(zones["metres_pmedian_p_6"], own["metres"])
    assert zones["population"].to_list() == case.problem.city.zones["population"].to_list()
    posts = gpd.read_file(folder / "plan.gpkg", layer="posts_pmedian_p_6")
    assert tuple(posts["site"]) == main.site_ids
    areas = gpd.read_file(folder / "plan.gpkg", layer="areas_pmedian_p_6")
    assert areas.area.sum() == pytest.approx(case.problem.city.boundary.area)


def test_classes_of_the_styles_cover_every_zone(folder):
    zones = gpd.read_file(folder / "plan.gpkg", layer="zones")
    styles = pyogrio.read_dataframe(folder / "plan.gpkg", layer="layer_styles", read_geometry=False)
    for name, field in (("demand", "calls_per_km2"), ("change of distance", "change")):
        root = ET.fromstring(styles[styles["styleName"] == name]["styleQML"].iloc[0])
        assert root.find("renderer-v2").get("attr") == field
        ranges = [(float(r.get("lower")), float(r.get("upper"))) for r in root.iter("range")]
        shown = zones.loc[zones["small_counts"] == "", field] if name == "demand" else zones[field]
        inside = [[low < value <= high for low, high in ranges] for value in shown]
        assert (np.sum(inside, axis=1) == 1).all()
        assert len(ranges) == len(root.findall("renderer-v2/symbols/symbol"))


def test_geojson_is_as_rfc_7946_has_it(folder, case):
    content = json.loads((folder / "plan.geojson").read_text("utf-8"))
    assert "crs" not in content
    kinds = {f["properties"]["layer"] for f in content["features"]}
    assert kinds == {"boundary", "districts", "areas", "posts"}
    frame = gpd.GeoDataFrame.from_features(content["features"], crs=4326)
    west, south, east, north = frame.total_bounds
    assert -180 <= west < east <= 180
    assert -90 <= south < north <= 90
    for shape in frame.geometry[frame.geom_type == "Polygon"]:
        assert shape.exterior.is_ccw
    mine = frame[(frame["layer"] == "posts") & (frame["plan"] == case.main)].to_crs(case.problem.city.crs)
    sites = case.problem.city.sites.geometry[list(mine["site"])]
    assert mine.geometry.distance(sites, align=False).max() < 0.2
    with pytest.raises(ParameterError, match="'layers' parameter of write_geojson"):
        write_geojson(case, folder / "other.geojson", layers=("roads",))


def test_workbook_holds_figures_as_figures_and_ids_as_text(folder, case):
    book = openpyxl.load_workbook(folder / "plan.xlsx")
    sheet = book["Comparison"]
    head = [cell.value for cell in sheet[1]]
    table = case.comparison.table
    assert head[3 : 3 + table.shape[1]] == list(table.columns)
    for row, name in enumerate(table.index, 2):
        values = [sheet.cell(row, 4 + k).value for k in range(table.shape[1])]
        assert sheet.cell(row, 1).value == name
        np.testing.assert_allclose(values, table.loc[name])
    assert sheet.freeze_panes == "B2"
    assert sheet.auto_filter.ref
    assert sheet["D6"].number_format == "0.0%"
    zones = book["Zones"]
    assert all(zones.cell(row, 1).data_type == "s" for row in range(2, zones.max_row + 1))
    assert zones.max_row == 1 + len(case.problem.city.zones)
    dropped = {row[0].value: row[1].value for row in book["Dropped"].iter_rows(min_row=2)}
    assert dropped["rows read"] == 1004
    assert dropped["left out: no coordinate"] == 2


def test_the_workbook_counts_whole_things_and_writes_no_infinity(case, tmp_path):
    unproven = Certificate("feasible", 5.0, float("-inf"), method="rule of thumb")
    people = case.problem.city.zones.assign(population_low_income=12.25)
    city = replace(case.problem.city, zones=people)
    sides = {side: replace(getattr(case, side), city=city) for side in ("problem", "heldout")}
    waits = [Measure("mean wait", value, "min", "lower") for value in (math.inf, 2.0, 3.0, 4.0)]
    sides["evaluations"] = tuple(replace(e, measures=(w,)) for e, w in zip(case.evaluations, waits, strict=True))
    other = replace(case, plans=tuple(replace(plan, certificate=unproven) for plan in case.plans), **sides)
    book = openpyxl.load_workbook(write_workbook(other, tmp_path / "plan.xlsx"))
    shown = [cell.value for sheet in book for row in sheet.iter_rows() for cell in row]
    assert not {"inf", "-inf", "nan"} & {str(value) for value in shown}
    assert "endless" in shown
    zones = book["Zones"]
    column = [cell.value for cell in zones[1]].index("population_low_income") + 1
    assert zones.cell(2, column).value == 12.25
    assert zones.cell(2, column).number_format == "#,##0"
    formats = {row[0].value: row[1].number_format for row in book["Dropped"].iter_rows(min_row=2)}
    assert formats["rows read"] == formats["left out: no coordinate"] == "#,##0"


def test_ids_that_look_like_numbers_stay_text(case, tmp_path):
    city = case.problem.city
    zones = city.zones.set_axis([f"{k:04d}" for k in range(len(city.zones))])
    other = replace(city, zones=zones)
    numbered = replace(case, problem=replace(case.problem, city=other), heldout=replace(case.heldout, city=other))
    book = openpyxl.load_workbook(write_workbook(numbered, tmp_path / "plan.xlsx"))
    assert book["Zones"]["A2"].value == "0000"
    assert book["Zones"]["A2"].number_format == "@"


def test_a_case_of_undecided_layers_can_be_written(case, tmp_path):
    plain = replace(case.problem.city, parents=None)
    problem, heldout = (replace(p, city=plain, within=None) for p in (case.problem, case.heldout))
    plans = (replace(case.plans[0], posts=None, districts={"zone 0": "a"}), *case.plans[1:])
    bare = tuple(replace(e, tables={}) for e in case.evaluations)
    undecided = replace(
        case, problem=problem, heldout=heldout, plans=plans, evaluations=bare, reading=None, manifest={}
    )
    names = {path.name for path in write_outputs(undecided, tmp_path)}
    assert "main.png" in names
    assert not {"base.png", "change.png"} & names
    nowhere = replace(undecided, plans=tuple(replace(plan, posts=None, districts={}) for plan in plans))
    (tmp_path / "nowhere").mkdir()
    assert "demand.png" in {path.name for path in write_outputs(nowhere, tmp_path / "nowhere")}
    assert len(gpd.read_file(tmp_path / "nowhere" / "plan.gpkg", layer="zones")) == 600


def test_a_failure_leaves_the_earlier_file(case, tmp_path, monkeypatch):
    path = tmp_path / "plan.gpkg"
    path.write_bytes(b"before")
    monkeypatch.setattr("beatwright.show.files.geopackage.qml", lambda style: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        write_geopackage(case, path)
    assert path.read_bytes() == b"before"
    assert [p.name for p in tmp_path.iterdir()] == ["plan.gpkg"]
