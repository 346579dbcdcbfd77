"""Distances, K and the pair correlation along a network: by hand, by brute force, and spatstat's."""

from collections.abc import Callable
from pathlib import Path

import hypothesis.strategies as st
import numpy as np
import pytest
from hypothesis import given, settings
from scipy import stats

from beatwright.base.errors import ParameterError
from beatwright.patterns.networks.network_distance import network_nearest_distances, network_pair_distances
from beatwright.patterns.networks.network_k import _pairs, _rule_of_thumb, network_k, network_pair_correlation
from beatwright.patterns.networks.network_pattern import NetworkPattern

GRID = np.array([[x, y] for y in range(3) for x in range(3)], dtype=float) * 10
STREETS = np.array([[v, v + 1] for v in range(9) if v % 3 < 2] + [[v, v + 3] for v in range(6)])
# A grid of streets, and one more that no way leads to.
VERTICES, EDGES = np.vstack([GRID, [[50, 0], [57, 0]]]), np.vstack([STREETS, [[9, 10]]])


@st.composite
def patterns(draw: st.DrawFn) -> NetworkPattern:
    n = draw(st.integers(2, 12))
    edge = draw(st.lists(st.integers(0, len(EDGES) - 1), min_size=n, max_size=n))
    return NetworkPattern(VERTICES, EDGES, edge, draw(st.lists(st.floats(0, 1), min_size=n, max_size=n)))


def distances_by_relaxing(pattern: NetworkPattern) -> np.ndarray:
    """Twin: the events are vertices too, and every pair is relaxed (Floyd and Warshall)."""
    v, n = len(pattern.vertices), len(pattern)
    far = np.full((v + n, v + n), np.inf)
    np.fill_diagonal(far, 0)
    into = pattern.fraction * pattern.lengths[pattern.edge]
    for e, (a, b) in enumerate(pattern.edges):
        far[a, b] = far[b, a] = pattern.lengths[e]
    for i in range(n):
        a, b = pattern.edges[pattern.edge[i]]
        far[v + i, a] = far[a, v + i] = into[i]
        far[v + i, b] = far[b, v + i] = pattern.lengths[pattern.edge[i]] - into[i]
        for j in np.flatnonzero(pattern.edge == pattern.edge[i]):
            far[v + i, v + j] = abs(into[i] - into[j])
    for k in range(v + n):
        far = np.minimum(far, far[:, [k]] + far[[k], :])
    return far[v:, v:]


@given(patterns())
@settings(max_examples=40)
def test_distances_as_relaxing_finds_them(pattern: NetworkPattern) -> None:
    expected = distances_by_relaxing(pattern)
    np.testing.assert_allclose(network_pair_distances(pattern), expected, atol=1e-9)
    np.fill_diagonal(expected, np.inf)
    np.testing.assert_allclose(network_nearest_distances(pattern), expected.min(axis=1), atol=1e-9)


def places_by_walking(pattern: NetworkPattern, event: int, distance: float) -> int:
    """Twin: walk along every edge in 4,000 steps and count how often the distance is passed."""
    count = 0
    for e in range(len(pattern.edges)):
        walk = np.linspace(0, 1, 4001)
        three = NetworkPattern(VERTICES, EDGES, [pattern.edge[event], e, e], [pattern.fraction[event], 0, 1])
        ends = distances_by_relaxing(three)
        far = np.minimum(ends[0, 1] + walk * pattern.lengths[e], ends[0, 2] + (1 - walk) * pattern.lengths[e])
        if e == pattern.edge[event]:
            far = np.minimum(far, np.abs(walk - pattern.fraction[event]) * pattern.lengths[e])
        count += int(np.sum((far[:-1] < distance) != (far[1:] < distance)))
    return count


def test_weights_count_the_places_at_the_same_distance() -> None:
    rng = np.random.default_rng(8)
    pattern = NetworkPattern(VERTICES, EDGES, rng.integers(0, 12, 6), rng.uniform(0.1, 0.9, 6))
    far = network_pair_distances(pattern)
    i, j = np.nonzero(~np.eye(6, dtype=bool))
    expected = sum(1 / places_by_walking(pattern, a, far[a, b]) for a, b in zip(i, j, strict=True))
    found = network_k(pattern, [0, 99]).values[1]
    assert found == pytest.approx(pattern.total_length / 30 * expected)


def test_a_single_street_by_hand() -> None:
    pattern = NetworkPattern([[0, 0], [10, 0]], [[0, 1]], [0, 0], [0.4, 0.6])
    both = network_k(pattern, [0, 1.99, 2, 20], "all")
    assert both.values.tolist() == pytest.approx([0, 0, 5, 5])  # two places at 2 from each: half of 10
    assert both.all["none"].tolist() == pytest.approx([0, 0, 10, 10])
    assert both.theoretical.tolist() == [0, 1.99, 2, 20]


