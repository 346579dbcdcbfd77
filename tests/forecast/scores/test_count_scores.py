"""Log score, CRPS, coverage and calibration against sums by brute force and closed forms."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from beatwright.base.errors import ParameterError
from beatwright.forecast.distribution.negative_binomial import count_quantile
from beatwright.forecast.scores.calibration import calibration
from beatwright.forecast.scores.interval_coverage import both_coverages, interval_coverage, pit_coverage
from beatwright.forecast.scores.log_score import log_score
from beatwright.forecast.scores.ranked_probability import crps, ensemble_crps

MEANS = (1e-6, 1e-3, 0.05, 1.0, 20.0, 500.0)
EXCESS = (0.0, 1e-12, 1e-9, 1e-5, 1e-3, 0.1, 1.0, 9.0)


def distribution(mean: float, variance: float) -> stats.rv_discrete:
    if variance <= mean:
        return stats.poisson(mean)
    p = mean / variance
    return stats.nbinom(mean * p / (1 - p), p)


def brute_crps(y: int, mean: float, variance: float) -> float:
    k = np.arange(int(mean + 60 * math.sqrt(variance)) + 200 + y)
    return float(((distribution(mean, variance).cdf(k) - (k >= y)) ** 2).sum())


@pytest.mark.parametrize("mean", MEANS)
@pytest.mark.parametrize("excess", EXCESS)
def test_the_closed_forms_are_the_sums(mean: float, excess: float) -> None:
    variance = mean * (1 + excess)
    counts = [0, 1, 3, int(mean), int(mean + 5 * math.sqrt(variance))]
    sums = [brute_crps(y, mean, variance) for y in counts]
    assert crps(counts, mean, variance) == pytest.approx(sums, rel=1e-6, abs=1e-12)


def test_a_mean_of_zero_is_sure_of_none() -> None:
    assert crps([0, 3], 0.0).tolist() == [0.0, 3.0]


@pytest.mark.parametrize("variance", [2.0, 5.0])
def test_the_ensemble_nears_the_closed_form(variance: float) -> None:
    drawn = distribution(2.0, variance).rvs(size=(20_000, 1), random_state=np.random.default_rng(1))
    for y in (0, 2, 7):
        # Standard error of the mean of |X - y| over the draws is below sd / 141.
        assert ensemble_crps([y], drawn)[0] == pytest.approx(crps([y], 2.0, variance)[0], abs=0.04)


@given(
    st.lists(st.floats(0, 20), min_size=1, max_size=8).flatmap(
        lambda draws: st.tuples(
            st.just(draws), st.lists(st.floats(0.1, 3), min_size=len(draws), max_size=len(draws)), st.floats(0, 20)
        )
    )
)
def test_the_ensemble_is_the_mean_over_all_pairs(case: tuple[list[float], list[float], float]) -> None:
    draws, weight, y = np.array(case[0]), np.array(case[1]) / np.sum(case[1]), case[2]
    pairs = np.abs(draws[:, None] - draws[None, :])
    slow = weight @ np.abs(draws - y) - weight @ pairs @ weight / 2
    assert ensemble_crps([y], draws[:, None], weight)[0] == pytest.approx(slow, abs=1e-9)


def test_the_ensemble_of_every_value_by_its_probability_is_the_closed_form() -> None:
    k = np.arange(60.0)
    weight = distribution(3.0, 6.0).pmf(k)
    assert ensemble_crps([4.0], k[:, None], weight)[0] == pytest.approx(crps([4], 3.0, 6.0)[0], abs=1e-9)


def test_the_log_score_is_the_mean_difference_of_log_probabilities() -> None:
    counts, mu, base = np.array([0, 2, 5]), np.array([0.5, 2.0, 3.0]), np.array([1.0, 1.0, 4.0])
    slow = (stats.poisson.logpmf(counts, mu) - stats.poisson.logpmf(counts, base)).sum() / 7
    assert log_score(counts, mu, base) == pytest.approx(slow)
    assert log_score([1, 0], [0.0, 1.0], 1.0) == -math.inf
    assert log_score([1, 0], 1.0, [0.0, 1.0]) == math.inf
    assert math.isnan(log_score([0, 0], 1.0, 1.0))
    assert math.isnan(log_score([1], [0.0], [0.0]))


@pytest.mark.parametrize("mean", [0.01, 0.3, 4.0])
@pytest.mark.parametrize("excess", [0.0, 1.0])
def test_the_coverage_of_a_right_forecast_is_its_level(mean: float, excess: float) -> None:
    k = np.arange(400)
    chance = distribution(mean, mean * (1 + excess)).pmf(k)
    shares = [pit_coverage([y], mean, mean * (1 + excess), level=0.8) for y in k]
    assert chance @ np.array(shares) == pytest.approx(0.8)


def test_plain_coverage_is_too_good_for_rare_counts_and_the_exact_one_is_not() -> None:
    counts = [0] * 99 + [1]
    assert interval_coverage(counts, 0, 0) == 0.99
    assert pit_coverage(counts, 0.01, level=0.9) == pytest.approx(0.9, abs=0.01)
    assert pit_coverage([400], 1.0) == 0.0
    assert interval_coverage([4], 5, 6) == 0.0


@pytest.mark.parametrize("excess", [0.0, 0.5, 4.0])
def test_plain_coverage_is_that_of_the_quantiles(excess: float) -> None:
    rng = np.random.default_rng(4)
    mean = rng.gamma(0.5, 4.0, 500)
    counts = rng.poisson(mean * rng.gamma(1.0, 1.0, 500)).astype(float)
    variance = mean * (1 + excess)
    low, high = (count_quantile(q, mean, variance) for q in (0.05, 0.95))
    assert both_coverages(counts, mean, variance)[0] == interval_coverage(counts, low, high)


def test_calibration_by_tenths_and_by_group() -> None:
    rng = np.random.default_rng(2)
    expected = rng.gamma(0.5, 1.0, 1003)
    counts = rng.poisson(expected)
    table = calibration(expected, counts)
    assert table["zones"].tolist().count(100) + table["zones"].tolist().count(101) == 10
    assert table["came"].sum() == counts.sum()
    assert table["expected"].is_monotonic_increasing
    assert (table["z"].abs() < 4).all()
    named = calibration([1, 2, 3], [0, 4, 3], group=["b", "a", "b"])
    assert sorted(table["zones"].tolist()) == [100] * 7 + [101] * 3
    assert named.loc["a", "ratio"] == 0.5
    assert calibration([1.0], [0], group=["a"]).loc["a", "ratio"] == math.inf


def test_faults_are_told() -> None:
    with pytest.raises(ParameterError, match=r"whole numbers.*0\.5 at zone 1"):
        crps([1, 0.5], 1.0)
    with pytest.raises(ParameterError, match="'low' may lie above"):
        interval_coverage([1], 3, 2)
    with pytest.raises(ParameterError, match=r"(?s)'draws'.*'weight'"):
        ensemble_crps([1.0], [1.0, 2.0], [-1.0])
    with pytest.raises(ParameterError, match="'group'"):
        calibration([1, 2], [1, 2], group=["a"])
    with pytest.raises(ParameterError, match="must be numbers"):
        log_score(["a"], 1.0, 1.0)
