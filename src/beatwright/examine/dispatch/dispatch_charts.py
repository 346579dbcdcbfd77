"""Charts of dispatch simulations: response and queue by hour of the day, and what every car did on a day."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from beatwright.base.plain_text import clean
from beatwright.core.call_times import TracedCalls
from beatwright.core.calls import Calls
from beatwright.core.chart import Chart, Line, LineChart, Panel, Stretch, Timeline
from beatwright.core.dispatch_trace import DispatchTrace
from beatwright.core.replay_days import MINUTES_OF_DAY, day_begin, day_name
from beatwright.core.trace_stretches import CAR_STATUSES, car_stretches, minutes_until, wait_stretches

__all__ = ["car_timeline", "dispatch_charts", "hourly_responses", "queue_by_hour", "response_by_hour"]

Floats = npt.NDArray[np.float64]
_HOURS = 24
_MIDDLES = tuple(hour + 0.5 for hour in range(_HOURS))


def dispatch_charts(made: TracedCalls, day: int) -> tuple[Chart, ...]:
    """Return all charts of one plan; `day` is that of the timeline, 0 = the first."""
    return (response_by_hour((made,)), queue_by_hour((made,)), car_timeline(made.calls, made.trace, day))


def hourly_responses(made: TracedCalls) -> list[Floats]:
    """Return the minutes from the call to the first car, by hour of the day in which the call came, after the warm-up.

    Calls that no post reaches are left out.
    """
    calls, response = made.calls, made.times.arrived - made.calls.minute
    hour = calls.clock[(calls.minute // 60).astype(np.int64)].astype(np.int64) % _HOURS
    counts = (calls.minute >= made.counted) & ~np.isnan(response)
    return [response[counts & (hour == each)] for each in range(_HOURS)]


def response_by_hour(made: Sequence[TracedCalls]) -> LineChart:
    """Return minutes from the call to the first car by hour of the day: mean, median, the band of the middle 80 %.

    Parameters
    ----------
    made : sequence of TracedCalls
        One or two plans; two stand side by side.
    """
    return LineChart(
        name="response_by_hour",
        alt="Minutes from the call to the first car, by hour of the day: mean, median, the band of the middle 80 %.",
        caption=f"Response by the hour in which the call came, over all weeks that count{_side_by_side(made)}.",
        x_name="Hour of the day",
        panels=[Panel("Response", _response_lines(hourly_responses(one)), "min") for one in made],
        shaded=(2, 3),
        shaded_name="middle 80 % of calls",
        one_scale=True,
    )


def _response_lines(groups: Sequence[Floats]) -> list[Line]:
    return [
        Line("mean", _MIDDLES, [float(each.mean()) if len(each) else np.nan for each in groups]),
        *(
            Line(name, _MIDDLES, [float(np.quantile(each, share)) if len(each) else np.nan for each in groups])
            for name, share in (("median", 0.5), ("10 % within", 0.1), ("90 % within", 0.9))
        ),
    ]


def queue_by_hour(made: Sequence[TracedCalls]) -> LineChart:
    """Return the mean number of calls that wait without a car, by hour of the day, after the warm-up.

    Parameters
    ----------
    made : sequence of TracedCalls
        One or two plans, a line for each.
    """
    return LineChart(
        name="queue_by_hour",
        alt="Mean number of calls that wait for a car, by hour of the day.",
        caption=f"Calls that wait without a car, on average over all weeks that count. Heavy line: {_named(made[0])}.",
        x_name="Hour of the day",
        panels=[Panel("Calls that wait", [Line(_named(one), _MIDDLES, _waiting(one)) for one in made], "calls")],
    )


def _waiting(made: TracedCalls) -> list[float]:
    """Return the mean number of calls that wait, by hour of the day; waiting after the last hour does not count."""
    first = int(made.counted // 60)
    clock = np.asarray(made.calls.clock[first:], dtype=np.int64) % _HOURS
    waits = wait_stretches(made.trace)
    edges = 60.0 * np.arange(first, len(made.calls.clock) + 1, dtype=np.float64)
    minutes = np.diff(minutes_until(waits.begin, waits.end, edges)).clip(0.0)  # rounded sums fall below 0
    count = np.bincount(clock, minlength=_HOURS)
    mean = np.bincount(clock, minutes, minlength=_HOURS) / np.maximum(60.0 * count, 1.0)
    mean[count == 0] = np.nan
    return [float(each) for each in mean]


def car_timeline(calls: Calls, trace: DispatchTrace, day: int) -> Timeline:
    """Return what every car did on a day, a row for each; 0 is the first day."""
    begin, found = day_begin(calls, day), car_stretches(trace)
    keep = np.flatnonzero((found.end > begin) & (found.begin < begin + MINUTES_OF_DAY))
    first = np.clip((found.begin - begin) / 60.0, 0.0, _HOURS)
    last = np.clip((found.end - begin) / 60.0, 0.0, _HOURS)
    return Timeline(
        name="cars_of_the_day",
        alt="A row for each car: when it was on duty, en route, on the scene, at other work and at its meal.",
        caption=f"“{clean(trace.plan, 60)}” on {day_name(calls, day)}.",
        rows=[clean(each, 60) for each in trace.car_names],
        statuses=CAR_STATUSES,
        stretches=[Stretch(int(found.car[k]), int(found.status[k]), first[k], last[k]) for k in keep],
    )


def _side_by_side(made: Sequence[TracedCalls]) -> str:
    return f": {_named(made[0])}" if len(made) == 1 else f". Left: {_named(made[0])}. Right: {_named(made[1])}"


def _named(made: TracedCalls) -> str:
    return f"“{clean(made.trace.plan, 60)}”"
