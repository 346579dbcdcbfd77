"""Larson's approximation beside the exact model."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from beatwright.queueing import hypercube, hypercube_approximate, mean_travel, nearest_first

seeds = st.integers(0, 2**32 - 1)


def city_on_a_map(seed, most_cars):
    """Return rate, cars, and travel [post, zone] along streets, of 4 to 12 posts loaded to 15 to 85 %."""
    rng = np.random.default_rng(seed)
    posts, zones = int(rng.integers(4, 13)), 30
    cars = np.full(posts, max(1, most_cars // posts))
    places, calls = rng.random((posts, 2)), rng.random((zones, 2))
    rate = rng.exponential(size=zones)
    rate *= rng.uniform(0.15, 0.85) * cars.sum() / rate.sum()
    return rate, cars, np.abs(places[:, None] - calls).sum(axis=2)


def errors_of_cities(count, most_cars):
    """Return errors of workloads, mean over the cars as a share of their mean workload, and of mean travel, signed."""
    found = []
    for seed in range(count):
        rate, cars, travel = city_on_a_map(seed, most_cars)
        order = nearest_first(travel)
        exact, near = hypercube(rate, order, cars), hypercube_approximate(rate, order, cars)
        away = cars @ np.abs(near.workload - exact.workload) / (cars @ exact.workload)
        found.append((away, mean_travel(near, travel).mean / mean_travel(exact, travel).mean - 1))
    return np.array(found)


@pytest.fixture(scope="module")
def errors():
    return errors_of_cities(100, most_cars=1)


def test_workloads_are_near(errors):
    assert errors[:, 0].max() < 0.04
    assert np.median(errors[:, 0]) < 0.015


def test_travel_is_a_little_too_short(errors):
    assert errors[:, 1].min() > -0.03
    assert errors[:, 1].max() < 0


def test_posts_of_several_cars_are_little_worse():
    errors = errors_of_cities(40, most_cars=12)
    assert errors[:, 0].max() < 0.05
    assert errors[:, 1].min() > -0.035
    assert errors[:, 1].max() < 0


@given(seeds, st.booleans())
@settings(max_examples=30)
def test_what_the_fleet_does_is_exact(city, seed, line):
    rate, order, cars = city(seed)
    exact, near = hypercube(rate, order, cars, line=line), hypercube_approximate(rate, order, cars, line=line)
    assert near.delayed == pytest.approx(exact.delayed, rel=1e-8)
    assert near.lost == pytest.approx(exact.lost, rel=1e-8)
    assert near.wait == pytest.approx(exact.wait, rel=1e-8)
    assert near.workload @ cars == pytest.approx(exact.workload @ cars, rel=1e-8)
    assert near.share.sum() == pytest.approx(exact.share.sum(), abs=1e-8)


@given(seeds, st.booleans(), st.booleans())
@settings(max_examples=20)
def test_ranks_of_a_post_are_shared_by_its_cars(city, seed, line, normalise):
    """As if each zone were several alike, one for every turn of each post's cars within the list."""
    rate, order, cars = city(seed, most_cars=6, most_posts=3)
    first, turns = np.cumsum(cars) - cars, int(np.prod(cars))
    lists, rates = [], []
    for zone, row in enumerate(order):
        for turn in np.ndindex(*cars):
            lists.append([first[k] + (turn[k] + car) % cars[k] for k in row for car in range(cars[k])])
            rates.append(rate[zone] / turns)
    options = {"line": line, "normalise": normalise, "tolerance": 1e-12}
    found = hypercube_approximate(rate, order, cars, **options)
    single = hypercube_approximate(rates, lists, np.ones(cars.sum(), dtype=int), **options)
    assert single.workload == pytest.approx(np.repeat(found.workload, cars), abs=1e-9)


def test_symmetric_posts_are_exact():
    """Where every car is alike the factors are no approximation."""
    order = [[0, 1, 2], [1, 2, 0], [2, 0, 1]]
    exact, near = (
        hypercube([1, 1, 1.0], order, [1, 1, 1], 0.5),
        hypercube_approximate([1, 1, 1.0], order, [1, 1, 1], 0.5),
    )
    assert near.chance == pytest.approx(exact.chance, abs=1e-8)


def test_more_than_a_hundred_cars():
    rng = np.random.default_rng(5)
    order = rng.permuted(np.tile(np.arange(40), (200, 1)), axis=1)
    rate = rng.random(200)
    for line in (True, False):
        found = hypercube_approximate(rate * 84 / rate.sum(), order, np.full(40, 3), line=line)
        assert found.share.sum() + found.delayed == pytest.approx(1, abs=1e-9)
        assert ((found.workload > 0.4) & (found.workload < 0.95)).all()


@pytest.mark.parametrize("load", [1e-6, 5.999])
@pytest.mark.parametrize("line", [True, False])
def test_extreme_loads_are_approximated(load, line):
    given = ([load / 2, load / 2], [[0, 1], [1, 0]], [3, 3])
    exact, near = hypercube(*given, line=line), hypercube_approximate(*given, line=line)
    assert near.delayed == pytest.approx(exact.delayed, rel=1e-7)
    assert near.workload == pytest.approx(exact.workload, rel=1e-6)
