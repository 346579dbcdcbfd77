"""Charts of a simulation: the queue of an hour is the minutes waited in it, the timeline holds what every car did."""

import numpy as np
import pytest

from beatwright.core import Calls, chart
from beatwright.core.call_times import CallTimes, TracedCalls, call_times, time_measures
from beatwright.core.dispatch_trace import DispatchTrace
from beatwright.core.trace_stretches import wait_stretches
from beatwright.examine.dispatch.dispatch_charts import car_timeline, dispatch_charts, queue_by_hour, response_by_hour
from beatwright.simulate import Policy, simulate
from beatwright.testing import hourly_problem


@pytest.fixture(scope="module")
def calls():
    return Calls.drawn(hourly_problem().demand, 2, 5, cars=[1, 1, 2])


@pytest.fixture(scope="module")
def answered(calls):
    city = hourly_problem().city
    travel = city.travel.minutes[:2].astype(float)
    order = np.argsort(travel, axis=0, kind="stable").T
    found = simulate(calls, [0, 1, 0], travel, order, np.ones((3, 1), bool), Policy(preempt=1), trace=True)
    events = {name: getattr(found.trace, name) for name in ("minute", "kind", "call", "car", "zone")}
    made = {"plan": "today", "problem_digest": "p", "calls_digest": calls.digest, "plan_digest": "d"}
    trace = DispatchTrace(**events, home=[0, 1, 0], sites=city.site_ids[:2], zones=city.zone_ids, **made)
    return trace, CallTimes(found.ready, found.sent, found.arrived, found.cleared)


def test_the_events_give_the_times_of_every_call(calls, answered):
    trace, times = answered
    assert call_times(trace, len(calls)).equals(times)
    figures = {each.name: each.value for each in time_measures(times, calls)}
    assert figures["calls"] == len(calls)
    assert figures["mean wait"] == np.mean(times.sent - times.ready)
    later = time_measures(times, calls, 10_080.0)
    assert later[0].value == calls.per_week[1]


def test_the_queue_is_the_minutes_waited_hour_by_hour(calls, answered):
    trace, _ = answered
    waits = wait_stretches(trace)
    inside = np.clip(waits.end, 0, 336 * 60) - np.clip(waits.begin, 0, 336 * 60)
    mean = queue_by_hour((TracedCalls(calls, *answered),)).panels[0].lines[0].y
    assert inside.sum() > 0
    assert np.sum(mean) * 60 * 14 == pytest.approx(inside.sum())
    second = np.clip(waits.end, 10_080, 336 * 60) - np.clip(waits.begin, 10_080, 336 * 60)
    later = queue_by_hour((TracedCalls(calls, *answered, 10_080.0),)).panels[0].lines[0].y
    assert np.sum(later) * 60 * 7 == pytest.approx(second.sum()), "a warm-up of a week does not count"


def test_the_band_holds_the_mean_and_hours_without_calls_are_gaps(calls, answered):
    trace, times = answered
    drawn = response_by_hour((TracedCalls(calls, trace, times),))
    lines = [np.array(line.y) for line in drawn.panels[0].lines]
    low, high = (lines[number] for number in drawn.shaded)
    assert (low <= lines[1]).all()
    assert (lines[1] <= high).all()
    hour = calls.clock[(calls.minute // 60).astype(int)] % 24
    response = times.arrived - calls.minute
    later = response_by_hour((TracedCalls(calls, trace, times, 10_080.0),)).panels[0].lines[0].y
    assert lines[0][9] == pytest.approx(response[hour == 9].mean())
    assert later[9] == pytest.approx(response[(hour == 9) & (calls.minute >= 10_080)].mean())
    some = CallTimes(*(np.where(hour < 12, each, np.nan) for each in times))
    assert np.isnan(response_by_hour((TracedCalls(calls, trace, some),)).panels[0].lines[0].y[12:]).all()


def test_the_timeline_of_a_day_has_every_car_and_comes_back_from_its_file(calls, answered):
    trace, times = answered
    line = car_timeline(calls, trace, 3)
    assert line.rows == ("s1, car 1", "s2", "s1, car 2")
    assert {each.row for each in line.stretches if each.status == 0} == {0, 1, 2}
    assert all(0 <= each.begin <= each.end <= 24 for each in line.stretches)
    for one in dispatch_charts(TracedCalls(calls, trace, times), 3):
        assert chart.chart_from_dict(one.to_dict()).to_dict() == one.to_dict()
