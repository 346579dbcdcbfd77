"""Standard errors of differences between forecasters that were judged on the same dates."""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt

__all__ = ["mean_and_error", "ratio_and_error"]

Floats = npt.NDArray[np.float64]


def mean_and_error(differences: Floats, overlap: int = 0) -> tuple[float, float]:
    """Return the mean of differences, one a date, and its standard error.

    Stretches that overlap share incidents, so that their differences go together; their covariances up to `overlap`
    dates apart are added with falling weights (Newey and West, "A simple, positive semi-definite, heteroskedasticity
    and autocorrelation consistent covariance matrix", Econometrica 55 (1987), 703-708), as Diebold and Mariano (1995)
    compare forecasts. Dates that have no value are left out.

    Parameters
    ----------
    differences : array, shape (dates,)
        NaN where a date has no value.
    overlap : int, default 0
        How many of the dates that follow have stretches in common with one.

    Returns
    -------
    (float, float)
        NaN where there is no date, or the error of a single one.

    Examples
    --------
    >>> mean_and_error(np.array([1.0, 3.0, np.nan]))
    (2.0, 1.0)
    """
    known = differences[~np.isnan(differences)]
    if not len(known):
        return math.nan, math.nan
    mean = float(known.mean())
    with np.errstate(invalid="ignore"):
        return mean, _error_of_sum(known - mean, overlap) / len(known)


def ratio_and_error(differences: Floats, events: Floats, overlap: int = 0) -> tuple[float, float]:
    """Return the sum of differences over the sum of events, and its standard error, linearised.

    Parameters
    ----------
    differences, events : array, shape (dates,)
        Such as differences of log likelihoods, and incidents.
    overlap : int, default 0
        As in `mean_and_error`.

    Examples
    --------
    >>> ratio_and_error(np.array([1.0, 4.0]), np.array([10.0, 40.0]))
    (0.1, 0.0)
    """
    total = float(events.sum())
    if total == 0:
        return math.nan, math.nan
    ratio = float(differences.sum()) / total
    with np.errstate(invalid="ignore"):
        return ratio, _error_of_sum(differences - ratio * events, overlap) / total


def _error_of_sum(deviations: Floats, overlap: int) -> float:
    n = len(deviations)
    if n < 2 or not np.isfinite(deviations).all():
        return math.nan
    total = float(deviations @ deviations)
    for lag in range(1, min(overlap, n - 1) + 1):
        total += 2 * (1 - lag / (overlap + 1)) * float(deviations[lag:] @ deviations[:-lag])
    return math.sqrt(max(total, 0.0) * n / (n - 1))
