"""Several cars per call by the clock: against its chain state by state, the steady queue, and one car a call."""

from functools import lru_cache

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.linalg import expm

from beatwright.base.errors import ParameterError
from beatwright.queueing import delay_by_hour, multi_car_capacity, multi_car_delay, multi_car_delay_by_hour
from beatwright.queueing.multiple_dispatch.multi_car_queue import MultiCarQueue, calls_carried


def together(cars, need, short):
    return need if short == "wait" else min(need, max(cars, 1))


def after_start(under_way, need, behind, share):
    """Yield where a start leads, and how likely: to no line, or to the next call with the need that is drawn."""
    if behind == 0:
        yield (under_way + need, 0, 0), 1.0
        return
    for following, q in enumerate(share, start=1):
        yield (under_way + need, following, behind - 1), q


def moves(state, cars, rate, share, *, service, short, longest):
    """Yield the states that follow within an hour, and their rates."""
    b, need, behind = state
    if need and behind < longest:
        yield (b, need, behind + 1), rate
    for each, q in enumerate(share, start=1):
        if need == 0:
            enough = max(cars - b, 0) >= together(cars, each, short)
            yield ((b + each, 0, 0) if enough else (b, each, 0)), rate * q
    left = min(b, cars) / service
    if need and max(cars - b + 1, 0) >= together(cars, need, short):
        for follower, q in after_start(b - 1, need, behind, share):
            yield follower, left * q
    elif b:
        yield (b - 1, need, behind), left


class Twin:
    """The chain of a period: hours of rate, share, cars."""

    def __init__(self, rate, share, cars, service, *, short="wait", longest=14):
        self.hours = list(zip(rate, share, cars, strict=True))
        self.service, self.short, self.longest = service, short, longest
        needs, most = len(share[0]), max(*cars, len(share[0]))
        self.states = [(b, 0, 0) for b in range(most + 1)]
        self.states += [(b, n, j) for b in range(most + 1) for n in range(1, needs + 1) for j in range(longest + 1)]
        self.at = {state: number for number, state in enumerate(self.states)}

    @lru_cache(maxsize=99)  # noqa: B019
    def step(self, rate, share, cars):
        """Return the matrix that carries the chances, and their sum over an hour, to its end."""
        size = len(self.states)
        flow = np.zeros((size, size))
        for state, here in self.at.items():
            more = {"service": self.service, "short": self.short, "longest": self.longest}
            for follower, amount in moves(state, cars, rate, share, **more):
                if amount and follower in self.at:
                    flow[here, self.at[follower]] += amount
        flow -= np.diag(flow.sum(axis=1))
        both = np.zeros((2 * size, 2 * size))
        both[:size, :size], both[:size, size:] = flow, np.eye(size)
        return expm(both)[:size]

    def started(self, chance, share, cars):
        """Return the chances once calls have started for which enough cars are free at a change of hours."""
        chance = chance.copy()
        for b, need, behind in sorted(self.states):
            if need and max(cars - b, 0) >= together(cars, need, self.short):
                moved, chance[self.at[b, need, behind]] = chance[self.at[b, need, behind]], 0.0
                for follower, q in after_start(b, need, behind, share):
                    if moved * q:
                        chance[self.at[follower]] += moved * q
        return chance

    def figures(self, chance, share, cars):
        b, need, behind = np.array(self.states).T
        free = np.maximum(cars - b, 0)
        late = [chance @ ((need > 0) | (free < together(cars, n + 1, self.short))) for n in range(len(share))]
        first = [chance @ (need == n + 1) for n in range(len(share))]
        rest = [chance @ (behind * (need > 0)), chance @ np.maximum(b - cars, 0), chance @ np.minimum(b, cars)]
        return np.array([*late, *first, *rest, chance @ (free * (need > 0))])

    def settled(self):
        """Return the figures of every hour, in the order of `figures_of`, once a period changes nothing."""
        chance = np.eye(1, len(self.states))[0]
        while True:
            begin, found = chance, []
            for rate, share, cars in self.hours:
                carried = self.started(chance, share, cars) @ self.step(rate, tuple(share), cars)
                chance, mean = carried[: len(chance)], carried[len(chance) :]
                found.append(self.figures(mean, share, cars))
            if np.abs(chance - begin).sum() < 1e-11:
                return np.array(found)


