"""The judge Hypercube against the hypercube model itself, and sums by hand."""

import dataclasses
import json

import numpy as np
import pytest

from beatwright.base.errors import ParameterError
from beatwright.core import Evaluation, Plan, Post, Severity, SeverityClass
from beatwright.core.command_calls import command_calls
from beatwright.evaluate import Hypercube, Simulation
from beatwright.evaluate.cars.car_blocks import car_blocks, exact_blocks
from beatwright.queueing import (
    cross_beat,
    erlang_c,
    hypercube,
    hypercube_approximate,
    mean_travel,
    multi_car_delay,
    nearest_first,
)
from beatwright.queueing.hypercube_model.load_dependent_queue import load_dependent_queue
from beatwright.queueing.hypercube_model.travel_by_busy import travel_by_busy
from beatwright.testing import check_judge, small_problem

YEAR = 8766.0


def plan_of(*crews, sites=("s2", "s5", "s6"), **more):
    week = any(not isinstance(row, int) for row in crews)
    rows = tuple((row,) if not week else tuple(np.broadcast_to(row, 168).tolist()) for row in crews)
    return Plan(posts=tuple(Post(site) for site in sites[: len(rows)]), crews=rows, **more)


def model(problem, plan, solve=hypercube, cars=None, factor=1.0, between=None):
    """Return what the engines say of a plan with demand that is the same in all hours: hypercube, delay, minutes."""
    minutes = problem.city.travel.minutes[plan.site_positions(problem.city)].astype(float)
    rate = problem.demand.expected @ problem.cars_needed * factor
    asked = problem.demand.expected.sum(axis=0) * problem.cars_needed
    scene = np.array([one.service_minutes for one in problem.severity.classes])
    mean, square = (float(asked @ scene**power / asked.sum()) for power in (1, 2))
    cars = np.array([row[0] for row in plan.crews] if cars is None else cars)
    share, order = rate / rate.sum(), nearest_first(minutes)
    starts, hours = (cars / cars.sum(), minutes) if between is None else (share, between)
    way, way_square = (float(starts @ hours**power @ share) for power in (1, 2))
    by_busy = mean + travel_by_busy(order, minutes, cars) @ share
    spread = (2 * square - mean**2 + way_square - way**2) / (mean + way) ** 2
    queue = load_dependent_queue(rate.sum(), by_busy / 60, (mean + way) / 60, spread)
    rough = hypercube_approximate(rate, order, cars, service=queue.service)
    service = (mean + mean_travel(rough, minutes, between).mean) / 60
    return solve(rate, order, cars, service=service), queue, minutes


@pytest.mark.parametrize(("seconds", "solve"), [(20.0, hypercube), (0.0, hypercube_approximate)])
def test_figures_are_those_of_the_model(hourly, seconds, solve) -> None:
    problem, plan = hourly((0.05, 0.05)), plan_of(1, 2, 1)
    found, queue, minutes = model(problem, plan, solve)
    way, across = mean_travel(found, minutes), cross_beat(found, nearest_first(minutes)[:, 0])
    said = Hypercube(seconds=seconds).score(problem, plan)
    expected = {
        "mean workload": (found.workload @ [1, 2, 1]) / 4,
        "workload, largest less smallest": np.ptp(found.workload),
        "standard deviation of workload": np.std(np.repeat(found.workload, [1, 2, 1])),
        "cross-beat share": across.share,
        "mean travel": way.mean,
        "mean wait": 60 * queue.wait,
        "mean response": 60 * queue.wait + way.mean,
        "delayed share": queue.delayed,
        "hours with more load than cars": 0.0,
        "calls judged exactly": float(solve is hypercube),
        "calls out of reach": 0.0,
    }
    assert {m.name: m.value for m in said.measures} == pytest.approx(expected, abs=1e-9)
    assert expected["cross-beat share"] > 0.1
    posts = said.table("post").frame
    assert posts["workload"].tolist() == pytest.approx(found.workload.tolist())
    assert posts["mean travel"].tolist() == pytest.approx(way.post.tolist())
    assert posts["answered outside its beat"].tolist() == pytest.approx(across.post.tolist())
    assert posts["cars sent per year"].sum() == pytest.approx(problem.demand.expected.sum() * YEAR)
    assert said.table("zone").frame["mean travel"].tolist() == pytest.approx(way.zone.tolist())
    assert said.table("flow").frame.to_numpy() == pytest.approx(across.flow)
    how = "exact" if solve is hypercube else "approximate"
    assert said.table("block").frame["solved"].tolist() == [how]
    assert ("Larson's approximation" in said.notes[0]) == (solve is not hypercube)


