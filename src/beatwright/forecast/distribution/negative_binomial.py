"""The distribution of a count with a given mean and variance: negative binomial, or Poisson where they are equal."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from scipy import special
from scipy.stats import gamma, nbinom, poisson

__all__ = ["count_cdf", "count_log_probability", "count_quantile", "parted"]

Floats = npt.NDArray[np.float64]

# Below this excess of the variance over the mean, as a share of it, a negative binomial is a Poisson to eight digits.
_EXCESS = 1e-9
# Counts beyond which scipy's quantiles of whole numbers fail: it answers NaN from about 1e10 on.
_LARGE = 1e8


def parted(mean: Floats, variance: Floats) -> tuple[npt.NDArray[np.bool_], Floats, Floats]:
    """Return which counts vary more than a Poisson, and their size n and probability p: mean n (1 - p) / p."""
    over = (mean > 0) & (variance > mean * (1 + _EXCESS))
    p = mean[over] / variance[over]
    return over, mean[over] ** 2 / (variance[over] - mean[over]), p


def count_cdf(counts: Floats, mean: Floats, variance: Floats) -> Floats:
    """Return the probability of at most `counts`, 0 below 0; whole counts, arrays of one shape."""
    over, n, p = parted(mean, variance)
    y = np.maximum(counts, 0)
    result = np.asarray(special.pdtr(y, mean))
    result[over] = special.betainc(n, y[over] + 1, p)
    return np.where(counts < 0, 0.0, result)


def count_quantile(q: float, mean: Floats, variance: Floats) -> Floats:
    """Return the least whole number that a count exceeds with probability 1 - `q` at most.

    Parameters
    ----------
    q : float
        In [0, 1].
    mean, variance : array
        Of the counts; a variance of no more than the mean stands for the Poisson distribution.

    Examples
    --------
    >>> count_quantile(0.95, np.array([4.0, 4.0]), np.array([4.0, 12.0])).tolist()
    [8.0, 11.0]
    """
    over, n, p = parted(mean, variance)
    found = np.asarray(poisson.ppf(q, mean))
    found[over] = nbinom.ppf(q, n, p)
    large = mean > _LARGE
    found[large] = _large_quantile(q, mean[large], variance[large])
    # At q = 0 scipy answers -1, one below the support.
    return np.asarray(np.maximum(found, 0.0))


def _large_quantile(q: float, mean: Floats, variance: Floats) -> Floats:
    """Return quantiles of counts so large that they are all but continuous: gamma, of the same mean and variance."""
    variance = np.maximum(variance, mean)
    return np.asarray(np.floor(gamma.ppf(q, mean * (mean / variance), scale=variance / mean)))


def count_log_probability(counts: Floats, mean: Floats, variance: Floats) -> Floats:
    """Return the logarithm of the probability of the whole `counts`, -inf where they are impossible.

    Parameters
    ----------
    counts : array
        What came.
    mean, variance : array
        As for `count_quantile`, all of one shape.

    Examples
    --------
    >>> np.exp(count_log_probability(np.array([0.0, 1.0]), np.ones(2), np.ones(2))).round(6).tolist()
    [0.367879, 0.367879]
    """
    over, n, p = parted(mean, variance)
    found = np.asarray(poisson.logpmf(counts, mean))
    found[over] = nbinom.logpmf(counts[over], n, p)
    return found
