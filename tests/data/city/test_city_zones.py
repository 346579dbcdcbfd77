"""Zones: grids, polygons, road nodes."""

import geopandas as gpd
import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from beatwright.base.errors import InputError, ParameterError
from beatwright.core.city import City
from beatwright.data.city import Layer, cluster_points, grid_zones, node_zones, polygon_zones, zone_sites

UTM = 32615
SQUARE = shapely.box(0, 0, 1000, 1000)


def star(seed: int, corners: int = 14) -> shapely.Polygon:
    random = np.random.default_rng(seed)
    angle = np.sort(random.uniform(0, 2 * np.pi, corners))
    radius = random.uniform(300, 5000, corners)
    shape = shapely.make_valid(shapely.Polygon(np.c_[radius * np.cos(angle), radius * np.sin(angle)] + 5e5))
    return shapely.intersection(shape, shape.convex_hull)


@given(seed=st.integers(0, 10_000), columns=st.integers(1, 13), rows=st.integers(1, 11))
@settings(max_examples=40, deadline=None)
def test_grid_covers_the_boundary_without_overlap(seed, columns, rows):
    boundary = star(seed)
    grid = grid_zones(boundary, f"{columns}x{rows}", crs=UTM).table
    assert grid.area.sum() == pytest.approx(boundary.area, rel=1e-9)
    assert shapely.union_all(grid.geometry.to_numpy()).area == pytest.approx(boundary.area, rel=1e-9)
    assert grid.is_valid.all()
    assert set(grid.geom_type) <= {"Polygon", "MultiPolygon"}
    assert grid.index.is_unique


@given(seed=st.integers(0, 10_000))
@settings(max_examples=20, deadline=None)
def test_every_incident_inside_the_boundary_gets_a_zone(seed):
    boundary = star(seed)
    zones = grid_zones(boundary, "700 m", crs=UTM).table
    city = City(boundary, zones, zone_sites(zones.iloc[:1]).table)
    random = np.random.default_rng(seed)
    x, y = random.uniform(boundary.bounds[:2], boundary.bounds[2:], (500, 2)).T
    inside = shapely.contains_xy(boundary.buffer(-1e-6), x, y)
    assert (city.locate(x[inside], y[inside]) >= 0).all()


def test_cells_have_the_size_asked_for():
    by_size = grid_zones(SQUARE, "0.5 km", crs=UTM).table
    assert list(by_size.index) == ["r1c1", "r1c2", "r2c1", "r2c2"]
    assert by_size.loc["r1c2"].geometry.equals(shapely.box(500, 0, 1000, 500))
    assert grid_zones(SQUARE, 500.0, crs=UTM).table.equals(by_size)
    assert grid_zones(SQUARE, "2x2", crs=UTM).table.equals(by_size)
    assert len(grid_zones(SQUARE, "300 m", crs=UTM).table) == 16
    assert list(grid_zones(SQUARE, "12x3", crs=UTM).table.index[:2]) == ["r1c01", "r1c02"]


def test_unclipped_cells_keep_their_shape():
    triangle = shapely.Polygon([(0, 0), (1000, 0), (0, 1000)])
    whole = grid_zones(triangle, "10x10", crs=UTM, clip=False).table
    assert whole.area.to_numpy() == pytest.approx(10_000)
    assert len(whole) == 55


def test_slivers_are_told():
    notes = grid_zones(shapely.box(0, 0, 1001, 1000), "500 m", crs=UTM).notes
    assert notes == ("Zones: 2 of 6 grid cells are slivers: under 1% of a cell lies in the boundary.",)


@pytest.mark.parametrize("size", ["0x4", "forty", "-5 m", "1 cm", 0.0, True, "100000x100000", "0.001 m"])
def test_bad_sizes(size):
    with pytest.raises(ParameterError, match="size"):
        grid_zones(SQUARE, size, crs=UTM)


def polygons(*shapes):
    return Layer(gpd.GeoDataFrame(index=list("abcdef")[: len(shapes)], geometry=list(shapes), crs=UTM))


def test_polygons_that_tile_need_no_words():
    halves = polygons(shapely.box(0, 0, 500, 1000), shapely.box(500, 0, 1000, 1000))
    assert polygon_zones(halves, SQUARE).notes == ()


