"""The kinds of incidents: how common, how severe, where, at which hours, in which season."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

__all__ = ["KINDS", "Kind"]


@dataclass(frozen=True)
class Kind:
    """One kind of incident.

    Parameters
    ----------
    name : str
        As a police department writes it.
    severity : str
        Class of the default severity table.
    share : float
        Part of all incidents.
    residential, commercial, hot : float
        Parts of the background that follow people, trade, and the fixed risky places; they sum to 1.
    repeat : float
        How prone to near repeats, relative to the other kinds.
    peaks : tuple of (hour, width, height)
        Bumps of the daily rhythm over a base of 1.
    weekend : float
        Rate at the weekend (Friday 18:00 to Monday 06:00) relative to the other hours of the week.
    season : float
        Swing over the year, 0 to 1.
    summit : int
        Day of the year with most incidents.
    """

    name: str
    severity: str
    share: float
    residential: float
    commercial: float
    hot: float
    repeat: float
    peaks: tuple[tuple[float, float, float], ...]
    weekend: float = 1.0
    season: float = 0.1
    summit: int = 200

    def clock(self) -> npt.NDArray[np.float64]:
        """Return the rhythm of the week: rate of every hour of the week, mean 1, shape (168,).

        Examples
        --------
        >>> round(float(KINDS[0].clock().mean()), 12)
        1.0
        """
        hour = np.arange(24) + 0.5
        day = np.ones(24)
        for place, width, height in self.peaks:
            away = (hour - place + 12) % 24 - 12
            day += height * np.exp(-0.5 * (away / width) ** 2)
        week = np.tile(day, 7)
        slot = np.arange(168)
        week[(slot >= 4 * 24 + 18) | (slot < 6)] *= self.weekend
        return np.asarray(week / week.mean())

    def year(self, day: npt.NDArray[np.int64]) -> npt.NDArray[np.float64]:
        """Return the season's factor for days of the year, about 1 in the mean."""
        return np.asarray(1 + self.season * np.cos(2 * np.pi * (day - self.summit) / 365.25))


_NIGHT = ((0.5, 3.0, 1.6), (19.0, 3.5, 0.9))
_EVENING = ((20.5, 3.0, 2.0), (1.0, 2.0, 1.2))
_DAY = ((14.0, 3.5, 2.2),)

# fmt: off
KINDS = (
    Kind(name="HOMICIDE", severity="high", share=0.002, residential=0.60, commercial=0.15, hot=0.25,
         repeat=0.3, peaks=_NIGHT, weekend=1.35, season=0.15),
    Kind(name="ROBBERY", severity="high", share=0.045, residential=0.30, commercial=0.42, hot=0.28,
         repeat=1.0, peaks=_EVENING, weekend=1.15, season=0.10, summit=220),
    Kind(name="AGGRAVATED ASSAULT", severity="high", share=0.073, residential=0.55, commercial=0.20, hot=0.25,
         repeat=0.8, peaks=_NIGHT, weekend=1.40, season=0.20),
    Kind(name="SIMPLE ASSAULT", severity="medium", share=0.150, residential=0.60, commercial=0.22, hot=0.18,
         repeat=0.6, peaks=_NIGHT, weekend=1.30, season=0.15),
    Kind(name="BURGLARY", severity="medium", share=0.110, residential=0.77, commercial=0.15, hot=0.08,
         repeat=2.0, peaks=((10.0, 3.0, 0.9), (2.0, 2.5, 0.6)), weekend=0.85, season=0.10, summit=230),
    Kind(name="MOTOR VEHICLE THEFT", severity="medium", share=0.110, residential=0.60, commercial=0.30, hot=0.10,
         repeat=1.2, peaks=((22.0, 3.0, 1.3),), weekend=1.05, season=0.12, summit=240),
    Kind(name="LARCENY", severity="low", share=0.290, residential=0.28, commercial=0.54, hot=0.18,
         repeat=0.9, peaks=_DAY, weekend=0.95, season=0.10, summit=250),
    Kind(name="VANDALISM", severity="low", share=0.120, residential=0.68, commercial=0.22, hot=0.10,
         repeat=1.2, peaks=((22.0, 3.5, 1.2),), weekend=1.20, season=0.12, summit=160),
    Kind(name="DISORDERLY CONDUCT", severity="low", share=0.070, residential=0.25, commercial=0.50, hot=0.25,
         repeat=0.3, peaks=((23.5, 2.5, 2.4), (17.0, 3.0, 0.8)), weekend=1.60, season=0.15),
    Kind(name="DRUG VIOLATION", severity="low", share=0.030, residential=0.35, commercial=0.25, hot=0.40,
         repeat=0.5, peaks=((15.0, 4.0, 1.2), (21.0, 2.5, 1.0)), weekend=0.90, season=0.05, summit=120),
)
# fmt: on