ALIKE = [[0.6, 0.0, 0.4]] * 3
BY_HOUR = [[0.6, 0.0, 0.4], [1.0, 0.0, 0.0], [0.2, 0.7, 0.1]]
CASES = {
    "cars come and go": ([1.0, 0.5, 0.2], ALIKE, [4, 3, 5], "wait"),
    "needs by the hour": ([0.8, 0.3, 0.6], BY_HOUR, [3, 4, 4], "wait"),
    "an hour without a car": ([0.3, 0.4, 0.2], BY_HOUR, [0, 4, 3], "start"),
    "fewer cars than a call needs": ([0.2, 0.3, 0.25], ALIKE, [2, 1, 2], "start"),
    "who waits for the hour with enough": ([0.1, 0.12, 0.1], ALIKE, [2, 3, 3], "wait"),
}


@pytest.mark.parametrize("case", CASES)
def test_it_is_the_chain_state_by_state(case):
    rate, share, cars, short = CASES[case]
    found = multi_car_delay_by_hour(rate, share, cars, 0.7, short=short)
    queue = MultiCarQueue(np.array(rate), np.array(share), np.array(cars), 0.7, waits=short == "wait")
    expected = Twin(rate, share, cars, 0.7, short=short).settled()
    assert queue.mean == pytest.approx(expected, abs=1e-8)
    assert found.delayed == pytest.approx((expected[:, :3] * share).sum(axis=1), abs=1e-8)
    assert found.busy == pytest.approx(expected[:, 8], abs=1e-8)
    assert found.held == pytest.approx(expected[:, 9], abs=1e-8)
    assert found.line_by_need.sum(axis=1) == pytest.approx(found.line, abs=1e-12)


@pytest.mark.parametrize(
    ("cars", "rate", "share"), [(6, 2, [0.7, 0.3]), (6, 3, [0.6, 0.3, 0.1]), (10, 4, [0.55, 0.35, 0.1])]
)
def test_calls_and_cars_that_never_change_are_the_steady_queue(cars, rate, share):
    found = multi_car_delay_by_hour([rate] * 2, share, [cars] * 2, 1.0)
    steady = multi_car_delay(cars, rate, share, 1.0)
    assert found.delayed_by_need == pytest.approx(np.array([steady.delayed_by_need] * 2), abs=1e-9)
    assert found.line_by_need[0] / (rate * np.array(share)) == pytest.approx(steady.wait_by_need, abs=1e-8)
    assert (found.busy[0], found.held[0], found.wait) == pytest.approx(
        (steady.busy, steady.held, steady.wait), abs=1e-8
    )


hours = st.lists(st.tuples(st.floats(0, 5), st.integers(0, 6)), min_size=1, max_size=5)


@settings(max_examples=20)
@given(hours, st.floats(0.1, 1.2), st.sampled_from(["wait", "start"]))
def test_one_car_for_every_call_is_the_queue_of_one_car(day, service, short):
    rate, cars = np.array(day).T
    cars = cars.astype(int) + int(1.1 * rate.mean() * service) + 1
    one = delay_by_hour(rate, cars, service)
    found = multi_car_delay_by_hour(rate, [1.0], cars, service, short=short)
    for name in ("delayed", "line", "busy"):
        assert getattr(found, name) == pytest.approx(getattr(one, name), abs=1e-9)
    assert found.wait == pytest.approx(one.wait, abs=1e-9)
    assert found.held == pytest.approx(np.zeros(len(day)), abs=1e-12)


@settings(max_examples=20)
@given(hours, st.integers(0, 4), st.integers(1, 3))
def test_more_cars_are_never_more_delay_and_work_is_conserved(day, hour, more):
    rate, cars = np.array(day).T
    share = np.array([0.5, 0.3, 0.0, 0.2])
    cars = cars.astype(int) + int(2.5 * rate.mean() * 0.5 * 1.9) + 1
    here = multi_car_delay_by_hour(rate, share, cars, 0.5, short="start")
    added = np.arange(len(day)) == hour % len(day)
    there = multi_car_delay_by_hour(rate, share, cars + more * added, 0.5, short="start")
    assert np.all(there.delayed_share <= here.delayed_share + 1e-9)
    assert here.busy.sum() == pytest.approx(rate.sum() * 0.5 * 1.9, rel=1e-7, abs=1e-9)
    assert np.all(here.busy + here.held <= cars + 1e-9)
    assert np.all(np.diff(here.delayed_by_need, axis=1) >= -1e-12)


