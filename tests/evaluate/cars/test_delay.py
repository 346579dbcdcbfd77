"""The judge Delay against Erlang's formulas, the queue by the clock, and sums by hand."""

import dataclasses
import json

import geopandas as gpd
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from beatwright.base.errors import ParameterError
from beatwright.core import Evaluation, Plan, Post, Severity, SeverityClass
from beatwright.core.command_calls import command_calls
from beatwright.evaluate import Delay
from beatwright.evaluate.cars.post_queues import cars_by_hour, post_queues
from beatwright.queueing import (
    delay_by_hour,
    erlang_c,
    multi_car_delay,
    multi_car_delay_by_hour,
    wait_by_hour,
    waits,
)
from beatwright.testing import small_problem

YEAR = 8766.0
ONE_CAR = Severity((SeverityClass("low", 2, 1.0, 20.0), SeverityClass("high", 2, 10.0, 20.0)))


def day_shape():
    """Return a shape of the week: quiet at night, a peak at 20 h."""
    hour = np.arange(168) % 24
    return 0.4 + 0.8 * np.exp(-(((hour - 20) / 3.0) ** 2))


def plan_of(*crews, sites=("s2", "s5"), **more):
    """Return a plan with cars at the first of these sites: a number, or 168, for each."""
    week = any(not isinstance(row, int) for row in crews)
    rows = tuple((row,) if not week else tuple(np.broadcast_to(row, 168).tolist()) for row in crews)
    return Plan(posts=tuple(Post(site) for site in sites[: len(rows)]), crews=rows, **more)


def test_one_post_and_constant_calls_are_the_formulas_of_erlang_and_cobham(hourly) -> None:
    problem, plan = hourly(), plan_of(2)
    calls = command_calls(problem, plan)
    low, high = calls.expected[0, 0]
    service = float((calls.expected[0, 0] @ calls.service[0]) / (low + high))
    said = Delay().score(problem, plan)
    by_class = waits(2, [high, low], service)
    delayed = float(erlang_c(2, (low + high) * service))
    mean = delayed * service / (2 - (low + high) * service) * 60
    travel = calls.travel[0]
    expected = {
        "delayed share": delayed,
        "mean wait": mean,
        "mean response": mean + (low * travel[0] + high * travel[1]) / (low + high),
        "mean wait, high": by_class.wait[0] * 60,
        "mean response, high": by_class.wait[0] * 60 + travel[1],
        "mean wait, low": by_class.wait[1] * 60,
        "mean response, low": by_class.wait[1] * 60 + travel[0],
        "delayed share in the worst hour": delayed,
        "delayed share in the worst hour of a post": delayed,
        "post-hours with more load than cars": 0.0,
        "car-hours on duty": 336.0,
        "time of cars on calls": (low + high) * service / 2,
        "calls at posts that cannot keep up": 0.0,
        "calls out of reach": 0.0,
    }
    assert {m.name: m.value for m in said.measures} == pytest.approx(expected, abs=1e-6)
    assert 0.15 < delayed < 0.8


def test_two_posts_are_two_queues_by_the_clock(hourly) -> None:
    problem = hourly(shape=day_shape(), delayed_share=0.05)
    crews = np.where(np.arange(168) % 24 < 8, 1, 3), np.full(168, 2)
    plan = plan_of(*crews)
    calls = command_calls(problem, plan)
    rate = calls.expected.sum(axis=2)
    service = [(calls.expected[p].sum(axis=0) @ calls.service[p]) / rate[p].sum() for p in (0, 1)]
    found = [delay_by_hour(rate[p], crews[p], service[p]) for p in (0, 1)]
    said = Delay().score(problem, plan)
    delayed = sum(f.delayed @ f.rate for f in found) / rate.sum()
    assert said["delayed share"] == pytest.approx(delayed, abs=1e-9)
    assert said["mean wait"] == pytest.approx(60 * sum(f.line.sum() for f in found) / rate.sum(), abs=1e-9)
    by_hour = sum(f.delayed * f.rate for f in found) / rate.sum(axis=0)
    assert said["delayed share in the worst hour"] == pytest.approx(by_hour.max(), abs=1e-9)
    assert said["delayed share in the worst hour of a post"] == pytest.approx(max(f.worst for f in found), abs=1e-9)
    over = sum(int((f.delayed > 0.05).sum()) for f in found)
    assert 0 < over < 336
    assert said["post-hours with over 5 % delayed"] == over
    assert said["time of cars on calls"] == pytest.approx(sum(f.busy.sum() for f in found) / np.sum(crews), abs=1e-9)
    posts = said.table("post").frame
    assert posts["delayed share"].tolist() == pytest.approx([f.delayed_share for f in found], abs=1e-9)
    assert posts["mean wait"].tolist() == pytest.approx([60 * f.wait for f in found], abs=1e-9)
    hours = said.table("hour").frame
    assert hours["delayed share"].tolist() == pytest.approx(by_hour.tolist(), abs=1e-9)
    assert hours["cars"].tolist() == (crews[0] + crews[1]).tolist()
    # What calls of each hour wait, over all calls, is the same mean by another road.
    exact = sum(wait_by_hour(rate[p], crews[p], service[p]) @ rate[p] for p in (0, 1)) / rate.sum()
    assert said["mean wait"] == pytest.approx(60 * exact, rel=1e-5)


