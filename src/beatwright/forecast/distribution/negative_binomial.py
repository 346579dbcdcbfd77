"""The negative binomial of a mean and a variance, and the Poisson distribution where they are alike."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from scipy.stats import nbinom, poisson

__all__ = ["count_log_probability", "count_quantile"]

Floats = npt.NDArray[np.float64]

# Relative excess of the variance below which counts are held to be Poisson: scipy's negative binomial loses its digits.
_NO_EXCESS = 1e-9


def count_quantile(q: float, mean: npt.ArrayLike, variance: npt.ArrayLike) -> Floats:
    """Return the least whole number that a count exceeds with probability 1 - `q` at most.

    Parameters
    ----------
    q : float
        In [0, 1].
    mean, variance : array
        Of the counts; a variance of no more than the mean stands for the Poisson distribution.

    Examples
    --------
    >>> count_quantile(0.95, [4.0, 4.0], [4.0, 12.0]).tolist()
    [8.0, 11.0]
    """
    mu, wide, shape, chance = _parameters(mean, variance)
    found = np.where(wide, nbinom.ppf(q, shape, chance), poisson.ppf(q, mu))
    # At q = 0 scipy answers -1, one below the support.
    return np.asarray(np.maximum(found, 0.0))


def count_log_probability(counts: npt.ArrayLike, mean: npt.ArrayLike, variance: npt.ArrayLike) -> Floats:
    """Return the logarithm of the probability of the `counts`, -inf where they are impossible.

    Parameters
    ----------
    counts : array of whole numbers
        What came.
    mean, variance : array
        As for `count_quantile`.

    Examples
    --------
    >>> import numpy as np
    >>> np.exp(count_log_probability([0, 1], 1.0, 1.0)).round(6).tolist()
    [0.367879, 0.367879]
    """
    mu, wide, shape, chance = _parameters(mean, variance)
    return np.asarray(np.where(wide, nbinom.logpmf(counts, shape, chance), poisson.logpmf(counts, mu)))


def _parameters(mean: npt.ArrayLike, variance: npt.ArrayLike) -> tuple[Floats, npt.NDArray[np.bool_], Floats, Floats]:
    """Return the mean, where counts are wider than Poisson, and shape and chance of success as scipy names them."""
    mu = np.asarray(mean, dtype=np.float64)
    excess = np.asarray(variance, dtype=np.float64) - mu
    wide = excess > _NO_EXCESS * np.maximum(mu, np.finfo(float).tiny)
    shape = np.divide(mu**2, excess, out=np.ones_like(mu * excess), where=wide & (mu > 0))
    return mu, wide & (mu > 0), shape, shape / (shape + mu)
