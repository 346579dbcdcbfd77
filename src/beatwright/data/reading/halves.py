"""Columns of dates of which a spreadsheet has converted a half, with day and month swapped."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from beatwright.core.words import count_of
from beatwright.data.reading.moments import Moments

__all__ = ["mend_half_converted", "tell_month_last"]

_PROOF = 1e-4
_ENOUGH = 3


def mend_half_converted(moments: Moments, counts: npt.NDArray[np.int64]) -> list[str]:
    """Swap day and month back where a spreadsheet has swapped them; return what to tell.

    A spreadsheet set to the other order turns 06/12/2023 into the 12 June and cannot turn 25/12/2023, which stays
    text. Then no date has a day over 12, and every text has one.
    """
    used = counts > 0
    typed = used & (moments.first < 0) & (moments.day > 0) & ~moments.month_only & moments.numeric
    text = used & (moments.first >= 0)
    if not typed.any() or not text.any():
        return []
    dates, texts = (int(counts[rows].sum()) for rows in (typed, text))
    shown = f"{count_of(dates, 'date')} as year-month-day and {count_of(texts, 'text')}"
    open_texts = (moments.first[text] <= 12) & (moments.second[text] <= 12)
    if (moments.day[typed] > 12).any() or open_texts.any():
        return [f"Two forms of dates stand beside each other ({shown}). Check a few of each against the records."]
    signs = f"no date has a day over 12 and every text has one ({shown})"
    dates, texts = (
        len(np.unique(_days(moments, typed))),
        len(np.unique(moments.first[text] * 40 + moments.second[text])),
    )
    if min(dates, texts) < _ENOUGH or 0.4**dates * 0.6**texts > _PROOF:
        return [f"{signs.capitalize()}: a spreadsheet may have swapped day and month of the dates. Kept as they stand."]
    moments.month[typed], moments.day[typed] = moments.day[typed], moments.month[typed]
    return [
        f"{signs.capitalize()}: a spreadsheet has swapped day and month of the dates. They are swapped back. Where "
        "they are right as they stand, write all dates as year-month-day."
    ]


def _days(moments: Moments, rows: npt.NDArray[np.bool_]) -> npt.NDArray[np.int64]:
    return np.asarray(moments.year[rows] * 400 + moments.month[rows] * 32 + moments.day[rows])


def tell_month_last(moments: Moments, counts: npt.NDArray[np.int64]) -> list[str]:
    """Tell of dates such as 2024-25-03, which only read as year, day, month."""
    used = (counts > 0) & moments.numeric
    odd = int(counts[used & (moments.month > 12) & (moments.month <= 31) & (moments.day <= 12)].sum())
    if not odd:
        return []
    return [
        f"{count_of(odd, 'date has', 'dates have')} a month over 12, as where the day stands before the month "
        "(2024-25-03). They are left out, and the others may have day and month swapped: write all as year-month-day."
    ]
