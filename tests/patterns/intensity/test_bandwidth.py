"""Bandwidths: the criteria done slowly, what is chosen, and what cannot be."""

import numpy as np
import pytest
import shapely

from beatwright.base.errors import ParameterError
from beatwright.patterns import PointPattern, bandwidth, bandwidths, k_function, kde, kde_at_points
from beatwright.patterns.intensity.bandwidth import BANDWIDTH_METHODS, chosen_of
from beatwright.patterns.intensity.bandwidth_curves import diggle_criterion

SQUARE = (0, 0, 1, 1)
ELL = shapely.Polygon([(0, 0), (1, 0), (1, 0.5), (0.5, 0.5), (0.5, 1), (0, 1)])


def clustered(window=SQUARE, seed=3):
    rng = np.random.default_rng(seed)
    middles = rng.uniform(0.1, 0.9, (8, 2))
    return PointPattern.within(np.repeat(middles, 15, axis=0) + rng.normal(0, 0.03, (120, 2)), window)


@pytest.mark.parametrize("window", [SQUARE, ELL], ids=["square", "ell"])
def test_likelihood_is_that_of_each_event_given_the_others(window):
    pattern = clustered(window)
    sigmas = [0.02, 0.05, 0.1]
    found = bandwidth(pattern, "ppl", sigmas=sigmas, mass="exact")
    for sigma, value in zip(sigmas, found.criterion, strict=True):
        each = kde_at_points(pattern, sigma, leave_one_out=True)
        assert value == pytest.approx(np.log(each).sum() - kde(pattern, sigma).total, rel=1e-12)
    assert found.sigma == sigmas[found.criterion.argmax()]


def test_likelihood_finds_the_size_of_clusters():
    found = bandwidth(clustered(), "ppl")
    assert 0.015 < found.sigma < 0.06
    assert found.warning == ""
    assert found.largest
    assert len(found.sigmas) == len(found.criterion) == 16


def test_events_in_cells_outside_do_not_win_by_having_no_mass():
    slope = shapely.Polygon([(0, 0), (1, 0), (0, 0.999)])
    place = np.array([[0.3, 0.6985], [0.6, 0.399], [0.2, 0.2]])
    pattern = PointPattern(np.repeat(place, 5, axis=0), slope)
    found, exact = (bandwidth(pattern, "ppl", sigmas=[1e-4, 1e-3], mass=mass) for mass in ("pixels", "exact"))
    assert found.criterion == pytest.approx(exact.criterion, rel=0.1)


def test_sigmas_reach_from_the_nearest_single_events_to_half_the_diameter():
    slope = shapely.Polygon([(0, 0), (3, 0), (0, 1)])
    shared = [[0.1, 0.1], [0.1, 0.1], [0.11, 0.1], [0.11, 0.1]]
    found = bandwidth(PointPattern([*shared, [0.5, 0.3], [0.9, 0.3]], slope), "cvl").sigmas
    assert found[[0, -1]] == pytest.approx([0.4, np.sqrt(10) / 2])
    assert np.allclose(np.diff(np.log(found)), np.log(found[1] / found[0]))
    assert bandwidth(PointPattern(shared, slope), "cvl").sigmas[0] == pytest.approx(0.01)
    far = bandwidth(PointPattern([[0, 1], [3, 0]], slope), "ppl").sigmas
    assert far[[0, -1]] == pytest.approx([np.sqrt(10) / 2, np.sqrt(10)])


def test_cvl_weighs_inverse_intensities_against_the_area():
    pattern = clustered()
    found = bandwidth(pattern, "cvl", sigmas=[0.01, 0.04, 0.2])
    plain = [(np.sum(1 / kde_at_points(pattern, s, edge="none")) - 1) ** 2 for s in found.sigmas]
    assert found.criterion == pytest.approx(plain, rel=1e-12)


def test_mean_squared_error_of_a_random_pattern_is_a_formula():
    r = np.linspace(0, 0.2, 2001)
    sigmas, error = diggle_criterion(r, np.pi * r**2, 400.0)
    h = 2 * sigmas[200:]
    assert error[200:] == pytest.approx(1 / (400 * np.pi * h**2) - 1, abs=0.02)
    assert np.isnan(error[0])
    assert sigmas[-1] == pytest.approx(0.05)


