"""What holds for every city: the fleet is M/M/N, cars of a post are alike, names do not matter."""

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from beatwright.queueing import cross_beat, hypercube, mean_travel
from beatwright.queueing.hypercube_model.dense_states import dense_hypercube
from beatwright.queueing.hypercube_model.dispatch_rates import chance_at_once, dispatch_rates
from beatwright.queueing.hypercube_model.extrapolation import Extrapolation
from beatwright.queueing.hypercube_model.fleet_queue import busy_masses
from beatwright.queueing.hypercube_model.hypercube_arguments import read_calls_and_cars

seeds = st.integers(0, 2**32 - 1)
lines = st.booleans()


def dense(rate, order, cars, service=1.0, line=True):
    return dense_hypercube(read_calls_and_cars("test", rate, order, cars, service=service, line=line))


def busy_cars(found):
    """Return the number of busy cars of each state."""
    return sum(np.ix_(*(np.arange(size) for size in found.probability.shape)))


@given(seeds, lines)
@settings(max_examples=40)
def test_sweeps_agree_with_a_dense_system(city, seed, line):
    rate, order, cars = city(seed, most_cars=7)
    service = np.random.default_rng(seed).uniform(0.3, 1.2, len(cars))
    for hours in (1.0, service):
        found = hypercube(rate, order, cars, hours, line, keep_states=True)
        twin = dense(rate, order, cars, hours, line)
        for name in ("probability", "workload", "chance", "taken", "delayed", "lost", "wait"):
            assert getattr(found, name) == pytest.approx(getattr(twin, name), abs=1e-8), name


@given(seeds, lines)
@settings(max_examples=25)
def test_the_cars_of_a_post_as_one_are_the_cars_one_by_one(city, seed, line):
    rate, order, cars = city(seed)
    first = np.cumsum(cars) - cars
    single = np.array([[first[post] + car for post in row for car in range(cars[post])] for row in order])
    one_by_one = dense(rate, single, np.ones(cars.sum(), dtype=int), 1.0, line)
    found = hypercube(rate, order, cars, line=line)
    assert found.workload * cars == pytest.approx(np.add.reduceat(one_by_one.workload, first), abs=1e-8)
    assert found.chance == pytest.approx(np.add.reduceat(one_by_one.chance, first, axis=0), abs=1e-8)


@given(seeds, lines)
@settings(max_examples=40)
def test_layers_are_those_of_the_fleet(city, seed, line):
    rate, order, cars = city(seed)
    found = hypercube(rate, order, cars, line=line, keep_states=True)
    masses = busy_masses(cars.sum(), rate.sum(), line=line)
    layers = np.bincount(busy_cars(found).ravel(), found.probability.ravel())
    assert layers == pytest.approx(masses, rel=1e-8)
    assert found.lost + found.delayed == pytest.approx(1 - masses[:-1].sum() if line else masses[-1], abs=1e-10)
    assert found.workload @ cars == pytest.approx(rate.sum() * (1 - found.lost), rel=1e-8)


@given(seeds, lines)
@settings(max_examples=40)
def test_shares_of_calls_sum_to_one(city, seed, line):
    rate, order, cars = city(seed)
    found = hypercube(rate, order, cars, line=line)
    assert found.share.sum() + found.delayed == pytest.approx(1, abs=1e-9)
    assert found.flow.sum(axis=0) == pytest.approx(rate / rate.sum(), abs=1e-9)
    # A car is busy with what it answers.
    answered = found.flow.sum(axis=1) * rate.sum() * (1 - found.lost)
    assert answered == pytest.approx(found.workload * cars, rel=1e-7)


@given(seeds, lines)
@settings(max_examples=25)
def test_the_order_of_zones_and_posts_is_only_an_order(city, seed, line):
    rate, order, cars = city(seed)
    rng = np.random.default_rng(seed)
    zones, posts = rng.permutation(len(rate)), rng.permutation(len(cars))
    found = hypercube(rate, order, cars, line=line, keep_states=True)
    moved = hypercube(rate[zones], np.argsort(posts)[order[zones]], cars[posts], line=line, keep_states=True)
    assert moved.workload == pytest.approx(found.workload[posts], abs=1e-8)
    assert moved.chance == pytest.approx(found.chance[np.ix_(posts, zones)], abs=1e-8)
    assert moved.probability == pytest.approx(found.probability.transpose(posts), abs=1e-8)


@given(seeds)
@settings(max_examples=40)
def test_more_cars_never_mean_more_delay(city, seed):
    rate, order, cars = city(seed)
    more = cars.copy()
    more[seed % len(cars)] += 1
    fewer, found = hypercube(rate, order, cars), hypercube(rate, order, more)
    assert found.delayed <= fewer.delayed
    assert found.wait <= fewer.wait
    lost = [hypercube(rate, order, count, line=False).lost for count in (cars, more)]
    assert lost[1] <= lost[0]


