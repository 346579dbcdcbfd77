"""Cars on tours: against brute force, and the figures of the Patrol Car Allocation Model's own tours."""

import itertools
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from beatwright.base.errors import InfeasibleError, ParameterError
from beatwright.queueing import erlang_c
from beatwright.solver.patrol_cars import (
    CarBudget,
    TourInstance,
    even_tour_cars,
    fewest_tour_cars,
    greedy_tour_cars,
    share_tour_cars,
)
from beatwright.solver.patrol_cars.tour_cars import answer_checked

FEW = settings(max_examples=30, deadline=None)
HOURS = np.arange(24)
DAY = 0.25 + 0.45 * (1 + np.cos(2 * np.pi * (HOURS - 20) / 24)) / 2 + 0.30 * ((HOURS >= 18) | (HOURS < 4))
WATCHES = [(0, 8), (8, 8), (16, 8)]
SIX = [6.4, 3.8, 2.6, 3.4, 1.5, 6.6]


def on_tours(calls, tours, service=0.5, most=40):
    """Return the instance of delayed calls where `calls` times the day's shape come in every command."""
    on = np.array([(HOURS - start) % 24 < length for start, length in tours])
    cover, block = np.unique(on, axis=1, return_inverse=True)
    rate = np.asarray(calls)[:, None] * DAY
    load = rate * service
    delayed = rate[..., None] * erlang_c(np.arange(most + 1), load[..., None])
    blocks = range(cover.shape[1])
    curve = np.stack([delayed[:, block == b].sum(axis=1) for b in blocks], axis=1)
    least = np.stack([np.floor(load[:, block == b]).max(axis=1) + 1 for b in blocks], axis=1)
    return TourInstance(cover.T, [length for _, length in tours], least, curve)


@pytest.mark.parametrize(
    ("hours", "cars", "lost"),
    [(96, [3, 2, 5, 2], 17.79084206), (104, [3, 3, 5, 2], 11.85013491), (112, [3, 3, 6, 2], 8.88275315)],
)
def test_a_day_with_an_overlay(hours, cars, lost):
    answer = share_tour_cars(on_tours([6.4], [*WATCHES, (20, 8)]), CarBudget(car_hours=hours))
    assert answer.cars.tolist() == [cars]
    assert answer.certificate.objective == pytest.approx(lost, abs=5e-9)
    assert answer.certificate.exact
    assert answer.cost == hours


SHARED = [
    ([(20, 8)], 560, 17.59892348, 0.0),
    ([(20, 8)], 640, 8.44355461, 0.0),
    ([], 560, 21.62719780, 0.0),
    ([], 640, 10.58240722, 0.0),
    ([(18, 10)], 560, 14.91375745, 0.0),
    ([(18, 10)], 600, 10.15581907, 6.83),
    ([(18, 10)], 640, 6.69319528, 5.69),
    ([(20, 4)], 560, 21.22922893, 0.52),
    ([(20, 4)], 600, 14.63255472, 2.27),
    ([(20, 4)], 640, 10.51318313, 3.29),
    ("halves", 560, 17.36534269, 0.0),
    ("halves", 600, 10.53937104, 2.97),
    ("halves", 640, 7.48476481, 2.43),
]


@pytest.mark.parametrize(("overlay", "hours", "lost", "more"), SHARED)
def test_six_commands_and_what_the_greedy_rule_misses(overlay, hours, lost, more):
    tours = [(6, 12), (18, 12), (15, 12)] if overlay == "halves" else [*WATCHES, *overlay]
    instance = on_tours(SIX, tours)
    answer = share_tour_cars(instance, CarBudget(car_hours=hours))
    assert answer.lost.sum() == pytest.approx(lost, abs=5e-9)
    assert answer.certificate.exact
    greedy = greedy_tour_cars(instance, fewest_tour_cars(instance).cars, car_hours=hours)
    assert 100 * (instance.lost(greedy).sum() / lost - 1) == pytest.approx(more, abs=0.005)


@st.composite
def instances(draw, convex=True):
    """Up to 2 commands and 4 tours, so small that all cars on tours can be tried."""
    random = np.random.default_rng(draw(st.integers(0, 10**6)))
    commands, tours, blocks = (draw(st.integers(1, most)) for most in (2, 4, 4))
    cover = random.random((blocks, tours)) < 0.6
    cover[np.arange(blocks), random.integers(tours, size=blocks)] = True
    falls = random.gamma(1.0, 1.0, (commands, blocks, 7)) * (random.random((commands, blocks, 7)) < 0.8)
    if convex:
        falls = -np.sort(-falls, axis=2)
    curve = np.concatenate([falls[:, :, ::-1].cumsum(axis=2)[:, :, ::-1], np.zeros((commands, blocks, 1))], axis=2)
    least = random.integers(0, 3, (commands, blocks))
    curve[:, :, 0] = np.where(least > 0, np.inf, curve[:, :, 0])
    return TourInstance(cover, random.integers(4, 13, tours), least, curve + random.random())


