"""What the simulation is given of a plan: named cars, whose beat is whose, and in which order posts are asked."""

import dataclasses

import numpy as np
import pytest

from beatwright.base.errors import ParameterError
from beatwright.core import Plan, Post
from beatwright.evaluate.simulation import dispatch_calls, dispatch_inputs
from beatwright.evaluate.simulation.cars_on_duty import cars_on_duty
from beatwright.simulate import Policy
from beatwright.testing import hourly_problem
from beatwright.testing.renamed_problem import renamed_zones

PROBLEM = hourly_problem()
POSTS = (Post("s2"), Post("s5"))
CITY = PROBLEM.city


def with_travel(change):
    """Return the problem with other minutes, `change(minutes)` of a copy of them."""
    minutes = np.array(CITY.travel.minutes)
    change(minutes)
    travel = dataclasses.replace(CITY.travel, minutes=minutes)
    return dataclasses.replace(PROBLEM, city=dataclasses.replace(CITY, travel=travel))


def test_named_cars_are_as_many_as_the_crews_in_every_hour():
    random = np.random.default_rng(1)
    crews = random.integers(0, 5, (2, 168))
    cars = cars_on_duty(Plan(posts=POSTS, crews=tuple(map(tuple, crews.tolist()))), 2)
    for post in range(2):
        np.testing.assert_array_equal(cars.on[cars.home == post].sum(axis=0), crews[post])
    changes = (cars.on != np.roll(cars.on, 1, axis=1)).sum()
    assert changes == np.abs(np.diff(crews, axis=1, append=crews[:, :1])).sum(), "no car comes and goes in one hour"
    np.testing.assert_array_equal(cars.in_weeks(2, 3), [crews] * 3)
    assert cars.counted


def test_a_plan_without_crews_has_one_car_at_each_post_and_says_so():
    inputs = dispatch_inputs(PROBLEM, Plan(posts=POSTS, name="bare"))
    assert inputs.cars.home.tolist() == [0, 1]
    assert inputs.cars.on.all()
    assert any("2 cars, one at each post round the clock, are assumed" in note for note in inputs.notes)


def test_beats_are_districts_where_the_plan_has_them_and_else_what_is_nearest():
    ids = np.array(CITY.zone_ids)
    sites = CITY.site_positions(("s2", "s5"))
    nearest, stand = CITY.travel.minutes[sites].argmin(axis=0), CITY.locate(*CITY.site_xy[sites].T)
    # Most zones are in the district of the post that is farther from them.
    district = dict(zip(ids.tolist(), np.array(["east", "west"])[nearest].tolist(), strict=True))
    district |= {ids[stand[0]]: "west", ids[stand[1]]: "east"}
    plan = Plan(posts=POSTS, crews=((2,), (3,)), districts=district)
    inputs = dispatch_inputs(PROBLEM, plan, Policy(dispatch="own beat"))
    assert inputs.beats.names == ("east", "west")
    own = inputs.beats.post[inputs.preference[:, 0]]
    np.testing.assert_array_equal(own, inputs.beats.zone)
    closest = dispatch_inputs(PROBLEM, plan)
    np.testing.assert_array_equal(closest.preference[:, 0], inputs.travel.argmin(axis=0))
    assert not any("stack_from" in note for note in closest.notes)
    stacked = dispatch_inputs(PROBLEM, plan, Policy(stack_from=1))
    np.testing.assert_array_equal(stacked.preference, inputs.preference)
    assert any("stack_from" in note for note in stacked.notes)
    bare = dispatch_inputs(PROBLEM, Plan(posts=POSTS))
    assert bare.beats.names == ("s2", "s5")
    np.testing.assert_array_equal(bare.beats.zone, bare.preference[:, 0])


def test_policy_takes_what_problem_and_plan_say():
    inputs = dispatch_inputs(dataclasses.replace(PROBLEM, call_minutes=2.0), Plan(posts=POSTS), Policy(hold=5.0))
    assert (inputs.policy.call_minutes, inputs.policy.exchange, inputs.policy.hold) == (2.0, True, 5.0)


def test_calls_are_those_of_the_problem_and_of_nothing_else():
    one, again = (dispatch_calls(PROBLEM, 2, 3) for _ in range(2))
    assert one.digest == again.digest
    assert one.digest != dispatch_calls(PROBLEM, 2, 4).digest
    assert len(dispatch_calls(PROBLEM, 2, 3, calls_per_incident=2.0)) > 1.5 * len(one)


def test_other_names_of_the_zones_change_no_call():
    renamed, old = renamed_zones(PROBLEM)
    one, other = dispatch_calls(PROBLEM, 2, 3), dispatch_calls(renamed, 2, 3)
    there = [old[renamed.city.zone_ids[zone]] for zone in other.zone.tolist()]
    assert there == [CITY.zone_ids[zone] for zone in one.zone.tolist()]
    np.testing.assert_array_equal(one.minute, other.minute)


def nowhere(minutes):
    minutes[:] = np.inf


def test_bad_plans_are_told_in_one_sentence():
    with pytest.raises(ParameterError, match="reaches any zone, so no call would be answered"):
        dispatch_inputs(with_travel(nowhere), Plan(posts=POSTS))
    with pytest.raises(ParameterError, match="has no car on duty in any hour"):
        dispatch_inputs(PROBLEM, Plan(posts=POSTS, crews=((0,), (0,))))
    with pytest.raises(ParameterError, match="minutes from zone to zone, which are not known"):
        dispatch_inputs(PROBLEM, Plan(posts=POSTS), Policy(place="patrol"))
    with pytest.raises(ParameterError, match="'high' needs 4 cars at once, but no hour of the plan 'plan' has more"):
        dispatch_inputs(PROBLEM, Plan(posts=POSTS)).run(dispatch_calls(PROBLEM, 2, 1))


def test_a_post_that_reaches_no_zone_is_told_and_idle():
    def cut(minutes):
        minutes[CITY.site_positions(("s5",))] = np.inf

    inputs = dispatch_inputs(with_travel(cut), Plan(posts=POSTS, crews=((8,), (1,))))
    assert any("without a route to any zone: s5" in note for note in inputs.notes)
    assert inputs.run(dispatch_calls(PROBLEM, 2, 1)).busy[-1] == 0
