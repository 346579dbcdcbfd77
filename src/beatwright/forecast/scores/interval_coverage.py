"""How often what came lies in the interval that was foretold."""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt

from beatwright.base import check
from beatwright.base.errors import Complaints, ParameterError
from beatwright.forecast.distribution.negative_binomial import count_cdf
from beatwright.forecast.scores.ranked_probability import whole_complaints
from beatwright.forecast.scores.zone_figures import zone_figures

__all__ = ["both_coverages", "interval_coverage", "pit_coverage"]

Floats = npt.NDArray[np.float64]


def interval_coverage(counts: npt.ArrayLike, low: npt.ArrayLike, high: npt.ArrayLike) -> float:
    """Return the share of counts in [`low`, `high`], both ends in it.

    Counts are whole, so an interval between quantiles holds more than it is named for where few incidents are expected:
    a zone that expects 0.01 has [0, 0] as its 90 % interval, which is right 99 times in 100. `pit_coverage` takes
    that out.

    Parameters
    ----------
    counts : array, shape (n,)
        Incidents that came.
    low, high : array, shape (n,), or one number
        The interval, such as the quantiles at .05 and .95.

    Returns
    -------
    float
        In [0, 1]; NaN where there are no counts.

    Raises
    ------
    ParameterError
        With every fault at once.

    Examples
    --------
    >>> interval_coverage([0, 3, 9], 0, [2, 3, 8])
    0.6666666666666666
    """
    complaints = Complaints()
    y, lower, upper = zone_figures("interval_coverage", complaints, counts=counts, low=low, high=high)
    complaints.need(bool((lower <= upper).all()), "Of interval_coverage no 'low' may lie above its 'high'.")
    complaints.raise_if_any(ParameterError)
    return float(((lower <= y) & (y <= upper)).mean()) if len(y) else math.nan


def pit_coverage(
    counts: npt.ArrayLike, mean: npt.ArrayLike, variance: npt.ArrayLike | None = None, *, level: float = 0.9
) -> float:
    """Return the coverage of the central interval of a negative binomial, exact for counts, which are whole.

    The probability integral transform of a count y is spread evenly over [F(y - 1), F(y)]. It is uniform over [0, 1]
    where the forecast is right, however rare the incidents; what is returned is the mean share of it that lies between
    (1 - level) / 2 and (1 + level) / 2. That is the mean over all randomised transforms, so nothing is drawn.

    Parameters
    ----------
    counts, mean, variance : as in `crps`
    level : float, default 0.9
        Of the interval, in (0, 1].

    Returns
    -------
    float
        In [0, 1]; `level` where the forecast is right; NaN where there are no counts.

    Raises
    ------
    ParameterError
        With every fault at once.

    References
    ----------
    C. Czado, T. Gneiting and L. Held, "Predictive model assessment for count data", Biometrics 65 (2009), 1254-1261.

    Examples
    --------
    >>> round(pit_coverage([0] * 99 + [1], mean=0.01), 3)
    0.9
    """
    complaints = Complaints()
    given = mean if variance is None else variance
    y, mu, var = zone_figures("pit_coverage", complaints, counts=counts, mean=mean, variance=given)
    complaints.extend(whole_complaints("pit_coverage", y))
    complaints.add(check.number("pit_coverage", "level", level, 0, 1, open_low=True))
    complaints.raise_if_any(ParameterError)
    return both_coverages(y, mu, var, level)[1]


def both_coverages(counts: Floats, mean: Floats, variance: Floats, level: float = 0.9) -> tuple[float, float]:
    """Return the plain coverage of the central interval between quantiles, and the exact one; NaN without counts.

    A count lies between the quantiles at p and 1 - p where F(y) >= p and F(y - 1) < 1 - p.
    """
    if not len(counts):
        return math.nan, math.nan
    below, upto = count_cdf(counts - 1, mean, variance), count_cdf(counts, mean, variance)
    tail = (1 - level) / 2
    plain = (upto >= tail) & (below < 1 - tail)
    inside = np.clip(upto, tail, 1 - tail) - np.clip(below, tail, 1 - tail)
    width = upto - below
    # A count that was held for impossible lies beyond every interval.
    share = np.divide(inside, width, out=np.zeros_like(width), where=width > 0)
    return float(plain.mean()), float(share.mean())
