"""Candidate sites, the posts of today, parent districts, carried people."""

import geopandas as gpd
import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from beatwright.base.errors import InputError, ParameterError
from beatwright.data.city import (
    Layer,
    apportion,
    assign_parents,
    busiest_of_clusters,
    cluster_points,
    grid_zones,
    point_sites,
    with_current,
    zone_sites,
)

UTM = 32615
SQUARE = shapely.box(0, 0, 1000, 1000)
GRID = grid_zones(SQUARE, "10x10", crs=UTM).table


def frame(shapes, ids=None, **columns):
    return gpd.GeoDataFrame(columns, index=ids or [f"s{i}" for i in range(len(shapes))], geometry=list(shapes), crs=UTM)


def test_busiest_of_clusters_by_brute_force():
    random = np.random.default_rng(4)
    weight = random.integers(0, 50, len(GRID)).astype(float)
    sites = busiest_of_clusters(GRID, weight, clusters=6, per_cluster=3, seed=2).table
    label = cluster_points(shapely.get_coordinates(GRID.centroid), 6, seed=2)
    chosen = GRID.index.isin(sites.index)
    assert chosen.sum() == 18
    for cluster in range(6):
        here = label == cluster
        assert (chosen & here).sum() == 3
        assert weight[here & chosen].min() >= weight[here & ~chosen].max()


@given(seed=st.integers(0, 50))
@settings(max_examples=8, deadline=None)
def test_busiest_does_not_depend_on_the_order_of_zones(seed):
    random = np.random.default_rng(seed)
    weight = random.integers(0, 3, len(GRID)).astype(float)  # many ties
    order = random.permutation(len(GRID))
    one = busiest_of_clusters(GRID, weight, clusters=5, seed=seed).table
    other = busiest_of_clusters(GRID.iloc[order], weight[order], clusters=5, seed=seed).table
    assert set(one.index) == set(other.index)


def test_busiest_checks_its_arguments():
    with pytest.raises(ParameterError, match=r"(?s)'clusters'.*'per_cluster'.*'weight'"):
        busiest_of_clusters(GRID, np.zeros(3), clusters=0, per_cluster=0)


def test_sites_from_polygons_and_outside_are_told():
    layer = Layer(frame([shapely.Point(5, 5), shapely.box(2000, 0, 2010, 10)], SITE_NAME=["a", "b"]))
    sites = point_sites(layer, SQUARE)
    assert set(sites.table.geom_type) == {"Point"}
    assert sites.table["name"].to_list() == ["a", "b"]
    assert any("1 are no points" in note for note in sites.notes)
    assert any("1 of 2 lie outside" in note for note in sites.notes)


def test_sites_on_another_continent_are_refused():
    layer = Layer(frame([shapely.Point(5, 5), shapely.Point(5, 9e6)], ids=["here", "there"]))
    with pytest.raises(InputError, match=r"1 of 2 points lie further .*: there\. .*swapped"):
        point_sites(layer, SQUARE)


def test_posts_of_today_become_sites_and_are_not_merged():
    sites = zone_sites(GRID)
    here = sites.table.geometry.iloc[0]
    posts = Layer(
        frame([shapely.Point(here.x + 3, here.y), shapely.Point(987, 500)], ids=["N", "S"], name=["No", "So"])
    )
    both = with_current(sites, posts, candidate=False)
    assert len(both) == len(GRID) + 2
    assert both.table["current"].sum() == 2
    assert both.table.loc[["N", "S"], "candidate"].to_list() == [False, False]
    assert both.table.loc["N", "name"] == "No"
    assert both.notes == ("Sites: 1 of the posts of today stand within 25 m of a candidate; both are kept.",)


def test_an_id_that_stays_twice_is_refused():
    sites = Layer(frame([shapely.Point(0, 0), shapely.Point(900, 0)], ids=["1", "post 1"]))
    with pytest.raises(InputError, match="post 1"):
        with_current(sites, Layer(frame([shapely.Point(500, 0)], ids=["1"])))


def test_parents_by_brute_force():
    cut = 437.0
    parents = frame([shapely.box(0, 0, cut, 1000), shapely.box(cut, 0, 1000, 1000)], ids=["W", "E"])
    layer = assign_parents(GRID, parents)
    west = [shapely.intersection(cell, parents.geometry["W"]).area > cell.area / 2 for cell in GRID.geometry]
    assert (layer.table["parent"] == np.where(west, "W", "E")).all()
    assert layer.notes == (
        "Parents: 10 of 100 zones straddle districts; each belongs to the one with most of its area.",
    )


