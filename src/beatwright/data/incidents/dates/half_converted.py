"""Columns of dates of which a spreadsheet has converted a half, with day and month swapped."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow.compute as pc

from beatwright.base.errors import InputError
from beatwright.base.words import count_of
from beatwright.data.incidents.dates.date_texts import Moments

__all__ = ["HALF_CONVERTED", "mend_half_converted", "month_last_warnings", "two_shape_warnings"]

HALF_CONVERTED = ("auto", "swap", "keep", "refuse")

Mask = npt.NDArray[np.bool_]
Counts = npt.NDArray[np.int64]

_PROOF = 1e-4
_ENOUGH = 3
# Of ordinary dates six in ten have a day over 12. Where next to none have, chance is not the reason.
_NEXT_TO_NONE = 0.1
_MANY = 10
_OPTION = 'half_converted = "swap" swaps them back, "keep" says that they are right, "refuse" stops'


def mend_half_converted(moments: Moments, texts: Any, counts: Counts, asked: str = "auto") -> list[str]:
    """Swap day and month back where a spreadsheet has swapped them; return what to tell.

    A spreadsheet set to the other order turns 06/12/2023 into the 12 June and cannot turn 25/12/2023, which stays
    text. Then no date has a day over 12, and every text has one.

    Parameters
    ----------
    moments : Moments
        Changed in place.
    texts : pyarrow array of text, shape (n,)
        What they were taken from.
    counts : array of int64, shape (n,)
        Rows of each text.
    asked : {"auto", "swap", "keep", "refuse"}
        "auto" swaps where chance is no explanation.

    Raises
    ------
    InputError
        Where `asked` is "refuse" and a spreadsheet may have swapped day and month.
    """
    used = counts > 0
    typed = used & (moments.first < 0) & (moments.day > 0) & ~moments.month_only & (moments.numeric | moments.named)
    text = used & (moments.first >= 0)
    if not typed.any() or not text.any():
        none = f"half_converted = '{asked}' changes nothing: dates of one form and texts of another were expected."
        return [none] if asked == "swap" else []
    shown = f"{_such_as(texts, typed, counts, 'date')} and {_such_as(texts, text, counts, 'text')}"
    if asked in ("swap", "keep"):
        return [_as_asked(moments, typed, shown, asked)]
    signs, sure = _signs(moments, typed, text, counts, shown=shown)
    if asked == "refuse" and signs:
        raise InputError(
            f"{signs}: a spreadsheet has swapped day and month of the dates. Export the column again as text, or set "
            'half_converted = "swap" or "keep".'
        )
    if not signs:
        return [f"Two forms of dates stand beside each other ({shown}). Check a few of each against the records."]
    if not sure:
        return [f"{signs}: a spreadsheet may have swapped day and month of the dates. Kept as they stand; {_OPTION}."]
    _swap(moments, typed)
    return [
        f"{signs}: a spreadsheet has swapped day and month of the dates. They are swapped back. Where they are right "
        'as they stand, set half_converted = "keep" or write all dates as year-month-day.'
    ]


def _signs(moments: Moments, typed: Mask, text: Mask, counts: Counts, shown: str) -> tuple[str, bool]:
    """Return what speaks for a swap (empty where nothing does), and whether it is sure."""
    late = typed & (moments.day > 12)
    either = text & (moments.first <= 12) & (moments.second <= 12)
    if late.any() or either.any():
        rows, odd = ([int(counts[some].sum()) for some in pair] for pair in ((typed, text), (late, either)))
        if min(rows) < _MANY or any(few > _NEXT_TO_NONE * all_ for few, all_ in zip(odd, rows, strict=True)):
            return "", False
        begin = f"Only {count_of(odd[0], 'date has', 'dates have')} a day over 12, and all but {odd[1]:,} texts"
        return f"{begin} have one ({shown})", False
    dates, texts = _distinct(moments, typed), _distinct(moments, text)
    sure = min(dates, texts) >= _ENOUGH and 0.4**dates * 0.6**texts <= _PROOF
    return f"No date has a day over 12 and every text has one ({shown})", sure


def _as_asked(moments: Moments, typed: Mask, shown: str, asked: str) -> str:
    begin = f"Two forms of dates stand beside each other ({shown})"
    if asked == "keep":
        return f"{begin}: kept as they stand, as asked."
    late = typed & (moments.day > 12)
    _swap(moments, typed & ~late)
    rest = " Days over 12 cannot be swapped and are kept." if late.any() else ""
    return f"{begin}: day and month of the dates swapped, as asked.{rest}"


def _swap(moments: Moments, rows: Mask) -> None:
    moments.month[rows], moments.day[rows] = moments.day[rows], moments.month[rows]


def _such_as(texts: Any, rows: Mask, counts: Counts, word: str) -> str:
    example = texts[int(np.flatnonzero(rows)[0])].as_py()
    return f"{count_of(int(counts[rows].sum()), word)} such as '{example[:40]}'"


def _distinct(moments: Moments, rows: Mask) -> int:
    month, day = (np.where(moments.first >= 0, *pair) for pair in
                  ((moments.first, moments.month), (moments.second, moments.day)))  # fmt: skip
    return len(np.unique(moments.year[rows] * 10_000 + month[rows] * 100 + day[rows]))


def two_shape_warnings(moments: Moments, texts: Any, counts: Counts) -> list[str]:
    """Tell of dates written in two ways, of which one never has a number over 12 and the other always has.

    So a spreadsheet writes out the dates that it has converted. Whether it wrote the day or the month first, nothing
    tells.

    Parameters
    ----------
    moments, texts, counts
        As for `mend_half_converted`.
    """
    text = (counts > 0) & (moments.first >= 0)
    proven = (moments.first > 12) | (moments.second > 12)
    if not text.any() or not (text & proven).any() or not (text & ~proven).any():
        return []
    years = pc.replace_substring_regex(texts, r"[0-9]{4}", "Y")
    shapes = pc.replace_substring_regex(years, r"[0-9]+", "9").to_numpy(zero_copy_only=False)
    if np.intersect1d(shapes[text & proven].astype(str), shapes[text & ~proven].astype(str)).size:
        return []
    few, many = _distinct(moments, text & ~proven), _distinct(moments, text & proven)
    if min(few, many) < _ENOUGH or 0.4**few * 0.6**many > _PROOF:
        return []
    shown = f"{_such_as(texts, text & ~proven, counts, 'date')}, {_such_as(texts, text & proven, counts, 'date')}"
    return [
        f"Dates are written in two ways ({shown}); the first never have a number over 12 and the second always do, as "
        "where a spreadsheet has converted a part. All are read in one order, which may swap day and month of the "
        "first: check a few against the records, or export the column again as text."
    ]


def month_last_warnings(moments: Moments, counts: Counts) -> list[str]:
    """Tell of dates such as 2024-25-03, which only read as year, day, month."""
    used = (counts > 0) & moments.numeric
    odd = int(counts[used & (moments.month > 12) & (moments.month <= 31) & (moments.day <= 12)].sum())
    if not odd:
        return []
    return [
        f"{count_of(odd, 'date has', 'dates have')} a month over 12, as where the day stands before the month "
        "(2024-25-03). They are left out, and the others may have day and month swapped: write all as year-month-day."
    ]
