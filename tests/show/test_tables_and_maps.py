"""Areas, tables and curves against brute force and against what must be conserved."""

from dataclasses import replace

import geopandas as gpd
import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from matplotlib.figure import Figure

from beatwright.base.quantity import amount, change, verdict
from beatwright.core import City, Demand, ParameterError, Plan, Post, Problem, SquareCounts
from beatwright.show import (
    comparison_table,
    curve_of_distance,
    map_change,
    map_demand,
    map_points,
    map_posts,
    plan_table,
    post_table,
    zone_table,
)
from beatwright.show.figures.canvas import _borders
from beatwright.show.figures.cells import areas_of, cells_of, service_of
from beatwright.show.figures.classes import change_classes, demand_classes
from beatwright.show.figures.curve_of_distance import share_within
from beatwright.show.figures.palette import AREA_FILLS, colour_areas
from beatwright.show.figures.picture import png_bytes, svg_bytes

finite = st.floats(-1e9, 1e9, allow_nan=False)
arrays = st.lists(st.floats(0, 1e7), min_size=1, max_size=60).map(np.array)


def point_city(xy, boundary):
    places = gpd.GeoDataFrame(index=[str(k) for k in range(len(xy))], geometry=shapely.points(xy), crs=32615)
    return City(boundary, places, places.iloc[:3])


def test_the_areas_of_a_plan_divide_the_city(case):
    for plan in case.plans:
        areas = areas_of(case.problem.city, plan)
        assert sum(area.area for area in areas) == pytest.approx(case.problem.city.boundary.area)
        for site, area in zip(plan.site_ids, areas, strict=True):
            assert shapely.intersects(area, case.problem.city.sites.geometry[site])


@settings(max_examples=30, deadline=None)
@given(seed=st.integers(0, 10_000), count=st.integers(1, 40))
def test_the_cell_of_a_point_zone_is_nearest_to_it(seed, count):
    rng = np.random.default_rng(seed)
    boundary = shapely.Point(0, 0).buffer(100, quad_segs=7)
    xy = rng.uniform(-65, 65, (count, 2)).round(2)
    city = point_city(np.r_[xy, xy[:1]], boundary)
    cells = np.array(cells_of(city), dtype=object)
    assert shapely.equals(cells[0], cells[count])
    assert shapely.area(cells[:count]).sum() == pytest.approx(boundary.area)
    probes = rng.uniform(-60, 60, (50, 2))
    distance = np.hypot(*(probes[:, None] - city.zone_xy[None]).transpose(2, 0, 1))
    for probe, row in zip(probes, distance, strict=True):
        inside = np.flatnonzero(shapely.dwithin(cells, shapely.Point(probe), 1e-6))
        assert row[inside] == pytest.approx(row.min(), abs=1e-5)


def test_share_within_is_what_counting_gives(case):
    calls = case.heldout.demand.expected.sum(axis=1)
    for plan in case.plans:
        x, y = share_within(case, plan)
        metres = service_of(case.problem.city, plan).metres
        for limit in (0.0, 300.0, 1000.0, 2500.0, 9000.0):
            last = np.searchsorted(x, limit, side="right") - 1
            assert y[last] == pytest.approx(calls[metres <= limit].sum() / calls.sum())
        assert y[-1] == pytest.approx(1.0)


def test_the_posts_of_a_plan_share_all_calls(case):
    for plan in case.plans:
        table = post_table(case, plan)
        total = case.heldout.demand.expected.sum() * 8766
        assert table["calls_per_year"].sum() == pytest.approx(total)
        assert table["share_of_calls"].sum() == pytest.approx(1.0)
        assert table["zones"].sum() == len(case.problem.city.zones)
        mean = (table["mean_metres"] * table["share_of_calls"]).sum()
        assert mean == pytest.approx(case.comparison.table.loc["mean distance", plan.name])
        assert table["farthest_metres"].max() == pytest.approx(case.comparison.table.loc["longest distance", plan.name])


def test_zones_that_no_post_reaches_are_empty_not_wrong(case):
    city = case.problem.city
    metres = city.travel.metres.copy()
    metres[:, :7] = np.inf
    cut = replace(city, travel=replace(city.travel, metres=metres, minutes=metres.copy()))
    apart = replace(case, problem=replace(case.problem, city=cut), heldout=replace(case.heldout, city=cut))
    table = zone_table(apart)
    posts = table.filter(like="post_")
    assert posts.iloc[:7].isna().all(axis=None)
    assert posts.iloc[7:].notna().all(axis=None)
    assert share_within(apart, apart.plans[0])[1][-1] < 1
    lost = shapely.union_all(np.array(cells_of(cut), dtype=object)[:7])
    assert not any(shapely.area(shapely.intersection(lost, area)) > 0 for area in areas_of(cut, apart.plans[0]))
    for figure in (map_change(apart, apart.plans[3], apart.plans[0]), curve_of_distance(apart)):
        assert png_bytes(figure, 40).startswith(b"\x89PNG")


