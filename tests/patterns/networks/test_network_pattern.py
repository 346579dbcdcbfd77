"""Events on streets: reading, snapping and what is refused."""

import geopandas as gpd
import hypothesis.strategies as st
import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis.extra.numpy import arrays

from beatwright.base.errors import ParameterError
from beatwright.patterns.networks.network_pattern import NetworkPattern

VERTICES = np.array([[0, 0], [10, 0], [10, 5], [0, 5], [20, 20], [21, 20]], dtype=float)
EDGES = np.array([[0, 1], [1, 2], [2, 3], [3, 0], [4, 5]])


@given(arrays(np.float64, (12, 2), elements=st.floats(-5, 25)), st.sampled_from([0.0, 4e6]))
def test_snapped_events_are_at_the_nearest_place(xy: np.ndarray, away: float) -> None:
    pattern = NetworkPattern.snapped(xy + away, VERTICES + away, EDGES)
    streets = shapely.multilinestrings(shapely.linestrings(VERTICES[EDGES]))
    moved = np.hypot(*(pattern.xy - away - xy).T)
    np.testing.assert_allclose(moved, shapely.distance(streets, shapely.points(xy)), atol=1e-7)


def test_lengths_and_intensity() -> None:
    pattern = NetworkPattern(VERTICES, EDGES, [0, 4], [0.5, 1.0])
    assert (pattern.total_length, pattern.intensity, len(pattern)) == (31, 2 / 31, 2)
    assert pattern.xy.tolist() == [[5, 0], [21, 20]]
    assert repr(pattern) == "NetworkPattern(2 events on 5 edges, 31 long)"
    assert len(NetworkPattern.snapped(np.empty((0, 2)), VERTICES, EDGES)) == 0


@pytest.mark.parametrize(
    ("vertices", "edges", "edge", "fraction", "said"),
    [
        (VERTICES, [[0, 9]], [], [], "'edges' parameter of NetworkPattern must be positions from 0 to 5"),
        (VERTICES, [[0, 0]], [], [], "edges of some length"),
        (VERTICES, [[0.5, 1]], [], [], "whole numbers"),
        (VERTICES, [], [], [], "at least one edge"),
        (VERTICES, EDGES, [5], [0.5], "'edge' parameter"),
        (VERTICES, EDGES, [0], [1.5], r"numbers in \[0, 1\]"),
        (VERTICES, EDGES, [0], [np.nan], r"numbers in \[0, 1\]"),
        (VERTICES, EDGES, [0, 1], [0.5], "'fraction' parameter"),
        ([[0, np.inf], [1, 1]], [[0, 1]], [], [], "finite numbers"),
        ("streets", EDGES, [], [], "'vertices' parameter"),
        (gpd.GeoSeries([shapely.Point(0, 0)], crs="EPSG:4326"), EDGES, [], [], "longitude and latitude"),
    ],
)
def test_what_is_no_network_is_told(vertices: object, edges: object, edge: object, fraction: object, said: str) -> None:
    with pytest.raises(ParameterError, match=said):
        NetworkPattern(vertices, edges, edge, fraction)


def test_of_two_edges_between_two_vertices_the_shorter_is_the_way() -> None:
    bent = NetworkPattern([[0, 0], [4, 0], [2, 5]], [[1, 0], [0, 2], [2, 1], [0, 1]], [], [])
    assert bent.graph[0, 1] == bent.graph[1, 0] == 4
