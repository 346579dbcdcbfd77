"""How many districts each block gets.

Dynamic programming over the blocks: the least cost of the first b blocks with j districts in all is the least over q of
the cost of the first b - 1 with j - q, plus the entry of block b for q. O(blocks x k x the longest table), for tables
that need not be convex.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


def best_quota(tables: Sequence[Floats], k: int) -> tuple[float, Ints]:
    """Choose q for every block, the sum being k, so that the sum of the table entries is least.

    Parameters
    ----------
    tables : sequence of ndarray of float, shape (most,)
        For each block the cost of q = 1, 2, ... districts; infinite where impossible.
    k : int
        Number of districts in all.

    Returns
    -------
    cost : float
        Infinite where no choice adds up.
    quota : ndarray of int, shape (blocks,)

    Examples
    --------
    >>> cost, quota = best_quota([np.array([3.0, 1.0]), np.array([5.0, 4.0, 0.5])], 4)
    >>> cost, quota
    (3.5, array([1, 3]))
    """
    best = np.full(k + 1, np.inf)  # of the blocks so far, by the number of their districts
    best[0] = 0.0
    choices: list[Ints] = []  # by block (k + 1,): the block's own districts in that best
    for table in tables:
        following = np.full(k + 1, np.inf)
        choice = np.zeros(k + 1, dtype=np.int64)
        for q, cost in enumerate(table[:k], start=1):
            if not np.isfinite(cost):
                continue
            candidate = best[: k + 1 - q] + cost
            better = candidate < following[q:]
            following[q:][better] = candidate[better]
            choice[q:][better] = q
        best = following
        choices.append(choice)
    quota = np.zeros(len(tables), dtype=np.int64)
    left = k
    if np.isfinite(best[k]):
        for block in range(len(tables) - 1, -1, -1):
            quota[block] = choices[block][left]
            left -= int(quota[block])
    return float(best[k]), quota