def every_answer(instance, most):
    """Yield all cars on tours, no more than `most` of them, that leave enough cars on duty."""
    size = instance.commands * len(instance.cost)
    shape = (instance.commands, len(instance.cost))
    for given_out in itertools.combinations_with_replacement(range(size + 1), most):
        cars = np.bincount(given_out, minlength=size + 1)[:size].reshape(shape)
        if (instance.on_duty(cars) >= instance.least).all():
            yield cars


def best_of(instance, answers, value):
    return min((value(cars) for cars in answers), default=np.inf)


@FEW
@given(instance=instances(), most=st.integers(1, 5), hours=st.integers(8, 60))
def test_the_least_sum_is_that_of_brute_force(instance, most, hours):
    check_against_all(instance, most, hours)


@FEW
@given(instance=instances(convex=False), most=st.integers(1, 5), hours=st.integers(8, 60))
def test_the_least_sum_of_curves_that_bend_is_that_of_brute_force(instance, most, hours):
    check_against_all(instance, most, hours)


@pytest.mark.parametrize("seed", range(4))
def test_the_least_sum_of_nine_cars_is_that_of_brute_force(seed):
    random = np.random.default_rng(seed)
    falls = -np.sort(-random.gamma(1.0, 1.0, (2, 3, 9)), axis=2)
    curve = np.concatenate([falls[:, :, ::-1].cumsum(axis=2)[:, :, ::-1], np.zeros((2, 3, 1))], axis=2)
    cover = np.array([[1, 0, 0, 1], [0, 1, 0, 1], [0, 0, 1, 0]], dtype=bool)
    check_against_all(TourInstance(cover, [8, 8, 8, 5], np.ones((2, 3)), curve), 9, 60)


def check_against_all(instance, most, hours):
    def affordable(cars):
        return cars.sum(axis=0) @ instance.cost <= hours

    answers = [cars for cars in every_answer(instance, most) if affordable(cars)]
    least = best_of(instance, answers, lambda cars: instance.lost(cars).sum())
    budget = CarBudget(car_hours=hours, cars=most)
    if not answers:
        with pytest.raises(InfeasibleError):
            share_tour_cars(instance, budget)
        return
    answer = share_tour_cars(instance, budget)
    assert answer.certificate.objective == pytest.approx(least, rel=1e-9, abs=1e-12)
    assert answer.certificate.objective == pytest.approx(answer.lost.sum())
    assert answer.certificate.status == "optimal"


@FEW
@given(instance=instances(), most=st.integers(1, 5), seed=st.integers(0, 1000))
def test_the_least_largest_is_that_of_brute_force(instance, most, seed):
    scale = np.random.default_rng(seed).random(instance.commands)
    answers = list(every_answer(instance, most))
    if not answers:
        with pytest.raises(InfeasibleError):
            even_tour_cars(instance, CarBudget(cars=most), scale)
        return
    answer = even_tour_cars(instance, CarBudget(cars=most), scale)
    least = best_of(instance, answers, lambda cars: (instance.lost(cars) * scale).max())
    assert (answer.lost * scale).max() == pytest.approx(least, rel=1e-8)
    assert answer.certificate.objective == pytest.approx(least, rel=1e-8)
    assert answer.certificate.status == "optimal"
    among = [cars for cars in answers if (instance.lost(cars) * scale).max() <= least * (1 + 1e-9)]
    assert answer.lost.sum() == pytest.approx(best_of(instance, among, lambda cars: instance.lost(cars).sum()))


@FEW
@given(instance=instances())
def test_the_fewest_car_hours_are_those_of_brute_force(instance):
    flat = np.zeros((1, len(instance.cover), 1))
    alone = [replace(instance, least=need[None], curve=flat) for need in instance.least]
    one = alone[0]
    answer = fewest_tour_cars(one)
    enough = max(int(answer.cars.sum()), 4)
    least = best_of(one, every_answer(one, enough), lambda cars: cars.sum(axis=0) @ one.cost)
    assert answer.cost == answer.certificate.objective == answer.certificate.bound == least
    assert fewest_tour_cars(instance).cost == sum(fewest_tour_cars(each).cost for each in alone)


def test_more_hours_never_lose_more_and_an_overlay_never_hurts():
    plain, overlaid = on_tours(SIX, WATCHES), on_tours(SIX, [*WATCHES, (20, 8)])
    lost = [
        [share_tour_cars(one, CarBudget(hours)).lost.sum() for hours in range(400, 700, 60)]
        for one in (plain, overlaid)
    ]
    assert (np.diff(lost, axis=1) <= 0).all()
    assert (np.array(lost[1]) <= np.array(lost[0]) + 1e-9).all()


