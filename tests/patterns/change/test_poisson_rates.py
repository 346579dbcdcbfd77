"""Two Poisson rates against scipy, sums written out, and their own intervals."""

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from scipy.stats import binomtest, poisson, poisson_means_test

from beatwright.base.errors import ParameterError
from beatwright.patterns import conditional_test, e_test
from beatwright.patterns.change.poisson_rates import rate_ratio_interval

counts = st.integers(0, 40)
exposures = st.sampled_from([0.5, 1.0, 2.0, 7.0, 365.0])


def every_t(before, after, a, b):
    """T of the counts and of all pairs up to 150, and the chance of each pair: the slow twin."""
    k = np.arange(151)
    mean = (before + after) / (a + b)

    def t(x, y):
        variance = x / a**2 + y / b**2
        return np.abs(x / a - y / b) / np.sqrt(np.where(variance > 0, variance, 1))

    return t(before, after), t(k[:, None], k), np.outer(poisson.pmf(k, mean * a), poisson.pmf(k, mean * b))


@settings(max_examples=25)
@given(counts, counts, st.sampled_from([0.5, 1.0, 2.0, 2.5]), st.sampled_from([0.5, 1.0, 2.0, 2.5]))
@example(0, 3, 0.5, 1.0)
def test_the_e_test_is_the_sum_of_its_definition_and_that_of_scipy_but_for_ties(before, after, a, b):
    """Krishnamoorthy and Thomson's 3.5 written out. scipy leaves out some pairs whose T is equal but for rounding."""
    observed, t, chance = every_t(before, after, a, b)
    p = e_test([before], [after], a, b)[0]
    assert p == pytest.approx(min(chance[t >= observed * (1 - 1e-12)].sum(), 1), rel=1e-9, abs=1e-13)
    theirs = poisson_means_test(before, a, after, b).pvalue if before + after else 1.0
    ties = chance[np.abs(t - observed) <= 1e-9 * observed].sum()
    assert p - ties - 1e-9 <= theirs <= p + 1e-9


@settings(max_examples=60)
@given(counts, counts, exposures, exposures)
def test_the_conditional_test_is_twice_the_smaller_binomial_tail(before, after, a, b):
    total, chance = before + after, b / (a + b)
    sides = [binomtest(after, total, chance, side).pvalue if total else 1 for side in ("less", "greater")]
    assert conditional_test([before], [after], a, b)[0] == pytest.approx(min(1, 2 * min(sides)), rel=1e-9)


@settings(max_examples=60)
@given(counts, counts, exposures, exposures, st.sampled_from([0.01, 0.05, 0.2]))
def test_the_interval_leaves_one_out_where_the_conditional_test_does(before, after, a, b, alpha):
    low, high = rate_ratio_interval(np.array([[before], [after]]), np.array([[a], [b]]), alpha)
    p = conditional_test([before], [after], a, b)[0]
    if abs(p - alpha) > 1e-9:
        assert (low[0] > 1 or high[0] < 1) == (p < alpha)
    assert low[0] <= high[0]


def test_the_ends_of_the_interval_are_clopper_and_pearsons():
    low, high = rate_ratio_interval(np.array([[8], [20]]), np.array([[2.0], [3.0]]), 0.05)
    ends = binomtest(20, 28).proportion_ci(0.95, "exact")
    assert low[0] == pytest.approx(ends.low / (1 - ends.low) * 2 / 3)
    assert high[0] == pytest.approx(ends.high / (1 - ends.high) * 2 / 3)
    none = rate_ratio_interval(np.zeros((2, 1), dtype=int), np.ones((2, 1)), 0.05)
    assert [end[0] for end in none] == [0, np.inf]


def test_arrays_are_tested_zone_by_zone_and_time_turned_round_is_the_same():
    before, after = np.array([3, 0, 17, 400]), np.array([9, 0, 17, 460])
    for test in (e_test, conditional_test):
        p = test(before, after, 1.0, [1, 2, 3, 1])
        assert p == pytest.approx(
            [test([x], [y], 1, z)[0] for x, y, z in zip(before, after, [1, 2, 3, 1], strict=True)]
        )
        assert p == pytest.approx(test(after, before, [1, 2, 3, 1], 1.0))
        assert test([], []).tolist() == []


def test_under_chance_the_tests_find_what_they_say():
    """The chance of p <= 0.05, summed over all counts, at two means: E-test near it, conditional test below it."""
    for mean in (4.0, 15.0):
        k = np.arange(int(poisson.isf(1e-9, mean)) + 1)
        x, y = (each.ravel() for each in np.meshgrid(k, k))
        chance = poisson.pmf(x, mean) * poisson.pmf(y, mean)
        assert 0.03 < chance[e_test(x, y) <= 0.05].sum() < 0.056
        assert 0.01 < chance[conditional_test(x, y) <= 0.05].sum() <= 0.05


@pytest.mark.parametrize(
    ("given", "words"),
    [
        (([1.5], [1]), "'count_before' parameter of e_test must be whole numbers from 0. Got 1.5 at position 0."),
        (([1], [-1]), "'count_after'"),
        (([1, 2], [1, 2, 3]), "count_before 2, count_after 3"),
        (([1], [1], 0), "'exposure_before' parameter of e_test must be finite numbers above 0"),
        (([[1]], [1]), "shape (1, 1)"),
        ((["x"], [1]), "Got list"),
    ],
)
def test_what_cannot_be_compared_is_told(given, words):
    with pytest.raises(ParameterError) as told:
        e_test(*given)
    assert words in str(told.value)
