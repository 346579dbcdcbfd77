"""What a simulation found: call by call, car by car, and every car that was sent."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

__all__ = ["CLEARED", "HANDED_OVER", "PREEMPTED", "Dispatches", "Simulated", "Trace"]

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.integer]

CLEARED, PREEMPTED, HANDED_OVER = range(3)


@dataclass(frozen=True, eq=False)
class Dispatches:
    """Every car that was sent to a call, in the order in which they were sent; arrays of shape (sent,).

    Parameters
    ----------
    call, car, slot : array of int
        The call, the car, and whether it is the call's first (0), second (1), ... car.
    sent, arrive, left : array
        Minutes when it was sent, arrived (NaN where it was taken away before) and left.
    minutes : array
        Minutes of travel that it had before it.
    origin : array of int
        Zone from which it came; -1 where it came from its post, or from between a zone and its post.
    ended : array of int
        Why it left: 0 the call was over for it, 1 a more urgent call took it, 2 its tour ended.
    """

    call: Ints
    car: Ints
    slot: Ints
    sent: Floats
    arrive: Floats
    left: Floats
    minutes: Floats
    origin: Ints
    ended: Ints


@dataclass(frozen=True, eq=False)
class Trace:
    """Every event, sorted by minute, kind, call and car; arrays of shape (events,).

    Parameters
    ----------
    minute : array
        Minutes since the first hour.
    kind : array of int
        A key of `beatwright.base.dispatch_events.EVENT_KINDS`.
    call, car, zone : array of int
        The call, the car and the call's zone; -1 where there is none.
    """

    minute: Floats
    kind: Ints
    call: Ints
    car: Ints
    zone: Ints


@dataclass(frozen=True, eq=False)
class Simulated:
    """What became of every call and every car.

    Parameters
    ----------
    reached : array of bool, shape (calls,)
        Whether a post reaches the zone of the call. Of calls that none reaches all minutes are NaN.
    ready, sent, arrived, all_arrived, cleared : array, shape (calls,)
        Minutes when it could be dispatched, when a car was first sent, when the first car arrived, when the last of
        the cars that it needs had arrived, and when the last one left.
    wait : array, shape (calls,)
        Minutes from ready to sent.
    travel : array, shape (calls,)
        Minutes of travel of the car that arrived first.
    car : array of int, shape (calls,)
        The car that was sent first; -1 where none was.
    busy, duty, overtime, work, meal : array, shape (cars,)
        Minutes on calls, from sent to left; of its tours; on calls after the end of a tour; on other work; at meals.
    dispatches : Dispatches
        Every car that was sent.
    end : float
        Minute of the last event.
    trace : Trace or None
        Every event, where it was asked for.
    """

    reached: npt.NDArray[np.bool_]
    ready: Floats
    sent: Floats
    arrived: Floats
    all_arrived: Floats
    cleared: Floats
    wait: Floats
    travel: Floats
    car: Ints
    busy: Floats
    duty: Floats
    overtime: Floats
    work: Floats
    meal: Floats
    dispatches: Dispatches
    end: float
    trace: Trace | None = None