def test_curves_are_followed_as_far_as_the_answer_goes():
    """The greedy rule puts one car where the best plan has many: the curve has to be followed further than at first."""
    steep = np.linspace(30.0, 0.0, 31)
    instance = TourInstance(np.eye(2, dtype=bool), [10, 3], np.zeros((1, 2)), [[steep * 3.4, steep]])
    answer = share_tour_cars(instance, CarBudget(car_hours=29))
    by_hand = min(
        steep[dear] * 3.4 + steep[cheap] for dear in range(3) for cheap in range(10) if 10 * dear + 3 * cheap <= 29
    )
    assert answer.certificate.objective == pytest.approx(by_hand)


def test_who_stops_the_search_gets_cars_and_a_valid_bound():
    instance = on_tours(SIX, [*WATCHES, (18, 10)])
    whole = share_tour_cars(instance, CarBudget(car_hours=600))
    told = []
    seen = share_tour_cars(instance, CarBudget(car_hours=600), progress=lambda *news: told.append(news))
    assert told[-1][:2] == (pytest.approx(seen.certificate.objective), pytest.approx(seen.certificate.bound))
    stopped = share_tour_cars(
        instance, CarBudget(car_hours=600), start=fewest_tour_cars(instance).cars, stop=lambda: True
    )
    assert stopped.certificate.bound <= whole.certificate.objective + 1e-9
    assert stopped.certificate.objective >= whole.certificate.objective - 1e-9


def test_bounds_that_cost_more_than_there_is_are_told_with_both_numbers():
    instance = on_tours(SIX, WATCHES)
    with pytest.raises(InfeasibleError, match="take 296 car-hours, but there are 200"):
        share_tour_cars(instance, CarBudget(car_hours=200))
    with pytest.raises(InfeasibleError, match="are 37 cars over all tours, but there are 20"):
        share_tour_cars(instance, CarBudget(cars=20))
    two = TourInstance([[1, 0, 1], [0, 1, 1]], [4, 4, 9], [[1, 1]], np.zeros((1, 2, 1)))
    with pytest.raises(InfeasibleError, match="8 car-hours are 2 cars, and 1 car would take 9 car-hours"):
        share_tour_cars(two, CarBudget(car_hours=8, cars=1))


def test_what_is_wrong_is_told_together():
    with pytest.raises(ParameterError, match=r"(?s)'cost'.*\(2,\).*'least'.*\(1, 1\)"):
        TourInstance([[1, 1]], [8], [[1], [1]], [[[1.0]]])
    with pytest.raises(ParameterError, match="never rising"):
        TourInstance([[1]], [8], [[0]], [[[1.0, 2.0]]])
    with pytest.raises(ParameterError, match="finite from 'least' on"):
        TourInstance([[1]], [8], [[0]], [[[np.inf, 2.0]]])
    with pytest.raises(ParameterError, match="No tour is on duty in blocks 1"):
        TourInstance([[1], [0]], [8], [[1, 1]], [[[1.0], [1.0]]])
    with pytest.raises(ParameterError, match="needs 'car_hours', or 'cars', or both"):
        CarBudget()


def test_an_answer_that_breaks_a_rule_never_leaves():
    instance = on_tours([6.4], WATCHES)
    answer = share_tour_cars(instance, CarBudget(car_hours=96))
    for wrong in (answer.cars - 2, answer.cars + 5):
        with pytest.raises(AssertionError, match="a fault of beatwright"):
            answer_checked(instance, wrong, answer.certificate, car_hours=96)


@pytest.mark.parametrize(("overlay", "per_day"), [((20, 8), 100), ((18, 10), 90), ((20, 4), 90)])
def test_five_hundred_command_days_are_proven(overlay, per_day):
    calls = np.random.default_rng(0).uniform(1.5, 7, 511)
    answer = share_tour_cars(on_tours(calls, [*WATCHES, overlay]), CarBudget(car_hours=per_day * 511))
    assert answer.certificate.exact


def test_two_limits_that_only_a_plan_between_holds_are_held():
    """The cheapest cars are too many, the fewest too dear; two cars, one of them on both first blocks, are neither."""
    cover = np.array([[1, 0, 0, 1, 1], [0, 1, 0, 1, 1], [0, 0, 1, 0, 1]], dtype=bool)
    instance = TourInstance(cover, [2, 2, 2, 5, 9], [[1, 1, 1]], np.zeros((1, 3, 1)))
    answer = share_tour_cars(instance, CarBudget(car_hours=8, cars=2))
    assert answer.cars.tolist() == [[0, 0, 1, 1, 0]]
    with pytest.raises(InfeasibleError, match="6 car-hours are 3 cars, and 1 car would take 9 car-hours"):
        share_tour_cars(instance, CarBudget(car_hours=6, cars=2))
