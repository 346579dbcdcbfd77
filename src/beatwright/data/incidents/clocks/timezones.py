"""Local wall time: out of UTC, and what daylight saving does to it."""

from __future__ import annotations

import zoneinfo

import numpy as np
import numpy.typing as npt
import pandas as pd

__all__ = ["is_timezone", "saving_faults", "to_wall_time"]

Moments = npt.NDArray[np.datetime64]


def is_timezone(name: str) -> bool:
    """Say whether `name` is an IANA time zone.

    >>> is_timezone("America/Chicago"), is_timezone("Gotham")
    (True, False)
    """
    try:
        zoneinfo.ZoneInfo(name)
    except (zoneinfo.ZoneInfoNotFoundError, ValueError, OSError):
        return False
    return True


def to_wall_time(utc: Moments, timezone: str) -> Moments:
    """Return the wall time in `timezone` of times in UTC; NaT stays NaT.

    >>> to_wall_time(np.array(["2024-07-01T12:00"], dtype="datetime64[us]"), "America/Chicago").astype(str).tolist()
    ['2024-07-01T07:00:00.000000']
    """
    local = pd.DatetimeIndex(utc).tz_localize("UTC").tz_convert(timezone).tz_localize(None)
    return np.asarray(local.as_unit("us").to_numpy())


def saving_faults(local: Moments, timezone: str) -> tuple[int, int]:
    """Count wall times that daylight saving skips, and those that it gives twice.

    >>> spring, autumn = "2024-03-10T02:30", "2024-11-03T01:30"
    >>> saving_faults(np.array([spring, autumn, "2024-07-01T12:00"], dtype="datetime64[us]"), "America/Chicago")
    (1, 1)
    """
    days = local.astype("datetime64[D]")
    turning = _turning_days(np.unique(days[~np.isnat(days)]), timezone)
    unique, counts = np.unique(local[np.isin(days, turning)], return_counts=True)
    index = pd.DatetimeIndex(unique)
    early = index.tz_localize(timezone, ambiguous="NaT", nonexistent="shift_forward")
    skipped = index.tz_localize(timezone, ambiguous="NaT", nonexistent="NaT")
    twice = np.asarray(early.isna())
    gap = np.asarray(skipped.isna()) & ~twice
    return int(counts[gap].sum()), int(counts[twice].sum())


def _turning_days(days: Moments, timezone: str) -> Moments:
    """Return the days near which the clocks change: the offset from UTC at noon before and after is not the same."""
    noon = [pd.DatetimeIndex(days.astype("datetime64[us]") + np.timedelta64(hours, "h")) for hours in (-12, 36)]
    before, after = (np.asarray(at.tz_localize(timezone).tz_convert("UTC").tz_localize(None)) for at in noon)
    return np.asarray(days[after - before != np.timedelta64(48, "h")])
