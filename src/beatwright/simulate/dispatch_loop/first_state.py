"""The tables of the event loop as they are before the first event: every car off duty, no call ready."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from beatwright.base.jit import entry
from beatwright.simulate.call_arrays import CallArrays
from beatwright.simulate.dispatch_loop.event_heap import empty_heap
from beatwright.simulate.dispatch_loop.sparse_set import empty_set
from beatwright.simulate.dispatch_loop.state import (
    CALL,
    CAR,
    COUNTS,
    DUE,
    EVENT,
    LOG,
    NOBODY,
    OFF,
    OPEN,
    POST,
    QUEUE,
    SLOT_OF_CALL,
    TIMES,
    UNSENT,
    Given,
    Rulebook,
    World,
)

__all__ = ["new_world"]

Records = npt.NDArray[Any]
Ints = npt.NDArray[np.int64]
_HOUR = 60


def new_world(calls: CallArrays, given: Given, rules: Rulebook, *, home: npt.ArrayLike, room: int) -> World:
    """Return the tables, with room for so many rows of the log and of other events."""
    table, slots = _calls(calls)
    posts, cars = given.travel.shape[1], _cars(np.asarray(home))
    classes = 1 if rules.by_age else len(rules.reserve)
    stacked = len(table) if rules.stack_from < len(rules.reserve) else 0
    counts = np.zeros(COUNTS, dtype=np.int64)
    counts[OPEN] = len(table) - np.count_nonzero(np.isnan(given.ready))
    return World(
        calls=table,
        slots=slots,
        queues=_filled(classes * (posts + 1), QUEUE, "head", "tail"),
        cars=cars,
        posts=_filled(posts, POST, "head", "tail", "tried"),
        log=np.empty(room, dtype=LOG),  # a row is written whole when its car is sent, and when it leaves
        other=np.zeros(room if rules.trace else 0, dtype=EVENT),
        heap=empty_heap(len(cars)),
        counts=counts,
        now=np.zeros(TIMES),
        chosen=np.zeros(len(cars), dtype=np.int64),
        ended=np.zeros(len(cars), dtype=np.int64),
        held=np.zeros(stacked, dtype=np.int64),
        # A car starts at most one tour an hour.
        due=np.zeros(len(cars) * (int(rules.meal_after) // _HOUR + 2) if rules.meal_minutes > 0 else 1, dtype=DUE),
        free=empty_set(len(cars)),
        matched=empty_set(posts),
    )


def _filled(size: int, kind: np.dtype[Any], *without: str) -> Records:
    """Return records of 0, but nobody where named."""
    table = np.zeros(size, dtype=kind)
    for name in without:
        table[name] = NOBODY
    return table


def _calls(calls: CallArrays) -> tuple[Records, Records]:
    """Return the calls, and a row for each of the cars that they need."""
    need = np.ascontiguousarray(calls.cars, dtype=np.int64)
    zone, rank = (np.ascontiguousarray(each, dtype=np.int64) for each in (calls.zone, calls.priority))
    table, slots = np.empty(len(need), dtype=CALL), np.empty(int(need.sum()), dtype=SLOT_OF_CALL)
    _fill(zone, rank, need, np.ascontiguousarray(calls.on_scene, dtype=np.float64), table, slots)
    return table, slots


@entry
def _fill(zone: Ints, rank: Ints, need: Ints, scene: npt.NDArray[np.float64], table: Records, slots: Records) -> None:
    """Write calls as they come, and the work of their cars, in one go over them: they are many."""
    first = 0
    for call in range(len(need)):
        row = table[call]
        row.zone, row.rank, row.need, row.first = zone[call], rank[call], need[call], first
        row.unsent, row.at_work, row.gone = need[call], 0, 0
        row.queue, row.after, row.before = NOBODY, 0, 0
        for car in range(need[call]):
            slots[first + car].todo, slots[first + car].car = scene[call, car], NOBODY
            slots[first + car].state = UNSENT
        first += need[call]


def _cars(home: npt.NDArray[Any]) -> Records:
    table = _filled(len(home), CAR, "call", "slot", "log", "from_zone", "origin", "looked", "after", "before")
    table["home"], table["row"], table["status"] = home, np.arange(len(home)), OFF
    return table
