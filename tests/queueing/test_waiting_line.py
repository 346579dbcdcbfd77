"""The line in a steady state: Little's law, the mean as the integral of the tail, overload."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.integrate import quad

from beatwright.base.errors import ParameterError
from beatwright.queueing import erlang_c, finite_queue, mean_line, mean_wait, wait_exceeds


@settings(max_examples=10)
@given(st.floats(0.5, 30), st.floats(0.02, 0.97), st.floats(0.05, 4))
def test_the_mean_is_the_integral_of_the_tail_and_the_line_is_little_s(cars, utilisation, service):
    rate = cars * utilisation / service
    wait = mean_wait(cars, rate, service)
    unit = service / (cars - rate * service)  # of time, in which the tail falls by e
    tail = unit * quad(lambda t: wait_exceeds(cars, rate, service, longer_than=t * unit), 0, np.inf)[0]
    assert wait == pytest.approx(tail, rel=1e-6, abs=1e-12)
    assert mean_line(cars, rate, service) == pytest.approx(rate * wait, rel=1e-12)
    assert wait_exceeds(cars, rate, service, longer_than=0) == pytest.approx(erlang_c(cars, rate * service))


def test_a_long_finite_queue_has_the_same_line():
    queue = finite_queue(4, rate=5.0, service=0.6, places=400)
    assert queue.line == pytest.approx(mean_line(4, 5.0, 0.6), rel=1e-9)
    assert queue.wait == pytest.approx(mean_wait(4, 5.0, 0.6), rel=1e-9)
    assert queue.delayed == pytest.approx(erlang_c(4, 3.0), rel=1e-9)


def test_too_much_load_waits_for_ever_and_no_call_waits_not_at_all():
    assert mean_wait([2, 2, 2], [1.0, 2.0, 9.0], 1.0)[1:].tolist() == [np.inf, np.inf]
    assert wait_exceeds(2, 5.0, 1.0, longer_than=[0, 10]).tolist() == [1, 1]
    assert (mean_wait(2, 0.0, 1.0), mean_line(2, 0.0, 1.0)) == (0, 0)
    assert mean_line(2, [0.0, 3.0], 1.0).tolist() == [0, np.inf]


def test_every_complaint_comes_at_once():
    with pytest.raises(ParameterError) as error:
        wait_exceeds(0, -1, 0, longer_than=np.nan)
    assert str(error.value).count("\n") == 4
