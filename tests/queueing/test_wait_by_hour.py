"""Waits by the hour of coming: Little's law, Erlang's wait, and both exponentials summed on a fine grid."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.linalg import expm

from beatwright.base.errors import ParameterError
from beatwright.queueing import delay_by_hour, mean_wait, wait_by_hour


def on_a_grid(rate, cars, service, size=40, steps=200):
    """Twin: chances forward and waits backward by exponentials of generators, averaged by Simpson's rule."""
    n = np.arange(size)
    ahead, back = [], []
    for calls, on_duty in zip(rate, cars, strict=True):
        served = np.minimum(n, on_duty) / service
        flow = np.diag(np.full(size - 1, calls), 1) + np.diag(served[1:], -1)
        ahead.append(expm((flow - np.diag(flow.sum(axis=1))) / steps))
        own = np.diag(served[1:], -1) - np.diag(served + np.where(n < on_duty, 1 / service, 0.0))
        both = np.block([[own, (n >= on_duty)[:, None]], [np.zeros((1, size + 1))]])
        back.append(expm(both / steps))
    chance, later, hours = np.eye(1, size)[0], np.append(np.zeros(size), 1.0), range(len(rate))
    for _ in range(60):
        for hour in hours:
            chance = chance @ np.linalg.matrix_power(ahead[hour], steps)
            later = np.linalg.matrix_power(back[len(rate) - 1 - hour], steps) @ later
    waits = np.zeros((len(rate), steps + 1, size))
    for hour in reversed(hours):
        for step in range(steps, -1, -1):
            waits[hour, step] = later[:-1]
            later = back[hour] @ later if step else later
    simpson = np.append(np.tile([2.0, 4.0], steps // 2), 1.0)
    simpson[0] = 1.0
    found = []
    for hour in hours:
        parts = []
        for step in range(steps + 1):
            parts.append(chance @ waits[hour, step])
            chance = chance @ ahead[hour] if step < steps else chance
        found.append(simpson @ parts / simpson.sum())
    return found


def test_it_is_chances_times_waits_on_a_fine_grid():
    rate, cars = [1.0, 5.0, 2.0, 0.0], [2, 3, 4, 1]
    assert wait_by_hour(rate, cars, 0.6) == pytest.approx(on_a_grid(rate, cars, 0.6), abs=1e-7)


@settings(max_examples=20)
@given(st.lists(st.tuples(st.floats(0, 6), st.integers(0, 5)), min_size=1, max_size=6), st.floats(0.2, 1.5))
def test_what_all_wait_is_the_line(day, service):
    rate, cars = np.array(day).T
    cars = cars.astype(int) + int(1.1 * rate.mean() * service) + 1
    waits, found = wait_by_hour(rate, cars, service), delay_by_hour(rate, cars, service)
    assert rate @ waits == pytest.approx(found.line.sum(), rel=1e-4, abs=1e-7)
    assert np.all(waits >= 0)


def test_calls_and_cars_that_never_change_wait_erlang_s_wait():
    assert wait_by_hour([4.0] * 3, [4] * 3, 0.5) == pytest.approx([mean_wait(4, 4.0, 0.5)] * 3, abs=1e-9)


def test_an_hour_without_cars_is_waited_through():
    waits = wait_by_hour([2.0, 2.0, 2.0], [30, 0, 30], 0.1)
    assert waits[1] == pytest.approx(0.5, abs=1e-3)  # until the next hour, from its middle on average
    # Calls of the hour before wait only if they were handed back, with the hour that follows before them.
    assert 0 < waits[0] < 0.11


def test_bad_input_is_told():
    with pytest.raises(ParameterError, match="The 'cars' parameter of wait_by_hour must be more than the 8 car-hours"):
        wait_by_hour([4.0, 4.0], [1, 3], 1.0)