def test_one_post_is_a_queue_of_erlang(hourly) -> None:
    problem, plan = hourly(), plan_of(2)
    said = Hypercube().score(problem, plan)
    calls = command_calls(problem, plan)
    load = float((calls.expected[0, 0] * calls.service[0]).sum())
    assert said["mean workload"] == pytest.approx(load / 2)
    assert said["delayed share"] == pytest.approx(float(erlang_c(2, load)))
    assert said["cross-beat share"] == 0


def test_delay_is_that_of_a_simulation_where_cars_drive_far(hourly) -> None:
    """Travel from the nearest post alone understates delay by a quarter: busy cars leave the far ones."""
    problem = hourly((0.09, 0.03))
    far = dataclasses.replace(problem.city.travel, minutes=8 * problem.city.travel.minutes)
    problem = dataclasses.replace(problem, city=dataclasses.replace(problem.city, travel=far))
    plan = plan_of(1, 1, 1)
    simulated, said = Simulation(weeks=52).score(problem, plan), Hypercube().score(problem, plan)
    for name in ("delayed share", "mean travel", "mean workload"):
        assert said[name] == pytest.approx(simulated[name], rel=0.06), name
    calls = command_calls(problem, plan)
    nearest = float((calls.expected.mean(axis=1) * calls.service).sum())  # cars busy
    assert erlang_c(3, nearest) < 0.8 * simulated["delayed share"]


def test_blocks_of_hours_are_weighted_by_calls_and_workload_by_car_hours(hourly) -> None:
    problem = hourly((0.04, 0.04))
    night = np.arange(168) % 24 < 8
    plan = plan_of(np.where(night, 1, 2), np.where(night, 1, 3))
    (quiet, few_cars, minutes), (busy, many_cars, _) = (model(problem, plan, cars=cars) for cars in ([1, 1], [2, 3]))
    said = Hypercube().score(problem, plan)
    for name, low, high in (
        ("delayed share", few_cars.delayed, many_cars.delayed),
        ("mean travel", mean_travel(quiet, minutes).mean, mean_travel(busy, minutes).mean),
    ):
        assert said[name] == pytest.approx(low / 3 + 2 * high / 3), name
    few, many = np.array([1, 1]), np.array([2, 3])
    workload = (56 * quiet.workload * few + 112 * busy.workload * many) / (56 * few + 112 * many)
    assert said.table("post").frame["workload"].tolist() == pytest.approx(workload.tolist())
    assert said.table("block").frame["hours"].tolist() == [56, 112]


def test_each_block_has_the_minutes_on_the_scene_of_its_own_calls(hourly) -> None:
    night = np.arange(168) % 24 < 8
    plan = plan_of(np.where(night, 1, 2), np.where(night, 1, 3))
    unlike = Severity((SeverityClass("low", 2, 1.0, 20.0), SeverityClass("high", 2, 10.0, 35.0)))
    mixed = hourly((0.04, 0.04), severity=unlike)
    rate = mixed.demand.rate.copy()
    rate[:, :, night, 1] = rate[:, :, ~night, 0] = 0.0
    mixed = dataclasses.replace(mixed, demand=dataclasses.replace(mixed.demand, rate=rate))
    late, few, many = (
        Hypercube().score(problem, plan).table("block").frame["delayed share"].tolist()
        for problem in (mixed, *(hourly(one, severity=unlike) for one in ((0.04, 0.0), (0.0, 0.04))))
    )
    assert late == pytest.approx([few[0], many[1]], rel=1e-9)


def test_calls_that_waited_are_driven_to_from_zones_where_that_is_known(hourly) -> None:
    problem, plan = hourly((0.06, 0.06)), plan_of(1, 1, 1)
    xy = problem.city.zone_xy
    between = np.hypot(*(xy[:, None] - xy).transpose(2, 0, 1)) / 500.0
    travel = dataclasses.replace(problem.city.travel, between=between)
    known = dataclasses.replace(problem, city=dataclasses.replace(problem.city, travel=travel))
    found, _, minutes = model(problem, plan, between=between)
    stated = problem.city.travel.between is None
    said = Hypercube().score(known, plan)
    assert said["mean travel"] == pytest.approx(mean_travel(found, minutes, between).mean, rel=1e-6)
    assert not any("between_zones" in note for note in said.notes)
    assert stated
    assert any("between_zones" in note for note in Hypercube().score(problem, plan).notes)


