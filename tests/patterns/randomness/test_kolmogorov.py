"""The spatial Kolmogorov-Smirnov test: scipy's on rectangles, exact shares in polygons, and spatstat's figures."""

import json
import math
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
import shapely
from scipy import stats

from beatwright.base.errors import ParameterError
from beatwright.base.raster import Raster
from beatwright.patterns import PointPattern
from beatwright.patterns.randomness.covariates import distance_to
from beatwright.patterns.randomness.kolmogorov import ks_test

SQUARES = ("sq_matclust", "sq_csr1000", "sq_rounded_duplicates")
FRAME = shapely.box(0, 0, 9, 9) - shapely.box(3, 3, 6, 6)


def random_pattern(seed: int, n: int = 80) -> PointPattern:
    return PointPattern.within(np.random.default_rng(seed).uniform(0, 9, (n, 2)), FRAME)


@pytest.mark.parametrize("n", [5, 99, 100, 400])
def test_in_a_rectangle_it_is_the_test_against_the_uniform(n: int) -> None:
    xy = np.random.default_rng(n).uniform(2, 6, (n, 2))
    expected = stats.kstest(xy[:, 1], stats.uniform(2, 4).cdf, method="exact" if n < 100 else "asymp")
    found = ks_test(PointPattern(xy, (2, 2, 6, 6)), "y")
    assert (found.statistic, found.p_value) == (pytest.approx(expected.statistic), pytest.approx(expected.pvalue))
    assert found.observed[-1] == 1


def test_any_function_gives_what_the_area_gives() -> None:
    pattern = random_pattern(1, 500)
    exact, sampled = ks_test(pattern, "x"), ks_test(pattern, lambda places: places[:, 0])
    assert sampled.statistic == pytest.approx(exact.statistic, abs=1e-4)
    assert np.abs(sampled.expected - exact.expected).max() < 1e-4


def test_distance_to_a_point_gives_the_share_of_the_disc() -> None:
    found = ks_test(random_pattern(2), distance_to([[0.0, 0.0]]))
    near = found.values < 3
    assert found.covariate == "distance"
    np.testing.assert_allclose(found.expected[near], np.pi * found.values[near] ** 2 / 4 / 72, atol=1e-4)


def test_chance_is_called_chance_and_a_slope_a_slope() -> None:
    p_values = [ks_test(random_pattern(seed), "x").p_value for seed in range(200)]
    assert stats.kstest(p_values, "uniform").pvalue > 0.01
    leaning = PointPattern.within(np.random.default_rng(1).uniform(0, 9, (400, 2)) ** 2 / 9, FRAME)
    assert ks_test(leaning, "x").p_value < 1e-6
    assert ks_test(leaning, distance_to([[0, 0]]), places=10_000).p_value < 1e-6


def test_few_values_are_fair_with_jitter_alone() -> None:
    """A raster of three zones: without jitter chance looks like dependence, with it p-values are uniform."""
    zones = Raster([[1, 2, 3]], (0, 0, 9, 9))
    patterns = [random_pattern(seed, 60) for seed in range(200)]
    plain = [ks_test(pattern, zones, 2000).p_value for pattern in patterns]
    fair = [ks_test(pattern, zones, 2000, seed=seed).p_value for seed, pattern in enumerate(patterns)]
    assert np.mean(np.array(plain) < 0.05) > 0.5
    assert stats.kstest(fair, "uniform").pvalue > 0.01
    assert fair[0] == ks_test(patterns[0], zones, 2000, seed=0).p_value


def test_rounded_places_are_unrounded_by_jitter() -> None:
    xy = np.random.default_rng(3).integers(0, 10, (90, 2)) + 0.5
    pattern = PointPattern(xy, (0, 0, 10, 10))
    assert ks_test(pattern, "x", seed=1).statistic < ks_test(pattern, "x").statistic
    assert len(np.unique(ks_test(pattern, "x", seed=1).values)) == 90
    assert np.abs(ks_test(pattern, "x", seed=1).values - np.sort(xy[:, 0])).max() <= 0.5


def test_what_cannot_be_tested_is_told() -> None:
    pattern, nothing = random_pattern(4), PointPattern(np.empty((0, 2)), FRAME)
    with pytest.raises(ParameterError, match=r"(?s)at least 1 event.*'places'.*'covariate'"):
        ks_test(nothing, "z", places=0)
    with pytest.raises(ParameterError, match="'covariate' parameter of ks_test must be one of 'x', 'y'"):
        ks_test(pattern, 3)
    with pytest.raises(ParameterError, match="the same everywhere"):
        ks_test(pattern, lambda places: np.ones(len(places)))
    with pytest.raises(ParameterError, match="no value at"):
        ks_test(pattern, Raster([[1, np.nan, np.nan, np.nan]], (0, 0, 9, 9)))
    with pytest.raises(ParameterError, match="'covariate' parameter of ks_test must be an array"):
        ks_test(pattern, lambda places: places)


def test_one_event_and_all_at_one_place() -> None:
    assert ks_test(PointPattern([[4.5, 1.0]], (0, 0, 9, 9)), "x").statistic == pytest.approx(0.5)
    same = ks_test(PointPattern(np.full((9, 2), 1.0), FRAME), "x", seed=1)
    assert same.statistic == pytest.approx(1 - 1 / 8)


def r_s_p_value(statistic: float, n: int) -> float:
    """R's ks.test: it stops its series for small statistics after the first term, 1.3e-4 beside the sum."""
    x = math.sqrt(n) * statistic
    if x >= 1:
        return float(stats.kstwobign.sf(x))
    return 1 - math.sqrt(2 * math.pi) / x * math.exp(-(math.pi**2) / 8 / x**2)


@pytest.mark.data
@pytest.mark.parametrize("axis", ["x", "y"])
@pytest.mark.parametrize("name", SQUARES)
def test_coordinates_in_rectangles_as_r_has_them(
    name: str, axis: str, reference_pattern: Callable, pattern_folder: Path
) -> None:
    expected = json.loads((pattern_folder / name / "cdftest.json").read_text())[f"{axis}_ks_exact_uniform"]
    pattern = reference_pattern(name)
    found = ks_test(pattern, axis)
    assert found.statistic == pytest.approx(expected["statistic"], rel=1e-12)
    assert r_s_p_value(found.statistic, len(pattern)) == pytest.approx(expected["p"], rel=1e-9)
    assert found.p_value == pytest.approx(expected["p"], rel=1e-8 if name != "sq_csr1000" or axis != "x" else 2e-4)


@pytest.mark.data
@pytest.mark.parametrize("name", [*SQUARES, "hole_csr"])
def test_spatstat_s_pixels_come_nearer_as_they_get_smaller(
    name: str, reference_pattern: Callable, pattern_folder: Path
) -> None:
    """Its covariates are rasters: with 1024 pixels a side it is nearer to the exact shares than with 128."""
    table, pattern = json.loads((pattern_folder / name / "cdftest.json").read_text()), reference_pattern(name)
    for axis in "xy":
        exact = ks_test(pattern, axis).statistic
        coarse, fine = table[f"{axis}_ks"]["statistic"], table[f"{axis}_ks_dimyx1024"]["statistic"]
        assert abs(fine - exact) <= 0.51 / 1024 < abs(coarse - exact) <= 0.51 / 128
    for covariate, corner in (("centre_distance", "centre"), ("corner_distance", "lowerleft")):
        exact = ks_test(pattern, distance_to([table[corner]])).statistic
        assert exact == pytest.approx(table[f"{covariate}_ks_dimyx1024"]["statistic"], abs=1.5e-4)