def test_what_the_cars_carry_is_that_of_the_steady_queue_where_nothing_changes():
    share = np.array([0.6, 0.3, 0.1])
    assert calls_carried(np.array([share] * 3), np.array([6] * 3), 0.5) == pytest.approx(
        3 * multi_car_capacity(6, share, 0.5)
    )
    one = calls_carried(np.ones((3, 1)), np.array([2, 0, 5]), 0.5)
    assert one == pytest.approx(14)


def test_rows_and_room_are_made_as_cars_change():
    rate, share = np.array([2.0, 5.0, 1.0]), np.array([[0.7, 0.3]] * 3)
    cars = np.array([6, 6, 6])
    queue = MultiCarQueue(rate, share, cars, 0.7)
    for hour, number in ((1, 12), (2, 3), (0, 7)):
        queue.cars[hour] = number
        queue.carry(hour)
    fresh = MultiCarQueue(rate, share, np.array([7, 12, 3]), 0.7)
    assert queue.mean == pytest.approx(fresh.mean, abs=1e-9)
    before = queue.mean.copy()
    queue.cars[2] = 2
    assert not queue.carry(2, good=lambda hour: hour != 0)
    queue.cars[2] = 3
    assert queue.mean == pytest.approx(before, abs=1e-15)


@pytest.mark.parametrize(
    ("given_", "sentence"),
    [
        (
            ([0.5], [0.5, 0.0, 0.5], [2], 1.0),
            "multi_car_delay_by_hour has calls that need 3 cars, and never more than 2 on duty: they would wait for "
            "ever. Add cars, or take short='start'.",
        ),
        (
            ([5.0] * 2, [0.7, 0.3], [6] * 2, 1.0),
            "The cars of all 2 hours together can carry 8.82353 calls, and 10 come. Add cars.",
        ),
        (
            ([1.0], [0.5, 0.4], [4], 1.0),
            "The 'share' parameter of multi_car_delay_by_hour must be shares that sum to 1. Got 0.9.",
        ),
        (
            ([1.0, 1.0], [[0.5, 0.5]], [4, 4], 1.0),
            "The 'share' parameter of multi_car_delay_by_hour must be shares of calls that need 1, 2, ... cars, of "
            "shape (needs,) or (2, needs). Got shape (1, 2).",
        ),
        (
            ([1.0], [0.5, *[0.0] * 30, 0.5], [40], 1.0),
            "The 'share' parameter of multi_car_delay_by_hour must be of calls that need at most 20 cars. "
            "Got a need of 32.",
        ),
        (
            ([1.0], [1.0], [1.5], 0.5),
            "The 'cars' parameter of multi_car_delay_by_hour must be whole numbers. Got 1.5.",
        ),
    ],
)
def test_bad_input_is_told_in_one_sentence(given_, sentence):
    with pytest.raises(ParameterError) as error:
        multi_car_delay_by_hour(*given_)
    assert str(error.value) == sentence


def test_what_would_take_too_much_is_refused_before_it_is_taken():
    with pytest.raises(ParameterError, match=r"would have to be followed through 168 hours: [\d,]+ MB"):
        multi_car_delay_by_hour([10.0] * 168, [0.5, 0.2, 0.2, 0.1], [4] * 84 + [600] * 84, 0.5)
    with pytest.raises(ParameterError, match="The line does not settle within 30,000 hours"):
        multi_car_delay_by_hour([4.41] * 2, [0.7, 0.3], [6] * 2, 1.0)
    with pytest.raises(ParameterError, match="'short' parameter of multi_car_delay_by_hour must be one of"):
        multi_car_delay_by_hour([1.0], [0.7, 0.3], [6], 1.0, short="leave")
