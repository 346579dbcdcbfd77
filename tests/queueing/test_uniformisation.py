"""One hour by uniformisation against its numpy twin, which takes the exponential of the generator."""

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from scipy.linalg import expm

from beatwright.queueing.uniformisation import one_hour


def generator(size, rate, cars, each):
    n = np.arange(size)
    flow = np.diag(np.full(size - 1, rate), 1) + np.diag(np.minimum(n[1:], cars) * each, -1)
    return flow - np.diag(flow.sum(axis=1))


def twin(chance, rate, cars, each):
    """The chances after an hour, and their average: the exponential of a matrix that carries the sum along."""
    size = len(chance)
    both = np.zeros((2 * size, 2 * size))
    both[:size, :size] = generator(size, rate, cars, each)
    both[:size, size:] = np.eye(size)
    carried = np.append(chance, np.zeros(size)) @ expm(both)
    return carried[:size], carried[size:]


@settings(max_examples=25)
@given(st.integers(0, 8), st.integers(2, 25), st.floats(0, 30), st.floats(0.05, 10), st.integers(0, 99))
@example(0, 2, 3.7e-284, 1.0, 0)
@example(0, 5, 1e-10, 1.0, 1)
def test_it_is_the_exponential_of_the_generator(cars, more, rate, each, seed):
    chance = np.random.default_rng(seed).dirichlet(np.full(cars + more, 0.3))
    end, mean = one_hour(chance, rate, cars, each)
    expected = twin(chance, rate, cars, each)
    assert end == pytest.approx(expected[0], abs=1e-11)
    assert mean == pytest.approx(expected[1], abs=1e-11)
    assert end.sum() == pytest.approx(1, abs=1e-12)


def test_thousands_of_events_an_hour_have_room():
    chance = np.append(1.0, np.zeros(199))
    end, mean = one_hour(chance, 2_000.0, 110, 20.0)
    assert (end.sum(), mean.sum()) == pytest.approx((1, 1), abs=1e-10)
    assert end @ np.minimum(np.arange(200), 110) == pytest.approx(100, abs=1e-2)  # Erlang: the load


def test_without_calls_and_cars_nothing_happens():
    end, mean = one_hour(np.array([0.3, 0.7, 0.0]), 0.0, 0, 2.0)
    assert end.tolist() == mean.tolist() == [0.3, 0.7, 0.0]
