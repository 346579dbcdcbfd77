"""Good allocations with assistance, fast: greedy, then exchanges of single officers.

An officer counts at his own point and, by a weight, at the points that he assists, so that points no longer stand
alone. Convex curves still make what one more saves fall as officers are added anywhere: the greedy algorithm may be
lazy (Minoux 1978), an old gain being a bound on the new one. Then single officers move to where they save most, point
by point, until a round moves none: a local optimum of moves of one officer. Gains are kept and only those near a move
are computed anew.

References
----------
Minoux, M. (1978). Accelerated greedy algorithms for maximizing submodular set functions. Optimization Techniques,
Lecture Notes in Control and Information Sciences 7, 234-243.
"""

from __future__ import annotations

import heapq
import math
from typing import Any, NamedTuple

import numpy as np

from beatwright.base.jit import entry, inner
from beatwright.solver.allocation.allocation_instance import AllocationInstance
from beatwright.solver.allocation.assistance.assistance_arrays import (
    WORK,
    AssistanceArrays,
    Neighbourhood,
    assistance_arrays,
    most_work,
)
from beatwright.solver.allocation.damage_curves import EXPONENTIAL, POWER, RECIPROCAL, Floats, Ints
from beatwright.solver.time_limit import SearchClock

__all__ = ["damage_at", "search_assistance"]

_CHUNK = 64  # points between two looks at the clock at most, which compiled code does not read
_ROUNDS = 200  # at most; a round that moves nobody is the last


class _Force(NamedTuple):
    """Officers as they stand, and what one more would save; every array is changed in place.

    Parameters
    ----------
    x : array of int64, shape (n,)
        Officers at each point.
    strength : array of float, shape (n,)
        Officers that count there.
    gain : array of float, shape (n,)
        Damage that one more officer at each point saves.
    seen : array of int64, shape (n,)
        Number of the last change after which that gain was computed anew, and in the last place that of the changes.
    """

    x: Ints
    strength: Floats
    gain: Floats
    seen: Ints


def search_assistance(instance: AllocationInstance, start: Ints, clock: SearchClock) -> Ints:
    """Fill `start` up greedily, then move single officers while that saves, until the clock ends it."""
    arrays = assistance_arrays(instance)
    force = _Force(
        x=start.copy(),
        strength=instance.strength(start),
        gain=np.empty(start.size),
        seen=np.zeros(start.size + 1, np.int64),
    )
    _fill(instance, arrays, force, clock)
    for _ in range(_ROUNDS):
        if clock.late or not _one_round(instance, arrays, force, clock):
            break
    return force.x


def _fill(instance: AllocationInstance, arrays: AssistanceArrays, force: _Force, clock: SearchClock) -> None:
    """Place all officers for whom there is room and money: greedily, or anyhow once the clock says so."""
    left = 2**62 if instance.officers is None else instance.officers - int(force.x.sum())
    money = instance.budget * (1 + 1e-12) - float(instance.cost @ force.x)
    _all_gains(arrays, force)
    point = np.flatnonzero(force.x < instance.upper)
    value = -force.gain[point] / instance.cost[point]
    while left > 0 and point.size:
        if clock.late:
            _fill_anyhow(instance, force, point[np.argsort(value, kind="stable")], (left, money))
            return
        (value, point), (left, money) = _greedy(arrays, force, (value, point), (left, money))


