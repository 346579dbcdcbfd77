"""Free cars: the list of each post, where they are, and whether they may be sent."""

from __future__ import annotations

import math

from beatwright.simulate.dispatch_loop.kernel import kernel
from beatwright.simulate.dispatch_loop.sparse_set import join_set, leave_set
from beatwright.simulate.dispatch_loop.state import (
    AT_POST,
    FREE,
    FREE_CARS,
    HOUR_START,
    MATCHED,
    NOBODY,
    ON_PATROL,
    Given,
    Rulebook,
    World,
)

__all__ = ["eligible", "free_minutes", "join_free", "least_minutes", "leave_free", "tour_left"]

_GOLDEN = 0.6180339887498949  # of a car's number: spreads one draw over the cars evenly


@kernel
def join_free(world: World, car: int) -> None:
    """Put a car behind the free cars of its post."""
    cars, posts, post = world.cars, world.posts, world.cars[car].home
    cars[car].status = FREE
    cars[car].before, cars[car].after = posts[post].tail, NOBODY
    if posts[post].tail == NOBODY:
        posts[post].head = car
    else:
        cars[posts[post].tail].after = car
    posts[post].tail = car
    posts[post].free += 1
    if posts[post].stacked > 0:
        join_set(world.matched, world.counts, MATCHED, post)
    join_set(world.free, world.counts, FREE_CARS, car)


@kernel
def leave_free(world: World, car: int) -> None:
    """Take a car from among the free cars of its post."""
    cars, posts, post = world.cars, world.posts, world.cars[car].home
    before, after = cars[car].before, cars[car].after
    if before == NOBODY:
        posts[post].head = after
    else:
        cars[before].after = after
    if after == NOBODY:
        posts[post].tail = before
    else:
        cars[after].before = before
    posts[post].free -= 1
    if posts[post].free == 0:
        leave_set(world.matched, world.counts, MATCHED, post)
    leave_set(world.free, world.counts, FREE_CARS, car)


@kernel
def tour_left(world: World, car: int, now: float) -> float:
    """Return the minutes until the tour of a car ends; infinite where it never does."""
    return float(world.cars[car].to_go - (now - world.now[HOUR_START]))


@kernel
def eligible(rules: Rulebook, world: World, car: int, now: float) -> bool:
    """Return whether a car's tour lasts long enough for it to be sent."""
    return rules.last_calls <= 0.0 or tour_left(world, car, now) >= rules.last_calls


@kernel
def free_minutes(given: Given, rules: Rulebook, world: World, car: int, call: int, now: float) -> tuple[float, int]:
    """Return the minutes from where a free car is to a call, and the zone it comes from (-1: its post)."""
    post, zone = world.cars[car].home, world.calls[call].zone
    if rules.place == AT_POST:
        return given.travel[zone, post], NOBODY
    if rules.place == ON_PATROL:
        return _from_patrol(given, world, car, call)
    come, back = world.cars[car].from_zone, world.cars[car].back
    if come == NOBODY or now >= world.cars[car].left + back:
        return given.travel[zone, post], NOBODY
    part = (now - world.cars[car].left) / back
    return (1.0 - part) * given.between[come, zone] + part * given.travel[zone, post], come if part == 0.0 else NOBODY


@kernel
def least_minutes(given: Given, rules: Rulebook, world: World, car: int, call: int, now: float) -> float:
    """Return minutes that a free car stays above or meets, found without those from zone to zone."""
    post, zone = world.cars[car].home, world.calls[call].zone
    if rules.place == ON_PATROL:
        return float(given.least[zone, post])
    left, back = world.cars[car].left, world.cars[car].back
    if world.cars[car].from_zone == NOBODY or now >= left + back:
        return float(given.travel[zone, post])
    return float((now - left) / back * given.travel[zone, post])


@kernel
def _from_patrol(given: Given, world: World, car: int, call: int) -> tuple[float, int]:
    post = world.cars[car].home
    start, stop = given.beat_start[post], given.beat_start[post + 1]
    if start == stop:
        return given.travel[world.calls[call].zone, post], NOBODY
    drawn = given.draw[call, 0] + car * _GOLDEN
    drawn -= math.floor(drawn)
    at, last = start, stop - 1
    while at < last:  # by halves, to the first zone whose share is above
        middle = (at + last) // 2
        if given.beat_share[middle] <= drawn:
            at = middle + 1
        else:
            last = middle
    zone = given.beat_zones[at]
    return given.between[zone, world.calls[call].zone], zone
