"""The continuous ranked probability score (CRPS) of counts: closed forms, and of an ensemble of draws."""

from __future__ import annotations

import math
from collections.abc import Iterator

import numpy as np
import numpy.typing as npt
from scipy import special

from beatwright.base import check
from beatwright.base.errors import Complaints, ParameterError
from beatwright.forecast.distribution.negative_binomial import parted
from beatwright.forecast.scores.zone_figures import zone_figures

__all__ = ["crps", "ensemble_crps", "whole_complaints"]

Floats = npt.NDArray[np.float64]
# Standard deviations beyond the mean after which nothing is added to a sum over the tail of a distribution.
_TAIL = 12.0


def crps(counts: npt.ArrayLike, mean: npt.ArrayLike, variance: npt.ArrayLike | None = None) -> Floats:
    """Return the CRPS of counts under a negative binomial of given mean and variance, in incidents; low is good.

    CRPS = E|X - y| - E|X - X'| / 2 = the sum over k of (F(k) - [k >= y])^2. A forecast without doubt has the absolute
    error as its CRPS. Where the variance is the mean, or below it, the distribution is Poisson.

    Parameters
    ----------
    counts : array of whole numbers, shape (n,)
        Incidents that came.
    mean : array, shape (n,), or one number
        Incidents expected.
    variance : array, shape (n,), or one number, optional
        Their variance; default: the mean.

    Returns
    -------
    array, shape (n,)

    Raises
    ------
    ParameterError
        With every fault at once.

    References
    ----------
    S. Wei and L. Held, "Calibration tests for count data", Test 23 (2014), 787-805, for both closed forms. Where the
    hypergeometric function of that of the negative binomial overflows, E|X - X'| / 2 is summed.

    Examples
    --------
    >>> crps([0, 3], mean=1.0).round(4), crps([0, 3], mean=1.0, variance=2.0).round(4)
    (array([0.4762, 1.5229]), array([0.3333, 1.5833]))
    """
    complaints = Complaints()
    given = mean if variance is None else variance
    y, mu, var = zone_figures("crps", complaints, counts=counts, mean=mean, variance=given)
    complaints.extend(whole_complaints("crps", y))
    complaints.raise_if_any(ParameterError)
    over, n, p = parted(mu, var)
    result = _poisson(y, mu)
    result[over] = _negative_binomial(y[over], n, p)
    return result


def whole_complaints(owner: str, counts: Floats) -> Iterator[str | None]:
    """Yield what is wrong with counts that are to be whole, where they are otherwise in order."""
    if check.at_least_zero(owner, "counts", counts) is None:
        yield check.counts(owner, "counts", counts, "zone")


def _poisson(y: Floats, mean: Floats) -> Floats:
    probability = np.exp(special.xlogy(y, mean) - mean - special.gammaln(y + 1))
    half_spread = mean * (special.ive(0, 2 * mean) + special.ive(1, 2 * mean))
    return np.asarray((y - mean) * (2 * special.pdtr(y, mean) - 1) + 2 * mean * probability - half_spread)


def _negative_binomial(y: Floats, n: Floats, p: Floats) -> Floats:
    mean = n * (1 - p) / p
    below = np.where(y > 0, special.betainc(n + 1, np.maximum(y, 1), p), 0.0)
    first = y * (2 * special.betainc(n, y + 1, p) - 1) - mean * (2 * below - 1)
    return np.asarray(first - _half_spread(n, p))


def _half_spread(n: Floats, p: Floats) -> Floats:
    """Return E|X - X'| / 2 of negative binomials."""
    with np.errstate(over="ignore", invalid="ignore"):
        spread = n * (1 - p) / p**2 * special.hyp2f1(n + 1, 0.5, 2, -4 * (1 - p) / p**2)
    for i in np.flatnonzero(~np.isfinite(spread)):
        spread[i] = _summed_half_spread(float(n[i]), float(p[i]))
    return np.asarray(spread)


def _summed_half_spread(n: float, p: float) -> float:
    """Return the sum of F(k) (1 - F(k))."""
    mean, sd = n * (1 - p) / p, math.sqrt(n * (1 - p)) / p
    # The last terms are those of a long tail: the wider of a normal's and that of a rare count.
    k = np.arange(max(0, math.floor(mean - _TAIL * sd)), math.ceil(mean + _TAIL * sd) + 40, dtype=np.float64)
    below = special.betainc(n, k + 1, p)
    return float(below @ (1 - below))


def ensemble_crps(counts: npt.ArrayLike, draws: npt.ArrayLike, weight: npt.ArrayLike | None = None) -> Floats:
    """Return the CRPS of counts under the distribution of some draws: E|X - y| - E|X - X'| / 2 over the draws.

    Parameters
    ----------
    counts : array, shape (n,)
        Incidents that came.
    draws : array, shape (m, n)
        Draws of them.
    weight : array, shape (m,), optional
        Probability of each draw; default: all alike.

    Returns
    -------
    array, shape (n,)
        Of the draws as a distribution of its own: that of what they were drawn from is lower by E|X - X'| / (2 m) in
        the mean.

    Raises
    ------
    ParameterError
        With every fault at once.

    References
    ----------
    T. Gneiting and A. E. Raftery, "Strictly proper scoring rules, prediction, and estimation", Journal of the American
    Statistical Association 102 (2007), equation 20.

    Examples
    --------
    >>> ensemble_crps([1.0], [[0.0], [2.0]])
    array([0.5])
    """
    complaints = Complaints()
    (y,) = zone_figures("ensemble_crps", complaints, counts=counts)
    x = np.asarray(draws, dtype=np.float64)
    fits = x.ndim == 2 and x.shape[1:] == y.shape and len(x) > 0
    complaints.need(fits, check.sentence("ensemble_crps", "draws", f"of shape (draws, {len(y)})", f"shape {x.shape}"))
    w = np.ones(len(x)) if weight is None else np.asarray(weight, dtype=np.float64)
    good = w.shape == x.shape[:1] and bool((w >= 0).all()) and 0 < w.sum() < math.inf
    complaints.need(
        good, check.sentence("ensemble_crps", "weight", "one of at least 0 per draw, not all 0", repr(weight))
    )
    complaints.raise_if_any(ParameterError)
    return _of_draws(y, x, w / w.sum())


def _of_draws(y: Floats, draws: Floats, weight: Floats) -> Floats:
    """Sort the draws: E|X - X'| is a weighted sum of them, with no pair looked at."""
    order = np.argsort(draws, axis=0, kind="stable")
    x, w = np.take_along_axis(draws, order, axis=0), weight[order]
    middle = np.cumsum(w, axis=0) - w / 2
    half_spread = (w * (2 * middle - 1) * x).sum(axis=0)
    return np.asarray(weight @ np.abs(draws - y) - half_spread)
