"""Areas of eroded windows: closed forms, and where spatstat's pixels differ."""

from collections.abc import Callable

import hypothesis.strategies as st
import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis.extra.numpy import arrays

from beatwright.base.errors import ParameterError
from beatwright.patterns.geometry.eroded_area import eroded_areas
from beatwright.patterns.window import window_of


def test_a_rectangle() -> None:
    assert eroded_areas(window_of((5, 5, 9, 8)), [0, 0.5, 1, 1.5, 7]).tolist() == [12, 6, 2, 0, 0]


def test_a_square_hole_has_round_corners() -> None:
    window = window_of(shapely.box(0, 0, 10, 10) - shapely.box(3, 3, 7, 7))
    r = np.linspace(0, 1.4, 15)
    expected = (10 - 2 * r) ** 2 - (16 + 16 * r + np.pi * r**2)
    np.testing.assert_allclose(eroded_areas(window, r), expected, rtol=1e-12)


def test_a_triangle_stays_one_and_vanishes() -> None:
    window = window_of(shapely.Polygon([(0, 0), (30, 0), (0, 40)]))
    r = np.array([0, 1, 5, 9.9, 10.1])
    np.testing.assert_allclose(eroded_areas(window, r), 600 * np.maximum(1 - r / 10, 0) ** 2, atol=1e-9)


def test_a_window_in_the_shape_of_an_l() -> None:
    window = window_of(shapely.box(0, 0, 10, 10) - shapely.box(4, 4, 10, 10))
    r = np.array([0.5, 1, 1.5])
    quarter = np.pi * r**2 / 4
    expected = (10 - 2 * r) ** 2 - ((6 - r) ** 2 + 2 * r * (6 - r) + quarter)
    np.testing.assert_allclose(eroded_areas(window, r), expected, rtol=1e-9)


def test_two_islands_add_up() -> None:
    both = shapely.MultiPolygon([shapely.box(0, 0, 4, 4), shapely.box(5, 0, 15, 2)])
    np.testing.assert_allclose(eroded_areas(window_of(both), [0.5, 1.0, 1.5]), [9 + 9, 4, 1], atol=1e-12)


@settings(max_examples=30)  # the twin draws every circle
@given(
    st.integers(5, 40).flatmap(lambda n: arrays(np.float64, n, elements=st.floats(1, 10))),
    arrays(np.float64, 4, elements=st.floats(0.01, 3), unique=True),
    st.sampled_from([0.0, 4e6]),
)
def test_as_geos_draws_it_with_many_chords(radius: np.ndarray, r: np.ndarray, away: float) -> None:
    """Twin: the buffer of GEOS, whose 800 chords a circle leave at most 1e-5 of each disc too much."""
    angle = np.linspace(0, 2 * np.pi, len(radius), endpoint=False)
    ring = np.column_stack([radius * np.cos(angle), radius * np.sin(angle)]) + away
    island = shapely.Polygon([(away + 12, away), (away + 18, away + 1), (away + 12, away + 2), (away + 14, away + 1)])
    star = shapely.Polygon(ring, [(ring - away) * 0.4 + away])
    window = window_of(shapely.MultiPolygon([star, island]))
    expected = [shapely.buffer(window.local, -distance, quad_segs=200).area for distance in r]
    np.testing.assert_allclose(eroded_areas(window, r), expected, atol=2e-4)


def test_rounded_coordinates_straight_corners_and_parallel_sides() -> None:
    comb = shapely.union_all([shapely.box(0, 0, 11, 1), *(shapely.box(x, 0, x + 1, 6) for x in range(0, 11, 2))])
    straight = shapely.segmentize(comb, 0.25)
    r = np.array([0.1, 0.25, 0.4, 0.5, 0.6])
    expected = [shapely.buffer(comb, -distance, quad_segs=200).area for distance in r]
    for shape in (comb, straight):
        np.testing.assert_allclose(eroded_areas(window_of(shape), r), expected, atol=5e-5)


def test_islands_and_holes_that_touch_in_one_corner() -> None:
    corner = shapely.MultiPolygon([shapely.box(0, 0, 4, 4), shapely.box(4, 4, 8, 8)])
    np.testing.assert_allclose(eroded_areas(window_of(corner), [0.5, 1, 2]), [18, 8, 0], atol=1e-12)
    holed = shapely.Polygon([(0, 0), (8, 0), (8, 8), (0, 8)], [[(0, 4), (2, 5), (2, 3)]])
    expected = shapely.buffer(holed, -0.5, quad_segs=500).area
    assert eroded_areas(window_of(holed), [0.5])[0] == pytest.approx(expected, rel=1e-6)


@pytest.mark.parametrize("wrong", [[-1.0], [0.0, np.nan], [np.inf]])
def test_wrong_distances_are_told(wrong: list[float]) -> None:
    with pytest.raises(ParameterError, match="'r' parameter of eroded_areas"):
        eroded_areas(window_of((0, 0, 1, 1)), wrong)


@pytest.mark.data
@pytest.mark.parametrize("name", ["sq_matclust", "sq_csr1000", "sq_rounded_duplicates"])
def test_rectangles_as_spatstat_has_them(name: str, reference_pattern: Callable, reference_table: Callable) -> None:
    table = reference_table(name, "G_eroded_areas.csv")
    found = eroded_areas(reference_pattern(name).window, table["r"])
    np.testing.assert_allclose(found, table["eroded_area"], rtol=1e-9)


@pytest.mark.data
def test_spatstat_counts_pixels_in_a_polygon(reference_pattern: Callable, reference_table: Callable) -> None:
    """Its areas are whole pixels of 10/128 by 10/128 and stay the same over many distances; the true ones fall."""
    table, window = reference_table("hole_csr", "G_eroded_areas.csv"), reference_pattern("hole_csr").window
    pixels = table["eroded_area"] / (10 / 128) ** 2
    np.testing.assert_allclose(pixels, np.round(pixels), atol=1e-6)
    assert len(np.unique(pixels)) < len(pixels) / 4
    exact = eroded_areas(window, table["r"])
    assert np.all(np.diff(exact) < 0)
    worst = np.abs(table["eroded_area"] / exact - 1).max()
    assert 0.02 < worst < 0.08
