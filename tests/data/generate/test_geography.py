"""The generated city holds together: land, streets, block groups, districts, posts."""

from functools import cache

import numpy as np
import pytest
import shapely
from scipy.sparse import coo_matrix
from scipy.sparse.csgraph import connected_components, dijkstra

from beatwright.data import CitySize, generate_city

SIZES = [(0, "small"), (3, "small"), (8, 5.0), (2, "medium"), (1, CitySize(6, 9, 40, 5, 2, 0, 3, 1, 900, 220))]


@cache
def made(seed, size):
    """Return the city, made once whatever the order of the tests."""
    return generate_city(seed=seed, size=size, weeks=4)


@pytest.fixture(params=SIZES, ids=lambda pair: f"{pair[0]}-{pair[1]}"[:12])
def generated(request):
    return made(*request.param)


def graph(generated, *, bridges=True):
    edges = generated.edges if bridges else generated.edges[~generated.edges["bridge"]]
    back = edges[~edges["oneway"]]
    tail, head = np.r_[edges["u"], back["v"]], np.r_[edges["v"], back["u"]]
    size = (len(generated.nodes),) * 2
    return coo_matrix((np.r_[edges["length"], back["length"]], (tail, head)), shape=size).tocsr()


def test_layers_share_one_crs_in_metres(generated):
    layers = [generated.block_groups, generated.districts, generated.nodes, generated.edges, generated.stations]
    assert {layer.crs.to_epsg() for layer in [*layers, generated.posts, generated.truth.hot_spots]} == {32615}
    for layer in layers:
        west, south, east, north = layer.to_crs(4326).total_bounds
        assert -96 < west < east < -90
        assert 30 < south < north < 45
        assert layer.geometry.is_valid.all()


def test_block_groups_cover_the_land_once(generated):
    cells = generated.block_groups.geometry
    land = generated.boundary.difference(generated.river)
    together = shapely.union_all(cells.to_numpy())
    assert cells.area.sum() == pytest.approx(together.area, rel=1e-9)
    # What is not covered: slivers of land that the river cuts off at the city limits.
    assert together.difference(land).area < 1e-6 * land.area
    assert land.difference(together).area < 0.04 * land.area
    assert (cells.geom_type == "Polygon").all()


def test_the_river_divides_the_city(generated):
    assert connected_components(graph(generated, bridges=False), directed=False)[0] > 1
    assert not generated.edges[~generated.edges["bridge"]].intersects(generated.river.buffer(-1)).any()
    assert generated.edges[generated.edges["bridge"]].intersects(generated.river).all()


def test_every_crossing_reaches_every_other(generated):
    assert connected_components(graph(generated), directed=True, connection="strong")[0] == 1
    assert generated.nodes.within(generated.boundary).all()
    home = generated.block_groups.geometry.distance(shapely.MultiPoint(generated.nodes.geometry.to_numpy()))
    assert home.max() < 600


def test_roads_are_longer_than_straight_lines(generated):
    chosen = np.linspace(0, len(generated.nodes) - 1, 12).astype(int)
    road = dijkstra(graph(generated), indices=chosen)[:, chosen]
    xy = shapely.get_coordinates(generated.nodes.geometry.to_numpy())[chosen]
    straight = np.hypot(*(xy[:, None] - xy[None]).transpose(2, 0, 1))
    assert (road >= straight - 0.5).all()
    far = straight > 500
    assert 1.08 < np.median(road[far] / straight[far]) < 1.8
    length = generated.edges.geometry.length
    np.testing.assert_allclose(generated.edges["length"], length, atol=0.01)


def test_streets_have_speeds_and_some_are_one_way(generated):
    edges = generated.edges
    assert edges.groupby("highway")["speed_kph"].max().to_dict() == {
        "primary": 64.0, "residential": 32.0, "secondary": 48.0
    }  # fmt: skip
    assert 0.02 < edges["oneway"].mean() < 0.4
    assert not edges.loc[edges["bridge"], "oneway"].any()
    ends = shapely.get_coordinates(shapely.get_point(edges.geometry.to_numpy(), 0))
    start = shapely.get_coordinates(generated.nodes.geometry.to_numpy())[edges["u"]]
    np.testing.assert_allclose(ends, start)


def test_streets_cross_only_at_crossings(generated):
    lines = generated.edges.geometry.to_numpy()
    one, other = shapely.STRtree(lines).query(lines, predicate="crosses")
    assert (one < other).sum() <= 0.002 * len(lines)


def test_districts_are_contiguous_unions_of_block_groups(generated):
    assert (generated.districts.geom_type == "Polygon").all()
    assert set(generated.block_groups["district"]) == set(generated.districts.index)
    assert generated.districts["population"].sum() == generated.block_groups["population"].sum()
    area = generated.block_groups.geometry.area.groupby(generated.block_groups["district"]).sum()
    np.testing.assert_allclose(generated.districts.geometry.area, area[generated.districts.index], rtol=1e-9)


def test_people_thin_out_and_incomes_cluster(generated):
    groups = generated.block_groups
    named = ["population_low_income", "population_middle_income", "population_high_income"]
    np.testing.assert_array_equal(groups[named].sum(axis=1), groups["population"])
    share = groups["population"].groupby(groups["group"]).sum() / groups["population"].sum()
    assert ((share > 0.2) & (share < 0.47)).all()
    xy = np.column_stack((groups.geometry.centroid.x, groups.geometry.centroid.y))
    distance = np.hypot(*(xy[:, None] - xy[None]).transpose(2, 0, 1))
    np.fill_diagonal(distance, np.inf)
    income = np.log(groups["income"].to_numpy())
    assert np.corrcoef(income, income[distance.argmin(axis=1)])[0, 1] > 0.3
    density = groups["population"].to_numpy() / groups.geometry.area.to_numpy()
    dense = xy[np.argsort(density)[-len(xy) // 4 :]]
    assert np.hypot(*(dense - dense.mean(axis=0)).T).mean() < np.hypot(*(xy - xy.mean(axis=0)).T).mean()


def test_posts_stand_at_crossings(generated):
    posts = generated.posts
    assert posts.index.is_unique
    assert (posts["officers"] > 0).all()
    assert posts["role"].value_counts().get("station", 0) == len(generated.stations) > 0
    np.testing.assert_array_equal(
        shapely.get_coordinates(posts.geometry.to_numpy()),
        shapely.get_coordinates(generated.nodes.geometry.to_numpy())[posts["node"]],
    )


def test_counts_are_those_asked_for():
    size = CitySize(9, 7, 77, 6, 5, 9, 11, 2, 2_000)
    generated = generate_city(seed=4, size=size, weeks=1)
    assert len(generated.block_groups) == 77
    assert len(generated.districts) == 6
    assert (len(generated.stations), len(generated.posts)) == (5, 14)
    assert len(generated.truth.hot_spots) == 11
    assert generated.edges["bridge"].sum() <= 2
    assert generated.truth.hot_spots["weight"].sum() == pytest.approx(1)