def test_districts_as_beats(hourly) -> None:
    problem = hourly((0.05, 0.05))
    halves = dict(problem.city.zones["parent"])
    plan = plan_of(1, 1, 1, sites=("s1", "s3", "s6"), districts=halves)
    found, _, _ = model(problem, plan)
    post, zone = np.array(["west", "east", "east"]), problem.city.zones["parent"].to_numpy()
    said = Hypercube(beats="districts").score(problem, plan)
    assert said["cross-beat share"] == pytest.approx((found.flow * (post[:, None] != zone)).sum())
    assert said.read == ("posts", "crews", "districts")
    assert [column.name for column in said.table("flow").columns] == ["in east", "in west"]
    some = {name: district for name, district in halves.items() if name != "z10"}
    without = Hypercube(beats="districts").score(problem, dataclasses.replace(plan, districts=some))
    kept = problem.city.zone_positions(tuple(some))
    flow = found.flow[:, kept]
    over = (flow * (post[:, None] != zone[kept])).sum() / flow.sum()
    assert without["cross-beat share"] == pytest.approx(over)


def test_hours_of_more_load_than_cars_are_told(hourly) -> None:
    problem = hourly((0.06, 0.06))
    night = np.arange(168) % 24 < 8
    said = Hypercube().score(problem, plan_of(np.where(night, 0, 2), np.where(night, 0, 2)))
    _, day, _ = model(problem, plan_of(2, 2))
    assert said["hours with more load than cars"] == 56
    assert said["delayed share"] == pytest.approx((1 + 2 * day.delayed) / 3)
    assert said["mean wait"] == pytest.approx(60 * day.wait)
    assert any("56 hours from Monday 00:00 with 0 cars" in note for note in said.notes)
    none = Hypercube().score(problem, plan_of(0, 0))
    assert none["delayed share"] == 1.0
    assert np.isnan(none["mean travel"])
    assert Evaluation.from_dict(json.loads(json.dumps(none.to_dict(), allow_nan=False))) == none


def test_a_block_whose_calls_are_far_from_even_is_told(hourly) -> None:
    hour = np.arange(168) % 24
    for low, told in ((0.85, False), (0.2, True)):
        shape = np.where(hour < 12, low, 2 - low)
        notes = Hypercube().score(hourly(shape=shape), plan_of(2, 2)).notes
        assert any("In a block the busiest hour has up to 80\u00a0% more calls" in note for note in notes) == told
    # The same calls with cars that follow them: each block is even.
    follow = plan_of(np.where(hour < 12, 1, 3), np.where(hour < 12, 1, 3))
    notes = Hypercube().score(hourly(shape=np.where(hour < 12, 0.2, 1.8)), follow).notes
    assert not any("busiest hour" in note for note in notes)


def test_scenarios_are_the_interval(hourly) -> None:
    plan = plan_of(1, 2)
    said = Hypercube().score(hourly(factors=(0.5, 1.0)), plan)
    alone = [Hypercube().score(hourly(factors=(factor,)), plan) for factor in (0.5, 1.0)]
    for measure in said.measures:
        if measure.by_scenario:
            values = [one[measure.name] for one in alone]
            assert measure.by_scenario == pytest.approx(values, abs=1e-7), measure.name
    # A little more than in proportion to the calls: busier cars drive farther.
    assert 1.5 < said["mean workload"] / alone[0]["mean workload"] < 1.53


def test_a_route_that_is_missing_counts_as_the_longest(hourly) -> None:
    problem, plan = hourly(), plan_of(2, 2)
    minutes = problem.city.travel.minutes.copy()
    minutes[1, 0] = np.inf
    travel = dataclasses.replace(problem.city.travel, minutes=minutes)
    said = Hypercube().score(dataclasses.replace(problem, city=dataclasses.replace(problem.city, travel=travel)), plan)
    assert np.isfinite(said["mean travel"])
    assert any(note.startswith("1 pair of a post and a zone without a route") for note in said.notes)


def test_exact_solutions_go_to_the_blocks_with_most_calls() -> None:
    blocks = car_blocks(np.array([[9] * 100 + [99] * 68, [9] * 168, [9] * 168, [9] * 168, [9] * 168, [1] * 168]))
    assert [len(block.hours) for block in blocks] == [100, 68]
    assert exact_blocks(blocks, [1.0, 5.0], 1, 1e9) == [True, True]
    assert exact_blocks(blocks, [1.0, 5.0], 1, 3.0) == [True, False]
    assert exact_blocks(blocks, [1.0, 5.0], 100, 3.0) == [False, False]
    assert exact_blocks(car_blocks(np.full((21, 168), 1)), [1.0], 1, 1e9) == [False]


