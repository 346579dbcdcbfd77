"""Plain twins of the fast methods, for the tests: one officer at a time, and every allocation there is."""

from __future__ import annotations

import heapq
from collections.abc import Iterator

import numpy as np

from beatwright.solver.allocation.damage_curves import Curve, Ints

__all__ = ["allocations", "greedy"]


def greedy(curve: Curve, lower: Ints, upper: Ints, officers: int) -> Ints:
    """Give one officer after the other to where it saves most, the earliest point among equals.

    References
    ----------
    Gross, O. (1956). A class of discrete-type minimization problems. RAND RM-1644.
    Fox, B. (1966). Discrete optimization via marginal analysis. Management Science 13, 210-216.
    """
    x = lower.copy()
    savings = curve.saving(x)
    queue = [(-savings[i], i) for i in range(x.size) if x[i] < upper[i]]
    heapq.heapify(queue)
    for _ in range(officers - int(x.sum())):
        _, i = heapq.heappop(queue)
        x[i] += 1
        if x[i] < upper[i]:
            heapq.heappush(queue, (-curve.saving(x)[i], i))
    return x


def allocations(lower: Ints, upper: Ints, officers: int) -> Iterator[Ints]:
    """Yield every way to place exactly `officers` within the bounds."""

    def place(i: int, left: int, x: list[int]) -> Iterator[Ints]:
        if i == lower.size:
            if left == 0:
                yield np.array(x, dtype=np.int64)
            return
        for here in range(int(lower[i]), min(int(upper[i]), left) + 1):
            yield from place(i + 1, left - here, [*x, here])

    yield from place(0, officers, [])
