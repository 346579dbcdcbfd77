"""Distances to the border: against every edge, shapely and spatstat."""

from collections.abc import Callable

import hypothesis.strategies as st
import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis.extra.numpy import arrays

from beatwright.patterns.geometry.boundary_distance import boundary_distances
from beatwright.patterns.window import Window, window_of

PATTERNS = ("sq_matclust", "sq_csr1000", "sq_rounded_duplicates", "hole_csr")


def every_edge(places: np.ndarray, window: Window) -> np.ndarray:
    """Twin of the search: the distance of every place to the nearest place of every edge."""
    start, end = window.edges[:, :2] + window.origin, window.edges[:, 2:] + window.origin
    along = end - start
    from_start = places[:, None] - start[None]
    share = np.clip((from_start * along).sum(axis=2) / (along**2).sum(axis=1), 0, 1)
    return np.sqrt(((from_start - share[..., None] * along) ** 2).sum(axis=2)).min(axis=1)


@st.composite
def windows(draw: st.DrawFn) -> Window:
    """Draw a star of up to 60 corners with a hole, an island beside it, and one very long edge."""
    corners = draw(st.integers(5, 60))
    radius = draw(arrays(np.float64, corners, elements=st.floats(1, 10)))
    angle = np.linspace(0, 2 * np.pi, corners, endpoint=False)
    ring = np.column_stack([radius * np.cos(angle), radius * np.sin(angle)])
    star = shapely.Polygon(ring, [ring * 0.5])
    island = shapely.Polygon([(20, 0), (80, 1), (20, 2)])
    parts = [star, island] if draw(st.booleans()) else [star]
    away = draw(st.sampled_from([0.0, 4e6]))
    return window_of(shapely.transform(shapely.MultiPolygon(parts), lambda xy: xy + away))


@given(windows(), arrays(np.float64, (20, 2), elements=st.floats(-12, 12)))
def test_as_every_edge_has_them(window: Window, places: np.ndarray) -> None:
    places = places + (window.origin > 1e6) * 4e6
    np.testing.assert_allclose(boundary_distances(places, window), every_edge(places, window), rtol=1e-9, atol=1e-8)


def test_a_rectangle_has_them_at_once_and_outside_too() -> None:
    window = window_of((0, 0, 4, 3))
    assert boundary_distances([[1, 1.5], [2, 1.75], [0, 2]], window).tolist() == [1, 1.25, 0]
    assert boundary_distances([[7.0, 7.0]], window).tolist() == [5]
    assert boundary_distances(np.empty((0, 2)), window).tolist() == []


def test_holes_islands_and_corners_count() -> None:
    square, hole, island = shapely.box(0, 0, 10, 10), shapely.box(4, 4, 6, 6), shapely.box(20, 0, 22, 2)
    window = window_of(shapely.MultiPolygon([square - hole, island]))
    found = boundary_distances([[3, 3], [5, 3], [1, 5], [21, 0.5], [4, 5]], window)
    np.testing.assert_allclose(found, [np.sqrt(2), 1, 1, 0.5, 0])


def test_thousands_of_edges_far_from_zero_as_shapely_has_them() -> None:
    rng = np.random.default_rng(3)
    angle = np.sort(rng.uniform(0, 2 * np.pi, 5000))
    radius = 20000 * (1 + 0.3 * np.sin(5 * angle))
    ring, away = np.column_stack([radius * np.cos(angle), radius * np.sin(angle)]), np.array([4e6, 7e5])
    window = window_of(shapely.Polygon(ring + away, [ring * 0.2 + away]))
    places = away + rng.uniform(-20000, 20000, (300, 2))
    expected = shapely.distance(window.polygon.boundary, shapely.points(places))
    np.testing.assert_allclose(boundary_distances(places, window), expected, atol=1e-8)


@pytest.mark.data
@pytest.mark.parametrize("name", PATTERNS)
def test_as_spatstat_has_them(name: str, reference_pattern: Callable, reference_table: Callable) -> None:
    pattern, expected = reference_pattern(name), reference_table(name, "bdist_nnd.csv")["bdist"]
    np.testing.assert_allclose(boundary_distances(pattern.xy, pattern.window), expected, rtol=1e-12)
