"""G: against spatstat, its plain twin, and patterns that can be counted by hand."""

import itertools
from collections.abc import Callable

import hypothesis.strategies as st
import numpy as np
import pytest
from hypothesis import given
from hypothesis.extra.numpy import arrays

from beatwright.base.errors import ParameterError
from beatwright.patterns import PointPattern
from beatwright.patterns.summary.distance_distribution import CensoredDistances
from beatwright.patterns.summary.g_function import g_function
from beatwright.patterns.window import window_of

PATTERNS = ("sq_matclust", "sq_csr1000", "sq_rounded_duplicates", "hole_csr")
R = np.array([0, 0.5, 1, 1.5, 2, 4])
some_distances = arrays(np.float64, 30, elements=st.one_of(st.sampled_from(R), st.floats(0, 5)))


def kaplan_meier(nearest: np.ndarray, border: np.ndarray) -> list[float]:
    """Twin: bin after bin, with the words of the definition."""
    ends, survival, curve = np.minimum(nearest, border), 1.0, [0.0]
    for low, high in itertools.pairwise(R):
        at_risk = (ends >= low).sum()
        ended = ((ends >= low) & (ends < high) & (nearest <= border)).sum()
        survival *= 1 - ended / at_risk if at_risk else 1
        curve.append(1 - survival)
    return curve


def reduced_sample(nearest: np.ndarray, border: np.ndarray) -> list[float]:
    """Twin: the share among those far enough from the border."""
    pairs = itertools.pairwise(R)
    far = [(nearest[border >= low], border[border >= low], high) for low, high in pairs]
    return [0.0] + [float(((d < high) & (d <= b)).sum() / len(d)) if len(d) else np.nan for d, b, high in far]


@given(some_distances, some_distances)
def test_the_estimates_are_their_definitions(nearest: np.ndarray, border: np.ndarray) -> None:
    distances = CensoredDistances(nearest, border, window_of((0, 0, 9, 9)), intensity=1.0)
    np.testing.assert_allclose(distances.estimate("km", R), kaplan_meier(nearest, border), atol=1e-12)
    np.testing.assert_allclose(distances.estimate("rs", R), reduced_sample(nearest, border), atol=1e-12)
    np.testing.assert_allclose(distances.estimate("none", R), [(nearest <= r).mean() for r in R])


def test_hanisch_weighs_by_the_eroded_area() -> None:
    distances = CensoredDistances(
        np.array([0.0, 1.0, 1.2, 3.0]), np.array([2.0, 1.0, 2.0, 1.0]), window_of((0, 0, 10, 10)), intensity=0.04
    )
    at_0, at_1, at_1_5 = 1 / 100, 1 / 64, 1 / 49  # the last is hidden by the border
    expected = np.array([at_0, at_0, at_0 + at_1, *[at_0 + at_1 + at_1_5] * 3]) / (at_0 + at_1 + at_1_5)
    np.testing.assert_allclose(distances.estimate("han", R), expected)


def test_three_events_by_hand() -> None:
    pattern = PointPattern([[2, 2], [2, 3], [5, 5]], (0, 0, 8, 8))
    found = g_function(pattern, [0, 1, 1.5, 3.7], correction=["none", "km"])
    np.testing.assert_allclose(found.values, [0, 2 / 3, 2 / 3, 1])
    np.testing.assert_allclose(found.all["km"], [0, 0, 2 / 3, 2 / 3])
    np.testing.assert_allclose(found.theoretical, 1 - np.exp(-3 / 64 * np.pi * np.array([0, 1, 1.5, 3.7]) ** 2))
    assert (found.name, found.correction) == ("G", "none")


def test_distances_that_do_not_begin_with_zero_get_fine_bins() -> None:
    rng = np.random.default_rng(2)
    pattern = PointPattern(rng.uniform(0, 1, (300, 2)), (0, 0, 1, 1))
    fine = g_function(pattern)
    np.testing.assert_allclose(g_function(pattern, fine.r[[100, 200]]).values, fine.values[[100, 200]])
    assert g_function(pattern, [0.03]).values[0] == pytest.approx(np.interp(0.03, fine.r, fine.values), abs=0.02)


