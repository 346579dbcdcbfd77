"""The hours, days, weeks, months and years of the calendar, so that two runs in one week speak of the same week."""

from __future__ import annotations

import pandas as pd

__all__ = ["begun_period", "periods_between"]

_FREQUENCY = {"hour": "h", "day": "D", "week": "W-SUN", "month": "M", "year": "Y"}


def begun_period(moment: pd.Timestamp, period: str) -> tuple[pd.Timestamp, pd.Timestamp]:
    """Return the period of the calendar that `moment` lies in, its end exclusive; weeks begin on Monday.

    Parameters
    ----------
    moment : Timestamp
        One that begins a period lies in that period.
    period : {"hour", "day", "week", "month", "year"}
        Which.

    Examples
    --------
    >>> begun_period(pd.Timestamp("2024-02-29 13:00"), "week")
    (Timestamp('2024-02-26 00:00:00'), Timestamp('2024-03-04 00:00:00'))
    """
    whole = pd.Period(moment, _FREQUENCY[period])
    return whole.start_time, (whole + 1).start_time


def periods_between(first: pd.Timestamp, last: pd.Timestamp, period: str) -> int:
    """Return how many periods of the calendar begin at `first` or later and before `last`.

    Examples
    --------
    >>> periods_between(pd.Timestamp("2024-02-26"), pd.Timestamp("2024-03-18"), "week")
    3
    """
    low, high = (pd.Period(moment, _FREQUENCY[period]) for moment in (first, last))
    return int(high.ordinal - low.ordinal)
