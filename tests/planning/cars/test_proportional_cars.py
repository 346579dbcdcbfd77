"""Cars in proportion to calls: shares, budget and overlaps."""

from dataclasses import replace

import numpy as np
import pytest

from beatwright.base.errors import InfeasibleError
from beatwright.core import Demand, Plan, Post, Tour
from beatwright.core.command_calls import command_calls
from beatwright.planning import ProportionalCars
from beatwright.testing import hourly_problem

POSTS = Plan(posts=(Post("s2"), Post("s5")), name="posts")


def crews_of(problem, car_hours):
    """Return the cars on duty, [post, hour of the week]."""
    plan = ProportionalCars(car_hours=car_hours).solve(problem, POSTS)
    return np.array(plan.crews)


def test_many_cars_come_as_close_to_the_shares_of_the_calls_as_whole_cars_can():
    problem = hourly_problem()
    crews = crews_of(problem, 56_000)[:, [0, 8, 16]]
    calls = command_calls(problem, POSTS).expected.sum(axis=2).reshape(2, 7, 3, 8).sum(axis=(1, 3))
    assert crews.sum() == 1000
    assert np.abs(crews / 1000 - calls / calls.sum()).max() < 0.001


def test_calls_of_an_overlap_count_for_both_tours_in_equal_parts():
    even = hourly_problem()
    rate = np.broadcast_to(even.demand.rate.mean(axis=2, keepdims=True), even.demand.rate.shape)
    problem = replace(even, demand=Demand(rate, source="even"), tours=(Tour(0, 12), Tour(12, 12), Tour(6, 12)))
    crews = crews_of(problem, 84_000).sum(axis=0)
    early, late, middle = crews[0], crews[18], crews[6] - crews[0]
    assert np.abs(np.array([early, late, middle]) / 1000 - [9 / 24, 9 / 24, 6 / 24]).max() < 0.002


@pytest.mark.parametrize("car_hours", [336, 400, 999.5, 1344])
def test_the_budget_holds_and_no_car_more_fits(car_hours):
    crews = crews_of(hourly_problem(), car_hours)
    assert crews.min() >= 1
    assert car_hours - 56 < crews.sum() <= car_hours


def test_too_few_for_one_car_on_every_tour_is_one_sentence():
    with pytest.raises(InfeasibleError, match=r"every post takes 336 car-hours a week, but there are 335\.$"):
        ProportionalCars(car_hours=335).solve(hourly_problem(), POSTS)
