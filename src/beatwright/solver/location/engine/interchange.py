"""Fast interchange for the p-median: swap one open site for a closed one while that pays.

Whitaker's (1983) fast interchange in the form of Resende and Werneck (2007): a swap gains the gain of the newcomer less
the loss of the leaver, plus what the newcomer saves of that loss where both matter to a client. Losses are kept, gains
are computed for sites near the last changes alone.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from beatwright.base.jit import UNCOUNTED, entry, inlined, inner
from beatwright.solver.location.engine.neighbour_lists import Floats, Indices, NeighbourLists
from beatwright.solver.location.engine.swap_arrays import (
    PlanState,
    SwapLists,
    SwapRoom,
    new_plan_state,
    new_swap_room,
    swap_lists,
)
from beatwright.solver.random_numbers import Seeds, below

Flags = NDArray[np.bool_]
Ints = NDArray[np.int64]

# By how much a swap must be better, as gains of rounding could go round for ever: a part of the objective, and some
# dozen roundings of what clients cost whom nobody serves, as gains and losses are differences of sums of such.
_LEAST, _ROUNDED = 1e-9, 1e-14


class Rules(NamedTuple):
    """Which swaps are allowed."""

    movable: Flags  # (m,) sites that may change state
    groups: Ints  # (m,) a swap stays within a group
    place: Ints  # (m,) columns of one place are never open together
    member: Flags  # (t, m) whether a set holds a column
    room: Ints  # (t,) members of each set that may be open


def free_rules(sites: int) -> Rules:
    """Allow every swap.

    Examples
    --------
    >>> free_rules(2).movable
    array([ True,  True])
    """
    none = np.zeros((0, sites), dtype=np.bool_)
    zeros = np.zeros(sites, dtype=np.int64)
    return Rules(np.ones(sites, dtype=np.bool_), zeros, np.arange(sites), none, room=np.zeros(0, dtype=np.int64))


def interchange(
    neighbours: NeighbourLists, sites: Ints, rules: Rules, *, kicks: int = 0, strength: int = 2, seed: int = 0
) -> tuple[Ints, float]:
    """Improve a plan by swaps until none pays; then shake it a number of times and keep what is better.

    Parameters
    ----------
    neighbours : NeighbourLists
        Sorted lists.
    sites : ndarray of int, shape (p,)
        Open sites to begin with; they keep the rules.
    rules : Rules
        Which swaps are allowed.
    kicks : int, default 0
        Number of perturbations, each followed by a local search.
    strength : int, default 2
        Random swaps in a perturbation.
    seed : int, default 0
        Seed of the perturbations.

    Returns
    -------
    sites : ndarray of int, shape (p,)
        Ascending.
    objective : float
        Weighted cost of the plan on the lists (a client that no listed site serves costs ``neighbours.far``).

    References
    ----------
    Whitaker, R. A. (1983). A fast algorithm for the greedy interchange for large-scale clustering and median location
    problems. INFOR 21, 95-108.
    Resende, M. G. C. and Werneck, R. F. (2007). A fast swap-based local search procedure for location problems. Annals
    of Operations Research 150, 205-230.

    Examples
    --------
    >>> from beatwright.solver.location.engine.neighbour_lists import neighbours_from_matrix
    >>> line = np.abs(np.subtract.outer(np.arange(5.0), np.arange(5.0)))
    >>> interchange(neighbours_from_matrix(line, np.ones(5)), np.array([0]), free_rules(5))
    (array([2]), 6.0)
    """
    opened = np.zeros(neighbours.sites, dtype=np.bool_)
    opened[sites] = True
    rng = np.random.default_rng(seed)
    order = rng.permutation(np.flatnonzero(rules.movable))
    words = rng.integers(2**64, size=1, dtype=np.uint64)
    state = new_plan_state(neighbours, rules.place, rules.member, opened)
    room = new_swap_room(neighbours.sites)
    objective = _iterate(
        swap_lists(neighbours), rules, state, order, room=room, kicks=kicks, strength=strength, words=words
    )
    return np.flatnonzero(opened), float(objective)


@inner(**UNCOUNTED)
def nearest_two(site: Indices, cost: Floats, far: Floats, opened: Flags, i: int) -> tuple[int, float, int, float]:
    """Find the nearest and the second nearest open site of a client in its list."""
    first, second = -1, -1
    d1, d2 = far[i], far[i]
    for a in range(site.shape[1]):
        j = site[i, a]
        if j < 0:
            break
        if opened[j]:
            if first < 0:
                first, d1 = j, cost[i, a]
            else:
                second, d2 = j, cost[i, a]
                break
    return first, d1, second, d2


@inner(**UNCOUNTED)
def _fits(rules: Rules, state: PlanState, come: int, leave: int) -> bool:
    """Whether this swap keeps the group, the places and the sets."""
    if not rules.movable[leave] or rules.groups[come] != rules.groups[leave]:
        return False
    for t in range(rules.room.size):
        after = state.taken[t] + int(rules.member[t, come]) - int(rules.member[t, leave])
        if after > rules.room[t]:
            return False
    return True


@inner(**UNCOUNTED)
def _swap(lists: SwapLists, rules: Rules, state: PlanState, come: int, leave: int) -> float:
    """Open one site, close another, and repair everything that this touches; returns the change of the objective."""
    change = 0.0
    state.opened[come] = True
    state.opened[leave] = False
    state.used[rules.place[come]] += 1
    state.used[rules.place[leave]] -= 1
    for t in range(rules.room.size):
        state.taken[t] += int(rules.member[t, come]) - int(rules.member[t, leave])
    for side in range(2):
        j = come if side == 0 else leave
        for a in range(lists.start[j], lists.start[j + 1]):
            i = lists.client[a]
            closer = side == 0 and lists.value[a] < state.d2[i]
            if closer or (side == 1 and (state.first[i] == leave or state.second[i] == leave)):
                change += _repair(lists, state, i)
    return change


@inlined
def _repair(lists: SwapLists, state: PlanState, i: int) -> float:
    """Look up a client's two nearest open sites again, and mark the sites that may now be worth another look."""
    f, e1, s, e2 = nearest_two(lists.site, lists.cost, lists.far, state.opened, i=i)
    if state.first[i] >= 0:
        state.loss[state.first[i]] -= state.d2[i] - state.d1[i]
    if f >= 0:
        state.loss[f] += e2 - e1
    reach = max(e2, state.d2[i])
    change = e1 - state.d1[i]
    state.first[i], state.d1[i], state.second[i], state.d2[i] = f, e1, s, e2
    for b in range(lists.site.shape[1]):
        if lists.site[i, b] < 0 or lists.cost[i, b] >= reach:
            break
        state.dirty[lists.site[i, b]] = True
    return float(change)


