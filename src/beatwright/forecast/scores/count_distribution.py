"""The distribution of a count with a given mean and variance: negative binomial, or Poisson where they are equal."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from scipy import special

__all__ = ["count_cdf", "parted"]

Floats = npt.NDArray[np.float64]
# Below this excess of the variance over the mean, as a share of it, a negative binomial is a Poisson to eight digits.
_EXCESS = 1e-9


def parted(mean: Floats, variance: Floats) -> tuple[npt.NDArray[np.bool_], Floats, Floats]:
    """Return which counts vary more than a Poisson, and their size n and probability p: mean n (1 - p) / p."""
    over = (mean > 0) & (variance > mean * (1 + _EXCESS))
    p = mean[over] / variance[over]
    return over, mean[over] * p / (1 - p), p


def count_cdf(counts: Floats, mean: Floats, variance: Floats) -> Floats:
    """Return the probability of at most `counts`, 0 below 0; whole counts, arrays of one shape."""
    over, n, p = parted(mean, variance)
    y = np.maximum(counts, 0)
    result = np.asarray(special.pdtr(y, mean))
    result[over] = special.betainc(n, y[over] + 1, p)
    return np.where(counts < 0, 0.0, result)
