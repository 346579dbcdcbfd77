"""The middle of scattered values, and the line through scattered points, that a few wrong ones do not move.

Huber's estimators: observations further than 1.345 standard deviations from the middle or the line weigh less, in
inverse proportion to their distance. The scale is the median of the absolute residuals over 0.6745. With normal scatter
the estimate keeps 95 per cent of the efficiency of least squares. Standard errors are those of an M-estimator.
Source: Huber (1981), Robust Statistics, chapters 6 and 7.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from beatwright.base.estimate import Estimate

__all__ = ["RobustLine", "robust_line", "robust_middle", "robust_scale"]

Floats = npt.NDArray[np.float64]

_TUNING = 1.345  # standard deviations
_NORMAL = 0.6744897501960817  # median of the absolute value of a standard normal variable
_ROUNDS = 50
_CLOSE = 1e-9


class RobustLine(NamedTuple):
    """A line: its value where x is 0, and its slope."""

    start: Estimate
    slope: Estimate


def robust_scale(residuals: Floats) -> float:
    """Return the standard deviation of values around 0 by their median distance; 0 where most are 0.

    >>> round(robust_scale(np.array([-1.0, 0.5, 1.0, 90.0])), 3)
    1.483
    """
    return float(np.median(np.abs(residuals))) / _NORMAL


def robust_middle(values: Floats) -> Estimate:
    """Return Huber's estimate of the middle of at least one value.

    >>> middle = robust_middle(np.array([1.0, 2.0, 3.0, 4.0, 500.0]))
    >>> 2.5 < middle.value < 4.0
    True
    """
    line = _fit(np.ones((len(values), 1)), values)
    return line[0]


def robust_line(x: Floats, y: Floats) -> RobustLine:
    """Return Huber's line through at least three points that do not all have one x.

    >>> x = np.arange(10.0)
    >>> line = robust_line(x, 2.0 + 3.0 * x + np.where(x == 4, 1000.0, 0.0))
    >>> round(line.start.value, 6), round(line.slope.value, 6)
    (2.0, 3.0)
    """
    return RobustLine(*_fit(np.column_stack([np.ones(len(x)), x]), y))


def _fit(design: Floats, y: Floats) -> list[Estimate]:
    found: Floats = np.zeros(design.shape[1])
    found[0] = np.median(y)
    if design.shape[1] > 1:
        found = np.asarray(np.linalg.lstsq(design, y, rcond=None)[0], dtype=np.float64)
    scale = robust_scale(y - design @ found)
    for _ in range(_ROUNDS):
        scale = robust_scale(y - design @ found)
        if scale == 0:
            break
        weight = 1.0 / np.maximum(np.abs(y - design @ found) / (_TUNING * scale), 1.0)
        before = found
        found = np.asarray(np.linalg.solve(design.T @ (weight[:, None] * design), design.T @ (weight * y)), np.float64)
        if np.abs(found - before).max() < _CLOSE * (1.0 + np.abs(found).max()):
            break
    return _with_errors(design, y - design @ found, found, scale)


def _with_errors(design: Floats, residuals: Floats, found: Floats, scale: float) -> list[Estimate]:
    number, width = design.shape
    if number <= width:
        return [Estimate(float(one), np.nan, number) for one in found]
    bent = np.clip(residuals, -_TUNING * scale, _TUNING * scale)
    inside = np.mean(np.abs(residuals) <= _TUNING * scale) if scale else 1.0
    variance = (bent**2).sum() / (number - width) / inside**2 * np.linalg.inv(design.T @ design)
    return [
        Estimate(float(one), float(np.sqrt(each)), number) for one, each in zip(found, np.diag(variance), strict=True)
    ]
