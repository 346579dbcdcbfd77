"""From officers at work on each day to lines: on which days every officer of a group is off.

Any days off. Who has y_d officers at work on day d, of n with w working days each, deals the list "day d, y_d times"
round to the n officers: equal days lie at most n apart, so everybody gets w different ones. Among all such lines those
with most pairs of days off in a row are wanted: a small integer program over the patterns of a week.
"""

from __future__ import annotations

from collections import Counter
from itertools import combinations

import numpy as np
import numpy.typing as npt

from beatwright.solver.milp import Milp, solve_milp

__all__ = ["dealt_lines", "lines_of_group"]

Ints = npt.NDArray[np.int64]
Days = tuple[int, ...]
_WEEK = 7


def lines_of_group(working: Ints, officers: int, workdays: int) -> list[tuple[Days, int]]:
    """Return the working days of the officers of a group, those alike together, with most days off in a row.

    Parameters
    ----------
    working : array of int, shape (days,)
        Officers at work on each day; they sum to `officers` times `workdays`, and none is above `officers`.
    officers, workdays : int
        How many there are, and on how many days each works.

    Examples
    --------
    >>> lines_of_group(np.array([2, 2, 2, 2, 2, 0, 0]), 2, 5)
    [((0, 1, 2, 3, 4), 2)]
    """
    if not officers:
        return []
    if len(working) != _WEEK:
        return dealt_lines(working, officers)
    patterns = list(combinations(range(_WEEK), workdays))
    works = np.array([[day in pattern for pattern in patterns] for day in range(_WEEK)], dtype=np.float64)
    program = Milp(
        [-float(_pairs_off(pattern)) for pattern in patterns],
        np.vstack([works, np.ones(len(patterns))]),
        [*working, officers],
        [*working, officers],
        integer=True,
    )
    answer = solve_milp(program, easy=True, nodes=1000)
    if answer.x is None:
        return dealt_lines(working, officers)
    return [(pattern, int(n)) for pattern, n in zip(patterns, np.rint(answer.x), strict=True) if n]


def dealt_lines(working: Ints, officers: int) -> list[tuple[Days, int]]:
    """Return working days dealt round, those alike together: it needs no program, and days off lie anywhere.

    >>> dealt_lines(np.array([2, 2, 2, 1, 1, 1, 1]), 2)
    [((0, 1, 2, 3, 5), 1), ((0, 1, 2, 4, 6), 1)]
    """
    days = np.repeat(np.arange(len(working)), working)
    dealt = Counter(tuple(int(day) for day in days[who::officers]) for who in range(officers))
    return sorted(dealt.items())


def _pairs_off(pattern: Days) -> int:
    """Count days off that are followed by another, round the week."""
    off = set(range(_WEEK)) - set(pattern)
    return sum((day + 1) % _WEEK in off for day in off)
