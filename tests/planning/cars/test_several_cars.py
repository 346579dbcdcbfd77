"""Calls that take several cars together: Green's queue, a simulation, brute force, and what must always hold."""

import heapq
from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from beatwright.planning import patrol_cars
from beatwright.planning.cars.car_curves import car_curves
from beatwright.planning.cars.car_goal import CarGoal
from beatwright.planning.cars.patrol_calls import PatrolCalls
from beatwright.planning.cars.tour_blocks import tour_blocks
from beatwright.queueing import multi_car_delay

CALLS = np.array([6.4, 3.8, 2.6, 3.4, 1.5, 6.6])
ALWAYS = [(0, 1)]  # one tour, in a cycle of one hour
SHARE = np.array([0.1, 0.3, 0.6])  # the most urgent first; they need 4, 1 and 2 cars
NEEDS = np.array([4, 1, 2])


def test_calls_that_take_several_cars_together_are_the_queue_of_green():
    rate = CALLS[:, None] * SHARE
    plan = patrol_cars(rate[:, None], 0.5, ALWAYS, load="steady", most_delayed=0.25, cars_per_call=NEEDS)
    shares = [0.3, 0.6, 0.0, 0.1]
    for command, cars in enumerate(plan.cars.ravel()):
        assert multi_car_delay(cars, CALLS[command], shares, 0.5).delayed <= 0.25
        assert multi_car_delay(cars - 1, CALLS[command], shares, 0.5).delayed > 0.25
    waited = patrol_cars(rate[:, None], 0.5, ALWAYS, cars=70, objective="wait", cars_per_call=NEEDS)
    one = patrol_cars(CALLS[:, None], 0.5, ALWAYS, cars=70, objective="wait", cars_per_call=2)
    assert waited.certificate.exact
    assert one.lost == pytest.approx(
        [
            60 * rate * multi_car_delay(n, rate, [0, 1], 0.5).wait
            for n, rate in zip(one.cars.ravel(), CALLS, strict=True)
        ]
    )


def waited(cars, rate, seed, calls=40_000):
    """Simulate hours by class: the first in line keeps its cars, of the others the most urgent goes first."""
    draw = np.random.default_rng(seed)
    comes, kinds = draw.exponential(1 / rate.sum(), calls).cumsum(), draw.choice(3, calls, p=rate / rate.sum())
    busy, line, first, total = [], [[], [], []], None, np.zeros(3)
    at, free = 0, cars
    while at < calls:
        now = busy[0] if busy and busy[0] < comes[at] else comes[at]
        if now == comes[at]:
            if first is None:
                first = (now, kinds[at])
            else:
                line[kinds[at]].append(now)
            at += 1
        else:
            heapq.heappop(busy)
            free += 1
        while first is not None and free >= NEEDS[first[1]]:
            total[first[1]] += now - first[0]
            free -= NEEDS[first[1]]
            for leaves in now + draw.exponential(1.0, NEEDS[first[1]]):
                heapq.heappush(busy, leaves)
            ahead = next((kind for kind in range(3) if line[kind]), None)
            first = None if ahead is None else (line[ahead].pop(0), ahead)
    return total / np.bincount(kinds, minlength=3)


@pytest.mark.slow
def test_waits_by_class_are_those_of_a_simulation():
    rate = np.array([0.4, 0.8, 0.7])
    curves = car_curves(PatrolCalls(rate=rate[None, None], service=1.0, cars_per_call=NEEDS, load="steady"), 9)
    seen = np.array([waited(8, rate, seed) for seed in range(12)])
    error = seen.std(axis=0, ddof=1) / np.sqrt(12)
    assert np.all(np.abs(curves.wait[:, 0, 0, 8] / 60 - seen.mean(axis=0)) < 4 * error)
    assert np.all(error < 0.05 * seen.mean(axis=0))


@settings(max_examples=25)
@given(st.integers(0, 999))
def test_no_measure_of_calls_for_several_cars_rises_with_a_car_more(seed):
    draw = np.random.default_rng(seed)
    rate, service = draw.exponential(1, (3, 4, 3)), draw.uniform(0.2, 1.5, (3, 3))
    curves = car_curves(PatrolCalls(rate=rate, service=service, cars_per_call=draw.integers(1, 5, 3)))
    both = curves.carried[..., :-1] & curves.carried[..., 1:]
    for values in (curves.delayed, curves.wait, curves.of("delayed")):
        known = np.where(np.isfinite(values), values, 0.0)
        assert np.all(np.diff(known, axis=-1)[..., both] <= 1e-9)


@settings(max_examples=8)
@given(st.integers(0, 999))
def test_calls_for_several_cars_are_shared_out_as_by_brute_force(seed):
    draw = np.random.default_rng(seed)
    rate, tours = draw.exponential(0.5, (1, 4, 3)), [(0, 2), (2, 2), (1, 2)]
    given = {"cars_per_call": [4, 1, 2], "objective": "delayed"}
    plan = patrol_cars(rate, 0.6, tours, cars=16, **given)
    curve = CarGoal().lost(car_curves(PatrolCalls(rate=rate, service=0.6, cars_per_call=[4, 1, 2]), 20))[0]
    cover = tour_blocks(tours, 4).on_duty
    best = np.inf
    for cars in product(range(17), repeat=3):
        on_duty = np.array(cars) @ cover
        if sum(cars) <= 16 and (on_duty >= plan.needed[0]).all():
            best = min(best, curve[np.arange(4), on_duty].sum())
    assert plan.lost.sum() == pytest.approx(best, rel=1e-8)
