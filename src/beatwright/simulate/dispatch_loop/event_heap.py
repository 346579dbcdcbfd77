"""A binary heap with at most one event for every car, which can be put off, brought forward or taken out.

Events are ordered by minute, then kind, then car, so that those of one minute come in one order. ``place`` of a car's
event is where it is in the heap, -1 where the car has none; a change lets it sink or rise from there, in O(log cars).
A gap sinks to the bottom first, one comparison a level, and the event rises from there (Wegener): it comes from the
bottom, and belongs near it. Behind the last event stands one that never comes.

Williams, J. W. J. (1964). Algorithm 232: Heapsort. Communications of the ACM 7, 347-348. Wegener, I. (1993).
Bottom-up-heapsort. Theoretical Computer Science 118, 81-98.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from beatwright.simulate.dispatch_loop.kernel import kernel

__all__ = ["NOTHING", "Heap", "empty_heap", "first", "put", "take_out"]

NOTHING = -1
_EVENT = np.dtype([("minute", np.float64), ("kind", np.int32), ("car", np.int32)])


class Heap(NamedTuple):
    """Events of cars."""

    event: npt.NDArray[Any]  # [place in the heap]: minute, kind, car
    place: npt.NDArray[np.int64]  # [car], and the number of events behind the last car


def empty_heap(cars: int) -> Heap:
    """Return a heap with room for the events of so many cars."""
    events = np.zeros(cars + 2, dtype=_EVENT)
    events["minute"], events["car"] = np.inf, NOTHING
    place = np.full(cars + 1, NOTHING, dtype=np.int64)
    place[cars] = 0
    return Heap(events, place)


@kernel
def first(heap: Heap) -> int:
    """Return the car of the first event, -1 without one."""
    return int(heap.event[0].car)


@kernel
def put(heap: Heap, car: int, minute: float, kind: int) -> None:
    """Give the car this event, in place of the one that it had."""
    place = heap.place[car]
    if place == NOTHING:
        place = heap.place[-1]
        heap.place[-1] += 1
    else:
        place = _sunk(heap, place)
    _rise(heap, place, minute, kind, car)


@kernel
def take_out(heap: Heap, car: int) -> None:
    """Leave the car without an event."""
    place = heap.place[car]
    if place == NOTHING:
        return
    heap.place[car] = NOTHING
    heap.place[-1] -= 1
    last = heap.place[-1]
    minute, kind, other = heap.event[last].minute, heap.event[last].kind, heap.event[last].car
    heap.event[last].minute, heap.event[last].car = np.inf, NOTHING
    if place < last:
        _rise(heap, _sunk(heap, place), minute, kind, other)


@kernel
def _sunk(heap: Heap, place: int) -> int:
    """Let a gap sink to the bottom, the earlier event of each pair below it moving up; return where it is then."""
    event, size, below = heap.event, heap.place[-1], 2 * place + 1
    while below < size:
        one, other = event[below].minute, event[below + 1].minute
        if one == other:
            below += int(_before(heap, below + 1, one, event[below].kind, event[below].car))
        else:
            below += int(other < one)
        _move(heap, below, place)
        place, below = below, 2 * below + 1
    return place


@kernel
def _rise(heap: Heap, place: int, minute: float, kind: int, car: int) -> None:
    """Write an event into a gap, or above it, where it belongs."""
    while place > 0 and not _before(heap, (place - 1) // 2, minute, kind, car):
        _move(heap, (place - 1) // 2, place)
        place = (place - 1) // 2
    heap.event[place].minute, heap.event[place].kind, heap.event[place].car = minute, kind, car
    heap.place[car] = place


@kernel
def _before(heap: Heap, place: int, minute: float, kind: int, car: int) -> bool:
    """Return whether the event at a place comes before another one."""
    event = heap.event[place]
    if event.minute != minute:
        return bool(event.minute < minute)
    if event.kind != kind:
        return bool(event.kind < kind)
    return bool(event.car < car)


@kernel
def _move(heap: Heap, place: int, to: int) -> None:
    event = heap.event
    event[to].minute, event[to].kind, event[to].car = event[place].minute, event[place].kind, event[place].car
    heap.place[event[to].car] = to
