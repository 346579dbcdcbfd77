"""What is shown and written of districts: maps, tables, files that a spreadsheet cannot spoil, crosswalk."""

import csv
import io
import json
from dataclasses import replace

import geopandas as gpd
import numpy as np
import openpyxl
import pandas as pd
import pytest
import shapely

from beatwright.core import Case, Measure, Plan
from beatwright.data import CurrentDistricts
from beatwright.evaluate import Districts
from beatwright.show import write_geojson, write_geopackage, write_outputs, write_report, write_workbook
from beatwright.show.figures.classes import shared_classes
from beatwright.show.figures.district_areas import district_areas, district_totals
from beatwright.show.figures.map_districts import _short, map_districts, shared_district_classes
from beatwright.show.figures.points_of_districts import points_of_districts
from beatwright.show.files.district_files import spreadsheet_text, write_assignment, write_crosswalk, write_shapefiles
from beatwright.show.report.headline import answer
from beatwright.show.report.share_words import uneven_sentence
from beatwright.show.tables.crosswalk import crosswalk
from beatwright.testing import small_problem

PROBLEM = small_problem()
ZONES = PROBLEM.city.zones
OLD = Plan(
    districts={zone: f"0{int(s.centroid.x // 1000)}" for zone, s in ZONES.geometry.items()}, name="today", today=True
)
NEW = Plan(
    districts={zone: f"{int(s.centroid.x // 1500)}-{int(s.centroid.y // 1000)}" for zone, s in ZONES.geometry.items()},
    name="<b>new</b>",
)


@pytest.fixture(scope="module")
def case() -> Case:
    evaluations = tuple(Districts().score(PROBLEM, plan) for plan in (OLD, NEW))
    return Case("Districts", PROBLEM, PROBLEM, (OLD, NEW), evaluations, NEW.name, OLD.name)


def test_the_answer_says_in_words_how_evenly_the_calls_are_shared(case: Case) -> None:
    lead = answer(case)[0]
    shares = {plan.name: district_totals(PROBLEM, plan, "calls") for plan in (OLD, NEW)}
    ratios = {name: total / total.mean() for name, total in shares.items()}
    new, old = ratios[NEW.name], ratios[OLD.name]
    assert f"the busiest district has {new.max() - 1:.0%} more calls than an even share" in lead.replace("\u00a0", "")
    assert f"(“today”: {old.max() - 1:.0%} more)" in lead.replace("\u00a0", "")
    assert f"the quietest {1 - new.min():.0%} less" in lead.replace("\u00a0", "")
    assert "CV" not in lead
    assert "min / mean" not in lead
    assert "“" not in answer(replace(case, main=OLD.name))[0], "nothing stands beside it"


@pytest.mark.parametrize(
    ("most", "least", "told"),
    [
        (1.28, 0.77, "the busiest district has 28 % more calls than an even share, the quietest 23 % less"),
        (1.0, 1.0, "every district has an even share of the calls"),
        (np.nan, 0.5, ""),
    ],
)
def test_shares_in_words(most: float, least: float, told: str) -> None:
    measures = [Measure("max / mean of calls", most), Measure("min / mean of calls", least)]
    assert uneven_sentence([(one, np.nan) for one in measures], "calls", "").replace("\u00a0", " ") == told
    assert uneven_sentence([], "calls", "") == ""


def test_areas_are_the_zones_dissolved() -> None:
    areas = district_areas(PROBLEM.city, NEW)
    assert [area.area for area in areas] == [1.5e6] * 4
    assert shapely.union_all(areas).equals(shapely.box(0, 0, 3000, 2000))
    assert {area.geom_type for area in areas} == {"Polygon"}


def test_hairlines_between_zones_are_closed() -> None:
    shapes = [shapely.box(0, 0, 500.0000001, 500), *ZONES.geometry.iloc[1:]]
    city = replace(PROBLEM.city, zones=ZONES.set_geometry(shapes))
    one = Plan(districts=dict.fromkeys(city.zone_ids, "all"))
    assert all(len(part.interiors) == 0 for area in district_areas(city, one) for part in shapely.get_parts(area))


def test_totals_add_up() -> None:
    total = district_totals(PROBLEM, OLD, "population")
    assert total.sum() == ZONES["population"].sum()


def test_classes_are_shared_and_at_most_six(case: Case) -> None:
    before, after = shared_district_classes(case, OLD, NEW)
    assert before.upper == after.upper
    assert len(before.labels) <= 6
    limits = np.array(before.upper)
    for plan, classes in ((OLD, before), (NEW, after)):
        totals = district_totals(PROBLEM, plan, "calls")
        assert (totals <= limits[classes.of] * (1 + 1e-9)).all()


def test_many_values_get_six_natural_classes() -> None:
    values = np.concatenate([np.linspace(0, 1, 9) + 100 * k for k in range(6)])
    (classes,) = shared_classes(values)
    assert [int((classes.of == k).sum()) for k in range(6)] == [9] * 6


def test_maps_are_drawn(case: Case) -> None:
    figure = map_districts(case, NEW, beside=OLD)
    texts = {text.get_text() for axes in figure.axes for text in axes.texts}
    assert {"0-0", "0-1", "1-0", "1-1", "calls a year in a district"} <= texts


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("290101", '="290101"'),
        ("007", '="007"'),
        ("1E5", '="1E5"'),
        ("3-7", '="3-7"'),
        ("1/2", '="1/2"'),
        ("12:30", '="12:30"'),
        ("Mar-1", '="Mar-1"'),
        ("2 June", '="2 June"'),
        ("12 %", "12 %"),
        ("1A", "1A"),
        ("D01", "D01"),
        ("North", "North"),
        ("=cmd()", "'=cmd()"),
    ],
)
def test_a_spreadsheet_keeps_what_is_written(text: str, kept: str) -> None:
    assert spreadsheet_text(text) == kept


