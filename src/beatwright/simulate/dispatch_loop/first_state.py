"""The tables of the event loop as they are before the first event: every car off duty, no call ready."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

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
    table = _calls(calls)
    posts, cars = given.travel.shape[1], _cars(np.asarray(home))
    classes = 1 if rules.by_age else len(rules.reserve)
    stacked = len(table) if rules.stack_from < len(rules.reserve) else 0
    counts = np.zeros(COUNTS, dtype=np.int64)
    counts[OPEN] = len(table) - np.count_nonzero(np.isnan(given.ready))
    return World(
        calls=table,
        slots=_slots(calls, table["need"]),
        queues=_filled(classes * (posts + 1), QUEUE, "head", "tail"),
        cars=cars,
        posts=_filled(posts, POST, "head", "tail", "tried"),
        log=np.zeros(room, dtype=LOG),
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


def _calls(calls: CallArrays) -> Records:
    table = _filled(len(calls.minute), CALL, "queue")
    table["zone"], table["rank"] = calls.zone, calls.priority
    table["need"] = table["unsent"] = calls.cars
    table["first"][1:] = np.cumsum(calls.cars)[:-1]
    return table


def _slots(calls: CallArrays, need: Ints) -> Records:
    scene = np.asarray(calls.on_scene, dtype=np.float64)
    todo = scene[np.arange(scene.shape[1]) < need[:, None]]
    table = np.zeros(len(todo), dtype=SLOT_OF_CALL)
    table["todo"], table["car"] = todo, NOBODY
    return table


def _cars(home: npt.NDArray[Any]) -> Records:
    table = _filled(len(home), CAR, "call", "slot", "log", "from_zone", "origin", "looked", "after", "before")
    table["home"], table["row"], table["status"] = home, np.arange(len(home)), OFF
    return table
