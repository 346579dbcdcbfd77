"""The step on which strengths lie when weights of assistance are fractions of small whole numbers.

The greatest common divisor of the weights and 1, found by trying denominators. On such a lattice a convex curve equals
its chords, so that an integer program with chords is exact; without one tangents must do.
"""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt

__all__ = ["lattice_step"]

_LARGEST = 60  # denominators tried: halves to sixtieths; finer lattices make more chords than tangents are worth
_ROUNDING = 1e-9  # of a step: weights such as 1/3 are not exact


def lattice_step(weights: npt.NDArray[np.float64]) -> float | None:
    """Return the largest step of which every weight and 1 are whole multiples; None where there is none above 1/60.

    Examples
    --------
    >>> lattice_step(np.array([1.0, 1.0])), lattice_step(np.array([0.5, 0.25])), lattice_step(np.array([0.1234567]))
    (1.0, 0.25, None)
    """
    distinct = np.unique(weights)
    for parts in range(1, _LARGEST + 1):
        whole = np.rint(distinct * parts)
        if np.abs(distinct * parts - whole).max(initial=0.0) < _ROUNDING:
            return math.gcd(parts, *(int(w) for w in whole)) / parts
    return None
