"""How concentrated counts are: their Lorenz curve, its Gini index, and what chance alone would make of them.

Places are taken from the one with the most incidents down. With few incidents even chance leaves some places with two
and most with none; so the curve stands beside that of places that are all alike, where each has a Poisson number of
incidents: of all places the share P(X >= k) has k or more, and of all incidents they have the share P(X >= k - 1).
Where only places with an incident are known the Poisson distribution is cut at one.

Bernasco, W. and Steenbeek, W. (2017). More places than crimes: implications for evaluating the law of crime
concentration at place. Journal of Quantitative Criminology 33, 451-467: the index for fewer incidents than places.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from scipy.optimize import brentq
from scipy.stats import poisson

__all__ = ["expected_hit", "expected_lorenz_curve", "gini_of_curve", "lorenz_curve", "share_at"]

Curve = tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]

_TAIL = 1e-12  # share of the places that may be left out at the top of the expected curve


def lorenz_curve(counts: npt.NDArray[np.int64], places: int) -> Curve:
    """Return shares of places and of incidents, from (0, 0) to (1, 1), the places with the most incidents first.

    Parameters
    ----------
    counts : array of int, shape (n,)
        Of the places that have incidents, in any order.
    places : int
        All places, at least n.

    Examples
    --------
    >>> lorenz_curve(np.array([1, 3]), places=4)
    (array([0.  , 0.25, 0.5 , 1.  ]), array([0.  , 0.75, 1.  , 1.  ]))
    """
    down = np.sort(counts)[::-1]
    if not len(down):
        return np.array([0.0, 1.0]), np.array([0.0, 1.0])
    x, y = np.arange(len(down) + 1) / places, np.concatenate([[0], np.cumsum(down)]) / down.sum()
    return (x, y) if places == len(down) else (np.append(x, 1.0), np.append(y, 1.0))


def expected_lorenz_curve(incidents: int, places: int, *, all_known: bool) -> Curve:
    """Return the curve of places that are all alike.

    Parameters
    ----------
    incidents, places : int
        How many there are; without either the curve is the diagonal.
    all_known : bool
        Whether the places are all there are, or only those with an incident.
    """
    mean = incidents / places if places else 0.0
    rate = mean if all_known else _uncut_rate(mean)
    if rate <= 0:
        return np.array([0.0, 1.0]), np.array([0.0, 1.0])
    least = 0 if all_known else 1
    k = np.arange(poisson.isf(_TAIL, rate), least - 1, -1)
    x, y = poisson.sf(k - 1, rate) / poisson.sf(least - 1, rate), poisson.sf(k - 2, rate)
    return np.concatenate([[0.0], x]), np.concatenate([[0.0], y])


def expected_hit(incidents: int, places: int) -> float:
    """Return how many places have an incident in the mean where each incident falls on any place alike.

    A place is missed by one incident with probability 1 - 1/N and by all n with (1 - 1/N)^n, so N (1 - (1 - 1/N)^n)
    are hit (Feller 1968, An Introduction to Probability Theory and Its Applications I, chapter IX).

    Examples
    --------
    >>> round(expected_hit(23, 365), 2), expected_hit(5, 1), expected_hit(0, 7)
    (22.32, 1.0, 0.0)
    """
    if places <= 1 or not incidents:
        return float(min(places, incidents))
    return places * -float(np.expm1(incidents * np.log1p(-1.0 / places)))


def _uncut_rate(mean: float) -> float:
    """Return the rate whose Poisson distribution, cut at one, has this mean; 0 where all counts are 1."""
    if mean <= 1 + 1e-12:
        return 0.0
    return float(brentq(lambda rate: rate / -np.expm1(-rate) - mean, 1e-13, mean))


def share_at(x: float, curve: Curve) -> float:
    """Return the height of a curve, straight between its points."""
    return float(np.interp(x, *curve))


def gini_of_curve(curve: Curve) -> float:
    """Return twice the area between a curve and the diagonal.

    >>> round(gini_of_curve(lorenz_curve(np.array([3, 1, 1]), places=10)), 12)
    0.78
    """
    return float(2 * np.trapezoid(curve[1], curve[0]) - 1)
