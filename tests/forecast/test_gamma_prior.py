"""The prior against closed forms, brute force and its own limits."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import integrate, stats

from beatwright.forecast.gamma_prior import GammaPrior, fit_by_likelihood, fit_by_moments


def log_likelihood(counts, exposure, mean, shape):
    return stats.nbinom.logpmf(counts, shape, shape / (shape + mean * exposure)).sum()


def test_posterior_is_the_conjugate_one():
    """Against Bayes' rule integrated numerically."""
    a, m, e, y = 2.5, 1.2, 3.0, 7
    mean, shape = GammaPrior(m, a).posterior(np.array([float(y)]), np.array([e]))
    prior, rates = stats.gamma(a, scale=m / a), (0, 60)
    mass = integrate.quad(lambda r: stats.poisson.pmf(y, r * e) * prior.pdf(r), *rates)[0]
    first = integrate.quad(lambda r: r * stats.poisson.pmf(y, r * e) * prior.pdf(r), *rates)[0] / mass
    second = integrate.quad(lambda r: r * r * stats.poisson.pmf(y, r * e) * prior.pdf(r), *rates)[0] / mass
    assert mean[0] == pytest.approx(first, rel=1e-7)
    assert mean[0] ** 2 / shape[0] == pytest.approx(second - first**2, rel=1e-6)


def test_likelihood_finds_the_maximum_on_a_grid():
    rng = np.random.default_rng(3)
    exposure = rng.uniform(0.2, 4.0, 80)
    counts = rng.poisson(rng.gamma(1.5, 2.0, 80) * exposure).astype(float)
    found = fit_by_likelihood(counts, exposure)
    best = log_likelihood(counts, exposure, found.mean, found.shape)
    for mean in found.mean * np.exp(np.linspace(-0.5, 0.5, 41)):
        for shape in found.shape * np.exp(np.linspace(-1, 1, 41)):
            assert log_likelihood(counts, exposure, mean, shape) <= best + 1e-7


@pytest.mark.parametrize("fit", [fit_by_likelihood, fit_by_moments])
def test_recovers_a_known_prior(fit):
    rng = np.random.default_rng(11)
    exposure = np.full(20_000, 30.0)
    counts = rng.poisson(rng.gamma(2.0, 0.5 / 2.0, 20_000) * exposure).astype(float)
    prior = fit(counts, exposure)
    assert prior.mean == pytest.approx(0.5, rel=0.02)
    assert prior.shape == pytest.approx(2.0, rel=0.06)


@pytest.mark.parametrize("fit", [fit_by_likelihood, fit_by_moments])
def test_without_overdispersion_every_zone_gets_the_mean(fit):
    counts = np.array([4.0, 5, 6, 5, 4, 6])
    prior = fit(counts, np.full(6, 2.0))
    assert math.isinf(prior.shape)
    np.testing.assert_allclose(prior.posterior(counts, np.full(6, 2.0))[0], 2.5)


@pytest.mark.parametrize("fit", [fit_by_likelihood, fit_by_moments])
def test_with_much_data_every_zone_keeps_its_rate(fit):
    rate = np.array([0.5, 3.0, 8.0, 1.0])
    exposure = np.full(4, 1e7)
    prior = fit(rate * exposure, exposure)
    np.testing.assert_allclose(prior.posterior(rate * exposure, exposure)[0], rate, rtol=1e-5)


@pytest.mark.parametrize("fit", [fit_by_likelihood, fit_by_moments])
def test_nothing_observed_is_nothing_expected(fit):
    prior = fit(np.zeros(5), np.ones(5))
    assert prior.mean == 0
    assert prior.posterior(np.zeros(5), np.ones(5))[0].tolist() == [0.0] * 5


@settings(max_examples=60, deadline=None)
@given(st.lists(st.integers(0, 400), min_size=2, max_size=40), st.floats(0.1, 50))
def test_equal_exposure_conserves_calls_and_shrinks(counts, exposure):
    """With equal exposure both estimates keep the total, and each rate lies between the raw one and the mean."""
    y, e = np.array(counts, dtype=float), np.full(len(counts), exposure)
    for fit in (fit_by_likelihood, fit_by_moments):
        mean = fit(y, e).posterior(y, e)[0]
        raw = y / e
        assert (mean * e).sum() == pytest.approx(y.sum(), rel=1e-5, abs=1e-9)
        slack = 1e-5 * (1 + raw.max())
        assert (mean >= np.minimum(raw, raw.mean()) - slack).all()
        assert (mean <= np.maximum(raw, raw.mean()) + slack).all()


@settings(max_examples=30, deadline=None)
@given(st.lists(st.integers(0, 90), min_size=3, max_size=30), st.randoms(use_true_random=False))
def test_order_of_zones_does_not_matter(counts, random):
    order = list(range(len(counts)))
    random.shuffle(order)
    y, e = np.array(counts, dtype=float), np.linspace(1, 3, len(counts))
    one, other = fit_by_likelihood(y, e), fit_by_likelihood(y[order], e[order])
    assert other.mean == pytest.approx(one.mean, rel=1e-7)
    assert other.shape == pytest.approx(one.shape, rel=1e-6)
