"""The time of day in a column of its own, or of hours, beside the dates."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from beatwright.base.words import count_of, plural
from beatwright.data.incidents.clocks.clock_dates import other_day_warnings
from beatwright.data.incidents.clocks.times_of_day import TimesOfDay, judge_clock
from beatwright.data.incidents.times.times_of_file import Times, micros, since_midnight

__all__ = ["add_clock", "compare_hours", "drop_constant_clock", "fill_clock", "missing_clock_warnings", "only_days"]


def only_days(times: Times) -> bool:
    """Say whether the dates come without a time of day."""
    known = times.values[~np.isnat(times.values)]
    return bool((since_midnight(known) == np.timedelta64(0, "us")).all()) and not times.month_only.all()


_SEVERAL = 5
_NOON = np.timedelta64(12, "h")
_QUARTER = np.timedelta64(15, "m")


def drop_constant_clock(times: Times, column: Any, heading: str) -> None:
    """Take the day alone where every date has one and the same time of day, and a second column has several.

    It must be noon, or no quarter of an hour: others may be a local midnight written in UTC.
    """
    known = ~np.isnat(times.values)
    clock = np.unique(since_midnight(times.values[known]))
    days = len(np.unique(times.values[known]))
    if len(clock) != 1 or days < _SEVERAL or clock[0] == np.timedelta64(0, "us"):
        return
    if clock[0] != _NOON and clock[0] % _QUARTER == np.timedelta64(0, "us"):
        return
    if len(np.unique(judge_clock(column).seconds[known])) < _SEVERAL:
        return
    times.values = times.values - clock[0]
    times.has_clock = np.zeros(len(known), dtype=bool)
    times.offset = None
    times.rule += f", whose {_clock_text(clock[0])} in every row is no time of day"
    times.warnings.append(
        f"Every date in the column '{heading}' has the same time of day, {_clock_text(clock[0])}: only its day counts."
    )


def _clock_text(clock: np.timedelta64) -> str:
    return str((np.datetime64("1970-01-01", "m") + clock).astype("datetime64[s]"))[11:16]


def add_clock(times: Times, column: Any, heading: str) -> None:
    """Add the time of day that stands in a column of its own; a row without one keeps its day.

    Where its texts carry an offset from UTC, ``times.offset`` becomes that of the rows that take them, else None.
    """
    times.offset = None
    clock = judge_clock(column)
    readable = np.isfinite(clock.seconds)
    if not only_days(times):
        fill_clock(times, column, heading)
        times.warnings.append(
            f"The dates hold the time of day already, so the column '{heading}' is not used."
            f"{_differing(times, clock.seconds)}"
        )
        return
    doubt = f" ({clock.doubt})" if clock.doubt else ""
    if len(readable) and not readable.any():
        times.warnings.append(
            f"No time of day in the column '{heading}' can be read{doubt}, so only the dates are used."
        )
        return
    times.warnings += other_day_warnings(times.values, column, heading)
    times.values = times.values + micros(np.where(readable, clock.seconds, 0) * 1e6)
    times.has_clock = readable & ~times.month_only
    times.offset = _offset_of(clock, readable)
    times.rule += f", time of day from '{heading}'"
    if doubt:
        times.warnings.append(f"The column '{heading}' does not prove how its times are meant: {clock.doubt}.")


def fill_clock(times: Times, column: Any, heading: str) -> None:
    """Take the time of day from a second column where the first gives the day alone."""
    clock = judge_clock(column)
    seconds = clock.seconds
    open_ = ~times.has_clock & ~times.month_only & np.isfinite(seconds) & ~np.isnat(times.values)
    if not open_.any():
        return
    times.values[open_] += micros(seconds[open_] * 1e6)
    times.has_clock = times.has_clock | open_
    times.offset = _offset_of(clock, open_)
    count = int(open_.sum())
    doubt = f" It does not prove how its times are meant: {clock.doubt}." if clock.doubt else ""
    times.warnings.append(
        f"{count_of(count, 'row gives', 'rows give')} the day alone, and {plural(count, 'takes', 'take')} the time of "
        f"day from the column '{heading}'.{doubt}"
    )


def _offset_of(clock: TimesOfDay, rows: npt.NDArray[np.bool_]) -> npt.NDArray[np.float64] | None:
    return None if clock.offset is None else np.where(rows, clock.offset, np.nan)


def missing_clock_warnings(count: int, heading: str, midnight: str) -> list[str]:
    """Return the warning about rows kept whose day is known and whose time of day is not."""
    if not count:
        return []
    how = " (exactly midnight is taken as not known, as asked)" if midnight == "unknown" else ""
    return [
        f"{count_of(count, 'row has', 'rows have')} no time of day that can be read in the column '{heading}'{how}: "
        f"{plural(count, 'it keeps its day and counts', 'they keep their days and count')} in the hours in which the "
        "other rows of the same weekday do. The picture of the hours leaves "
        f"{plural(count, 'it', 'them')} out."
    ]


def _differing(times: Times, seconds: npt.NDArray[np.float64]) -> str:
    """Say by how much a second column of times disagrees with the first."""
    both = np.isfinite(seconds) & ~np.isnat(times.values) & times.has_clock
    own = since_midnight(times.values[both]).astype(np.int64) / 1e6
    apart = (np.abs(own - seconds[both] % 86_400) >= 3_600).sum()
    if not apart:
        return ""
    return f" The two disagree by an hour or more in {count_of(int(apart), 'row')}: is one of them UTC?"


def compare_hours(times: Times, hours: Any, heading: str, other: str) -> None:
    """Tell where a column of hours contradicts the times."""
    values = times.values
    seconds = judge_clock(hours).seconds
    with np.errstate(invalid="ignore"):
        both = np.isfinite(seconds) & ~np.isnat(values) & times.has_clock
    own = since_midnight(values[both]) // np.timedelta64(3_600_000_000, "us")
    apart = int((own != seconds[both] % 86_400 // 3_600).sum())
    if apart:
        times.warnings.append(
            f"The hours in the column '{heading}' differ from those of the times used ('{other}') in "
            f"{count_of(apart, 'row')}: the times are kept. Is one of the columns UTC? See the options timezone and "
            "mapping."
        )
