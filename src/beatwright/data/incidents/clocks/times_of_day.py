"""A column of times of day -> seconds since midnight, by one rule for the column."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from beatwright.base.columns.text_columns import coded, is_text
from beatwright.data.incidents.dates.date_spellings import tidy_clock
from beatwright.data.incidents.dates.date_texts import CLOCK, parse_clock_parts

__all__ = ["UNKNOWN_HOURS", "TimesOfDay", "judge_clock", "read_clock"]

DATED = r"(?:[0-9]{4}[-/][0-9]{1,2}[-/][0-9]{1,2}|[0-9]{1,2}[/.-][0-9]{1,2}[/.-][0-9]{2,4})"
# A date before the time of day says nothing: Socrata and Excel write 1900-01-01 there.
_FORM = rf"^(?:{DATED}[T ]\s*)?{CLOCK}$"
_NUMBER = r"^(?:[0-9]{1,6}(?:\.[0-9]+)?|\.[0-9]+|[0-9](?:\.[0-9]+)?[eE]-[0-9]{1,2})$"
# 08:00-08:59, 0800 to 0859, 8 AM - 9 AM, 8-9. A clock with an offset from UTC, 14:05:00-06:00, has seconds.
_SPAN = (
    r"(?i)^([0-9]{1,2}(?:[:.]?[0-9]{2})?\s*(?:[ap]\.?\s*m\.?)?)\s*(?:-|–|—|~|～|〜|/|to|a|à|bis|até|until)\s*"
    r"[0-9]{1,2}(?:[:.]?[0-9]{2})?\s*(?:[ap]\.?\s*m\.?)?$"
)
_DOTTED = r"^[0-9]{1,2}\.[0-9]{2}$"
_DAY = 86_400.0
UNKNOWN_HOURS = (-9, -1, 77, 88, 98, 99, 999, 9999)
"""Numbers that systems write where the hour is not known."""
_SEVERAL = 5
_MOST = 0.9  # share of a column that must be readable in the way it is read; of random minutes a clock reads 0.6

_LONG_SPAN = (
    r"(?i)^([0-9]{1,2}:[0-9]{2}:[0-9]{2})\s*(?:-|–|—|~|～|〜|/|to|a|à|bis|até|until)\s*[0-9]{1,2}:[0-9]{2}:[0-9]{2}$"
)

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True)
class TimesOfDay:
    """Times of day, and how they were understood.

    Parameters
    ----------
    seconds : array, shape (n,)
        Since midnight; NaN where there is none or it cannot be read.
    doubt : str
        What the values do not prove; empty where they do.
    offset : array, shape (n,), optional
        Minutes east of UTC, where texts such as 14:05Z or 14:05-05:00 say so; NaN where they do not.
    """

    seconds: Floats
    doubt: str = ""
    offset: Floats | None = None


def read_clock(column: Any) -> Floats:
    """Return seconds since midnight, shape (n,); NaN where there is none or it cannot be read.

    Understood: 14:05, 14:05:30, 2:05 PM, 2:05 p. m., 14h05, 14:05 Uhr, 14.05, noon; 1405 and 905 and 45 (hours and
    minutes run together) and 140530; hours from 0 to 24 where no number of the column exceeds them; decimal hours;
    fractions of a day, as spreadsheets keep times; minutes and seconds since midnight, where many of the numbers have
    60 and more in the places of minutes; and spans such as 08:00-08:59, by their beginning.

    Examples
    --------
    >>> read_clock(pa.array(["14:05", "2:05 PM", "905", "45", "x"])).tolist()
    [50700.0, 50700.0, 32700.0, 2700.0, nan]
    >>> (read_clock(pa.array([17, 0, 23])) / 3600).tolist()
    [17.0, 0.0, 23.0]
    """
    return judge_clock(column).seconds


def judge_clock(column: Any) -> TimesOfDay:
    """Read a column as `read_clock` does, and say what is in doubt."""
    kind = column.type
    if pa.types.is_time(kind):
        unit = pa.time32("s") if pa.types.is_time32(kind) else pa.time64("us")
        scale = 1.0 if pa.types.is_time32(kind) else 1e6
        whole = pa.int32() if pa.types.is_time32(kind) else pa.int64()
        return TimesOfDay(_numpy(pc.cast(pc.cast(column, unit, safe=False), whole)) / scale)
    if pa.types.is_timestamp(kind):
        micros = _numpy(pc.cast(pc.cast(column, pa.timestamp("us", kind.tz), safe=False), pa.int64()))
        return TimesOfDay(np.asarray(micros % (_DAY * 1e6) / 1e6))
    if pa.types.is_integer(kind) or pa.types.is_floating(kind):
        return _numbers(_numpy(column), military=False)
    if not is_text(kind):
        return TimesOfDay(np.full(len(column), np.nan))
    codes, texts = coded(column)
    clock = _texts(texts)
    offset = None if clock.offset is None else np.append(clock.offset, np.nan)[codes]
    return TimesOfDay(np.append(clock.seconds, np.nan)[codes], clock.doubt, offset)


def _numpy(column: Any) -> Floats:
    return np.asarray(pc.cast(column, pa.float64(), safe=False).to_numpy(zero_copy_only=False), dtype=np.float64)


def _numbers(values: Floats, *, military: bool) -> TimesOfDay:
    """Read numbers: fractions of a day, hours, decimal or dotted hours, or hours and minutes run together."""
    values = _without_codes(values)
    finite = values[np.isfinite(values)]
    if not len(finite):
        return TimesOfDay(np.full(len(values), np.nan))
    whole = bool((finite == np.floor(finite)).all())
    if not whole and finite.max() < 1 and finite.min() >= 0:
        return TimesOfDay(np.asarray(np.round(values * 1440) * 60))
    if not whole and finite.max() <= 24:
        return _decimal(values)
    if float(np.median(finite)) >= 10_000:
        return _long(values)
    if military or finite.max() >= 100:
        return _run_together_or_minutes(values)
    if finite.max() > 24:
        return TimesOfDay(np.full(len(values), np.nan), "numbers from 25 to 99 are neither hours nor hours and minutes")
    return TimesOfDay(_hours(values), "24 is taken as the midnight that ends the day" if finite.max() == 24 else "")


def _without_codes(values: Floats) -> Floats:
    """Leave out what stands for an unknown hour, where all other numbers are hours."""
    coded = np.isin(values, UNKNOWN_HOURS)
    others = values[np.isfinite(values) & ~coded]
    hours = len(others) and others.min() >= 0 and others.max() <= 24
    return np.where(coded, np.nan, values) if hours and coded.any() else values


def _hours(values: Floats) -> Floats:
    with np.errstate(invalid="ignore"):
        return np.where((values >= 0) & (values <= 24), np.round(values * 60) * 60, np.nan)


def _decimal(values: Floats) -> TimesOfDay:
    """Tell 14.5 (half past) from 14.3 (14:30): a part of .6 and more is no minute, halves and quarters are hours."""
    part = np.round(values % 1 * 100)
    known = part[np.isfinite(part)]
    if (known >= 60).any() or set(known) <= {0.0, 25.0, 50.0}:
        return TimesOfDay(_hours(values))
    seconds = np.where(np.isfinite(values), np.floor(values) * 3600 + part * 60, np.nan)
    sure = len(set(known)) >= 10  # ten parts of an hour, and none over .59
    return TimesOfDay(seconds, "" if sure else "14.3 is taken as 14:30, not as decimal hours")


def _run_together_or_minutes(values: Floats) -> TimesOfDay:
    """Tell hours and minutes run together from minutes since midnight, of which two in five end in 60 and more."""
    clocks = _run_together(values)
    with np.errstate(invalid="ignore"):
        minutes = np.where((values >= 0) & (values <= 1440) & (values == np.floor(values)), values * 60, np.nan)
    if _share(minutes, values) < _MOST or not _refuted(clocks, values):
        return TimesOfDay(clocks)
    return TimesOfDay(
        minutes, "numbers up to 1440, many with 60 and more at the end, are taken as minutes since midnight"
    )


def _long(values: Floats) -> TimesOfDay:
    """Tell hours, minutes and seconds run together (140530) from seconds since midnight."""
    with np.errstate(invalid="ignore"):
        fits = (values % 100 < 60) & (values <= 240_000) & (values == np.floor(values))
        clocks = np.where(fits, _run_together(values // 100) + values % 100, np.nan)
        seconds = np.where((values >= 0) & (values <= _DAY), values, np.nan)
    if _share(seconds, values) < _MOST or not _refuted(clocks, values):
        return TimesOfDay(clocks)
    return TimesOfDay(seconds, "numbers up to 86400 are taken as seconds since midnight")


def _refuted(clocks: Floats, values: Floats) -> bool:
    """Say whether too much cannot be read as clocks: several numbers, for one alone is a word for "not known"."""
    strange = values[np.isnan(clocks) & np.isfinite(values)]
    return _share(clocks, values) < _MOST and len(np.unique(strange)) >= _SEVERAL


def _share(seconds: Floats, values: Floats) -> float:
    return float(np.isfinite(seconds).sum() / np.isfinite(values).sum())


def _run_together(values: Floats) -> Floats:
    with np.errstate(invalid="ignore"):
        hour, minute = values // 100, values % 100
        fits = (values >= 0) & (values <= 2400) & (minute < 60) & (values == np.floor(values))
    return np.where(fits, hour * 3600 + minute * 60, np.nan)


def _texts(texts: Any) -> TimesOfDay:
    texts = _without_commas(tidy_clock(texts))
    spans = _fits(texts, _SPAN) | _fits(texts, _LONG_SPAN)
    for form in (_SPAN, _LONG_SPAN):
        texts = pc.replace_substring_regex(texts, form, r"\1")
    result = np.full(len(texts), np.nan)
    digits = _fits(texts, _NUMBER)
    numbers = texts.filter(pa.array(digits))
    clock = _number_texts(numbers)
    result[digits] = clock.seconds
    rest = np.flatnonzero(~digits)
    found = pc.extract_regex(texts.take(pa.array(rest)), _FORM)
    hit = pc.is_valid(found).to_numpy(zero_copy_only=False)
    whole = found.drop_null()
    seconds, east = parse_clock_parts({field.name: pc.struct_field(whole, field.name) for field in whole.type})
    result[rest[hit]] = np.where(seconds < 0, np.nan, seconds)
    offset = np.full(len(texts), np.nan)
    offset[rest[hit]] = east
    doubts = [clock.doubt, "spans of time are taken by their beginning" if spans.any() else ""]
    doubt = "; ".join(doubt for doubt in doubts if doubt)
    return TimesOfDay(result, doubt, offset if np.isfinite(east).any() else None)


def _without_commas(texts: Any) -> Any:
    """Return 1,530 as 1530 where every comma stands so, else with a point for the comma."""
    commas = _fits(texts, ",")
    if commas.any() and (_fits(texts, r"^[12],[0-9]{3}$") | ~commas).all():
        return pc.replace_substring_regex(texts, r"^([12]),([0-9]{3})$", r"\1\2")
    return pc.replace_substring_regex(texts, r"^([0-9]{1,2}),([0-9]+)$", r"\1.\2")


def _number_texts(texts: Any) -> TimesOfDay:
    values = _numpy(texts)
    dotted, whole = _fits(texts, _DOTTED), values == np.floor(values)
    parts = np.round(values % 1 * 100)
    # .00 alone is a whole number as a float is written; other minutes of two digits make the column dotted.
    if (
        (dotted & ~whole).any()
        and (dotted | whole).all()
        and (parts < 60).all()
        and not set(parts) <= {0.0, 25.0, 50.0}
    ):
        fits = (values < 24) | (values == 24)
        return TimesOfDay(np.where(fits, np.floor(values) * 3600 + parts * 60, np.nan))
    if _fits(texts, r"^[0-9]{6}$").all() and not (values % 100 == 0).all():
        return _long(values)
    military = _fits(texts, r"^(?:0[0-9]{3}|[0-9]{3,4}(?:\.0+)?)$") & ~np.isin(values, UNKNOWN_HOURS)
    return _numbers(values, military=bool(military.any()))


def _fits(texts: Any, form: str) -> npt.NDArray[np.bool_]:
    return np.asarray(pc.fill_null(pc.match_substring_regex(texts, form), False).to_numpy(zero_copy_only=False))
