"""The cars of a roster: as many as its officers fill in every hour, on tours that end with the shifts."""

import dataclasses
from datetime import date

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from beatwright.base.errors import ParameterError
from beatwright.core import CyclicLine, Plan, Post, Roster, Severity, SeverityClass, Shift, ShiftLine
from beatwright.evaluate import Delay, Simulation
from beatwright.evaluate.simulation.car_tours import car_tours
from beatwright.evaluate.simulation.cars_on_duty import cars_on_duty
from beatwright.planning import WeeklyShifts
from beatwright.testing import hourly_problem

ONE_CAR = Severity(tuple(SeverityClass(name, 2, 1.0, 30.0) for name in ("low", "medium", "high")))
PROBLEM = dataclasses.replace(hourly_problem(), severity=ONE_CAR)
POSTS = (Post("s2"), Post("s5"))
SITES = ("s2", "s5", "")
DAY, LATE, NIGHT = Shift("D", 7, 8), Shift("L", 15, 8), Shift("N", 23, 8)
EVERY_DAY = range(7)


def watches(officers, post):
    """Return lines of three watches round the clock, every day, with so many officers in each."""
    return [ShiftLine.on(shift.name, EVERY_DAY, officers, post) for shift in (DAY, LATE, NIGHT)]


@st.composite
def rosters(draw):
    """Rosters of lines of a week or a fortnight, or of a rotation, whole hours, per post and of the city."""
    hours, length = st.integers(0, 23), st.integers(1, 24)
    shifts = tuple(Shift(f"S{k}", draw(hours), draw(length)) for k in range(draw(st.integers(1, 3))))
    day = st.sampled_from([*(shift.name for shift in shifts), ""])
    posts = st.sampled_from(SITES)
    if draw(st.booleans()):
        days = 7 * draw(st.integers(1, 2))
        week = st.lists(day, min_size=days, max_size=days)
        some = draw(st.lists(st.tuples(week, st.integers(1, 5), posts), min_size=1, max_size=5))
        return Roster(shifts, tuple(ShiftLine(tuple(row), many, post) for row, many, post in some))
    weeks = draw(st.integers(1, 3))
    row = draw(st.lists(day, min_size=7 * weeks, max_size=7 * weeks))
    begin = draw(st.lists(st.integers(1, 4), min_size=weeks, max_size=weeks))
    return Roster(shifts, rotation=(CyclicLine(tuple(row), tuple(begin), draw(posts)),))


@settings(max_examples=60, deadline=None)
@given(rosters(), st.integers(1, 3))
def test_cars_are_the_officers_on_duty_over_those_of_a_car_in_every_hour(roster, per_car):
    for post in SITES:
        tours = car_tours(roster, post, per_car)
        cars = np.floor(roster.on_duty(post) / per_car + 1e-9)
        hours = max(len(cars), tours.hours)
        np.testing.assert_array_equal(np.resize(tours.cover, hours), np.resize(cars, hours))
        length = tours.end - tours.start
        longest = max(shift.hours for shift in roster.shifts)
        assert ((length > 0) & (length <= 24)).all()
        assert per_car > 1 or (length <= longest).all()


@settings(max_examples=40, deadline=None)
@given(rosters(), st.integers(1, 2))
def test_named_cars_cover_what_the_roster_does(roster, per_car):
    plan = Plan(posts=POSTS, roster=roster)
    parts = {post: np.floor(roster.on_duty(post) / per_car + 1e-9) for post in SITES}
    if not any(part.any() for part in parts.values()):
        return
    cars = cars_on_duty(plan, per_car)
    assert not cars.counted
    hours = int(np.lcm(cars.on.shape[1], len(parts[""])))
    weeks = hours // 168
    there = cars.in_weeks(2, weeks)
    whole = sum(np.resize(part, hours) for part in parts.values())
    np.testing.assert_array_equal(there.sum(axis=1).ravel(), whole)
    own = np.array([np.resize(parts[site], hours) for site in ("s2", "s5")])
    by_post = there.transpose(1, 0, 2).reshape(2, -1)
    assert (by_post >= own).all(), "cars of a post stay there"
    if not parts[""].any():
        np.testing.assert_array_equal(by_post, own)


