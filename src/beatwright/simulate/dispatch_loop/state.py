"""The tables that the event loop reads and writes: what is given, the rules, and where calls, cars and posts stand.

Whatever belongs to one call, car or post is one record, so that few arrays are handed from function to function and
what is read together lies together.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from beatwright.simulate.dispatch_loop.event_heap import Heap

__all__ = [
    "CALL",
    "CAR",
    "DUE",
    "EVENT",
    "LOG",
    "NEAR",
    "PIECE",
    "POST",
    "QUEUE",
    "SLOT_OF_CALL",
    "Given",
    "Rulebook",
    "World",
]

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Records = npt.NDArray[Any]

# Where free cars are, whom the dispatcher asks: positions in the tuples of `policy`.
AT_POST, ON_WAY_BACK, ON_PATROL = range(3)
CLOSEST, OWN_BEAT, BEAT_LIST = range(3)
# What a car does. ON_CALL: until its own work there is done; WAITING: done, until the others of the call are.
OFF, FREE, ON_CALL, WAITING, WORKING, MEAL = range(6)
# What became of one of the cars that a call needs.
UNSENT, AT_WORK, DONE, GONE = range(4)
# Kinds of events; those of one minute happen in this order.
CLEARS, ENDS, TOUR_ENDS, TOUR_STARTS, HOUR, ARRIVES, READY, HOLD, MEAL_DUE, WORK, SENT, TAKEN, MEAL_STARTS = range(13)
NOBODY = -1
# Cells of World.counts. GENERAL and STACKED: calls that wait; ENDED: cars whose work or meal an event ended. ABLE: free
# cars that may be sent, UNCOUNTED where nobody needed to know yet. MATCHED: posts with a free car and calls for it.
# NEWEST: the call that was the last to wait for any car.
FREE_CARS, GENERAL, STACKED, ROWS, OTHERS, OPEN, PASS, HOLD_HEAD, HOLD_TAIL, MEAL_HEAD, MEAL_TAIL, ENDED, FULL = range(
    13
)
ABLE, MATCHED, NEWEST, COUNTS = 13, 14, 15, 16
UNCOUNTED = -1
# Cells of World.now: start of the hour, and when a car was last sent.
HOUR_START, LAST_SENT = range(2)
TIMES = 2

_WHOLE, _REAL, _FLAG = np.int32, np.float64, np.bool_  # 32 bits: half the memory of a call


def _record(**kinds: tuple[str, ...]) -> np.dtype[Any]:
    of_kind = {"real": _REAL, "whole": _WHOLE, "flag": _FLAG}
    return np.dtype([(name, of_kind[kind]) for kind, names in kinds.items() for name in names], align=True)


# A call. rank: its class, 0 = the most urgent. first: row of World.slots of the first car that it needs. unsent: cars
# still to send; at_work: sent, and not done there; gone: left for good. queue: the list in which it waits (-1: in
# none), linked through before and after.
CALL = _record(
    whole=("zone", "rank", "need", "first", "unsent", "at_work", "gone", "queue", "after", "before"),
)
# One of the cars that a call needs: minutes of work on the scene that are left, the car, and what became of it.
SLOT_OF_CALL = _record(real=("todo",), whole=("car", "state"))
# A car. The first four are sums of minutes. began: what it does beside calls; over: end of the tour of a car that is
# leaving. minutes, origin: to the call that it was last chosen for. from_zone, left, back: where it comes back from,
# since when, and minutes of the way. to_go: minutes of its tour from the start of the hour. row: of Given.on. log: its
# row of World.log. looked: hour in which its tour ended or was exchanged. after, before: the free cars of its post, in
# the order in which they became free. What is asked of every free car lies together, from left to from_zone.
CAR = _record(
    real=(
        *("duty", "overtime", "work", "meal"),
        *("arrives", "done", "began", "over", "tour", "meal_due", "minutes", "left", "back", "to_go"),
    ),
    whole=("home", "from_zone", "row", "status", "call", "slot", "log", "origin", "looked", "after", "before"),
    flag=("on_duty", "leaving", "hungry"),
)
# A post: its free cars, cars on duty, calls in its stack, and the pass in which the stack was last tried.
POST = _record(whole=("head", "tail", "free", "on_duty", "stacked", "tried"))
# A list of waiting calls.
QUEUE = _record(whole=("head", "tail"))
# A car that was sent; an event that is in no such row, where a trace is kept; a meal that will be due; other work.
LOG = _record(real=("sent", "arrive", "left", "minutes"), whole=("call", "car", "slot", "origin", "ended"))
EVENT = _record(real=("minute",), whole=("kind", "call", "car"))
DUE = _record(real=("minute",), whole=("car",))
PIECE = _record(real=("minute", "minutes"), whole=("car",))
# A post of a zone's list, and its minutes to the zone: read together, so they lie together.
NEAR = np.dtype([("minutes", np.float64), ("post", np.uint32)], align=True)


class Given(NamedTuple):
    """What does not change: calls, posts, minutes, tours and other work."""

    ready: Floats  # [call], minutes; NaN where no post reaches it
    draw: Floats  # [call, draw]

    travel: Floats  # [zone, post], minutes to the zone; what is compared lies together
    order: npt.NDArray[np.uint32]  # [zone, place in the list], posts
    near: Records  # [zone, place in the list], NEAR; one cell where cars are not at their posts
    place_in_list: npt.NDArray[np.uint32]  # [zone, post]; one cell where it is not needed
    between: Floats  # [from, to], minutes from zone to zone; one cell where it is not needed
    least: Floats  # [zone, post], minutes from the nearest zone of the beat; one cell where cars do not patrol
    beat_start: Ints  # [post + 1], into the two below, where cars patrol
    beat_zones: Ints
    beat_share: Floats  # cumulated within the beat
    on: npt.NDArray[np.bool_]  # [row, slot]
    hours_left: Floats  # [row, slot], until the row is off; inf if never
    clock: Ints  # [hour], column of on
    work: Records  # [piece], PIECE


class Rulebook(NamedTuple):
    """The policy in numbers."""

    place: int
    dispatch: int
    stack_from: int  # a class beyond all where none is stacked
    hold: float
    first: bool  # the first car goes, others follow
    together: bool  # all cars leave with the last
    preempt: int
    reserve: Ints  # [class]
    hand_over: bool
    last_calls: float
    exchange: bool
    by_age: bool
    meal_minutes: float
    meal_after: float
    trace: bool


class World(NamedTuple):
    """All that changes."""

    calls: Records  # [call], CALL
    slots: Records  # SLOT_OF_CALL: for each call so many as cars that it needs
    queues: Records  # QUEUE: one for each class (one in all by age), then for each post and class
    cars: Records  # [car], CAR
    posts: Records  # [post], POST
    log: Records  # LOG
    other: Records  # EVENT
    heap: Heap
    counts: Ints
    now: Floats
    chosen: Ints  # [car], cars chosen for a call
    ended: Ints  # [car], cars whose work or meal the last event ended
    held: Ints  # stacked calls in the order in which their hold ends
    due: Records  # DUE: a ring of cars whose meal will be due
    free: Records  # the set of free cars, where they may be anywhere
    matched: Records  # the set of posts with a free car and calls that wait for their own cars
