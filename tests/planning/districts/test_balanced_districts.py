"""Districts as a step of a study: counts, parents, names, today's districts, locks, errors that name zones."""

import signal
from dataclasses import replace
from importlib import import_module

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely

from beatwright.core import City, Demand, ParameterError, Plan, Problem, borders_of
from beatwright.data import CurrentDistricts
from beatwright.evaluate import Districts
from beatwright.planning import BalancedDistricts, balanced_districts
from beatwright.testing import assert_plan_valid, small_problem

PROBLEM = small_problem()
ZONES = PROBLEM.city.zones
QUARTERS = {
    zone: f"{parent[0]}{'1' if shape.centroid.y < 1000 else '2'}"
    for zone, parent, shape in zip(ZONES.index, ZONES["parent"], ZONES.geometry, strict=True)
}


def with_today(districts: dict[str, str] | None = None) -> Problem:
    column = pd.Series(QUARTERS if districts is None else districts).reindex(ZONES.index)
    return replace(PROBLEM, city=replace(PROBLEM.city, zones=ZONES.assign(district=column)))


def pieces(problem: Problem, plan: Plan) -> int:
    return int(Districts().score(problem, plan)["districts in pieces"])


def test_districts_are_contiguous_and_stay_inside_parents() -> None:
    plan = BalancedDistricts(k=6).solve(PROBLEM)
    assert_plan_valid(plan, PROBLEM)
    seen = Districts().score(PROBLEM, plan)
    assert (seen["districts"], seen["districts in pieces"], seen["districts across parents"]) == (6, 0, 0)
    assert plan.certificate is not None
    assert plan.certificate.bound <= plan.certificate.objective


def test_the_certificate_is_the_objective_as_the_judge_measures_it() -> None:
    weights = {"calls": 0.5, "population": 0.3, "cut": 0.2}
    plan = BalancedDistricts(k=5, weights=weights).solve(PROBLEM)
    seen = Districts().score(PROBLEM, plan)
    expected = 0.5 * seen["CV of calls"] ** 2 + 0.3 * seen["CV of population"] ** 2 + 0.2 * seen["cut share"]
    assert plan.certificate is not None
    assert plan.certificate.objective == pytest.approx(expected, rel=1e-9)


def test_the_number_of_districts_follows_their_size() -> None:
    calls = PROBLEM.zone_weight("calls").sum() * 8766
    plan = BalancedDistricts(size=calls / 4.2, weights={"calls": 1.0}).solve(PROBLEM)
    assert len(set(plan.districts.values())) == 4


def test_the_number_of_districts_is_that_of_today_where_none_is_given() -> None:
    plan = BalancedDistricts().solve(with_today())
    assert set(plan.districts.values()) == set(QUARTERS.values())


def test_new_districts_take_the_names_of_those_they_succeed() -> None:
    plan = BalancedDistricts(max_moved=2).solve(with_today())
    moved = [zone for zone, name in plan.districts.items() if QUARTERS[zone] != name]
    assert len(moved) <= 2


def test_locked_zones_and_closed_districts_stay() -> None:
    plan = BalancedDistricts(closed=("e1",), locked={"z1": "w2"}, parents=False).solve(with_today())
    assert plan.districts["z1"] == "w2"
    assert {zone for zone, name in plan.districts.items() if name == "e1"} == {
        zone for zone, name in QUARTERS.items() if name == "e1"
    }
    assert pieces(PROBLEM, plan) == 0


def test_the_plan_that_is_given_is_today() -> None:
    today = Plan(districts=QUARTERS, name="today")
    plan = BalancedDistricts(max_moved=0).solve(PROBLEM, today)
    assert plan.districts == today.districts


def in_district(districts, name):
    return {zone for zone, found in districts.items() if found == name}


