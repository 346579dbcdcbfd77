"""Dates of three short numbers, such as 23-03-05: whether the year comes first or last, over the whole column."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from beatwright.base.words import count_of
from beatwright.data.incidents.dates.date_texts import Moments

__all__ = ["YEAR_LAST", "resolve_short_years"]


YEAR_LAST = ", the year last (assumed)"
"""What the rule of the dates says where no date proves that two-digit years come last; what to tell follows."""


def resolve_short_years(moments: Moments, counts: npt.NDArray[np.int64], asked: str) -> tuple[str, list[str]]:
    """Turn dates whose two-digit year comes first; return the rule and what to tell.

    The rule is empty where no date is turned, and `YEAR_LAST` where that none is is no more than assumed.

    Parameters
    ----------
    moments : Moments
        Changed in place.
    counts : array of int64, shape (n,)
        Rows of each text.
    asked : {"auto", "yes", "no", "ymd"}
        The order that the user names.
    """
    rows = moments.short & (moments.first >= 0) & (counts > 0)
    if not rows.any() or asked in ("yes", "no"):
        return "", []
    one, two, three = moments.first, moments.second, moments.year % 100
    leading = (two >= 1) & (two <= 12) & (three >= 1) & (three <= 31)
    trailing = (one >= 1) & (one <= 31) & (two >= 1) & (two <= 31) & (np.minimum(one, two) <= 12)
    first, last = (int(counts[rows & only].sum()) for only in (leading & ~trailing, trailing & ~leading))
    if asked == "ymd":
        return _turn(moments, rows, "year before month as asked"), []
    if first or last:
        return _proven(moments, rows, first, last)
    return _spread(moments, rows, len(np.unique(one[rows])), len(np.unique(three[rows])))


def _proven(moments: Moments, rows: npt.NDArray[np.bool_], first: int, last: int) -> tuple[str, list[str]]:
    messages = []
    if first and last:
        messages = [
            f"Two-digit years contradict each other: {count_of(first, 'row')} can only begin with the year, {last:,} "
            "only end with it; the lesser part is left out as unreadable where it fits no other way."
        ]
    if first <= last:
        return "", messages
    return _turn(moments, rows, f"year before month (as {count_of(first, 'row shows', 'rows show')})"), messages


def _spread(moments: Moments, rows: npt.NDArray[np.bool_], ones: int, threes: int) -> tuple[str, list[str]]:
    """Go by which number takes few values, as years do, where no date proves the order."""
    if 2 * threes < ones:
        return "", []
    option = 'day_first = "ymd" (year first), "yes" or "no" (year last)'
    if 2 * ones < threes:
        text = f"No date proves that two-digit years come first; they do by the values ({ones} of the first number, "
        return _turn(moments, rows, "year before month (assumed)"), [f"{text}{threes} of the last). Set {option}."]
    return YEAR_LAST, [f"No date tells whether two-digit years come first or last; last is assumed. Set {option}."]


def _turn(moments: Moments, rows: npt.NDArray[np.bool_], rule: str) -> str:
    year, day = moments.first[rows], moments.year[rows] % 100
    moments.month[rows], moments.day[rows] = moments.second[rows], day
    moments.year[rows] = np.where(year < 69, 2000 + year, 1900 + year)
    moments.first[rows] = moments.second[rows] = -1
    return rule
