"""The breakdowns of the judge Delay: by post, by hour of the week and of the day, and by class."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from beatwright.core import HOURS_OF_YEAR, Problem, Table
from beatwright.core.demand import HOURS_OF_WEEK
from beatwright.core.hours_of_week import hour_name
from beatwright.evaluate.cars.delay_totals import DelayTotals, ratio
from beatwright.queueing import offered_load

__all__ = ["delay_tables"]

Floats = npt.NDArray[np.float64]
_YEAR = HOURS_OF_YEAR / HOURS_OF_WEEK
_DAY = 24
_DIGITS = 9
_LOWER: dict[str, Any] = {"direction": "lower", "suppression": "derived"}
_DESCRIBED: dict[str, dict[str, Any]] = {
    "calls per year": {"unit": "count", "suppression": "count"},
    "calls per hour": {"unit": "", "suppression": "derived"},
    "car-hours on duty": {"unit": "h/week", "suppression": "none"},
    "cars": {"unit": "", "suppression": "none"},
    "load": {"unit": "", "suppression": "derived"},
    "load by the clock": {"unit": "", "suppression": "derived"},
    "busy cars": {"unit": "", "suppression": "derived"},
    "time on calls": {"unit": "share", "suppression": "derived"},
    "delayed share": {"unit": "share", **_LOWER},
    "calls in line": {"unit": "", **_LOWER},
    "mean wait": {"unit": "min", **_LOWER},
    "mean travel": {"unit": "min", "direction": "lower", "suppression": "none"},
    "mean response": {"unit": "min", **_LOWER},
    "delayed in its worst hour": {"unit": "share", **_LOWER},
    "hours over the standard": {"unit": "h/week", **_LOWER},
    "hours with more load than cars": {"unit": "h/week", **_LOWER},
}


def delay_tables(totals: DelayTotals, problem: Problem, posts: Sequence[str]) -> dict[str, Table]:
    """Return the breakdowns of the expected demand, by name."""
    hours = _hours(totals)
    days = hours.groupby(np.arange(len(hours)) % _DAY).mean()
    calls = hours["calls per hour"].to_numpy()
    late = np.nan_to_num(hours["delayed share"].to_numpy()) * calls
    whole = calls.reshape(-1, _DAY).sum(axis=0)
    days["delayed share"] = ratio(late.reshape(-1, _DAY).sum(axis=0), whole)
    days.index = pd.Index([f"{hour:02d}:00" for hour in range(_DAY)], name="hour of the day")
    return {
        "severity": _table("severity", _classes(totals, problem)),
        "post": _table("post", _posts(totals, problem, posts), of_places=True),
        "hour of the day": _table("hour of the day", days),
        "hour": _table("hour", hours, place="files", title="By hour of the week"),
    }


def _table(name: str, frame: pd.DataFrame, **more: Any) -> Table:
    return Table.from_frame(name, frame, _DESCRIBED, **more)


def _classes(totals: DelayTotals, problem: Problem) -> pd.DataFrame:
    """Return a row for each class, the most urgent first."""
    queues = totals.queues
    late = (queues.calls[0] * queues.late[0]).sum(axis=(0, 1))
    calls = queues.calls[0].sum(axis=(0, 1))
    waited, travelled = (part[0].sum(axis=0) for part in (totals.waited, totals.travelled))
    columns = {
        "calls per year": calls * _YEAR,
        "delayed share": ratio(late, calls),
        "mean wait": ratio(waited, calls),
        "mean travel": ratio(travelled, calls),
        "mean response": ratio(waited + travelled, calls),
    }
    return pd.DataFrame(columns, index=pd.Index(problem.severity.names, name="severity")).iloc[::-1]


def _posts(totals: DelayTotals, problem: Problem, posts: Sequence[str]) -> pd.DataFrame:
    """Return a row for each post; waits are infinite where its cars do not keep up with its calls."""
    queues = totals.queues
    by_hour, late = queues.by_hour[0], totals.late_where_calls[0]
    calls, cars = by_hour.sum(axis=1), queues.cars.sum(axis=1).astype(np.float64)
    waited, travelled = totals.waited[0].sum(axis=1), totals.travelled[0].sum(axis=1)
    wait = np.where(queues.keeps_up[0], ratio(waited, calls), np.inf)
    worst = late.round(_DIGITS).argmax(axis=1)  # of hours alike the first
    columns: dict[str, Any] = {
        "calls per year": calls * _YEAR,
        "car-hours on duty": cars,
        "time on calls": ratio(queues.busy[0].sum(axis=1), cars),
        "delayed share": ratio((by_hour * queues.delayed[0]).sum(axis=1), calls),
        "mean wait": wait,
        "mean travel": ratio(travelled, calls),
        "mean response": wait + ratio(travelled, calls),
        "worst hour": [hour_name(hour) if calls[post] > 0 else "" for post, hour in enumerate(worst)],
        "delayed in its worst hour": late.max(axis=1),
        "hours with more load than cars": totals.overloaded[0].sum(axis=1),
    }
    if problem.delayed_share is not None:
        columns["hours over the standard"] = totals.over(problem.delayed_share)[0].sum(axis=1)
    return pd.DataFrame(columns, index=pd.Index(list(posts), name="post", dtype=object))


def _hours(totals: DelayTotals) -> pd.DataFrame:
    """Return a row for each hour of the week: what the calls need, as they come and as it lags, and what there is."""
    queues = totals.queues
    columns = {
        "calls per hour": totals.all_calls[0],
        "cars": queues.cars.sum(axis=0).astype(np.float64),
        "load": queues.load[0].sum(axis=0),
        "load by the clock": _lagging(totals),
        "busy cars": queues.busy[0].sum(axis=0),
        "delayed share": totals.delayed_by_hour[0],
        "calls in line": queues.line[0].sum(axis=(0, 2)),
    }
    index = pd.Index([hour_name(hour) for hour in range(HOURS_OF_WEEK)], name="hour of the week", dtype=object)
    return pd.DataFrame(columns, index=index)


def _lagging(totals: DelayTotals) -> Floats:
    """Return the cars that would be busy on average in each hour were there always one free, shape (168,)."""
    requests, service = totals.queues.requests[0].sum(axis=2), totals.queues.service[0]
    loads = [offered_load(rate, float(hours)).mean for rate, hours in zip(requests, service, strict=True) if hours > 0]
    return np.asarray(np.sum(loads, axis=0))
