"""The cheapest choice of disjoint sets that make up the map."""

from __future__ import annotations

import numba as nb
import numpy as np

from beatwright.planning.districts.kernels.arrays import Floats, Ints, Words
from beatwright.planning.districts.kernels.jit import inner


@nb.njit(cache=True)
def cheapest_cover(
    words: Words, excess: Floats, whole: Words, q: int, limit: float, most_steps: int
) -> tuple[float, Ints, int]:
    """Choose `q` disjoint sets that make up the whole and cost least, and at most `limit`.

    The cheapest of q sets costs at most a q-th of them all: it is chosen first, then the cheapest of the others, and
    so on, always from those disjoint with what was chosen.

    Parameters
    ----------
    words : ndarray of uint64, shape (sets, words)
        Units of each set, one bit per unit.
    excess : ndarray of float, shape (sets,)
        Cost of each, ascending and at least 0.
    whole : ndarray of uint64, shape (words,)
        All units.
    q : int
    limit : float
    most_steps : int
        Sets compared with a choice at most.

    Returns
    -------
    cost : float
        Infinite where there is no such choice.
    chosen : ndarray of int, shape (q,)
    complete : int
        0 where `most_steps` ended the search.
    """
    best, chosen = np.inf, np.full(q, -1, dtype=np.int64)
    fit = np.empty((q + 1, excess.size), dtype=np.int64)  # those that fit what is chosen, by level
    count, turn = np.zeros(q + 1, dtype=np.int64), np.full(q + 1, -1, dtype=np.int64)
    spent, rest = np.zeros(q + 1), np.zeros((q + 1, whole.size), dtype=np.uint64)
    for i in range(excess.size):
        fit[0, count[0]] = i
        count[0] += 1 if _fits(words[i], whole, q == 1) else 0
    rest[0, :] = whole
    level, steps = 0, 0
    while level >= 0:
        turn[level] += 1
        left, most = q - level, min(best, limit) - spent[level]
        if turn[level] >= count[level] or left * excess[fit[level, turn[level]]] > most:
            level -= 1
            continue
        pick = fit[level, turn[level]]
        if left == 1:
            if spent[level] + excess[pick] < best:
                best = spent[level] + excess[pick]
                for i in range(q):
                    chosen[i] = fit[i, turn[i]]
            level -= 1
            continue
        steps += count[level] - turn[level]
        if steps > most_steps:
            return best, chosen, 0
        spent[level + 1] = spent[level] + excess[pick]
        rest[level + 1, :] = rest[level] & ~words[pick]
        count[level + 1] = _fitting(words, excess, rest, fit, count, turn, level, left, most)
        turn[level + 1] = -1
        level += 1
    return best, chosen, 1


@inner
def _fitting(
    words: Words,
    excess: Floats,
    rest: Words,
    fit: Ints,
    count: Ints,
    turn: Ints,
    level: int,
    left: int,
    most: float,
) -> int:
    """List what fits beside the level's choice, for the next level; returns how many, 0 where they leave a unit out.

    The last set must be all that is left. The others, of which there are `left` - 2 and the next, cost no less than
    the choice.
    """
    need, number = rest[level + 1], 0
    seen = np.zeros_like(need)
    least = excess[fit[level, turn[level]]]
    for i in range(turn[level] + 1, count[level]):
        other = fit[level, i]
        if excess[other] + (left - 1) * least > most:
            break
        if _fits(words[other], need, left == 2):
            fit[level + 1, number] = other
            number += 1
            seen |= words[other]
    for w in range(need.size):
        if seen[w] != need[w]:
            return 0
    return number


@inner
def _fits(words: Words, need: Words, last: bool) -> bool:
    """Tell whether a set lies within what is needed, or is it."""
    strange, missing = np.uint64(0), np.uint64(0)
    for w in range(need.size):
        strange |= words[w] & ~need[w]
        missing |= need[w] & ~words[w]
    return bool(strange == 0 and (missing == 0 or not last))
