"""Surprises in standard deviations, where the standard deviation is learned on the way.

Each value is compared with the mean and the standard deviation of all before it; its t value becomes the normal value
of the same probability. For independent normal values the results are independent and exactly standard normal from the
third on (Hawkins 1987), so that the threshold of a chart holds though nothing is known beforehand.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from scipy.special import ndtri, stdtr

__all__ = ["SelfStarting"]

# Values before the first that counts: fewer say too little of the spread.
_FEWEST = 8
# A t value's probability may round to 0 or 1, whose normal value is infinite.
_FARTHEST = 8.0


@dataclass(frozen=True)
class SelfStarting:
    """Mean and spread of what came so far.

    Parameters
    ----------
    number : int
        Values so far.
    mean : float
        Their mean.
    squares : float
        Sum of the squares of their deviations from it.
    last : float
        The last value.
    correlation : float
        Of a value with the next, which is taken out.

    References
    ----------
    D. M. Hawkins, "Self-starting CUSUM charts for location and scale", The Statistician 36 (1987), 299-315.

    Examples
    --------
    >>> state = SelfStarting()
    >>> for value in [1.0, 3.0] * 5:
    ...     z, state = state.standard(value)
    >>> round(state.standard(9.0)[0], 2)
    3.82
    """

    number: int = 0
    mean: float = 0.0
    squares: float = 0.0
    last: float = 0.0
    correlation: float = 0.0

    def standard(self, value: float) -> tuple[float, SelfStarting]:
        """Return `value` in standard deviations, 0 as long as there are too few before it, and the state after it."""
        own = value - self.correlation * self.last
        number = self.number + 1
        step = own - self.mean
        after = SelfStarting(
            number=number,
            mean=self.mean + step / number,
            squares=self.squares + step**2 * self.number / number,
            last=value,
            correlation=self.correlation,
        )
        return self._normal(step), after

    def _normal(self, step: float) -> float:
        if self.number < _FEWEST or self.squares <= 0:
            return 0.0
        spread = math.sqrt(self.squares / (self.number - 1) * (self.number + 1) / self.number)
        size = -float(ndtri(stdtr(self.number - 1, -abs(step) / spread)))
        return math.copysign(min(size, _FARTHEST), step)
