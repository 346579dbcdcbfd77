"""Good allocations with assistance, fast: greedy, then exchanges of single officers.

An officer counts at his own point and, by a weight, at the points that he assists, so that points no longer stand
alone. Convex curves still make what one more saves fall as officers are added anywhere: the greedy algorithm may be
lazy (Minoux 1978), an old gain being a bound on the new one. Then single officers move to where they save most, point
by point, until a round moves none: a local optimum of moves of one officer. Gains are kept and only those near a move
are computed anew.

`ways` is the matrix of weights by column (start, point, weight): the points at which an officer of point j counts;
`near` is it by row (start, officer's point). `shape` is (kind, scale (n,), rate (n,), table (n, length)).

References
----------
Minoux, M. (1978). Accelerated greedy algorithms for maximizing submodular set functions. Optimization Techniques,
Lecture Notes in Control and Information Sciences 7, 234-243.
"""

from __future__ import annotations

import heapq
import math
import time
from typing import Any

import numba
import numpy as np

from beatwright.solver.allocation.allocation_instance import Given
from beatwright.solver.allocation.damage_curves import EXPONENTIAL, POWER, RECIPROCAL, Ints

__all__ = ["damage_at", "search"]

_CHUNK = 64  # points between two looks at the clock, which compiled code does not read
_ROUNDS = 200  # at most; a round that moves nobody is the last


def search(given: Given, start: Ints, seconds: float) -> Ints:
    """Fill `start` up greedily, then move single officers while that saves; stop after `seconds`."""
    ends = time.perf_counter() + seconds
    to = given.assistance.tocsc()
    rows = given.assistance.tocsr()
    curve = given.curve
    table = curve.table if curve.table.size else np.zeros((1, 1))
    shape = (curve.kind, curve.scale, curve.rate, table)
    ways = (to.indptr, to.indices, to.data)
    near = (rows.indptr, rows.indices)
    left = 2**62 if given.officers is None else given.officers - int(start.sum())
    x, strength = start.copy(), given.strength(start)
    money = given.budget * (1 + 1e-12) - float(given.cost @ start)
    _greedy(shape, ways, given.upper, given.cost, x, strength, left, money)
    for _ in range(_ROUNDS):
        if not _one_round(given, shape, ways, near, x, strength, ends):
            break
    return np.asarray(x)


def _one_round(given: Given, shape: Any, ways: Any, near: Any, x: Ints, strength: Any, ends: float) -> bool:
    """Try to move an officer away from every point that has one; True where some move helped."""
    money = given.budget * (1 + 1e-12) - float(given.cost @ x)
    gain = np.empty(x.size)
    _all_gains(shape, ways, strength, gain)
    occupied = np.flatnonzero(x > given.lower)
    moved = 0
    for first in range(0, occupied.size, _CHUNK):
        if time.perf_counter() > ends:
            return False
        part = occupied[first : first + _CHUNK]
        moves, money = _exchange(
            shape, ways, near, given.lower, given.upper, given.cost, x, strength, gain, part, money
        )
        moved += moves
    return moved > 0


@numba.njit(cache=True)
def damage_at(shape: Any, i: int, s: float) -> Any:
    """Damage at point `i` with strength `s`; `shape` is (kind, scale, rate, table)."""
    kind, scale, rate, table = shape
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


@numba.njit(cache=True)
def _gain(shape: Any, ways: Any, strength: Any, j: int) -> float:
    """Return what one more officer at `j` saves."""
    start, point, weight = ways
    total = 0.0
    for t in range(start[j], start[j + 1]):
        i = point[t]
        total += damage_at(shape, i, strength[i]) - damage_at(shape, i, strength[i] + weight[t])
    return total


@numba.njit(cache=True)
def _place(ways: Any, strength: Any, j: int, number: float) -> None:
    start, point, weight = ways
    for t in range(start[j], start[j + 1]):
        strength[point[t]] = max(0.0, strength[point[t]] + number * weight[t])


@numba.njit(cache=True)
def _all_gains(shape: Any, ways: Any, strength: Any, gain: Any) -> None:
    for j in range(gain.size):
        gain[j] = _gain(shape, ways, strength, j)


@numba.njit(cache=True)
def _greedy(shape: Any, ways: Any, upper: Any, cost: Any, x: Any, strength: Any, left: int, money: float) -> None:
    """Lazy greedy (Minoux 1978): gains only fall, so an old one is a bound."""
    queue = [(-1e300, 0)]  # tells numba the type of an entry: saving per cost with the sign turned, point
    queue.pop()
    for j in range(x.size):
        if x[j] < upper[j]:
            queue.append((-_gain(shape, ways, strength, j) / cost[j], j))
    heapq.heapify(queue)
    while left > 0 and len(queue) > 0:
        _, j = heapq.heappop(queue)
        if cost[j] > money:  # money only falls: this point is out for good
            continue
        now = -_gain(shape, ways, strength, j) / cost[j]
        # The others' entries are bounds: only a gain that beats the best of them is sure to be the greatest.
        if len(queue) > 0 and now > queue[0][0]:
            heapq.heappush(queue, (now, j))
            continue
        x[j] += 1
        left -= 1
        money -= cost[j]
        _place(ways, strength, j, 1.0)
        if x[j] < upper[j]:
            heapq.heappush(queue, (-_gain(shape, ways, strength, j) / cost[j], j))


@numba.njit(cache=True)
def _refresh(shape: Any, ways: Any, near: Any, strength: Any, gain: Any, j: int) -> None:
    """Gains change where an officer counts at a point at which an officer of `j` counts too."""
    start, point, _ = ways
    row, officer = near
    for t in range(start[j], start[j + 1]):
        i = point[t]
        for q in range(row[i], row[i + 1]):
            gain[officer[q]] = _gain(shape, ways, strength, officer[q])


@numba.njit(cache=True)
def _exchange(
    shape: Any,
    ways: Any,
    near: Any,
    lower: Any,
    upper: Any,
    cost: Any,
    x: Any,
    strength: Any,
    gain: Any,
    occupied: Any,
    money: float,
) -> Any:
    """Take an officer from each `occupied` point to where he saves most; return the moves and the money left."""
    moves = 0
    for a in occupied:
        if x[a] <= lower[a]:
            continue
        _place(ways, strength, a, -1.0)
        x[a] -= 1
        _refresh(shape, ways, near, strength, gain, a)
        best, value = a, gain[a] * (1.0 + 1e-12)  # more than rounding, or two points could trade for ever
        for b in range(x.size):
            if gain[b] > value and x[b] < upper[b] and cost[b] <= money + cost[a]:
                best, value = b, gain[b]
        _place(ways, strength, best, 1.0)
        x[best] += 1
        money += cost[a] - cost[best]
        _refresh(shape, ways, near, strength, gain, best)
        moves += best != a
    return moves, money
