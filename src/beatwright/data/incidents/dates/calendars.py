"""Dates of calendars other than the Gregorian: known by their years and never converted by a guess."""

from __future__ import annotations

from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from beatwright.base.columns.text_columns import plain_digits

__all__ = ["other_calendar"]

_ENOUGH = 0.5
_WRITE = "Write its dates in the Gregorian calendar, as 2024-01-31."
_YEAR_FIRST = r"^(?P<year>[0-9]{3,4})[-/.][0-9]{1,2}[-/.][0-9]{1,2}(?:\D.*)?$"
_YEAR_LAST = r"^[0-9]{1,2}[-/.][0-9]{1,2}[-/.](?P<year>[0-9]{3,4})(?:\D.*)?$"
_NAMED = r"^[0-9]{1,2}[-/\s]+\p{L}[\p{L}\p{M}.'\s]*[-/\s]+(?P<year>[0-9]{4})(?:\D.*)?$"
_RUN = r"^(?P<year>[0-9]{3,4})[01][0-9][0-3][0-9]$"
_MINGUO = r"^(?:中華)?民[國国]\s*[0-9]{1,3}\s*年"
_JAPANESE = r"^(?:[RHS][0-9]{1,2}[./-][0-9]{1,2}[./-]|(?:令和|平成|昭和|㋿|㍻|㍼)\s*(?:[0-9]{1,2}|元)\s*[年./-])"
_ERAS = (
    (_JAPANESE, "years of Japanese eras (Reiwa, Heisei or Showa)"),
    (_MINGUO, "years of the Republic of China (Minguo; 1911 is to be added)"),
)
# First and last year of ours that a person may have on record, as each calendar counts it: 1957 to 2056.
_YEARS = (
    (2500, 2599, "years of the Buddhist calendar (543 is to be taken off)"),
    (1300, 1499, "years of the Islamic (Hijri) or the Persian (Jalali) calendar"),
    (5717, 5816, "years of the Hebrew calendar"),
    (90, 145, "years of the Republic of China (Minguo; 1911 is to be added)"),
)


def other_calendar(texts: Any) -> str:
    """Say in which calendar most of some dates are written, and what to do; empty where none is known.

    Parameters
    ----------
    texts : pyarrow array of text, shape (n,)
        Dates that are not of our calendar, or no dates.

    Examples
    --------
    >>> other_calendar(pa.array(["09/08/2566", "10/08/2566"]))[:41]
    'holds years of the Buddhist calendar (543'
    """
    if not len(texts):
        return ""
    texts = plain_digits(texts)
    for pattern, name in _ERAS:
        if _share(pc.match_substring_regex(texts, pattern)) > _ENOUGH:
            return _calendar_text(name)
    years = _years(texts)
    for first, last, name in _YEARS:
        if float(((years >= first) & (years <= last)).mean()) > _ENOUGH:
            return _calendar_text(name)
    return ""


def _calendar_text(name: str) -> str:
    return f"holds {name}, which are not converted: such rows are left out. {_WRITE}"


def _share(hits: Any) -> float:
    return float(pc.mean(pc.cast(hits, pa.float64())).as_py() or 0.0)


def _years(texts: Any) -> Any:
    """Return the year of each text, shape (n,); -1 where its place is not known."""
    result = np.full(len(texts), -1)
    for form in (_YEAR_FIRST, _YEAR_LAST, _NAMED, _RUN):
        found = pc.extract_regex(texts, form)
        hit = pc.is_valid(found).to_numpy(zero_copy_only=False) & (result < 0)
        if hit.any():
            years = pc.cast(pc.struct_field(found.filter(pa.array(hit)), "year"), pa.int64())
            result[hit] = years.to_numpy(zero_copy_only=False)
    return result
