"""What became of the calls that count: those that came after the warm-up, week by week."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields
from typing import Self

import numpy as np
import numpy.typing as npt

from beatwright.core import Calls, Plan, Problem
from beatwright.core.demand import HOURS_OF_WEEK
from beatwright.evaluate.simulation.dispatch_inputs import DispatchInputs
from beatwright.simulate import Simulated

__all__ = ["WEEK", "AnsweredCalls", "on_time"]

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]
WEEK = HOURS_OF_WEEK * 60.0  # minutes


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
    busy : array, shape (weeks, posts)
        Car-hours on calls.
    sent : array, shape (weeks, posts)
        Cars sent.
    line : array of int, shape (weeks, 168)
        Calls that wait when an hour begins.
    overtime : array, shape (weeks,)
        Car-hours on calls after tours; even over the weeks of a run, with its warm-up.
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
    line: Ints
    overtime: Floats

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
        weeks = calls.weeks - warm_up
        overtime = np.full(weeks, found.overtime.sum() / 60.0 / calls.weeks)
        busy, sent = _car_weeks(found, inputs, calls.weeks)
        line = _line(found, calls, warm_up)
        cars = {"busy": busy[warm_up:], "sent": sent[warm_up:], "overtime": overtime, "line": line}
        return cls(**{name: values[keep] for name, values in columns.items()}, **cars)

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


def _line(found: Simulated, calls: Calls, warm_up: int) -> Ints:
    """Return the calls that wait at the beginning of every hour: ready by then, and no car sent."""
    edges = 60.0 * np.arange(warm_up * HOURS_OF_WEEK, calls.weeks * HOURS_OF_WEEK)
    ready, sent = (np.sort(each[found.reached]) for each in (found.ready, found.sent))
    waiting = np.searchsorted(ready, edges, side="right") - np.searchsorted(sent, edges, side="right")
    return waiting.reshape(-1, HOURS_OF_WEEK).astype(np.int64)


def _car_weeks(found: Simulated, inputs: DispatchInputs, weeks: int) -> tuple[Floats, Floats]:
    """Return car-hours on calls and cars sent, by week and post, each shape (weeks, posts)."""
    each, posts = found.dispatches, len(inputs.travel)
    home, start, left = inputs.cars.home[each.car], each.sent, each.left
    sent = _by_week(start, home, np.ones(len(home)), weeks, posts)
    busy = np.zeros((weeks, posts))
    while len(start):
        stop = np.minimum(left, (start // WEEK + 1) * WEEK)
        busy += _by_week(start, home, (stop - start) / 60.0, weeks, posts)
        on = stop < left  # what goes on in the next week
        home, start, left = home[on], stop[on], left[on]
    return busy, sent


def _by_week(minute: Floats, home: Ints, amount: Floats, weeks: int, posts: int) -> Floats:
    week = (minute // WEEK).astype(np.int64)
    inside = week < weeks
    summed = np.bincount(week[inside] * posts + home[inside], amount[inside], minlength=weeks * posts)
    return np.asarray(summed.reshape(weeks, posts), dtype=np.float64)
