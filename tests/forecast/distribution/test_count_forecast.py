"""The predictive distribution against the negative binomial of scipy and against its own draws."""

import numpy as np
import pytest
from scipy import stats

from beatwright.core import Forecast, ParameterError
from beatwright.forecast import CountForecast, Spread
from beatwright.forecast.distribution.negative_binomial import count_quantile

PER_WEEK = np.array([[0.2, 3.0], [1.5, 0.0], [20.0, 0.7]])
SHAPE = np.array([[0.8, 5.0], [60.0, np.inf], [9.0, np.inf]])
CLOCK = np.full((168, 2), 1 / 168)
HOURS = 6 * 168.0
CLASSES = ("low", "high")
FORECAST = CountForecast(PER_WEEK * 6, HOURS, CLASSES, SHAPE)
SPREAD = Spread(dispersion=0.3, city_sd=0.2, zone_sd=0.25)
UNSURE = CountForecast(PER_WEEK * 6, HOURS, CLASSES, SHAPE, spread=SPREAD)


def test_it_is_a_forecast():
    assert isinstance(FORECAST, Forecast)


@pytest.mark.parametrize("clock", [np.ones((1, 2)), CLOCK])
def test_mean_holds_the_calls_of_the_weeks(clock):
    mean = CountForecast(PER_WEEK * 6, HOURS, CLASSES, SHAPE, clock=clock).mean
    np.testing.assert_allclose(mean.expected * mean.hours, PER_WEEK * 6)
    assert mean.rate.shape == (1, 3, len(clock), 2)


@pytest.mark.parametrize("q", [0.0, 0.05, 0.5, 0.9, 0.999])
def test_quantiles_are_negative_binomial(q):
    mu = PER_WEEK * 6
    found = FORECAST.quantile(q)
    for cell in np.ndindex(3, 2):
        law = (
            stats.poisson(mu[cell])
            if np.isinf(SHAPE[cell])
            else stats.nbinom(SHAPE[cell], SHAPE[cell] / (SHAPE[cell] + mu[cell]))
        )
        assert found[cell] == max(law.ppf(q), 0)


def test_draws_follow_the_law():
    """Every cell's draws against the exact probabilities, chi-square, Bonferroni at 1 in 1,000."""
    drawn = FORECAST.scenarios(4_000, seed=7)
    counts = np.round(drawn.rate[:, :, 0, :] * drawn.hours).astype(int)
    np.testing.assert_allclose(drawn.rate[:, :, 0, :] * drawn.hours, counts, atol=1e-9)
    for cell in np.ndindex(3, 2):
        if PER_WEEK[cell] == 0:
            assert (counts[:, *cell] == 0).all()
            continue
        edges = np.unique([np.quantile(counts[:, *cell], part, method="lower") for part in np.linspace(0.1, 0.9, 9)])
        total = np.concatenate([[0.0], np.cumsum(probabilities(cell, int(edges[-1])))[edges.astype(int)], [1.0]])
        seen = np.bincount(np.searchsorted(edges, counts[:, *cell], side="left"), minlength=len(edges) + 1)
        assert stats.chisquare(seen, np.diff(total) * 4_000).pvalue > 1e-3 / 6


def probabilities(cell, most):
    out = np.empty(most + 1)
    for count in range(most + 1):
        table = np.zeros((3, 2))
        table[cell] = count
        out[count] = np.exp(FORECAST.log_probability(table)[cell])
    return out


def test_hours_of_one_draw_share_its_rate():
    """Draws by the hour sum to draws of the period: the variance of the sum is the negative binomial's."""
    hourly = CountForecast(PER_WEEK * 6, HOURS, CLASSES, SHAPE, clock=CLOCK).scenarios(600, seed=2)
    counts = hourly.rate.sum(axis=2) * hourly.hours / 168
    mu = PER_WEEK * 6
    variance = mu + mu**2 / SHAPE
    np.testing.assert_allclose(counts.mean(axis=0), mu, atol=1e-9 + 5 * np.sqrt(variance / 600).max())
    np.testing.assert_allclose(counts.var(axis=0)[2, 0], variance[2, 0], rtol=0.3)


def test_same_seed_same_scenarios_and_longer_draws_begin_alike():
    assert FORECAST.scenarios(4, seed=3) == FORECAST.scenarios(4, seed=3)
    assert FORECAST.scenarios(4, seed=3) != FORECAST.scenarios(4, seed=4)
    np.testing.assert_array_equal(FORECAST.scenarios(9, seed=3).rate[:4], FORECAST.scenarios(4, seed=3).rate)


