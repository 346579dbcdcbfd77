"""One call followed backwards against its numpy twin, which takes the exponential of the generator."""

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from scipy.linalg import expm

from beatwright.queueing.tagged_call import carried_back


def twin(later, cars, each, hours):
    """The same by the exponential of a matrix that carries the time in line along."""
    n = np.arange(len(later))
    served = np.minimum(n, cars) * each
    flow = np.diag(served[1:], -1) - np.diag(served + np.where(n < cars, each, 0.0))
    both = np.zeros((len(n) + 1, len(n) + 1))
    both[:-1, :-1], both[:-1, -1] = flow, n >= cars
    return (expm(both * hours) @ np.append(later, 1.0))[:-1]


@settings(max_examples=25)
@given(st.integers(0, 8), st.integers(1, 25), st.floats(0.05, 10), st.floats(0.01, 2), st.integers(0, 99))
@example(3, 4, 1e-9, 0.01, 0)
def test_it_is_the_exponential_of_the_generator(cars, more, each, hours, seed):
    later = np.sort(np.random.default_rng(seed).gamma(1, 1, cars + more))
    found = carried_back(later, cars, each, hours)
    assert found == pytest.approx(twin(later, cars, each, hours), abs=1e-11)
    assert np.all(found <= later.max() + hours)


def test_long_before_the_end_a_call_waits_for_those_before_it():
    found = carried_back(np.zeros(12), 4, 2.0, 100.0)
    assert found == pytest.approx(np.maximum(np.arange(12) - 3, 0) / 8, abs=1e-12)
