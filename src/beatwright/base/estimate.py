"""A figure that was fitted, and how sure it is."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

__all__ = ["Estimate", "mean_estimate", "ratio_estimate"]


class Estimate(NamedTuple):
    """A fitted figure.

    Parameters
    ----------
    value : float
        The figure; NaN where there is nothing to fit it to.
    error : float
        Its standard error; NaN where one observation or none is there.
    seen : int
        Observations.
    """

    value: float
    error: float
    seen: int


def mean_estimate(values: npt.ArrayLike) -> Estimate:
    """Return the mean of independent values, with its standard error.

    >>> mean_estimate([1.0, 3.0])
    Estimate(value=2.0, error=1.0, seen=2)
    """
    some = np.asarray(values, dtype=np.float64)
    number = len(some)
    error = float(some.std(ddof=1) / np.sqrt(number)) if number > 1 else np.nan
    return Estimate(float(some.mean()) if number else np.nan, error, number)


def ratio_estimate(count: int, of: float) -> Estimate:
    """Return events per unit of exposure, with the standard error of a Poisson count.

    >>> ratio_estimate(100, 50.0)
    Estimate(value=2.0, error=0.2, seen=100)
    """
    return Estimate(count / of, float(np.sqrt(count)) / of, count) if of > 0 else Estimate(np.nan, np.nan, count)
