"""Places and times of incidents, checked: times become whole microseconds, so that lags are exact.

A lag of seven days between two times of day is seven days and not 6.9999999: bands of time are closed, and whole days
apart are the rule in files with dates only. Microseconds are what pandas and files of records keep at the finest.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from beatwright.base import check
from beatwright.base.errors import Complaints

__all__ = ["DAY", "LONGEST", "TimedPoints"]

DAY = 86_400_000_000  # microseconds
LONGEST = 50_000_000  # days: twice as many microseconds, a time and a lag, are just below what 64 bits hold
_TIMES = "days as numbers, or times such as numpy's datetime64 without a time zone"


@dataclass(frozen=True, eq=False)
class TimedPoints:
    """Places and times of incidents.

    Parameters
    ----------
    xy : array of float, shape (n, 2)
        From the lower left corner of all, in a projected unit.
    ticks : array of int64, shape (n,)
        Microseconds since the first.
    start : float
        Days, or days since 1970 where the times were dates, of the first; NaN where there is none.
    """

    xy: npt.NDArray[np.float64]
    ticks: npt.NDArray[np.int64]
    start: float

    def __len__(self) -> int:
        return len(self.ticks)

    @classmethod
    def read(cls, owner: str, xy: npt.ArrayLike, times: npt.ArrayLike, complaints: Complaints) -> TimedPoints:
        """Return the points of the function `owner`, and tell `complaints` what is wrong with them."""
        points, days, before = _coordinates(owner, xy, complaints), _days(owner, times, complaints), len(complaints)
        if len(points) != len(days):
            got = f"{len(points):,} places and {len(days):,} times"
            complaints.add(check.sentence(owner, "times", "one time for each place", got))
        complaints.add(_long(owner, days))
        if len(complaints) > before or not len(days) or len(days) != len(points):
            return cls(np.empty((0, 2)), np.empty(0, dtype=np.int64), float("nan"))
        first = days.min()
        return cls(np.ascontiguousarray(points - points.min(axis=0)), _ticks(days, first), _in_days(first))

    def sorted(self) -> tuple[TimedPoints, npt.NDArray[np.int64]]:
        """Return the points in the order of x, y and time, and where each was: results then know no order of rows."""
        order = np.lexsort((self.ticks, self.xy[:, 1], self.xy[:, 0]))
        return TimedPoints(self.xy[order], self.ticks[order], self.start), order


def _coordinates(owner: str, xy: npt.ArrayLike, complaints: Complaints) -> npt.NDArray[np.float64]:
    expected = "finite numbers of shape (n, 2), in a projected unit"
    try:
        points = np.asarray(xy, dtype=np.float64)
    except (TypeError, ValueError):
        complaints.add(check.sentence(owner, "xy", expected, type(xy).__name__))
        return np.empty((0, 2))
    points = points.reshape(0, 2) if points.size == 0 else points
    if points.ndim != 2 or points.shape[1] != 2:
        complaints.add(check.sentence(owner, "xy", expected, f"shape {points.shape}"))
        return np.empty((0, 2))
    bad = ~np.isfinite(points).all(axis=1)
    if bad.any():
        complaints.add(
            check.sentence(owner, "xy", expected, f"{bad.sum():,} that are not, first in row {bad.argmax()}")
        )
    return points


def _days(owner: str, times: npt.ArrayLike, complaints: Complaints) -> npt.NDArray[np.float64] | npt.NDArray[np.int64]:
    """Return days as floats, or microseconds since 1970 as integers."""
    try:
        given = _times(times)
    except (TypeError, ValueError, OverflowError):
        complaints.add(check.sentence(owner, "times", _TIMES, type(times).__name__))
        return np.empty(0)
    if given.ndim != 1:
        complaints.add(check.sentence(owner, "times", f"{_TIMES}, of shape (n,)", f"shape {given.shape}"))
        return np.empty(0)
    missing = np.isnat(given) if given.dtype.kind == "M" else ~np.isfinite(given)
    if missing.any():
        got = f"{missing.sum():,} that are missing, first in row {missing.argmax()}"
        complaints.add(check.sentence(owner, "times", _TIMES, got))
        return np.zeros(len(given))
    return given.astype(np.int64) if given.dtype.kind == "M" else given


def _times(times: npt.ArrayLike) -> npt.NDArray[np.float64]:
    given = np.asarray(times)
    if given.dtype.kind in "Mm" or (given.dtype.kind == "O" and given.size):
        if any(getattr(time, "tzinfo", None) is not None for time in given.ravel()[:1].tolist()):
            raise ValueError(_TIMES)
        return given.astype("datetime64[us]")
    if given.dtype.kind not in "biuf" and given.size:
        raise TypeError(_TIMES)
    return given.astype(np.float64)


def _long(owner: str, days: npt.NDArray[np.float64] | npt.NDArray[np.int64]) -> str | None:
    span = _in_days(days.max()) - _in_days(days.min()) if len(days) else 0.0
    if span <= LONGEST:
        return None
    return check.sentence(owner, "times", f"{_TIMES}, within {LONGEST:,} days", f"{span:,.0f} days")


def _in_days(time: np.float64 | np.int64) -> float:
    return float(time / DAY) if isinstance(time, np.int64) else float(time)


def _ticks(
    days: npt.NDArray[np.float64] | npt.NDArray[np.int64], first: np.float64 | np.int64
) -> npt.NDArray[np.int64]:
    since = (days - first) * (1 if days.dtype.kind == "i" else DAY)
    return np.asarray(np.round(since), dtype=np.int64)