@given(seeds, lines)
@settings(max_examples=20)
def test_a_post_without_a_car_is_as_if_it_were_not_there(city, seed, line):
    rate, order, cars = city(seed, most_cars=6)
    place = seed % (len(cars) + 1)
    shifted = order + (order >= place)
    wider = np.insert(shifted, seed % (len(cars) + 1), place, axis=1)
    found = hypercube(rate, order, cars, line=line, keep_states=True)
    beside = hypercube(rate, wider, np.insert(cars, place, 0), line=line, keep_states=True)
    assert np.isnan(beside.workload[place])
    assert np.delete(beside.workload, place) == pytest.approx(found.workload, abs=1e-12)
    assert np.insert(found.chance, place, 0, axis=0) == pytest.approx(beside.chance, abs=1e-12)
    assert np.expand_dims(found.probability, place) == pytest.approx(beside.probability, abs=1e-12)


@given(seeds)
@settings(max_examples=30)
def test_rates_by_sums_over_subsets_are_rates_by_walking_the_lists(city, seed):
    rate, order, cars = city(seed, most_posts=6)
    table = dispatch_rates(rate, order)
    posts = len(cars)
    for full in range(1 << posts):
        walked = np.zeros(posts)
        for zone, row in enumerate(order):
            free = [post for post in row if not full >> post & 1]
            if free:
                walked[free[0]] += rate[zone]
        empty = [post for post in range(posts) if not full >> post & 1]
        assert table[full, empty] == pytest.approx(walked[empty], rel=1e-12)
        assert all(table[full, k] == pytest.approx(table[full ^ 1 << k, k], rel=1e-12) for k in range(posts))
    sets = np.random.default_rng(seed).dirichlet(np.ones(1 << posts))
    assert chance_at_once(sets, order).sum(axis=0) == pytest.approx(1 - sets[-1], abs=1e-12)


def test_sums_over_subsets_of_many_posts():
    """More sets than are summed at once."""
    rng = np.random.default_rng(3)
    order = np.argsort(rng.random((40, 12)), axis=1)
    rate = rng.random(40)
    table = dispatch_rates(rate, order)
    for full in rng.integers(0, 1 << 12, 50).tolist():
        for post in range(12):
            waiting = [all(full >> other & 1 for other in row[: list(row).index(post)]) for row in order]
            assert table[full, post] == pytest.approx(rate[waiting].sum(), abs=1e-12)


@given(seeds)
@settings(max_examples=20)
def test_extrapolation_is_least_squares(seed):
    rng = np.random.default_rng(seed)
    ends, starts = rng.uniform(1, 2, (3, 6)), rng.uniform(1, 2, (3, 6))
    guess, found = Extrapolation(6), ends.copy()
    for start, end in zip(starts, found, strict=True):
        guess.improve(start, end)
    steps = ends - starts
    # The twin, by numpy; points are remembered as they came, not as they were improved.
    for count in (2, 3):
        turns, moves = np.diff(steps[:count], axis=0)[::-1], np.diff(ends[:count], axis=0)[::-1]
        weight = 1 / np.sqrt(ends[count - 1])
        parts = np.linalg.lstsq((turns * weight).T, steps[count - 1] * weight, rcond=None)[0]
        better = ends[count - 1] - parts @ moves
        expected = np.where(better > 0, better, ends[count - 1])
        assert found[count - 1] == pytest.approx(expected, rel=1e-6)


@given(seeds, lines)
@example(seed=1, line=True)
@settings(max_examples=30)
def test_travel_by_zone_and_by_post_is_travel_of_all(city, seed, line):
    rate, order, cars = city(seed)
    rng = np.random.default_rng(seed)
    travel, between = rng.random((len(cars), len(rate))), rng.random((len(rate), len(rate)))
    found = hypercube(rate, order, cars, line=line)
    calls = rate / rate.sum()
    for table in (None, between):
        answer = mean_travel(found, travel, table)
        assert answer.zone @ calls == pytest.approx(answer.mean, rel=1e-9)
        assert answer.post @ found.flow.sum(axis=1) == pytest.approx(answer.mean, rel=1e-9)
        late = (found.queued * travel).sum() if table is None else found.delayed * calls @ between @ calls
        assert answer.mean == pytest.approx((found.share * travel).sum() + late, rel=1e-9)


@given(seeds)
@settings(max_examples=20)
def test_cross_beat_shares_are_one_flow(city, seed):
    rate, order, cars = city(seed)
    found = hypercube(rate, order, cars)
    beat = order[:, 0]
    crossed = cross_beat(found, beat)
    by_hand = sum(
        found.flow[post, zone] for zone in range(len(rate)) for post in range(len(cars)) if post != beat[zone]
    )
    assert crossed.share == pytest.approx(by_hand, abs=1e-9)
    assert crossed.flow.sum() == pytest.approx(1)
    assert np.nansum(crossed.beat * crossed.flow.sum(axis=0)) == pytest.approx(by_hand, abs=1e-9)
    assert np.nansum(crossed.post * crossed.flow.sum(axis=1)) == pytest.approx(by_hand, abs=1e-9)
    assert np.isnan(crossed.beat[np.setdiff1d(np.arange(len(cars)), beat)]).all()