def test_districts_of_the_plan_that_is_given_stay_while_today_names_and_bounds_the_others() -> None:
    """A draft has changed e1 and begun a district of its own; both are closed, and what moves is counted from today."""
    draft = QUARTERS | {"z16": "e1", "z4": "new", "z5": "new"}
    given = Plan(districts=draft, name="draft")
    step = BalancedDistricts(
        k=5, present="district", closed=("e1", "new"), locked={"z7": "w2", "z8": "w2"}, parents=False, max_moved=9
    )
    plan = step.solve(with_today(), given)
    for name in ("e1", "new"):
        assert in_district(plan.districts, name) == in_district(draft, name)
    assert plan.districts["z7"] == plan.districts["z8"] == "w2"
    assert set(plan.districts.values()) == {*QUARTERS.values(), "new"}
    assert sum(plan.districts[zone] != name for zone, name in QUARTERS.items()) <= 9
    assert pieces(PROBLEM, plan) == 0
    alone = replace(step, present="", max_moved=None).solve(PROBLEM, given)
    assert in_district(alone.districts, "new") == {"z4", "z5"}


def test_a_district_that_the_plan_given_no_longer_has_cannot_stay() -> None:
    merged = {zone: "e2" if name == "e1" else name for zone, name in QUARTERS.items()}
    step = BalancedDistricts(k=4, present="district", closed=("e1",))
    with pytest.raises(ParameterError, match="the plan that is given has no district 'e1' that could stay as it is"):
        step.solve(with_today(), Plan(districts=merged))


def test_a_tolerance_holds_every_district() -> None:
    plan = BalancedDistricts(k=3, parents=False, tolerance={"area": 0.3}).solve(PROBLEM)
    area = Districts().score(PROBLEM, plan).table("reporting district").frame["area_km2"]
    assert (abs(area / area.mean() - 1) <= 0.3 + 1e-9).all()


def test_without_parents_names_say_so() -> None:
    bare = replace(PROBLEM, city=replace(PROBLEM.city, zones=ZONES.drop(columns="parent"), parents=None))
    names = sorted(set(BalancedDistricts(k=3).solve(bare).districts.values()))
    assert names == ["D1", "D2", "D3"]


def test_zones_heavier_than_a_district_are_named() -> None:
    rate = PROBLEM.demand.rate.copy()
    rate[:, 4] *= 500.0
    heavy = replace(PROBLEM, demand=replace(PROBLEM.demand, rate=rate))
    plan = BalancedDistricts(k=4).solve(heavy)
    assert any(PROBLEM.city.zone_ids[4] in note and "1 zone alone holds more" in note for note in plan.notes)


def test_a_bridge_lets_a_district_span_the_water() -> None:
    boxes = [shapely.box(100 * i, 0, 100 * i + 100, 100) for i in (0, 1, 5)]
    zones = gpd.GeoDataFrame({"population": [1, 1, 1]}, index=["a", "b", "isle"], geometry=boxes, crs=32615)
    sites = gpd.GeoDataFrame(index=["s"], geometry=[shapely.Point(50, 50)], crs=32615)
    city = City(shapely.box(0, 0, 600, 100), zones, sites)
    problem = Problem(city, Demand(np.ones((1, 3, 1, 3))))
    with pytest.raises(ParameterError, match=r"2 separate parts of the map.*isle"):
        BalancedDistricts(k=1).solve(problem)
    apart = BalancedDistricts(k=2).solve(problem)
    assert any("Apart from the rest of the map" in note and "isle" in note for note in apart.notes)
    joined = replace(problem, city=replace(city, bridges=(("b", "isle"),)))
    plan = BalancedDistricts(k=1).solve(joined)
    assert len(set(plan.districts.values())) == 1
    assert any("b - isle" in note for note in plan.notes)
    assert borders_of(zones.geometry.to_numpy()).pieces.tolist() == [0, 0, 1]


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({}, "needs the number of districts 'k' or their 'size'"),
        ({"k": 1}, "2 parents"),
        ({"k": 99}, "24"),
        ({"k": 4, "weights": {"cals": 1.0}}, "no criterion 'cals'.*Did you mean 'calls'"),
        ({"k": 4, "weights": {"cut": 1.0}}, "at least one criterion"),
        ({"k": 4, "present": "beat"}, "no column 'beat'"),
        ({"k": 4, "max_moved": 3}, "districts of today, but those are not known"),
        ({"k": 4, "tolerance": 0.0001}, "tolerance|limits"),
    ],
)
def test_what_cannot_be_is_said(options: dict[str, object], said: str) -> None:
    with pytest.raises((ParameterError, Exception), match=said) as problem:
        BalancedDistricts(**options).solve(PROBLEM)
    assert type(problem.value).__module__ == "beatwright.base.errors"