def test_it_does_not_depend_on_order_place_or_unit() -> None:
    rng = np.random.default_rng(4)
    xy = rng.uniform(0, 1, (200, 2))
    one = g_function(PointPattern(xy, (0, 0, 1, 1)), correction="all")
    moved = PointPattern(xy[::-1] * 1024 + 4194304, (4194304, 4194304, 4195328, 4195328))
    other = g_function(moved, one.r * 1024, correction="all")
    for correction, values in one.all.items():
        np.testing.assert_allclose(other.all[correction], values, atol=2 / 200 if correction != "none" else 1e-9)


def test_random_patterns_lie_around_the_theoretical_curve() -> None:
    window = (0, 0, 1, 1)
    curves = [
        g_function(
            PointPattern(np.random.default_rng(seed).uniform(size=(400, 2)), window), np.linspace(0, 0.06, 61), "all"
        )
        for seed in range(30)
    ]
    for correction in ("km", "rs", "han"):
        mean = np.mean([curve.all[correction] for curve in curves], axis=0)
        assert np.abs(mean - curves[0].theoretical).max() < 0.02


def test_all_at_one_place_and_all_in_a_line() -> None:
    same = g_function(PointPattern(np.full((9, 2), 0.5), (0, 0, 1, 1)), [0, 0.1, 0.2], "all")
    assert all(values[1:].tolist() == [1, 1] for values in same.all.values())
    line = np.column_stack([np.arange(1.0, 9), np.full(8, 4.0)])
    assert g_function(PointPattern(line, (0, 0, 9, 8)), [0, 0.5, 1.5], "all").values.tolist() == [0, 0, 1]


@pytest.mark.parametrize("n", [0, 1])
def test_too_few_events_are_told(n: int) -> None:
    with pytest.raises(ParameterError, match=f"at least 2 events. This pattern has {n}"):
        g_function(PointPattern(np.full((n, 2), 0.5), (0, 0, 1, 1)))


def test_every_wrong_parameter_is_told_at_once() -> None:
    with pytest.raises(ParameterError, match=r"(?s)'r' parameter.*'correction' parameter.*'cs'.*at least 2"):
        g_function(PointPattern([[0.5, 0.5]], (0, 0, 1, 1)), [3, 1], "cs")


@pytest.mark.data
@pytest.mark.parametrize("name", PATTERNS)
def test_as_spatstat_has_it(name: str, reference_pattern: Callable, reference_table: Callable) -> None:
    table = reference_table(name, "G.csv")
    found = g_function(reference_pattern(name), correction=["km", "rs", "raw"])
    np.testing.assert_allclose(found.r, table["r"], rtol=1e-12)
    np.testing.assert_allclose(found.theoretical, table["theo"], rtol=1e-9)
    for correction in ("km", "rs", "raw"):
        np.testing.assert_allclose(found.all[correction], table[correction], rtol=1e-9, atol=1e-15)


@pytest.mark.data
@pytest.mark.parametrize("name", PATTERNS[:3])
def test_hanisch_in_rectangles_as_spatstat_has_it(
    name: str, reference_pattern: Callable, reference_table: Callable
) -> None:
    found = g_function(reference_pattern(name), correction="han")
    np.testing.assert_allclose(found.values, reference_table(name, "G.csv")["han"], rtol=1e-9)


@pytest.mark.data
def test_hanisch_differs_in_a_polygon_by_the_pixel_areas_alone(
    reference_pattern: Callable, reference_table: Callable, monkeypatch: pytest.MonkeyPatch
) -> None:
    table, pixels = reference_table("hole_csr", "G.csv"), reference_table("hole_csr", "G_eroded_areas.csv")
    exact = g_function(reference_pattern("hole_csr"), correction="han").values
    assert 1e-4 < np.abs(exact - table["han"]).max() < 1e-3
    monkeypatch.setattr(
        "beatwright.patterns.summary.distance_distribution.eroded_areas",
        lambda window, r: np.interp(r, pixels["r"], pixels["eroded_area"]),
    )
    with_pixels = g_function(reference_pattern("hole_csr"), correction="han").values
    np.testing.assert_allclose(with_pixels, table["han"], rtol=1e-9)
