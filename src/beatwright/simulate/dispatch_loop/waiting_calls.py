"""Calls that wait: one list for each class, and one for each class of every beat whose calls wait for its own cars.

Calls are numbered in the order in which they become ready, so that a list is in the order of age where the numbers
rise. A new call goes to the end. One that comes back, or whose hold has expired, finds its place from the front.
"""

from __future__ import annotations

from beatwright.simulate.dispatch_loop.kernel import kernel
from beatwright.simulate.dispatch_loop.sparse_set import join_set, leave_set
from beatwright.simulate.dispatch_loop.state import GENERAL, MATCHED, NEWEST, NOBODY, STACKED, Given, Rulebook, World

__all__ = ["first_general", "general_queues", "in_stack", "join_general", "join_stack", "leave_queue"]


@kernel
def general_queues(rules: Rulebook) -> int:
    """Return how many lists the general queue has; those of the beats follow."""
    return 1 if rules.by_age else len(rules.reserve)


@kernel
def in_stack(rules: Rulebook, world: World, call: int) -> bool:
    """Return whether a call waits for a car of its own beat."""
    return bool(world.calls[call].queue >= general_queues(rules))


@kernel
def first_general(rules: Rulebook, world: World) -> tuple[int, int]:
    """Return the first call that waits for any car, -1 without one, and the list after which the next are sought."""
    newest, queues = world.counts[NEWEST], general_queues(rules)
    if world.counts[GENERAL] == 0:
        return NOBODY, queues - 1
    if world.counts[GENERAL] == 1 and 0 <= world.calls[newest].queue < queues:
        return newest, queues - 1  # as a rule: one call comes, and nobody else waits
    return world.queues[0].head, 0


@kernel
def join_general(rules: Rulebook, world: World, call: int) -> None:
    """Let a call wait for any car."""
    _insert(world, call, 0 if rules.by_age else world.calls[call].rank)
    world.counts[GENERAL] += 1
    world.counts[NEWEST] = call


@kernel
def join_stack(given: Given, rules: Rulebook, world: World, call: int) -> None:
    """Let a call wait for a car of its own beat."""
    post, queues = given.order[world.calls[call].zone, 0], general_queues(rules)
    _insert(world, call, queues * (1 + post) + (0 if rules.by_age else world.calls[call].rank))
    world.counts[STACKED] += 1
    world.posts[post].stacked += 1
    if world.posts[post].free > 0:
        join_set(world.matched, world.counts, MATCHED, post)


@kernel
def _insert(world: World, call: int, queue: int) -> None:
    calls, queues = world.calls, world.queues
    calls[call].queue = queue
    if queues[queue].tail == NOBODY:
        before, after = NOBODY, NOBODY
    elif queues[queue].tail < call:
        before, after = queues[queue].tail, NOBODY
    else:
        after = queues[queue].head
        while after < call:
            after = calls[after].after
        before = calls[after].before
    calls[call].before, calls[call].after = before, after
    if before == NOBODY:
        queues[queue].head = call
    else:
        calls[before].after = call
    if after == NOBODY:
        queues[queue].tail = call
    else:
        calls[after].before = call


@kernel
def leave_queue(rules: Rulebook, world: World, call: int) -> None:
    """Take a call from where it waits."""
    calls, queues = world.calls, world.queues
    if in_stack(rules, world, call):
        _leave_stack(rules, world, call)
    else:
        world.counts[GENERAL] -= 1
    queue, before, after = calls[call].queue, calls[call].before, calls[call].after
    if before == NOBODY:
        queues[queue].head = after
    else:
        calls[before].after = after
    if after == NOBODY:
        queues[queue].tail = before
    else:
        calls[after].before = before
    calls[call].queue = NOBODY


@kernel
def _leave_stack(rules: Rulebook, world: World, call: int) -> None:
    """Count a call out of the stack of its post."""
    post = world.calls[call].queue // general_queues(rules) - 1
    world.counts[STACKED] -= 1
    world.posts[post].stacked -= 1
    if world.posts[post].stacked == 0:
        leave_set(world.matched, world.counts, MATCHED, post)
