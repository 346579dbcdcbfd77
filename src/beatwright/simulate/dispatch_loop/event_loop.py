"""The dispatch simulation: one loop over events, each with its minute and kind, until every call is cleared.

Cars have at most one event ahead of them, the end of what they do: those are in a heap. Calls, the ends of holds, meals
and other work come in the order of time by themselves, and tours change on the hour; the next event is the first of
their heads. Nothing is drawn: two plans on the same calls differ by their decisions only.

Larson, R. C. (1972). Urban Police Patrol Analysis, MIT Press, ch. 6. Green, L. (1984). Management Science 30, 653-664
(several cars for a call).
"""

from __future__ import annotations

import math

import numpy as np

from beatwright.simulate.dispatch_loop.event_heap import first
from beatwright.simulate.dispatch_loop.free_cars import join_free
from beatwright.simulate.dispatch_loop.kernel import kernel, whole_loop
from beatwright.simulate.dispatch_loop.sending import break_off, note, work_done
from beatwright.simulate.dispatch_loop.serving import serve_calls
from beatwright.simulate.dispatch_loop.state import (
    CLEARS,
    ENDED,
    ENDS,
    FULL,
    GENERAL,
    HOLD,
    HOLD_HEAD,
    HOLD_TAIL,
    HOUR,
    LAST_SENT,
    MEAL,
    MEAL_DUE,
    MEAL_HEAD,
    MEAL_TAIL,
    NOBODY,
    ON_CALL,
    OPEN,
    READY,
    STACKED,
    WORK,
    WORKING,
    Given,
    Rulebook,
    World,
)
from beatwright.simulate.dispatch_loop.tours import begin_work, change_hour, meal_is_due, meal_or_wait
from beatwright.simulate.dispatch_loop.waiting_calls import in_stack, join_general, join_stack, leave_queue

__all__ = ["FINISHED", "NO_ROOM", "STALLED", "dispatch_loop"]

FINISHED, NO_ROOM, STALLED = range(3)
_HOUR = 60.0
_PATIENCE = 2 * 168 * 60.0  # minutes without a car sent, with calls waiting and no car on one, that are for ever


@whole_loop
def dispatch_loop(given: Given, rules: Rulebook, world: World) -> int:
    """Run until every call is cleared; return whether it ended, ran out of room, or calls would wait for ever."""
    call, hour, piece = _next_reached(given, 0), 0, 0
    now = 0.0
    while world.counts[OPEN] > 0 and not world.counts[FULL]:
        kind, now = _next_event(given, rules, world, call, hour, piece)
        world.counts[ENDED], happened = 0, True
        if kind <= ENDS:
            _car_event(given, rules, world, kind, now)
        elif kind == READY:
            _call_is_ready(given, rules, world, call)
            call = _next_reached(given, call + 1)
        elif kind == HOUR:
            if _stalled(given, world, now):
                return STALLED
            change_hour(given, rules, world, hour, _slot(given, hour))
            hour += 1
        elif kind == HOLD:
            happened = _hold_expires(rules, world, now)
        elif kind == MEAL_DUE:
            happened = meal_is_due(rules, world, now)
        else:
            happened = begin_work(given, rules, world, piece)
            piece += 1
        if happened and world.counts[GENERAL] + world.counts[STACKED] > 0:
            serve_calls(given, rules, world, now)
        for place in range(world.counts[ENDED]):
            meal_or_wait(rules, world, world.ended[place], now)
    _close(world, now)
    return NO_ROOM if world.counts[FULL] else FINISHED


@kernel
def _next_reached(given: Given, call: int) -> int:
    while call < len(given.ready) and np.isnan(given.ready[call]):
        call += 1
    return call


@kernel
def _next_event(given: Given, rules: Rulebook, world: World, call: int, hour: int, piece: int) -> tuple[int, float]:
    """Return the kind and the minute of the first event; at one minute the lowest kind goes first."""
    kind, minute = HOUR, hour * _HOUR
    if world.heap.event[0].minute <= minute:  # infinite without one
        kind, minute = world.heap.event[0].kind, world.heap.event[0].minute
    if call < len(given.ready) and given.ready[call] < minute:
        kind, minute = READY, given.ready[call]
    if world.counts[HOLD_HEAD] < world.counts[HOLD_TAIL]:
        held = given.ready[world.held[world.counts[HOLD_HEAD]]] + rules.hold
        if held < minute:
            kind, minute = HOLD, held
    if world.counts[MEAL_HEAD] < world.counts[MEAL_TAIL]:
        due = world.due[world.counts[MEAL_HEAD] % len(world.due)].minute
        if due < minute:
            kind, minute = MEAL_DUE, due
    if piece < len(given.work) and given.work[piece].minute < minute:
        kind, minute = WORK, given.work[piece].minute
    return kind, minute


@kernel
def _slot(given: Given, hour: int) -> int:
    """Return the column of the table of duty for an hour; beyond the clock the weeks go on."""
    last = len(given.clock) - 1
    column = given.clock[hour] if hour <= last else given.clock[last] + hour - last
    return int(column % given.on.shape[1])


@kernel
def _car_event(given: Given, rules: Rulebook, world: World, kind: int, now: float) -> None:
    """End what a car does: its work at a call, or other work or a meal."""
    car = first(world.heap)
    if kind == CLEARS:
        work_done(given, rules, world, car, now)
        return
    break_off(world, car, now)
    note(rules, world, now, ENDS, NOBODY, car)
    join_free(world, car)
    world.ended[0], world.counts[ENDED] = car, 1


@kernel
def _call_is_ready(given: Given, rules: Rulebook, world: World, call: int) -> None:
    zone = world.calls[call].zone
    post = given.order[zone, 0]
    stacked = world.calls[call].rank >= rules.stack_from and world.posts[post].on_duty > 0
    if not stacked or not math.isfinite(given.travel[zone, post]):
        join_general(rules, world, call)
        return
    join_stack(given, rules, world, call)
    if math.isfinite(rules.hold):
        world.held[world.counts[HOLD_TAIL]] = call
        world.counts[HOLD_TAIL] += 1


@kernel
def _hold_expires(rules: Rulebook, world: World, now: float) -> bool:
    """Give a call that still waits for its own beat to any car; return whether it did."""
    call = world.held[world.counts[HOLD_HEAD]]
    world.counts[HOLD_HEAD] += 1
    if not in_stack(rules, world, call):
        return False
    leave_queue(rules, world, call)
    join_general(rules, world, call)
    note(rules, world, now, HOLD, call, NOBODY)
    return True


@kernel
def _stalled(given: Given, world: World, now: float) -> bool:
    """Return whether a call has waited for weeks in which no car was sent, and none is on a call."""
    if world.now[LAST_SENT] + _PATIENCE > now or not _oldest_waits(given, world, now):
        return False
    for car in range(len(world.cars)):  # noqa: SIM110 - a kernel has no generators
        if world.cars[car].status == ON_CALL:
            return False
    return True


@kernel
def _oldest_waits(given: Given, world: World, now: float) -> bool:
    """Return whether a call has waited longer than a dispatcher's patience."""
    for queue in range(len(world.queues)):
        head = world.queues[queue].head
        if head != NOBODY and given.ready[head] + _PATIENCE <= now:
            return True
    return False


@kernel
def _close(world: World, now: float) -> None:
    """Count tours, other work and meals that are still going on up to the end."""
    cars = world.cars
    for car in range(len(cars)):
        if cars[car].on_duty:
            cars[car].duty += now - cars[car].tour
        if cars[car].status == WORKING or cars[car].status == MEAL:
            break_off(world, car, now)
