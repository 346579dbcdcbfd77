"""How often every hour of the week occurred in a stretch of records, in hours of real time.

A period that is no whole number of weeks, a gap in the records, a holiday that is left out, and the two days of the
year on which the clocks are changed make some hours of the week occur more often than others. Counts divided by what is
computed here are rates, which no such thing can bend. The period is cut into quarter-hours of wall time (clocks change
at full quarters everywhere); each counts as long as it was covered, twice where the clocks were set back and it came
again, and not at all where they were set forward over it.
"""

from __future__ import annotations

import datetime
import zoneinfo
from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from beatwright.base.errors import Complaints, ParameterError
from beatwright.core.demand import HOURS_OF_WEEK

__all__ = ["days_of", "hours_covered", "timezone_complaint"]

Floats = npt.NDArray[np.float64]
Moments = npt.NDArray[np.datetime64]
Gap = tuple[pd.Timestamp, pd.Timestamp]

_SLOT = np.timedelta64(15, "m")
_SLOTS_OF_HOUR = 4
_HOUR = 3_600_000_000  # microseconds
_MONDAY = np.datetime64("1969-12-29", "us")


def hours_covered(
    start: pd.Timestamp,
    end: pd.Timestamp,
    gaps: Sequence[Gap] = (),
    *,
    timezone: str = "",
    excluded: Iterable[datetime.date] = (),
) -> Floats:
    """Return how many hours of real time the records cover in each hour of the week.

    Parameters
    ----------
    start, end : Timestamp
        The period in local wall time, `end` exclusive.
    gaps : sequence of pairs of Timestamp
        Stretches without records.
    timezone : str
        IANA name of the zone of the wall time, such as ``America/Chicago``; empty: the clocks are never changed.
    excluded : iterable of date
        Days that do not count, such as holidays.

    Returns
    -------
    array, shape (168,)
        Hours; 0 = Monday 00:00.

    Raises
    ------
    ParameterError
        Where the period is empty, no time zone has the name, or an excluded day is none.

    Examples
    --------
    The week in which the clocks of Chicago are set back, in the night to Sunday 3 November 2024:

    >>> hours = hours_covered(pd.Timestamp("2024-10-28"), pd.Timestamp("2024-11-04"), timezone="America/Chicago")
    >>> hours[144:148].tolist(), float(hours.sum())
    ([1.0, 2.0, 1.0, 1.0], 169.0)
    """
    complaints = Complaints()
    complaints.need(
        not pd.isna(start) and not pd.isna(end) and start < end,
        f"The period of hours_covered must not be empty. Got {start} to {end}.",
    )
    complaints.add(timezone_complaint("hours_covered", timezone))
    complaints.raise_if_any(ParameterError)
    days = days_of("hours_covered", excluded)
    first, last = np.datetime64(start, "us"), np.datetime64(end, "us")
    slots = np.arange(first.astype("datetime64[h]"), last, _SLOT).astype("datetime64[us]")
    edges = np.append(slots, slots[-1] + _SLOT)
    length = np.diff(_covered_until(edges, _stretches(first, last, gaps, days)))
    hour = (slots - _MONDAY).astype(np.int64) // _HOUR % HOURS_OF_WEEK
    return np.bincount(hour, length * _occurrences(slots, timezone), minlength=HOURS_OF_WEEK).astype(np.float64)


def timezone_complaint(owner: str, timezone: str) -> str | None:
    """Complain of a name that no time zone has; an empty one stands for none.

    >>> timezone_complaint("hours_covered", "Gotham")
    "The 'timezone' parameter of hours_covered must be an IANA name such as 'America/Chicago'. Got 'Gotham'."
    """
    if timezone == "" or (isinstance(timezone, str) and timezone in zoneinfo.available_timezones()):
        return None
    return f"The 'timezone' parameter of {owner} must be an IANA name such as 'America/Chicago'. Got {timezone!r}."


def days_of(owner: str, excluded: Iterable[Any]) -> set[datetime.date]:
    """Return days given as dates, moments or texts such as ``2024-12-25``.

    Raises
    ------
    ParameterError
        Naming what is no day.

    Examples
    --------
    >>> days_of("hours_covered", ["2024-12-25", datetime.date(2024, 12, 25), pd.Timestamp("2024-12-25 09:00")])
    {datetime.date(2024, 12, 25)}
    """
    given = list(excluded)
    moments = [pd.to_datetime(str(day), errors="coerce", format="ISO8601") for day in given]
    wrong = [day for day, moment in zip(given, moments, strict=True) if pd.isna(moment)]
    if wrong:
        raise ParameterError(f"The 'excluded' parameter of {owner} must hold dates. Got {wrong[:5]!r}.")
    return set(pd.DatetimeIndex(moments).date)


def _stretches(first: Any, last: Any, gaps: Sequence[Gap], excluded: Iterable[datetime.date]) -> Moments:
    """Return the covered stretches, apart and in order, shape (stretches, 2)."""
    days = np.array(sorted(excluded), dtype="datetime64[us]")
    holes = [(np.datetime64(one, "us"), np.datetime64(other, "us")) for one, other in gaps]
    holes += [(day, day + np.timedelta64(1, "D")) for day in days]
    covered, at = [], first
    for low, high in sorted(holes):
        if low > at:
            covered.append((at, min(low, last)))
        at = max(at, high)
        if at >= last:
            break
    if at < last:
        covered.append((at, last))
    return np.array(covered, dtype="datetime64[us]").reshape(-1, 2)


def _covered_until(moments: Moments, stretches: Moments) -> Floats:
    """Return the hours covered before each moment: a line that rises over the stretches and is level between them."""
    if not len(stretches):
        return np.zeros(len(moments))
    origin = moments[0]
    corners = (stretches.ravel() - origin).astype(np.int64)
    lengths = np.diff(corners.reshape(-1, 2), axis=1).ravel()
    before = np.cumsum(lengths) - lengths
    height = np.column_stack((before, before + lengths)).ravel()
    at = (moments - origin).astype(np.int64)
    return np.asarray(np.interp(at, corners, height) / _HOUR)


def _occurrences(slots: Moments, timezone: str) -> Floats:
    """Return how often each quarter-hour of wall time occurred: 1, or 0 or 2 where the clocks were changed."""
    if not timezone:
        return np.ones(len(slots))
    wall = pd.DatetimeIndex(slots)
    known = wall.tz_localize(timezone, ambiguous=np.ones(len(wall), dtype=bool), nonexistent="NaT")
    single = wall.tz_localize(timezone, ambiguous="NaT", nonexistent="shift_forward")
    return np.asarray(1.0 - known.isna() + single.isna(), dtype=np.float64)
