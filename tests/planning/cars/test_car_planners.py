"""The steps that put cars at posts: what they give, what they say, and what they refuse."""

from dataclasses import replace

import numpy as np
import pytest

from beatwright.base.errors import InfeasibleError, ParameterError
from beatwright.core import Demand, Plan, Post, Severity, SeverityClass, Tour
from beatwright.core.command_calls import command_calls
from beatwright.planning import HourlyCars, PatrolCars, patrol_cars
from beatwright.queueing import expected_travel_distance, hourly_cars, offered_load
from beatwright.testing import check_planner, hourly_problem, small_problem

PROBLEM = hourly_problem()
POSTS = Plan(posts=(Post("s2"), Post("s5")), name="posts")
WATCHES = [(24 * day + start, 8) for day in range(7) for start in (0, 8, 16)]
ONE_CAR = Severity(
    (SeverityClass("low", 2, 0.0, 30.0), SeverityClass("medium", 2, 0.0, 60.0), SeverityClass("high", 2, 0.0, 90.0))
)


def crews(plan):
    return np.array(plan.crews)


def loads(problem):
    calls = command_calls(problem, POSTS)
    work = calls.expected * calls.cars
    return np.array(
        [
            sum(offered_load(work[post, :, kind], calls.service[post, kind]).mean for kind in range(3))
            for post in range(2)
        ]
    )


def test_cars_are_those_of_the_array_function():
    plan = PatrolCars(delayed_share=0.1).solve(PROBLEM, POSTS)
    calls = command_calls(PROBLEM, POSTS)
    found = patrol_cars(
        calls.expected[:, :, ::-1], calls.service[:, ::-1], WATCHES, most_delayed=0.1, cars_per_call=calls.cars[::-1]
    )
    assert crews(plan).tolist() == found.on_duty.tolist()
    assert plan.certificate.objective == crews(plan).sum()
    assert (plan.certificate.text, plan.certificate.unit) == ("proven optimal", "car-hours a week")
    assert (crews(plan) > loads(PROBLEM)).all()


def test_the_most_urgent_class_is_the_last_of_the_severity_table():
    # Where calls take several cars together, those that need most wait longest, urgent or not.
    given = {"car_hours": 1200, "objective": "wait", "several_cars": "one by one"}
    quick = PatrolCars(class_weight=(0.0, 0.0, 1.0), **given).solve(PROBLEM, POSTS)
    slow = PatrolCars(class_weight=(1.0, 0.0, 0.0), **given).solve(PROBLEM, POSTS)
    assert quick.certificate.objective < slow.certificate.objective
    bounded = PatrolCars(most_wait=(1e9, 1e9, 0.5)).solve(PROBLEM, POSTS)
    calls = command_calls(PROBLEM, POSTS)
    found = patrol_cars(
        calls.expected[:, :, ::-1],
        calls.service[:, ::-1],
        WATCHES,
        cars_per_call=calls.cars[::-1],
        most_wait=[0.5, 1e9, 1e9],
    )
    assert crews(bounded).tolist() == found.on_duty.tolist()


def test_days_are_alike_where_they_shall_be():
    each = PatrolCars(delayed_share=0.1).solve(PROBLEM, POSTS)
    alike = PatrolCars(delayed_share=0.1, every_day=True).solve(PROBLEM, POSTS)
    days = crews(alike).reshape(2, 7, 24)
    assert (days == days[:, :1]).all()
    assert crews(alike).sum() >= crews(each).sum()
    assert not (crews(each).reshape(2, 7, 24) == crews(each).reshape(2, 7, 24)[:, :1]).all()


def test_a_budget_is_kept_and_the_rest_is_proven():
    plan = PatrolCars(car_hours=1500).solve(PROBLEM, POSTS)
    assert crews(plan).sum() <= 1500
    assert (plan.certificate.unit, plan.certificate.text) == ("share of calls delayed", "proven optimal")
    more = PatrolCars(car_hours=1700).solve(PROBLEM, POSTS)
    assert more.certificate.objective < plan.certificate.objective
    even = PatrolCars(car_hours=1500, largest=True).solve(PROBLEM, POSTS)
    assert plan.certificate.objective <= even.certificate.objective
    both = PatrolCars(car_hours=1500, cars=180, largest=True).solve(PROBLEM, POSTS)
    assert both.certificate.exact
    assert both.certificate.objective >= even.certificate.objective
    assert crews(both).sum() <= 1500
    counted = PatrolCars(cars=30, every_day=True).solve(PROBLEM, POSTS)
    assert crews(counted)[:, [0, 8, 16]].sum() <= 30


def test_tours_and_the_standard_are_those_of_the_problem():
    tours = (Tour(6, 12), Tour(18, 12), Tour(20, 4))
    plan = PatrolCars(every_day=True).solve(replace(PROBLEM, tours=tours, delayed_share=0.05), POSTS)
    day = crews(plan)[:, :24]
    assert (day[:, 6:18] == day[:, 6:7]).all()
    assert any("06:00-18:00, 18:00-06:00 and 20:00-00:00." in note for note in plan.notes)
    assert any(note.startswith("At most 5.0% of the calls") for note in plan.notes)
    usual = PatrolCars().solve(PROBLEM, POSTS)
    assert any("10.0%" in note and "by default" in note for note in usual.notes)


