"""The judge of districts against sums made another way."""

from dataclasses import replace

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from beatwright.core import ParameterError, Plan
from beatwright.evaluate import Districts, gini
from beatwright.testing import check_judge, small_problem

PROBLEM = small_problem()
ZONES = PROBLEM.city.zones
COLUMNS = {zone: f"c{int(shape.centroid.x // 500)}" for zone, shape in ZONES.geometry.items()}


def test_the_judge_keeps_the_contract() -> None:
    check_judge(Districts(), PROBLEM)
    check_judge(Districts, PROBLEM, Plan(districts=COLUMNS))


@given(st.lists(st.integers(0, 4), min_size=24, max_size=24))
def test_figures_equal_those_of_dissolved_polygons(labels: list[int]) -> None:
    plan = Plan(districts=dict(zip(PROBLEM.city.zone_ids, map(str, labels), strict=True)), name="any")
    seen = Districts().score(PROBLEM, plan)
    frame = ZONES.assign(district=labels, calls=PROBLEM.zone_weight("calls") * 8766)
    shapes = frame.dissolve("district").geometry
    totals = frame.groupby("district")["calls"].sum()
    assert seen["districts"] == len(totals)
    if len(totals) > 1:
        assert seen["variance of calls"] == pytest.approx(totals.var())
    assert seen["CV of calls"] == pytest.approx(totals.std(ddof=0) / totals.mean())
    assert seen["max / mean of calls"] == pytest.approx(totals.max() / totals.mean())
    assert seen["Gini of calls"] == pytest.approx(gini(totals.to_numpy()))
    score = 4 * np.pi * shapes.area / shapes.length**2
    assert seen["mean Polsby-Popper"] == pytest.approx(score.mean())
    assert seen["least Polsby-Popper"] == pytest.approx(score.min())
    assert seen["cut length"] == pytest.approx((shapes.length.sum() - 10_000) / 2e3)
    parts = shapely.get_num_geometries(shapely.set_precision(shapes.to_numpy(), 0.1))
    # Parts that touch in a corner are two parts of a polygon as they are of a district.
    assert seen["districts in pieces"] == (parts > 1).sum()
    crossing = frame.groupby("district")["parent"].nunique()
    assert seen["districts across parents"] == (crossing > 1).sum()
    table = seen.table("reporting district").frame
    assert table["calls"].sum() == pytest.approx(frame["calls"].sum(), rel=1e-12)
    assert table["area_km2"].sum() == pytest.approx(6.0)


def test_the_inertia_of_a_square_and_a_bar() -> None:
    one = Plan(districts=dict.fromkeys(PROBLEM.city.zone_ids, "all"))
    width, height = 3.0, 2.0
    expected = (width * height) ** 2 / (2 * np.pi * width * height * (width**2 + height**2) / 12)
    assert Districts().score(PROBLEM, one)["mean moment of inertia"] == pytest.approx(expected)


def test_homogeneity_is_one_where_each_zone_is_a_district_and_nothing_where_there_is_one() -> None:
    alone = Plan(districts={zone: zone for zone in PROBLEM.city.zone_ids})
    assert Districts().score(PROBLEM, alone)["homogeneity of calls"] == pytest.approx(1.0)
    one = Plan(districts=dict.fromkeys(PROBLEM.city.zone_ids, "all"))
    assert Districts().score(PROBLEM, one)["homogeneity of calls"] == pytest.approx(0.0)


def test_zones_left_out_are_no_district() -> None:
    part = Plan(districts={zone: label for zone, label in COLUMNS.items() if label != "c0"})
    seen = Districts().score(PROBLEM, part)
    assert seen["districts"] == 5
    assert seen["zones in no district"] == 4


def test_what_moves_does_not_hang_on_names() -> None:
    city = replace(PROBLEM.city, zones=ZONES.assign(district=[COLUMNS[zone] for zone in ZONES.index]))
    problem = replace(PROBLEM, city=city)
    renamed = {zone: f"new {label}" for zone, label in COLUMNS.items()}
    assert Districts().score(problem, Plan(districts=renamed))["zones that change district"] == 0
    moved = {**renamed, "z1": "new c1"}
    seen = Districts().score(problem, Plan(districts=moved))
    assert seen["zones that change district"] == 1
    calls = PROBLEM.zone_weight("calls")
    assert seen["calls that change district"] == pytest.approx(calls[city.zone_positions(["z1"])[0]] / calls.sum())
    with pytest.raises(KeyError):
        _ = Districts().score(PROBLEM, Plan(districts=moved))["zones that change district"]


@pytest.mark.parametrize(
    ("judge", "said"),
    [
        (Districts(criteria=("cals",)), "knows no criterion 'cals' in this city. Did you mean 'calls'"),
        (Districts(present="beat"), "have no column 'beat'"),
    ],
)
def test_unknown_columns_are_named(judge: Districts, said: str) -> None:
    with pytest.raises(ParameterError, match=said):
        judge.score(PROBLEM, Plan(districts=COLUMNS))


def test_other_criteria_come_from_the_zones() -> None:
    city = replace(PROBLEM.city, zones=ZONES.assign(jobs=np.arange(24)))
    seen = Districts(criteria=("jobs",)).score(replace(PROBLEM, city=city), Plan(districts=COLUMNS))
    assert seen.table("reporting district").frame["jobs"].sum() == np.arange(24).sum()


def test_districts_of_unknown_zones_are_named() -> None:
    with pytest.raises(ParameterError, match="has no zone 'z99'"):
        Districts().score(PROBLEM, Plan(districts={"z99": "a"}))
