"""Incidents by hour of the week where some have a window: the earliest and the latest moment, and none between known.

Each counts one in all, in every hour by the share of its window that falls into it (aoristic weights; Ratcliffe 2000,
International Journal of Geographical Information Science 14, 669-679): the same weights as those of
`beatwright.patterns.aoristic`, written as arrays of shares. A window longer than a week says nothing of the hour: such
an incident is spread as all others are. No total moves.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt
import pandas as pd

from beatwright.base.errors import ParameterError
from beatwright.core.hours_of_week import counts_by_hour, shares_of_week

__all__ = ["LONGEST_WINDOW", "WindowHours", "window_hours", "with_latest_times"]

Bools = npt.NDArray[np.bool_]
Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
Moments = npt.NDArray[np.datetime64]

LONGEST_WINDOW = 168  # hours: a longer window touches every hour of the week and says next to nothing of any
_HOUR = 3_600_000_000  # microseconds
_MONDAY = np.datetime64("1969-12-29", "us")


@dataclass(frozen=True, eq=False)
class WindowHours:
    """The shares of incidents in the hours of the week.

    Parameters
    ----------
    incident, hour : array of int64, shape (m,)
        Position of the incident and hour of the week of each share; an incident has as many as hours it touches.
    share : array, shape (m,)
        Those of one incident sum to 1.
    too_long : array of bool, shape (n,)
        Incidents whose window is longer than a week: they have no shares.
    day : array of int64, shape (n,)
        Weekday of every incident, 0 = Monday.
    """

    incident: Ints
    hour: Ints
    share: Floats
    too_long: Bools
    day: Ints

    @cached_property
    def placed(self) -> Bools:
        """Which incidents have shares, shape (n,)."""
        return np.bincount(self.incident, minlength=len(self.day)) > 0

    @cached_property
    def week(self) -> Floats:
        """Sum of all shares by hour of the week, shape (168,)."""
        return np.bincount(self.hour, self.share, minlength=168).astype(np.float64)

    def counts(self, group: Ints, groups: int, rows: Bools, weight: Floats | None = None) -> Floats:
        """Count as `Incidents.counts_by_hour` does, shape (groups, 168)."""
        weight = np.ones(len(rows)) if weight is None else weight
        inside = rows[self.incident]
        at, share = self.incident[inside], self.share[inside] * weight[self.incident[inside]]
        flat = np.bincount(group[at] * 168 + self.hour[inside], share, minlength=groups * 168)
        days, long = rows & ~self.placed & ~self.too_long, rows & self.too_long
        by_day = counts_by_hour(
            group[days], groups, self.day[days] * 24, np.zeros(int(days.sum()), dtype=np.bool_),
            shares=shares_of_week(self.week), weight=weight[days],
        )  # fmt: skip
        each = self.week / self.week.sum() if self.week.any() else np.full(168, 1 / 168)
        by_week = np.bincount(group[long], weight[long], minlength=groups)[:, None] * each
        return np.asarray(flat.reshape(groups, 168) + by_day + by_week, dtype=np.float64)

    @property
    def whole_counts(self) -> Ints:
        """`week` in whole numbers with the same total, each within one of its share, shape (168,)."""
        up_to = np.round(np.cumsum(self.week)).astype(np.int64)
        return np.asarray(up_to - np.concatenate([[0], up_to[:-1]]))


def window_hours(earliest: Moments, latest: Moments, clocked: Bools) -> WindowHours:
    """Return the shares of incidents in the hours of the week.

    Parameters
    ----------
    earliest, latest : array of datetime64[us], shape (n,)
        The window of each; the latest is NaT where the moment is known.
    clocked : array of bool, shape (n,)
        Whether the time of day of the earliest is known; without it and without a window an incident has no shares.

    Examples
    --------
    >>> earliest, latest = (np.array([text], dtype="datetime64[us]") for text in ("2024-01-01T08:30", "2024-01-01T10"))
    >>> hours = window_hours(earliest, latest, np.array([True]))
    >>> hours.hour.tolist(), [round(share, 3) for share in hours.share.tolist()]
    ([8, 9], [0.333, 0.667])
    """
    start = (earliest.astype("datetime64[us]") - _MONDAY).astype(np.int64)
    open_ = ~np.isnat(latest)
    length = np.where(open_, (latest - earliest).astype("timedelta64[us]").astype(np.int64), 0)
    too_long = length > LONGEST_WINDOW * _HOUR
    at = np.flatnonzero((clocked | open_) & ~too_long)
    first, last = start[at] // _HOUR, np.maximum(start[at] + length[at] - 1, start[at]) // _HOUR
    spans = last - first + 1
    owner = np.repeat(np.arange(len(at)), spans)
    hour = first[owner] + np.arange(len(owner)) - np.repeat(np.cumsum(spans) - spans, spans)
    low, high = np.maximum(hour * _HOUR, start[at][owner]), np.minimum((hour + 1) * _HOUR, (start + length)[at][owner])
    share = np.where(spans[owner] == 1, 1.0, (high - low) / np.maximum(length[at][owner], 1))
    return WindowHours(at[owner], hour % 168, share, too_long, start // (24 * _HOUR) % 7)


def with_latest_times(tidy: pd.DataFrame) -> pd.DataFrame:
    """Return a table of incidents with its column ``time_end`` checked; without it where no incident has a window.

    Raises
    ------
    ParameterError
        Where it holds no local times, or one before the earliest.
    """
    if "time_end" not in tidy or tidy["time_end"].isna().all():
        return tidy.drop(columns="time_end", errors="ignore")
    if not pd.api.types.is_datetime64_dtype(tidy["time_end"]):
        raise ParameterError(
            "The column 'time_end' must hold timestamps in the city's local wall time, without a time zone, NaT where "
            f"there is none. Got {tidy['time_end'].dtype}."
        )
    backwards = int((tidy["time_end"] < tidy["time"]).sum())
    if backwards:
        raise ParameterError(
            f"{backwards:,} incidents have a 'time_end' before their 'time'. Leave the end out (NaT) where it is wrong."
        )
    latest = tidy["time_end"].where(tidy["time_end"] > tidy["time"])
    return tidy.drop(columns="time_end") if latest.isna().all() else tidy.assign(time_end=latest)