def test_calls_and_load_are_conserved(hourly) -> None:
    several = Severity((SeverityClass("low", 2, 1.0, 20.0), SeverityClass("high", 5, 10.0, 50.0)))
    problem = hourly((0.05, 0.01), shape=day_shape(), severity=several)
    plan = plan_of(4, 5)
    calls = command_calls(problem, plan, calls_per_incident=1.5)
    queues = post_queues(calls, cars_by_hour(plan), together=False)
    work = np.einsum("phk,k,pk->p", calls.expected, [1, 3], calls.service)
    np.testing.assert_allclose(queues.load[0].sum(axis=1), work)
    np.testing.assert_allclose(queues.busy[0].sum(axis=1), work, rtol=1e-8)
    together = post_queues(calls, cars_by_hour(plan))
    np.testing.assert_allclose(together.busy[0].sum(axis=1), work, rtol=1e-8)
    said = Delay(calls_per_incident=1.5).score(problem, plan)
    total = 1.5 * problem.demand.expected.sum() * YEAR
    for name in ("post", "severity"):
        assert said.table(name).frame["calls per year"].sum() == pytest.approx(total)
    cars_waited_for = (queues.line[0] * queues.needs).sum(axis=2)
    share = calls.expected[0].sum(axis=0) @ [[1, 0, 0], [0, 0, 1]] / calls.expected[0].sum()
    for post in (0, 1):
        at = (queues.cars[post], queues.service[0, post])
        whole = delay_by_hour(queues.requests[0, post].sum(axis=1), *at)
        np.testing.assert_allclose(cars_waited_for[post], whole.line, rtol=1e-9)
        whole = multi_car_delay_by_hour(queues.by_hour[0, post], share, *at, short="start")
        np.testing.assert_allclose(together.line[0, post].sum(axis=1), whole.line, rtol=1e-8)
        np.testing.assert_allclose(together.delayed[0, post], whole.delayed, rtol=1e-8)
        np.testing.assert_allclose(together.late[0, post], whole.delayed_by_need[:, [0, 2]], rtol=1e-8)


def test_urgent_calls_wait_less_and_the_classes_make_up_the_mean(hourly) -> None:
    problem = hourly((0.05, 0.03), shape=day_shape())
    said = Delay().score(problem, plan_of(2, 2))
    low, high = said["mean wait, low"], said["mean wait, high"]
    assert 0 < high < low
    assert said["mean wait"] == pytest.approx((5 * low + 3 * high) / 8)
    assert list(said.table("severity").index) == ["high", "low"]


def test_scenarios_are_the_interval(hourly) -> None:
    factors = (0.6, 0.8, 1.0, 1.6)
    plan = plan_of(2, 2)
    said = Delay().score(hourly(factors=factors), plan)
    alone = [Delay().score(hourly(factors=(factor,)), plan) for factor in factors]
    for measure in said.measures:
        if not measure.by_scenario:
            continue
        values = [one[measure.name] for one in alone]
        assert measure.by_scenario == pytest.approx(values, rel=1e-6, abs=1e-9), measure.name
        assert measure.interval == pytest.approx((min(values), max(values)), rel=1e-6, abs=1e-9), measure.name
    mean = Delay().score(hourly(factors=(1.0,)), plan)
    assert said["delayed share"] == pytest.approx(mean["delayed share"])
    assert next(m for m in said.measures if m.name == "car-hours on duty").interval is None


