"""All subsets whose sum lies in a narrow range: sums of two halves, sorted and matched.

Every subset is a subset of the first half with one of the second. With the sums of the second half in order, those that
bring a sum of the first into the range stand side by side: 2^(n/2) searches instead of 2^n sums.

Horowitz, E. and Sahni, S. (1974). Computing partitions with applications to the knapsack problem. Journal of the ACM
21, 277-292.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]

LONGEST = 40  # numbers: two halves of 2^20 sums, 16 MB each
_ROUND = 1e-13  # of the total: sums of 40 numbers, rounded at every step, are nearer than that to the true ones


class HalfSums:
    """Sums of all subsets of the first and of the second half of some numbers.

    Parameters
    ----------
    numbers : ndarray of float, shape (n,)
        At least 0; n at most `LONGEST`.

    Examples
    --------
    >>> sums = HalfSums(np.array([3.0, 1.0, 1.0, 2.0, 2.0, 1.0]))
    >>> sums.count(9.5, 10.0), sums.between(9.5, 10.0).tolist()
    (1, [[True, True, True, True, True, True]])
    """

    def __init__(self, numbers: Floats) -> None:
        self.size = len(numbers)
        self.first = _sums(numbers[: self.size // 2])
        second = _sums(numbers[self.size // 2 :])
        self.order = np.argsort(second, kind="stable")
        self.second = second[self.order]
        self.slack = _ROUND * float(numbers.sum())

    def count(self, low: float, high: float) -> int:
        """Count the subsets whose sum is in [low, high], or outside by rounding only."""
        begin, end = self._range(low, high)
        return int((end - begin).sum())

    def between(self, low: float, high: float) -> Flags:
        """Give the subsets whose sum is in [low, high], or outside by rounding only; of shape (subsets, n)."""
        begin, end = self._range(low, high)
        times = end - begin
        one = np.repeat(np.arange(self.first.size), times)
        rank = np.arange(one.size) - np.repeat(np.cumsum(times) - times, times) + np.repeat(begin, times)
        half = self.size // 2
        return np.hstack([_bits(one, half), _bits(self.order[rank], self.size - half)])

    def _range(self, low: float, high: float) -> tuple[Ints, Ints]:
        begin = np.searchsorted(self.second, low - self.slack - self.first, side="left")
        end = np.searchsorted(self.second, high + self.slack - self.first, side="right")
        return begin, np.maximum(end, begin)


def _sums(numbers: Floats) -> Floats:
    """Sum every subset; bit k of its position says whether number k is in it."""
    sums = np.zeros(1)
    for number in numbers:
        sums = np.concatenate([sums, sums + number])
    return sums


def _bits(positions: Ints, size: int) -> Flags:
    return np.asarray((positions[:, None] >> np.arange(size)) & 1, dtype=bool)
