"""How far two samples lie apart: the largest distance of their distribution functions (Kolmogorov and Smirnov)."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

__all__ = ["ks_distance"]


def ks_distance(one: npt.ArrayLike, other: npt.ArrayLike) -> float:
    """Return the Kolmogorov-Smirnov distance of two samples; NaN where one is empty.

    >>> ks_distance([1.0, 2.0], [1.0, 2.0]), ks_distance([1.0, 2.0], [3.0]), ks_distance([1.0, 3.0], [2.0, 4.0])
    (0.0, 1.0, 0.5)
    """
    a, b = np.sort(np.asarray(one, dtype=np.float64)), np.sort(np.asarray(other, dtype=np.float64))
    if not len(a) or not len(b):
        return float("nan")
    at = np.concatenate([a, b])
    below_a, below_b = (np.searchsorted(each, at, side="right") / len(each) for each in (a, b))
    return float(np.abs(below_a - below_b).max())
