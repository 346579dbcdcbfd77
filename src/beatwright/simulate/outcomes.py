"""From the log of the event loop to what became of every call and car, and to the trace."""

from __future__ import annotations

from dataclasses import fields
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from beatwright.base.jit import entry, inlined
from beatwright.simulate.dispatch_loop.state import (
    ARRIVES,
    CLEARS,
    NOBODY,
    READY,
    SENT,
    TAKEN,
)
from beatwright.simulate.simulated import Dispatches, Trace

__all__ = ["Outcomes", "Run", "outcomes_of", "trace_of"]

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
    car: npt.NDArray[np.int32]
    busy: Floats


def outcomes_of(run: Run, calls: int, most: int) -> tuple[Dispatches, Outcomes]:
    """Return every car that was sent, and what became of calls and cars; `most`: cars that a call needs."""
    nobody, minutes = np.full(calls, NOBODY, dtype=np.int32), np.empty((5, calls))
    sent, arrived, all_arrived, cleared, travel = minutes
    found = Outcomes(sent, arrived, all_arrived, cleared, travel, nobody, np.zeros(len(run.cars)))
    _gather(run.log, np.zeros((calls, most), dtype=np.bool_), found)
    # The columns of the log itself: to copy them would take as long as all of the above.
    return Dispatches(**{field.name: run.log[field.name] for field in fields(Dispatches)}), found


@entry
def _gather(log: Records, there: npt.NDArray[np.bool_], found: Outcomes) -> None:
    for row in range(len(log)):
        sent, arrive, left, call, slot = log[row].sent, log[row].arrive, log[row].left, log[row].call, log[row].slot
        found.busy[log[row].car] += left - sent
        if found.car[call] == NOBODY:
            _nothing_yet(found, call)
            found.car[call], found.sent[call] = log[row].car, sent
        if not found.cleared[call] >= left:
            found.cleared[call] = left
        if np.isnan(arrive):
            continue
        if not found.arrived[call] <= arrive:
            found.arrived[call], found.travel[call] = arrive, log[row].minutes
        # Rows are in the order of time: the first car for a piece of work that arrives is the first there for it.
        if not there[call, slot] and not found.all_arrived[call] >= arrive:
            found.all_arrived[call] = arrive
        there[call, slot] = True
    for call in range(len(found.car)):
        if found.car[call] == NOBODY:
            _nothing_yet(found, call)


@inlined
def _nothing_yet(found: Outcomes, call: int) -> None:
    found.sent[call] = found.arrived[call] = found.all_arrived[call] = np.nan
    found.cleared[call] = found.travel[call] = np.nan


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
