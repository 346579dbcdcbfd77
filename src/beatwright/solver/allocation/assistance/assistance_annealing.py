"""Better allocations with assistance: simulated annealing over moves of single officers.

A move takes a random officer (not a random point, so that crowded points lose officers oftener) to another point,
mostly one whose officers count where his did: there damage changes least. Heat falls geometrically in a fixed number of
chunks; within them the clock is read now and then, as compiled code does not read it. What a move changes is summed
over the points that the two officers count at. The best allocation met is returned.

References
----------
Kirkpatrick, S., Gelatt, C. D. and Vecchi, M. P. (1983). Optimization by simulated annealing. Science 220, 671-680.
Vigna, S. (2016). An experimental exploration of Marsaglia's xorshift generators, scrambled. ACM Transactions on
Mathematical Software 42, article 30.
"""

from __future__ import annotations

import math
from typing import Any, NamedTuple

import numpy as np

from beatwright.base.jit import entry, inner
from beatwright.solver.allocation.allocation_instance import AllocationInstance
from beatwright.solver.allocation.assistance.assistance_arrays import WORK, assistance_arrays, most_work
from beatwright.solver.allocation.assistance.assistance_search import damage_at
from beatwright.solver.allocation.damage_curves import Floats, Ints
from beatwright.solver.time_limit import SearchClock

__all__ = ["anneal"]

_MOVES_PER_OFFICER = 10_000  # proposals, so that the work grows with what can move
_MOST_MOVES = 30_000_000  # and is capped where there are very many officers
_CHUNKS = 50  # temperatures on the way down: more follow the cooling more closely
# First and last temperature, in what an officer is worth on average. The start is good already: at a tenth of an
# officer's worth only near ties move freely, and at the end next to none.
_WARM, _COLD = 0.1, 0.0005
_SAME_POINT_SHARE = 0.7  # share of moves to a point whose officers count where this one did; the others may go anywhere


class _Walker(NamedTuple):
    """Where the walk stands; every array is changed in place.

    Parameters
    ----------
    x, best : array of int64, shape (n,)
        Officers at each point now, and in the best allocation met.
    strength : array of float, shape (n,)
        Officers that count at each point now.
    officers : array of int64, shape (officers that may move,)
        The point of each.
    values : array of float, shape (3,)
        Damage now, best damage, and money left.
    random : array of uint64, shape (1,)
        State of the generator.
    """

    x: Ints
    best: Ints
    strength: Floats
    officers: Ints
    values: Floats
    random: Any


def anneal(instance: AllocationInstance, start: Ints, *, clock: SearchClock, seed: int) -> Ints:
    """Return the best allocation met on the way from `start`; the same seed gives the same one where time allows."""
    walker = _walker(instance, start, seed)
    scale = _typical_loss(instance, start) if walker.officers.size else 0.0
    if not scale > 0:
        return start
    arrays = assistance_arrays(instance)
    moves = min(_MOVES_PER_OFFICER * walker.officers.size, _MOST_MOVES) // _CHUNKS
    slice_of = max(1, WORK // most_work(arrays.map, 4))  # a move and its refusal are four changes of an officer
    for chunk in range(_CHUNKS):
        temperature = scale * _WARM * (_COLD / _WARM) ** (chunk / (_CHUNKS - 1))
        for done in range(0, moves, slice_of):
            if clock.late:
                return walker.best
            _walk(arrays, walker, min(slice_of, moves - done), temperature)
    return walker.best


def _walker(instance: AllocationInstance, start: Ints, seed: int) -> _Walker:
    money = instance.budget * (1 + 1e-12) - float(instance.cost @ start)
    return _Walker(
        x=start.copy(),
        best=start.copy(),
        strength=instance.strength(start),
        officers=np.repeat(np.arange(start.size), start - instance.lower),
        values=np.array([float(instance.damage(start).sum())] * 2 + [money]),
        # The lowest bit is set because a state of 0 would stay 0 for ever.
        random=np.array([np.random.SeedSequence(seed).generate_state(1, np.uint64)[0] | np.uint64(1)]),
    )


def _typical_loss(instance: AllocationInstance, x: Ints) -> float:
    """Return what an officer is worth, on average, at the points that have one."""
    strength = instance.strength(x)
    value = instance.assistance.T @ instance.curve.saving(np.maximum(strength - 1.0, 0.0))
    return float(value[x > 0].mean())


@inner
def _draw(random: Any) -> float:
    """xorshift64* (Vigna 2016): a uniform number in [0, 1), in steps of 2^-53, from a state that is ours alone."""
    z = random[0]
    z ^= z >> np.uint64(12)
    z ^= z << np.uint64(25)
    z ^= z >> np.uint64(27)
    random[0] = z
    return float((z * np.uint64(2685821657736338717)) >> np.uint64(11)) / 9007199254740992.0


@inner
def _shift(arrays: Any, strength: Any, j: int, sign: float) -> float:
    """Add or take one officer at `j`; return the change of the damage."""
    curve, places = arrays.curve, arrays.map
    change = 0.0
    for t in range(places.start[j], places.start[j + 1]):
        i = places.point[t]
        after = max(0.0, strength[i] + sign * places.weight[t])
        change += damage_at(curve, i, after) - damage_at(curve, i, strength[i])
        strength[i] = after
    return change


@entry
def _walk(arrays: Any, walker: Any, moves: int, temperature: float) -> None:
    """Propose `moves` moves at one temperature, in damage."""
    places, upper, cost = arrays.map, arrays.limits.upper, arrays.limits.cost
    x, strength, officers, values, random = walker.x, walker.strength, walker.officers, walker.values, walker.random
    for _ in range(moves):
        who = int(_draw(random) * officers.size)
        a = officers[who]
        if _draw(random) < _SAME_POINT_SHARE:
            first, last = places.start[a], places.start[a + 1]
            i = places.point[first + int(_draw(random) * (last - first))]
            b = places.officer[places.row[i] + int(_draw(random) * (places.row[i + 1] - places.row[i]))]
        else:
            b = int(_draw(random) * x.size)
        if a == b or x[b] >= upper[b] or cost[b] > values[2] + cost[a]:
            continue
        change = _shift(arrays, strength, a, -1.0) + _shift(arrays, strength, b, 1.0)
        if change > 0.0 and _draw(random) >= math.exp(-change / temperature):
            # Refused: the strengths go back by the same sums, and x was not touched.
            _shift(arrays, strength, b, -1.0)
            _shift(arrays, strength, a, 1.0)
            continue
        officers[who] = b
        x[a] -= 1
        x[b] += 1
        values[0] += change
        values[2] += cost[a] - cost[b]
        # Better by more than rounding, for the copy costs a pass over all points.
        if values[0] < values[1] - 1e-12 * abs(values[1]):
            values[1] = values[0]
            for i in range(x.size):
                walker.best[i] = x[i]