def test_it_keeps_the_contract_of_judges_with_each_kind_of_beat(hourly) -> None:
    problem = hourly((0.05, 0.05))
    plan = plan_of(1, 2, districts=dict(problem.city.zones["parent"]))
    check_judge(Hypercube(beats="districts"), problem, plan)


@pytest.mark.parametrize(
    ("problem", "plan", "said"),
    [
        (small_problem(), plan_of(1, 1), "Set slots = 168"),
        (None, Plan(posts=(Post("s2"),)), "no crews yet"),
    ],
)
def test_bad_input_is_one_sentence(problem, plan, said, hourly) -> None:
    with pytest.raises(ParameterError, match=said) as error:
        Hypercube().score(problem or hourly(), plan)
    assert "\n" not in str(error.value)


SEVERAL = Severity((SeverityClass("low", 2, 1.0, 20.0), SeverityClass("high", 6, 10.0, 40.0)))  # 1 and 3 cars


def test_calls_for_several_cars_wait_for_all_of_them_and_are_sent_as_so_many(hourly) -> None:
    problem, plan = hourly((0.03, 0.01), severity=SEVERAL), plan_of(2, 3, 2)
    found, queue, minutes = model(problem, plan)
    low, high = command_calls(problem, plan).expected[:, 0].sum(axis=0)
    cars = np.array([2, 3, 2])
    fleet = multi_car_delay(7, low + high, [low / (low + high), 0.0, high / (low + high)], queue.service)
    said = Hypercube().score(problem, plan)
    assert said["delayed share"] == pytest.approx(fleet.delayed, rel=1e-9)
    assert said["mean wait"] == pytest.approx(60 * fleet.wait, rel=1e-9)
    assert fleet.delayed > 1.5 * found.delayed
    assert said["mean workload"] == pytest.approx((found.workload @ cars) / 7)
    assert said["mean travel"] == pytest.approx(mean_travel(found, minutes).mean)
    assert said.table("block").frame["delayed share"].iloc[0] == said["delayed share"]
    assert said.table("post").frame["cars sent per year"].sum() == pytest.approx((low + 3 * high) * YEAR)
    assert any("(high 3) is delayed, and waits, until all of them are free at once" in note for note in said.notes)


def test_scenarios_without_calls_for_several_cars_stand_beside_those_with_them(hourly) -> None:
    problem, plan = hourly((0.03, 0.01), severity=SEVERAL, factors=(1.0, 1.2)), plan_of(2, 3, 2)
    rate = problem.demand.rate.copy()
    rate[0, ..., 1] = 0.0
    problem = dataclasses.replace(problem, demand=dataclasses.replace(problem.demand, rate=rate))
    apart = [
        Hypercube().score(dataclasses.replace(problem, demand=dataclasses.replace(problem.demand, **one)), plan)
        for one in ({"rate": rate[run : run + 1], "weight": np.ones(1)} for run in range(2))
    ]
    late = next(one for one in Hypercube().score(problem, plan).measures if one.name == "delayed share")
    assert late.by_scenario == pytest.approx([one["delayed share"] for one in apart], abs=1e-12)


def test_cars_held_for_calls_that_need_more_can_be_too_few_though_the_load_is_less(hourly) -> None:
    """Calls for all of three cars follow each other after 1/3 + 1/2 + 1 of a service, as cars come free one by one."""
    alone = Severity((SeverityClass("any", 6, 1.0, 40.0),))
    problem, plan = hourly((0.045,), severity=alone), plan_of(2, 1)
    calls = command_calls(problem, plan)
    load = float((3 * calls.expected[:, 0] * calls.service).sum())
    assert load < 3 < load * 11 / 6
    said = Hypercube().score(problem, plan)
    assert said["delayed share"] == 1.0
    assert said["hours with more load than cars"] == 168
    assert any("more load than its cars can carry" in note for note in said.notes)


def test_calls_that_keep_no_car_are_refused(hourly) -> None:
    problem = hourly((0.1,), severity=Severity((SeverityClass("any", 1, 1.0, 0.0),)))
    travel = dataclasses.replace(problem.city.travel, minutes=np.zeros_like(problem.city.travel.minutes))
    problem = dataclasses.replace(problem, city=dataclasses.replace(problem.city, travel=travel))
    with pytest.raises(ParameterError, match="Calls keep no car"):
        Hypercube().score(problem, plan_of(1))


@pytest.mark.parametrize("options", [{"beats": "sectors"}, {"calls_per_incident": 0.0}, {"seconds": -1.0}])
def test_options_check_themselves(options) -> None:
    with pytest.raises(ParameterError, match=next(iter(options))):
        Hypercube(**options)
