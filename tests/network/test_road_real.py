"""Real streets: St. Louis (both ways) and Cambridge (one-way flags)."""

import geopandas as gpd
import numpy as np
import pytest
from scipy.sparse.csgraph import bellman_ford

from beatwright.network import RoadSource

pytestmark = pytest.mark.data


@pytest.fixture(scope="module")
def stlouis(data_folder):
    source = RoadSource(
        edges="network_edges.parquet",
        nodes="network_nodes.parquet",
        exclude={"mtfcc": ["S1730", "S1630", "S1740"]},
    )
    return source, source.read(data_folder / "stlouis", "EPSG:32615")


def test_st_louis(stlouis):
    source, graph = stlouis
    assert len(graph.node_xy) == 16_245
    assert len(graph.usable) > 16_000
    random = np.random.default_rng(1)
    sites, zones = (graph.xy[random.integers(0, len(graph.xy), n)] + random.uniform(-40, 40, (n, 2)) for n in (1, 40))
    travel = source.travel(sites, zones, graph)
    at, to = graph.snap(sites), graph.snap(zones)
    slow = bellman_ford(graph.length_csr, indices=at.node)[:, to.node] + at.metres[:, None] + to.metres[None, :]
    differ = at.node[:, None] != to.node[None, :]
    assert travel.metres[differ] == pytest.approx(slow[differ], rel=1e-6)
    crow = np.linalg.norm(sites[:, None] - zones[None], axis=2)
    detour = travel.metres.sum() / crow.sum()
    assert 1.1 < detour < 1.5
    assert (travel.metres * 1e-3 / (travel.minutes / 60) < 90.01)[differ].all()


def test_st_louis_both_ways_are_one(stlouis):
    _, graph = stlouis
    xy = graph.xy[::700]
    metres = graph.travel(xy, xy).metres
    assert metres == pytest.approx(metres.T, rel=1e-6)


def test_st_louis_from_the_lines_alone(stlouis, data_folder):
    _, graph = stlouis
    source = RoadSource(edges="network_edges.parquet", exclude={"mtfcc": ["S1730", "S1630", "S1740"]}, topology="lines")
    drawn = source.read(data_folder / "stlouis", "EPSG:32615")
    xy = graph.xy[::900]
    assert drawn.travel(xy, xy).metres == pytest.approx(graph.travel(xy, xy).metres, rel=2e-3, abs=2)


def test_cambridge_one_way_streets(data_folder):
    folder = data_folder / "cambridge_gis"
    source = RoadSource(edges="street_centerlines.parquet")
    graph = source.read(folder, "EPSG:26986")
    assert any("936 of 2,642 are one-way" in note for note in graph.notes)
    assert len(graph.usable) > 0.9 * len(np.unique(np.r_[graph.u, graph.v]))
    corners = gpd.read_parquet(folder / "intersections.parquet").to_crs("EPSG:26986")
    corners = corners.drop_duplicates("NodeNumber").set_index("NodeNumber").geometry
    # Western Avenue runs from Central Square to the river, River Street from the river to Central Square.
    western, river = (
        np.array([(corners[n].x, corners[n].y) for n in ends]) for ends in ((1733.0, 1801.0), (1764.0, 1742.0))
    )
    out = graph.travel(western[:1], western[1:]).metres.item()
    back = graph.travel(western[1:], western[:1]).metres.item()
    assert out < back
    against = graph.travel(river[:1], river[1:]).metres.item()
    along = graph.travel(river[1:], river[:1]).metres.item()
    assert along < against
    free = RoadSource(edges="street_centerlines.parquet", oneway_column="none").read(folder, "EPSG:26986")
    xy = graph.xy[::60]
    assert (free.travel(xy, xy).metres <= graph.travel(xy, xy).metres + 0.5).mean() > 0.99
    assert graph.travel(xy, xy).metres != pytest.approx(graph.travel(xy, xy).metres.T, rel=1e-3)


def test_carrollton_in_feet_and_miles(data_folder, tmp_path):
    streets = gpd.read_parquet(data_folder / "carrollton" / "street_centerlines.parquet")
    limited = streets[streets["SpeedLimit"] > 0]
    limited.to_parquet(tmp_path / "streets.parquet")
    source = RoadSource(edges="streets.parquet", speed_column="SpeedLimit", speed_unit="mph")
    graph = source.read(tmp_path, "EPSG:32614")
    # Every street is two arcs; the column of minutes is the author's own.
    assert graph.minutes.sum() / 2 == pytest.approx(limited["Minutes"].sum(), rel=1e-3)
    assert graph.metres.sum() / 2 == pytest.approx(limited["Shape_Leng"].sum() * 0.3048006096, rel=1e-3)


def test_every_column_of_minutes_without_a_unit_is_told(data_folder):
    graph = RoadSource(edges="street_centerlines.parquet").read(data_folder / "carrollton", "EPSG:32614")
    assert any("'SpeedLimit' is not used" in note for note in graph.notes)
