"""Minutes on the scene as a lognormal law, by maximum likelihood.

The logarithms of the minutes are normal. Their mean m and their standard deviation s (with n below, not n - 1) are the
estimates of greatest likelihood; the mean of the minutes is exp(m + s^2 / 2). With n observations the variances are
s^2 / n for m and s^2 / (2 n) for s, independent of each other, so that of the mean is mean^2 (s^2 / n + s^4 / (2 n)).
Source: Johnson, Kotz and Balakrishnan (1994), Continuous Univariate Distributions, volume 1, chapter 14.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from beatwright.base.estimate import Estimate

__all__ = ["Lognormal", "lognormal_fit"]


class Lognormal(NamedTuple):
    """A lognormal law of minutes: its mean, and the standard deviation of the logarithm."""

    mean: Estimate
    spread: Estimate


def lognormal_fit(minutes: npt.ArrayLike) -> Lognormal:
    """Fit a lognormal law.

    Parameters
    ----------
    minutes : array, shape (n,)
        Above 0.

    Returns
    -------
    Lognormal
        NaN where there is no observation.

    Examples
    --------
    >>> fit = lognormal_fit([10.0, 20.0, 40.0])
    >>> round(fit.mean.value, 2), round(fit.spread.value, 3)
    (23.47, 0.566)
    """
    logs = np.log(np.asarray(minutes, dtype=np.float64))
    number = len(logs)
    if not number:
        nothing = Estimate(np.nan, np.nan, 0)
        return Lognormal(nothing, nothing)
    spread = float(logs.std())
    mean = float(np.exp(logs.mean() + spread**2 / 2))
    error = mean * np.sqrt(spread**2 / number + spread**4 / (2 * number)) if number > 1 else np.nan
    of_spread = spread / np.sqrt(2 * number) if number > 1 else np.nan
    return Lognormal(Estimate(mean, float(error), number), Estimate(spread, float(of_spread), number))