@settings(max_examples=12, deadline=None)
@given(st.lists(st.integers(0, 4), min_size=6, max_size=6), st.integers(0, 5), st.floats(0.01, 0.08))
def test_more_cars_are_never_more_delay(tours, more, rate) -> None:
    small = small_problem()
    shape = np.stack([day_shape(), 0.2 * day_shape()], axis=1)
    demand = dataclasses.replace(
        small.demand, rate=rate * np.broadcast_to(shape, (1, 24, 168, 2)), severity=ONE_CAR.names
    )
    problem = dataclasses.replace(small, demand=demand, severity=ONE_CAR)
    few = [np.tile(np.repeat(part, 8), 7) for part in (tours[:3], tours[3:])]
    many = [row.copy() for row in few]
    many[more // 3][np.arange(168) % 24 // 8 == more % 3] += 1
    before, after = (Delay().score(problem, plan_of(*crews)) for crews in (few, many))
    assert after["delayed share"] <= before["delayed share"] + 1e-9
    assert after["calls at posts that cannot keep up"] <= before["calls at posts that cannot keep up"]


def test_a_post_without_a_car_delays_all_of_its_calls(hourly) -> None:
    problem, plan = hourly(), plan_of(0, 4)
    said = Delay().score(problem, plan)
    calls = command_calls(problem, plan).expected.sum(axis=(1, 2)) / 168
    alone = said.table("post").frame
    assert alone["delayed share"].iloc[0] == 1.0
    assert alone["mean wait"].iloc[0] == np.inf
    assert np.isnan(alone["time on calls"].iloc[0])
    share = (calls[0] + calls[1] * alone["delayed share"].iloc[1]) / calls.sum()
    assert said["delayed share"] == pytest.approx(share)
    assert said["calls at posts that cannot keep up"] == pytest.approx(calls[0] * YEAR)
    assert said["mean wait"] == said["mean response"] == np.inf
    assert alone["mean wait"].iloc[1] < 1
    assert any(
        "The cars of “plan” at s2 (on average a load of" in note and "for 0 cars) cannot keep up" in note
        for note in said.notes
    )
    assert Evaluation.from_dict(json.loads(json.dumps(said.to_dict(), allow_nan=False))) == said


def test_a_plan_without_any_car_is_judged(hourly) -> None:
    said = Delay().score(hourly(), plan_of(0, 0))
    assert said["delayed share"] == pytest.approx(1.0)
    assert said["delayed share in the worst hour"] == pytest.approx(1.0)
    assert said["mean wait"] == np.inf
    json.dumps(said.to_dict(), allow_nan=False)


def test_a_load_hardly_below_the_cars_counts_as_one_that_they_cannot_carry(hourly) -> None:
    problem, plan = hourly(), plan_of(1)
    calls = command_calls(problem, plan)
    work = float(np.einsum("phk,pk->", calls.expected, calls.service)) / 168
    said = Delay(calls_per_incident=0.999 / work).score(problem, plan)
    assert said["delayed share"] == pytest.approx(1.0)


def test_an_hour_without_a_car_leaves_its_calls_to_the_next(hourly) -> None:
    crews = np.where(np.arange(168) % 24 < 6, 0, 3)
    said = Delay().score(hourly(), plan_of(crews, 3))
    hours = said.table("post").frame
    assert hours["delayed in its worst hour"].iloc[0] == 1.0
    assert hours["worst hour"].iloc[0] == "Monday 00:00"
    assert hours["hours with more load than cars"].tolist() == [42, 0]
    assert 0.25 < hours["delayed share"].iloc[0] < 0.6
    assert np.isfinite(said["mean wait"])
    assert said["post-hours with more load than cars"] == 42
    assert any(note.startswith("The cars of a post answer the calls around it and no others") for note in said.notes)
    assert any("s2 in 42 hours from Monday 00:00 (at worst a load of" in note for note in said.notes)


def test_an_hour_of_more_load_than_cars_is_no_error(hourly) -> None:
    shape = np.where(np.arange(168) % 24 == 20, 6.0, 0.5)
    said = Delay().score(hourly(shape=shape), plan_of(2, 2))
    assert said["post-hours with more load than cars"] == 14
    assert 0.3 < said["delayed share in the worst hour"] < 1
    assert said.notes[0].startswith("The worst hour of “plan” begins on Monday 20:00")


def test_a_post_with_no_calls_delays_none(hourly) -> None:
    rate = np.zeros((24, 2))
    rate[0] = 0.3
    said = Delay().score(hourly(rate), plan_of(0, 2, sites=("s6", "s1")))
    alone = said.table("post").frame
    assert alone["calls per year"].loc["s6"] == 0
    assert np.isnan(alone["delayed share"].loc["s6"])
    assert said["calls at posts that cannot keep up"] == 0
    assert said["delayed share"] == pytest.approx(alone["delayed share"].loc["s1"])


def test_calls_out_of_reach_are_delayed_and_in_no_mean(hourly) -> None:
    problem, plan = hourly(), plan_of(3, 3)
    city = problem.city
    minutes = city.travel.minutes.copy()
    minutes[:, 0] = np.inf
    travel = dataclasses.replace(city.travel, minutes=minutes)
    cut = dataclasses.replace(problem, city=dataclasses.replace(city, travel=travel))
    said = Delay().score(cut, plan)
    lost = problem.demand.expected[0].sum() * YEAR
    assert said["calls out of reach"] == pytest.approx(lost)
    table = said.table("post").frame
    late = (table["calls per year"] * table["delayed share"]).sum() + lost
    assert said["delayed share"] == pytest.approx(late / (table["calls per year"].sum() + lost))
    assert any("No post of “plan” reaches" in note for note in said.notes)


def test_patrol_passes_where_streets_are_known(hourly) -> None:
    problem, plan = hourly(), plan_of(3, 4)
    assert "patrol frequency" not in [m.name for m in Delay().score(problem, plan).measures]
    zones = problem.city.zones.assign(street_km=2.5)
    with_streets = dataclasses.replace(problem, city=dataclasses.replace(problem.city, zones=gpd.GeoDataFrame(zones)))
    said = Delay(patrol_speed=20.0).score(with_streets, plan)
    free = 7 * (1 - said["time of cars on calls"])
    assert said["patrol frequency"] == pytest.approx(20.0 * free / 60.0)


def test_districts_as_commands(hourly) -> None:
    problem = hourly()
    halves = dict(problem.city.zones["parent"])
    plan = plan_of(3, 3, sites=("s1", "s3"), districts=halves)
    judge = Delay(commands="districts")
    assert judge.needs == ("posts", "crews", "districts")
    said = judge.score(problem, plan)
    assert said.read == judge.needs
    assert said.table("post").frame["calls per year"].tolist() == pytest.approx([12 * 0.08 * YEAR] * 2)
    with pytest.raises(ParameterError, match="no districts yet"):
        judge.score(problem, plan_of(3, 3))


SEVERAL = Severity((SeverityClass("low", 2, 1.0, 20.0), SeverityClass("high", 4, 10.0, 20.0)))


def test_calls_for_several_cars_take_them_together(hourly) -> None:
    problem, plan = hourly((0.21, 0.09), severity=SEVERAL), plan_of(6)
    calls = command_calls(problem, plan)
    rate = calls.expected[0, 0]
    service = float((rate * [1, 2]) @ calls.service[0] / (rate @ [1, 2]))
    steady = multi_car_delay(6, float(rate.sum()), [0.7, 0.3], service)
    said, apart = (Delay(several_cars=how).score(problem, plan) for how in ("together", "one by one"))
    assert said["delayed share"] == pytest.approx(steady.delayed, abs=1e-8)
    assert said["mean wait"] == pytest.approx(60 * steady.wait, abs=1e-6)
    by_class = said.table("severity").frame["delayed share"]
    assert by_class[["low", "high"]].tolist() == pytest.approx(steady.delayed_by_need, abs=1e-8)
    assert said["mean wait"] == pytest.approx(0.7 * said["mean wait, low"] + 0.3 * said["mean wait, high"])
    assert said["calls that need more cars than are on duty"] == 0
    assert any("several cars (high 2) starts when all of them are free at once" in note for note in said.notes)
    # Without the need to come together: Erlang's formula for so many calls of one car.
    assert apart["delayed share"] == pytest.approx(float(erlang_c(6, rate @ [1, 2] * service)), abs=1e-8)
    assert 0.3 * said["delayed share"] < apart["delayed share"] < said["delayed share"]
    assert "calls that need more cars than are on duty" not in [m.name for m in apart.measures]
    assert any("(high 2) counts as so many calls for one car" in note for note in apart.notes)


def test_a_call_that_needs_more_cars_than_are_on_duty_is_told_and_counted(hourly) -> None:
    four = Severity((SeverityClass("low", 2, 1.0, 20.0), SeverityClass("high", 8, 10.0, 20.0)))
    problem = hourly((0.05, 0.005), severity=four)
    plan = plan_of(np.where(np.arange(168) % 24 < 8, 2, 4), 5)
    said = Delay().score(problem, plan)
    at_night = command_calls(problem, plan).expected[0, np.arange(168) % 24 < 8, 1].sum()
    assert said["calls that need more cars than are on duty"] == pytest.approx(at_night * YEAR / 168)
    (told,) = [note for note in said.notes if "of the class high needs 4 cars, and at most 2 are on duty" in note]
    assert "in 56 hours a week at s2" in told
    assert 0 < said["delayed share"] < 1
    assert said.table("post").frame["time on calls"].between(0, 1).all()


def test_more_states_than_there_is_room_for_are_one_sentence(hourly) -> None:
    problem = hourly((0.21, 0.09), severity=SEVERAL)
    plan = plan_of(np.where(np.arange(168) < 84, 6, 900))
    with pytest.raises(ParameterError, match="Or set several_cars = 'one by one' in Delay"):
        Delay().score(problem, plan)
    assert Delay(several_cars="one by one").score(problem, plan)["delayed share"] > 0


@pytest.mark.parametrize(
    ("problem", "plan", "said"),
    [
        (small_problem(), plan_of(1, 1), "Set slots = 168"),
        (None, Plan(posts=(Post("s2"),)), "no crews yet"),
        (None, Plan(districts={"z1": "a"}), "no posts and no crews yet"),
        (None, plan_of(3000), "at most"),
    ],
)
def test_bad_input_is_one_sentence(problem, plan, said, hourly) -> None:
    with pytest.raises(ParameterError, match=said) as error:
        Delay().score(problem or hourly(), plan)
    assert "\n" not in str(error.value)


def test_calls_that_keep_no_car_are_refused(hourly) -> None:
    none = Severity((SeverityClass("any", 1, 1.0, 0.0),))
    problem = hourly((0.1,), severity=none)
    travel = dataclasses.replace(problem.city.travel, minutes=np.zeros_like(problem.city.travel.minutes))
    problem = dataclasses.replace(problem, city=dataclasses.replace(problem.city, travel=travel))
    with pytest.raises(ParameterError, match="Calls keep no car"):
        Delay().score(problem, plan_of(1))


@pytest.mark.parametrize(
    "options",
    [
        {"commands": "beats"},
        {"calls_per_incident": 0.0},
        {"patrol_speed": -1.0},
        {"patrol_speed": True},
        {"several_cars": "apart"},
    ],
)
def test_options_check_themselves(options) -> None:
    with pytest.raises(ParameterError, match=next(iter(options))):
        Delay(**options)


def test_a_scenario_that_cars_cannot_carry_makes_the_interval_of_the_wait_endless(hourly) -> None:
    said = Delay().score(hourly(factors=(0.5, 0.5, 6.0)), plan_of(2, 2))
    measures = {measure.name: measure for measure in said.measures}
    wait, late = measures["mean wait"], measures["delayed share"]
    assert np.isfinite(wait.value)
    assert wait.interval[0] < wait.value < wait.interval[1] == np.inf
    assert late.interval[1] == pytest.approx(1.0)
    assert Evaluation.from_dict(json.loads(json.dumps(said.to_dict(), allow_nan=False))) == said