def test_names_that_shorten_alike_stay_apart(case):
    plans = tuple(replace(plan, name="*" * (k + 1)) for k, plan in enumerate(case.plans))
    judged = tuple(replace(e, plan="*" * (k + 1)) for k, e in enumerate(case.evaluations))
    columns = zone_table(replace(case, plans=plans, evaluations=judged, main="****", base="*")).columns
    assert columns.is_unique
    assert {"post_x", "post_x_2", "post_x_3", "post_x_4"} <= set(columns)


def test_the_plan_table_says_what_is_proven(case):
    table = plan_table(case)
    assert table["proven"].to_list() == ["", "", "", "proven optimal"]
    assert table["role"].to_list() == ["compared with", "", "", "recommended"]


@pytest.mark.parametrize("draw", [map_demand, curve_of_distance])
def test_figures_belong_to_no_window(case, draw):
    figure = draw(case)
    assert isinstance(figure, Figure)
    assert svg_bytes(figure) == svg_bytes(draw(case))


def test_maps_of_many_zones_are_small(builder, names):
    many = builder(names, 60, 50)
    for figure in (map_demand(many), map_change(many, many.plans[3], many.plans[0]), map_posts(many, many.plans[3])):
        assert len(svg_bytes(figure)) < 250_000


def test_a_map_of_points_leaves_out_what_is_not_finite(case):
    points = np.array([[100.0, 100.0], [np.nan, 5.0], [np.inf, 5.0]])
    assert png_bytes(map_points(case, points), 40) == png_bytes(map_points(case, points[:1]), 40)
    with pytest.raises(ParameterError, match="'points' parameter of map_points"):
        map_points(case, np.zeros(3))
    with pytest.raises(ParameterError, match="has no counts in squares to draw"):
        map_points(case)
    kept = replace(case, squares=SquareCounts.of(points, case.problem.city.boundary))
    assert png_bytes(map_points(kept), 40) == png_bytes(map_points(case, points), 40)


@given(values=arrays)
def test_classes_of_demand_hold_their_values(values):
    classes = demand_classes(values)
    upper = np.array(classes.upper)
    assert len(classes.labels) == len(upper) <= 7
    assert (values <= upper[classes.of] * (1 + 1e-12)).all()
    above = classes.of > 0
    assert (values[above] > upper[classes.of[above] - 1]).all()
    assert ((values == 0) == (classes.of == 0)).all()


@given(values=st.lists(finite, min_size=1, max_size=60).map(np.array), near=st.floats(0.1, 100))
def test_classes_of_change_mirror(values, near):
    classes, mirrored = change_classes(values, near), change_classes(-values, near)
    strictly = np.abs(np.abs(values)[:, None] - np.abs(classes.upper)[None]).min(axis=1) > 1e-9
    assert (classes.of + mirrored.of == 6)[strictly].all()
    assert ((np.abs(values) <= near) == (classes.of == 3))[strictly].all()


@settings(max_examples=25)
@given(st.integers(1, 8), st.integers(1, 8))
def test_neighbours_get_different_colours(columns, rows):
    boxes = [shapely.box(i, j, i + 1, j + 1) for i in range(columns) for j in range(rows)]
    colours = colour_areas(boxes)
    assert set(colours) <= set(AREA_FILLS)
    for a, one in enumerate(boxes):
        for b in range(a):
            assert colours[a] != colours[b] or not one.intersects(boxes[b])


@given(finite, finite, st.sampled_from(["m", "min", "share", "$/h", "calls/year", "index", ""]))
def test_a_difference_has_the_sign_of_the_difference(value, base, unit):
    text, back = change(value, base, unit), change(base, value, unit)
    if text == "no change":
        assert back == "no change"
    else:
        assert text[0] == ("+" if value > base else "−")
        assert back[0] == ("−" if value > base else "+")
    opposite = {"better": "worse", "worse": "better", "same": "same"}
    assert verdict(value, base, "lower") == opposite[verdict(base, value, "lower")]
    assert verdict(value, base, "lower") == opposite[verdict(value, base, "higher")]


@given(st.floats(0, 1e12), st.floats(0, 1e12))
def test_amounts_never_hide_a_sign(one, other):
    assert amount(-one - 1, "m").startswith("−")
    assert not amount(other, "m").startswith("−")


def test_the_markdown_table_has_a_row_for_every_measure(case):
    lines = comparison_table(case.comparison).splitlines()
    assert len(lines) == 2 + len(case.comparison.table)
    assert len({line.count("|") for line in lines}) == 1


def test_a_city_of_two_point_zones_and_one_post():
    city = point_city(np.array([[1.0, 1.0], [3.0, 1.0], [3.0, 1.5]]), shapely.box(0, 0, 4, 2))
    problem = Problem(city, Demand(np.ones((1, 3, 1, 3))))
    assert len(areas_of(problem.city, Plan((Post("0"),)))) == 1


def test_a_border_of_two_districts_is_drawn_once(case):
    inner = sum(parent.length for parent in case.problem.city.parents.geometry)
    once = (inner + shapely.union_all(case.problem.city.parents.geometry).length) / 2
    assert _borders(case.problem.city).length == pytest.approx(once)
    assert once < inner
