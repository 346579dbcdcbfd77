"""Free cars: the list of each post, where they are, and whether they may be sent."""

from __future__ import annotations

from beatwright.simulate.dispatch_loop.kernel import kernel
from beatwright.simulate.dispatch_loop.state import (
    AT_POST,
    FREE,
    FREE_CARS,
    HOUR_START,
    NOBODY,
    ON_PATROL,
    SLOT,
    Given,
    Rulebook,
    World,
)

__all__ = ["eligible", "free_minutes", "join_free", "leave_free", "tour_left"]

_GOLDEN = 0.6180339887498949  # of a car's number: spreads one draw over the cars evenly
_HOUR = 60.0


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
    world.counts[FREE_CARS] += 1


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
    world.counts[FREE_CARS] -= 1


@kernel
def tour_left(given: Given, world: World, car: int, now: float) -> float:
    """Return the minutes until the tour of a car ends; infinite where it never does."""
    hours = given.hours_left[world.cars[car].row, int(world.now[SLOT])]
    return float(hours * _HOUR - (now - world.now[HOUR_START]))


@kernel
def eligible(given: Given, rules: Rulebook, world: World, car: int, now: float) -> bool:
    """Return whether a car's tour lasts long enough for it to be sent."""
    return rules.last_calls <= 0.0 or tour_left(given, world, car, now) >= rules.last_calls


@kernel
def free_minutes(given: Given, rules: Rulebook, world: World, car: int, call: int, now: float) -> tuple[float, int]:
    """Return the minutes from where a free car is to a call, and the zone it comes from (-1: its post)."""
    post, zone = world.cars[car].home, world.calls[call].zone
    if rules.place == AT_POST:
        return given.travel[post, zone], NOBODY
    if rules.place == ON_PATROL:
        return _from_patrol(given, world, post, car, call)
    come, back = world.cars[car].from_zone, world.cars[car].back
    if come == NOBODY or now >= world.cars[car].left + back:
        return given.travel[post, zone], NOBODY
    part = (now - world.cars[car].left) / back
    return (1.0 - part) * given.between[come, zone] + part * given.travel[post, zone], come if part == 0.0 else NOBODY


@kernel
def _from_patrol(given: Given, world: World, post: int, car: int, call: int) -> tuple[float, int]:
    start, stop = given.beat_start[post], given.beat_start[post + 1]
    if start == stop:
        return given.travel[post, world.calls[call].zone], NOBODY
    drawn = (world.calls[call].draw + car * _GOLDEN) % 1.0
    at, last = start, stop - 1
    while at < last:  # by halves, to the first zone whose share is above
        middle = (at + last) // 2
        if given.beat_share[middle] <= drawn:
            at = middle + 1
        else:
            last = middle
    zone = given.beat_zones[at]
    return given.between[zone, world.calls[call].zone], zone
