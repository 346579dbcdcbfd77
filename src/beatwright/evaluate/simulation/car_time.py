"""What the cars of a plan do with their hours: on calls, in overtime, at meals, free; by week and post.

The hours on duty are those of the roster or of the crews. From the events of the tours, D(t), the minutes that a car
has been on duty until minute t, gives the overtime of a call from a to b as (b - a) - (D(b) - D(a)), cut at the ends of
weeks. Free is what is left of the hours on duty. Meals and work beside calls are shared out evenly over the weeks of a
run, with its warm-up.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from beatwright.core.demand import HOURS_OF_WEEK
from beatwright.evaluate.simulation.dispatch_inputs import DispatchInputs
from beatwright.simulate import Simulated, Trace

__all__ = ["WEEK", "CarTime", "car_time"]

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
WEEK = HOURS_OF_WEEK * 60.0  # minutes
_ENDS, _STARTS = 2, 3  # kinds of the events of a tour
_ROUNDING = 1e-6  # minutes, far above what sums of a year's minutes round to


class CarTime(NamedTuple):
    """Car-hours, and cars sent, arrays of shape (weeks, posts).

    Parameters
    ----------
    busy : array
        On calls, from being sent to being clear.
    sent : array
        Cars sent.
    overtime : array
        On calls after the end of a tour; part of `busy`.
    free : array
        On duty with nothing to do.
    duty : array
        On duty.
    """

    busy: Floats
    sent: Floats
    overtime: Floats
    free: Floats
    duty: Floats


def car_time(found: Simulated, inputs: DispatchInputs, weeks: int) -> CarTime:
    """Return what the cars did in each week of a run; what goes on after the last one is left out.

    Parameters
    ----------
    found : Simulated
        With its trace, where cars have tours.
    inputs : DispatchInputs
        Home and hours of duty of the cars.
    weeks : int
        Weeks of the run.
    """
    each, posts, home = found.dispatches, len(inputs.travel), inputs.cars.home
    car, start, left = each.car.astype(np.int64), each.sent, each.left
    sent = _by_week(start, home[car], np.ones(len(car)), weeks, posts)
    busy, overtime = np.zeros((weeks, posts)), np.zeros((weeks, posts))
    tours = None if inputs.cars.on.all() or found.trace is None else _Tours.of(found.trace, found.end)
    while len(start):
        stop = np.minimum(left, (start // WEEK + 1) * WEEK)
        busy += _by_week(start, home[car], (stop - start) / 60.0, weeks, posts)
        if tours is not None:
            over = stop - start - (tours.until(car, stop) - tours.until(car, start))
            over[over < _ROUNDING] = 0.0
            overtime += _by_week(start, home[car], over / 60.0, weeks, posts)
        on = stop < left  # what goes on in the next week
        car, start, left = car[on], stop[on], left[on]
    beside = np.bincount(home, found.meal + found.work, minlength=posts) / 60.0 / weeks
    duty = inputs.cars.in_weeks(posts, weeks).sum(axis=2)
    free = duty - (busy - overtime) - beside
    free[np.abs(free) < _ROUNDING / 60.0] = 0.0
    return CarTime(busy, sent, overtime, free, duty)


def _by_week(minute: Floats, home: Ints, amount: Floats, weeks: int, posts: int) -> Floats:
    week = (minute // WEEK).astype(np.int64)
    inside = week < weeks
    summed = np.bincount(week[inside] * posts + home[inside], amount[inside], minlength=weeks * posts)
    return np.asarray(summed.reshape(weeks, posts), dtype=np.float64)


class _Tours(NamedTuple):
    """Tours sorted by car and time, shape (tours,), and the minutes on duty of all tours before each."""

    car: Ints
    begin: Floats
    length: Floats
    before: Floats
    key: Floats
    most: float

    @classmethod
    def of(cls, trace: Trace, end: float) -> _Tours:
        """Return the tours of a trace; those that nothing ends last to the end of the run."""
        rows = np.flatnonzero(np.isin(trace.kind, (_ENDS, _STARTS)))
        rows = rows[np.lexsort((rows, trace.car[rows]))]
        kind, car, minute = trace.kind[rows], trace.car[rows].astype(np.int64), trace.minute[rows]
        first = np.flatnonzero(kind == _STARTS)
        after = np.minimum(first + 1, max(len(rows) - 1, 0))
        ended = (after > first) & (car[after] == car[first])
        most = max(end, float(minute.max(initial=0.0))) + 1.0
        length = np.where(ended, minute[after], most) - minute[first]
        before = np.cumsum(length) - length
        return cls(car[first], minute[first], length, before, car[first] * most + minute[first], most)

    def until(self, car: Ints, minute: Floats) -> Floats:
        """Return the minutes on duty until some moments, of each moment's car and of those before it."""
        at = np.searchsorted(self.key, car * self.most + minute, side="right") - 1
        own = np.where(self.car[at] == car, np.clip(minute - self.begin[at], 0.0, self.length[at]), self.length[at])
        return np.where(at >= 0, self.before[at] + own, 0.0)