def test_commands_are_districts_where_they_shall_be():
    west = {zone: str(parent) for zone, parent in PROBLEM.city.zones["parent"].items()}
    drawn = replace(POSTS, posts=(Post("s1"), Post("s6")), districts=west)
    plan = PatrolCars(commands="districts").solve(PROBLEM, drawn)
    assert plan.districts == west
    calls = command_calls(PROBLEM, drawn, "districts")
    east = PROBLEM.city.zones["parent"].to_numpy() == "east"
    assert (calls.command == east).all()
    with pytest.raises(ParameterError, match=r"District west has 2 posts|without a post"):
        PatrolCars(commands="districts").solve(PROBLEM, replace(POSTS, districts=west))


def test_what_incidents_stand_for_is_told_and_counted():
    one, eight = (PatrolCars(calls_per_incident=n).solve(PROBLEM, POSTS) for n in (1.0, 8.0))
    assert crews(eight).sum() > 3 * crews(one).sum()
    assert any("one recorded incident stands for 8 calls" in note for note in eight.notes)
    assert any("(medium 2 and high 4) start when all of them are free at once" in note for note in one.notes)
    apart = PatrolCars(several_cars="one by one").solve(PROBLEM, POSTS)
    assert any("(medium 2 and high 4) count so many times as load" in note for note in apart.notes)
    assert crews(apart).sum() < crews(one).sum()
    alone = PatrolCars().solve(replace(PROBLEM, severity=ONE_CAR), POSTS)
    assert not any("several cars" in note for note in alone.notes)


def test_calls_that_need_more_cars_than_a_post_has_are_told():
    plan = PatrolCars(delayed_share=0.5).solve(PROBLEM, POSTS)
    short = (crews(plan) < 4).any(axis=1)
    hours = int((crews(plan)[short] < 4).sum())
    assert any(f"needs 4 cars, more than are on duty in {hours} hours a week" in note for note in plan.notes)
    with pytest.raises(ParameterError, match="class high needs 4 cars, but 'cars' gives 3"):
        PatrolCars(cars=3).solve(PROBLEM, POSTS)


def test_cars_on_patrol_go_round_the_circle_openly():
    plan = PatrolCars(wait_at="patrol", every_day=True).solve(PROBLEM, POSTS)
    (told,) = [note for note in plan.notes if "pass 1" in note]
    assert told.endswith("Settled: at no post did it change by 3 seconds or more.")
    calls = command_calls(PROBLEM, POSTS)
    # The last travel told is that of the cars of the plan, at the load of the pass.
    last = float(told.rsplit("which these cars make ")[-1].split(" ")[0])
    given = float(told.rsplit(" car-hours with ")[-1].split(" ")[0])
    assert abs(last - given) <= 0.06
    travel = calls.travel * 0 + given
    service = (np.array([30.0, 60.0, 120.0]) + travel) / 60
    work = calls.expected * calls.cars
    minutes = []
    for post in range(2):
        load = sum(offered_load(work[post, :, kind], service[post, kind]).mean for kind in range(3))
        each = [
            60 / 24 * expected_travel_distance(calls.area_km2[post], int(crews(plan)[post, hour]), load[hour])
            for hour in range(168)
        ]
        minutes.append(np.average(each, weights=calls.expected[post].sum(axis=1)))
    assert np.mean(minutes) == pytest.approx(last, abs=0.03)


def test_patrol_hours_are_kept_free():
    plan = PatrolCars(least_patrol_hours=3.0, calls_per_incident=2.0).solve(PROBLEM, POSTS)
    calls = command_calls(PROBLEM, POSTS, calls_per_incident=2.0)
    busy = 2 * loads(PROBLEM)
    assert (crews(plan) - busy >= 3.0 * calls.expected.sum(axis=2) / 2 - 1e-6).all()


def test_patrol_passes_need_streets():
    with pytest.raises(ParameterError, match="needs street kilometres for 'least_passes'"):
        PatrolCars(least_passes=1.0).solve(PROBLEM, POSTS)
    streets = PROBLEM.city.zones.assign(street_km=2.0)
    problem = replace(PROBLEM, city=replace(PROBLEM.city, zones=streets))
    plan = PatrolCars(least_passes=1.0).solve(problem, POSTS)
    street = command_calls(problem, POSTS).street_km
    assert (16.0 * (crews(plan) - loads(problem)) / street[:, None] >= 1.0 - 1e-6).all()