def test_events_by_chance_lie_around_the_line_and_clusters_above_it() -> None:
    def pattern(seed: int) -> NetworkPattern:
        rng = np.random.default_rng(seed)
        return NetworkPattern(GRID, STREETS, rng.integers(0, 12, 40), rng.uniform(0, 1, 40))

    r = np.linspace(0, 15, 16)
    mean = np.mean([network_k(pattern(seed), r).values for seed in range(60)], axis=0)
    assert np.abs(mean - r).max() < 0.6
    g = np.mean([network_pair_correlation(pattern(seed), r, bandwidth=1).values for seed in range(60)], axis=0)
    assert np.abs(g - 1).max() < 0.15
    together = NetworkPattern(GRID, STREETS, np.repeat([0, 5], 20), np.random.default_rng(1).uniform(0.4, 0.6, 40))
    assert network_k(together, [0, 2]).values[1] > 10


def test_progress_is_told() -> None:
    told: list[tuple[int, int, str]] = []
    rng = np.random.default_rng(1)
    pattern = NetworkPattern(GRID, STREETS, rng.integers(0, 12, 250), rng.uniform(0, 1, 250))
    network_k(pattern, [0, 1], progress=lambda done, total, text: told.append((done, total, text)))
    assert told == [(100, 250, "events"), (200, 250, "events")]


def test_what_cannot_be_estimated_is_told() -> None:
    one, two = (NetworkPattern(GRID, STREETS, [0] * n, [0.5] * n) for n in (1, 2))
    with pytest.raises(ParameterError, match=r"(?s)'r' parameter.*'correction' parameter.*at least 2 events"):
        network_k(one, [2, 1], "iso")
    with pytest.raises(ParameterError, match="'bandwidth' parameter of network_pair_correlation"):
        network_pair_correlation(two, bandwidth=0)
    with pytest.raises(ParameterError, match="Give 'bandwidth'"):
        network_pair_correlation(two)
    assert network_k(two, [0, 1]).values.tolist() == [120, 120]


@pytest.mark.data
def test_distances_and_k_as_spatstat_has_them(
    reference_network: NetworkPattern, reference_table: Callable, pattern_folder: Path
) -> None:
    pairs = np.loadtxt(pattern_folder / "net_sim_csr" / "pairdist.csv", delimiter=",")
    np.testing.assert_allclose(network_pair_distances(reference_network), pairs, rtol=1e-9, atol=1e-9)
    nearest = np.loadtxt(pattern_folder / "net_sim_csr" / "nndist.csv", skiprows=1)
    np.testing.assert_allclose(network_nearest_distances(reference_network), nearest, rtol=1e-9)
    table = reference_table("net_sim_csr", "linearK.csv")
    found = network_k(reference_network, table["r"], "all")
    for correction in ("ang", "none"):
        np.testing.assert_allclose(found.all[correction], table[correction], rtol=1e-9)


@pytest.mark.data
def test_pair_correlation_is_spatstat_s_but_for_its_grids(
    reference_network: NetworkPattern, reference_table: Callable
) -> None:
    """Kernel, bandwidth and pairs are the same; what differs by up to .03 is the share of the kernel within the ends.

    It is the exact one here. spatstat smooths 512 points from end to end, the outermost with full weight, by the same
    binned transform as the distances themselves: 3 % more at both ends, and .2 % more between.
    """
    table = reference_table("net_sim_csr", "linearpcf.csv")
    r, found = table["r"], network_pair_correlation(reference_network, table["r"])
    pairs = _pairs(reference_network, float(r[-1]), ("ang",), None)["ang"]
    width = _rule_of_thumb(pairs.distances)
    n = len(reference_network)
    scale = reference_network.total_length / (n * (n - 1))
    binned = scale * binned_transform(pairs.distances, pairs.weights, width, r)
    within = binned_transform(np.linspace(r[0], r[-1], 512), np.full(512, (r[-1] - r[0]) / 512), width, r)
    np.testing.assert_allclose(binned / within, table["est"], rtol=1e-9)
    exact = stats.norm.cdf((r[-1] - r) / width) - stats.norm.cdf((r[0] - r) / width)
    np.testing.assert_allclose(found.values * exact / binned, 1.0, rtol=1.2e-3)  # the binned transform alone
    assert np.abs(found.values - table["est"]).max() < 0.04


def binned_transform(x: np.ndarray, weights: np.ndarray, width: float, r: np.ndarray, bins: int = 512) -> np.ndarray:
    """Smooth weighted points as R's `density` does: dealt out to 512 bins, Fourier transform, read off in between.

    The kernel is laid on a grid of 2 x 512 steps over twice the range, so its steps are a little shorter than a bin.
    """
    low, high = r[0] - 4 * width, r[-1] + 4 * width
    place = (x - low) / (high - low) * (bins - 1)
    bin_, part = place.astype(int), place % 1
    mass = np.bincount(bin_, weights * (1 - part), 2 * bins) + np.bincount(bin_ + 1, weights * part, 2 * bins)
    steps = np.linspace(0, 2 * (high - low), 2 * bins)
    steps[bins + 1 :] = -steps[bins - 1 : 0 : -1]
    kernel = stats.norm.pdf(steps, scale=width)
    smooth = np.fft.ifft(np.fft.fft(mass) * np.conj(np.fft.fft(kernel))).real[:bins]
    return np.interp(r, np.linspace(low, high, bins), smooth)
