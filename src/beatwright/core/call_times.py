"""When each call was ready, had its first car sent and there, and was over; and the figures of all calls from that."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from beatwright.core.calls import Calls
from beatwright.core.dispatch_trace import DispatchTrace
from beatwright.core.measure import Measure

__all__ = ["CallTimes", "TracedCalls", "call_times", "time_measures"]

Floats = npt.NDArray[np.float64]
_CLEARS, _ARRIVES, _READY, _SENT, _TAKEN = 0, 5, 6, 10, 11


class CallTimes(NamedTuple):
    """Minutes since the first hour, arrays of shape (calls,); NaN where no post reaches the call.

    Parameters
    ----------
    ready, sent, arrived, cleared : array
        When it could be dispatched, when a car was first sent, when the first one arrived, when the last one left.
    """

    ready: Floats
    sent: Floats
    arrived: Floats
    cleared: Floats

    def equals(self, other: CallTimes) -> bool:
        """Say whether all times are the same to the last digit."""
        return all(np.array_equal(one, two, equal_nan=True) for one, two in zip(self, other, strict=True))


class TracedCalls(NamedTuple):
    """A simulation with all that happened in it.

    Parameters
    ----------
    calls : Calls
        What was answered.
    trace : DispatchTrace
        Every event.
    times : CallTimes
        The times of the calls as the simulation says them.
    counted : float
        Minute from which on calls count: before it is the warm-up.
    notes : tuple of str
        What was assumed.
    """

    calls: Calls
    trace: DispatchTrace
    times: CallTimes
    counted: float = 0.0
    notes: tuple[str, ...] = ()


def call_times(trace: DispatchTrace, calls: int) -> CallTimes:
    """Return the times of so many calls from a trace alone."""
    ready, sent, arrived = (_times(trace, (kind,), calls) for kind in (_READY, _SENT, _ARRIVES))
    return CallTimes(ready, sent, arrived, _times(trace, (_CLEARS, _TAKEN), calls, last=True))


def _times(trace: DispatchTrace, kinds: tuple[int, ...], calls: int, *, last: bool = False) -> Floats:
    rows = np.flatnonzero(np.isin(trace.kind, kinds) & (trace.call >= 0))
    rows = rows if last else rows[::-1]  # of several rows of a call the one written last stays
    found = np.full(calls, np.nan)
    found[trace.call[rows]] = trace.minute[rows]
    return found


def time_measures(times: CallTimes, calls: Calls, begin: float = 0.0, end: float = np.inf) -> tuple[Measure, ...]:
    """Return the figures of the calls that came from `begin` to before `end`, minutes since the first hour.

    Response is from the call to the first car there. Calls that no post reaches are counted apart.
    """
    some = (calls.minute >= begin) & (calls.minute < end)
    reached = some & ~np.isnan(times.ready)
    lost = int(some.sum() - reached.sum())
    found = [Measure("calls", int(some.sum()), "count")]
    found += [Measure("calls that no post reaches", lost, "count", "lower")] if lost else []
    if not reached.any():
        return tuple(found)
    wait = (times.sent - times.ready)[reached]
    response = (times.arrived - calls.minute)[reached]
    return (
        *found,
        Measure("calls that waited for a car", float(np.mean(wait > 0)), "share", "lower"),
        Measure("mean wait", float(np.mean(wait)), "min", "lower"),
        Measure("mean response", float(np.mean(response)), "min", "lower"),
        Measure("90 % of calls have a car within", float(np.quantile(response, 0.9)), "min", "lower"),
    )
