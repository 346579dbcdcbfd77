"""Scenario-slots, weeks drawn again, and the planner on cities."""

from dataclasses import replace

import numpy as np
import pytest

from beatwright.core import Demand, InfeasibleError, ParameterError
from beatwright.planning import TwoStageStations
from beatwright.planning.officers import bootstrap_weeks, scenario_slots
from beatwright.solver.stations import StationSize, enumerate_stations
from beatwright.testing import small_incidents, small_problem

MENU = (
    {"name": "large", "reach": 1200.0, "count": 1, "least": 13},
    {"name": "small", "reach": 600.0, "count": 1, "least": 2, "most": 11},
)


def hourly(seed=0, scenarios=2):
    rate = np.random.default_rng(seed).gamma(0.5, 0.1, (scenarios, 5, 168, 2))
    return Demand(rate, weight=[0.25, 0.75][:scenarios], severity=("low", "high"))


def test_slots_keep_every_call():
    demand = hourly()
    slots = scenario_slots(demand, hours=6)
    assert slots.calls.shape == (2 * 28, 5, 2)
    np.testing.assert_allclose(np.tensordot(slots.weight, slots.calls, 1), demand.expected * 6, rtol=1e-12)


def test_sampled_slots_are_stratified():
    demand = hourly()
    every, drawn = scenario_slots(demand, hours=4), scenario_slots(demand, hours=4, sample=20, seed=3)
    assert drawn.calls.shape[0] == 20
    mean = float(every.weight @ every.calls.sum(axis=(1, 2)))
    plain = [abs(scenario_slots(demand, hours=4, sample=20, seed=s).calls.sum() / 20 / mean - 1) for s in range(20)]
    load = every.calls.sum(axis=(1, 2))
    free = np.random.default_rng(0)
    loose = [abs(free.choice(load, 20, p=every.weight).mean() / mean - 1) for _ in range(20)]
    assert np.mean(plain) < 0.5 * np.mean(loose)
    again = scenario_slots(demand, hours=4, sample=20, seed=3)
    np.testing.assert_array_equal(again.calls, drawn.calls)


def test_slots_must_divide_the_week():
    with pytest.raises(ParameterError, match="divisor of 168"):
        scenario_slots(hourly(), hours=5)


def test_weeks_drawn_again_keep_rate_and_shape():
    incidents = small_incidents()
    demand = bootstrap_weeks(incidents, 30, weeks=40, seed=1)
    assert demand.rate.shape == (30, incidents.zones, 168, len(incidents.severity))
    whole = int(incidents.hours // 168)
    inside = incidents.frame["zone"].to_numpy() >= 0
    early = (incidents.frame["time"] < incidents.start + np.timedelta64(whole, "W")).to_numpy()
    observed = (inside & early).sum() / (whole * 168)
    assert demand.expected.sum() == pytest.approx(observed, rel=0.05)
    np.testing.assert_array_equal(demand.rate, bootstrap_weeks(incidents, 30, weeks=40, seed=1).rate)
    one = bootstrap_weeks(incidents, 5, weeks=40, slots=1, seed=1)
    np.testing.assert_allclose(one.rate[:, :, 0], demand.rate[:5].mean(axis=2), rtol=1e-12)


def test_single_weeks_are_weeks_of_the_past():
    demand = bootstrap_weeks(small_incidents(), 6, weeks=1, seed=2)
    np.testing.assert_allclose(demand.rate, np.rint(demand.rate))


def test_bootstrap_complaints():
    incidents = small_incidents()
    with pytest.raises(ParameterError, match="'weeks' parameter"):
        bootstrap_weeks(incidents, 3, weeks=0)
    short = replace(
        incidents,
        frame=incidents.frame[incidents.frame["time"] < incidents.start + np.timedelta64(3, "D")],
        end=incidents.start + np.timedelta64(3, "D"),
    )
    with pytest.raises(ParameterError, match="holds none"):
        bootstrap_weeks(short, 3)


def test_planner_equals_enumeration():
    problem = small_problem(scenarios=3)
    planner = TwoStageStations(p=2, sizes=MENU, travel_cost=0.05)
    plan = planner.solve(problem)
    found = enumerate_stations(planner.model(problem))
    columns, cost = found.columns, found.outcome.objective
    sizes = dict(zip(problem.city.candidates[columns % 6], columns // 6, strict=True))
    assert {problem.city.site_ids[site]: MENU[size]["name"] for site, size in sizes.items()} == {
        post.site: post.size for post in plan.posts
    }
    assert plan.certificate.objective == pytest.approx(cost)
    assert plan.certificate.status == "optimal"
    assert sum(plan.officers) == problem.officers
    assert any("value of the stochastic solution is 0" in note for note in plan.notes)
    for post, officers in zip(plan.posts, plan.officers, strict=True):
        assert officers >= (13 if post.size == "large" else 2)
        assert post.reach == (1200.0 if post.size == "large" else 600.0)


def test_planner_with_capacity():
    problem = small_problem(scenarios=4)
    busy = replace(problem, demand=replace(problem.demand, rate=problem.demand.rate * 8))
    plan = TwoStageStations(p=2, sizes=MENU, travel_cost=0.05, capacity=True, availability=0.25).solve(busy)
    assert plan.certificate.status == "optimal"
    assert sum(plan.officers) == problem.officers
    free = TwoStageStations(p=2, sizes=MENU, travel_cost=0.05).solve(busy)
    assert plan.certificate.objective > free.certificate.objective


def test_sizes_can_be_given_as_sizes():
    sizes = tuple(StationSize(**size) for size in MENU)
    assert TwoStageStations(p=2, sizes=sizes).menu(small_problem()) == sizes
    assert TwoStageStations(p=2, sizes=MENU).menu(small_problem()) == sizes


def test_planner_errors():
    with pytest.raises(ParameterError, match=r"add up to p = 3\. Got 2"):
        TwoStageStations(p=3, sizes=MENU)
    with pytest.raises(ParameterError, match="'sizes' parameter of TwoStageStations"):
        TwoStageStations(p=1, sizes=({"name": "x"},))
    with pytest.raises(ParameterError, match="gives no officers"):
        TwoStageStations(p=2).solve(replace(small_problem(), officers=None))
    with pytest.raises(InfeasibleError, match=r"1 x 13 \(large\) \+ 1 x 2 \(small\) = 15 officers, but there are 9"):
        TwoStageStations(p=2, sizes=MENU).solve(replace(small_problem(), officers=9))
    with pytest.raises(
        InfeasibleError, match="The menu of 7 x 'station' asks for 7 stations, but there are 6 candidate sites"
    ):
        TwoStageStations(p=7).solve(small_problem())
