"""What is known of a block of which few districts are made: exact, number by number."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from beatwright.planning.districts.budget import Budget
from beatwright.planning.districts.closing import SLACK, BlockTable, Candidates
from beatwright.planning.districts.peel import Peeling

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

FEW = 4  # districts up to which the cheapest is taken off
_PART = 0.5  # of the time left that goes into taking districts off; prices get the rest
_STEPS = (0.5, 0.7, 0.85, 1.0)  # of the limit, one after the other: what was proven holds when time runs out


class PeeledTable(BlockTable):
    """A block's table that learns of few districts by `Peeling`, and of more as any other.

    Where half of the time did not suffice for the few, they too are left to the listing by prices.

    Parameters
    ----------
    candidates : Candidates
    floor, upper : ndarray of float, shape (most,)
    labels : dict
        As of `BlockTable`.
    """

    def __init__(self, candidates: Candidates, floor: Floats, upper: Floats, labels: dict[int, Ints]) -> None:
        super().__init__(candidates, floor, upper, labels)
        self.peeling = Peeling(candidates.columns)
        self.peeling.compile()
        self.given_up: set[int] = set()

    def towards(self, q: int) -> int:
        """Give the number to look at when `q` is asked for."""
        return q if q <= FEW else super().towards(q)

    def refine(self, q: int, cutoff: float, budget: Budget) -> None:
        """Learn more about `q` districts."""
        if q > FEW or q in self.given_up:
            super().refine(q, cutoff, budget)
        elif q not in self.stuck:
            self._peel(q, cutoff, budget)

    def _peel(self, q: int, cutoff: float, budget: Budget) -> None:
        upper = float(self.upper[q - 1])
        limit = min(cutoff, upper - 0.5 * SLACK * upper if np.isfinite(upper) else upper)
        if not np.isfinite(limit):
            limit = self.widened(q, float(self.lower[q - 1]))
        part = Budget(None if budget.seconds is None else _PART * (budget.seconds - budget.elapsed))
        for step in _STEPS if np.isfinite(limit) else (1.0,):
            if step * limit < self.lower[q - 1] and step < 1.0:
                continue
            try:
                cost, districts = self.peeling.divide(q, step * limit, part)
            except TimeoutError:
                self.given_up.add(q)
                return
            if districts:
                self._settle(q, cost, districts)
                return
            self.lower[q - 1] = min(max(float(self.lower[q - 1]), step * limit), upper)

    def _settle(self, q: int, cost: float, districts: list[Ints]) -> None:
        """Take note of the best division into `q` districts."""
        labels = np.empty(self.candidates.columns.units.size, dtype=np.int64)
        for number, units in enumerate(districts):
            labels[units] = number
        self.upper[q - 1] = self.lower[q - 1] = cost
        self.labels[q] = labels
