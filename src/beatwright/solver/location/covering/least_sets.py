"""Which of many sets include no other of them: the clients, and the sites, that a covering problem needs.

Sets are rows of bits, 64 to a word, from the smallest to the largest. A set is looked at beside the smaller ones that
are kept alone, as who includes a set that is left out includes one that is kept too; and a look ends at the first word
that holds something else, mostly the first that holds anything.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from beatwright.base.jit import entry, inner
from beatwright.solver.bit_words import bit_words
from beatwright.solver.location.engine.lagrangian import Flags, Ints
from beatwright.solver.location.engine.neighbour_lists import Floats

Words = NDArray[np.uint64]

_LOOKS = 5e7  # at pairs of sets: of 10,000 sets half a second, in which nothing is heard; else only equal ones go


def least_sets(rows: Flags, price: Floats) -> Flags:
    """Keep the rows that include no other row of no greater price; of equal ones of one price the first.

    Of more than 10,000 different rows all are kept: to compare them would take seconds.

    Examples
    --------
    >>> least_sets(np.array([[True, True], [False, True], [False, True]]), np.ones(3))
    array([False,  True, False])
    """
    keep = np.zeros(len(rows), dtype=bool)
    if rows.size == 0:
        return ~keep
    words = bit_words(rows)
    order = _one_of_each(words, np.lexsort((np.arange(len(rows)), price, rows.sum(axis=1))))
    keep[order] = True
    if order.size**2 <= 2.0 * _LOOKS:
        held = np.zeros(order.size, dtype=np.int64)
        mark_including(words[order], price[order], held, including := np.zeros(order.size, dtype=np.bool_))
        keep[order[including]] = False
    return keep


def _one_of_each(words: Words, order: Ints) -> Ints:
    """Leave all but the first of equal rows out of an order."""
    seen: dict[bytes, int] = {}
    for i in order.tolist():
        seen.setdefault(words[i].tobytes(), i)
    return np.fromiter(seen.values(), dtype=np.int64, count=len(seen))


@entry
def mark_including(words: Words, price: Floats, held: Ints, including: Flags) -> int:
    """Mark the rows that include one of no greater price, of rows of which none comes after a larger one.

    Returns
    -------
    int
        Number of rows that include none: they are the first ones of `held`.
    """
    count = 0
    for i in range(price.size):
        for a in range(count):
            if price[held[a]] <= price[i] and _within(words, held[a], i):
                including[i] = True
                break
        if not including[i]:
            held[count] = i
            count += 1
    return count


@inner
def _within(words: Words, i: int, k: int) -> bool:
    """Whether row k has all that row i has."""
    w = 0
    while w < words.shape[1] and not words[i, w] & ~words[k, w]:
        w += 1
    return bool(w == words.shape[1])
