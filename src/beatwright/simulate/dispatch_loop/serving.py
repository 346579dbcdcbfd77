"""Who is served next: calls in their order, the cars for them, and cars taken from calls that are less urgent.

In each pass the calls that wait are asked in their order. For one that more cars are needed for than are free, or of
which some have to stay free, cars are held: nobody behind it is served. One that the free cars cannot reach is passed
over. After each call that a car is sent to, a new pass begins. Once a call was passed over, the free cars whose tours
last long enough are counted, so that calls which need more of them are passed over without a search.
"""

from __future__ import annotations

import numpy as np

from beatwright.simulate.dispatch_loop.free_cars import eligible, free_minutes, least_minutes
from beatwright.simulate.dispatch_loop.kernel import kernel
from beatwright.simulate.dispatch_loop.sending import send, take_away
from beatwright.simulate.dispatch_loop.state import (
    ABLE,
    AT_POST,
    BEAT_LIST,
    CLOSEST,
    FREE_CARS,
    FULL,
    GENERAL,
    MATCHED,
    MEAL,
    NOBODY,
    ON_CALL,
    PASS,
    STACKED,
    UNCOUNTED,
    WAITING,
    WORKING,
    Given,
    Rulebook,
    World,
)
from beatwright.simulate.dispatch_loop.waiting_calls import (
    first_general,
    general_queues,
    in_stack,
    join_general,
    leave_queue,
)

__all__ = ["serve_calls"]

_SENT, _SHORT, _SKIPPED = range(3)
_PREEMPTED = 1  # of Log.ended


@kernel
def serve_calls(given: Given, rules: Rulebook, world: World, now: float) -> None:
    """Send cars to the calls that wait, as long as any can be sent."""
    world.counts[ABLE] = UNCOUNTED
    while world.counts[GENERAL] + world.counts[STACKED] > 0 and (world.counts[FREE_CARS] > 0 or rules.preempt > 0):
        if world.counts[FULL] or not _pass(given, rules, world, now):
            return


@kernel
def _pass(given: Given, rules: Rulebook, world: World, now: float) -> bool:
    """Send cars to the first call in order that can have them; return whether there was one."""
    calls = world.calls
    world.counts[PASS] += 1
    queues = general_queues(rules)
    call, queue = first_general(rules, world)
    while True:
        while call == NOBODY and queue + 1 < queues:
            queue += 1
            call = world.queues[queue].head
        stacked = _next_stacked(rules, world, now) if world.counts[MATCHED] > 0 else NOBODY
        if call == NOBODY and stacked == NOBODY:
            return False
        from_stack = call == NOBODY or (stacked != NOBODY and _goes_before(rules, world, stacked, call))
        outcome = _try(given, rules, world, stacked if from_stack else call, now)
        if outcome != _SKIPPED:
            return outcome == _SENT
        if _nobody_left(rules, world, now):
            return False
        if from_stack:
            world.posts[given.order[world.calls[stacked].zone, 0]].tried = world.counts[PASS]
        else:
            call = calls[call].after


@kernel
def _nobody_left(rules: Rulebook, world: World, now: float) -> bool:
    """Return whether no free car may be sent, so that no call behind one that was passed over can have any."""
    if world.counts[ABLE] == UNCOUNTED:
        able = 0
        for place in range(world.counts[FREE_CARS]):
            able += int(eligible(rules, world, world.free[place].member, now))
        world.counts[ABLE] = able
    # Where several begin together, an urgent call that needs more cars than are free may take them from others.
    return bool(world.counts[ABLE] == 0 and (rules.first or rules.preempt == 0))


@kernel
def _goes_before(rules: Rulebook, world: World, one: int, other: int) -> bool:
    if not rules.by_age and world.calls[one].rank != world.calls[other].rank:
        return bool(world.calls[one].rank < world.calls[other].rank)
    return one < other


@kernel
def _next_stacked(rules: Rulebook, world: World, now: float) -> int:
    """Return the first call of the stacks of beats with a free car that were not tried in this pass."""
    best, queues = NOBODY, general_queues(rules)
    for place in range(world.counts[MATCHED]):
        post = world.matched[place].member
        if world.posts[post].tried == world.counts[PASS] or not _has_eligible(rules, world, post, now):
            continue
        for queue in range(queues * (1 + post), queues * (2 + post)):
            call = world.queues[queue].head
            if call != NOBODY:
                if best == NOBODY or _goes_before(rules, world, call, best):
                    best = call
                break
    return best


@kernel
def _has_eligible(rules: Rulebook, world: World, post: int, now: float) -> bool:
    car = world.posts[post].head
    while car != NOBODY:
        if eligible(rules, world, car, now):
            return True
        car = world.cars[car].after
    return False


@kernel
def _try(given: Given, rules: Rulebook, world: World, call: int, now: float) -> int:
    """Send cars to a call if it can have them."""
    calls, free, rank = world.calls, world.counts[FREE_CARS], world.calls[call].rank
    unsent, kept = calls[call].unsent, rules.reserve[rank]
    need = 1 if rules.first else unsent
    if free < need:
        return _preempt(given, rules, world, call, need, now) if rank < rules.preempt else _SHORT
    if free < kept:
        return _SHORT
    if world.counts[ABLE] != UNCOUNTED and world.counts[ABLE] < need:
        return _SKIPPED
    # Where the first car goes and others follow, each is one that may go while enough stay free.
    wanted = min(unsent, free - max(kept, 1) + 1) if rules.first else need
    found = _choose(given, rules, world, call, wanted, now)
    if found < need:
        return _SKIPPED
    _send_chosen(rules, world, call, found, now)
    return _SENT