def test_mean_squared_error_is_a_sum_over_the_steps_of_k():
    pattern = clustered()
    found = bandwidth(pattern, "diggle")
    k = k_function(pattern, np.linspace(0, 0.25, 512), "iso").values
    step, intensity = 0.25 / 511, 120.0
    for j in (5, 60, 255):
        h = j * step
        shared = 0.0
        for i in range(511):
            s = min(i * step / (2 * h), 1.0)
            shared += 2 * h**2 * (np.arccos(s) - s * np.sqrt(1 - s * s)) * (k[i + 1] - k[i])
        plain = (1 / intensity - 2 * k[j]) / (np.pi * h**2) + shared / (np.pi * h**2) ** 2
        assert found.sigmas[j] == pytest.approx(h / 2)
        assert found.criterion[j] == pytest.approx(plain, rel=1e-9)
    assert not found.largest
    assert 0.005 < found.sigma < 0.06


def test_events_at_one_place_do_not_change_the_integral():
    r = np.linspace(0, 0.2, 101)
    apart, together = np.pi * r**2, np.pi * r**2 + 0.01
    one, two = (diggle_criterion(r, k, 400.0)[1] for k in (apart, together))
    disc = np.pi * r[1:51] ** 2
    assert two[1:] == pytest.approx(one[1:] - 0.02 / disc)


def test_scott_is_a_formula():
    pattern = clustered()
    spread = pattern.xy.std(axis=0, ddof=1)
    assert bandwidth(pattern, "scott").sigma == pytest.approx(np.sqrt(spread[0] * spread[1]) / 120 ** (1 / 6))


def test_sigma_may_be_the_name_of_a_method():
    pattern = clustered()
    assert np.array_equal(kde(pattern, "scott").values, kde(pattern, bandwidth(pattern, "scott").sigma).values)


def test_all_methods_stand_in_one_table():
    table = bandwidths(clustered())
    assert sorted(table.index) == sorted(BANDWIDTH_METHODS)
    assert table["sigma"].is_monotonic_increasing
    line = PointPattern(np.column_stack([np.linspace(0.1, 0.9, 9), np.full(9, 0.5)]), SQUARE)
    table = bandwidths(line)
    assert np.isnan(table.loc["scott", "sigma"])
    assert "line along an axis" in table.loc["scott", "warning"]
    assert np.isfinite(table.loc["ppl", "sigma"])


@pytest.mark.parametrize(
    ("xy", "why"), [([], "there is 0"), ([[0.5, 0.5]], "there is 1"), ([[0.5, 0.5]] * 4, "one place")]
)
@pytest.mark.parametrize("method", BANDWIDTH_METHODS)
def test_patterns_without_two_places_are_refused_in_one_sentence(xy, why, method):
    pattern = PointPattern(xy, SQUARE)
    for call in (lambda: bandwidth(pattern, method), lambda: bandwidths(pattern)):
        with pytest.raises(ParameterError, match=f"events at two places at least, and .*{why}") as told:
            call()
        assert "\n" not in str(told.value)


@pytest.mark.parametrize("method", BANDWIDTH_METHODS)
def test_two_events_and_two_islands(method):
    two = PointPattern([[0.2, 0.3], [0.6, 0.9]], SQUARE)
    assert bandwidth(two, method).sigma > 0
    islands = shapely.MultiPolygon([shapely.box(0, 0, 1, 1), shapely.box(5, 5, 6, 6)])
    both = PointPattern(np.vstack([clustered().xy, clustered(seed=5).xy + 5]).clip(0, 6), islands)
    assert 0 < bandwidth(both, method).sigma < 5


def test_the_ends_of_the_scale_are_warned_of():
    sigmas = np.array([1.0, 2.0, 3.0])
    assert chosen_of("ppl", sigmas, np.array([1.0, 2.0, 3.0]), largest=True).warning.startswith("The largest sigma")
    assert chosen_of("cvl", sigmas, np.array([np.nan, 2.0, 3.0]), largest=False).warning.startswith("The smallest")
    assert chosen_of("ppl", sigmas, np.array([1.0, 2.0, 1.0]), largest=True).warning == ""
    with pytest.raises(ParameterError, match="no value at any sigma that was tried, from 1 to 3"):
        chosen_of("ppl", sigmas, np.full(3, -np.inf), largest=True)


def test_progress_hears_of_every_sigma():
    heard = []
    bandwidth(clustered(), "ppl", sigmas=[0.1, 0.2], progress=lambda *told: heard.append(told))
    assert [told[:2] for told in heard] == [(1, 2), (2, 2)]


def test_everything_wrong_is_told_at_once():
    with pytest.raises(ParameterError) as told:
        bandwidth(clustered(), "best", sigmas=[2, 1], mass="none")
    for name in ("method", "sigmas", "mass"):
        assert f"'{name}' parameter of bandwidth must be" in str(told.value)
    for method in ("scott", "diggle"):
        with pytest.raises(ParameterError, match=f"must be None for the method '{method}'"):
            bandwidth(clustered(), method, sigmas=[1, 2])
