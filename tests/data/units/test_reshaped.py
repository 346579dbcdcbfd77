"""Both methods in one table: cities of pieces, demand counted again, plans carried over."""

from dataclasses import replace

import geopandas as gpd
import numpy as np
import pytest
import shapely

from beatwright.core import Demand, InputError, ParameterError, Plan, Problem, StreetSegments
from beatwright.data import (
    as_city,
    assign_by_majority,
    districts_from_column,
    plan_on_pieces,
    recount,
    split_by_parents,
)

UTM = "EPSG:32615"


@pytest.fixture
def study(generated, voronoi):
    """Return a generated city of block groups, its incidents, and parents that cut them."""
    made = generated(0)
    city = made.city("block groups")
    city = replace(city, zones=city.zones.drop(columns="parent"), parents=None)
    districts = voronoi(shapely.union_all(city.zones.geometry.to_numpy()), 5, 2, "d")
    return city, made.incidents(city), districts


def test_the_streets_come_along_and_are_measured_in_the_new_units():
    whole = gpd.GeoDataFrame(index=["w"], geometry=[shapely.box(0, 0, 2000, 1000)], crs=UTM)
    streets = StreetSegments(shapely.linestrings([[(0, 500), (2000, 500)], [(500, 0), (500, 1000)]]))
    city = as_city(whole).with_streets(streets)
    halves = [shapely.box(0, 0, 1000, 1000), shapely.box(1000, 0, 2000, 1000)]
    split = gpd.GeoDataFrame({"street_km": [3.0, 3.0]}, index=["a", "b"], geometry=halves, crs=UTM)
    cut = as_city(split, city)
    assert city.zones["street_km"].tolist() == [3.0]
    assert cut.zones["street_km"].tolist() == [2.0, 1.0]
    assert cut.streets == city.streets


def test_both_methods_are_plans_on_the_pieces(study):
    city, incidents, districts = study
    whole = assign_by_majority(city.zones, districts)
    split = split_by_parents(city.zones, districts)
    pieces = as_city(split.units, city, parents=districts, notes=split.notes)
    first = plan_on_pieces(districts_from_column(as_city(whole.units, city), name="whole"), pieces)
    second = districts_from_column(pieces, name="split")
    assert set(first.districts) == set(second.districts) == set(pieces.zone_ids)
    moved = {piece for piece in pieces.zone_ids if first.districts[piece] != second.districts[piece]}
    units = set(pieces.zones["unit"].loc[list(moved)])
    assert units == set(whole.moved["unit"]) != set()

    demand = recount(incidents, pieces)
    problem = Problem(pieces, demand, severity=incidents.severity)
    calls = problem.zone_weight() * demand.hours
    for plan, table in ((first, whole.units), (second, split.units)):
        label = np.array([plan.districts[zone] for zone in pieces.zone_ids])
        for parent in districts.index:
            inside = table.geometry[table["parent"] == parent]
            exact = recount(incidents, as_city(table, city)).expected.sum(axis=1) * demand.hours
            chosen = as_city(table, city).zones["parent"].to_numpy() == parent
            assert calls[label == parent].sum() == pytest.approx(exact[chosen].sum(), abs=1e-6), len(inside)


def test_a_city_of_pieces_keeps_what_the_city_had(study):
    city, _, districts = study
    split = split_by_parents(city.zones, districts)
    pieces = as_city(split.units, city, parents=districts, notes=["split"])
    assert pieces.boundary == city.boundary
    assert pieces.name == city.name
    assert pieces.notes == (*city.notes, "split")
    assert pieces.zones["area_km2"].sum() == pytest.approx(city.zones["area_km2"].sum(), rel=1e-9)
    assert pieces.zones["population"].sum() == pytest.approx(city.zones["population"].sum(), rel=1e-12)
    assert len(pieces.current_sites) == len(city.current_sites)
    assert set(pieces.zones["parent"]) <= set(pieces.parents.index)
    assert pieces.travel.kind == "euclidean"


def test_bridges_go_to_the_nearest_pieces():
    shapes = [shapely.box(0, 0, 100, 100), shapely.box(400, 0, 500, 100)]
    units = gpd.GeoDataFrame(index=["1", "2"], geometry=shapes, crs=UTM)
    city = replace(as_city(units), bridges=[("1", "2")])
    halves = gpd.GeoDataFrame(
        index=["w", "e"], geometry=[shapely.box(0, 0, 60, 100), shapely.box(60, 0, 500, 100)], crs=UTM
    )
    split = split_by_parents(units, halves)
    assert as_city(split.units, city).bridges == (("1B", "2"),)
    assert as_city(split.units.drop(index="2"), city).bridges == ()


def test_demand_is_counted_again_and_says_what_it_lost(study):
    city, incidents, _ = study
    again = recount(incidents, as_city(city.zones, city))
    inside = incidents.located(city)
    assert again.calls == pytest.approx(int((inside.frame["zone"] >= 0).sum()))
    half = as_city(city.zones.iloc[: len(city.zones) // 2])
    fewer = recount(incidents, half)
    lost = len(incidents) - round(fewer.calls)
    assert fewer.source.endswith(f"without {lost:,} incidents in no zone")
    assert recount(incidents, half, source="mine").source == "mine"
    assert recount(incidents, half, slots=168).rate.shape[2] == 168
    assert isinstance(fewer, Demand)


def test_incidents_elsewhere_are_told(study):
    city, incidents, _ = study
    far = as_city(city.zones.set_geometry(city.zones.translate(1e6)))
    with pytest.raises(InputError, match="None of the incidents lies in a zone"):
        recount(incidents, far)


def test_plans_that_lack_units_are_told(row):
    pieces = row(9, 9, unit=["a", "b"])
    with pytest.raises(InputError, match="no district for 1 piece or its unit: 2"):
        plan_on_pieces(Plan(districts={"a": "x"}), pieces)
    with pytest.raises(InputError, match="no column 'unit'"):
        plan_on_pieces(Plan(districts={"a": "x"}), row(9))
    with pytest.raises(ParameterError, match="has no districts yet"):
        plan_on_pieces(Plan(name="empty"), pieces)
    assert plan_on_pieces(Plan(districts={"a": "x", "2": "y"}, name="p"), pieces).districts == {"1": "x", "2": "y"}
