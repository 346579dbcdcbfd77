"""What comes of a background and of what was triggered, over a time to come: offspring, and offspring of offspring.

At the start the known events trigger at the rate S(x) exp(-s / days) in s days' time, and the background brings mu(x)
a day. An event of generation k after these came of k exponential lags in a row, which is an Erlang distribution, and
lies k Gaussian steps away. With P(k, .) the regularized lower incomplete gamma function and h = H / days, the number
expected in H days is, at each place,

    mu H + sum over k >= 1 of G^k [ S days q^(k - 1) P(k, h) + mu q^k (H P(k, h) - k days P(k + 1, h)) ],

where q is the number of offspring and G spreads by one Gaussian of sigma. The brackets are summed from the last
generation to the first, so that each takes one smoothing. It is exact up to the lattice and to generations that bring
less than a thousandth of all.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from scipy.special import gammainc

from beatwright.forecast.events.sepp_simulation import Triggering

__all__ = ["generations"]

Floats = npt.NDArray[np.float64]

_LEAST, _MOST = 1e-3, 40


def generations(triggering: Triggering, days: float) -> tuple[Floats, Floats]:
    """Return how many events generation k = 1, 2, ... has in so many days; each of shape (generations,).

    Parameters
    ----------
    triggering : Triggering
        Offspring, mean lag in days, standard deviation in metres.
    days : float
        Length of the time to come.

    Returns
    -------
    excited : array
        For a triggering rate of 1 a day at the start.
    background : array
        For a background of 1 a day.

    Examples
    --------
    Without end they add up to 1 / (1 - offspring), for each event of generation 1.

    >>> excited, background = generations(Triggering(0.5, 1.0, 10.0), 1e4)
    >>> round(float(excited.sum()), 2), round(float(background.sum()) / 1e4, 2)
    (2.0, 1.0)
    """
    offspring, mean, _ = triggering
    k = np.arange(1, _MOST + 1)
    ended = gammainc(k, days / mean)
    excited = mean * offspring ** (k - 1) * ended
    background = offspring**k * np.maximum(days * ended - k * mean * gammainc(k + 1, days / mean), 0.0)
    kept = max(int(np.count_nonzero(offspring ** (k - 1) * ended >= _LEAST * ended[0])), 1)
    return excited[:kept], background[:kept]
