"""The days of a period that have records: what counts by month or weekday are divided by."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from beatwright.base.errors import Complaints, ParameterError
from beatwright.patterns.clocks.incident_windows import local_moment

__all__ = ["days_covered", "weekday_days"]

Moments = npt.NDArray[np.datetime64]
Gaps = Sequence[tuple[Any, Any]]

_DAY = np.timedelta64(1, "D")
_MOST_DAYS = 366 * 500


def days_covered(start: Any, end: Any, gaps: Gaps = ()) -> tuple[Moments, npt.NDArray[np.float64]]:
    """Return the days that a period touches, and the part of each that it covers.

    Days are those of the calendar: the day on which clocks change counts one like any other.

    Parameters
    ----------
    start, end : datetime64 or Timestamp
        The period in local wall time, `end` exclusive.
    gaps : sequence of pairs, optional
        Stretches without records, each with its end exclusive; what overlaps another or reaches over the period counts
        once.

    Returns
    -------
    days : array of datetime64[D], shape (d,)
    part : array, shape (d,)
        Between 0 and 1.

    Raises
    ------
    ParameterError
        Where the period is empty, over 500 years long, or no period.

    Examples
    --------
    >>> days, part = days_covered(np.datetime64("2024-03-01T12:00"), np.datetime64("2024-03-04"), [
    ...     (np.datetime64("2024-03-02"), np.datetime64("2024-03-03"))])
    >>> days.astype(str).tolist(), part.tolist()
    (['2024-03-01', '2024-03-02', '2024-03-03'], [0.5, 0.0, 1.0])
    """
    begin, finish = local_moment("start", start), local_moment("end", end)
    complaints = Complaints()
    length = (finish - begin) / _DAY
    complaints.need(
        bool(0 < length < _MOST_DAYS),
        f"The period must begin before its end and be under 500 years. Got {start} to {end}.",
    )
    complaints.raise_if_any(ParameterError)
    days = np.arange(begin.astype("datetime64[D]"), (finish - np.timedelta64(1, "us")).astype("datetime64[D]") + _DAY)
    covered = _overlap(days, begin, finish)
    for one, other in _merged([(local_moment("gaps", one), local_moment("gaps", other)) for one, other in gaps]):
        if max(one, begin) < min(other, finish):
            covered -= _overlap(days, max(one, begin), min(other, finish))
    return days, np.clip(covered, 0.0, 1.0)


def weekday_days(start: Any, end: Any, gaps: Gaps = ()) -> npt.NDArray[np.float64]:
    """Return how many Mondays, Tuesdays, ... a period covers, shape (7,): what a clock of the week is divided by.

    Parameters and errors as for `days_covered`.

    Examples
    --------
    >>> weekday_days(np.datetime64("2024-01-01"), np.datetime64("2024-01-09")).tolist()
    [2.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0]
    """
    days, part = days_covered(start, end, gaps)
    return np.bincount((days.astype(np.int64) + 3) % 7, part, minlength=7).astype(np.float64)  # 1970 began on Thursday


def _overlap(days: Moments, one: np.datetime64, other: np.datetime64) -> npt.NDArray[np.float64]:
    """Return the part of each day that lies between two moments."""
    low, high = (
        np.maximum(days.astype("datetime64[us]"), one),
        np.minimum((days + _DAY).astype("datetime64[us]"), other),
    )
    return np.maximum(np.asarray((high - low) / _DAY, dtype=np.float64), 0.0)


def _merged(gaps: list[tuple[np.datetime64, np.datetime64]]) -> list[tuple[np.datetime64, np.datetime64]]:
    merged: list[tuple[np.datetime64, np.datetime64]] = []
    for one, other in sorted(gaps):
        if merged and one <= merged[-1][1]:
            merged[-1] = merged[-1][0], max(merged[-1][1], other)
        elif one < other:
            merged.append((one, other))
    return merged
