"""The 90 % interval of a mean over weeks that may be alike, from draws of the weeks.

What a week does to a difference is read from the draws: the difference drawn, less the one measured, is regressed on
how often each week was drawn. Of these influences psi_t the variance of the sum is estimated at the slowest
frequencies alone, where weeks that are like their neighbours show (equal-weighted cosines),

    L_j = sqrt(2 / n) sum_t cos(pi j (t - 1/2) / n) n psi_t,   variance = sum_j L_j^2 / (J n),   J = 0.4 n^(2/3),

and Student's quantile has J degrees of freedom, since so few numbers say how well it is known. E. Lazarus, D. J. Lewis,
J. H. Stock and M. W. Watson, "HAR inference: recommendations for practice", Journal of Business & Economic Statistics
36 (2018), 541-559. What is not linear in the weeks has the variance that the draws give it. The shape of the interval
is that of the draws.
"""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt
from scipy.stats import norm as normal
from scipy.stats import t as student

__all__ = ["chance_interval", "influence_of_weeks"]

Floats = npt.NDArray[np.float64]

_TAILS = (0.05, 0.95)
# Cosines for n weeks: the rule of the paper; of fewer than two the quantile would be that of a Cauchy distribution.
_COSINES, _POWER, _FEWEST = 0.4, 2 / 3, 2
_TINY = 1e-12  # share of the largest singular value below which weeks were always drawn together


def influence_of_weeks(times: npt.NDArray[np.int64]) -> Floats:
    """Return what turns differences drawn into the influence of each week, shape (weeks, draws): the regression."""
    return np.asarray(np.linalg.pinv(times - 1.0, rcond=_TINY))


def chance_interval(
    difference: float, drawn: Floats, times: npt.NDArray[np.int64], regression: Floats | None = None
) -> tuple[float, float] | None:
    """Return the 90 % interval of a difference from draws of it; None where it applies to none of them.

    Parameters
    ----------
    difference : float
        As it was measured.
    drawn : array, shape (draws,)
        Under the draws of weeks; NaN where it does not apply.
    times : array of int, shape (draws, weeks)
        How often each draw takes every week.
    regression : array, shape (weeks, draws), optional
        `influence_of_weeks` of them, where it is known already.

    Examples
    --------
    >>> from beatwright.examine.hindsight.week_blocks import drawn_weeks
    >>> each = np.random.default_rng(1).normal(size=52)
    >>> times = drawn_weeks(52, 200)
    >>> low, high = chance_interval(each.mean(), times @ each / 52, times)
    >>> bool(low < each.mean() < high)
    True
    """
    known = np.isfinite(drawn)
    if not known.any() or not math.isfinite(difference):
        return None
    if regression is None or not known.all():
        regression = influence_of_weeks(times[known])
    apart, weeks = drawn[known] - difference, times.shape[1]
    spread = float(apart.std())
    if spread == 0.0:
        return difference, difference
    cosines = max(int(_COSINES * weeks**_POWER), _FEWEST)
    error = math.sqrt(_variance(apart, times[known].astype(np.float64) - 1.0, regression, cosines))
    wider = error / spread * float(student.ppf(_TAILS[1], cosines) / normal.ppf(_TAILS[1]))
    low, high = difference + wider * np.quantile(apart, _TAILS)
    return float(min(low, difference)), float(max(high, difference))


def _variance(apart: Floats, moved: Floats, regression: Floats, cosines: int) -> float:
    """Return the variance of a difference from draws of it that moved away, with the weights of weeks that moved."""
    draws, weeks = moved.shape
    influence = regression @ apart
    rest = apart - moved @ influence
    noise: float = float(rest @ rest) / max(draws - weeks + 1, 1)
    number = np.arange(1, cosines + 1)[:, None]
    waves = np.sqrt(2 / weeks) * np.cos(np.pi * number * (np.arange(weeks) + 0.5) / weeks)
    # Influences are known but for the noise of the regression, which adds to every square.
    squares = (waves @ influence) ** 2 - noise * ((waves @ regression) ** 2).sum(axis=1)
    linear: float = max(weeks * float(squares.mean()), 0.0)
    return linear + noise
