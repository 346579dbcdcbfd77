"""The breakdowns of the judge Simulation: by class, post, beat, zone, and hour of the week."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
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
    "cars on calls": {"unit": "count"},
    "car-hours on duty": {"unit": "h/week", "suppression": "none"},
    "car-hours free": {"unit": "h/week", "suppression": "derived"},
    "overtime": {"unit": "h/week", **_DERIVED},
    "patrol distance": {"unit": "km/week", "direction": "higher", "suppression": "derived"},
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


_MINUTES = {"wait": "wait", "travel": "travel", "response": "response", "response of the last car": "full"}


def simulation_tables(
    answered: AnsweredCalls,
    problem: Problem,
    posts: Sequence[str],
    inputs: DispatchInputs,
    *,
    growing: bool,
    patrol_speed: float | None,
) -> dict[str, Table]:
    """Return the breakdowns, by name.

    Parameters
    ----------
    answered : AnsweredCalls
        Calls, week by week.
    problem : Problem
        Its classes, standards and zones.
    posts : sequence of str
        Ids.
    inputs : DispatchInputs
        Cars and beats.
    growing : bool
        Whether the line grows without end: then waits and responses are infinite here as they are everywhere.
    patrol_speed : float or None
        Kilometres that a free car drives in an hour; None where free cars wait at their posts.
    """
    by_class = _Groups(answered, answered.priority, len(problem.severity), growing=growing)
    by_post = _Groups(answered, answered.post, len(posts), growing=growing)
    by_zone = _Groups(answered, answered.zone, len(problem.city.zone_ids), growing=growing)
    by_beat = _Groups(answered, inputs.beats.zone[answered.zone], len(inputs.beats.names), growing=growing)
    by_hour = _Groups(answered, answered.hour, HOURS_OF_WEEK, growing=growing)
    timed = problem.within is not None or problem.within_minutes is not None
    more = ("answered from outside", *(("on time",) if timed else ()))
    files: dict[str, Any] = {"of_places": True, "place": "files"}
    classes = problem.severity.names[::-1]
    return {
        "severity": _table("severity", by_class.columns(*more, last=True), classes),
        "minutes": _minutes(by_class, classes),
        "post": _table("post", _of_posts(answered, by_post, patrol_speed, more=more), posts, of_places=True),
        "beat": _table("beat", by_beat.columns(*more), inputs.beats.names, **files),
        "zone": _table("zone", _of_zones(answered, by_zone, inputs, more), problem.city.zone_ids, **files),
        "hour": _hours(answered, by_hour, more),
        "flow": _flow(answered, posts, inputs.beats.names),
    }


class _Groups:
    """Calls by group; those of no group (-1) are left out."""

    def __init__(self, answered: AnsweredCalls, group: Ints, groups: int, *, growing: bool) -> None:
        self.answered, self.group, self.groups, self.growing = answered, group, groups, growing

    def endless(self, minutes: Floats) -> Floats:
        """Return minutes of which a wait is a part: those of a line that grows without end have no mean."""
        return np.where(np.isnan(minutes), np.nan, np.inf) if self.growing else minutes

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
            "mean wait": self.endless(self.mean(answered.wait)),
            "mean travel": self.mean(answered.travel),
            "mean response": self.endless(self.mean(answered.response)),
            "median response": self.endless(self.quantile(answered.response, 0.5)),
            "90th percentile response": self.endless(self.quantile(answered.response, 0.9)),
            **({"mean response of the last car": self.endless(self.mean(answered.full))} if last else {}),
            **{name: self.mean(known[name]) for name in more},
        }


def _table(name: str, columns: Mapping[str, Any], rows: Sequence[str], **more: Any) -> Table:
    frame = pd.DataFrame(columns, index=pd.Index(list(rows), name=name, dtype=object))
    return Table.from_frame(name, frame, _DESCRIBED, **more)


def _minutes(by_class: _Groups, classes: Sequence[str]) -> Table:
    """Return mean, median and 90th percentile of every kind of minutes, by class."""

    def minutes(how: Callable[[_Groups, Floats], Floats], column: str) -> Floats:
        found = how(by_class, getattr(by_class.answered, column))
        return found if column == "travel" else by_class.endless(found)

    columns = {
        word: np.concatenate([minutes(how, column) for column in _MINUTES.values()])
        for word, how in (
            ("mean", _Groups.mean),
            ("median", lambda groups, values: groups.quantile(values, 0.5)),
            ("90th percentile", lambda groups, values: groups.quantile(values, 0.9)),
        )
    }
    rows = [f"{what}, {name}" for what in _MINUTES for name in classes]
    frame = pd.DataFrame(columns, index=pd.Index(rows, name="minutes", dtype=object))
    described = {name: {"unit": "min", "direction": "lower"} for name in columns}
    return Table.from_frame("minutes", frame, described, place="files", title="Minutes by class")


def _flow(answered: AnsweredCalls, posts: Sequence[str], beats: Sequence[str]) -> Table:
    """Return the share of all cars sent that go from each post to each beat."""
    sent = answered.flow.sum(axis=0)
    share = sent / max(float(sent.sum()), 1.0)
    columns = {f"in {name}": share[:, number] for number, name in enumerate(beats)}
    frame = pd.DataFrame(columns, index=pd.Index(list(posts), name="post", dtype=object))
    described = {name: {"unit": "share", "suppression": "derived"} for name in columns}
    return Table.from_frame("flow", frame, described, of_places=True, place="files", title="Who answers whom")


def _of_zones(answered: AnsweredCalls, groups: _Groups, inputs: DispatchInputs, more: Sequence[str]) -> dict[str, Any]:
    names = np.array([*inputs.beats.names, ""], dtype=object)
    sent = answered.sent_to.mean(axis=0) * _YEAR
    return {"beat": names[inputs.beats.zone], "cars sent per year": sent, **groups.columns(*more)}


def _of_posts(
    answered: AnsweredCalls, groups: _Groups, patrol_speed: float | None, *, more: Sequence[str]
) -> dict[str, Floats]:
    """Return what the cars of each post do, and the calls to which one of them was sent first."""
    free, duty = answered.free.mean(axis=0), answered.duty.mean(axis=0)
    answers = groups.columns(*more)
    del answers["calls per year"]
    return {
        "car-hours on duty": duty,
        "car-hours free": free,
        "overtime": answered.overtime.mean(axis=0),
        **({} if patrol_speed is None else {"patrol distance": patrol_speed * free}),
        "cars sent per year": answered.sent.mean(axis=0) * _YEAR,
        "workload": ratio(answered.busy.mean(axis=0), duty),
        **answers,
    }


def _hours(answered: AnsweredCalls, groups: _Groups, more: Sequence[str]) -> Table:
    columns = groups.columns(*more)
    columns["calls per hour"] = columns.pop("calls per year") / HOURS_OF_YEAR * HOURS_OF_WEEK
    cars, on_calls = answered.cars.mean(axis=0), answered.at_calls.mean(axis=0)
    columns = {"calls per hour": columns.pop("calls per hour"), "cars": cars, "cars on calls": on_calls, **columns}
    columns["calls waiting"] = groups.endless(answered.line.mean(axis=0))
    frame = pd.DataFrame(columns, index=pd.Index(map(hour_name, range(HOURS_OF_WEEK)), name="hour of the week"))
    return Table.from_frame("hour", frame, _DESCRIBED, place="files", title="By hour of the week")
