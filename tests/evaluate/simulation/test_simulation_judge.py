"""The judge Simulation: sums by hand, the same calls for every plan, overload, stops, and what it cannot judge."""

import dataclasses

import joblib
import numpy as np
import pytest

from beatwright.base.errors import ParameterError
from beatwright.core import Demand, Evaluation, Measure, Plan, Post, Severity, SeverityClass, compare
from beatwright.core.step import options_of
from beatwright.core.trace_stretches import car_stretches
from beatwright.evaluate import Delay, Simulation
from beatwright.evaluate.simulation.answered_calls import AnsweredCalls
from beatwright.evaluate.simulation.car_time import WEEK, car_time
from beatwright.evaluate.simulation.dispatch_inputs import dispatch_inputs
from beatwright.evaluate.simulation.dispatch_setting import DispatchSetting
from beatwright.evaluate.simulation.overload import grows
from beatwright.evaluate.simulation.simulation_notes import simulation_notes
from beatwright.evaluate.simulation.weekly_figures import WeeklyFigure, mean_by_week, quantile_by_week, weekly_measure
from beatwright.simulate import Policy
from beatwright.testing import hourly_problem, small_problem

ONE_CAR = Severity(tuple(SeverityClass(name, 2, 1.0, 30.0) for name in ("low", "medium", "high")))
PROBLEM = dataclasses.replace(hourly_problem(), within_minutes=5.0, severity=ONE_CAR, call_minutes=1.0)
PLAN = Plan(posts=(Post("s2"), Post("s5")), crews=((2,), (3,)), name="today")


def run(judge, problem=PROBLEM, plan=PLAN):
    """Return the calls of a judge and what became of them."""
    calls = judge.calls(problem)
    return calls, dispatch_inputs(problem, plan, judge.policy).run(calls)


def busier(factor):
    demand = dataclasses.replace(PROBLEM.demand, rate=factor * PROBLEM.demand.rate)
    return dataclasses.replace(PROBLEM, demand=demand)


@pytest.fixture(scope="module")
def said():
    return Simulation(weeks=6, warm_up=2).score(PROBLEM, PLAN)


def test_figures_are_those_of_the_calls_after_the_warm_up(said):
    calls, found = run(Simulation(weeks=6, warm_up=2))
    kept = calls.minute >= 2 * WEEK
    response = (found.arrived - calls.minute)[kept]
    assert said["mean wait"] == pytest.approx(found.wait[kept].mean())
    assert said["mean travel"] == pytest.approx(found.travel[kept].mean())
    assert said["mean response"] == pytest.approx(response.mean())
    assert said["90th percentile response"] == pytest.approx(np.quantile(response, 0.9))
    assert said["delayed share"] == pytest.approx((found.wait[kept] > 0).mean())
    assert said["mean response"] - said["mean wait"] - said["mean travel"] == pytest.approx(1.0), "call-taking"
    urgent = kept & (calls.priority == 0)
    assert said["mean wait, high"] == pytest.approx(found.wait[urgent].mean())
    home = np.array([0, 0, 1, 1, 1])[found.car]
    sites = PROBLEM.city.site_positions(("s2", "s5"))
    metres = PROBLEM.city.travel.metres[sites][home, calls.zone]
    met = (metres <= 1000) & (found.arrived - calls.minute <= 5)
    assert said["share answered within 1000 m and 5 min"] == pytest.approx(met[kept].mean())
    across = home != PROBLEM.city.travel.minutes[sites].argmin(axis=0)[calls.zone]
    assert said["cross-beat share"] == pytest.approx(across[kept].mean())


def test_weeks_have_the_figure_as_their_mean_and_carry_its_interval(said):
    for measure in said.measures:
        if measure.by_week and measure.name != "car-hours of overtime":
            assert len(measure.by_week) == 6
            assert np.mean(measure.by_week) == pytest.approx(measure.value, abs=1e-9)
            assert measure.interval[0] <= measure.value <= measure.interval[1]