def test_names_of_today_are_checked() -> None:
    with pytest.raises(ParameterError, match="there is no district 'e9' today"):
        BalancedDistricts(closed=("e9",)).solve(with_today())
    with pytest.raises(ParameterError, match="4 districts today and only 3"):
        BalancedDistricts(k=3, max_moved=5).solve(with_today())


def test_zones_without_a_parent_are_named() -> None:
    zones = ZONES.assign(parent=[None, None, *ZONES["parent"][2:]])
    problem = replace(PROBLEM, city=replace(PROBLEM.city, zones=zones))
    with pytest.raises(ParameterError, match="lie in no parent district: z1, z2"):
        BalancedDistricts(k=4).solve(problem)


def test_a_set_of_plans_trades_the_criteria() -> None:
    plans = BalancedDistricts(k=4, weights={"calls": 0.5, "area": 0.3, "cut": 0.2}).pareto(PROBLEM, points=6)
    rows = []
    for plan in plans:
        assert pieces(PROBLEM, plan) == 0
        seen = Districts().score(PROBLEM, plan)
        rows.append([seen["CV of calls"], seen["CV of area"], seen["cut share"]])
    for i, one in enumerate(rows):
        for j, other in enumerate(rows):
            assert i == j or any(a < b + 1e-12 for a, b in zip(one, other, strict=True))
    assert len({plan.name for plan in plans}) == len(plans) > 1


def test_districts_of_a_column_a_table_and_a_layer_agree(tmp_path) -> None:
    table = tmp_path / "today.csv"
    table.write_text("zone,district\n" + "".join(f"{zone},{name}\n" for zone, name in QUARTERS.items()))
    layer = tmp_path / "today.gpkg"
    ZONES.assign(beat=list(QUARTERS.values())).dissolve("beat").reset_index()[["beat", "geometry"]].to_file(layer)
    plan = CurrentDistricts().solve(with_today())
    plan.save(tmp_path / "plan.json")
    for file in (table, layer, tmp_path / "plan.json"):
        assert CurrentDistricts(file=str(file)).solve(PROBLEM).districts == plan.districts
    assert plan.name == "today"


def test_a_missing_file_or_column_is_said(tmp_path) -> None:
    with pytest.raises(ParameterError, match="have no column 'district'"):
        CurrentDistricts().solve(PROBLEM)
    with pytest.raises(Exception, match=r"nowhere\.csv' does not exist"):
        CurrentDistricts(file=str(tmp_path / "nowhere.csv")).solve(PROBLEM)
    with pytest.raises(ParameterError, match="not from both"):
        CurrentDistricts(file="a.csv", column="parent")


def test_further_plans_are_those_of_other_weightings() -> None:
    step = BalancedDistricts(k=4, weights={"calls": 0.6, "cut": 0.4}, weightings=4)
    assert [plan.timeless for plan in BalancedDistricts(k=4).solve_all(PROBLEM)] == [
        BalancedDistricts(k=4).solve(PROBLEM).timeless
    ]
    first, *others = [plan.districts for plan in step.solve_all(PROBLEM)]
    assert first == step.solve(PROBLEM).districts
    assert others
    assert others == [plan.districts for plan in step.pareto(PROBLEM, 4) if plan.districts != first]


def test_ctrl_c_ends_the_first_search_and_leaves_further_plans_out(monkeypatch: pytest.MonkeyPatch) -> None:
    module, pressed = import_module("beatwright.planning.districts.balanced_district_planner"), []

    def pressing(units, rules, **options):
        pressed.append(True)
        signal.raise_signal(signal.SIGINT)
        return balanced_districts(units, rules, **options)

    monkeypatch.setattr(module, "balanced_districts", pressing)
    plans = BalancedDistricts(k=4, weightings=4).solve_all(PROBLEM)
    assert pressed
    assert len(plans) == 1
    assert_plan_valid(plans[0], PROBLEM)
    assert plans[0].certificate is not None
    assert plans[0].certificate.message == "stopped"
