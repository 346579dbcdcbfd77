"""Travel by the cars that are busy against all sets of them, and the queue that follows against known ones."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from beatwright.queueing import erlang_c, nearest_first
from beatwright.queueing.hypercube_model.load_dependent_queue import load_dependent_queue
from beatwright.queueing.hypercube_model.travel_by_busy import travel_by_busy


def by_sets(order, travel, cars):
    """The mean over all sets of busy cars of the travel of the first free one, [busy, zone]."""
    post = np.repeat(np.arange(len(cars)), cars)
    found = np.zeros((len(post), len(order)))
    for busy in range(len(post)):
        sets = list(combinations(range(len(post)), busy))
        for zone, posts in enumerate(order):
            for taken in sets:
                free = np.bincount(np.delete(post, taken), minlength=len(cars))
                found[busy, zone] += travel[next(each for each in posts if free[each]), zone] / len(sets)
    return found


@settings(deadline=None, max_examples=40)
@given(st.integers(0, 10_000), st.lists(st.integers(0, 3), min_size=1, max_size=4).filter(any))
def test_travel_is_the_mean_over_all_sets_of_busy_cars(seed, cars):
    travel = np.random.default_rng(seed).random((len(cars), 3))
    order = nearest_first(travel)
    assert travel_by_busy(order, travel, np.array(cars)) == pytest.approx(by_sets(order, travel, np.array(cars)))


@settings(deadline=None, max_examples=60)
@given(st.integers(1, 40), st.floats(0.01, 0.99), st.floats(0.05, 3.0))
def test_calls_that_keep_cars_equally_long_are_erlangs(cars, busy, service):
    rate = busy * cars / service
    found = load_dependent_queue(rate, np.full(cars, service), service)
    assert found.delayed == pytest.approx(float(erlang_c(cars, busy * cars)), rel=1e-9)
    assert found.wait == pytest.approx(found.delayed * service / (cars - rate * service), rel=1e-9)
    assert found.service == pytest.approx(service)


@settings(deadline=None, max_examples=60)
@given(st.integers(0, 10_000), st.integers(1, 20), st.floats(0.05, 0.98))
def test_cars_busy_are_the_calls_times_their_mean_service(seed, cars, busy):
    rng = np.random.default_rng(seed)
    by_busy, waited = np.sort(rng.random(cars)) + 0.5, 1.6
    rate = busy * cars / waited
    found = load_dependent_queue(rate, by_busy, waited)
    mass = np.cumprod(np.concatenate([[1.0], rate * by_busy / np.arange(1, cars + 1)]))
    line = mass[-1] * busy ** np.arange(1, 4_000)
    busy_cars = (np.arange(cars + 1) @ mass + cars * line.sum()) / (mass.sum() + line.sum())
    assert rate * found.service == pytest.approx(busy_cars, rel=1e-9)


def test_one_car_waits_as_pollaczek_and_khinchine_say():
    found = load_dependent_queue(1.0, np.array([0.6]), 0.6, variation=0.25)
    assert found.delayed == pytest.approx(0.6)
    assert found.wait == pytest.approx(0.6**2 * 1.25 / (2 * (1 - 0.6)))


def test_a_large_fleet_does_not_overflow():
    found = load_dependent_queue(1_500.0, np.linspace(0.5, 0.6, 1_000), 0.62)
    assert 0 < found.delayed < 1