def test_car_hours_add_up_over_weeks_and_posts(said):
    judge = Simulation(weeks=6, warm_up=0)
    _, found = run(judge)
    busy = judge.score(PROBLEM, PLAN)["mean workload"] * 5 * 168 * 6
    each = found.dispatches
    inside = np.minimum(each.left, 6 * WEEK) - np.minimum(each.sent, 6 * WEEK)
    assert busy == pytest.approx(inside.sum() / 60)
    assert said["car-hours on duty"] == 840.0


def test_breakdowns_add_up_to_the_whole(said):
    year = said.tables["severity"]["calls per year"].values
    for name in ("zone", "beat"):
        assert sum(said.tables[name]["calls per year"].values) == pytest.approx(sum(year))
    hours = np.array(said.tables["hour"]["calls per hour"].values)
    assert hours.sum() * 8766 / 168 == pytest.approx(sum(year))
    late = np.nan_to_num(said.tables["hour"]["delayed share"].values) @ hours / hours.sum()
    assert late == pytest.approx(said["delayed share"])
    assert said.tables["severity"].index == ("high", "medium", "low")


def test_every_plan_answers_the_same_calls():
    other = dataclasses.replace(PLAN, posts=(Post("s1"), Post("s5")), name="moved")
    comparison = compare((PLAN, other), PROBLEM, Simulation(weeks=8))
    assert len({each.calls for each in comparison.evaluations}) == 1
    interval = comparison.interval("moved", "mean travel")
    assert interval.low > 0
    assert not interval.chance
    again = compare((PLAN, dataclasses.replace(PLAN, name="again")), PROBLEM, Simulation(weeks=8))
    assert all(again.interval("again", m.name).same for m in again.evaluations[0].measures if m.by_week)


def test_other_seeds_and_weeks_are_other_calls(said):
    assert Simulation(weeks=6, warm_up=2, seed=2).score(PROBLEM, PLAN).calls != said.calls
    assert Simulation(weeks=6, warm_up=2, preempt=1).score(PROBLEM, PLAN).calls == said.calls


def test_it_agrees_with_the_queue_by_the_clock_where_posts_do_not_help_each_other():
    one_post = Plan(posts=(Post("s2"),), crews=((3,),))
    problem = busier(1.5)
    found = Simulation(weeks=52).score(problem, one_post)
    exact = Delay().score(problem, one_post)
    low, high = next(m.interval for m in found.measures if m.name == "delayed share")
    assert low - 0.01 < exact["delayed share"] < high + 0.01


def test_calls_that_no_post_reaches_count_as_late_and_are_in_no_mean():
    minutes, metres = (np.array(each) for each in (PROBLEM.city.travel.minutes, PROBLEM.city.travel.metres))
    minutes[:, 0], metres[:, 0] = np.inf, np.inf
    travel = dataclasses.replace(PROBLEM.city.travel, minutes=minutes, metres=metres)
    cut = dataclasses.replace(PROBLEM, city=dataclasses.replace(PROBLEM.city, travel=travel))
    found = Simulation(weeks=4).score(cut, PLAN)
    lost = found["calls out of reach"]
    assert lost > 0
    zone = found.tables["zone"]
    assert zone["calls per year"].values[0] == pytest.approx(lost)
    assert zone["delayed share"].values[0] == 1.0
    assert np.isnan(zone["mean response"].values[0])
    assert np.isfinite(found["mean response"])


def test_a_queue_that_grows_is_told_instead_of_a_mean():
    found = Simulation(weeks=8).score(busier(12.0), PLAN)
    assert found["mean wait"] == found["90th percentile response, low"] == found["calls waiting"] == np.inf
    assert np.isfinite(found["mean travel"])
    assert "the queue grows by about" in found.notes[0]
    assert not any(m.by_week for m in found.measures if m.name == "mean wait")
    for name, table in found.tables.items():
        for column in table.columns:
            waits = any(word in column.name for word in ("wait", "response"))
            values = [value for value in column.values if isinstance(value, float) and not np.isnan(value)]
            assert not waits or (values and np.isinf(values).all()), (name, column.name)
            assert waits or name == "minutes" or np.isfinite(values).all(), (name, column.name)
    by_class = found.tables["minutes"].frame
    travel = [row.startswith("travel") for row in by_class.index]
    assert np.isfinite(by_class[travel].to_numpy()).all()
    assert np.isinf(by_class[np.logical_not(travel)].to_numpy()).all()
    assert Evaluation.from_dict(found.to_dict()).tables == found.tables
    heavy = Simulation(weeks=8).score(busier(3.0), PLAN)
    assert np.isfinite(heavy["mean wait"])


