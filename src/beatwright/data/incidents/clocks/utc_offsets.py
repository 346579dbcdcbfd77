"""Times with an offset from UTC -> local wall time, or a word that they are not."""

from __future__ import annotations

import re
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from beatwright.base.columns.text_columns import coded
from beatwright.base.words import count_of, plural
from beatwright.data.incidents.clocks.timezones import to_wall_time
from beatwright.data.incidents.times.times_of_file import HOUR, Times, micros, since_midnight

__all__ = ["days_in_utc", "heading_in_utc", "resolve_offsets"]

_IN_UTC = re.compile(r"(?<![A-Za-z])(?:UTC|GMT|ZULU)(?![A-Za-z]|\s*[-+]\s*[1-9]|\s*[-+]\s*0[1-9])", re.I)


def heading_in_utc(heading: str) -> bool:
    """Say whether a heading names UTC, without an offset from it.

    >>> [heading_in_utc(h) for h in ("time_utc", "Hour (GMT)", "Time (UTC-5)", "Date of Cutchery")]
    [True, True, False, False]
    """
    return bool(_IN_UTC.search(heading)) and "local" not in heading.lower()


_ODD = 0.02
_MINUTE = 60_000_000
# Local midnights in UTC where clocks are half or a quarter of an hour aside: Nepal, India, Burma, Iran, Afghanistan,
# Central Australia, Newfoundland, the Marquesas.
_UNEVEN = np.array([1095, 1110, 1050, 1230, 1170, 870, 810, 210, 150, 570]) * _MINUTE


def days_in_utc(times: Times, heading: str) -> bool:
    """Turn times that are midnights of days, written in UTC, into those days.

    They are at midnight in UTC, or at the local midnight: at one full hour, or at two that follow each other by summer
    and winter time. One in fifty may be at another time; its day is that of the local clock.
    """
    known = ~np.isnat(times.values)
    aware = times.offset is not None
    if times.offset is not None and (np.nan_to_num(times.offset) != 0).any():
        return False
    clock = since_midnight(times.values[known]).astype(np.int64)
    hours, odd = _hours_of_midnight(clock, aware)
    if not len(hours):
        return False
    days = _local_days(times.values[known], clock, odd)
    if not _by_season((clock == hours[-1])[~odd], days[~odd]):
        return False
    times.values[known] = days.astype("datetime64[us]")
    times.has_clock = np.zeros(len(times.values), dtype=bool)
    times.offset = None
    whose = "midnights of days" if hours[0] == 0 else "midnights of local days"
    times.rule += f", {whose} written in UTC: taken as days"
    shown = " and ".join(f"{hour // HOUR:02d}:{hour % HOUR // _MINUTE:02d}" for hour in hours)
    rest = f", {int(odd.sum()):,} in {len(clock):,} aside" if odd.any() else ""
    times.warnings.append(
        f"Every time in the column '{heading}' is at {shown}{rest}: these are {whose} written in UTC, so "
        "only the day is taken."
    )
    return True


def _hours_of_midnight(
    clock: npt.NDArray[np.int64], aware: bool
) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.bool_]]:
    """Return the one or two times of day that may be midnights, and which rows are at none; no time where none may."""
    none = np.array([], dtype=np.int64)
    found, counts = np.unique(clock, return_counts=True)
    least = 2 if aware else 20
    if len(clock) < least:
        return none, np.zeros(len(clock), dtype=bool)
    hours = np.sort(found[np.argsort(-counts, kind="stable")[:2]])
    if len(hours) == 2 and hours[1] - hours[0] != HOUR:
        hours = found[[counts.argmax()]]
    odd = ~np.isin(clock, hours)
    # One hour alone is proof only where no row is at another: noon and seven o'clock are habits of clerks.
    doubtful = odd.any() and (len(hours) == 1 or odd.sum() > len(clock) * _ODD)
    midnight = hours[0] == 0 and not (aware and len(hours) == 1)
    uneven = (hours % HOUR != 0) & ~np.isin(hours, _UNEVEN)
    if doubtful or midnight or uneven.any() or (hours == 12 * HOUR).any():
        return none, odd
    if len(hours) == 1 and len(clock) < max(least, 5):
        return none, odd
    return hours, odd


def _local_days(
    values: npt.NDArray[np.datetime64], clock: npt.NDArray[np.int64], odd: npt.NDArray[np.bool_]
) -> npt.NDArray[np.datetime64]:
    """Return the day that begins at the midnight nearest before; a row at none goes by the clock of its neighbour."""
    back = np.where(clock < 12 * HOUR, clock, clock - 24 * HOUR)
    order = np.argsort(values[~odd], kind="stable")
    nearest = np.searchsorted(values[~odd][order], values[odd]).clip(max=len(order) - 1)
    back[odd] = back[~odd][order[nearest]]
    return np.asarray((values - back.astype("timedelta64[us]")).astype("datetime64[D]"))


def _by_season(late: npt.NDArray[np.bool_], days: npt.NDArray[np.datetime64]) -> bool:
    """Say whether one of two hours is that of summer and the other that of winter: no month in between holds both."""
    month = days.astype("datetime64[M]").astype(np.int64) % 12
    for ours in (4, 5, 6, 7, 11, 0, 1):  # May to August, December to February: no clocks change
        of_month = late[month == ours]
        if len(of_month) and of_month.any() and not of_month.all():
            return False
    return True


def resolve_offsets(times: Times, timezone: str, hours: Any, heading: str) -> None:
    """Turn times that carry an offset from UTC into wall time; without a zone, the clock written is kept and told."""
    assert times.offset is not None
    aware = np.isfinite(times.offset) & ~np.isnat(times.values)
    if not timezone:
        _warn_of_offsets(
            times, int((aware & (times.offset == 0)).sum()), int((aware & (times.offset != 0)).sum()), heading
        )
        return
    shift = micros(np.where(aware, times.offset, 0) * 60e6)
    local = times.values.copy()
    local[aware] = to_wall_time((times.values - shift)[aware], timezone)
    if hours is not None and _hours_agree(times.values, hours) > max(0.9, _hours_agree(local, hours)):
        times.warnings.append(
            f"The times in the column '{heading}' are marked as UTC, but the column of hours shows local time: the "
            "clock written is kept."
        )
        return
    times.values = local
    times.rule += f", turned from UTC into {timezone}"


def _warn_of_offsets(times: Times, utc: int, local: int, heading: str) -> None:
    if utc:
        times.warnings.append(
            f"{count_of(utc, 'time')} in the column '{heading}' {plural(utc, 'is', 'are')} in UTC, not in local time: "
            "hours of the day, and days near midnight, are wrong by the offset from UTC until the option timezone is "
            'given, such as timezone = "America/Chicago".'
        )
    if local:
        times.rule += ", on the local clock written"
        if utc:
            times.warnings.append(
                f"The column '{heading}' mixes times in UTC with {count_of(local, 'time')} on a local clock."
            )


def _hours_agree(values: npt.NDArray[np.datetime64], hours: Any) -> float:
    codes, texts = coded(hours)
    written = np.append(_as_hours(texts), np.nan)[codes]
    known = np.isfinite(written) & ~np.isnat(values)
    if not known.any():
        return 0.0
    return float((since_midnight(values[known]) // np.timedelta64(3_600_000_000, "us") == written[known]).mean())


def _as_hours(texts: Any) -> npt.NDArray[np.float64]:
    digits = pc.match_substring_regex(texts, r"^[0-9]{1,2}(?:\.0)?$")
    return np.asarray(pc.cast(pc.if_else(digits, texts, None), pa.float64()).to_numpy(zero_copy_only=False))
