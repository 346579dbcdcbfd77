"""Nearest distances: against every pair, and against spatstat's."""

from collections.abc import Callable

import hypothesis.strategies as st
import numpy as np
import pytest
from hypothesis import given
from hypothesis.extra.numpy import arrays

from beatwright.patterns import PointPattern
from beatwright.patterns.geometry import nearest_neighbours
from beatwright.patterns.geometry.nearest_neighbours import distances_to_nearest, nearest_neighbour_distances

PATTERNS = ("sq_matclust", "sq_csr1000", "sq_rounded_duplicates", "hole_csr")
# Few different coordinates make ties, duplicates and lines likely.
coordinates = st.one_of(st.integers(0, 5).map(float), st.floats(0, 5, width=32))


def points(low: int) -> st.SearchStrategy[np.ndarray]:
    return st.integers(low, 40).flatmap(lambda n: arrays(np.float64, (n, 2), elements=coordinates))


def every_pair(places: np.ndarray, points: np.ndarray) -> np.ndarray:
    """Twin of the search: the distance of every place to every point."""
    return np.sqrt(((places[:, None] - points[None]) ** 2).sum(axis=2))


@given(points(2))
def test_events_as_every_pair_has_them(xy: np.ndarray) -> None:
    far = every_pair(xy, xy)
    np.fill_diagonal(far, np.inf)
    np.testing.assert_array_equal(nearest_neighbour_distances(PointPattern(xy, (0, 0, 5, 5))), far.min(axis=1))


@given(points(1), points(1))
def test_places_as_every_pair_has_them(places: np.ndarray, xy: np.ndarray) -> None:
    away = places * 3 - 4
    np.testing.assert_array_equal(distances_to_nearest(away, xy), every_pair(away, xy).min(axis=1))


@pytest.mark.parametrize("crowded", [0.0, np.inf])
def test_crowded_events_take_the_tree_and_lose_nothing(crowded: float, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(nearest_neighbours, "_CROWDED", crowded)
    rng = np.random.default_rng(1)
    xy = np.vstack([rng.normal(5, 1e-4, (200, 2)), rng.uniform(0, 10, (50, 2)), np.full((3, 2), 2.0)])
    far = every_pair(xy, xy)
    np.fill_diagonal(far, np.inf)
    found = nearest_neighbour_distances(PointPattern(xy, (0, 0, 10, 10)))
    np.testing.assert_allclose(found, far.min(axis=1), rtol=1e-9)
    np.testing.assert_allclose(distances_to_nearest(xy[::-1] + 0.5, xy), every_pair(xy[::-1] + 0.5, xy).min(axis=1))


def test_all_at_one_place_all_in_a_line_one_and_none() -> None:
    def found(xy: np.ndarray) -> list[float]:
        return nearest_neighbour_distances(PointPattern(xy, (0, 0, 9, 9))).tolist()

    assert found(np.full((5, 2), 3.0)) == [0.0] * 5
    assert found(np.column_stack([[1.0, 2, 4, 8], np.zeros(4)])) == [1, 1, 2, 4]
    assert found(np.array([[1.0, 1.0]])) == [np.inf]
    assert found(np.empty((0, 2))) == []
    assert distances_to_nearest([[1.0, 1.0]], np.empty((0, 2))).tolist() == [np.inf]


@pytest.mark.data
@pytest.mark.parametrize("name", PATTERNS)
def test_as_spatstat_has_them(name: str, reference_pattern: Callable, reference_table: Callable) -> None:
    expected = reference_table(name, "bdist_nnd.csv")["nnd"]
    np.testing.assert_allclose(nearest_neighbour_distances(reference_pattern(name)), expected, rtol=1e-12)
