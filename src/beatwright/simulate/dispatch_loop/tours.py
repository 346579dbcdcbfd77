"""What happens to cars beside calls: tours begin and end on the hour, meals, and other work."""

from __future__ import annotations

from beatwright.simulate.dispatch_loop.event_heap import put
from beatwright.simulate.dispatch_loop.free_cars import join_free, leave_free, tour_left
from beatwright.simulate.dispatch_loop.kernel import kernel
from beatwright.simulate.dispatch_loop.sending import break_off, note, take_away
from beatwright.simulate.dispatch_loop.state import (
    ENDED,
    ENDS,
    FREE,
    GENERAL,
    HOUR_START,
    MEAL,
    MEAL_DUE,
    MEAL_HEAD,
    MEAL_STARTS,
    MEAL_TAIL,
    NOBODY,
    OFF,
    ON_CALL,
    TOUR_ENDS,
    TOUR_STARTS,
    WAITING,
    WORK,
    WORKING,
    Given,
    Rulebook,
    World,
)
from beatwright.simulate.dispatch_loop.waiting_calls import general_queues, join_general, leave_queue

__all__ = ["begin_work", "change_hour", "meal_is_due", "meal_or_wait"]

_HOUR = 60.0
_HANDED_OVER = 2  # of Log.ended


@kernel
def change_hour(given: Given, rules: Rulebook, world: World, hour: int, slot: int) -> None:
    """End the tours that end at the start of an hour, then start those that start."""
    cars, now = world.cars, hour * _HOUR
    world.now[HOUR_START] = now
    if hour > 0 and given.on.shape[1] == 1:
        return  # who is on duty stays so, and who is not
    for car in range(len(world.cars)):
        if cars[car].on_duty and cars[car].looked != hour and not given.on[cars[car].row, slot]:
            ending = _exchange(given, rules, world, car, hour, slot)
            _end_tour(rules, world, ending, now)
    for car in range(len(world.cars)):
        if not cars[car].on_duty and given.on[cars[car].row, slot]:
            _start_tour(rules, world, car, now)
        if cars[car].on_duty:
            cars[car].to_go = given.hours_left[cars[car].row, slot] * _HOUR
    for post in range(len(world.posts)):
        if world.posts[post].on_duty == 0 and world.posts[post].stacked > 0:
            _unstack(rules, world, post)


@kernel
def _exchange(given: Given, rules: Rulebook, world: World, car: int, hour: int, slot: int) -> int:
    """Return the car that ends its tour: this one, or a free one of its post for it where it is on a call."""
    cars = world.cars
    cars[car].looked = hour
    if not rules.exchange or (cars[car].status != ON_CALL and cars[car].status != WAITING):
        return car
    for other in range(len(world.cars)):
        free = cars[other].status == FREE and cars[other].looked != hour
        if free and world.cars[other].home == world.cars[car].home and given.on[cars[other].row, slot]:
            cars[car].row, cars[other].row = cars[other].row, cars[car].row
            cars[other].looked = hour
            return other
    return car


@kernel
def _end_tour(rules: Rulebook, world: World, car: int, now: float) -> None:
    cars, status = world.cars, world.cars[car].status
    note(rules, world, now, TOUR_ENDS, NOBODY, car)
    cars[car].on_duty, cars[car].hungry = False, False
    cars[car].duty += now - cars[car].tour
    world.posts[world.cars[car].home].on_duty -= 1
    if (status in (ON_CALL, WAITING)) and not rules.hand_over:
        cars[car].leaving, cars[car].over = True, now
        return
    if status == FREE:
        leave_free(world, car)
    elif status in (WORKING, MEAL):
        break_off(world, car, now)
    else:
        take_away(rules, world, car, now, _HANDED_OVER)
    cars[car].status = OFF


@kernel
def _start_tour(rules: Rulebook, world: World, car: int, now: float) -> None:
    cars = world.cars
    note(rules, world, now, TOUR_STARTS, NOBODY, car)
    cars[car].on_duty, cars[car].tour = True, now
    world.posts[world.cars[car].home].on_duty += 1
    if cars[car].leaving:
        cars[car].leaving = False
        cars[car].overtime += now - cars[car].over
    else:
        cars[car].from_zone = NOBODY
        join_free(world, car)
    if rules.meal_minutes > 0:
        cars[car].meal_due = now + rules.meal_after
        ring = len(world.due)
        world.due[world.counts[MEAL_TAIL] % ring].car = car
        world.due[world.counts[MEAL_TAIL] % ring].minute = cars[car].meal_due
        world.counts[MEAL_TAIL] += 1


@kernel
def _unstack(rules: Rulebook, world: World, post: int) -> None:
    """Give the calls that wait for a beat without a car to any car."""
    queues = general_queues(rules)
    for queue in range(queues * (1 + post), queues * (2 + post)):
        while world.queues[queue].head != NOBODY:
            call = world.queues[queue].head
            leave_queue(rules, world, call)
            join_general(rules, world, call)


@kernel
def meal_is_due(rules: Rulebook, world: World, now: float) -> bool:
    """Tell the car whose meal is due first that it is, unless its tour is over; it is then in ``ended``."""
    place = world.counts[MEAL_HEAD] % len(world.due)
    world.counts[MEAL_HEAD] += 1
    car = world.due[place].car
    if not world.cars[car].on_duty or world.cars[car].meal_due != now:
        return False
    world.cars[car].hungry = True
    world.ended[0], world.counts[ENDED] = car, 1
    note(rules, world, now, MEAL_DUE, NOBODY, car)
    return True


@kernel
def meal_or_wait(rules: Rulebook, world: World, car: int, now: float) -> None:
    """Start the meal of a car that is due one, if it is free and no call waits for any car."""
    cars = world.cars
    if not cars[car].hungry or cars[car].status != FREE or world.counts[GENERAL] > 0:
        return
    cars[car].hungry = False
    if tour_left(world, car, now) < rules.meal_minutes:
        return
    leave_free(world, car)
    cars[car].status, cars[car].began = MEAL, now
    put(world.heap, car, now + rules.meal_minutes, ENDS)
    note(rules, world, now, MEAL_STARTS, NOBODY, car)


@kernel
def begin_work(given: Given, rules: Rulebook, world: World, piece: int) -> bool:
    """Start a piece of other work, if its car is free and no call waits for any car; return whether it did."""
    cars, car, now = world.cars, given.work[piece].car, given.work[piece].minute
    if cars[car].status != FREE or world.counts[GENERAL] > 0:
        return False
    leave_free(world, car)
    cars[car].status, cars[car].began = WORKING, now
    put(world.heap, car, now + given.work[piece].minutes, ENDS)
    note(rules, world, now, WORK, NOBODY, car)
    return True