@pytest.mark.parametrize("rule", ["mean", "peak", "steady", "exact"])
def test_hourly_cars_are_those_of_the_queueing_room(rule):
    plan = HourlyCars(rule=rule, delayed_share=0.2).solve(PROBLEM, POSTS)
    calls = command_calls(PROBLEM, POSTS)
    rate = calls.expected[0]
    work = rate * calls.cars
    service = float((work * calls.service[0]).sum() / work.sum())
    by_hand = hourly_cars(work.sum(axis=1), service, 0.2, rule)
    apart = HourlyCars(rule=rule, delayed_share=0.2, several_cars="one by one").solve(PROBLEM, POSTS)
    assert crews(apart)[0].tolist() == by_hand.cars.tolist()
    share = rate @ [[1, 0, 0, 0], [0, 1, 0, 0], [0, 0, 0, 1]] / rate.sum(axis=1, keepdims=True)
    together = hourly_cars(rate.sum(axis=1), service, 0.2, rule, share=share)
    assert crews(plan)[0].tolist() == together.cars.tolist()
    assert crews(plan).sum() > crews(apart).sum()
    assert plan.certificate.status == "feasible"
    assert plan.certificate.objective == crews(plan).sum()
    assert any(f"by the rule '{rule}'" in note for note in plan.notes)


def test_tours_take_more_than_hours_alone():
    hours, tours = (step.solve(PROBLEM, POSTS) for step in (HourlyCars(), PatrolCars()))
    assert crews(hours).sum() <= crews(tours).sum()


@pytest.mark.parametrize("step", [PatrolCars(), HourlyCars()])
def test_a_post_without_calls_has_a_car(step):
    rate = PROBLEM.demand.rate.copy()
    served = command_calls(PROBLEM, POSTS).command
    rate[:, served == 1] = 0.0
    plan = step.solve(replace(PROBLEM, demand=Demand(rate)), POSTS)
    assert (crews(plan)[1] == 1).all()


# What cannot be.


@pytest.mark.parametrize("step", [PatrolCars(), HourlyCars()])
def test_demand_must_be_by_the_hour_and_posts_must_be_there(step):
    with pytest.raises(ParameterError, match=r"Set slots = 168 in \[problem\]"):
        step.solve(small_problem(), POSTS)
    with pytest.raises(ParameterError, match=f"{type(step).__name__} puts cars at posts: give a plan with posts"):
        step.solve(PROBLEM)


def test_tours_that_leave_hours_without_cars_are_refused():
    with pytest.raises(ParameterError, match=r"No tour is on duty at 00:00-08:00 of every day\. Add a tour"):
        PatrolCars().solve(replace(PROBLEM, tours=(Tour(8, 8), Tour(16, 8))), POSTS)


def test_too_few_car_hours_are_told_with_the_hour_and_the_load():
    said = r"PatrolCars has no plan: .*but there are 300\. Most are needed at post s2, \w+ 20:00-21:00: calls keep "
    with pytest.raises(InfeasibleError, match=said):
        PatrolCars(car_hours=300).solve(PROBLEM, POSTS)


def test_bounds_that_contradict_the_car_hours_are_told():
    with pytest.raises(InfeasibleError, match=r"take 3,\d\d\d car-hours, but there are 1,400\."):
        PatrolCars(car_hours=1400, delayed_share=0.001).solve(PROBLEM, POSTS)
    with pytest.raises(InfeasibleError, match=r"travel to a call alone takes up to 1\.85 min"):
        PatrolCars(most_response=(1.0, 1.0, 1.0)).solve(PROBLEM, POSTS)


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"objective": "weighted"}, "'weights'.*three numbers"),
        ({"weights": (1.0, 1.0, 1.0)}, "'weights'"),
        ({"most_wait": (-1.0,)}, "'most_wait'"),
        ({"delayed_share": 1.5}, "'delayed_share'"),
        ({"cars": 0}, "'cars'"),
        ({"commands": "beats"}, "'commands'"),
        ({"wait_at": "home", "load": "all"}, "(?s)'load'.*'wait_at'"),
    ],
)
def test_wrong_options_are_told(options, said):
    with pytest.raises(ParameterError, match=said):
        PatrolCars(**options)


def test_lists_that_do_not_fit_the_classes_are_told_together():
    with pytest.raises(ParameterError, match=r"(?s)'most_wait'.*classes low, medium, high.*'class_weight'"):
        PatrolCars(most_wait=(1.0,), class_weight=(1.0, 2.0)).solve(PROBLEM, POSTS)


@pytest.mark.parametrize(
    "step",
    [
        PatrolCars(car_hours=1500, objective="response"),
        PatrolCars(wait_at="patrol", every_day=True, load="peak"),
        HourlyCars(rule="exact"),
    ],
    ids=lambda step: step.label,
)
def test_they_keep_the_contract(step):
    check_planner(step, PROBLEM, POSTS)


def test_who_stops_the_search_gets_a_plan_with_a_valid_bound():
    whole = PatrolCars(car_hours=1500, every_day=True).solve(PROBLEM, POSTS)
    told = []
    seen = PatrolCars(car_hours=1500, every_day=True, progress=lambda *news: told.append(news)).solve(PROBLEM, POSTS)
    assert seen.crews == whole.crews
    assert told
