"""Counts below the least that is shown stay out of everything that is shared, and the report says so."""

import json
import re
from dataclasses import replace

import geopandas as gpd
import numpy as np
import openpyxl
import pandas as pd
import pytest
import shapely

from beatwright.core import Case, Demand, ParameterError, Plan, Post, Problem
from beatwright.evaluate import Coverage
from beatwright.show import map_demand, map_points, write_geojson, write_outputs
from beatwright.show.figures.map_districts import shared_district_classes
from beatwright.show.tables.case_tables import ZONE_COUNTS
from beatwright.show.tables.small_counts import hidden, without_few, worded
from beatwright.testing import small_problem

HOURS = 8766.0
CITY = small_problem().city
SMALL = small_problem()
# Calls a year of the 24 zones: none, few on both sides of five, many.
CALLS = np.array([0.0, 0.4, 1, 2, 3, 4, 4.99, 5, 6, 7, 8, 9, *range(20, 32)])


def problem_of(calls: np.ndarray, source: str = "2019") -> Problem:
    rate = np.zeros((1, len(calls), 1, len(SMALL.severity.names)))
    rate[0, :, 0, 0] = calls / HOURS
    return replace(SMALL, demand=Demand(rate, severity=SMALL.severity.names, hours=HOURS, source=source), within=900.0)


def case_of(calls: np.ndarray = CALLS, fewest: float = 5.0) -> Case:
    heldout = problem_of(calls)
    near = CITY.zones["parent"].to_dict()
    plans = (
        Plan(posts=(Post("s1"), Post("s6")), name="today", today=True),
        Plan(posts=(Post("s2"), Post("s5")), name="new", districts=near),
    )
    judged = tuple(Coverage().score(heldout, plan) for plan in plans)
    return Case("few", problem_of(calls, "2018"), heldout, plans, judged, "new", "today", fewest_shown=fewest)


@pytest.fixture(scope="module")
def case() -> Case:
    return case_of()


@pytest.fixture(scope="module")
def folder(case, tmp_path_factory):
    folder = tmp_path_factory.mktemp("few")
    write_outputs(case, folder)
    return folder


def column(folder, sheet: str, name: str) -> list[object]:
    rows = list(openpyxl.load_workbook(folder / "plan.xlsx")[sheet].iter_rows(values_only=True))
    return [row[rows[0].index(name)] for row in rows[1:]]


@pytest.mark.parametrize("name", ["calls_planned", "calls_judged"])
def test_the_workbook_says_under_five(folder, name):
    told = column(folder, "Zones", name)
    assert [value == "<5" for value in told] == (CALLS < 5).tolist()
    np.testing.assert_allclose([value for value in told if value != "<5"], CALLS[CALLS >= 5])


def test_the_layers_of_zones_leave_them_empty(folder):
    zones = gpd.read_file(folder / "plan.gpkg", layer="zones")
    for name in ("calls_planned", "calls_judged", "calls_per_km2"):
        assert zones[name].isna().tolist() == (CALLS < 5).tolist()
    assert zones["small_counts"].tolist() == ["under 5 a year" if few else "" for few in CALLS < 5]


def test_geojson_leaves_them_empty(case, tmp_path):
    features = json.loads(write_geojson(case, tmp_path / "z.geojson", layers=("zones",)).read_text())["features"]
    told = [feature["properties"]["calls_judged"] for feature in features]
    assert [value is None for value in told] == (CALLS < 5).tolist()


def test_the_report_tells(folder):
    text = (folder / "report.html").read_text(encoding="utf-8")
    assert "Counts under 5 a year of a zone, a post or a district are shown as &lt;5" in text


def test_zero_shows_all(tmp_path, blank_maps, monkeypatch):
    blank_maps(monkeypatch)
    write_outputs(case_of(fewest=0), tmp_path)
    np.testing.assert_allclose(column(tmp_path, "Zones", "calls_judged"), CALLS, atol=1e-9)
    assert "small_counts" not in gpd.read_file(tmp_path / "plan.gpkg", layer="zones")
    assert "Counts under" not in (tmp_path / "report.html").read_text(encoding="utf-8")


