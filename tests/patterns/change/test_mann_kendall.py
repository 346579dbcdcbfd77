"""The Mann-Kendall test against scipy's tau and every order of a short series."""

from itertools import permutations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import kendalltau, norm

from beatwright.base.errors import ParameterError
from beatwright.patterns import mann_kendall

series = st.lists(st.integers(0, 6), min_size=3, max_size=15)


@settings(max_examples=50)
@given(series)
def test_tau_and_the_uncorrected_p_value_are_those_of_scipy(values):
    found = mann_kendall([values])
    expected = kendalltau(np.arange(len(values)), values, method="asymptotic")
    if len(set(values)) > 1:
        assert found.tau[0] == pytest.approx(expected.statistic)
        assert 2 * norm.sf(abs(found.s[0]) / np.sqrt(found.variance[0])) == pytest.approx(expected.pvalue)
    else:
        assert (found.s[0], found.variance[0], found.z[0], found.p_value[0]) == (0, 0, 0, 1)
        assert np.isnan(found.tau[0])


@pytest.mark.parametrize("values", [[1, 2, 3, 4, 5], [1, 1, 2, 3, 3], [0, 0, 0, 7, 7], [2, 2, 2, 2, 9]])
def test_the_variance_is_that_of_all_orders(values):
    every = mann_kendall(list(permutations(values)))
    assert every.s.mean() == pytest.approx(0)
    assert every.s.var() == pytest.approx(every.variance[0])


@settings(max_examples=30)
@given(st.lists(st.lists(st.integers(0, 6), min_size=7, max_size=7), min_size=1, max_size=5))
def test_rows_are_tested_one_by_one_and_time_turned_round_turns_the_sign(rows):
    found = mann_kendall(rows)
    assert found.z.tolist() == [mann_kendall(row).z[0] for row in rows]
    turned = mann_kendall(np.array(rows)[:, ::-1])
    assert turned.s.tolist() == (-found.s).tolist()
    assert turned.p_value == pytest.approx(found.p_value)


def test_continuity_takes_one_off():
    found = mann_kendall([3, 1, 2, 5, 4, 6, 8, 7])
    s, variance = 20, 8 * 7 * 21 / 18
    assert found.s[0] == s
    assert found.z[0] == pytest.approx((s - 1) / np.sqrt(variance))


def test_without_a_trend_few_are_found():
    found = mann_kendall(np.random.default_rng(2).poisson(5, (2000, 24)))
    assert abs((found.p_value <= 0.05).mean() - 0.05) < 3.5 * np.sqrt(0.05 * 0.95 / 2000)


@pytest.mark.parametrize("shape", [(0, 5), (3, 0), (3, 1), (3, 2)])
def test_short_series_have_no_trend(shape):
    found = mann_kendall(np.zeros(shape))
    assert (found.p_value == 1).all()
    assert len(found.s) == shape[0]


@pytest.mark.parametrize(
    ("given", "words"), [([[1, np.nan]], "first row 0"), ("up", "str"), (np.zeros((1, 1, 1)), "shape")]
)
def test_what_is_no_series_is_told(given, words):
    with pytest.raises(ParameterError, match=words):
        mann_kendall(given)
