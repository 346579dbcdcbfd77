"""Periods of time as people say them."""

from __future__ import annotations

import pandas as pd

__all__ = ["period_words"]


def period_words(start: pd.Timestamp, end: pd.Timestamp) -> str:
    """Return the days of a period, or its hours where it is shorter than a day; `end` is exclusive.

    Examples
    --------
    >>> period_words(pd.Timestamp("2024-03-04"), pd.Timestamp("2024-03-11"))
    '4 March 2024 to 10 March 2024'
    >>> period_words(pd.Timestamp("2024-03-04"), pd.Timestamp("2024-03-05"))
    '4 March 2024'
    >>> period_words(pd.Timestamp("2024-03-04 05:00"), pd.Timestamp("2024-03-04 06:00"))
    '4 March 2024, 05:00 to 06:00'
    """
    if end - start < pd.Timedelta(days=1):
        return f"{_day(start)}, {start:%H:%M} to {end:%H:%M}"
    last = end - pd.Timedelta(1, "us")
    return _day(start) if last.normalize() == start.normalize() else f"{_day(start)} to {_day(last)}"


def _day(moment: pd.Timestamp) -> str:
    return f"{moment.day} {moment:%B %Y}"
