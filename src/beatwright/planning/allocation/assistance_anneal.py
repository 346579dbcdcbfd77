"""Better allocations with assistance: simulated annealing over moves of single officers.

References
----------
Kirkpatrick, S., Gelatt, C. D. and Vecchi, M. P. (1983). Optimization by simulated annealing. Science 220, 671-680.
"""

from __future__ import annotations

import math
import time
from typing import Any

import numba
import numpy as np

from beatwright.planning.allocation.assistance_search import damage_at
from beatwright.planning.allocation.curves import Ints
from beatwright.planning.allocation.given import Given

__all__ = ["anneal"]

_MOVES_PER_OFFICER = 10_000
_MOST_MOVES = 30_000_000
_CHUNKS = 50
_WARM, _COLD = 0.1, 0.0005
_NEAR = 0.7


def anneal(given: Given, start: Ints, *, seconds: float, seed: int) -> Ints:
    """Return the best allocation met on the way from `start`; the same seed gives the same one where time allows."""
    ends = time.perf_counter() + seconds
    free = start - given.lower
    officers = np.repeat(np.arange(start.size), free)
    scale = _typical_loss(given, start) if officers.size else 0.0
    if not scale > 0:
        return start
    columns, rows = given.assistance.tocsc(), given.assistance.tocsr()
    curve = given.curve
    shape = (curve.kind, curve.scale, curve.rate, curve.table if curve.table.size else np.zeros((1, 1)))
    ways, near = (columns.indptr, columns.indices, columns.data), (rows.indptr, rows.indices)
    x, strength, best = start.copy(), given.strength(start), start.copy()
    money = given.budget * (1 + 1e-12) - float(given.cost @ start)
    values = np.array([float(given.damage(start).sum())] * 2 + [money])
    moves = min(_MOVES_PER_OFFICER * officers.size, _MOST_MOVES) // _CHUNKS
    random = np.array([np.random.SeedSequence(seed).generate_state(1, np.uint64)[0] | np.uint64(1)])
    for chunk in range(_CHUNKS):
        if time.perf_counter() > ends:
            break
        heat = scale * _WARM * (_COLD / _WARM) ** (chunk / (_CHUNKS - 1))
        _walk(shape, ways, near, given.upper, given.cost, x, strength, best, officers, values, moves, heat, random)
    return best


def _typical_loss(given: Given, x: Ints) -> float:
    """Return what an officer is worth, on average, at the points that have one."""
    strength = given.strength(x)
    value = given.assistance.T @ given.curve.saving(np.maximum(strength - 1.0, 0.0))
    return float(value[x > 0].mean())


@numba.njit(cache=True)
def _draw(random: Any) -> float:
    """xorshift64*: a uniform number in [0, 1) from a state that is ours alone."""
    z = random[0]
    z ^= z >> np.uint64(12)
    z ^= z << np.uint64(25)
    z ^= z >> np.uint64(27)
    random[0] = z
    return float((z * np.uint64(2685821657736338717)) >> np.uint64(11)) / 9007199254740992.0


@numba.njit(cache=True)
def _shift(shape: Any, ways: Any, strength: Any, j: int, sign: float) -> float:
    """Add or take one officer at `j`; return the change of the damage."""
    start, point, weight = ways
    change = 0.0
    for t in range(start[j], start[j + 1]):
        i = point[t]
        after = max(0.0, strength[i] + sign * weight[t])
        change += damage_at(shape, i, after) - damage_at(shape, i, strength[i])
        strength[i] = after
    return change


@numba.njit(cache=True)
def _walk(
    shape: Any,
    ways: Any,
    near: Any,
    upper: Any,
    cost: Any,
    x: Any,
    strength: Any,
    best: Any,
    officers: Any,
    values: Any,
    moves: int,
    heat: float,
    random: Any,
) -> None:
    """Propose `moves` moves at one temperature; `values` holds damage, best damage and money left."""
    start, point, _ = ways
    row, officer = near
    for _ in range(moves):
        who = int(_draw(random) * officers.size)
        a = officers[who]
        if _draw(random) < _NEAR:
            i = point[start[a] + int(_draw(random) * (start[a + 1] - start[a]))]
            b = officer[row[i] + int(_draw(random) * (row[i + 1] - row[i]))]
        else:
            b = int(_draw(random) * x.size)
        if a == b or x[b] >= upper[b] or cost[b] > values[2] + cost[a]:
            continue
        change = _shift(shape, ways, strength, a, -1.0) + _shift(shape, ways, strength, b, 1.0)
        if change > 0.0 and _draw(random) >= math.exp(-change / heat):
            _shift(shape, ways, strength, b, -1.0)
            _shift(shape, ways, strength, a, 1.0)
            continue
        officers[who] = b
        x[a] -= 1
        x[b] += 1
        values[0] += change
        values[2] += cost[a] - cost[b]
        if values[0] < values[1] - 1e-12 * abs(values[1]):
            values[1] = values[0]
            best[:] = x
