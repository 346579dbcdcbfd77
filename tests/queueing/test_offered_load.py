"""The offered load against its differential equation, the page's weeks, and its limits."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.integrate import solve_ivp

from beatwright.base.errors import ParameterError
from beatwright.queueing import offered_load

HOUR = np.arange(168)
WEEKEND = ((HOUR >= 114) & (HOUR < 124)) | ((HOUR >= 138) & (HOUR < 148))
WEEK = 0.25 + 0.45 * (1 + np.cos(2 * np.pi * (HOUR % 24 - 20) / 24)) / 2 + 0.30 * WEEKEND


@pytest.mark.parametrize(
    ("calls", "service", "start", "peak", "hour"),
    [
        (6, 0.75, 2.90314416, 4.46266967, 141),
        (25, 0.75, 12.09643398, 18.59445695, 141),
        (25, 1.5, 24.61700605, 36.26015204, 142),
        (120, 0.75, 58.06288311, 89.25339338, 141),
    ],
)
def test_the_week(calls, service, start, peak, hour):
    load = offered_load(calls * WEEK, service)
    assert load.start[0] == pytest.approx(start, abs=1e-8)
    assert load.peak.max() == pytest.approx(peak, abs=1e-8)
    assert load.peak.argmax() == hour


@settings(max_examples=15)
@given(st.lists(st.floats(0, 9), min_size=1, max_size=6), st.floats(0.1, 5))
def test_it_is_the_solution_of_its_equation(rate, service):
    load = offered_load(rate, service)
    for hour, calls in enumerate(rate):

        def change(_, m, calls=calls):
            return [calls - m[0] / service, m[0]]  # the load, and its sum over time

        end = solve_ivp(change, (0, 1), [load.start[hour], 0.0], rtol=1e-10, atol=1e-12).y[:, -1]
        assert end[0] == pytest.approx(load.start[(hour + 1) % len(rate)], abs=1e-8)
        assert end[1] == pytest.approx(load.mean[hour], abs=1e-8)
        assert load.peak[hour] == max(load.start[hour], load.start[(hour + 1) % len(rate)])


@given(st.lists(st.floats(0, 9), min_size=1, max_size=30), st.floats(0.01, 500))
def test_no_work_is_lost(rate, service):
    load = offered_load(rate, service)
    assert load.mean.sum() == pytest.approx(sum(rate) * service, rel=1e-9, abs=1e-12)
    assert np.all(load.mean <= load.peak * (1 + 1e-12))


def test_even_calls_are_the_load_and_short_calls_lag_by_nothing():
    even = offered_load(np.full(24, 3.0), 2.0)
    assert even.start == pytest.approx(np.full(24, 6.0))
    assert even.mean == pytest.approx(np.full(24, 6.0))
    assert offered_load(WEEK, 1e-6).mean == pytest.approx(WEEK * 1e-6, rel=1e-5)


def test_several_at_once_are_as_one_by_one():
    rate = np.random.default_rng(1).gamma(2, 1, (2, 3, 24))
    load = offered_load(rate, 0.7)
    assert load.mean[1, 2] == pytest.approx(offered_load(rate[1, 2], 0.7).mean, rel=1e-14)
    assert load.start.shape == load.peak.shape == rate.shape


def test_bad_input_is_told_at_once():
    with pytest.raises(ParameterError) as error:
        offered_load(3.0, 0)
    assert "The 'rate' parameter of offered_load must be an array [..., hour]. Got shape ()." in str(error.value)
    assert "'service'" in str(error.value)
