"""Local time as minutes that have passed since a Monday, also where the clocks are changed on the way.

A simulation runs on elapsed minutes, and looks up the hour of the week by the local clock. Without a time zone both are
the same. With one, the hour that the clocks leave out in spring does not pass, and the hour that comes twice in autumn
passes twice.
"""

from __future__ import annotations

import zoneinfo
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Self

import numpy as np
import numpy.typing as npt
import pandas as pd

from beatwright.base import check
from beatwright.base.words import count_of, plural

__all__ = ["ElapsedTime", "timezone_error"]

Floats = npt.NDArray[np.float64]
Moments = npt.NDArray[np.datetime64]
_WEEK = 168 * 60.0  # minutes
_NO_ZONE = (
    "No time zone was given, so every day has 24 hours. Where the clocks were changed, an hour is empty or holds the "
    "calls of two."
)


def timezone_error(owner: str, timezone: str) -> str | None:
    """Complain unless `timezone` is empty or the IANA name of a zone."""
    try:
        if timezone != "":
            zoneinfo.ZoneInfo(timezone)
    except (zoneinfo.ZoneInfoNotFoundError, ValueError, TypeError, OSError):
        return check.sentence(owner, "timezone", "an IANA name such as 'America/Chicago', or empty", repr(timezone))
    return None


@dataclass(frozen=True)
class ElapsedTime:
    """Minutes since a moment.

    Parameters
    ----------
    start : Timestamp
        Local time of minute 0: a Monday, 00:00.
    timezone : str
        IANA name of the zone of local times; empty: none, every day has 24 hours.

    Examples
    --------
    >>> time = ElapsedTime.since_monday(np.datetime64("2024-03-08"), "America/Chicago")
    >>> time.start, time.minute(pd.Timestamp("2024-03-11"))
    (Timestamp('2024-03-04 00:00:00'), 10020.0)
    >>> time.clock(10_080.0)[144:148].tolist()
    [144, 145, 147, 148]
    """

    start: pd.Timestamp
    timezone: str

    @classmethod
    def since_monday(cls, moment: np.datetime64, timezone: str) -> Self:
        """Return the time since the Monday of the week of a local moment."""
        day = pd.Timestamp(moment).normalize()
        return cls(day - pd.Timedelta(days=day.day_of_week), timezone)

    def _passed(self, local: Moments, *, later: bool = False) -> pd.DatetimeIndex:
        """Return moments in universal time; of an hour that came twice the first one, or the later one."""
        index = pd.DatetimeIndex(local)
        if not self.timezone:
            return index
        summer = np.full(len(index), not later)
        zoned = index.tz_localize(self.timezone, ambiguous=summer, nonexistent=pd.Timedelta(hours=1))
        return zoned.tz_convert("UTC").tz_localize(None)

    def minutes(self, local: Moments) -> tuple[Floats, list[str]]:
        """Return elapsed minutes, shape (n,), and what was assumed of moments in the night of a change of clocks."""
        passed = self._passed(local)
        minutes = ((passed - self._begin) / pd.Timedelta(minutes=1)).to_numpy(dtype=np.float64)
        if not self.timezone:
            return minutes, [_NO_ZONE]
        twice = int((passed != self._passed(local, later=True)).sum())
        back = passed.tz_localize("UTC").tz_convert(self.timezone).tz_localize(None)
        never = int((back != pd.DatetimeIndex(local)).sum())
        told = [f"Minutes are those that passed; hours of the week are those of the clocks of {self.timezone}."]
        told += _in_words(twice, "in an hour that came twice", "counted in the first of the two")
        told += _in_words(never, "in an hour left out by the clocks", "put an hour later")
        return minutes, told

    def minute(self, local: pd.Timestamp) -> float:
        """Return the elapsed minutes of one moment."""
        passed = self._passed(np.array([local], dtype="datetime64[us]"))
        return float((passed[0] - self._begin) / pd.Timedelta(minutes=1))

    @property
    def _begin(self) -> pd.Timestamp:
        return pd.Timestamp(self._passed(np.array([self.start], dtype="datetime64[us]"))[0])

    def clock(self, end: float) -> npt.NDArray[np.int64]:
        """Return the hour of the week, by the local clock, of every hour before minute `end`."""
        hours = pd.date_range(self._begin, periods=int(np.ceil(end / 60.0)), freq="h")
        if self.timezone:
            hours = hours.tz_localize("UTC").tz_convert(self.timezone)
        return np.asarray(hours.day_of_week * 24 + hours.hour, dtype=np.int64)

    def partial_weeks(
        self, start: pd.Timestamp, end: pd.Timestamp, gaps: Sequence[tuple[pd.Timestamp, pd.Timestamp]], last: float
    ) -> tuple[int, ...]:
        """Return the weeks of which some hours lie outside a period or in one of its gaps.

        Parameters
        ----------
        start, end : Timestamp
            The period, `end` exclusive.
        gaps : sequence of pairs of Timestamp
            Stretches without records.
        last : float
            Minute at which the last week ends.
        """
        weeks = int(np.ceil(last / _WEEK))
        missing = [(0.0, self.minute(start)), (self.minute(end), weeks * _WEEK)]
        missing += [(self.minute(low), self.minute(high)) for low, high in gaps]
        found = {
            week
            for low, high in missing
            for week in range(int(low // _WEEK), min(int(np.ceil(high / _WEEK)), weeks))
            if low < high
        }
        return tuple(sorted(found))


def _in_words(calls: int, where: str, what: str) -> list[str]:
    return [f"{count_of(calls, 'call')} {where} {plural(calls, 'is', 'are')} {what}."] if calls else []
