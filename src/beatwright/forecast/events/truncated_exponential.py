"""The exponential distribution cut at a limit: lags within the memory, and half squared distances within the reach.

The half squared distance of a Gaussian in the plane is exponential with mean sigma², so both are of one kind.
"""

from __future__ import annotations

import math

from scipy.optimize import brentq

__all__ = ["kept_mass", "untruncated_mean"]

# As shares of the limit: beyond the larger one the distribution is even up to the limit as far as anybody could tell.
_LEAST, _MOST = 1e-9, 50.0


def kept_mass(mean: float, limit: float) -> float:
    """Return how much of an exponential of this mean lies under the limit."""
    return -math.expm1(-limit / mean)


def untruncated_mean(seen: float, limit: float) -> float:
    """Return the mean of the exponential which, cut at `limit`, has the mean `seen`.

    Cut at L, an exponential of mean m has the mean m - L / (exp(L / m) - 1), which is under L / 2.

    Examples
    --------
    >>> round(untruncated_mean(3.0, 1000.0), 6)
    3.0
    >>> mean = untruncated_mean(3.0, 10.0)
    >>> round(mean - 10 / (math.exp(10 / mean) - 1), 6)
    3.0
    """
    low, high = _LEAST * limit, _MOST * limit

    def excess(mean: float) -> float:
        ratio = limit / mean
        return mean - (limit / math.expm1(ratio) if ratio < 700 else 0.0) - seen

    if excess(low) >= 0 or excess(high) <= 0:
        return low if excess(low) >= 0 else high
    return float(brentq(excess, low, high, xtol=1e-9 * limit))
