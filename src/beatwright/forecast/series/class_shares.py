"""The share of each class in every zone, shrunk to the city's as far as chance demands."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from scipy.optimize import minimize_scalar
from scipy.special import gammaln

__all__ = ["class_shares", "prior_strength"]

Floats = npt.NDArray[np.float64]

# Logarithm of how many incidents the city's shares are worth: from next to none to more than any zone has.
_LOG_STRENGTH = (-4.0, 18.0)
# A class that was never seen keeps the share of so many incidents in the city.
_UNSEEN = 0.5


def class_shares(counts: Floats) -> Floats:
    """Return shares of classes in zones: the means of Dirichlet distributions, given the `counts`.

    The prior of every zone has the city's shares as its mean; its strength is the one under which the counts are most
    probable (the marginal likelihood of the Dirichlet-multinomial, T. P. Minka, "Estimating a Dirichlet distribution",
    2000).

    Parameters
    ----------
    counts : array, shape (zones, classes)
        Incidents.

    Returns
    -------
    array, shape (zones, classes)
        Positive, rows sum to 1.

    Examples
    --------
    >>> import numpy as np
    >>> class_shares(np.array([[6.0, 2.0], [0.0, 0.0]])).round(2).tolist()
    [[0.72, 0.28], [0.72, 0.28]]
    """
    city = counts.sum(axis=0) + _UNSEEN
    city /= city.sum()
    strength = prior_strength(counts, city)
    return np.asarray((counts + strength * city) / (counts.sum(axis=1, keepdims=True) + strength))


def prior_strength(counts: Floats, towards: Floats) -> float:
    """Return how many incidents the shares `towards` are worth, by marginal likelihood.

    Parameters
    ----------
    counts : array, shape (groups, classes)
        Incidents.
    towards : array, shape (classes,)
        Positive shares that sum to 1.
    """
    seen = counts[counts.sum(axis=1) > 0]
    # The likelihood is flat at its top, so that rounding moves that: in one order it stays whatever groups are called.
    seen = seen[np.lexsort(seen.T)]
    total = seen.sum(axis=1)

    def negative(log_strength: float) -> float:
        prior = np.exp(log_strength) * towards
        own = gammaln(prior + seen) - gammaln(prior)
        return -float(own.sum() - (gammaln(prior.sum() + total) - gammaln(prior.sum())).sum())

    found = minimize_scalar(negative, bounds=_LOG_STRENGTH, method="bounded", options={"xatol": 1e-8})
    return float(np.exp(found.x))
