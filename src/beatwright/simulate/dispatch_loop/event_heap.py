"""A binary heap with at most one event for every car, which can be put off, brought forward or taken out.

Events are ordered by minute, then kind, then car, so that those of one minute come in one order. ``place`` of a car's
event is where it is in the heap, -1 where the car has none; a change sifts it up or down from there, in O(log cars).
Williams, J. W. J. (1964). Algorithm 232: Heapsort. Communications of the ACM 7, 347-348.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from beatwright.simulate.dispatch_loop.kernel import kernel

__all__ = ["NOTHING", "Heap", "empty_heap", "first", "put", "take_out"]

NOTHING = -1
_EVENT = np.dtype([("minute", np.float64), ("kind", np.int64), ("place", np.int64)])


class Heap(NamedTuple):
    """Events of cars."""

    car: npt.NDArray[np.int64]  # [place in the heap]
    event: npt.NDArray[Any]  # [car]: minute, kind, place
    size: npt.NDArray[np.int64]  # one cell


def empty_heap(cars: int) -> Heap:
    """Return a heap with room for the events of so many cars."""
    events = np.zeros(cars, dtype=_EVENT)
    events["place"] = NOTHING
    return Heap(np.full(cars, NOTHING, dtype=np.int64), events, np.zeros(1, dtype=np.int64))


@kernel
def first(heap: Heap) -> int:
    """Return the car of the first event, -1 without one."""
    return heap.car[0] if heap.size[0] else NOTHING


@kernel
def put(heap: Heap, car: int, minute: float, kind: int) -> None:
    """Give the car this event, in place of the one that it had."""
    heap.event[car].minute, heap.event[car].kind = minute, kind
    if heap.event[car].place == NOTHING:
        heap.event[car].place = heap.size[0]
        heap.car[heap.size[0]] = car
        heap.size[0] += 1
    _settle(heap, heap.event[car].place)


@kernel
def take_out(heap: Heap, car: int) -> None:
    """Leave the car without an event."""
    place = heap.event[car].place
    if place == NOTHING:
        return
    heap.event[car].place = NOTHING
    heap.size[0] -= 1
    last = heap.size[0]
    if place < last:
        heap.car[place] = heap.car[last]
        heap.event[heap.car[place]].place = place
        _settle(heap, place)


@kernel
def _settle(heap: Heap, place: int) -> None:
    """Move the event at a place up or down to where it belongs."""
    while place > 0 and _before(heap, heap.car[place], heap.car[(place - 1) // 2]):
        _swap(heap, place, (place - 1) // 2)
        place = (place - 1) // 2
    while True:
        least = place
        for child in (2 * place + 1, 2 * place + 2):
            if child < heap.size[0] and _before(heap, heap.car[child], heap.car[least]):
                least = child
        if least == place:
            return
        _swap(heap, place, least)
        place = least


@kernel
def _before(heap: Heap, one: int, other: int) -> bool:
    if heap.event[one].minute != heap.event[other].minute:
        return bool(heap.event[one].minute < heap.event[other].minute)
    if heap.event[one].kind != heap.event[other].kind:
        return bool(heap.event[one].kind < heap.event[other].kind)
    return one < other


@kernel
def _swap(heap: Heap, one: int, other: int) -> None:
    heap.car[one], heap.car[other] = heap.car[other], heap.car[one]
    heap.event[heap.car[one]].place, heap.event[heap.car[other]].place = one, other
