"""Figures of calls with a value for every week, weighted so that the mean of the weeks is the figure itself.

A mean over calls is a ratio, minutes by calls, and weeks have more or fewer calls. With m the mean over all calls, n_w
the calls of week w and x_w the sum of their minutes, the value of the week is

    m + (x_w - m n_w) / (mean of n).

The mean of these is m, and their variance that of m to first order (the ratio estimator; Cochran, W. G. (1977).
Sampling Techniques, 3rd ed., chapter 6). A quantile has as the value of a week the week's own quantile, all moved alike
so that their mean is the quantile of all calls.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from beatwright.core import Measure
from beatwright.core.measure import Direction
from beatwright.core.weekly_interval import weekly_interval

__all__ = ["WeeklyFigure", "mean_by_week", "quantile_by_week", "ratio_by_week", "weekly_measure"]

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class WeeklyFigure:
    """A figure, and its value in every week, shape (weeks,); no weeks where it does not apply in one of them."""

    value: float
    by_week: Floats


def _plain(value: float, by_week: Floats | None = None) -> WeeklyFigure:
    return WeeklyFigure(value, np.zeros(0) if by_week is None else by_week)


def ratio_by_week(part: Floats, whole: Floats) -> WeeklyFigure:
    """Return the ratio of the sums of two weekly amounts, shape (weeks,) each; NaN where the whole is 0.

    Examples
    --------
    >>> figure = ratio_by_week(np.array([10.0, 30.0]), np.array([1.0, 1.0]))
    >>> figure.value, figure.by_week.tolist()
    (20.0, [10.0, 30.0])
    """
    total = float(whole.sum())
    if not total > 0:
        return _plain(float("nan"))
    value = float(part.sum()) / total
    return _plain(value, value + (part - value * whole) / (total / len(whole)))


def mean_by_week(values: Floats, week: Ints, weeks: int) -> WeeklyFigure:
    """Return the mean of calls' `values`, shape (calls,), each of a `week` in 0 ... `weeks` - 1."""
    part = np.bincount(week, values, minlength=weeks).astype(np.float64)
    return ratio_by_week(part, np.bincount(week, minlength=weeks).astype(np.float64))


def quantile_by_week(values: Floats, week: Ints, weeks: int, share: float) -> WeeklyFigure:
    """Return the quantile of calls' `values`; weeks are in order, as calls are.

    Examples
    --------
    >>> quantile_by_week(np.array([1.0, 2.0, 3.0, 5.0]), np.array([0, 0, 1, 1]), 2, 0.5).value
    2.5
    """
    if not len(values):
        return _plain(float("nan"))
    value = float(np.quantile(values, share))
    parts = np.split(values, np.searchsorted(week, np.arange(1, weeks)))
    if not all(map(len, parts)):
        return _plain(value)
    own = np.array([np.quantile(part, share) for part in parts])
    return _plain(value, value + own - own.mean())


def weekly_measure(
    name: str, figure: WeeklyFigure, unit: str, direction: Direction = "lower", kind: str = ""
) -> Measure:
    """Return a figure as a measure, with the 90 % interval over its weeks, as far as such figures can go.

    None is below 0. A share is not above 1 either, but for a workload, to which overtime adds.
    """
    found, most = weekly_interval(figure.by_week), 1.0 if unit == "share" and kind != "workload" else math.inf
    interval = None if found is None else (_within(found.low, most), _within(found.high, most))
    return Measure(name, figure.value, unit, direction, interval=interval, kind=kind, by_week=figure.by_week.tolist())


def _within(value: float, most: float) -> float:
    return min(max(value, 0.0), most)
