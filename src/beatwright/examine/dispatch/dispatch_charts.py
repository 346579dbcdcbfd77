"""Charts of a dispatch simulation: response and queue by hour, and what every car did on a day."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from beatwright.base.plain_text import clean
from beatwright.core.call_times import CallTimes
from beatwright.core.calls import Calls
from beatwright.core.chart import Chart, Line, LineChart, Panel, Stretch, Timeline
from beatwright.core.dispatch_trace import DispatchTrace
from beatwright.core.replay_days import MINUTES_OF_DAY, day_begin, day_name
from beatwright.core.trace_stretches import CAR_STATUSES, car_stretches, minutes_until, wait_stretches

__all__ = ["car_timeline", "dispatch_charts", "queue_by_hour", "response_by_hour"]

Floats = npt.NDArray[np.float64]
_HOURS = 24
_MIDDLES = tuple(hour + 0.5 for hour in range(_HOURS))


def dispatch_charts(calls: Calls, trace: DispatchTrace, times: CallTimes, day: int) -> tuple[Chart, ...]:
    """Return all charts of one plan; `day` is that of the timeline, 0 = the first."""
    return (
        response_by_hour(calls, times, plan=trace.plan),
        queue_by_hour(calls, trace),
        car_timeline(calls, trace, day),
    )


def response_by_hour(calls: Calls, times: CallTimes, *, plan: str, name: str = "response-by-hour") -> LineChart:
    """Return minutes from the call to the first car by hour of the day: the mean, and the band of the middle 80 %.

    Parameters
    ----------
    calls : Calls
        With the clock of their hours.
    times : CallTimes
        Their times under a plan.
    plan : str
        Name of the plan, for the caption.
    name : str, default "response-by-hour"
        Of the picture.
    """
    hour, response = _hour_of_day(calls, calls.minute), times.arrived - calls.minute
    groups = [response[(hour == each) & ~np.isnan(response)] for each in range(_HOURS)]
    at = _MIDDLES
    lines = [
        Line("mean response", at, [_mean(each) for each in groups]),
        Line("90 % of calls within", at, [_quantile(each, 0.9) for each in groups]),
        Line("10 % of calls within", at, [_quantile(each, 0.1) for each in groups]),
    ]
    return LineChart(
        name=name,
        alt="Minutes from the call to the first car, by hour of the day: the mean, and the band of the middle 80 %.",
        caption=f"“{clean(plan, 60)}”: response by the hour in which the call came.",
        x_name="Hour of the day",
        panels=[Panel("Response", lines, "min")],
    )


def queue_by_hour(calls: Calls, trace: DispatchTrace, *, name: str = "queue-by-hour") -> LineChart:
    """Return the mean number of calls that wait without a car, by hour of the day, over the hours of the calls.

    Parameters
    ----------
    calls : Calls
        What the trace answers; waiting after their last hour does not count.
    trace : DispatchTrace
        The events.
    name : str, default "queue-by-hour"
        Of the picture.
    """
    edges = np.arange(0.0, 60.0 * len(calls.clock) + 1.0, 60.0)
    waits = wait_stretches(trace)
    minutes = np.diff(minutes_until(waits.begin, waits.end, edges))
    hour = np.asarray(calls.clock, dtype=np.int64) % _HOURS
    count = np.bincount(hour, minlength=_HOURS)
    mean = np.bincount(hour, minutes, minlength=_HOURS) / np.maximum(60.0 * count, 1.0)
    mean[count == 0] = np.nan
    return LineChart(
        name=name,
        alt="Mean number of calls that wait for a car, by hour of the day.",
        caption=f"“{clean(trace.plan, 60)}”: calls that wait without a car, on average.",
        x_name="Hour of the day",
        panels=[Panel("Calls that wait", [Line("calls that wait", _MIDDLES, mean.tolist())], "calls")],
    )


def car_timeline(calls: Calls, trace: DispatchTrace, day: int, *, name: str = "cars-of-the-day") -> Timeline:
    """Return what every car did on a day, a row for each; 0 is the first day."""
    begin, found = day_begin(calls, day), car_stretches(trace)
    keep = np.flatnonzero((found.end > begin) & (found.begin < begin + MINUTES_OF_DAY))
    first = np.clip((found.begin - begin) / 60.0, 0.0, _HOURS)
    last = np.clip((found.end - begin) / 60.0, 0.0, _HOURS)
    return Timeline(
        name=name,
        alt="A row for each car: when it was on duty, en route, on the scene, at other work and at its meal.",
        caption=f"“{clean(trace.plan, 60)}” on {day_name(calls, day)}.",
        rows=[clean(each, 60) for each in trace.car_names],
        statuses=CAR_STATUSES,
        stretches=[Stretch(int(found.car[k]), int(found.status[k]), first[k], last[k]) for k in keep],
    )


def _hour_of_day(calls: Calls, minute: Floats) -> npt.NDArray[np.int64]:
    return np.asarray(calls.clock[(minute // 60).astype(np.int64)] % _HOURS, dtype=np.int64)


def _mean(values: Floats) -> float:
    return float(values.mean()) if len(values) else float("nan")


def _quantile(values: Floats, share: float) -> float:
    return float(np.quantile(values, share)) if len(values) else float("nan")