def test_a_shift_that_follows_comes_in_other_cars_and_the_count_does_not_change():
    plan = Plan(posts=POSTS, roster=Roster((DAY, LATE, NIGHT), tuple(watches(4, "s2") + watches(6, "s5"))))
    cars = cars_on_duty(plan, 2)
    assert np.bincount(cars.home, cars.on[:, 0]).tolist() == [2, 3]
    assert (cars.in_weeks(2, 1)[0] == [[2], [3]]).all()
    goes = np.flatnonzero((cars.on & ~np.roll(cars.on, -1, axis=1)).any(axis=0)) + 1
    assert sorted({int(hour) % 24 for hour in goes}) == [7, 15, 23]
    for row in cars.on:
        begins = int(np.flatnonzero(row & ~np.roll(row, 1))[0])
        rests = "".join("x" if on else "." for on in np.roll(row, -begins)).replace("x", " ").split()
        assert min(map(len, rests)) >= 8, "a car rests before its next tour"


def test_tours_of_the_city_stay_at_one_post_and_follow_the_crews():
    lines = tuple(ShiftLine.on(shift.name, EVERY_DAY, 6, "") for shift in (DAY, LATE, NIGHT))
    crews = np.array([[2], [1]]).repeat(168, axis=1)
    plan = Plan(posts=POSTS, crews=tuple(map(tuple, crews.tolist())), roster=Roster((DAY, LATE, NIGHT), lines))
    cars = cars_on_duty(plan, 2)
    np.testing.assert_array_equal(cars.in_weeks(2, 1)[0], crews)
    assert len(cars.notes) == 1
    turned = np.where(np.arange(168) % 2, crews, crews[::-1])  # no tour can follow this
    noted = cars_on_duty(dataclasses.replace(plan, crews=tuple(map(tuple, turned.tolist()))), 2).notes
    assert any("A car is at one post for a whole tour" in note for note in noted)


def test_shifts_off_the_hour_crews_that_differ_and_rosters_of_weeks_are_told():
    late = Shift("E", 6.5, 8)
    lines = (ShiftLine.on("E", EVERY_DAY, 4, "s2"), ShiftLine(("D",) * 7 + ("",) * 7, 2, "s5"))
    with pytest.raises(ParameterError, match="7 days long, or all 14"):
        Roster((late, DAY), lines)
    lines = (ShiftLine(("E",) * 14, 4, "s2"), lines[1])
    plan = Plan(posts=POSTS, crews=((2,), (1,)), roster=Roster((late, DAY), lines), name="shifts")
    cars = cars_on_duty(plan, 2)
    assert cars.on.shape[1] == 336
    text = " ".join(cars.notes)
    assert "17.5 a week in the mean of the 2 weeks" in text
    assert "nearest full hour; that concerns the shifts E" in text
    assert "lacks 364 that they have" in text


def test_a_duty_by_date_comes_round_with_its_weeks():
    duty = {"a": ("D",) * 7 + ("",) * 7, "b": ("D",) * 14}
    start = date(2026, 1, 7)  # a Wednesday
    plan = Plan(posts=POSTS, roster=Roster((DAY,), start=start, duty=duty, stationed={"a": "s2"}))
    cars = cars_on_duty(plan, 1)
    there = cars.in_weeks(2, 2)[:, 0].sum(axis=1) + cars.in_weeks(2, 2)[:, 1].sum(axis=1)
    assert there.tolist() == [8 * (7 + 5), 8 * (7 + 2)], "Wednesday to Tuesday"
    week = dataclasses.replace(plan.roster, duty={"a": ("D",) * 6})
    with pytest.raises(ParameterError, match="A duty of 6 days"):
        cars_on_duty(dataclasses.replace(plan, roster=week), 1)


def test_a_roster_that_fills_no_car_is_refused_and_one_without_lines_says_nothing():
    alone = Plan(posts=POSTS, crews=((1,), (1,)), roster=Roster((DAY,), (ShiftLine.on("D", [1], 1),)), name="one")
    with pytest.raises(ParameterError, match="never has the 2 officers of a car on duty together"):
        Simulation(weeks=1).score(PROBLEM, alone)
    empty = dataclasses.replace(alone, roster=Roster((DAY,)))
    assert cars_on_duty(empty, 2).counted