@pytest.mark.parametrize("fewest", [1, 2, 3, 5, 10, 25, 1000])
def test_any_number_can_be_the_least(fewest):
    case = case_of(fewest=fewest)
    table = pd.DataFrame({"calls_judged": CALLS, "metres": 7.0})
    assert hidden(case, table, ZONE_COUNTS)["calls_judged"].tolist() == (fewest > CALLS).tolist()
    told = worded(case, table, ZONE_COUNTS)
    assert told["calls_judged"].tolist() == [f"<{fewest:,}" if c < fewest else c for c in CALLS]
    assert not (without_few(case, table, ZONE_COUNTS)["calls_judged"] < fewest).any()
    assert told["metres"].tolist() == [7.0] * len(CALLS)


def test_a_small_district_and_post_show_no_figure_that_gives_them_away(tmp_path, blank_maps, monkeypatch):
    """All but a few calls in the west: of the east neither the calls nor the share, the late ones nor the cost."""
    blank_maps(monkeypatch)
    east = (CITY.zones["parent"] == "east").to_numpy()
    write_outputs(case_of(np.where(east, 0.25, 50.0)), tmp_path)
    rows = list(openpyxl.load_workbook(tmp_path / "plan.xlsx")["Districts"].iter_rows(values_only=True))
    said = [dict(zip(rows[0], row, strict=True)) for row in rows[1:]]
    small = [row for row in said if row["of"] == "east"]
    assert small
    for row in small:
        assert row["calls per year"] == "<5"
        given_away = [name for name in row if name.startswith(("late calls", "lateness cost", "calls out of reach"))]
        assert len(given_away) == 3
        assert {row[name] for name in given_away} == {None}
        assert row["mean distance"] > 0
    assert all(row["calls per year"] != "<5" for row in said if row["of"] == "west")
    districts = gpd.read_file(tmp_path / "plan.gpkg", layer="districts")
    assert districts.set_index("district")["calls_per_year"].isna().to_dict() == {"east": True, "west": False}
    text = (tmp_path / "report.html").read_text(encoding="utf-8")
    table = re.search(r"<caption class=\"hidden\">By district.*?</table>", text, re.DOTALL)[0]
    assert "<bdi>&lt;5</bdi>" in table
    assert "600" in table


def test_classes_of_severity_are_no_places(case):
    main = case.evaluations[1].table("severity")
    assert not main.of_places
    assert (main.frame["calls per year"] < 5).any(), "the classes must be small for this test to mean something"


def test_what_is_left_out_does_not_change_the_case(case):
    assert replace(case, fewest_shown=0) == case
    with pytest.raises(ParameterError, match="'fewest_shown'"):
        replace(case, fewest_shown=-1)


def test_a_case_keeps_what_it_shows(case, tmp_path):
    again = Case.load(replace(case, fewest_shown=12, raw_rows=True).save(tmp_path / "case"))
    assert (again.fewest_shown, again.raw_rows) == (12, True)


def legend_of(figure) -> list[str]:
    return [text.get_text() for axes in figure.axes for text in axes.texts] + [
        text.get_text() for axes in figure.axes if axes.get_legend() for text in axes.get_legend().get_texts()
    ]


def test_the_map_of_demand_has_one_class_for_none_and_few(case):
    assert "under 5 a year" in legend_of(map_demand(case))
    alike = CALLS.copy()
    alike[:7] = [4.9, 3, 0, 0, 0, 1, 2]
    other = replace(case, problem=problem_of(alike, "2018"))
    assert legend_of(map_demand(other)) == legend_of(map_demand(case))


def squares(case: Case, count: int) -> list[str]:
    """Return the legend where a year's incidents are in one square, and `count` more in a corner of the map."""
    middle = shapely.get_coordinates(shapely.point_on_surface(CITY.boundary)) + np.zeros((200, 1))
    corner = np.array(CITY.boundary.bounds[:2]) + 20.0 + np.zeros((count, 1))
    return legend_of(map_points(case, np.concatenate([middle, corner])))


def test_squares_of_few_incidents_have_no_class(case):
    assert "under 5 a year" in squares(case, 4)
    assert squares(case, 4) == squares(case, 1) == squares(case, 0)
    assert squares(case, 5) != squares(case, 4)
    assert squares(replace(case, fewest_shown=0), 4) != squares(replace(case, fewest_shown=0), 1)


def test_maps_of_districts_name_no_small_count():
    case = case_of(np.where((CITY.zones["parent"] == "east").to_numpy(), 0.25, 50.0))
    (classes,) = shared_district_classes(case, case.plans[1])
    assert classes.labels[0] == "up to 5"
