"""How much of a forecast is spread evenly over the city, so that no place is held to be safe for ever."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from scipy.optimize import minimize_scalar
from scipy.special import expit

__all__ = ["even_share", "few_seen"]

Floats = npt.NDArray[np.float64]

# Log odds of the share: from a ten-thousandth to nearly all.
_LOG_ODDS = (-9.2, 9.2)
# Incidents that count as spread evenly where there are too few to choose the share by.
_PRIOR = 5.0


def even_share(shares: Floats, even: Floats, counts: Floats) -> float:
    """Return the weight w under which counts are most probable, where zones have the shares (1 - w) shares + w even.

    Parameters
    ----------
    shares : array, shape (zones,) or (periods, zones)
        What a method foresees, rows sum to 1.
    even : array, shape (zones,)
        Positive.
    counts : array of the shape of `shares`
        What came.

    Examples
    --------
    >>> import numpy as np
    >>> round(even_share(np.array([1.0, 0.0]), np.array([0.5, 0.5]), np.array([90.0, 10.0])), 4)
    0.2
    """
    seen = counts > 0
    few, level, weight = shares[seen], np.broadcast_to(even, shares.shape)[seen], counts[seen]

    def loss(log_odds: float) -> float:
        share = expit(log_odds)
        return -float(weight @ np.log((1 - share) * few + share * level))

    found = minimize_scalar(loss, bounds=_LOG_ODDS, method="bounded", options={"xatol": 1e-4})
    return float(expit(found.x))


def few_seen(incidents: float) -> float:
    """Return the share where too few came to choose it: as if five more had come, spread evenly.

    Examples
    --------
    >>> few_seen(5), few_seen(95)
    (0.5, 0.05)
    """
    return _PRIOR / (_PRIOR + incidents)