@inlined
def _weigh(lists: SwapLists, state: PlanState, f: int, saved: Floats, touched: Ints) -> tuple[float, int]:
    """Gain of opening a site, and by how much that softens the loss of closing each other one."""
    gain, size = 0.0, 0
    for a in range(lists.start[f], lists.start[f + 1]):
        i = lists.client[a]
        d = lists.value[a]
        if d >= state.d2[i]:
            continue
        if d < state.d1[i]:
            gain += state.d1[i] - d
            d = state.d1[i]
        r = state.first[i]
        # Where the two nearest are equally near, nothing is saved, and r must not be listed as touched again and again.
        if r >= 0 and state.d2[i] > d:
            if saved[r] == 0.0:
                touched[size] = r
                size += 1
            saved[r] += state.d2[i] - d
    return gain, size


@inlined
def _cheapest(rules: Rules, state: PlanState, f: int) -> int:
    """Open site of least loss that may leave for this newcomer; -1 where none may."""
    best, least = -1, np.inf
    for r in range(state.opened.size):
        if state.opened[r] and state.loss[r] < least and _fits(rules, state, f, r):
            best, least = r, state.loss[r]
    return best


@inner(**UNCOUNTED)
def _descend(
    lists: SwapLists,
    rules: Rules,
    state: PlanState,
    order: Ints,
    room: SwapRoom,
    limit: int,
    logged: int,
    trifle: float,
) -> tuple[float, int]:
    """Swap while that pays, looking only at sites near the last changes; logs the swaps so that they can be undone."""
    saved, touched, log = room
    total, objective = 0.0, 0.0
    for i in range(state.d1.size):
        objective += state.d1[i]
    tolerance = _LEAST * objective + trifle
    moved = True
    while moved:
        moved = False
        cheapest, group = -1, -1
        for f in order:
            if not state.dirty[f] or state.opened[f] or not rules.movable[f] or state.used[rules.place[f]] > 0:
                continue
            state.dirty[f] = False
            if cheapest < 0 or group != rules.groups[f] or rules.room.size > 0:
                cheapest, group = _cheapest(rules, state, f), rules.groups[f]
            if cheapest < 0:
                continue
            gain, size = _weigh(lists, state, f, saved, touched=touched)
            leave, pay = cheapest, gain - state.loss[cheapest]
            for t in range(size):
                r = touched[t]
                value = gain - state.loss[r] + saved[r]
                saved[r] = 0.0
                if value > pay and _fits(rules, state, f, r):
                    leave, pay = r, value
            if pay > tolerance and logged < limit:
                total += _swap(lists, rules, state, f, leave=leave)
                log[logged, 0], log[logged, 1] = f, leave
                logged += 1
                moved, cheapest = True, -1
    return total, logged