def test_a_line_that_scatters_does_not_grow():
    random = np.random.default_rng(2)
    assert not any(grows(random.poisson(30, (12, 168)), 1.0) for _ in range(50))
    assert grows(random.poisson(30 + 20 * np.arange(12)[:, None], (12, 168)), 1.0)
    assert not grows(np.full((3, 168), 1000), 1.0), "nobody can tell from three weeks"


def test_years_have_calls_of_their_own_and_a_stop_gives_those_done():
    judge = Simulation(weeks=110)
    asked = []

    def stop():
        asked.append(True)
        return True

    done = judge.score(PROBLEM, PLAN, stop=stop)
    year = Simulation(weeks=52).score(PROBLEM, PLAN)
    assert len(asked) == 1
    assert [m.value for m in done.measures] == [m.value for m in year.measures]
    assert any("stopped after 52 weeks of 110" in note for note in done.notes)
    first, second, third = (judge.calls(PROBLEM, year) for year in range(3))
    assert (first.weeks, second.weeks, third.weeks) == (53, 53, 7)
    assert len({first.digest, second.digest}) == 2


def test_runs_are_joined_week_after_week():
    judge = Simulation(weeks=3)
    calls, found = run(judge)
    inputs = dispatch_inputs(PROBLEM, PLAN, judge.policy)
    one = AnsweredCalls.of(PROBLEM, PLAN, inputs, calls, found, 1)
    two = AnsweredCalls.joined([one, one])
    assert two.weeks == 6
    assert two.week.max() == 5
    assert (np.diff(two.week) >= 0).all()


def test_a_plan_without_crews_and_few_weeks_say_so():
    found = Simulation(weeks=2).score(PROBLEM, Plan(posts=PLAN.posts, name="bare"))
    assert any("one at each post round the clock" in note for note in found.notes)
    assert any("no intervals: they need at least 3 weeks" in note for note in found.notes)
    assert Evaluation.from_dict(found.to_dict()) == found


def test_options_are_those_of_the_policy():
    ours = {each.name: each.default for each in dataclasses.fields(Simulation)}
    theirs = {each.name: each.default for each in dataclasses.fields(Policy)}
    own = ("weeks", "seed", "warm_up", "calls_per_incident", "patrol_speed", "calibration")
    assert set(theirs) - set(ours) == {"exchange", "call_minutes"}, "the plan and the problem say"
    assert [option.name for option in options_of(Simulation)][: len(own)] == list(own)
    assert all(option.help for option in options_of(Simulation)), "the rules are told once, where they are written"
    assert Simulation(place="scene", reserve=(0, 1)).policy == Policy(place="scene", reserve=(0, 1))


@pytest.mark.parametrize(
    ("options", "told"),
    [
        ({"weeks": 0}, r"'weeks' parameter of Simulation must be an integer in \[1, inf\)"),
        ({"warm_up": -1}, "'warm_up' parameter of Simulation"),
        ({"place": "moon", "hold": -1}, "(?s)'place' parameter of Simulation.*'hold' parameter of Simulation"),
        ({"calls_per_incident": 0}, "'calls_per_incident' parameter of Simulation"),
    ],
)
def test_bad_options_are_told(options, told):
    with pytest.raises(ParameterError, match=told):
        Simulation(**options)


def test_what_cannot_be_simulated_is_told_in_one_sentence():
    with pytest.raises(ParameterError, match=r"the same in every hour\. Set slots = 168"):
        Simulation().score(dataclasses.replace(small_problem(), severity=ONE_CAR), PLAN)
    with pytest.raises(
        ParameterError, match="needs 4 cars at once, but no hour of the plan 'plan' has more than 2 cars"
    ):
        Simulation(weeks=4).score(hourly_problem(), Plan(posts=PLAN.posts))
    nothing = dataclasses.replace(PROBLEM, demand=Demand(0 * PROBLEM.demand.rate, source="nothing"))
    with pytest.raises(ParameterError, match="is 0 in every hour, so no call would come"):
        Simulation().score(nothing, PLAN)
    with pytest.raises(ParameterError, match="no posts"):
        Simulation().score(PROBLEM, Plan(districts=dict.fromkeys(PROBLEM.city.zone_ids, "one")))


