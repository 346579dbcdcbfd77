"""What HiGHS's absolute tolerances ask of the costs: their size, what is too small to count, and bounds."""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

LEAST: Final = 2.0**10  # the largest cost of an integer program is put between these
MOST: Final = 2.0**20
_SMALLEST: Final = -1022  # exponent of the smallest power of two that can divide: its inverse is finite


def cost_unit(cost: Floats, least: float) -> float:
    """Give the power of two by which the largest cost comes between `least` and a million; 1 where it is there.

    Examples
    --------
    >>> cost_unit(np.array([0.5, -2.0]), 1024.0)
    0.001953125
    """
    largest = float(np.abs(cost).max(initial=0.0))
    if largest == 0.0 or not np.isfinite(largest) or least <= largest <= MOST:
        return 1.0
    size = np.log2(largest)  # of subnormal numbers too, whose quotient would be 0
    exponent = np.floor(size - np.log2(least)) if largest < least else np.ceil(size - np.log2(MOST))
    return float(2.0 ** max(exponent, _SMALLEST))


def uncounted(cost: Floats, tolerance: float) -> float:
    """Give what the optimum of a program may be off, if reduced costs up to a tolerance count as none.

    One of that size, and all costs below it: a solver does not care whether these are paid.

    Examples
    --------
    >>> uncounted(np.array([4.0, -0.25, 0.5, 1.0]), 1.0)
    1.75
    """
    paid = np.abs(cost)
    return float(tolerance + paid[paid < tolerance].sum())


def least_difference(cost: Floats) -> float:
    """Give the least difference between sums of these costs: multiples of the smallest, or whole numbers; else 0.

    Examples
    --------
    >>> least_difference(np.array([0.0, 0.5, -1.5])), least_difference(np.array([2.0, 3.0]))
    (0.5, 1.0)
    """
    paid = np.abs(cost[cost != 0.0])
    if paid.size == 0 or not np.isfinite(paid.max()):
        return np.inf if paid.size == 0 else 0.0
    for unit in (float(paid.min()), 1.0):
        times = paid / unit
        if times.max() < 1e9 and np.allclose(times, np.rint(times), rtol=1e-12, atol=0):
            return unit
    return 0.0


def bound_by_limits(cost: Floats, lower: Floats, upper: Floats) -> float:
    """Bound the objective by the columns' own limits.

    Examples
    --------
    >>> bound_by_limits(np.array([2.0, -1.0]), np.zeros(2), np.ones(2))
    -1.0
    """
    paid = cost != 0.0
    return float((cost[paid] * np.where(cost > 0.0, lower, upper)[paid]).sum())