@inlined
def _begin(lists: SwapLists, state: PlanState) -> float:
    """Fill in what each client gets from a plan, and what closing each site costs; returns the objective."""
    objective = 0.0
    for i in range(lists.site.shape[0]):
        f, e1, s, e2 = nearest_two(lists.site, lists.cost, lists.far, state.opened, i=i)
        state.first[i], state.d1[i], state.second[i], state.d2[i] = f, e1, s, e2
        objective += e1
        if f >= 0:
            state.loss[f] += e2 - e1
    return objective


@entry(**UNCOUNTED)
def _iterate(
    lists: SwapLists,
    rules: Rules,
    state: PlanState,
    order: Ints,
    room: SwapRoom,
    kicks: int,
    strength: int,
    words: Seeds,
) -> float:
    """Descend, then shake and descend again, undoing what did not help: iterated local search."""
    objective, trifle = _begin(lists, state), 0.0
    for far in lists.far:
        trifle += _ROUNDED * far
    limit = room.log.shape[0]
    objective += _descend(lists, rules, state, order, room=room, limit=limit, logged=0, trifle=trifle)[0]
    limit = min(room.log.shape[0], 20 * strength + 200)
    for _ in range(kicks if order.size > 1 else 0):
        change, logged = _shake(lists, rules, state, order, strength=strength, log=room.log, words=words)
        more, logged = _descend(lists, rules, state, order, room=room, limit=limit, logged=logged, trifle=trifle)
        change += more
        if change <= _LEAST * objective + trifle:
            objective += change
            continue
        for t in range(logged - 1, -1, -1):
            _swap(lists, rules, state, room.log[t, 1], leave=room.log[t, 0])
        state.dirty[:] = False
    objective = 0.0  # anew: sums of changes have lost digits where a client was not served in between
    for cost in state.d1:
        objective += cost
    return objective


@inlined
def _shake(
    lists: SwapLists, rules: Rules, state: PlanState, order: Ints, strength: int, log: Ints, words: Seeds
) -> tuple[float, int]:
    """Random swaps between neighbours."""
    change, logged = 0.0, 0
    for _ in range(strength):
        f = order[below(words, order.size)]
        if state.opened[f] or state.used[rules.place[f]] > 0:
            continue
        r = _neighbour(lists, rules, state, order, f=f, words=words)
        if r >= 0:
            change += _swap(lists, rules, state, f, leave=r)
            log[logged, 0], log[logged, 1] = f, r
            logged += 1
    return change, logged


@inlined
def _neighbour(lists: SwapLists, rules: Rules, state: PlanState, order: Ints, f: int, words: Seeds) -> int:
    """Pick an open site to leave for a newcomer: one that serves a client of the newcomer, else any."""
    size = lists.start[f + 1] - lists.start[f]
    for attempt in range(40):
        if attempt < 4 and size > 0:
            r = state.first[lists.client[lists.start[f] + below(words, size)]]
        else:
            r = order[below(words, order.size)]
        if r >= 0 and state.opened[r] and _fits(rules, state, f, r):
            return int(r)
    return -1
