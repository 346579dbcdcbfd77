"""Pair correlation: against spatstat and how it smooths, a plain twin, and what any pair correlation obeys."""

from collections.abc import Callable

import hypothesis.strategies as st
import numpy as np
import pytest
import shapely
from hypothesis import given, settings

from beatwright.base.errors import ParameterError
from beatwright.patterns import PointPattern, pair_correlation
from beatwright.patterns.summary.pairs.circle_in_polygon import angles_outside_of
from beatwright.patterns.summary.pairs.set_covariance import set_covariance

PATTERNS = ("sq_csr1000", "sq_matclust", "sq_rounded_duplicates", "hole_csr")
HALF = shapely.Polygon([(0, 0), (8, 0), (8, 3), (2, 6)])


def weighted_pairs(pattern: PointPattern, reach: float, correction: str) -> tuple[np.ndarray, np.ndarray]:
    """Return distance and weight of every ordered pair at most `reach` apart."""
    local, window = pattern.local, pattern.window
    shift = local[:, None] - local[None]
    distance = np.hypot(*shift.transpose(2, 0, 1))
    np.fill_diagonal(distance, np.inf)
    i, j = np.nonzero(distance <= reach)
    d, weight = distance[i, j], np.ones(len(i))
    if correction == "trans":
        weight = window.area / set_covariance(window, shift[i, j])
    elif correction == "iso":
        for k in np.unique(i):
            weight[i == k] = 2 * np.pi / (2 * np.pi - angles_outside_of(window.edges, *local[k], d[i == k]))
    return d, weight


def twin(pattern: PointPattern, r: np.ndarray, h: float, correction: str) -> np.ndarray:
    """Twin: a kernel on each pair."""
    d, weight = weighted_pairs(pattern, r[-1] + h, correction)
    kernel = np.array([(0.75 / h * np.maximum(1 - ((at - d) / h) ** 2, 0) * weight).sum() for at in r])
    return kernel * pattern.window.area / (len(pattern) * (len(pattern) - 1)) / (2 * np.pi * r)


def smoothed_as_r_does(d: np.ndarray, weight: np.ndarray, sd: float, reach: float, size: int) -> np.ndarray:
    """Return kernel sums as R's density() approximates them: shared out to 1,024 bins, convolved, and interpolated."""
    bins = 1 << (size - 1).bit_length()
    low, high = -4 * sd, reach + 4 * sd
    at = (d - low) / ((high - low) / (bins - 1))
    left = np.floor(at).astype(int)
    kept = (left >= 0) & (left <= bins - 2)
    shared = np.zeros(2 * bins)
    np.add.at(shared, left[kept], (weight * (1 - (at - left)))[kept])
    np.add.at(shared, left[kept] + 1, (weight * (at - left))[kept])
    away = np.linspace(0, 2 * (high - low), 2 * bins)
    away[bins + 1 :] = -away[bins - 1 : 0 : -1]
    h = sd * np.sqrt(5)
    kernel = np.maximum(0.75 * (1 - (away / h) ** 2) / h, 0)
    curve = np.fft.ifft(np.fft.fft(shared) * np.conj(np.fft.fft(kernel))).real[:bins]
    return np.interp(np.linspace(0, reach, size), np.linspace(low, high, bins), np.maximum(curve, 0))


@pytest.mark.data
@pytest.mark.parametrize("name", PATTERNS)
def test_it_differs_from_the_oracle_by_the_bins_of_its_smoother_only(
    name: str, reference_pattern: Callable, reference_table: Callable
) -> None:
    pattern, g = reference_pattern(name), reference_table(name, "pcf.csv")
    found, r, n = pair_correlation(pattern, correction=["iso", "trans"]), g["r"], len(pattern)
    h = 0.15 / np.sqrt(pattern.intensity)
    for correction in ("iso",) if name == "hole_csr" else ("iso", "trans"):
        d, weight = weighted_pairs(pattern, r[-1] + h, correction)
        binned = smoothed_as_r_does(d, weight, h / np.sqrt(5), r[-1], len(r))[1:] / (2 * np.pi * r[1:])
        np.testing.assert_allclose(binned * pattern.window.area / (n * (n - 1)), g[correction][1:], rtol=1e-7)
        assert found.all[correction][0] == g[correction][0] == np.inf
        far = r > h
        np.testing.assert_allclose(found.all[correction][far], g[correction][far], rtol=6e-3)


@settings(max_examples=10)
@given(st.integers(0, 10_000), st.sampled_from(["iso", "trans", "none"]), st.floats(0.05, 1.5))
def test_it_is_its_twin(seed: int, correction: str, h: float) -> None:
    xy = np.random.default_rng(seed).uniform(0, 8, (150, 2))
    pattern = PointPattern.within(xy, HALF)
    for r in (np.linspace(0, 2, 30)[1:], np.array([0.2, 0.21, 0.5, 1.9])):
        found = pair_correlation(pattern, r, correction, bandwidth=h).values
        np.testing.assert_allclose(found, twin(pattern, r, h, correction), rtol=1e-8, atol=1e-9)


def test_independent_events_have_a_pair_correlation_of_one() -> None:
    rng = np.random.default_rng(5)
    runs = [pair_correlation(PointPattern(rng.random((300, 2)), (0, 0, 1, 1)), [0.05, 0.1, 0.2]) for _ in range(40)]
    np.testing.assert_allclose(np.mean([run.values for run in runs], axis=0), 1, atol=0.04)


def test_degenerate_patterns_and_wrong_parameters() -> None:
    same = PointPattern([[1, 1]] * 3, (0, 0, 4, 4))
    g = pair_correlation(same)
    assert g.values[0] == np.inf
    assert g.values[-1] == 0
    with pytest.raises(ParameterError, match="'bandwidth' parameter of pair_correlation"):
        pair_correlation(same, bandwidth=0)
    with pytest.raises(ParameterError, match=r"one of 'iso', 'trans', 'none', 'all'\. Got 'border'"):
        pair_correlation(same, correction="border")