def test_the_judge_counts_overtime_from_the_end_of_a_shift_which_crews_do_not_have():
    roster = Roster((DAY, LATE, NIGHT), tuple(watches(4, "s2") + watches(6, "s5")))
    counts = Plan(posts=POSTS, crews=((2,), (3,)), name="counts")
    tours = dataclasses.replace(counts, roster=roster, name="tours")
    judge = Simulation(weeks=6)
    one, two = (judge.score(PROBLEM, plan) for plan in (counts, tours))
    assert one.calls == two.calls
    assert one["car-hours on duty"] == two["car-hours on duty"] == 5 * 168
    assert one["car-hours of overtime"] == 0.0 < two["car-hours of overtime"]
    traced = judge.traced(PROBLEM, tours)
    found = traced.trace
    ends = found.minute[found.kind == 2]
    assert set((ends / 60 % 24).tolist()) == {7.0, 15.0, 23.0}
    # By hand: every dispatch that is under way when its car's tour ends, from that end to when the car is clear.
    over = 0.0
    for car in range(len(found.home)):
        own = found.car == car
        for end in found.minute[own & (found.kind == 2)]:
            sent = found.minute[own & (found.kind == 10) & (found.minute < end)]
            clear = found.minute[own & (found.kind == 0)]
            last = clear[clear > sent.max()].min() if len(sent) else end
            if end >= 7 * 1440:
                over += max(0.0, min(last, 7 * 7 * 1440) - end)
    assert two["car-hours of overtime"] == pytest.approx(over / 60 / 6, rel=0, abs=1e-6)
    assert any("on the tours of its roster" in note for note in two.notes)
    assert not any("on the tours of its roster" in note for note in one.notes)
    assert "roster" in two.read


def test_where_all_cars_change_together_tours_are_those_of_the_crews():
    crews = np.where((np.arange(168) % 24 >= 7) & (np.arange(168) % 24 < 23), 3, 0)
    long = Shift("X", 7, 16)
    roster = Roster((long,), (ShiftLine.on("X", EVERY_DAY, 6, "s2"),))
    counts = Plan(posts=POSTS, crews=(tuple(crews.tolist()), (0,) * 168), name="counts")
    tours = dataclasses.replace(counts, roster=roster)
    one, two = (Simulation(weeks=3, tour_end="hand over").score(PROBLEM, plan) for plan in (counts, tours))
    assert [m.value for m in one.measures] == [m.value for m in two.measures]


def test_tours_that_are_handed_over_cost_little_beside_crews_without_tours():
    roster = Roster((DAY, LATE, NIGHT), tuple(watches(8, "s2") + watches(8, "s5")))
    counts = Plan(posts=POSTS, crews=((4,), (4,)), name="counts")
    tours = dataclasses.replace(counts, roster=roster, name="tours")
    one, two = (Simulation(weeks=20, tour_end="hand over").score(PROBLEM, plan) for plan in (counts, tours))
    assert two["mean response"] == pytest.approx(one["mean response"], rel=0.03)
    assert two["mean workload"] == pytest.approx(one["mean workload"], rel=0.05)


def test_meals_and_last_calls_go_by_the_tours_of_the_roster():
    roster = Roster((DAY, LATE, NIGHT), tuple(watches(4, "s2") + watches(6, "s5")))
    counts = Plan(posts=POSTS, crews=((2,), (3,)), name="counts")
    tours = dataclasses.replace(counts, roster=roster)
    judge = Simulation(weeks=2, meal_minutes=30.0)
    meals = [(judge.traced(PROBLEM, plan).trace.kind == 12).sum() for plan in (counts, tours)]
    assert meals[0] <= 5, "cars that never go off duty have one meal in all"
    assert 0.8 < meals[1] / (5 * 3 * 7 * 3) <= 1.0
    late, early = (Simulation(weeks=4, last_calls=minutes).score(PROBLEM, tours) for minutes in (0.0, 30.0))
    assert early["car-hours of overtime"] < late["car-hours of overtime"] / 2


@pytest.mark.parametrize("by", ["city", "post"])
def test_weekly_shifts_are_judged_on_their_tours(by):
    cars = Plan(posts=POSTS, crews=((2,), (2,)), name="cars")
    plan = WeeklyShifts(starts=(7, 15, 23), by=by).solve(PROBLEM, cars)
    crews = np.array([np.resize(row, 168) for row in plan.crews])
    there = cars_on_duty(plan, PROBLEM.officers_per_car).in_weeks(2, 1)[0]
    np.testing.assert_array_equal(there.sum(axis=0), crews.sum(axis=0))
    if by == "post":
        np.testing.assert_array_equal(there, crews)
    found = Simulation(weeks=4).score(PROBLEM, plan)
    assert found["car-hours on duty"] == Delay().score(PROBLEM, plan)["car-hours on duty"]
    assert found["car-hours of overtime"] > 0
