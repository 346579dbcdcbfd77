"""The cheapest choice of disjoint sets that make up the map, the last of them being what the others leave.

Exact cover by backtracking with a bound on the cost. As in Knuth's algorithm X the next choice may be held to the
unit of the fewest sets; but sets come in the order of their costs, and q of them are to be chosen, so that the
cheapest of those left to choose costs an equal part at most, which often leaves fewer still. Sets are words of bits:
whether two are disjoint is one operation per 64 units.

The dearest of q sets whose costs add up to a limit may cost all of it, but every other one at most half of it. So only
sets up to half of the limit need be listed: the last one is not looked up but judged (`last_district`). Two searches
see all choices: one of those whose sets are all listed, which may use the unit of the fewest sets; and one of those
whose last set costs more than the list goes, which leaves little to the others.

References
----------
Knuth, D. E. (2000). Dancing links. arXiv cs/0011047.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from beatwright.base.jit import entry, inner
from beatwright.solver.districting.bound.kernels.last_district import excess_of_rest, holds_unit
from beatwright.solver.districting.bound.kernels.unit_set import PricedMap
from beatwright.solver.districting.kernels.arrays import Floats, Ints, Words


class CoverSearch(NamedTuple):
    """Where the search stands; the choice of `q` sets has the levels 0 to q - 2, and leaves the last set."""

    chosen: Ints  # (q - 1,) the best choice so far, -1 where there is none
    best: Floats  # (1,) its cost, infinite where there is none
    sums: Floats  # (sets, criteria + 1) loads in targets, and prices, of each set
    fit: Ints  # (q - 1, sets) those that fit what is chosen, by level
    fitting: Ints  # (q - 1,) how many those are
    turn: Ints  # (q - 1,) where the level stands among them
    pivot: Ints  # (q - 1,) the unit that the level's choice must hold, -1: it is the cheapest
    spent: Floats  # (q - 1,) cost of what was chosen before the level
    rest: Words  # (q, words) units that it leaves
    left: Floats  # (q, criteria + 1) their loads and prices
    place: Ints  # (2,) the level, and steps made


@entry
def new_cover(words: Words, amounts: Floats, q: int) -> CoverSearch:
    """Begin the choice of `q` sets that make up the whole: `q` - 1 of these, and the rest.

    Parameters
    ----------
    words : ndarray of uint64, shape (sets, words)
        Units of each set, one bit per unit.
    amounts : ndarray of float, shape (m, criteria + 1)
        Loads in targets, and price, of each unit.
    q : int
    """
    sets, levels = words.shape[0], max(q - 1, 0)
    units, columns = amounts.shape
    sums, left = np.zeros((sets, columns)), np.zeros((levels + 1, columns))
    rest = np.zeros((levels + 1, words.shape[1]), dtype=np.uint64)
    for unit in range(units):
        rest[0, unit // 64] |= np.uint64(1) << np.uint64(unit % 64)
        for c in range(columns):
            left[0, c] += amounts[unit, c]
        for i in range(sets):
            if holds_unit(words[i], unit):
                for c in range(columns):
                    sums[i, c] += amounts[unit, c]
    fit = np.empty((levels, sets), dtype=np.int64)
    count, turn = np.zeros(levels, dtype=np.int64), np.full(levels, -1, dtype=np.int64)
    if levels > 0:
        count[0] = sets
        for i in range(sets):
            fit[0, i] = i
    return CoverSearch(
        chosen=np.full(levels, -1, dtype=np.int64),
        best=np.full(1, np.inf),
        sums=sums,
        fit=fit,
        fitting=count,
        turn=turn,
        pivot=np.full(levels, -1, dtype=np.int64),
        spent=np.zeros(levels),
        rest=rest,
        left=left,
        place=np.zeros(2, dtype=np.int64),
    )


@entry
def cheapest_cover(
    priced: PricedMap,
    words: Words,
    excess: Floats,
    cover: CoverSearch,
    limit: float,
    beyond: float,
    most_steps: int,
) -> int:
    """Choose sets that are disjoint, and leave a district, so that all cost least, and at most `limit`.

    The cheapest of q sets costs at most a q-th of them all: it is chosen first. Then follows the cheapest of the
    others, or the set that holds a certain unit, whichever leaves less to choose from; always from those disjoint with
    what was chosen.

    Parameters
    ----------
    priced : PricedMap
    words : ndarray of uint64, shape (sets, words)
        Units of each set, one bit per unit.
    excess : ndarray of float, shape (sets,)
        Cost of each less prices and fee, ascending and at least 0.
    cover : CoverSearch
        As `new_cover` or the last call left it.
    limit : float
    beyond : float
        0: choices whose sets are all listed are looked for; else those whose last set costs more than this.
    most_steps : int
        Sets compared with a choice, in all calls, after which to pause.

    Returns
    -------
    int
        1 where no choice is cheaper than `cover.chosen`; -1 where `most_steps` ended the search.
    """
    fit, count, turn, pivot, spent, rest = cover.fit, cover.fitting, cover.turn, cover.pivot, cover.spent, cover.rest
    level, steps, q = cover.place[0], cover.place[1], cover.chosen.size + 1
    if q == 1 and level == 0:
        value = excess_of_rest(priced, rest[0], cover.left[0], limit)
        cover.best[0] = min(cover.best[0], value)
        level = -1
    while level >= 0:
        turn[level] += 1
        if turn[level] >= count[level]:
            level -= 1
            continue
        pick, left = fit[level, turn[level]], q - level
        others = excess[pick] if pivot[level] < 0 else excess[fit[level, 0]]
        # Sets that cost at least as much as `others` beside this one; the last one costs at least `beyond` else.
        alike = left - 1 if beyond == 0.0 else left - 2
        least = spent[level] + beyond + excess[pick] + alike * others
        # Costs ascend: where this one is too dear, so are all that follow.
        if least > limit or least >= cover.best[0]:
            level -= 1
            continue
        if pivot[level] >= 0 and not holds_unit(words[pick], pivot[level]):
            continue
        # Where this choice is the cheapest of those left, the others come after it; with a pivot they may be anywhere.
        begin = turn[level] + 1 if pivot[level] < 0 else 0
        ahead = 1 if left == 2 else count[level] - begin
        if steps + ahead > most_steps:
            turn[level] -= 1  # the next call looks at this choice again
            cover.place[0], cover.place[1] = level, steps
            return -1
        steps += ahead
        _take(words, cover, level, pick)
        most = min(cover.best[0], limit) - spent[level] - excess[pick]
        if left == 2:
            value = excess_of_rest(priced, rest[level + 1], cover.left[level + 1], most)
            if value < most or (value == most and cover.best[0] > limit):
                cover.best[0] = spent[level] + excess[pick] + value
                for i in range(q - 1):
                    cover.chosen[i] = fit[i, turn[i]]
            continue
        room = most - beyond - max(0, alike - 1) * others
        count[level + 1] = _fitting(
            words,
            excess,
            rest[level + 1],
            fit,
            level=level,
            begin=begin,
            end=count[level],
            most=room,
            listed=beyond == 0.0,
        )
        spent[level + 1], turn[level + 1], pivot[level + 1] = spent[level] + excess[pick], -1, -1
        if beyond == 0.0:
            pivot[level + 1] = _pivot(words, excess, fit[level + 1], count[level + 1], left=left - 1, most=most)
        level += 1
    cover.place[0], cover.place[1] = level, steps
    return 1


@inner
def _take(words: Words, cover: CoverSearch, level: int, pick: int) -> None:
    """Note what the choice of the level leaves."""
    for w in range(words.shape[1]):
        cover.rest[level + 1, w] = cover.rest[level, w] & ~words[pick, w]
    for c in range(cover.sums.shape[1]):
        cover.left[level + 1, c] = cover.left[level, c] - cover.sums[pick, c]


@inner
def _fitting(
    words: Words, excess: Floats, need: Words, fit: Ints, level: int, begin: int, end: int, most: float, listed: bool
) -> int:
    """List what fits beside the level's choice, for the next level; returns how many.

    0 where all sets are to be `listed` ones, and they leave a unit out.
    """
    number = 0
    seen = np.zeros_like(need)
    for i in range(begin, end):
        other = fit[level, i]
        if excess[other] > most:
            break
        if _fits(words[other], need):
            fit[level + 1, number] = other
            number += 1
            seen |= words[other]
    for w in range(need.size):
        if listed and seen[w] != need[w]:
            return 0
    return number


@inner
def _pivot(words: Words, excess: Floats, fit: Ints, count: int, left: int, most: float) -> int:
    """Say which unit the next choice must hold: that of the fewest sets; -1 where fewer may be the cheapest."""
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
def _fits(words: Words, need: Words) -> bool:
    """Tell whether a set lies within what is needed."""
    strange = np.uint64(0)
    for w in range(need.size):
        strange |= words[w] & ~need[w]
    return bool(strange == 0)
