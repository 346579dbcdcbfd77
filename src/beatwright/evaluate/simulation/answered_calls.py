"""What became of the calls that count: those that came after the warm-up, week by week."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields
from typing import Self

import numpy as np
import numpy.typing as npt

from beatwright.core import Calls, Plan, Problem
from beatwright.core.demand import HOURS_OF_WEEK
from beatwright.core.trace_stretches import minutes_until
from beatwright.evaluate.simulation.car_time import WEEK, CarTime, car_time
from beatwright.evaluate.simulation.dispatch_inputs import DispatchInputs
from beatwright.simulate import Simulated

__all__ = ["AnsweredCalls", "on_time"]

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]


@dataclass(frozen=True, eq=False)
class AnsweredCalls:
    """Calls that count, in the order in which they came, and the cars and queues of their weeks.

    Parameters
    ----------
    week : array of int, shape (calls,)
        0 is the first week after the warm-up.
    hour : array of int, shape (calls,)
        Hour of the week in which the call came.
    zone, priority : array of int, shape (calls,)
        Position of the zone; 0 is the most urgent class.
    reached : array of bool, shape (calls,)
        Whether a post reaches the zone; of the others all minutes are NaN.
    wait, travel, response, full : array, shape (calls,)
        Minutes from ready to sent; of travel of the first car; from the call to the first car; to the last one.
    post : array of int, shape (calls,)
        Post of the car that was sent first; -1 where none was.
    across : array, shape (calls,)
        1 where that car stands in another beat than the zone, 0 where in the same; NaN where the zone is in none.
    on_time : array of bool, shape (calls,)
        Whether the standards are met.
    busy, sent, overtime, free, duty : array, shape (weeks, posts)
        As in `CarTime`.
    cars : array, shape (weeks, 168)
        Cars on duty in every hour.
    sent_to : array, shape (weeks, zones)
        Cars sent to calls of each zone.
    flow : array, shape (weeks, posts, beats)
        Cars sent from each post to calls of each beat.
    at_calls : array, shape (weeks, 168)
        Mean number of cars on calls in every hour.
    line : array of int, shape (weeks, 168)
        Calls that wait when an hour begins.
    """

    week: Ints
    hour: Ints
    zone: Ints
    priority: Ints
    reached: Bools
    wait: Floats
    travel: Floats
    response: Floats
    full: Floats
    post: Ints
    across: Floats
    on_time: Bools
    busy: Floats
    sent: Floats
    overtime: Floats
    free: Floats
    duty: Floats
    cars: Floats
    sent_to: Floats
    flow: Floats
    at_calls: Floats
    line: Ints

    @property
    def weeks(self) -> int:
        """How many weeks count."""
        return len(self.busy)

    @classmethod
    def of(
        cls, problem: Problem, plan: Plan, inputs: DispatchInputs, calls: Calls, found: Simulated, warm_up: int
    ) -> Self:
        """Count what a run found of the weeks after its warm-up."""
        keep = calls.week >= warm_up
        zone, car = calls.zone.astype(np.int64), found.car
        post = np.where(car >= 0, inputs.cars.home[car], -1)
        response, beats = found.arrived - calls.minute, inputs.beats
        known = (beats.zone[zone] >= 0) & (post >= 0)
        across = np.where(known, beats.post[post] != beats.zone[zone], np.nan)
        hour = calls.clock[(calls.minute // 60).astype(np.int64)].astype(np.int64)
        columns = {
            "week": calls.week - warm_up,
            "hour": hour,
            "zone": zone,
            "priority": calls.priority.astype(np.int64),
            "reached": found.reached,
            "wait": found.wait,
            "travel": found.travel,
            "response": response,
            "full": found.all_arrived - calls.minute,
            "post": post,
            "across": across,
            "on_time": on_time(problem, plan, post, zone, response),
        }
        cars: CarTime = car_time(found, inputs, calls.weeks)
        by_week = {name: hours[warm_up:] for name, hours in cars._asdict().items()}
        edges = 60.0 * np.arange(warm_up * HOURS_OF_WEEK, calls.weeks * HOURS_OF_WEEK + 1, dtype=np.float64)
        by_week |= _who_goes_where(found, inputs, zone, weeks=calls.weeks, warm_up=warm_up)
        by_week["cars"] = inputs.cars.in_weeks(len(inputs.travel), calls.weeks)[warm_up:].sum(axis=1)
        by_week |= {"at_calls": _at_calls(found, edges), "line": _line(found, edges[:-1])}
        return cls(**{name: values[keep] for name, values in columns.items()}, **by_week)

    @classmethod
    def joined(cls, runs: Sequence[Self]) -> Self:
        """Return the weeks of several runs as one after the other."""
        begins = np.cumsum([0, *(run.weeks for run in runs)])
        columns = {each.name: [getattr(run, each.name) for run in runs] for each in fields(cls)}
        columns["week"] = [run.week + begin for run, begin in zip(runs, begins.tolist(), strict=False)]
        return cls(**{name: np.concatenate(parts) for name, parts in columns.items()})


def on_time(problem: Problem, plan: Plan, post: Ints, zone: Ints, response: Floats) -> Bools:
    """Return whether calls meet the standards: minutes of the response, metres of the post of the first car.

    A post's own `reach` stands for `within` where it has one. Without any standard every call does.
    """
    general = np.inf if problem.within is None else problem.within
    reach = np.array([general if each.reach is None else each.reach for each in plan.posts or ()])
    metres = problem.city.travel.metres[plan.site_positions(problem.city)]
    limit = np.inf if problem.within_minutes is None else problem.within_minutes
    near = metres[post, zone] <= reach[post]
    return np.asarray((post >= 0) & near & (response <= limit))


def _line(found: Simulated, edges: Floats) -> Ints:
    """Return the calls that wait at the beginning of every hour: ready by then, and no car sent."""
    ready, sent = (np.sort(each[found.reached]) for each in (found.ready, found.sent))
    waiting = np.searchsorted(ready, edges, side="right") - np.searchsorted(sent, edges, side="right")
    return waiting.reshape(-1, HOURS_OF_WEEK).astype(np.int64)


def _at_calls(found: Simulated, edges: Floats) -> Floats:
    """Return the mean number of cars on calls between each edge and the next."""
    each = found.dispatches
    return np.diff(minutes_until(each.sent, each.left, edges)).reshape(-1, HOURS_OF_WEEK) / 60.0


def _who_goes_where(
    found: Simulated, inputs: DispatchInputs, zone: Ints, *, weeks: int, warm_up: int
) -> dict[str, Floats]:
    """Return the cars sent to each zone, and from each post to each beat, by week after the warm-up."""
    each, beats = found.dispatches, inputs.beats
    week, to, post = (each.sent // WEEK).astype(np.int64), zone[each.call], inputs.cars.home[each.car]
    keep = (week >= warm_up) & (week < weeks)
    counted = {}
    for name, place, shape in (
        ("sent_to", (to,), (len(beats.zone),)),
        ("flow", (post, beats.zone[to]), (len(beats.post), len(beats.names))),
    ):
        known = keep & (place[-1] >= 0)
        size = (weeks - warm_up, *shape)
        rows = np.ravel_multi_index((week[known] - warm_up, *(one[known] for one in place)), size)
        counted[name] = np.bincount(rows, minlength=int(np.prod(size))).reshape(size).astype(np.float64)
    return counted
