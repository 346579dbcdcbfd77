"""The mixture against numerical integration, the single gamma it holds, and zones that stand far out."""

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from scipy import integrate, stats

from beatwright.forecast.gamma_mixture import GammaMixture, fit_gamma_mixture
from beatwright.forecast.gamma_prior import fit_by_likelihood


def test_posterior_mean_is_that_of_bayes_rule():
    mixture = GammaMixture(2.0, np.array([0.5, 8.0]), np.array([0.9, 0.1]))

    def prior(ratio):
        parts = zip(mixture.weights, mixture.means, strict=True)
        return sum(w * stats.gamma.pdf(ratio, 2.0, scale=m / 2.0) for w, m in parts)

    def moment(power, y, e):
        return integrate.quad(lambda r: r**power * stats.poisson.pmf(y, r * e) * prior(r), 0, 80, limit=400)[0]

    for y, e in ((0, 1.5), (4, 1.5), (30, 2.0)):
        found = mixture.posterior_mean(np.array([float(y)]), np.array([e]))[0]
        assert found == pytest.approx(moment(1, y, e) / moment(0, y, e), rel=1e-6)


def log_likelihood(mixture, counts, expected):
    mean = expected[:, None] * mixture.means
    each = stats.nbinom.pmf(counts[:, None], mixture.shape, mixture.shape / (mixture.shape + mean))
    return float(np.log(each @ mixture.weights).sum())


def test_counts_are_about_as_probable_as_with_the_gamma_that_they_come_from():
    rng = np.random.default_rng(2)
    for shape in (0.4, 1.5, 12.0):
        counts = rng.poisson(rng.gamma(shape, 4.0 / shape, 3000)).astype(float)
        expected = np.full(3000, counts.mean())
        one, mixture = fit_by_likelihood(counts, expected), fit_gamma_mixture(counts, expected)
        alone = stats.nbinom.logpmf(counts, one.shape, one.shape / (one.shape + one.mean * expected)).sum()
        assert log_likelihood(mixture, counts, expected) > alone - 0.002 * len(counts)


def test_an_address_that_repeats_is_not_shrunk_to_its_neighbours():
    """One zone in 500 has forty times as many: one gamma takes most of it away where others are quiet."""
    rng = np.random.default_rng(3)
    ratio = np.where(rng.random(20_000) < 0.002, 40.0, 0.92)
    expected = np.full(20_000, 0.1)
    counts = rng.poisson(expected * ratio).astype(float)
    at = np.array([5.0]), np.array([0.1])
    heavy = fit_gamma_mixture(counts, expected).posterior_mean(*at)[0]
    light = fit_by_likelihood(counts, expected).posterior(*at)[0][0]
    assert heavy == pytest.approx(40.0, rel=0.15)
    assert light < 10.0
    quiet = fit_gamma_mixture(counts, expected).posterior_mean(np.array([0.0]), np.array([0.1]))[0]
    assert quiet == pytest.approx(0.92, rel=0.15)


def test_without_more_than_chance_zones_go_with_their_surroundings():
    counts = np.array([4.0, 5, 6, 5, 4, 6])
    found = fit_gamma_mixture(counts, np.full(6, 5.0)).posterior_mean(counts, np.full(6, 5.0))
    np.testing.assert_allclose(found, 1.0, rtol=0.02)
    nothing = fit_gamma_mixture(np.zeros(3), np.ones(3)).posterior_mean(np.zeros(3), np.ones(3))
    assert nothing.round(4).tolist() == [1.0] * 3


@settings(max_examples=40, deadline=None)
@given(st.lists(st.integers(0, 200), min_size=2, max_size=30), st.integers(0, 1000))
@example([0, 2, 0, 1], 1)
@example([0, 2, 0, 1], 2)
@example([0, 2, 0, 1], 3)
def test_more_incidents_are_never_less_and_order_does_not_matter(counts, seed):
    expected = np.linspace(0.5, 6.0, len(counts))
    order = np.random.default_rng(seed).permutation(len(counts))
    y = np.array(counts, dtype=float)
    one, other = fit_gamma_mixture(y, expected), fit_gamma_mixture(y[order], expected[order])
    np.testing.assert_array_equal(one.weights, other.weights)
    assert fit_by_likelihood(y, expected) == fit_by_likelihood(y[order], expected[order])
    rising = one.posterior_mean(np.arange(0.0, 250.0, 0.5), np.full(500, 2.0))
    assert (np.diff(rising) > -1e-9 * rising[1:]).all()
    assert np.isfinite(rising).all()
