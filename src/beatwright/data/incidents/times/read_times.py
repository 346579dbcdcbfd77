"""The columns of the time -> local wall times, by one rule per file."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from beatwright.base.columns.text_columns import as_text, coded, is_text, plain_digits
from beatwright.base.errors import InputError
from beatwright.base.words import count_of
from beatwright.data.incidents.clocks.day_clocks import (
    add_clock,
    compare_hours,
    drop_constant_clock,
    fill_clock,
    only_days,
)
from beatwright.data.incidents.clocks.meridiem import add_meridiem, warn_of_twelve_hours
from beatwright.data.incidents.clocks.minute_columns import add_minutes
from beatwright.data.incidents.clocks.timezones import is_timezone, to_wall_time
from beatwright.data.incidents.clocks.utc_offsets import days_in_utc, heading_in_utc, resolve_offsets
from beatwright.data.incidents.clocks.zone_columns import zone_named
from beatwright.data.incidents.columns.recognised_columns import Recognised
from beatwright.data.incidents.dates.date_spellings import digits_apart, with_points
from beatwright.data.incidents.dates.date_texts import Moments, parse_moments
from beatwright.data.incidents.dates.epoch_times import epoch_times
from beatwright.data.incidents.dates.half_converted import mend_half_converted, month_last_warnings, two_shape_warnings
from beatwright.data.incidents.dates.serial_dates import DAY_ZERO, add_serials, are_serials, serial_times
from beatwright.data.incidents.dates.short_years import YEAR_LAST, resolve_short_years
from beatwright.data.incidents.files.raw_table import RawTable
from beatwright.data.incidents.times.times_of_file import Times, since_midnight

__all__ = ["Times", "precision_of", "read_times"]

_DAY = np.timedelta64(86_400_000_000, "us")
_NAT = np.datetime64("NaT", "us")
_UTC = ("UTC", "ETC/UTC", "GMT", "Z", "ZULU", "UCT", "ETC/GMT", "+00:00", "-00:00")


def read_times(
    table: RawTable,
    found: Recognised,
    day_first: str = "auto",
    timezone: str = "",
    *,
    half_converted: str = "auto",
    midnight: str = "as written",
    utc: bool = False,
) -> Times:
    """Read the time of every row.

    Parameters
    ----------
    table : RawTable
        The table.
    found : Recognised
        Its columns.
    day_first : {"auto", "yes", "no", "ymd"}
        Order of dates such as 03/04/2024. "auto" lets the dates decide that can be read one way only.
    timezone : str
        IANA name; empty where it is not known.
    midnight : {"as written", "unknown"}
        Whether times at exactly midnight stand for "not known".
    utc : bool
        Whether times without an offset are in UTC.
    half_converted : {"auto", "swap", "keep", "refuse"}
        What becomes of dates that a spreadsheet may have converted, as for `mend_half_converted`.
    """
    heading = found.heading("time")
    column = table.columns.column(heading)
    default = found.portal.day_first if found.portal else None
    order = _Order(
        heading=heading,
        day_first=day_first,
        portal_day_first=default,
        half_converted=half_converted,
        day_zero=str(table.facts.get(DAY_ZERO, "")),
    )
    times = _moment_column(column, order, timezone)
    named = zone_named(table, times)
    timezone = timezone or named.zone
    utc = utc or named.utc
    if (utc or heading_in_utc(heading)) and times.offset is None and not only_days(times):
        times.offset = np.where(times.has_clock, 0.0, np.nan)
    hour, clock = found.heading("hour"), found.heading("clock")
    hours = table.columns.column(hour) if hour else None
    if clock or hour:
        drop_constant_clock(times, table.columns.column(clock or hour), heading)
    if times.offset is not None and np.isfinite(times.offset).any():
        if (timezone and not only_days(times)) or not days_in_utc(times, heading):
            resolve_offsets(times, timezone, hours, heading)
    else:
        days_in_utc(times, heading)
    at_hour = clock or (hour if only_days(times) else "")
    if at_hour:
        add_clock(times, table.columns.column(at_hour), at_hour)
        if (utc or heading_in_utc(at_hour)) and times.offset is None and times.rule.endswith(f"'{at_hour}'"):
            times.offset = np.where(times.has_clock, 0.0, np.nan)
        if times.offset is not None:
            resolve_offsets(times, timezone, hours if at_hour != hour else None, at_hour)
    if hours is not None and at_hour != hour:
        fill_clock(times, hours, hour)
        compare_hours(times, hours, hour, heading)
    add_minutes(times, table, at_hour)
    add_meridiem(times, table)
    warn_of_twelve_hours(times, at_hour or heading)
    if midnight == "unknown":
        times.has_clock &= since_midnight(times.values) != np.timedelta64(0, "us")
    return times


@dataclass(frozen=True)
class _Order:
    """How the dates of the column `heading` are to be read: what was asked, and what its portal and format say."""

    heading: str
    day_first: str
    portal_day_first: bool | None
    half_converted: str
    day_zero: str


def _moment_column(column: Any, order: _Order, timezone: str) -> Times:
    kind = column.type
    if pa.types.is_timestamp(kind):
        return _typed(column, timezone)
    if pa.types.is_date(kind):
        return _timestamps(pc.cast(column, pa.timestamp("us")), aware=False)
    if (pa.types.is_integer(kind) or pa.types.is_floating(kind)) and not _six(column, order.day_first):
        values = np.asarray(pc.cast(column, pa.float64(), safe=False).to_numpy(), dtype=np.float64)
        return _numeric(values, ~np.isfinite(values), order.day_zero)
    codes, texts = coded(column if is_text(kind) else as_text(column))
    texts = digits_apart(with_points(plain_digits(texts)), order.day_first)
    numbers = _as_numbers(texts)
    known = np.isfinite(numbers)
    if len(texts) and known.mean() > 0.5 and (known.all() or not are_serials(numbers)):
        return _numeric(np.append(numbers, np.nan)[codes], codes < 0, order.day_zero)
    return _texts(codes, texts, order)


def _six(column: Any, asked: str) -> bool:
    """Say whether numbers are dates of six digits, such as 220105."""
    texts = coded(as_text(column))[1]
    return bool(len(texts)) and not texts.equals(digits_apart(texts, asked))


def _typed(column: Any, timezone: str) -> Times:
    """Read typed times; those with a zone of their own keep its wall clock, unless the user names another."""
    zone = column.type.tz
    times = _timestamps(column, aware=zone is not None)
    if zone is None or timezone or zone.upper() in _UTC:
        return times
    times.values, times.offset = _in_range(to_wall_time(times.values, zone)), None
    times.rule += f", in {zone}"
    times.timezone = zone if is_timezone(zone) else ""
    return times


def _timestamps(column: Any, *, aware: bool) -> Times:
    whole = pc.cast(pc.cast(column, pa.timestamp("us", column.type.tz), safe=False), pa.int64())
    missing = np.asarray(pc.is_null(column).to_numpy())
    values = np.asarray(pc.fill_null(whole, 0).to_numpy()).astype("datetime64[us]")
    values = np.where(missing, _NAT, values)
    offset = np.where(missing, np.nan, 0.0) if aware else None
    return Times(
        values=_in_range(values),
        missing=missing,
        month_only=np.zeros(len(values), dtype=bool),
        rule="times as the file types them",
        offset=offset,
    )


def _in_range(values: npt.NDArray[np.datetime64]) -> npt.NDArray[np.datetime64]:
    fits = (values >= np.datetime64("1900-01-01")) & (values < np.datetime64("2101-01-01"))
    return np.where(fits, values, _NAT)


def _as_numbers(texts: Any) -> npt.NDArray[np.float64]:
    digits = pc.match_substring_regex(texts, r"^[0-9]{4,19}(?:\.[0-9]+)?$")
    filled = pc.if_else(digits, texts, None)
    return np.asarray(pc.cast(filled, pa.float64()).to_numpy(zero_copy_only=False), dtype=np.float64)


def _numeric(values: npt.NDArray[np.float64], missing: npt.NDArray[np.bool_], day_zero: str = "") -> Times:
    """Read numbers: dates run together (20240131), days of a spreadsheet, or seconds since 1970 (UTC)."""
    finite = np.isfinite(values)
    middle = float(np.median(values[finite])) if finite.any() else 0.0
    month_only = np.zeros(len(values), dtype=bool)
    if are_serials(values):
        rule = "days of a spreadsheet" + (f" since {day_zero}" if day_zero else "")
        return Times(_in_range(serial_times(values, day_zero)), missing, month_only, rule)
    digits = {6: (190001, 210013), 8: (19000101, 21010101), 12: (190001010000, 210101010000)}
    digits[14] = (19000101000000, 21010101000000)
    for width, (low, high) in digits.items():
        if low <= middle < high and not (width == 12 and middle % 100 > 59):
            return _run_together(values, finite, missing, width)
    result, offset, unit_warnings = epoch_times(values)
    return Times(
        values=_in_range(result),
        missing=missing,
        month_only=month_only,
        rule="seconds since 1970, UTC",
        offset=offset,
        warnings=unit_warnings,
    )


def _run_together(
    values: npt.NDArray[np.float64], finite: npt.NDArray[np.bool_], missing: npt.NDArray[np.bool_], width: int
) -> Times:
    whole = np.where(finite & (np.abs(values) < 1e15), values, 0).astype(np.int64)
    padded = whole * 10 ** (14 - width)
    date, clock = padded // 1_000_000, padded % 1_000_000
    moments = Moments.empty(len(values))
    moments.year[:], moments.month[:] = date // 10_000, date // 100 % 100
    moments.day[:] = 1 if width == 6 else date % 100
    hour, minute, second = clock // 10_000, clock // 100 % 100, clock % 100
    fits = (hour < 24) & (minute < 60) & (second < 60)
    moments.second_of_day[:] = np.where(fits, hour * 3600 + minute * 60 + second, -1)
    return Times(moments.times(day_first=False), missing, np.full(len(values), width == 6), "dates run together")


def _texts(codes: npt.NDArray[np.int64], texts: Any, order: _Order) -> Times:
    moments = parse_moments(texts)
    counts = np.bincount(codes[codes >= 0], minlength=len(texts))
    serials = add_serials(moments, texts, counts, order.day_zero)
    short, doubts = resolve_short_years(moments, counts, order.day_first)
    first, rule, warnings = _day_first(moments, counts, order.day_first, order.portal_day_first)
    rule = rule + short if short == YEAR_LAST else short or rule
    warnings = [*serials, *doubts, *warnings]
    warnings += [*month_last_warnings(moments, counts), *two_shape_warnings(moments, texts, counts)]
    try:
        warnings += mend_half_converted(moments, texts, counts, order.half_converted)
    except InputError as problem:
        raise InputError(f"Column '{order.heading}': {problem}") from None
    warnings = [f"Column '{order.heading}': {warning}" for warning in warnings]
    unique = np.append(moments.times(day_first=first), _NAT)
    month_only = np.append(moments.month_only, False)
    offset = np.append(moments.offset, np.nan)[codes] if np.isfinite(moments.offset).any() else None
    has_clock = np.append(moments.has_clock, False)[codes]
    return Times(
        values=unique[codes],
        missing=codes < 0,
        month_only=month_only[codes],
        rule=rule,
        offset=offset,
        warnings=warnings,
        has_clock=has_clock,
    )


def _day_first(
    moments: Moments, counts: npt.NDArray[np.int64], asked: str, default: bool | None
) -> tuple[bool, str, list[str]]:
    """Decide the order of day and month over the whole file."""
    ambiguous = moments.first >= 0
    if not (ambiguous & (counts > 0)).any():
        return False, "dates that read one way only", []
    days = int(counts[ambiguous & (moments.first > 12) & (moments.second <= 12)].sum())
    months = int(counts[ambiguous & (moments.second > 12) & (moments.first <= 12)].sum())
    if asked in ("yes", "no"):
        return asked == "yes", f"{_order(asked == 'yes')} as asked", []
    if days == months == 0:
        chosen = bool(default)
        warning = f"No date tells the order of day and month; {_order(chosen)} is assumed. Set day_first to be sure."
        return chosen, f"{_order(chosen)} (assumed)", [] if default is not None else [warning]
    chosen = days > months
    against = min(days, months)
    rule = f"{_order(chosen)} (as {count_of(max(days, months), 'row shows', 'rows show')})"
    if not against:
        return chosen, rule, []
    most = count_of(max(days, months), "row")
    text = f"Dates contradict each other: {most} can only be {_order(chosen)}, {against:,} only the other way; "
    return chosen, rule, [f"{text}these are left out as unreadable."]


def _order(day_first: bool) -> str:
    return "day before month" if day_first else "month before day"


def precision_of(values: npt.NDArray[np.datetime64], month_only: npt.NDArray[np.bool_]) -> str:
    """Return how finely times were recorded: "minute", "hour", "day" or "month".

    >>> first_days = np.array(["2024-01-01", "2024-02-01", "2024-03-01"], dtype="datetime64[us]")
    >>> precision_of(first_days, np.zeros(3, dtype=bool))
    'month'
    """
    if not len(values):
        return "minute"
    if bool(month_only.all()):
        return "month"
    clock = since_midnight(values)
    if bool((clock == np.timedelta64(0, "us")).all()):
        months = values.astype("datetime64[M]")
        first = values == months.astype("datetime64[us]")
        return "month" if bool(first.all()) and len(np.unique(months)) > 2 else "day"
    return "hour" if bool((clock % np.timedelta64(3_600_000_000, "us") == np.timedelta64(0, "us")).all()) else "minute"
