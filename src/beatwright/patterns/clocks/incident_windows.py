"""The times between which incidents happened, checked, and sorted into those that can be used and those set aside."""

from __future__ import annotations

import contextlib
import math
from dataclasses import dataclass
from numbers import Real
from typing import Any

import numpy as np
import numpy.typing as npt

from beatwright.base import check
from beatwright.base.errors import Complaints, ParameterError

__all__ = [
    "BACKWARDS",
    "NO_START",
    "TOO_LONG",
    "USED",
    "IncidentWindows",
    "local_moment",
    "local_times",
    "windows_between",
]

USED, TOO_LONG, BACKWARDS, NO_START = range(4)
_CLOCKS = (24, 168)
_MONDAY = np.datetime64("1969-12-29", "us")  # the last Monday at or before 1970, at which hour 0 of the week begins
_HOUR = np.timedelta64(1, "h")

Moments = npt.NDArray[np.datetime64]


@dataclass(frozen=True, eq=False)
class IncidentWindows:
    """Windows of time, one for each incident.

    Parameters
    ----------
    start, stop : array of int64, shape (n,)
        Microseconds since the Monday 00:00 before 1970; equal where the moment is known. 0 where set aside.
    status : array of int8, shape (n,)
        0 used, 1 longer than the limit, 2 the end before the start, 3 no start.
    hours : int
        Hours of the clock: 24 or 168.
    limit : float
        Hours beyond which a window is set aside.
    """

    start: npt.NDArray[np.int64]
    stop: npt.NDArray[np.int64]
    status: npt.NDArray[np.int8]
    hours: int
    limit: float

    def __len__(self) -> int:
        return len(self.start)

    @property
    def used(self) -> npt.NDArray[np.bool_]:
        """Which incidents are used, shape (n,)."""
        return np.asarray(self.status == USED)


def windows_between(
    start: npt.ArrayLike, end: npt.ArrayLike | None, hours: int, limit: float | None, owner: str
) -> IncidentWindows:
    """Check and sort the windows that `owner` is given; parameters and errors as in `aoristic`."""
    complaints = Complaints()
    complaints.need(
        hours in _CLOCKS, check.sentence(owner, "hours", "24 (of the day) or 168 (of the week)", repr(hours))
    )
    complaints.add(_limit_complaint(owner, limit))
    begin, wrong = local_times(owner, "start", start)
    complaints.add(wrong)
    finish = np.full(begin.shape, "NaT", dtype="datetime64[us]")
    if end is not None:
        finish, wrong = local_times(owner, "end", end)
        complaints.add(wrong or check.shape_is(owner, "end", finish.shape, begin.shape, "incident"))
    complaints.raise_if_any(ParameterError)
    return _sorted_out(begin, np.where(np.isnat(finish), begin, finish), hours, hours if limit is None else limit)


def _sorted_out(begin: Moments, finish: Moments, hours: int, limit: float) -> IncidentWindows:
    length = (finish - begin) / _HOUR
    status = np.select([np.isnat(begin), length < 0, length > limit], [NO_START, BACKWARDS, TOO_LONG], USED)
    used = status == USED
    start, stop = (np.where(used, moments - _MONDAY, 0).astype(np.int64) for moments in (begin, finish))
    return IncidentWindows(start, stop, status.astype(np.int8), int(hours), float(limit))


def _limit_complaint(owner: str, limit: object) -> str | None:
    if limit is None or (isinstance(limit, Real) and not isinstance(limit, bool) and float(limit) > 0):
        return None
    return check.sentence(owner, "limit", f"a number of hours over 0, {math.inf} for no limit, or None", repr(limit))


def local_times(owner: str, name: str, values: Any) -> tuple[Moments, str | None]:
    """Return times as datetime64[us], shape (n,), and what is wrong with them: local wall times are wanted.

    Parameters
    ----------
    owner, name : str
        The function and its parameter, for the complaint.
    values : array-like of datetime64
        NaT where there is none.
    """
    nothing = np.zeros(0, dtype="datetime64[us]")
    if getattr(getattr(values, "dtype", None), "tz", None) is not None:
        why = check.sentence(owner, name, "local wall times without a time zone (tz_localize(None))", values.dtype)
        return nothing, why
    array = np.asarray(values)
    if array.size == 0:
        return nothing, None
    if array.dtype.kind == "O":
        array = _moments_of(array)
    if array.dtype.kind != "M" or array.ndim != 1:
        got = f"an array of {array.dtype}, shape {array.shape}"
        return nothing, check.sentence(owner, name, "an array of datetime64, shape (n,)", got)
    return np.ascontiguousarray(array.astype("datetime64[us]")), None


def local_moment(name: str, value: Any) -> np.datetime64:
    """Return one moment as datetime64[us].

    Raises
    ------
    ParameterError
        Where the parameter `name` is no moment, or has a time zone.
    """
    moment = np.datetime64("NaT", "us")
    if getattr(value, "tzinfo", None) is None:
        with contextlib.suppress(TypeError, ValueError):
            moment = np.datetime64(value, "us")
    if np.isnat(moment):
        raise ParameterError(
            f"The '{name}' of a period must be a moment in local wall time, such as np.datetime64('2024-01-31'). "
            f"Got {value!r}."
        )
    return moment


def _moments_of(array: npt.NDArray[Any]) -> npt.NDArray[Any]:
    """Return datetimes, as Python keeps them, as an array of times; what holds other things as it was."""
    if any(getattr(value, "tzinfo", None) is not None for value in array.ravel()):
        return array
    try:
        return np.asarray(array, dtype="datetime64[us]")
    except (TypeError, ValueError):
        return array