def test_weekly_figures_by_hand():
    values, week = np.array([1.0, 3.0, 8.0]), np.array([0, 0, 1])
    mean = mean_by_week(values, week, 2)
    assert mean.value == 4.0
    assert mean.by_week.tolist() == pytest.approx([4 + (4 - 8) / 1.5, 4 + (8 - 4) / 1.5])
    middle = quantile_by_week(values, week, 2, 0.5)
    assert (middle.value, middle.by_week.tolist()) == (3.0, [0.0, 6.0])
    assert not len(quantile_by_week(values, week, 3, 0.5).by_week), "a week without calls"


EVENINGS = Plan(
    posts=PLAN.posts, crews=((1,) * 168, tuple(3 if hour % 24 >= 14 else 1 for hour in range(168))), name="evenings"
)


def patrolled(problem=PROBLEM):
    """Return the problem with minutes from zone to zone, which cars on patrol need."""
    xy = problem.city.zone_xy
    minutes = np.abs(xy[:, None] - xy[None]).sum(axis=2) / 500.0
    travel = dataclasses.replace(problem.city.travel, between=minutes)
    return dataclasses.replace(problem, city=dataclasses.replace(problem.city, travel=travel))


@pytest.mark.parametrize("tour_end", ["finish", "hand over"])
def test_hours_of_cars_add_up_week_by_week(tour_end):
    judge = Simulation(weeks=6, warm_up=0, tour_end=tour_end, meal_minutes=20.0, meal_after=60.0)
    problem = busier(4.0)
    said, (_, found) = judge.score(problem, EVENINGS), run(judge, problem, EVENINGS)
    over = {measure.name: measure for measure in said.measures}["car-hours of overtime"]
    ends = np.minimum(found.dispatches.left, 6 * WEEK) - np.minimum(found.dispatches.sent, 6 * WEEK)
    inputs = dispatch_inputs(problem, EVENINGS, judge.policy)
    hours = car_time(inputs.run(judge.calls(problem), trace=True), inputs, weeks=12)
    assert found.end < 12 * WEEK
    assert hours.overtime.sum() == pytest.approx(found.overtime.sum() / 60, rel=1e-12)
    assert over.value * 6 == pytest.approx(hours.overtime[:6].sum())
    assert (over.value > 1) == (tour_end == "finish")
    assert len(set(over.by_week)) == (6 if tour_end == "finish" else 1)
    busy = ends.sum() / 60 / 6
    meals = found.meal.sum() / 60 / 6
    assert meals > 0
    assert said["car-hours free"] == pytest.approx(said["car-hours on duty"] - busy + over.value - meals)
    posts = said.tables["post"]
    assert sum(posts["overtime"].values) == pytest.approx(over.value)
    assert sum(posts["car-hours free"].values) == pytest.approx(said["car-hours free"])
    assert sum(said.tables["hour"]["cars on calls"].values) == pytest.approx(busy)
    zones = said.tables["zone"]
    assert sum(posts["cars sent per year"].values) == pytest.approx(sum(zones["cars sent per year"].values))


def test_overtime_is_what_the_tours_of_the_trace_leave_over():
    judge = Simulation(weeks=3, warm_up=0)
    shown = judge.traced(busier(4.0), EVENINGS)
    found = car_stretches(shown.trace)
    over = 0.0
    for row in np.flatnonzero(np.isin(found.status, (1, 2))).tolist():
        tours = (found.status == 0) & (found.car == found.car[row])
        ends = (min(found.end[row], 3 * WEEK), min(found.begin[row], 3 * WEEK))
        inside = np.minimum(found.end[tours], ends[0]) - np.maximum(found.begin[tours], ends[1])
        over += ends[0] - ends[1] - inside.clip(0).sum()
    assert judge.score(busier(4.0), EVENINGS)["car-hours of overtime"] * 180 == pytest.approx(over)


