"""A car is sent to a call, is taken from it, and leaves when its work there is done."""

from __future__ import annotations

import numpy as np

from beatwright.simulate.dispatch_loop.event_heap import put, take_out
from beatwright.simulate.dispatch_loop.free_cars import join_free, leave_free
from beatwright.simulate.dispatch_loop.kernel import kernel
from beatwright.simulate.dispatch_loop.state import (
    ABLE,
    AT_WORK,
    CLEARS,
    DONE,
    ENDED,
    FREE,
    FULL,
    GONE,
    LAST_SENT,
    MEAL,
    NOBODY,
    OFF,
    ON_CALL,
    ON_WAY_BACK,
    OPEN,
    OTHERS,
    ROWS,
    TAKEN,
    UNCOUNTED,
    UNSENT,
    WAITING,
    WORKING,
    Given,
    Rulebook,
    World,
)
from beatwright.simulate.dispatch_loop.waiting_calls import join_general
from beatwright.simulate.simulated import CLEARED

__all__ = ["break_off", "note", "send", "take_away", "work_done"]


@kernel
def note(rules: Rulebook, world: World, now: float, kind: int, call: int, car: int) -> None:
    """Write an event that is in no row of the log, where a trace is kept."""
    if not rules.trace:
        return
    row, other = world.counts[OTHERS], world.other
    if row == len(other):
        world.counts[FULL] = 1
        return
    other[row].minute, other[row].kind, other[row].call, other[row].car = now, kind, call, car
    world.counts[OTHERS] += 1


@kernel
def send(rules: Rulebook, world: World, car: int, call: int, now: float) -> None:
    """Send a car, chosen before, to a call."""
    cars, calls, log = world.cars, world.calls, world.log
    if world.counts[ROWS] == len(log):
        world.counts[FULL] = 1
        return
    if cars[car].status == FREE:
        leave_free(world, car)
        world.counts[ABLE] -= int(world.counts[ABLE] != UNCOUNTED)
    elif cars[car].status == WORKING or cars[car].status == MEAL:
        break_off(world, car, now)
        note(rules, world, now, TAKEN, NOBODY, car)
    slot, slots, first = 0, world.slots, calls[call].first
    while slots[first + slot].state != UNSENT:
        slot += 1
    row, minutes = world.counts[ROWS], world.cars[car].minutes
    world.counts[ROWS] += 1
    log[row].call, log[row].car, log[row].slot, log[row].origin = call, car, slot, world.cars[car].origin
    log[row].sent, log[row].minutes, log[row].arrive = now, minutes, now + minutes
    log[row].ended = CLEARED
    slots[first + slot].state, slots[first + slot].car = AT_WORK, car
    calls[call].unsent -= 1
    calls[call].at_work += 1
    cars[car].status, cars[car].call, cars[car].slot, cars[car].log = ON_CALL, call, slot, row
    cars[car].arrives = now + minutes
    cars[car].done = now + minutes + slots[first + slot].todo
    put(world.heap, car, cars[car].done, CLEARS)
    world.now[LAST_SENT] = now


@kernel
def break_off(world: World, car: int, now: float) -> None:
    """End a piece of other work, or a meal."""
    cars = world.cars
    if cars[car].status == WORKING:
        cars[car].work += now - cars[car].began
    else:
        cars[car].meal += now - cars[car].began
    cars[car].from_zone = NOBODY
    take_out(world.heap, car)


@kernel
def take_away(rules: Rulebook, world: World, car: int, now: float, why: int) -> None:
    """Take a car from its call; what is left of its work there waits for another car."""
    cars, calls, log = world.cars, world.calls, world.log
    call, row = cars[car].call, cars[car].log
    slot, slots = calls[call].first + cars[car].slot, world.slots
    log[row].left, log[row].ended = now, why
    take_out(world.heap, car)
    if cars[car].status == WAITING:
        slots[slot].state = GONE
        calls[call].gone += 1
    else:
        if cars[car].arrives > now:
            log[row].arrive = np.nan
        else:
            slots[slot].todo = cars[car].done - now
        slots[slot].state = UNSENT
        calls[call].unsent += 1
        calls[call].at_work -= 1
        if calls[call].queue == NOBODY:
            join_general(rules, world, call)
    if rules.together and calls[call].at_work == 0:
        _release(world, call, now)


@kernel
def _release(world: World, call: int, now: float) -> None:
    """Let the cars that wait on the scene leave next: nobody is left there whom they wait for."""
    lowest = NOBODY
    for slot in range(world.calls[call].first, world.calls[call].first + world.calls[call].need):
        car = world.slots[slot].car
        if world.slots[slot].state == DONE and (lowest == NOBODY or car < lowest):
            lowest = car
    if lowest != NOBODY:
        put(world.heap, lowest, now, CLEARS)


@kernel
def work_done(given: Given, rules: Rulebook, world: World, car: int, now: float) -> None:
    """End a car's own work at its call; the cars that leave then are in ``ended``, by number."""
    cars, call = world.cars, world.cars[car].call
    take_out(world.heap, car)
    if cars[car].status == ON_CALL:
        world.calls[call].at_work -= 1
        world.slots[world.calls[call].first + cars[car].slot].state = DONE
        cars[car].status = WAITING
    if rules.together:
        _all_leave(given, rules, world, call, now)
    else:
        world.ended[0], world.counts[ENDED] = car, 1
        _leave(given, rules, world, car, now)


@kernel
def _all_leave(given: Given, rules: Rulebook, world: World, call: int, now: float) -> None:
    """Let the cars that wait on the scene leave, by number, if none is at work there or on its way."""
    if world.calls[call].at_work > 0:
        return
    leaving = 0
    for slot in range(world.calls[call].first, world.calls[call].first + world.calls[call].need):
        if world.slots[slot].state != DONE:
            continue
        place, car = leaving, world.slots[slot].car
        while place > 0 and world.ended[place - 1] > car:
            world.ended[place] = world.ended[place - 1]
            place -= 1
        world.ended[place] = car
        leaving += 1
    world.counts[ENDED] = leaving
    for place in range(leaving):
        _leave(given, rules, world, world.ended[place], now)


@kernel
def _leave(given: Given, rules: Rulebook, world: World, car: int, now: float) -> None:
    cars, calls = world.cars, world.calls
    call, zone = cars[car].call, world.calls[cars[car].call].zone
    world.log[cars[car].log].left = now
    world.slots[calls[call].first + cars[car].slot].state = GONE
    calls[call].gone += 1
    if calls[call].gone == calls[call].need:
        world.counts[OPEN] -= 1
    if rules.place == ON_WAY_BACK:
        cars[car].from_zone, cars[car].left, cars[car].back = zone, now, given.travel[zone, world.cars[car].home]
    if cars[car].leaving:
        cars[car].leaving = False
        cars[car].overtime += now - cars[car].over
        cars[car].status = OFF
    else:
        join_free(world, car)
