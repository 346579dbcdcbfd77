"""Texts of dates and times, in the usual forms -> year, month, day, time of day."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from beatwright.data.incidents.dates.date_spellings import usual_dates
from beatwright.data.incidents.dates.date_steps import later
from beatwright.data.incidents.dates.loose_forms import loosened, may_fit
from beatwright.data.incidents.dates.month_names import DAY_NAME, month_of

__all__ = ["CLOCK", "Moments", "parse_clock_parts", "parse_moments"]

Ints = npt.NDArray[np.int64]

CLOCK = (
    r"(?P<H>[0-9]{1,2})(?:[:.]?(?P<M>[0-9]{2})(?:[:.]?(?P<S>[0-9]{2})(?:[.,][0-9]{1,9})?)?)?"
    r"\s*(?P<p>[AaPp]\.?\s*[Mm]\.?)?\s*(?P<z>Z|UTC|GMT|[+-][0-9]{2}(?::?[0-9]{2})?)?(?:\s*(?:[ECMP][SD]T|AK[SD]T|HST|[CEW]ES?T|BST|IST|JST|KST|SGT|A[CE][SD]T|AWST|NZ[SD]T|BRT|ART|CLS?T|COT|PET|MSK))?"
)
_REST = rf"(?:(?:[T,]|\s)+{CLOCK})?(?:\s+(?:-|to|–)\s+.*)?$"
_NAME = r"(?P<n>\p{L}[\p{L}\p{M}]{2,12})\.?"
_FORMS = (
    rf"^{DAY_NAME}(?P<y>[0-9]{{4}})[-/.](?P<a>[0-9]{{1,2}})(?:[-/.](?P<b>[0-9]{{1,2}})){_REST}",
    rf"^{DAY_NAME}(?P<c>[0-9]{{1,2}})[-/.](?P<d>[0-9]{{1,2}})[-/.](?P<y>[0-9]{{4}}|[0-9]{{2}}){_REST}",
    rf"^(?P<y>(?:19|20)[0-9]{{2}})(?P<a>[0-9]{{2}})(?P<b>[0-9]{{2}})(?:[T ]?{CLOCK})?$",
    rf"^{DAY_NAME}(?P<b>[0-9]{{1,2}})(?:\.|º|er)?[-/\s]+{_NAME}[-/\s,]+(?P<y>[0-9]{{4}}|[0-9]{{2}}){_REST}",
    rf"^{DAY_NAME}{_NAME}\s+(?P<b>[0-9]{{1,2}})(?:st|nd|rd|th)?,?\s+(?P<y>[0-9]{{4}}){_REST}",
    rf"^{DAY_NAME}(?P<y>[0-9]{{4}})[-\s]{_NAME}[-\s](?P<b>[0-9]{{1,2}}){_REST}",
    rf"^{_NAME}[-\s,]+(?P<y>[0-9]{{4}})$",
    rf"^(?P<y>[0-9]{{4}})[-\s]{_NAME}$",
    r"^(?P<y>[0-9]{4})[-/.](?P<a>[0-9]{1,2})$",
    r"^(?P<a>[0-9]{1,2})[-/.](?P<y>[0-9]{4})$",
)
_LOOSE = tuple(loosened(form) for form in _FORMS)
_UNKNOWN = -1


@dataclass(frozen=True)
class Moments:
    """Dates and times taken apart; every array has the shape (n,), -1 stands for unknown.

    Parameters
    ----------
    year, month, day : array of int64
        `day` is 1 where only the month is known.
    first, second : array of int64
        Of dates such as 03/04/2024: the two numbers, whose order one rule must decide. Elsewhere -1.
    second_of_day : array of int64
        Seconds since midnight, up to 86,400; 0 where there is no time of day, -1 where it is impossible.
    month_only : array of bool
        Whether only the month is known.
    numeric : array of bool
        Whether the month is a number, and its place in the text is known.
    named : array of bool
        Whether the month is a name.
    short : array of bool
        Whether the year has two digits.
    offset : array of float64
        Minutes east of UTC; NaN where the text does not say.
    has_clock : array of bool
        Whether the text gives a time of day.
    """

    year: Ints
    month: Ints
    day: Ints
    first: Ints
    second: Ints
    second_of_day: Ints
    month_only: npt.NDArray[np.bool_]
    numeric: npt.NDArray[np.bool_]
    named: npt.NDArray[np.bool_]
    short: npt.NDArray[np.bool_]
    offset: npt.NDArray[np.float64]
    has_clock: npt.NDArray[np.bool_]

    @classmethod
    def empty(cls, n: int) -> Moments:
        """Return `n` unreadable moments."""
        a, b, c, d, e, f = (np.full(n, _UNKNOWN, dtype=np.int64) for _ in range(6))
        g, h, i, j = (np.zeros(n, dtype=bool) for _ in range(4))
        return cls(
            year=a,
            month=b,
            day=c,
            first=d,
            second=e,
            second_of_day=f,
            month_only=g,
            numeric=h,
            named=i,
            short=j,
            offset=np.full(n, np.nan),
            has_clock=np.zeros(n, dtype=bool),
        )

    def times(self, *, day_first: bool) -> npt.NDArray[np.datetime64]:
        """Return the times as datetime64[us]; NaT where a text is no possible time from 1900 to 2100."""
        ambiguous = self.first >= 0
        day, month = (self.first, self.second) if day_first else (self.second, self.first)
        month, day = np.where(ambiguous, month, self.month), np.where(ambiguous, day, self.day)
        fits = (self.year >= 1900) & (self.year <= 2100) & (month >= 1) & (month <= 12) & (day >= 1) & (day <= 31)
        fits &= self.second_of_day >= 0
        safe_month = np.where(fits, (self.year - 1970) * 12 + month - 1, 0).astype("datetime64[M]")
        date = later(safe_month.astype("datetime64[D]"), np.where(fits, day - 1, 0))
        fits &= date.astype("datetime64[M]") == safe_month
        result = date.astype("datetime64[us]") + self.second_of_day * np.timedelta64(1_000_000, "us")
        result[~fits] = np.datetime64("NaT", "us")
        return np.asarray(result)


def parse_moments(texts: Any) -> Moments:
    """Take texts apart.

    Parameters
    ----------
    texts : pyarrow array of text, shape (n,)
        Without blanks at the ends.

    Examples
    --------
    >>> moments = parse_moments(pa.array(["2024-03-09T08:05", "03/04/2024 1:30 PM", "Jan 2024", "soon"]))
    >>> moments.times(day_first=False).astype("datetime64[m]").astype(str).tolist()
    ['2024-03-09T08:05', '2024-03-04T13:30', '2024-01-01T00:00', 'NaT']
    """
    texts = usual_dates(texts)
    moments = Moments.empty(len(texts))
    open_ = np.arange(len(texts))
    for form, loose in zip(_FORMS, _LOOSE, strict=True):
        if not len(open_):
            break
        rest = texts.take(pa.array(open_))
        if not may_fit(rest, form, loose):
            continue
        found = pc.extract_regex(rest, form)
        hit = pc.is_valid(found).to_numpy(zero_copy_only=False)
        if hit.any():
            _fill(moments, open_[hit], _groups(found.drop_null()))
            open_ = open_[~hit]
    return moments


def _groups(found: Any) -> dict[str, Any]:
    return {field.name: pc.struct_field(found, field.name) for field in found.type}


def _numbers(groups: dict[str, Any], name: str, missing: int = _UNKNOWN) -> Ints:
    """Return a group as numbers; the patterns let nothing but digits into it."""
    texts = groups[name]
    filled = pc.if_else(pc.equal(texts, ""), str(missing), texts)
    return np.asarray(pc.cast(filled, pa.int64()).to_numpy(zero_copy_only=False))


def _fill(moments: Moments, at: npt.NDArray[np.intp], groups: dict[str, Any]) -> None:
    year = _numbers(groups, "y")
    short = pc.utf8_length(groups["y"]).to_numpy(zero_copy_only=False) == 2
    moments.year[at] = np.where(short, np.where(year < 69, 2000 + year, 1900 + year), year)  # as POSIX has it
    moments.short[at] = short
    if "n" in groups:
        moments.month[at] = [month_of(name) for name in groups["n"].to_pylist()]
        moments.named[at] = moments.month[at] > 0
    elif "a" in groups:
        moments.month[at], moments.numeric[at] = _numbers(groups, "a"), True
    if "c" in groups:
        moments.first[at], moments.second[at] = _numbers(groups, "c"), _numbers(groups, "d")
    moments.month_only[at] = "b" not in groups and "c" not in groups
    moments.day[at] = _numbers(groups, "b") if "b" in groups else 1
    if "H" in groups:
        moments.second_of_day[at], moments.offset[at] = parse_clock_parts(groups)
        moments.has_clock[at] = pc.not_equal(groups["H"], "").to_numpy(zero_copy_only=False)
    else:
        moments.second_of_day[at] = 0


def parse_clock_parts(groups: dict[str, Any]) -> tuple[Ints, npt.NDArray[np.float64]]:
    """Return seconds since midnight (-1 where impossible) and minutes east of UTC of the groups of `CLOCK`.

    24:00 is the end of the day. An empty time of day is 0.
    """
    hour, minute, second = (_numbers(groups, name, 0) for name in ("H", "M", "S"))
    half = pc.utf8_lower(pc.utf8_slice_codeunits(groups["p"], 0, 1)).to_numpy(zero_copy_only=False)
    twelve = (half == "a") | (half == "p")
    possible = (minute < 60) & (second < 61) & ((hour < 24) | ((hour == 24) & (minute == 0) & (second == 0)))
    possible &= ~twelve | (hour <= 12)  # Japan writes 0:15 for a quarter past twelve
    hour = np.where(twelve, hour % 12 + 12 * (half == "p"), hour)
    seconds = np.where(possible, hour * 3600 + minute * 60 + np.minimum(second, 59), _UNKNOWN)
    return seconds, _offsets(groups["z"])


def _offsets(texts: Any) -> npt.NDArray[np.float64]:
    codes = texts.dictionary_encode()
    known = np.array([_offset(text) for text in codes.dictionary.to_pylist()], dtype=np.float64)
    return np.asarray(known[codes.indices.to_numpy(zero_copy_only=False)]) if len(known) else np.zeros(len(texts))


def _offset(text: str) -> float:
    if not text:
        return float("nan")
    digits = text.lstrip("+-").replace(":", "")
    if not digits.isdigit():
        return 0.0
    minutes = int(digits[:2]) * 60 + int(digits[2:] or 0)
    return float(-minutes if text.startswith("-") else minutes)
