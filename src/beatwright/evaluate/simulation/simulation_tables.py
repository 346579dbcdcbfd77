"""The breakdowns of the judge Simulation: by class, post, beat, zone, and hour of the week."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from beatwright.core import HOURS_OF_YEAR, Problem, Table
from beatwright.core.demand import HOURS_OF_WEEK
from beatwright.core.hours_of_week import hour_name
from beatwright.evaluate.cars.delay_totals import ratio
from beatwright.evaluate.simulation.answered_calls import AnsweredCalls
from beatwright.evaluate.simulation.dispatch_inputs import DispatchInputs

__all__ = ["simulation_tables"]

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
_YEAR = HOURS_OF_YEAR / HOURS_OF_WEEK
_DERIVED: dict[str, Any] = {"direction": "lower", "suppression": "derived"}
_DESCRIBED: dict[str, dict[str, Any]] = {
    "calls per year": {"unit": "calls/year", "suppression": "count"},
    "calls per hour": {"unit": "calls/h"},
    "cars sent per year": {"unit": "count", "suppression": "count"},
    "cars": {"unit": "count"},
    "car-hours on duty": {"unit": "h/week", "suppression": "none"},
    "workload": {"unit": "share", "suppression": "derived"},
    "delayed share": {"unit": "share", **_DERIVED},
    **{
        f"{word} {what}": {"unit": "min", **_DERIVED}
        for what in ("wait", "travel", "response", "response of the last car")
        for word in ("mean", "median", "90th percentile")
    },
    "on time": {"unit": "share", "direction": "higher", "suppression": "derived"},
    "answered from outside": {"unit": "share", **_DERIVED},
    "calls waiting": {"unit": "calls", "direction": "lower"},
}


def simulation_tables(
    answered: AnsweredCalls, problem: Problem, posts: Sequence[str], inputs: DispatchInputs, duty: Floats
) -> dict[str, Table]:
    """Return the breakdowns, by name; `duty` are the car-hours of each post in a week."""
    by_class = _Groups(answered, answered.priority, len(problem.severity))
    by_post = _Groups(answered, answered.post, len(posts))
    by_zone = _Groups(answered, answered.zone, len(problem.city.zone_ids))
    by_beat = _Groups(answered, inputs.beats.zone[answered.zone], len(inputs.beats.names))
    by_hour = _Groups(answered, answered.hour, HOURS_OF_WEEK)
    timed = problem.within is not None or problem.within_minutes is not None
    met = ("on time",) if timed else ()
    files: dict[str, Any] = {"of_places": True, "place": "files"}
    return {
        "severity": _table("severity", by_class.columns(*met, last=True), problem.severity.names[::-1]),
        "post": _table("post", _of_posts(answered, by_post, duty), posts, of_places=True),
        "beat": _table("beat", by_beat.columns("answered from outside", *met), inputs.beats.names, **files),
        "zone": _table("zone", by_zone.columns("answered from outside", *met), problem.city.zone_ids, **files),
        "hour": _hours(answered, by_hour, inputs),
    }


class _Groups:
    """Calls by group; those of no group (-1) are left out."""

    def __init__(self, answered: AnsweredCalls, group: Ints, groups: int) -> None:
        self.answered, self.group, self.groups = answered, group, groups

    def count(self) -> Floats:
        return np.bincount(self.group[self.group >= 0], minlength=self.groups).astype(np.float64)

    def mean(self, values: Floats) -> Floats:
        keep = (self.group >= 0) & np.isfinite(values)
        sums = np.bincount(self.group[keep], values[keep], minlength=self.groups).astype(np.float64)
        return ratio(sums, np.bincount(self.group[keep], minlength=self.groups).astype(np.float64))

    def quantile(self, values: Floats, share: float) -> Floats:
        keep = np.flatnonzero((self.group >= 0) & np.isfinite(values))
        rows = keep[np.argsort(self.group[keep], kind="stable")]
        parts = np.split(values[rows], np.searchsorted(self.group[rows], np.arange(1, self.groups)))
        return np.array([np.quantile(part, share) if len(part) else np.nan for part in parts])

    def columns(self, *more: str, last: bool = False) -> dict[str, Floats]:
        answered = self.answered
        late = (answered.wait > 0) | ~answered.reached
        known = {"answered from outside": answered.across, "on time": answered.on_time.astype(np.float64)}
        return {
            "calls per year": self.count() / answered.weeks * _YEAR,
            "delayed share": self.mean(late.astype(np.float64)),
            "mean wait": self.mean(answered.wait),
            "mean travel": self.mean(answered.travel),
            "mean response": self.mean(answered.response),
            "median response": self.quantile(answered.response, 0.5),
            "90th percentile response": self.quantile(answered.response, 0.9),
            **({"mean response of the last car": self.mean(answered.full)} if last else {}),
            **{name: self.mean(known[name]) for name in more},
        }


def _table(name: str, columns: dict[str, Floats], rows: Sequence[str], **more: Any) -> Table:
    frame = pd.DataFrame(columns, index=pd.Index(list(rows), name=name, dtype=object))
    return Table.from_frame(name, frame, _DESCRIBED, **more)


def _of_posts(answered: AnsweredCalls, groups: _Groups, duty: Floats) -> dict[str, Floats]:
    """Return what the cars of each post do, and the calls to which one of them was sent first."""
    return {
        "car-hours on duty": duty,
        "cars sent per year": answered.sent.mean(axis=0) * _YEAR,
        "workload": ratio(answered.busy.mean(axis=0), duty),
        "answered from outside": groups.mean(answered.across),
        "mean travel": groups.mean(answered.travel),
        "mean response": groups.mean(answered.response),
        "90th percentile response": groups.quantile(answered.response, 0.9),
    }


def _hours(answered: AnsweredCalls, groups: _Groups, inputs: DispatchInputs) -> Table:
    columns = groups.columns()
    columns["calls per hour"] = columns.pop("calls per year") / HOURS_OF_YEAR * HOURS_OF_WEEK
    cars = np.broadcast_to(inputs.cars.on.sum(axis=0), (HOURS_OF_WEEK,)).astype(np.float64)
    columns = {"calls per hour": columns.pop("calls per hour"), "cars": cars, **columns}
    columns["calls waiting"] = answered.line.mean(axis=0)
    frame = pd.DataFrame(columns, index=pd.Index(map(hour_name, range(HOURS_OF_WEEK)), name="hour of the week"))
    return Table.from_frame("hour", frame, _DESCRIBED, place="files", title="By hour of the week")