def test_cars_on_patrol_drive_in_their_free_hours_and_cars_at_posts_do_not():
    problem = patrolled()
    said = Simulation(weeks=3, place="patrol", patrol_speed=20.0).score(problem, PLAN)
    assert said["patrol distance"] == pytest.approx(20 * said["car-hours free"])
    assert sum(said.tables["post"]["patrol distance"].values) == pytest.approx(said["patrol distance"])
    assert any("a car drives 20 km/h in all the time that it is free" in note for note in said.notes)
    for place in ("post", "scene"):
        waiting = Simulation(weeks=3, place=place).score(problem, PLAN)
        assert not [m.name for m in waiting.measures if "patrol" in m.name]
        assert any("no patrol distance is given" in note for note in waiting.notes)


def test_intervals_end_where_figures_can():
    for measure in Simulation(weeks=6).score(PROBLEM, PLAN).measures:
        if measure.interval is not None:
            assert measure.interval[0] >= 0
            assert measure.unit != "share" or measure.interval[1] <= 1


def test_a_warm_up_that_is_too_short_is_told_and_weeks_for_a_precision_too():
    judge = Simulation(weeks=6)
    calls, found = run(judge)
    inputs = dispatch_inputs(PROBLEM, PLAN, judge.policy)
    answered = AnsweredCalls.of(PROBLEM, PLAN, inputs, calls, found, 1)

    def notes(*weeks):
        measure = Measure("mean response", float(np.mean(weeks)), "min", by_week=weeks)
        return tuple(
            simulation_notes(
                DispatchSetting(PROBLEM, PLAN, inputs, None), ["0"], answered, [measure],
                growing=False, warm_up=1, asked=6, calls_per_incident=1.0, patrol_speed=None,
            )
        )  # fmt: skip

    short = "The warm-up is too short: warm_up = 3."
    assert any(short in note for note in notes(4.0, 6.0, 6.2, 5.9, 6.1, 6.0))
    assert not any("warm-up is too short" in note for note in notes(5.8, 6.0, 6.2, 5.9, 6.1, 6.0))
    assert not any("warm-up is too short" in note for note in notes(9.0, 6.0, 6.2, 5.9, 6.1, 6.0)), "worse is no sign"
    # Student's 95 % quantile of 5 degrees is 2.015: half an interval of 1.6452 for a goal of 0.3, 30 times 6 weeks.
    wide = notes(4.0, 8.0, 4.0, 8.0, 4.0, 8.0)
    assert any("known to ± 1.8" in note and "some 220 weeks are needed: weeks = 220." in note for note in wide), wide
    assert not any("weeks are needed" in note for note in notes(5.9, 6.1, 6.0, 6.1, 5.9, 6.0))


@pytest.mark.slow
def test_years_are_the_same_on_any_number_of_jobs():
    judge, told = Simulation(weeks=160), set()
    for jobs in (1, 2, 4):
        with joblib.parallel_config(n_jobs=jobs):
            told.add(repr(judge.score(PROBLEM, EVENINGS).to_dict()))
    assert len(told) == 1


def test_calls_of_another_city_are_refused():
    calls = Simulation(weeks=1).calls(PROBLEM)
    assert len(Simulation().traced(PROBLEM, PLAN, calls).calls) == len(calls)
    other = dataclasses.replace(calls, zones=calls.zones + 3)
    with pytest.raises(ParameterError, match=f"a city with {calls.zones + 3} zones, and this one has {calls.zones}"):
        Simulation().traced(PROBLEM, PLAN, other)
    renamed = dataclasses.replace(calls, severity=("a", "b", "c"))
    with pytest.raises(ParameterError, match="of the classes a, b, c, and the problem has low, medium, high"):
        Simulation().traced(PROBLEM, PLAN, renamed)


@pytest.mark.parametrize(("by_week", "unit"), [([-2e-15, -2e-15, -2e-15], "h/week"), ([1.4, 1.5, 1.6], "share")])
def test_an_interval_outside_what_can_be_is_its_nearest_end(by_week, unit):
    figure = WeeklyFigure(by_week[0], np.array(by_week))
    low, high = weekly_measure("figure", figure, unit).interval
    assert 0.0 <= low <= high <= (1.0 if unit == "share" else np.inf)