def test_overlaps_gaps_slivers_and_strays_are_told():
    layer = polygons(
        shapely.box(0, 0, 500, 1000),
        shapely.box(400, 0, 800, 1000),
        shapely.box(5000, 0, 6000, 1000),
        shapely.box(0, 0, 0.5, 0.5),
    )
    zones = polygon_zones(layer, SQUARE)
    assert list(zones.table.index) == ["a", "b", "d"]
    text = "\n".join(zones.notes)
    assert "1 of 4 polygons lies outside" in text
    assert "2 pairs overlap, by 0.10 km2" in text
    assert "20.0% of the boundary lies in no zone (0.2 km2)" in text
    assert "1 are slivers" in text


def test_polygons_elsewhere_or_points_are_refused():
    with pytest.raises(InputError, match="None of the zones meets the boundary"):
        polygon_zones(polygons(shapely.box(9e5, 0, 9.1e5, 1)), SQUARE)
    with pytest.raises(InputError, match="Point"):
        polygon_zones(polygons(shapely.Point(1, 1)), SQUARE)


def test_node_zones_follow_the_cambridge_rule():
    random = np.random.default_rng(3)
    nodes, calls = random.uniform(0, 1000, (400, 2)), random.uniform(0, 1000, (700, 2))
    layer = node_zones(nodes, calls, boundary=SQUARE, crs=UTM, clusters=5, per_cluster=12, seed=9)
    chosen = shapely.get_coordinates(layer.table.geometry)
    # By brute force: the nodes that are nearest to some incident.
    nearest = np.linalg.norm(calls[:, None] - nodes[None], axis=2).argmin(axis=1)
    busy = nodes[np.unique(nearest)]
    assert len(chosen) == 60
    assert {tuple(p) for p in chosen} <= {tuple(p) for p in busy}
    assert f"{400 - len(busy)} of 400 road nodes" in layer.notes[0]
    assert "60 of" in layer.notes[1]
    clusters = cluster_points(np.unique(busy, axis=0), 5, seed=9)
    of_chosen = [clusters[(np.unique(busy, axis=0) == p).all(axis=1)][0] for p in chosen]
    assert np.bincount(of_chosen).tolist() == [12] * 5


@given(seed=st.integers(0, 100))
@settings(max_examples=10, deadline=None)
def test_node_zones_do_not_depend_on_the_order_of_rows(seed):
    random = np.random.default_rng(seed)
    nodes, calls = random.uniform(0, 1000, (90, 2)), random.uniform(0, 1000, (60, 2))
    asked = {"boundary": SQUARE, "crs": UTM, "clusters": 4, "per_cluster": 5, "seed": seed}
    one = node_zones(nodes, calls, **asked)
    other = node_zones(random.permutation(nodes), random.permutation(calls), **asked)
    assert one.table.equals(other.table)
    assert one.notes == other.notes


def test_node_zones_need_nodes_and_incidents():
    asked = {"boundary": SQUARE, "crs": UTM}
    with pytest.raises(InputError, match="No road node"):
        node_zones(np.array([[-5.0, 0.0]]), np.zeros((1, 2)), **asked)
    with pytest.raises(InputError, match="need incidents"):
        node_zones(np.array([[5.0, 5.0]]), np.zeros((0, 2)), **asked)
    with pytest.raises(ParameterError, match=r"'clusters' parameter of node_zones.*\n.*'per_cluster'"):
        node_zones(np.array([[5.0, 5.0]]), np.zeros((1, 2)), clusters=0, per_cluster=0, **asked)


def test_clusters_are_a_local_optimum_and_fewer_than_asked_for_where_points_repeat():
    random = np.random.default_rng(0)
    xy = np.concatenate([random.normal(c, 5, (40, 2)) for c in (0, 500, 1000)])
    label = cluster_points(xy, 3, seed=1)
    centres = np.array([xy[label == k].mean(axis=0) for k in range(3)])
    assert (np.linalg.norm(xy[:, None] - centres[None], axis=2).argmin(axis=1) == label).all()
    assert label.tolist() == [0] * 40 + [1] * 40 + [2] * 40
    assert cluster_points(np.zeros((7, 2)), 3).tolist() == [0] * 7
