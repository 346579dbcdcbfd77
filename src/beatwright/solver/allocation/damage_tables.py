"""Officers by tables of damage: by selection where the tables are convex, by dynamic programming where not.

Convex: the greatest savings of all tables, sorted once (marginal analysis, Gross 1956 and Fox 1966). Otherwise the
textbook recursion over points: the least damage of the first i points with t officers is the least over the officers of
point i of what the others do with the rest.

References
----------
Gross, O. (1956). A class of discrete-type minimization problems. RAND RM-1644.
Fox, B. (1966). Discrete optimization via marginal analysis. Management Science 13, 210-216.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from beatwright.base.jit import entry
from beatwright.solver.allocation.damage_curves import Curve, Floats, Ints
from beatwright.solver.time_limit import SearchClock

__all__ = ["by_dynamic_program", "by_selection"]

_WORK = 50_000_000  # sums between two looks at the clock, which compiled code does not read: about 0.1 s


def by_selection(curve: Curve, lower: Ints, upper: Ints, officers: int) -> tuple[Ints, float]:
    """Take the greatest savings of convex tables, the earliest point among equals.

    Returns
    -------
    officers : array of int64, shape (n,)
        Optimal officers at each point.
    price : float
        The least saving that was taken.
    """
    room = np.minimum(upper, curve.table.shape[1] - 1)
    number = np.arange(1, curve.table.shape[1])
    useful = (number > lower[:, None]) & (number <= room[:, None])
    point = np.nonzero(useful)[0]
    value = -(curve.table[:, :-1] - curve.table[:, 1:])[useful]
    left = officers - int(lower.sum())
    taken = np.argsort(value, kind="stable")[:left]
    x = lower + np.bincount(point[taken], minlength=lower.size)
    price = float(-value[taken[-1]]) if taken.size == left > 0 else 0.0
    return _rest_in_order(x, upper, left - taken.size), price


def _rest_in_order(x: Ints, upper: Ints, left: int) -> Ints:
    """Officers who save nothing anywhere fill the points in their order."""
    before = np.concatenate([[0], np.cumsum(upper - x)[:-1]])
    return np.asarray(x + np.clip(left - before, 0, upper - x), dtype=np.int64)


def by_dynamic_program(curve: Curve, lower: Ints, upper: Ints, officers: int, *, clock: SearchClock) -> Ints | None:
    """Find the optimum for tables of any decreasing shape, point by point and number by number of officers.

    The effort is points x officers x table length. Parameters as `by_selection`; returns the officers, or None where
    the clock ended it.
    """
    left = officers - int(lower.sum())
    row = np.arange(lower.size)[:, None]
    length = int(min(left, max(0, curve.table.shape[1] - 1), int((upper - lower).max()))) + 1
    extra = np.minimum(np.arange(length)[None, :] + lower[:, None], curve.table.shape[1] - 1)
    damage = np.where(np.arange(length)[None, :] <= (upper - lower)[:, None], curve.table[row, extra], np.inf)
    added = _share_out(np.ascontiguousarray(damage), left, clock)
    return None if added is None else _rest_in_order(lower + added, upper, left - int(added.sum()))


def _share_out(damage: Floats, officers: int, clock: SearchClock) -> Ints | None:
    """Least total damage with at most `officers`; the fewest officers at later points among equals."""
    n, length = damage.shape
    best = np.zeros(officers + 1)  # least damage of the points so far, by officers at most
    choice = np.zeros((n, officers + 1), np.int32)
    rows = max(1, _WORK // ((officers + 1) * length))
    for first in range(0, n, rows):
        if clock.late:
            return None
        part = slice(first, first + rows)
        best = _add_points(damage[part], best, choice[part])
    x, total = np.zeros(n, np.int64), officers
    for i in range(n - 1, -1, -1):
        x[i] = choice[i, total]
        total -= x[i]
    return x


@entry
def _add_points(damage: Any, best: Any, choice: Any) -> Any:
    """Take some more points into `best`, and note in `choice` what each gets, by officers at most."""
    n, length = damage.shape
    for i in range(n):  # O(points x officers x table length), the choices kept to read the officers back
        following = np.full(best.size, np.inf)
        for total in range(best.size):
            for here in range(min(length, total + 1)):
                value = best[total - here] + damage[i, here]
                if value < following[total]:
                    following[total], choice[i, total] = value, here
        best = following
    return best
