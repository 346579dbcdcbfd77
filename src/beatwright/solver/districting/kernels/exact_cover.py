"""The cheapest choice of disjoint sets that make up the map.

Exact cover by backtracking with a bound on the cost. As in Knuth's algorithm X the next choice may be held to the
unit of the fewest sets; but sets come in the order of their costs, and q of them are to be chosen, so that the
cheapest of those left to choose costs an equal part at most, which often leaves fewer still. Sets are words of bits:
whether two are disjoint is one operation per 64 units.

References
----------
Knuth, D. E. (2000). Dancing links. arXiv cs/0011047.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from beatwright.base.jit import entry, inner
from beatwright.solver.districting.kernels.arrays import Floats, Ints, Words


class CoverSearch(NamedTuple):
    """Where the search stands; the choice of `q` sets has the levels 0 to q."""

    chosen: Ints  # (q,) the best choice so far, -1 where there is none
    best: Floats  # (1,) its cost, infinite where there is none
    fit: Ints  # (q + 1, sets) those that fit what is chosen, by level
    fitting: Ints  # (q + 1,) how many those are
    turn: Ints  # (q + 1,) where the level stands among them
    pivot: Ints  # (q + 1,) the unit that the level's choice must hold, -1: it is the cheapest
    spent: Floats  # (q + 1,) cost of what was chosen before the level
    rest: Words  # (q + 1, words) units that it leaves
    place: Ints  # (2,) the level, and steps made


@entry
def new_cover(words: Words, whole: Words, q: int) -> CoverSearch:
    """Begin the choice of `q` of these sets that make up the whole: (sets, words) and (words,), one bit per unit."""
    sets = words.shape[0]
    fit = np.empty((q + 1, sets), dtype=np.int64)
    count, turn = np.zeros(q + 1, dtype=np.int64), np.full(q + 1, -1, dtype=np.int64)
    pivot = np.full(q + 1, -1, dtype=np.int64)
    rest = np.zeros((q + 1, whole.size), dtype=np.uint64)
    for i in range(sets):
        fit[0, count[0]] = i
        count[0] += 1 if _fits(words[i], whole, q == 1) else 0
    for w in range(whole.size):
        rest[0, w] = whole[w]
    chosen, best = np.full(q, -1, dtype=np.int64), np.full(1, np.inf)
    return CoverSearch(
        chosen=chosen,
        best=best,
        fit=fit,
        fitting=count,
        turn=turn,
        pivot=pivot,
        spent=np.zeros(q + 1),
        rest=rest,
        place=np.zeros(2, dtype=np.int64),
    )


@entry
def cheapest_cover(words: Words, excess: Floats, cover: CoverSearch, limit: float, most_steps: int) -> int:
    """Choose `q` disjoint sets that make up the whole and cost least, and at most `limit`.

    The cheapest of q sets costs at most a q-th of them all: it is chosen first. Then follows the cheapest of the
    others, or the set that holds a certain unit, whichever leaves less to choose from; always from those disjoint with
    what was chosen.

    Parameters
    ----------
    words : ndarray of uint64, shape (sets, words)
        Units of each set, one bit per unit.
    excess : ndarray of float, shape (sets,)
        Cost of each, ascending and at least 0.
    cover : CoverSearch
        As `new_cover` or the last call left it.
    limit : float
    most_steps : int
        Sets compared with a choice, in all calls, after which to pause.

    Returns
    -------
    int
        1 where `cover.chosen` is the cheapest choice, or there is none; -1 where `most_steps` ended the search.
    """
    chosen, fit, count, turn, pivot = cover.chosen, cover.fit, cover.fitting, cover.turn, cover.pivot
    spent, rest, best, q = cover.spent, cover.rest, cover.best[0], cover.chosen.size
    level, steps = cover.place[0], cover.place[1]
    while level >= 0:
        turn[level] += 1
        left, most = q - level, min(best, limit) - spent[level]
        if turn[level] >= count[level]:
            level -= 1
            continue
        pick = fit[level, turn[level]]
        others = excess[pick] if pivot[level] < 0 else excess[fit[level, 0]]
        # Costs ascend: where this one is too dear, so are all that follow.
        if excess[pick] + (left - 1) * others > most:
            level -= 1
            continue
        if pivot[level] >= 0 and not _holds(words[pick], pivot[level]):
            continue
        if left == 1:
            best = spent[level] + excess[pick]
            cover.best[0] = best
            for i in range(q):
                chosen[i] = fit[i, turn[i]]
            level -= 1
            continue
        # Where this choice is the cheapest of those left, the others come after it; with a pivot they may be anywhere.
        begin = turn[level] + 1 if pivot[level] < 0 else 0
        if steps + count[level] - begin > most_steps:
            turn[level] -= 1  # the next call looks at this choice again
            cover.place[0], cover.place[1] = level, steps
            return -1
        steps += count[level] - begin
        for w in range(rest.shape[1]):
            rest[level + 1, w] = rest[level, w] & ~words[pick, w]
        room = most - excess[pick] - (left - 2) * others
        count[level + 1] = _fitting(
            words, excess, rest[level + 1], fit, level=level, begin=begin, end=count[level], most=room, last=left == 2
        )
        spent[level + 1], turn[level + 1] = spent[level] + excess[pick], -1
        pivot[level + 1] = _pivot(
            words, excess, fit[level + 1], count[level + 1], left=left - 1, most=most - excess[pick]
        )
        level += 1
    return 1


@inner
def _fitting(
    words: Words,
    excess: Floats,
    need: Words,
    fit: Ints,
    level: int,
    begin: int,
    end: int,
    most: float,
    last: bool,
) -> int:
    """List what fits beside the level's choice, for the next level; returns how many, 0 where they leave a unit out.

    The last set must be all that is left.
    """
    number = 0
    seen = np.zeros_like(need)
    for i in range(begin, end):
        other = fit[level, i]
        if excess[other] > most:
            break
        if _fits(words[other], need, last):
            fit[level + 1, number] = other
            number += 1
            seen |= words[other]
    for w in range(need.size):
        if seen[w] != need[w]:
            return 0
    return number


@inner
def _pivot(words: Words, excess: Floats, fit: Ints, count: int, left: int, most: float) -> int:
    """Say which unit the next choice must hold: that of the fewest sets; -1 where fewer may be the cheapest."""
    if left == 1:
        return -1
    held = np.zeros(64 * words.shape[1], dtype=np.int64)
    candidates = 0  # sets that may be the cheapest of `left`
    for i in range(count):
        candidates += 1 if left * excess[fit[i]] <= most else 0
        for w in range(words.shape[1]):
            bits, unit = words[fit[i], w], 64 * w
            while bits != 0:
                held[unit] += np.int64(bits & np.uint64(1))
                bits >>= np.uint64(1)
                unit += 1
    best = -1
    for unit in range(held.size):
        if 0 < held[unit] < candidates:
            best, candidates = unit, held[unit]
    return best


@inner
def _holds(words: Words, unit: int) -> bool:
    """Tell whether a set holds a unit."""
    return bool((words[unit // 64] >> np.uint64(unit % 64)) & np.uint64(1))


@inner
def _fits(words: Words, need: Words, last: bool) -> bool:
    """Tell whether a set lies within what is needed, or is it."""
    strange, missing = np.uint64(0), np.uint64(0)
    for w in range(need.size):
        strange |= words[w] & ~need[w]
        missing |= need[w] & ~words[w]
    return bool(strange == 0 and (missing == 0 or not last))