def test_points_belong_to_the_district_they_lie_in_or_the_nearest():
    parents = frame([shapely.box(0, 0, 400, 1000), shapely.box(500, 0, 1000, 1000)], ids=["W", "E"])
    points = frame([shapely.Point(10, 10), shapely.Point(490, 10), shapely.Point(700, 10)])
    layer = assign_parents(points, parents)
    assert layer.table["parent"].to_list() == ["W", "E", "E"]
    assert layer.notes == ("Parents: 1 of 3 zones meets no district and belongs to the nearest.",)
    with pytest.raises(InputError, match="No zone meets any parent"):
        assign_parents(points, frame([shapely.box(9e4, 0, 9e4 + 1, 1)]))
    with pytest.raises(InputError, match="LineString"):
        assign_parents(points, frame([shapely.LineString([(0, 0), (1, 1)])]))


def voronoi(seed, count):
    random = np.random.default_rng(seed)
    points = shapely.MultiPoint(random.uniform(-300, 1300, (count, 2)))
    cells = shapely.get_parts(shapely.voronoi_polygons(points, extend_to=shapely.box(-400, -400, 1400, 1400)))
    return np.array(cells), random.integers(0, 5000, len(cells)).astype(float)


@given(seed=st.integers(0, 10_000), count=st.integers(2, 60))
@settings(max_examples=25, deadline=None)
def test_people_in_the_city_are_conserved(seed, count):
    cells, people = voronoi(seed, count)
    source = frame(cells, pop=people)
    inside = shapely.area(shapely.intersection(cells, SQUARE)) / shapely.area(cells)
    random = np.random.default_rng(seed)
    points = frame(shapely.points(random.uniform(0, 1000, (20, 2))))
    holes = GRID.iloc[random.permutation(len(GRID))[:60]]
    for zones in (GRID, points, holes):
        carried = apportion(zones, source, {"population": "pop"}, boundary=SQUARE).table
        assert carried["population"].sum() == pytest.approx((inside * people).sum(), rel=1e-9)
        assert (carried["population"] >= 0).all()


@given(seed=st.integers(0, 10_000))
@settings(max_examples=15, deadline=None)
def test_people_by_areal_weighting_one_pair_at_a_time(seed):
    cells, people = voronoi(seed, 25)
    carried = apportion(GRID, frame(cells, pop=people), {"population": "pop"}, boundary=SQUARE).table
    for zone in ("r01c01", "r05c07"):
        shape = GRID.geometry[zone]
        slow = sum(n * shape.intersection(cell).area / cell.area for cell, n in zip(cells, people, strict=True))
        assert carried.loc[zone, "population"] == pytest.approx(slow, rel=1e-9)


def test_zones_that_are_the_areas_keep_their_counts_exactly():
    cells, people = voronoi(1, 30)
    source = frame(cells, pop=people)
    carried = apportion(source, source, {"population": "pop"}, boundary=SQUARE).table
    assert carried["population"].to_numpy() == pytest.approx(people, abs=1e-6)


def test_point_zones_share_their_area_and_lonely_areas_go_to_the_nearest():
    points = frame([shapely.Point(100, 100), shapely.Point(300, 100), shapely.Point(900, 900)])
    source = frame(
        [shapely.box(0, 0, 500, 500), shapely.box(500, 500, 1000, 1000), shapely.box(0, 500, 500, 1000)],
        pop=[10.0, 7.0, 3.0],
    )
    carried = apportion(points, source, {"population": "pop"}, boundary=SQUARE).table
    # The third area holds no point; its middle (250, 750) is nearer to (300, 100) than to the others.
    assert carried["population"].to_list() == pytest.approx([5.0, 8.0, 7.0])


def test_points_with_people_are_carried_whole():
    source = frame([shapely.Point(150, 150), shapely.Point(5000, 5000)], pop=[8.0, 100.0])
    carried = apportion(GRID, source, {"population": "pop"}, boundary=SQUARE)
    assert carried.table.loc["r02c02", "population"] == 8.0
    assert carried.table["population"].sum() == 8.0
    assert "108 in 2 areas, 8 of it in the city, 8 carried to 1 of 100 zones" in carried.notes[0]


def test_bad_counts_are_told_together():
    source = frame([SQUARE], pop=["many"], neg=[-1.0])
    with pytest.raises(InputError, match=r"(?s)no column 'gone'.*no numbers.*under 0"):
        apportion(GRID, source, {"a": "gone", "b": "pop", "c": "neg"}, boundary=SQUARE)
    with pytest.raises(InputError, match="do not meet the city"):
        apportion(GRID, frame([shapely.box(9e4, 0, 9e4 + 9, 9)], pop=[1.0]), {"p": "pop"}, boundary=SQUARE)


def test_missing_counts_are_told():
    source = frame([shapely.box(0, 0, 500, 1000), shapely.box(500, 0, 1000, 1000)], pop=[5.0, np.nan])
    layer = apportion(GRID, source, {"population": "pop"}, boundary=SQUARE)
    assert layer.notes[-1] == "Attributes: 1 values are missing and count as 0."
