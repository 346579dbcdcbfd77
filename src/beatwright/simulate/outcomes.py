"""From the log of the event loop to what became of every call and car, and to the trace."""

from __future__ import annotations

from typing import Any, NamedTuple

import numba as nb
import numpy as np
import numpy.typing as npt

from beatwright.simulate.dispatch_loop.state import (
    ARRIVES,
    CLEARS,
    LOG,
    NOBODY,
    READY,
    SENT,
    TAKEN,
)
from beatwright.simulate.simulated import Dispatches, Trace

__all__ = ["Outcomes", "Run", "dispatches_of", "outcomes_of", "trace_of"]

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.integer]
Records = npt.NDArray[Any]


class Run(NamedTuple):
    """What the event loop left behind."""

    log: Records  # LOG: the cars that were sent
    other: Records  # EVENT: what is in no row of the log, where a trace was kept
    cars: Records  # CAR


class Outcomes(NamedTuple):
    """What became of every call, and the minutes that every car was on calls."""

    sent: Floats
    arrived: Floats
    all_arrived: Floats
    cleared: Floats
    travel: Floats
    car: Ints
    busy: Floats


def dispatches_of(run: Run) -> Dispatches:
    """Return the rows of the log, column by column."""
    return Dispatches(**{name: run.log[name].copy() for name in LOG.names or ()})


def outcomes_of(sent: Dispatches, calls: int, most: int, cars: int) -> Outcomes:
    """Return what became of calls and cars; `most`: cars that a call needs."""
    nobody = np.full(calls, NOBODY, dtype=np.int32)
    sent_to, arrived, complete, cleared, travel = (np.full(calls, np.nan) for _ in range(5))
    found = Outcomes(sent_to, arrived, complete, cleared, travel, nobody, np.zeros(cars))
    there = np.zeros((calls, most), dtype=np.bool_)
    _gather(sent.call, sent.car, sent.slot, sent.sent, sent.arrive, sent.left, sent.minutes, there, found)
    return found


@nb.njit(cache=True)
def _gather(
    call: Ints,
    car: Ints,
    slot: Ints,
    sent: Floats,
    arrive: Floats,
    left: Floats,
    minutes: Floats,
    there: npt.NDArray[np.bool_],
    found: Outcomes,
) -> None:
    for row in range(len(call)):
        one = call[row]
        found.busy[car[row]] += left[row] - sent[row]
        if found.car[one] == NOBODY:
            found.car[one], found.sent[one] = car[row], sent[row]
        if not found.cleared[one] >= left[row]:
            found.cleared[one] = left[row]
        if np.isnan(arrive[row]):
            continue
        if not found.arrived[one] <= arrive[row]:
            found.arrived[one], found.travel[one] = arrive[row], minutes[row]
        # Rows are in the order of time: the first car for a piece of work that arrives is the first there for it.
        if not there[one, slot[row]] and not found.all_arrived[one] >= arrive[row]:
            found.all_arrived[one] = arrive[row]
        there[one, slot[row]] = True


def trace_of(run: Run, sent: Dispatches, ready: Floats, zones: Ints) -> Trace:
    """Return every event, sorted by minute, kind, call and car."""
    other, reached, there = run.other, np.flatnonzero(~np.isnan(ready)), ~np.isnan(sent.arrive)
    nobody = np.full(len(reached), NOBODY)
    rows = (
        (ready[reached], np.full(len(reached), READY), reached, nobody),
        (sent.sent, np.full(len(sent.call), SENT), sent.call, sent.car),
        (sent.arrive[there], np.full(int(there.sum()), ARRIVES), sent.call[there], sent.car[there]),
        (sent.left, np.where(sent.ended == 0, CLEARS, TAKEN), sent.call, sent.car),
        (other["minute"], other["kind"], other["call"], other["car"]),
    )
    columns = [np.concatenate(each) for each in zip(*rows, strict=True)]
    order = np.lexsort(columns[::-1])
    minute, kind, call, car = (column[order] for column in columns)
    zone = np.where(call >= 0, np.append(zones, NOBODY)[call], NOBODY)
    return Trace(minute, kind, call, car, zone)
