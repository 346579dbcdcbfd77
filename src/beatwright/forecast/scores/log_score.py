"""The log score of expected counts, in nats per event over a baseline."""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt

from beatwright.base.errors import Complaints, ParameterError
from beatwright.forecast.scores.zone_figures import zone_figures

__all__ = ["log_likelihood", "log_score"]


def log_score(counts: npt.ArrayLike, expected: npt.ArrayLike, baseline: npt.ArrayLike) -> float:
    """Return how much likelier the counts are under a forecast than under a baseline, in nats per event.

    (sum of y ln(mu / b) - mu + b) / (sum of y): the difference of two Poisson log likelihoods, in which ln y! falls
    out, over the events. It is a proper score, and no choice of flagged area or of cells can flatter it; exp of it is
    how many times more likely the forecast made the place of a typical event.

    Parameters
    ----------
    counts : array, shape (zones,)
        Incidents that came.
    expected, baseline : array, shape (zones,), or one number
        Incidents expected by the forecast and by the baseline.

    Returns
    -------
    float
        NaN where no event came. Minus infinity where the forecast held for impossible what came; NaN where both did.

    Raises
    ------
    ParameterError
        With every fault at once.

    References
    ----------
    T. Gneiting and A. E. Raftery, "Strictly proper scoring rules, prediction, and estimation", Journal of the American
    Statistical Association 102 (2007), 359-378.

    Examples
    --------
    >>> log_score([2, 0], [2.0, 0.0], [1.0, 1.0])  # ln 2
    0.6931471805599453
    """
    complaints = Complaints()
    y, mu, base = zone_figures("log_score", complaints, counts=counts, expected=expected, baseline=baseline)
    complaints.raise_if_any(ParameterError)
    events = float(y.sum())
    if events == 0:
        return math.nan
    with np.errstate(invalid="ignore"):
        return float((log_likelihood(y, mu) - log_likelihood(y, base)) / events)


def log_likelihood(counts: npt.NDArray[np.float64], expected: npt.NDArray[np.float64]) -> np.float64:
    """Return the Poisson log likelihood of counts without the sum of ln y!, which no forecast changes."""
    came = counts > 0
    with np.errstate(divide="ignore"):
        return np.float64(counts[came] @ np.log(expected[came]) - expected.sum())
