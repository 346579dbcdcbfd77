"""Circles in polygons: against arcs that shapely cuts, the sides of a frame, and closed forms."""

import hypothesis.strategies as st
import numpy as np
import pytest
import shapely
from hypothesis import given, settings

from beatwright.patterns.summary.pairs.circle_in_polygon import angles_outside_of
from beatwright.patterns.window import Window, window_of

CORNERS = 20_000


def arcs_outside(window: Window, x: float, y: float, radius: np.ndarray) -> np.ndarray:
    """Twin: cut circles of many corners with shapely, and measure what is left."""
    turn = np.linspace(0, 2 * np.pi, CORNERS + 1)
    ring = np.column_stack([np.cos(turn), np.sin(turn)])
    circles = [shapely.LineString(np.array([x, y]) + d * ring) for d in radius]
    inside = shapely.length(shapely.intersection(window.local, np.array(circles)))
    return 2 * np.pi * (1 - inside / shapely.length(circles))


def star(seed: int, corners: int, hole: bool) -> Window:
    """Return a jagged star around (5, 5), with a hole or a second part where asked."""
    rng = np.random.default_rng(seed)
    turn = np.sort(rng.uniform(0, 2 * np.pi, corners))
    turn = turn + np.linspace(0, 1e-3, corners)
    far = rng.uniform(2, 5, corners)
    outer = shapely.make_valid(shapely.Polygon(np.column_stack([5 + far * np.cos(turn), 5 + far * np.sin(turn)])))
    shape = outer.difference(shapely.box(4.2, 4.4, 5.1, 5.9)) if hole else outer.union(shapely.box(11, 4, 12, 7))
    return window_of(shape)


@settings(max_examples=15)
@given(st.integers(0, 10_000), st.integers(5, 40), st.booleans())
def test_angles_are_those_of_the_arcs_that_shapely_cuts(seed: int, corners: int, hole: bool) -> None:
    window = star(seed, corners, hole)
    x, y = np.asarray(window.local.representative_point().coords[0])
    radius = np.random.default_rng(seed).uniform(0.01, 6, 25)
    exact = angles_outside_of(window.edges, x, y, radius)
    np.testing.assert_allclose(exact, arcs_outside(window, x, y, radius), atol=3e-3)


@settings(max_examples=30)
@given(st.floats(0.01, 3.99), st.floats(0.01, 2.99), st.lists(st.floats(0.01, 6), min_size=1, max_size=30))
def test_a_frame_loses_the_angles_beyond_its_sides_less_those_beyond_its_corners(
    x: float, y: float, radius: list[float]
) -> None:
    d = np.array(radius)
    sides = np.array([x, y, 4 - x, 3 - y])[:, None]
    beyond = np.arccos(np.minimum(sides / d, 1))
    corners = np.maximum(beyond + np.roll(beyond, 1, axis=0) - np.pi / 2, 0)
    twin = 2 * beyond.sum(axis=0) - corners.sum(axis=0)
    np.testing.assert_allclose(angles_outside_of(window_of((0, 0, 4, 3)).edges, x, y, d), twin, atol=1e-9)


def test_circles_around_a_hole_and_around_everything() -> None:
    square = window_of(shapely.box(0, 0, 10, 10).difference(shapely.box(3, 3, 7, 7)))
    radius = np.array([0.5, 1.0, 20.0])
    np.testing.assert_allclose(angles_outside_of(square.edges, 1.5, 5.0, radius), [0, 0, 2 * np.pi], atol=1e-12)
    half = angles_outside_of(square.edges, 1.5, 5.0, np.array([2.0]))  # beyond x = 0 and within the hole
    assert half[0] == pytest.approx(2 * np.arccos(0.75) * 2)


def test_no_radius_but_zero_loses_nothing() -> None:
    assert angles_outside_of(window_of((0, 0, 4, 3)).edges, 1.0, 1.0, np.zeros(3)).tolist() == [0, 0, 0]
