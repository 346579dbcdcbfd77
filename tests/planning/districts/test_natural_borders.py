"""Borders along rivers and main streets count less: measured from a layer, minded by the districts, told in notes."""

import geopandas as gpd
import pytest
import shapely

from beatwright.base.errors import InputError, ParameterError
from beatwright.data import CurrentDistricts
from beatwright.planning import BalancedDistricts
from beatwright.planning.districts.natural_borders import natural_borders, read_natural_lines
from beatwright.testing import small_problem

PROBLEM = small_problem()  # 6 x 4 squares of 500 m
RIVER = shapely.LineString([(-200, 1010), (1400, 990), (3200, 1005)])  # between the second and third row
OPTIONS = {"k": 2, "parents": False, "weights": {"area": 0.5, "cut": 0.5}, "prove_seconds": 60.0}


def layer(tmp_path, *shapes, crs: int = 32615) -> str:
    path = tmp_path / "natural.gpkg"
    gpd.GeoDataFrame(geometry=list(shapes), crs=32615).to_crs(crs).to_file(path)
    return str(path)


def rows_of(plan) -> set[int]:
    """Rows of the zones that are in the district of the first zone."""
    zones = [number for number in range(24) if plan.districts[f"z{number + 1}"] == plan.districts["z1"]]
    return {number // 6 for number in zones}


def test_districts_end_at_a_river_where_that_counts_less(tmp_path) -> None:
    river = layer(tmp_path, RIVER, crs=4326)
    straight = BalancedDistricts(**OPTIONS).solve(PROBLEM)
    along = BalancedDistricts(**OPTIONS, natural=river).solve(PROBLEM)
    assert rows_of(straight) == {0, 1, 2, 3}  # the short way across: 2 km
    assert rows_of(along) == {0, 1}  # 3 km that count a quarter
    assert along.certificate.status == "optimal"
    borders = PROBLEM.city.borders.metres.sum()
    assert along.certificate.objective == pytest.approx(0.5 * 0.25 * 3000.0 / borders, rel=1e-3)
    assert "100% run along them" in along.notes[-1]
    as_any_other = BalancedDistricts(**OPTIONS, natural=river, natural_weight=1.0).solve(PROBLEM)
    assert as_any_other.districts == straight.districts


def test_an_area_of_water_is_a_line_too_and_a_street_that_crosses_a_border_is_none(tmp_path) -> None:
    water = shapely.box(-100, 980, 3100, 1020)
    across = shapely.LineString([(1000, 240), (2000, 260)])
    aslant = shapely.LineString([(980, 230), (1020, 270)])
    found = natural_borders(PROBLEM.city, layer(tmp_path, water, across, aslant), 0.25)
    assert found.along.sum() == pytest.approx(3000.0, rel=1e-3)
    assert found.counted.sum() == pytest.approx(found.metres.sum() - 0.75 * 3000.0, rel=1e-3)
    assert (found.counted >= 0).all()


def test_a_street_beside_half_of_a_border_counts_for_that_half(tmp_path) -> None:
    found = natural_borders(PROBLEM.city, layer(tmp_path, shapely.LineString([(510, -100), (510, 225)])), 0.0)
    assert found.along.sum() == pytest.approx(225.0 + (25.0**2 - 10.0**2) ** 0.5, abs=1.5)


def test_lines_that_no_border_runs_along_change_nothing(tmp_path) -> None:
    away = layer(tmp_path, shapely.LineString([(9000, 0), (9000, 900)]))
    plan = BalancedDistricts(**OPTIONS, natural=away).solve(PROBLEM)
    assert plan.districts == BalancedDistricts(**OPTIONS).solve(PROBLEM).districts
    assert plan.notes[-1] == f"No border of a zone runs along the lines of '{away}'."


def test_points_and_missing_files_are_refused(tmp_path) -> None:
    points = BalancedDistricts(k=2, natural=layer(tmp_path, shapely.Point(0, 0)))
    with pytest.raises(InputError, match=r"must hold the lines or areas of .*\. Got Point"):
        points.check_file()
    with pytest.raises(InputError, match=r"nowhere\.gpkg"):
        BalancedDistricts(k=2, natural=str(tmp_path / "nowhere.gpkg")).solve(PROBLEM)
    with pytest.raises(ParameterError, match="natural_weight"):
        BalancedDistricts(k=2, natural_weight=1.5)


def test_lines_that_cannot_be_measured_with_the_city_are_refused(tmp_path) -> None:
    path = tmp_path / "far.gpkg"
    gpd.GeoDataFrame(geometry=[shapely.LineString([(0, 0), (100, 80)])], crs=4326).to_file(path)
    with pytest.raises(InputError, match="1 of 1 natural lines have coordinates that cannot be measured"):
        read_natural_lines(str(path), 32615)


@pytest.mark.filterwarnings("ignore:'crs' was not provided")  # the writer warns of what this test wants
def test_lines_without_a_crs_are_refused_without_an_option_that_there_is_not(tmp_path) -> None:
    path = tmp_path / "bare.shp"
    gpd.GeoDataFrame(geometry=[RIVER]).to_file(path)
    for read in (lambda: read_natural_lines(str(path)), lambda: CurrentDistricts(file=str(path)).of_city(PROBLEM.city)):
        with pytest.raises(InputError, match=r"a \.prj file beside a shapefile\)\.$"):
            read()