def test_the_assignment_comes_back(case: Case, tmp_path) -> None:
    path = write_assignment(case, tmp_path / "districts.csv")
    rows = list(csv.reader(io.StringIO(path.read_text(encoding="utf-8-sig"))))
    assert rows[0] == ["zone", "today", "<b>new</b>"]
    assert rows[1] == ["z1", '="00"', '="0-0"']
    single = tmp_path / "one.csv"
    single.write_text("\n".join(",".join(row[:2]) for row in [["zone", "district"], *rows[1:]]))
    assert CurrentDistricts(file=str(single)).solve(PROBLEM).districts == OLD.districts


def test_the_crosswalk_conserves(case: Case, tmp_path) -> None:
    table = crosswalk(PROBLEM, OLD, NEW)
    for name in ("calls", "population", "area"):
        np.testing.assert_allclose(table.groupby("old")[f"share_of_old_{name}"].sum(), 1.0, rtol=1e-12)
        np.testing.assert_allclose(table.groupby("new")[f"share_of_new_{name}"].sum(), 1.0, rtol=1e-12)
    assert table["zones"].sum() == len(ZONES)
    assert table["population"].sum() == ZONES["population"].sum()
    known = pd.Series(PROBLEM.zone_weight("calls"), index=ZONES.index)
    old = known.groupby(pd.Series(OLD.districts)).sum()
    carried = (table["share_of_old_calls"] * table["old"].map(old)).groupby(table["new"]).sum()
    np.testing.assert_allclose(carried, known.groupby(pd.Series(NEW.districts)).sum())
    text = write_crosswalk(case, tmp_path / "crosswalk.csv").read_text(encoding="utf-8-sig")
    assert text.startswith("old,new,zones,calls,")


def test_shapefiles_and_layers_hold_the_districts(case: Case, tmp_path) -> None:
    files = write_shapefiles(case, tmp_path / "shapefile")
    shapes = [gpd.read_file(file) for file in files if file.suffix == ".shp"]
    assert [len(table) for table in shapes] == [3, 4]
    assert all(len(column) <= 10 for table in shapes for column in table.columns)
    assert shapes[1].crs == PROBLEM.city.crs
    assert sorted(shapes[1]["district"]) == ["0-0", "0-1", "1-0", "1-1"]
    package = write_geopackage(case, tmp_path / "plan.gpkg")
    layers = [str(name) for name in gpd.list_layers(package)["name"] if str(name).startswith("districts_")]
    assert len(layers) == 2
    dissolved = gpd.read_file(package, layer=layers[1])
    assert dissolved["calls"].sum() == pytest.approx(PROBLEM.zone_weight("calls").sum() * 8766)
    found = json.loads(write_geojson(case, tmp_path / "plan.geojson").read_text())
    kinds = [feature["properties"]["layer"] for feature in found["features"]]
    assert kinds.count("reporting_districts") == 7


def test_every_plan_is_a_point(case: Case) -> None:
    figure = points_of_districts(case)
    texts = [text.get_text().strip() for axes in figure.axes for text in axes.texts]
    assert sorted(texts) == ["<b>new</b>", "today"]
    seen = case.evaluations[1]
    drawn = [tuple(line.get_xydata()[0]) for line in figure.axes[0].get_lines()]
    assert drawn[1] == (seen["cut share"], seen["CV of calls"])


def test_no_two_ticks_of_the_axis_read_alike(case: Case) -> None:
    far, near = case.evaluations
    close = [replace(m, value=far["cut share"] + 0.02) if m.name == "cut share" else m for m in near.measures]
    axis = points_of_districts(replace(case, evaluations=(far, replace(near, measures=close)))).axes[0].xaxis
    labels = axis.get_major_formatter().format_ticks(axis.get_majorticklocs())
    assert len(set(labels)) == len(labels) > 3


def test_the_workbook_has_the_sheets(case: Case, tmp_path) -> None:
    book = openpyxl.load_workbook(write_workbook(case, tmp_path / "plan.xlsx"))
    assert {"Reporting districts", "Assignment", "Crosswalk"} <= set(book.sheetnames)
    cells = [cell.value for cell in book["Assignment"]["B"]][1:3]
    assert cells == ["00", "00"]


def test_the_report_shows_both_maps_and_escapes_names(case: Case, tmp_path) -> None:
    text = write_report(case, tmp_path / "report.html").read_text(encoding="utf-8")
    assert "<b>new</b>" not in text
    assert 'id="districts"' in text
    assert text.split('id="districts"')[1].split("</section>")[0].count("coloured by the calls of each") == 2
    assert text.split('id="plans"')[1].split("</section>")[0].count("coloured by the calls of each") == 2
    assert "Every zone is served by the post" not in text
    assert "Four districts drawn by" in text
    assert "Not like for like: this plan has four districts" in text


def test_everything_is_written(case: Case, tmp_path) -> None:
    written = {path.name for path in write_outputs(case, tmp_path)}
    assert {"districts.csv", "crosswalk.csv", "report.html", "districts_main.png"} <= written
    assert list((tmp_path / "shapefile").glob("*.shp"))


def test_labels_of_a_map_leave_out_the_word_that_all_districts_share():
    assert _short(("District 1A", "District 2B")) == ("1A", "2B")
    assert _short(("North", "North End")) == ("North", "North End")
    assert _short(("Sector A", "Beat A")) == ("Sector A", "Beat A")
    assert _short(("District 1",)) == ("District 1",)
