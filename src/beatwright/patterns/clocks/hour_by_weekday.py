"""The clock of the week: incidents by weekday and hour of the day."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from beatwright.base import check
from beatwright.base.errors import Complaints, ParameterError
from beatwright.patterns.clocks.incident_windows import local_times

__all__ = ["hour_by_weekday", "hour_of_week"]

_MONDAY = np.datetime64("1969-12-29", "us")


def hour_of_week(times: npt.ArrayLike) -> npt.NDArray[np.int64]:
    """Return the hour of the week of every time, 0 = Monday 00:00, shape (n,).

    The clock on the wall counts: in the week in which daylight saving begins no time falls into the hour that is
    skipped, and in the week in which it ends two hours share a number. No other week or hour moves.

    Parameters
    ----------
    times : array of datetime64, shape (n,)
        Local wall time.

    Raises
    ------
    ParameterError
        Where these are no local times, or one of them is missing.

    Examples
    --------
    >>> hour_of_week(np.array(["2024-01-01T00:59", "2024-01-07T23:00"], dtype="datetime64[m]")).tolist()
    [0, 167]
    """
    moments, wrong = local_times("hour_of_week", "times", times)
    missing = int(np.isnat(moments).sum())
    if missing and not wrong:
        wrong = check.sentence("hour_of_week", "times", "times without gaps", f"{missing:,} missing (NaT)")
    if wrong:
        raise ParameterError(wrong)
    return np.asarray((moments - _MONDAY) // np.timedelta64(1, "h") % 168, dtype=np.int64)


def hour_by_weekday(hours_of_week: npt.ArrayLike, weights: npt.ArrayLike | None = None) -> npt.NDArray[np.float64]:
    """Count incidents by weekday and hour of the day.

    Parameters
    ----------
    hours_of_week : array of int, shape (n,)
        Hour of the week of every incident, 0 to 167, 0 = Monday 00:00: see `hour_of_week`.
    weights : array, shape (n,), optional
        What each counts, finite and at least 0; default: 1.

    Returns
    -------
    array, shape (7, 24)
        Monday first; the sum is that of the weights. Without incidents all 0.

    Raises
    ------
    ParameterError
        Where the hours are no whole numbers from 0 to 167, or the weights do not fit them.

    Examples
    --------
    >>> counts = hour_by_weekday([0, 25, 25])
    >>> counts.shape, counts[1, 1], counts.sum()
    ((7, 24), np.float64(2.0), np.float64(3.0))
    """
    hours, complaints = np.asarray(hours_of_week), Complaints()
    hours = hours.astype(np.int64) if hours.size == 0 else hours
    fits = hours.ndim == 1 and hours.dtype.kind in "iu" and bool(((hours >= 0) & (hours < 168)).all())
    got = f"an array of {hours.dtype}, shape {hours.shape}" + (
        f", from {hours.min()} to {hours.max()}" if hours.size and hours.dtype.kind in "iufb" else ""
    )
    expected = "whole numbers from 0 to 167, shape (n,)"
    complaints.add(None if fits else check.sentence("hour_by_weekday", "hours_of_week", expected, got))
    each = np.ones(hours.shape) if weights is None else np.asarray(weights, dtype=np.float64)
    complaints.add(
        check.shape_is("hour_by_weekday", "weights", each.shape, hours.shape, "incident")
        or check.at_least_zero("hour_by_weekday", "weights", each)
    )
    complaints.raise_if_any(ParameterError)
    return np.bincount(hours, each, minlength=168).astype(np.float64).reshape(7, 24)
