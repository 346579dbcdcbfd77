"""The tables of the event loop as they are before the first event: every car off duty, no call ready."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from beatwright.simulate.call_arrays import CallArrays
from beatwright.simulate.dispatch_loop.event_heap import empty_heap
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
    Rulebook,
    World,
)
from beatwright.simulate.policy import Policy

__all__ = ["new_world"]

Records = npt.NDArray[Any]
_HOUR = 60


def new_world(
    calls: CallArrays, policy: Policy, rules: Rulebook, *, home: npt.ArrayLike, travel: npt.ArrayLike, room: int
) -> World:
    """Return the tables, with room for so many rows of the log and of other events."""
    reached = np.asarray(np.isfinite(np.asarray(travel, dtype=np.float64)).any(axis=0))
    table = _calls(calls, policy, reached)
    posts, cars = len(np.asarray(travel)), _cars(np.asarray(home))
    classes = 1 if rules.by_age else len(rules.reserve)
    stacked = len(table) if rules.stack_from < len(rules.reserve) else 0
    counts = np.zeros(COUNTS, dtype=np.int64)
    counts[OPEN] = int(table["reached"].sum())
    return World(
        calls=table,
        slots=_slots(calls, int(table["need"].max(initial=1))),
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
    )


def _filled(size: int, kind: np.dtype[Any], *without: str) -> Records:
    """Return records of 0, but nobody where named."""
    table = np.zeros(size, dtype=kind)
    for name in without:
        table[name] = NOBODY
    return table


def _calls(calls: CallArrays, policy: Policy, reached: npt.NDArray[np.bool_]) -> Records:
    table = _filled(len(calls.minute), CALL, "queue", "after", "before")
    table["ready"] = np.asarray(calls.minute) + policy.call_minutes
    table["draw"] = np.asarray(calls.draw)[:, 0]
    table["zone"], table["rank"] = calls.zone, calls.priority
    table["need"] = table["unsent"] = calls.cars
    table["reached"] = reached[table["zone"]]
    return table


def _slots(calls: CallArrays, most: int) -> Records:
    table = np.zeros((len(calls.minute), most), dtype=SLOT_OF_CALL)
    table["todo"] = np.asarray(calls.on_scene)[:, :most]
    table["car"] = NOBODY
    return table


def _cars(home: npt.NDArray[Any]) -> Records:
    table = _filled(len(home), CAR, "call", "slot", "log", "from_zone", "origin", "looked", "after", "before")
    table["home"], table["row"], table["status"] = home, np.arange(len(home)), OFF
    return table
