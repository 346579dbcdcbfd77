"""What numpy does to whole arrays, number by number, for the kernels.

Numba takes five seconds to compile ``np.partition`` and two for a slice that is copied into another, of which the most
goes into the wording of errors that cannot occur; these take a tenth of a second.
"""

from __future__ import annotations

import numpy as np

from beatwright.base.jit import inner
from beatwright.solver.location.engine.neighbour_lists import Floats


@inner
def select(values: Floats, rank: int) -> float:
    """Give the number of this rank (0 the least), and reorder: none before it is greater, none behind it less.

    Hoare, C. A. R. (1961). Algorithm 65: find. Communications of the ACM 4, 321-322.
    """
    low, high = 0, values.size - 1
    while low < high:
        pivot = _middle(values[low], values[(low + high) >> 1], values[high])
        left, right = low, high
        while left <= right:
            while values[left] < pivot:
                left += 1
            while values[right] > pivot:
                right -= 1
            if left <= right:
                values[left], values[right] = values[right], values[left]
                left += 1
                right -= 1
        # Now: up to ``right`` none above the pivot, from ``left`` on none below, and what lies between equals it.
        if rank <= right:
            high = right
        elif rank >= left:
            low = left
        else:
            break
    return float(values[rank])


@inner
def _middle(one: float, two: float, three: float) -> float:
    """Median of three: as a pivot it halves a list that is sorted already."""
    return max(min(one, two), min(max(one, two), three))


@inner
def least(values: Floats) -> float:
    """Give the least number, infinite where there is none."""
    lowest = np.inf
    for value in values:
        lowest = min(lowest, value)
    return lowest


@inner
def copy(source: Floats, target: Floats) -> None:
    """Write the numbers of one array into another of the same size."""
    for i in range(source.size):
        target[i] = source[i]
