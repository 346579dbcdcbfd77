"""Days of a simulation: from midnight to midnight by the clock of the first hour."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence

import numpy as np
import pandas as pd

from beatwright.base import check
from beatwright.base.errors import ParameterError
from beatwright.core.calls import Calls
from beatwright.core.dispatch_trace import DispatchTrace
from beatwright.core.trace_stretches import wait_stretches

__all__ = ["MINUTES_OF_DAY", "day_begin", "day_count", "day_name", "day_number", "worst_day"]

MINUTES_OF_DAY = 1440.0
_NAMES = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


def day_begin(calls: Calls, day: int) -> float:
    """Return the minute at which a day begins; that of day 0 is below 0 where the calls begin in mid-day."""
    return day * MINUTES_OF_DAY - 60.0 * (int(calls.clock[0]) % 24)


def day_count(calls: Calls) -> int:
    """Return the number of days that the hours of the calls touch."""
    return -(-(len(calls.clock) + int(calls.clock[0]) % 24) // 24)


def day_name(calls: Calls, day: int) -> str:
    """Return the name of a day: weekday and date, or weekday and number where no date is known.

    >>> from beatwright.testing import hourly_problem
    >>> day_name(Calls.drawn(hourly_problem().demand, weeks=2, seed=1), 8)
    'Tuesday, day 9'
    """
    if calls.start is None:
        return f"{_NAMES[(int(calls.clock[0]) // 24 + day) % 7]}, day {day + 1}"
    date = calls.start.normalize() + pd.Timedelta(days=day)
    return f"{_NAMES[date.day_of_week]} {date:%Y-%m-%d}"


def day_number(calls: Calls, text: str, owner: str = "replay") -> int:
    """Return the day that a text names: its number from 1 on, or its date where dates are known.

    `owner` is who was given the text, for the complaint.

    Raises
    ------
    ParameterError
        Where it names none of the days.
    """
    days, given = day_count(calls), text.strip()
    if given.isdecimal() and 1 <= int(given) <= days:
        return int(given) - 1
    if calls.start is not None and re.fullmatch(r"\d{4}-\d\d-\d\d", given):
        date = pd.to_datetime(given, format="%Y-%m-%d", errors="coerce")
        number = -1 if pd.isna(date) else (date - calls.start.normalize()).days
        if 0 <= number < days:
            return number
    dated = "" if calls.start is None else f", or a date from {calls.start:%Y-%m-%d} on within them"
    raise ParameterError(check.sentence(owner, "day", f"the number of a day from 1 to {days}{dated}", repr(text)))


def worst_day(calls: Calls, traces: Sequence[DispatchTrace], begin: float = 0.0) -> int:
    """Return the day on whose calls most minutes were waited, over all plans; of none, the one with most calls.

    Days that begin before minute `begin`, such as those of the warm-up, are left out while others are left.
    """
    first, days = day_begin(calls, 0), day_count(calls)
    none = min(math.ceil((begin - first) / MINUTES_OF_DAY), days - 1) if begin > 0 else 0
    minutes = np.zeros(days)
    for trace in traces:
        waits = wait_stretches(trace)
        day = np.clip((waits.begin - first) // MINUTES_OF_DAY, 0, days - 1).astype(np.int64)
        minutes += np.bincount(day, waits.end - waits.begin, minlength=days)
    if not minutes[none:].any():
        day = ((calls.minute - first) // MINUTES_OF_DAY).astype(np.int64)
        minutes = np.bincount(day, minlength=days).astype(np.float64)
    return none + int(np.argmax(minutes[none:]))
