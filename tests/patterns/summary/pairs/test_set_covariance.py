"""Set covariance: against shapely's intersections, and what any set covariance obeys."""

import math

import hypothesis.strategies as st
import numpy as np
import pytest
import shapely
from hypothesis import given, settings

from beatwright.patterns.summary.pairs.set_covariance import set_covariance, set_covariance_table
from beatwright.patterns.window import Window, window_of


def shared_with_shapely(window: Window, shifts: np.ndarray) -> np.ndarray:
    """Twin: shift and cut."""
    moved = [shapely.transform(window.local, lambda xy, move=move: xy + move) for move in shifts]
    return shapely.area(shapely.intersection(window.local, np.array(moved)))


def ragged(seed: int, parts: int) -> Window:
    """Return a union of turned boxes with holes: parallel, vertical and slanting edges."""
    rng = np.random.default_rng(seed)
    boxes = [shapely.box(*(low := rng.uniform(0, 8, 2)), *(low + rng.uniform(0.5, 4, 2))) for _ in range(parts)]
    turned = [shapely.affinity.rotate(box, rng.choice([0, 0, 30, 77])) for box in boxes]
    return window_of(shapely.union_all(turned))


@settings(max_examples=25)
@given(st.integers(0, 10_000), st.integers(1, 9))
def test_it_is_the_area_that_shapely_cuts(seed: int, parts: int) -> None:
    window = ragged(seed, parts)
    shifts = np.random.default_rng(seed).uniform(-6, 6, (40, 2))
    shifts[:4] = [[0, 0], [1, 0], [0, -2], [20, 1]]
    found = set_covariance(window, shifts)
    np.testing.assert_allclose(found, shared_with_shapely(window, shifts), atol=1e-9 * window.area)
    np.testing.assert_allclose(found, set_covariance(window, -shifts), atol=1e-10 * window.area)
    assert found[0] == pytest.approx(window.area, rel=1e-12)
    assert np.all(found <= window.area * (1 + 1e-12))


def test_that_of_a_rectangle_has_a_closed_form() -> None:
    x, y = np.random.default_rng(0).uniform(-5, 5, (2, 50))
    expected = np.maximum(4 - abs(x), 0) * np.maximum(3 - abs(y), 0)
    found = set_covariance(window_of((-7, 1e6, -3, 1e6 + 3)), np.column_stack([x, y]))
    np.testing.assert_allclose(found, expected, atol=1e-9)


def test_that_of_a_disc_has_a_closed_form_up_to_its_corners() -> None:
    disc = window_of(shapely.Point(0, 0).buffer(1, quad_segs=500))
    d = np.array([0.0, 0.3, 1.0, 1.9])
    lens = 2 * np.arccos(d / 2) - d * np.sqrt(1 - d * d / 4)
    np.testing.assert_allclose(set_covariance(disc, np.column_stack([d * 0.6, d * 0.8])), lens, atol=1e-5)


def test_interpolation_in_the_table_is_near_to_exact_and_exact_at_nodes() -> None:
    window = ragged(3, 9)
    table, node = set_covariance_table(window, 2.0)
    side = len(table) - 1
    assert table.shape == (side + 1, 2 * side + 1)
    assert node == pytest.approx(2.0 / side)
    assert table[0, side] == pytest.approx(window.area)
    nodes = np.array([[-2.0, 0.0], [node * 3, node * 5], [2.0, 2.0]])
    np.testing.assert_allclose(set_covariance(window, nodes), [table[0, 0], table[5, side + 3], table[side, -1]])


@pytest.mark.slow
def test_a_coast_of_two_thousand_corners_is_cut_exactly() -> None:
    turn = np.linspace(0, 2 * math.pi, 2000, endpoint=False)
    far = 5 + np.random.default_rng(1).uniform(0, 0.5, 2000)
    window = window_of(shapely.Polygon(np.column_stack([far * np.cos(turn), far * np.sin(turn)])))
    shifts = np.random.default_rng(2).uniform(-3, 3, (10, 2))
    np.testing.assert_allclose(set_covariance(window, shifts), shared_with_shapely(window, shifts), rtol=1e-10)
