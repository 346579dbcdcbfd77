"""Poisson regression: its gradient, closed forms, another implementation, and weights that are known."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.linear_model import PoissonRegressor

from beatwright.forecast.rates.penalised_poisson import Exposures, NormalPrior, penalised_poisson


@settings(max_examples=25)
@given(seed=st.integers(0, 10_000), scale=st.sampled_from([0.1, 1.0, 4.0]))
def test_the_gradient_is_zero(seed, scale):
    rng = np.random.default_rng(seed)
    rows = Exposures(rng.normal(0, scale, (60, 4)), rng.normal(0, 1, 60), rng.uniform(0, 3, 60))
    events = rng.normal(0, 20, 4)
    prior = NormalPrior(rng.normal(0, 1, 4), rng.uniform(0.2, 2, 4))
    weights = penalised_poisson(rows, events, prior)
    expected = rows.exposure * np.exp(rows.offset + rows.covariates @ weights)
    gradient = events - expected @ rows.covariates - (weights - prior.centre) / prior.sd**2
    np.testing.assert_allclose(gradient, 0, atol=2e-3 * (1 + np.abs(events).max() + expected.sum()))


def test_without_rows_the_prior_stands():
    prior = NormalPrior(np.array([0.0, 1.0]), np.array([0.5, 0.5]))
    none = Exposures(np.zeros((0, 2)), np.zeros(0), np.zeros(0))
    np.testing.assert_array_equal(penalised_poisson(none, np.zeros(2), prior), prior.centre)


def test_another_implementation_finds_the_same():
    rng = np.random.default_rng(0)
    x = rng.normal(size=(400, 3))
    y = rng.poisson(np.exp(0.3 + x @ [0.5, -0.2, 0.0]))
    peer = PoissonRegressor(alpha=1 / (0.7**2 * len(y)), fit_intercept=False, tol=1e-10, max_iter=1000).fit(x, y)
    rows = Exposures(x, np.zeros(400), np.ones(400))
    found = penalised_poisson(rows, y @ x, NormalPrior(np.zeros(3), np.full(3, 0.7)))
    np.testing.assert_allclose(found, peer.coef_, atol=1e-6)


def test_known_weights_are_recovered():
    rng = np.random.default_rng(4)
    x = np.column_stack((np.ones(20_000), rng.normal(size=(20_000, 2))))
    y = rng.poisson(np.exp(x @ [0.5, 0.8, -0.3]))
    found = penalised_poisson(Exposures(x, np.zeros(20_000), np.ones(20_000)), y @ x, NormalPrior(*np.ones((2, 3))))
    assert found == pytest.approx([0.5, 0.8, -0.3], abs=0.03)
