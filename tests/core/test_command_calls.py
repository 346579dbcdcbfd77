"""The calls of commands, against sums by hand."""

from dataclasses import replace

import numpy as np
import pytest

from beatwright.core import Demand, ParameterError, Plan, Post
from beatwright.core.command_calls import command_calls
from beatwright.testing import small_problem

SMALL = small_problem()
PLAN = Plan(posts=(Post("s2"), Post("s5"), Post("s6")), name="three")


def hourly(scenarios=2, seed=1):
    rate = np.random.default_rng(seed).gamma(1.0, 0.1, (scenarios, 24, 168, 3))
    return replace(SMALL, demand=Demand(rate, weight=np.arange(1.0, scenarios + 1), source="by the hour"))


def test_nearest_posts_answer_for_their_zones():
    problem = hourly()
    found = command_calls(problem, PLAN)
    minutes = problem.city.travel.minutes[PLAN.site_positions(problem.city)]
    expected = np.tensordot(problem.demand.weight, problem.demand.rate, axes=1).sum(axis=1)
    for post in range(3):
        zones = [zone for zone in range(24) if minutes[:, zone].argmin() == post]
        np.testing.assert_allclose(found.rate[:, post], problem.demand.rate[:, zones].sum(axis=1))
        for severity in range(3):
            calls = expected[zones, severity]
            mean = (calls * minutes[post, zones]).sum() / calls.sum()
            assert found.travel[post, severity] == pytest.approx(mean)
            on_scene = problem.severity.classes[severity].service_minutes
            assert found.service[post, severity] == pytest.approx((on_scene + mean) / 60)
        assert found.area_km2[post] == pytest.approx(0.25 * len(zones))
    assert np.isnan(found.street_km).all()
    assert found.unreached == 0
    assert found.cars.tolist() == [1, 2, 4]
    np.testing.assert_allclose(found.expected, np.tensordot(problem.demand.weight, found.rate, axes=1))


def test_a_factor_of_calls_multiplies_calls_alone():
    once, twice = (command_calls(hourly(), PLAN, calls_per_incident=factor) for factor in (1.0, 2.5))
    np.testing.assert_allclose(twice.rate, 2.5 * once.rate)
    np.testing.assert_allclose(twice.service, once.service)


def test_districts_are_commands_where_each_holds_one_post():
    problem = hourly()
    ids = problem.city.zone_ids
    half = {zone: "west" if problem.city.zone_xy[i, 0] < 1500 else "east" for i, zone in enumerate(ids)}
    plan = Plan(posts=(Post("s2"), Post("s3")), districts=half, name="halves")
    found = command_calls(problem, plan, "districts")
    west = problem.city.zone_xy[:, 0] < 1500
    np.testing.assert_array_equal(found.command, np.where(west, 0, 1))
    np.testing.assert_allclose(found.rate[:, 0], problem.demand.rate[:, west].sum(axis=1))
    left_out = replace(plan, districts={zone: name for zone, name in half.items() if zone != "z1"})
    assert command_calls(problem, left_out, "districts").unreached > 0


def test_districts_without_a_post_or_with_two_are_named():
    plan = Plan(posts=(Post("s1"), Post("s2")), name="two", districts=dict.fromkeys(SMALL.city.zone_ids, "one"))
    with pytest.raises(ParameterError, match="District one has 2 posts: s1, s2"):
        command_calls(hourly(), plan, "districts")
    halves = {zone: zone if zone in ("z24", "z23") else "rest" for zone in SMALL.city.zone_ids}
    with pytest.raises(ParameterError, match="2 districts of the plan 'two' without a post: z23, z24"):
        command_calls(hourly(), replace(plan, posts=(Post("s1"),), districts=halves), "districts")
    with pytest.raises(ParameterError, match="no districts"):
        command_calls(hourly(), PLAN, "districts")


def test_zones_that_no_post_reaches_are_in_no_command():
    problem = hourly()
    minutes = problem.city.travel.minutes.copy()
    minutes[:, 5] = np.inf
    city = replace(problem.city, travel=replace(problem.city.travel, minutes=minutes))
    found = command_calls(replace(problem, city=city), PLAN)
    assert found.command[5] == -1
    assert np.isfinite(found.travel).all()
    assert found.unreached == pytest.approx(problem.demand.expected[5].sum())


@pytest.mark.parametrize(
    ("problem", "options", "said"),
    [
        (SMALL, {}, r"is the same in every hour. Set slots = 168 in \[problem\]"),
        (hourly(), {"by": "near"}, "nearest"),
        (hourly(), {"calls_per_incident": 0.0}, "calls_per_incident"),
        (replace(SMALL, demand=Demand(np.zeros((1, 24, 168, 3)))), {}, "nothing for cars to do"),
    ],
)
def test_what_cannot_be_is_told(problem, options, said):
    with pytest.raises(ParameterError, match=said):
        command_calls(problem, PLAN, **options)
