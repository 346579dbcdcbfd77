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
    OTHERS,
    READY,
    ROWS,
    SENT,
    TAKEN,
    World,
)
from beatwright.simulate.simulated import Dispatches, Trace

__all__ = ["Outcomes", "dispatches_of", "outcomes_of", "trace_of"]

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]


class Outcomes(NamedTuple):
    """What became of every call, and the minutes that every car was on calls."""

    sent: Floats
    arrived: Floats
    all_arrived: Floats
    cleared: Floats
    travel: Floats
    car: Ints
    busy: Floats


def dispatches_of(world: World) -> Dispatches:
    """Return the rows of the log that were written."""
    rows = world.log[: int(world.counts[ROWS])]
    return Dispatches(**{name: _column(rows[name]) for name in LOG.names or ()})


def _column(values: npt.NDArray[Any]) -> npt.NDArray[Any]:
    return values.astype(np.float64 if values.dtype.kind == "f" else np.int64)


def outcomes_of(sent: Dispatches, calls: int, most: int, cars: int) -> Outcomes:
    """Return what became of calls and cars; `most`: cars that a call needs."""
    nobody = np.full(calls, NOBODY, dtype=np.int64)
    sent_to, arrived, complete, cleared, travel = (np.full(calls, np.nan) for _ in range(5))
    found = Outcomes(sent_to, arrived, complete, cleared, travel, nobody, np.zeros(cars))
    by_slot = np.full((calls, most), np.nan)
    _gather(sent.call, sent.car, sent.slot, sent.sent, sent.arrive, sent.left, sent.minutes, by_slot, found)
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
    by_slot: Floats,
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
        if not by_slot[one, slot[row]] <= arrive[row]:
            by_slot[one, slot[row]] = arrive[row]
    for one in range(len(by_slot)):
        for arrival in by_slot[one]:
            if not found.all_arrived[one] >= arrival and not np.isnan(arrival):
                found.all_arrived[one] = arrival


def trace_of(world: World, sent: Dispatches) -> Trace:
    """Return every event, sorted by minute, kind, call and car."""
    other, calls = world.other[: int(world.counts[OTHERS])], world.calls
    reached, there = np.flatnonzero(calls["reached"]), ~np.isnan(sent.arrive)
    nobody = np.full(len(reached), NOBODY)
    rows = (
        (calls["ready"][reached], np.full(len(reached), READY), reached, nobody),
        (sent.sent, np.full(len(sent.call), SENT), sent.call, sent.car),
        (sent.arrive[there], np.full(int(there.sum()), ARRIVES), sent.call[there], sent.car[there]),
        (sent.left, np.where(sent.ended == 0, CLEARS, TAKEN), sent.call, sent.car),
        (other["minute"], other["kind"], other["call"], other["car"]),
    )
    columns = [np.concatenate(each) for each in zip(*rows, strict=True)]
    order = np.lexsort(columns[::-1])
    minute, kind, call, car = (column[order] for column in columns)
    zone = np.where(call >= 0, np.append(calls["zone"], NOBODY)[call], NOBODY)
    return Trace(minute, kind, call, car, zone)