@kernel
def _send_chosen(rules: Rulebook, world: World, call: int, found: int, now: float) -> None:
    for place in range(found):
        send(rules, world, world.chosen[place], call, now)
    if world.calls[call].unsent == 0:
        leave_queue(rules, world, call)
    elif in_stack(rules, world, call):
        leave_queue(rules, world, call)
        join_general(rules, world, call)


@kernel
def _choose(given: Given, rules: Rulebook, world: World, call: int, wanted: int, now: float) -> int:
    """Choose free cars for a call, the best first; return how many there are, at most as many as wanted."""
    if rules.place == AT_POST:
        return _choose_by_list(given, rules, world, call, wanted, now)
    found = 0
    while found < wanted:
        car = _best_free(given, rules, world, call, found, now)
        if car == NOBODY:
            break
        world.chosen[found] = car
        found += 1
    return found


@kernel
def _choose_by_list(given: Given, rules: Rulebook, world: World, call: int, wanted: int, now: float) -> int:
    """Choose cars at their posts: posts in the order of the zone's list, cars in the order in which they are free."""
    found, zone = 0, world.calls[call].zone
    for place in range(given.near.shape[1]):
        post, minutes = given.near[zone, place].post, given.near[zone, place].minutes
        if world.posts[post].free == 0 or not np.isfinite(minutes):
            continue
        car = world.posts[post].head
        while car != NOBODY:
            if eligible(rules, world, car, now):
                world.chosen[found] = car
                world.cars[car].minutes, world.cars[car].origin = minutes, NOBODY
                found += 1
                if found == wanted:
                    return found
            car = world.cars[car].after
    return found


@kernel
def _best_free(given: Given, rules: Rulebook, world: World, call: int, found: int, now: float) -> int:
    """Return the free car, not among the chosen, that goes first to a call, wherever the cars are."""
    best, best_rank, best_minutes = NOBODY, 0, np.inf
    for place in range(world.counts[FREE_CARS]):
        car = world.free[place].member
        rank = _list_rank(given, rules, world, car, call)
        if best != NOBODY and rank > best_rank:
            continue
        if rank == best_rank and least_minutes(given, rules, world, car, call, now) > best_minutes:
            continue
        if not eligible(rules, world, car, now) or _among(world, car, found):
            continue
        minutes, origin = free_minutes(given, rules, world, car, call, now)
        if not np.isfinite(minutes):
            continue
        ahead = minutes < best_minutes or (minutes == best_minutes and car < best)
        if best == NOBODY or rank < best_rank or ahead:
            best, best_rank, best_minutes = car, rank, minutes
            world.cars[car].minutes, world.cars[car].origin = minutes, origin
    return best


@kernel
def _among(world: World, car: int, found: int) -> bool:
    for place in range(found):  # noqa: SIM110 - a kernel has no generators
        if world.chosen[place] == car:
            return True
    return False


@kernel
def _list_rank(given: Given, rules: Rulebook, world: World, car: int, call: int) -> int:
    """Return the place of a car's post in the order in which posts are asked."""
    if rules.dispatch == CLOSEST and world.calls[call].rank < rules.stack_from:
        return 0
    if rules.dispatch == BEAT_LIST:
        return int(given.place_in_list[world.calls[call].zone, world.cars[car].home])
    return int(given.order[world.calls[call].zone, 0] != world.cars[car].home)


@kernel
def _preempt(given: Given, rules: Rulebook, world: World, call: int, need: int, now: float) -> int:
    """Send all free cars that can go, and cars of less urgent calls for the rest; or none."""
    found = _choose(given, rules, world, call, need, now)
    while found < need:
        car = _best_victim(given, rules, world, call, found, now)
        if car == NOBODY:
            return _SHORT
        world.chosen[found] = car
        found += 1
    for place in range(found):
        car = world.chosen[place]
        if world.cars[car].status == ON_CALL or world.cars[car].status == WAITING:
            take_away(rules, world, car, now, _PREEMPTED)
    _send_chosen(rules, world, call, found, now)
    return _SENT


@kernel
def _best_victim(given: Given, rules: Rulebook, world: World, call: int, found: int, now: float) -> int:
    """Return the car, not among the chosen, that is taken first: of the least urgent class, then the closest."""
    cars, classes = world.cars, len(rules.reserve)
    best, best_class, best_minutes = NOBODY, 0, np.inf
    for car in range(len(world.cars)):
        status, rank = cars[car].status, classes  # other work and meals are the least urgent
        if status in (ON_CALL, WAITING):
            rank = world.calls[cars[car].call].rank
        elif status not in (WORKING, MEAL):
            continue
        if rank <= world.calls[call].rank or cars[car].leaving or _among(world, car, found):
            continue
        if (best != NOBODY and rank < best_class) or not eligible(rules, world, car, now):
            continue
        minutes, origin = _victim_minutes(given, rules, world, car, call, now)
        if np.isfinite(minutes) and (best == NOBODY or rank > best_class or minutes < best_minutes):
            best, best_class, best_minutes = car, rank, minutes
            world.cars[car].minutes, world.cars[car].origin = minutes, origin
    return best


@kernel
def _victim_minutes(given: Given, rules: Rulebook, world: World, car: int, call: int, now: float) -> tuple[float, int]:
    status, zone = world.cars[car].status, world.calls[call].zone
    arrived = (status in (ON_CALL, WAITING)) and world.cars[car].arrives <= now
    if rules.place == AT_POST or not arrived:
        return given.travel[zone, world.cars[car].home], NOBODY
    at = world.calls[world.cars[car].call].zone
    return given.between[at, zone], at
