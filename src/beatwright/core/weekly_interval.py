"""The interval of a mean of weeks, by the method of batch means.

A simulation goes on from week to week, so that weeks next to each other are not quite independent. Where the
correlation of a week with the next one is below 0.2 every week is a batch, else every two weeks are one. The interval
is Student's over the means of the batches. Law, A. M. (2015). Simulation Modeling and Analysis, 5th ed., section 9.5.3.
"""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

__all__ = ["LEVEL", "WeeklyInterval", "weekly_interval"]

LEVEL = 0.9
_MOST_CORRELATION = 0.2  # of a week with the next one, above which two weeks are one batch
_FEWEST = 3  # batches, below which an interval says nothing


class WeeklyInterval(NamedTuple):
    """Ends of an interval, and how many weeks each batch had."""

    low: float
    high: float
    batch: int


def weekly_interval(weeks: npt.ArrayLike, level: float = LEVEL) -> WeeklyInterval | None:
    """Return the interval of the mean of `weeks`, shape (weeks,); None where they are too few, or not all finite.

    Parameters
    ----------
    weeks : array, shape (weeks,)
        A figure of every week, in their order.
    level : float, default 0.9
        Probability with which the interval holds the mean of a great many weeks.

    Examples
    --------
    >>> low, high, batch = weekly_interval([5.0, 6.0, 4.0, 5.0, 6.0, 4.0])
    >>> round(low, 3), round(high, 3), batch
    (4.264, 5.736, 1)
    """
    values = np.asarray(weeks, dtype=np.float64)
    if len(values) < _FEWEST or not np.isfinite(values).all():
        return None
    from scipy.special import stdtrit  # noqa: PLC0415  (takes long to load, and few need it)

    batch = 2 if _correlation(values) >= _MOST_CORRELATION and len(values) >= 2 * _FEWEST else 1
    used = values[len(values) % batch :].reshape(-1, batch).mean(axis=1)
    half = float(stdtrit(len(used) - 1, 0.5 + level / 2)) * float(used.std(ddof=1)) / math.sqrt(len(used))
    return WeeklyInterval(float(values.mean()) - half, float(values.mean()) + half, batch)


def _correlation(values: npt.NDArray[np.float64]) -> float:
    """Return the correlation of each week with the next one; 0 where all are alike."""
    apart = values - values.mean()
    spread = float(apart @ apart)
    return float(apart[1:] @ apart[:-1]) / spread if spread > 0 else 0.0