def _fill_anyhow(instance: AllocationInstance, force: _Force, order: Ints, rest: tuple[int, float]) -> None:
    """Share out who is left over the points in `order`, as evenly as rooms and money allow; at once."""
    left, money = rest
    while left > 0 and order.size:
        each, before = -(-left // order.size), left
        for i in order.tolist():
            number = min(each, int(instance.upper[i] - force.x[i]), left)
            if math.isfinite(money):
                number = min(number, max(0, int(money // instance.cost[i])))
            force.x[i] += number
            left, money = left - number, money - number * instance.cost[i]
        if left == before:
            break
    force.strength[:] = instance.strength(force.x)


def _one_round(instance: AllocationInstance, arrays: AssistanceArrays, force: _Force, clock: SearchClock) -> bool:
    """Try to move an officer away from every point that has one; True where some move helped."""
    chunk = _chunk(arrays.map)
    money = instance.budget * (1 + 1e-12) - float(instance.cost @ force.x)
    _all_gains(arrays, force)
    occupied = np.flatnonzero(force.x > instance.lower)
    moved = 0
    for first in range(0, occupied.size, chunk):
        if clock.late:
            return False
        moves, money = _exchange(arrays, force, occupied[first : first + chunk], money)
        moved += moves
    return moved > 0


def _chunk(places: Neighbourhood) -> int:
    """Return how many points are tried between two looks at the clock: each has two neighbourhoods weighed anew."""
    here, there = int(np.diff(places.start).max(initial=1)), int(np.diff(places.row).max(initial=1))
    weighed = 2 * min(here * there, places.start.size)
    return min(_CHUNK, max(1, WORK // most_work(places, weighed)))


@inner
def damage_at(curve: Any, i: int, s: float) -> Any:
    """Damage at point `i` with strength `s`; `curve` is a `CurveArrays`."""
    kind, scale, rate, table = curve
    if kind == RECIPROCAL:
        return scale[i] / (1.0 + s)
    if kind == EXPONENTIAL:
        return scale[i] * math.exp(-rate[i] * s)
    if kind == POWER:
        return scale[i] * (1.0 + s) ** (-rate[i])
    last = table.shape[1] - 1
    if s >= last:
        return table[i, last]
    k = int(s)
    return table[i, k] + (s - k) * (table[i, k + 1] - table[i, k])


@inner
def _gain(arrays: Any, strength: Any, j: int) -> float:
    """Return what one more officer at `j` saves."""
    curve, places = arrays.curve, arrays.map
    total = 0.0
    for t in range(places.start[j], places.start[j + 1]):
        i = places.point[t]
        total += damage_at(curve, i, strength[i]) - damage_at(curve, i, strength[i] + places.weight[t])
    return total


@inner
def _place(places: Any, strength: Any, j: int, number: float) -> None:
    for t in range(places.start[j], places.start[j + 1]):
        strength[places.point[t]] = max(0.0, strength[places.point[t]] + number * places.weight[t])


@entry
def _all_gains(arrays: Any, force: Any) -> None:
    for j in range(force.gain.size):
        force.gain[j] = _gain(arrays, force.strength, j)


@entry
def _greedy(arrays: Any, force: Any, entries: Any, rest: Any) -> Any:
    """Lazy greedy (Minoux 1978): gains only fall, so an old one is a bound.

    `entries` are savings per cost with the sign turned, and their points; `rest` officers and money left. Both are
    returned as they are after some work, so that the clock can be read.
    """
    x, strength, upper, cost = force.x, force.strength, arrays.limits.upper, arrays.limits.cost
    start = arrays.map.start
    left, money = rest
    queue = [(entries[0][t], entries[1][t]) for t in range(entries[0].size)]
    heapq.heapify(queue)
    work = 0
    while left > 0 and len(queue) > 0 and work < WORK:
        _, j = heapq.heappop(queue)
        work += 16 + 3 * (start[j + 1] - start[j])  # two gains and a place; the queue itself costs as some entries
        if cost[j] > money:  # money only falls: this point is out for good
            continue
        now = -_gain(arrays, strength, j) / cost[j]
        # The others' entries are bounds: only a gain that beats the best of them is sure to be the greatest.
        if len(queue) > 0 and now > queue[0][0]:
            heapq.heappush(queue, (now, j))
            continue
        x[j] += 1
        left -= 1
        money -= cost[j]
        _place(arrays.map, strength, j, 1.0)
        if x[j] < upper[j]:
            heapq.heappush(queue, (-_gain(arrays, strength, j) / cost[j], j))
    return (np.array([value for value, _ in queue]), np.array([j for _, j in queue])), (left, money)


@inner
def _refresh(arrays: Any, force: Any, j: int) -> None:
    """Gains change where an officer counts at a point at which an officer of `j` counts too."""
    places, seen = arrays.map, force.seen
    seen[-1] += 1
    for t in range(places.start[j], places.start[j + 1]):
        i = places.point[t]
        for q in range(places.row[i], places.row[i + 1]):
            other = places.officer[q]
            if seen[other] != seen[-1]:
                seen[other] = seen[-1]
                force.gain[other] = _gain(arrays, force.strength, other)


@entry
def _exchange(arrays: Any, force: Any, occupied: Any, money: float) -> Any:
    """Take an officer from each `occupied` point to where he saves most; return the moves and the money left."""
    x, strength, gain = force.x, force.strength, force.gain
    lower, upper, cost = arrays.limits
    moves = 0
    for a in occupied:
        if x[a] <= lower[a]:
            continue
        _place(arrays.map, strength, a, -1.0)
        x[a] -= 1
        _refresh(arrays, force, a)
        best, value = a, gain[a] * (1.0 + 1e-12)  # more than rounding, or two points could trade for ever
        for b in range(x.size):
            if gain[b] > value and x[b] < upper[b] and cost[b] <= money + cost[a]:
                best, value = b, gain[b]
        _place(arrays.map, strength, best, 1.0)
        x[best] += 1
        money += cost[a] - cost[best]
        _refresh(arrays, force, best)
        moves += best != a
    return moves, money
