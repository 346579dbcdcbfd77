"""What must hold of every simulation, tried on the plain one: nothing is lost, counted twice, or done off tour."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest

from beatwright.base.dispatch_events import EVENT_KINDS
from beatwright.base.errors import ParameterError
from beatwright.simulate import Policy
from beatwright.simulate.plain.plain_simulation import plain_simulation

ENDS = (1, 2, 11)  # kinds of events that end other work or a meal


@pytest.fixture(scope="module")
def answered(small_cities):
    """Pairs of a city and what the simulation found there."""
    cities = [small_cities.small_city(seed) for seed in range(60)]
    return [(city, found) for city in cities if (found := found_or_none(city)) is not None]


def found_or_none(city):
    try:
        return city.run(plain_simulation)
    except ParameterError:  # a call that waits for ever
        return None


def intervals(trace, car, starts, ends, until):
    """Return the pairs (start, end) of what the events of one car begin and end."""
    own = trace.car == car
    found, begun = [], None
    for minute, kind, call in zip(trace.minute[own], trace.kind[own], trace.call[own], strict=True):
        if kind in ends and call == -1 and begun is not None:
            found.append((begun, minute))
            begun = None
        if kind in starts:
            begun = minute
    return found if begun is None else [*found, (begun, until)]


def tours_of(found, car):
    return intervals(found.trace, car, (3,), (2,), found.end)


def sendings_of(found, car):
    own = found.dispatches.car == car
    return np.column_stack([found.dispatches.sent, found.dispatches.left])[own]


def test_the_cities_show_every_kind_of_event_and_of_end(answered):
    kinds = Counter(kind for _, found in answered for kind in found.trace.kind.tolist())
    assert set(kinds) == set(EVENT_KINDS)
    assert min(kinds.values()) > 50
    ended = Counter(why for _, found in answered for why in found.dispatches.ended.tolist())
    assert set(ended) == {0, 1, 2}
    assert any((found.dispatches.origin >= 0).any() for _, found in answered)
    assert any((found.overtime > 0).any() for _, found in answered)
    assert any((~found.reached).any() for _, found in answered)


def test_every_call_that_a_post_reaches_is_answered_and_cleared(answered):
    for city, found in answered:
        assert np.array_equal(found.reached, np.isfinite(city.travel).any(axis=0)[city.calls.zone])
        answers = (found.ready, found.sent, found.arrived, found.all_arrived, found.cleared, found.wait, found.travel)
        assert all(np.array_equal(np.isfinite(each), found.reached) for each in answers)
        assert np.array_equal(found.car >= 0, found.reached)
        done = {(call, slot) for call, slot in zip(found.dispatches.call, found.dispatches.slot, strict=True)}
        assert len(done) == city.calls.cars[found.reached].sum()
        ready = city.calls.minute + city.policy.call_minutes
        assert (found.sent >= ready)[found.reached].all()
        assert (found.cleared >= found.all_arrived)[found.reached].all()


def test_the_minutes_of_a_call_are_those_of_its_cars(answered):
    for _, found in answered:
        sent = found.dispatches
        for call in np.flatnonzero(found.reached):
            own = sent.call == call
            arrive, left = sent.arrive[own], sent.left[own]
            first = np.nanargmin(arrive)
            assert (found.sent[call], found.car[call]) == (sent.sent[own][0], sent.car[own][0])
            assert (found.arrived[call], found.travel[call]) == (arrive[first], sent.minutes[own][first])
            assert found.cleared[call] == left.max()
            assert found.wait[call] == found.sent[call] - found.ready[call]
            assert np.nanmax(arrive) >= found.all_arrived[call] >= found.arrived[call]


def test_a_car_does_one_thing_at_a_time(answered):
    for city, found in answered:
        for car in range(len(city.home)):
            other = intervals(found.trace, car, (9, 12), ENDS, found.end)
            times = sorted([*map(tuple, sendings_of(found, car)), *other])
            assert all(end <= start for (_, end), (start, _) in pairwise(times))


def test_busy_minutes_are_those_of_travel_and_of_the_scene(answered):
    tried = 0
    for city, found in answered:
        sent = found.dispatches
        busy = [np.sum(sent.left[sent.car == car] - sent.sent[sent.car == car]) for car in range(len(city.home))]
        np.testing.assert_allclose(found.busy, busy, rtol=0, atol=1e-9)
        if city.policy.leave == "alone":
            tried += 1
            travel = np.where(np.isnan(sent.arrive), sent.left, sent.arrive) - sent.sent
            wanted = np.arange(city.calls.on_scene.shape[1]) < city.calls.cars[:, None]
            scene = (city.calls.on_scene * (wanted & found.reached[:, None])).sum()
            assert found.busy.sum() == pytest.approx(travel.sum() + scene, rel=0, abs=1e-8)
    assert tried > 10


def test_cars_that_leave_together_leave_with_the_last(small_cities):
    for seed in range(20):
        found = (city := small_cities.small_city(seed, inaccessible=False).under(leave="together")).run(
            plain_simulation
        )
        sent = found.dispatches
        alone = sent.arrive + city.calls.on_scene[sent.call, sent.slot]
        for call in np.unique(sent.call):
            own = sent.call == call
            assert (sent.left[own] == alone[own].max()).all()


def test_cars_are_sent_on_their_tours_alone(answered):
    for city, found in answered:
        for car in range(len(city.home)):
            tours, sent = tours_of(found, car), sendings_of(found, car)
            on_tour = sum(max(0.0, min(e, end) - max(s, start)) for s, e in sent for start, end in tours)
            assert all(any(start <= minute <= end for start, end in tours) for minute in sent[:, 0])
            assert found.duty[car] == pytest.approx(sum(end - start for start, end in tours), rel=0, abs=1e-9)
            assert found.overtime[car] == pytest.approx(found.busy[car] - on_tour, rel=0, abs=1e-8)
            assert found.overtime[car] == 0 or city.policy.tour_end == "finish"


def test_tours_are_those_of_the_table(answered):
    for city, found in answered:
        clock, slots = city.calls.clock, city.on_duty.shape[1]
        since = clock + 168 * np.cumsum(np.diff(clock, prepend=clock[0]) < -84)  # Monday; no clock is put back at night
        tours = [tours_of(found, car) for car in range(len(city.home))]
        for hour in range(int(found.end // 60)):
            column = since[hour] if hour < len(clock) else since[-1] + hour - len(clock) + 1
            given = city.on_duty[:, column % slots]
            kept = np.array([any(start <= 60 * hour + 30 < end for start, end in each) for each in tours])
            if city.policy.exchange:
                assert np.array_equal(
                    np.bincount(city.home[given], minlength=9), np.bincount(city.home[kept], minlength=9)
                )
            else:
                assert np.array_equal(given, kept)


def test_no_car_is_sent_shortly_before_its_tour_ends(answered):
    tried = 0
    for city, found in answered:
        # Where the clock leaves an hour out a tour ends sooner than anybody could see.
        steady = (np.diff(city.calls.clock) % 168 == 1).all() and city.on_duty.shape[1] == 168
        if city.policy.last_calls and steady and not city.policy.exchange:
            for car in range(len(city.home)):
                ends = np.array([end for _, end in tours_of(found, car) if end < found.end])
                for minute in sendings_of(found, car)[:, 0]:
                    later = ends[ends >= minute]
                    tried += len(later) > 0
                    assert (later - minute >= city.policy.last_calls).all()
    assert tried > 100


@pytest.mark.parametrize("order", ["class", "age"])
def test_calls_of_a_class_are_served_in_the_order_in_which_they_came(small_cities, order):
    waited = 0
    for seed in range(20):
        city = small_cities.small_city(seed, inaccessible=False)
        city = replace(city, policy=Policy(order=order, reserve=city.policy.reserve, meal_minutes=10.0))
        city.calls.cars[:] = 1
        found = city.run(plain_simulation)
        waited += (found.wait > 0).sum()
        group = city.calls.priority if order == "class" or city.policy.reserve else np.zeros_like(city.calls.priority)
        for each in np.unique(group):
            assert (np.diff(found.sent[(group == each) & found.reached]) >= 0).all()
    assert waited > 100


@pytest.mark.parametrize("place", ["post", "scene"])
def test_other_numbers_change_nothing_but_the_numbers(small_cities, place):
    for seed in range(20):
        rng = np.random.default_rng(seed)
        city = small_cities.small_city(seed, rounded=False, inaccessible=False)
        city = replace(city, policy=replace(city.policy, place=place, last_calls=0.0))
        posts, zones = (rng.permutation(count) for count in city.travel.shape)
        cars = np.arange(len(city.home))
        if len(np.unique(city.home)) == len(cars):  # else cars of one post that start together go by their numbers
            cars = rng.permutation(len(cars))
        first, second = (
            city.run(plain_simulation),
            small_cities.renumbered(city, posts, cars, zones).run(plain_simulation),
        )
        for name in ("sent", "arrived", "all_arrived", "cleared", "wait", "travel"):
            assert np.array_equal(getattr(first, name), getattr(second, name), equal_nan=True), (seed, name)
        assert np.array_equal(np.where(first.car < 0, -1, cars[first.car]), second.car)
        for name in ("busy", "duty", "overtime", "work", "meal"):
            assert np.array_equal(getattr(first, name), getattr(second, name)[cars])


def test_cars_that_wait_for_each_other_do_not_wait_for_ever(small_cities):
    calls = small_cities.calls_of([0, 0], [0, 0], [0, 0], [2, 2], [[5, 5], [5, 5]])
    one = np.zeros((1, 1))
    tours = np.ones((2, 1), dtype=bool)
    policy = Policy(start="first", leave="together", reserve=(1,))
    city = small_cities.SmallCity(calls, np.array([0, 0]), one, one.astype(int), tours, policy)
    assert np.isfinite(city.run(plain_simulation).cleared).all()


def test_who_waits_on_the_scene_for_a_car_that_is_taken_away_leaves(small_cities):
    calls = small_cities.calls_of([0, 20], [0, 0], [1, 0], [2, 1], [[50, 5], [10, 0]])
    one = np.zeros((1, 1))
    policy = Policy(leave="together", preempt=1)
    city = small_cities.SmallCity(calls, np.array([0, 0]), one, one.astype(int), np.ones((2, 1), dtype=bool), policy)
    sent = city.run(plain_simulation).dispatches
    # Car 0 is taken at 20 with 30 minutes of its 50 left; car 1 was done at 5, leaves at 20, and does them.
    assert sent.car.tolist() == [0, 1, 0, 1]
    assert sent.left.tolist() == [20.0, 20.0, 30.0, 50.0]
    assert sent.ended.tolist() == [1, 0, 0, 0]


def test_a_call_that_no_car_may_ever_answer_is_told(small_cities):
    city = small_cities.small_city(1, inaccessible=False).under(reserve=(99,))
    with pytest.raises(ParameterError, match="waits for ever"):
        city.run(plain_simulation)