def test_wrong_values_are_told():
    with pytest.raises(ParameterError, match=r"'n' parameter of scenarios must be an integer in \[1, inf\)\. Got 0"):
        FORECAST.scenarios(0)
    with pytest.raises(ParameterError, match="'seed'"):
        FORECAST.scenarios(1, seed=-1)
    with pytest.raises(ParameterError, match="'q' parameter of quantile"):
        FORECAST.quantile(1.5)
    with pytest.raises(ParameterError, match="zone, severity"):
        FORECAST.log_probability(np.zeros((2, 3)))
    for counts in (0.5, -1.0, np.nan, np.inf):
        with pytest.raises(ParameterError, match=r"'counts' parameter of log_probability must be whole numbers"):
            FORECAST.log_probability(np.full_like(FORECAST.expected, counts))
        with pytest.raises(ParameterError, match=r"'counts' parameter of log_probability must be whole numbers"):
            FORECAST.aggregate().log_probability([counts])
    with pytest.raises(ParameterError, match="'zones' parameter of aggregate"):
        FORECAST.aggregate([0, 1])
    with pytest.raises(ParameterError, match="finite values of at least 0"):
        CountForecast(-PER_WEEK, HOURS, CLASSES)
    with pytest.raises(ParameterError, match="'city_sd' parameter of Spread"):
        Spread(city_sd=-1)


def counts_of(demand):
    return np.round(demand.rate.sum(axis=2) * demand.hours / demand.rate.shape[2])


@pytest.mark.parametrize("stratified", [False, True])
def test_mean_and_variance_are_those_of_the_draws(stratified):
    n = 20_000
    counts = counts_of(UNSURE.scenarios(n, seed=5, stratified=stratified))
    error = np.sqrt(UNSURE.variance / n)
    assert (np.abs(counts.mean(axis=0) - UNSURE.expected) <= 5 * error + 1e-12).all()
    np.testing.assert_allclose(counts.var(axis=0), UNSURE.variance, rtol=0.15)


@pytest.mark.parametrize("group", [None, [0, 0, 1], [1, -1, 0]])
def test_sums_are_those_of_the_draws(group):
    sums = UNSURE.aggregate(group)
    drawn = sums.samples(20_000, seed=6)
    np.testing.assert_allclose(drawn.mean(axis=0), sums.expected, rtol=0.03)
    np.testing.assert_allclose(drawn.var(axis=0), sums.variance, rtol=0.15)
    inside = (drawn >= sums.quantile(0.05)) & (drawn <= sums.quantile(0.95))
    assert (inside.mean(axis=0) > 0.88).all()
    assert (inside.mean(axis=0) < 0.95).all()


def test_sums_are_coherent_with_the_scenarios():
    zones = counts_of(UNSURE.scenarios(7, seed=8)).sum(axis=(1, 2))
    np.testing.assert_array_equal(UNSURE.aggregate().samples(7, seed=8)[:, 0], zones)
    np.testing.assert_allclose(UNSURE.totals.expected.sum(), UNSURE.aggregate().expected)
    np.testing.assert_allclose(FORECAST.aggregate().variance, FORECAST.variance.sum())


def test_fifty_strata_reproduce_mean_and_variance_of_sums():
    """The mean of 50 stratified draws strays less than that of 50 plain ones; both are right on average."""
    city = UNSURE.aggregate()
    means = {
        how: [counts_of(UNSURE.scenarios(50, seed, how)).sum(axis=(1, 2)).mean() for seed in range(120)]
        for how in (False, True)
    }
    for found in means.values():
        assert abs(np.mean(found) - city.expected[0]) < 5 * np.std(found) / np.sqrt(120)
    assert np.std(means[True]) < 0.6 * np.std(means[False])
    variances = [counts_of(UNSURE.scenarios(50, seed, True)).sum(axis=(1, 2)).var(ddof=1) for seed in range(120)]
    assert np.mean(variances) == pytest.approx(city.variance[0], rel=0.1)


def test_stratified_draws_are_the_same_for_the_same_seed():
    assert UNSURE.scenarios(5, 3, True) == UNSURE.scenarios(5, 3, True)
    assert UNSURE.scenarios(5, 3, True) != UNSURE.scenarios(5, 4, True)
    assert FORECAST.scenarios(5, 3, True).rate.shape == (5, 3, 1, 2)


def test_quantiles_of_counts_too_large_for_whole_numbers_are_those_of_a_gamma():
    mean = np.array([2e14, 2e14, 5e8, 5e8])
    variance = np.array([2e14, 1e28, 5e8, 1e16])
    for q in (0.05, 0.5, 0.95):
        found = count_quantile(q, mean, variance)
        assert found[0] == pytest.approx(stats.norm.ppf(q, mean[0], np.sqrt(variance[0])), abs=1e-3 * 2e7)
        exact = stats.poisson.ppf(q, 5e8), stats.nbinom.ppf(q, 25e16 / (1e16 - 5e8), 5e8 / 1e16)
        assert found[2:] == pytest.approx(exact, abs=2)
        assert np.isfinite(found).all()
    assert count_quantile(0.0, mean, variance).tolist() == [0, 0, 0, 0]
