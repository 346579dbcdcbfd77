"""Bands of distance and of time: their upper ends, checked, and what they are called in a sentence."""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import pairwise
from numbers import Real

import numpy as np
import numpy.typing as npt

from beatwright.base import check
from beatwright.base.words import significant

__all__ = ["band_complaint", "band_label", "finite_ends"]

_MOST = 100  # bands: a pair keeps the number of its band in one byte


def band_complaint(owner: str, name: str, ends: Sequence[float]) -> str | None:
    """Complain unless `ends` ascend from 0 or above; the last may be infinite."""
    expected = f"1 to {_MOST} ascending upper ends of bands, from 0 or above; only the last may be infinite"
    listed = list(ends) if isinstance(ends, Sequence | np.ndarray) and not isinstance(ends, str) else None
    if listed and all(isinstance(end, Real) and not isinstance(end, bool) for end in listed):
        numbers = [float(end) for end in listed]
        if len(numbers) <= _MOST and numbers[0] >= 0 and all(low < high for low, high in pairwise(numbers)):
            return None
    return check.sentence(owner, name, expected, repr(ends))


def finite_ends(ends: Sequence[float]) -> npt.NDArray[np.float64]:
    """Return the ends that are finite: what lies beyond them needs no counting.

    >>> finite_ends([0, 200, math.inf])
    array([  0., 200.])
    """
    return np.array([float(end) for end in ends if math.isfinite(end)])


def band_label(ends: Sequence[float], band: int, unit: str) -> str:
    """Return a band in words.

    >>> [band_label([0, 200, 400, math.inf], band, "m") for band in range(4)]
    ['0 m', 'up to 200 m', '200 to 400 m', 'more than 400 m']
    """
    high, low = ends[band], ends[band - 1] if band else 0.0
    if not math.isfinite(high):
        return f"more than {_measured(low, unit)}" if band else "any"
    if high == 0:
        return _measured(0, unit)
    return f"{significant(low)} to {_measured(high, unit)}" if low > 0 else f"up to {_measured(high, unit)}"


def _measured(number: float, unit: str) -> str:
    return f"{significant(number)} {'day' if number == 1 and unit == 'days' else unit}"
