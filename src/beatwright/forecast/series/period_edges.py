"""Periods of a calendar: the hours, days, weeks, months or years that end, or begin, at a moment."""

from __future__ import annotations

from types import MappingProxyType

import numpy as np
import numpy.typing as npt
import pandas as pd

__all__ = ["HOURS_OF_PERIOD", "STANDARD", "edges_after", "edges_before"]

Times = npt.NDArray[np.datetime64]

# Hours of a period of each length; those of months and years are the mean of four years.
HOURS_OF_PERIOD = MappingProxyType({"hour": 1.0, "day": 24.0, "week": 168.0, "month": 730.5, "year": 8766.0})
_CALENDAR = MappingProxyType({"month": 1, "year": 12})  # months of the periods that are not all as long
_MICROSECONDS = MappingProxyType({name: int(hours * 3600 * 10**6) for name, hours in HOURS_OF_PERIOD.items()})
# How long a period of each length is.
STANDARD = MappingProxyType({name: np.timedelta64(length, "us") for name, length in _MICROSECONDS.items()})
_MOMENTS = np.dtype("datetime64[us]")


def edges_before(start: pd.Timestamp, end: pd.Timestamp, period: str) -> Times:
    """Return the edges of the periods that lead up to `end`.

    Months and years are those of the calendar, counted back from `end`, whatever its day. What is left at the
    beginning, shorter than a period, is a first period of its own.

    Parameters
    ----------
    start, end : Timestamp
        Beginning and end of the records, `end` exclusive.
    period : {"hour", "day", "week", "month", "year"}
        Length of a period.

    Returns
    -------
    array of datetime64[us], shape (periods + 1,)
        `start` first, `end` last, rising.

    Examples
    --------
    >>> edges_before(pd.Timestamp("2024-01-10"), pd.Timestamp("2024-03-31"), "month").astype("datetime64[D]").tolist()
    ... # doctest: +NORMALIZE_WHITESPACE
    [datetime.date(2024, 1, 10), datetime.date(2024, 1, 31), datetime.date(2024, 2, 29), datetime.date(2024, 3, 31)]
    """
    reach = int((end - start) / pd.Timedelta(hours=HOURS_OF_PERIOD[period]) * 1.1) + 2
    back = _steps(end, period, -np.arange(reach, -1, -1))
    first = np.datetime64(start, "us")
    return np.concatenate(([first], back[back > first]))


def edges_after(anchor: pd.Timestamp, known: pd.Timestamp, until: pd.Timestamp, period: str) -> Times:
    """Return the edges from `known` on of the whole periods that are over at `until`.

    Parameters
    ----------
    anchor : Timestamp
        Where the calendar of the periods begins.
    known : Timestamp
        An edge of that calendar: the first that is returned.
    until : Timestamp
        None is later, but `known` where it is.
    period : {"hour", "day", "week", "month", "year"}
        Length of a period.

    Examples
    --------
    >>> anchor, known, until = (pd.Timestamp(day) for day in ("2023-10-31", "2024-01-31", "2024-03-30"))
    >>> edges_after(anchor, known, until, "month").astype("datetime64[D]").tolist()
    [datetime.date(2024, 1, 31), datetime.date(2024, 2, 29)]
    """
    if period not in _CALENDAR:  # in whole numbers: moments one by one are slow, and every update asks for these
        first, last = _microseconds(known), _microseconds(until)
        return np.arange(first, max(first, last) + 1, _MICROSECONDS[period]).view(_MOMENTS)
    start, end = _exact(known), _exact(until)
    mean = pd.Timedelta(hours=HOURS_OF_PERIOD[period])
    first, last = (int((day - anchor) / mean) for day in (known, until))
    forth = _steps(anchor, period, np.arange(max(first - 1, 0), last + 3))
    return np.asarray(forth[(forth >= start) & (forth <= max(start, end))])


def _exact(moment: pd.Timestamp) -> np.datetime64:
    exact: np.datetime64 = moment.as_unit("us").to_datetime64()
    return exact


def _microseconds(moment: pd.Timestamp) -> int:
    """Return the whole microseconds since 1970."""
    try:
        return moment.value // 1000
    except OverflowError:  # nanoseconds end in 2262
        return int(_exact(moment).astype(np.int64))


def _steps(anchor: pd.Timestamp, period: str, steps: npt.NDArray[np.int64]) -> Times:
    """Return the moments so many periods from `anchor`."""
    if period not in _CALENDAR:
        return np.asarray(_exact(anchor) + steps * STANDARD[period])
    moments = [anchor + pd.DateOffset(months=int(step) * _CALENDAR[period]) for step in steps]
    return np.array(moments, dtype="datetime64[us]")
