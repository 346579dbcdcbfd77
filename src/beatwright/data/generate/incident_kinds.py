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

KINDS = (
    Kind("HOMICIDE", "high", 0.002, 0.60, 0.15, 0.25, 0.3, _NIGHT, 1.35, 0.15),
    Kind("ROBBERY", "high", 0.045, 0.30, 0.42, 0.28, 1.0, _EVENING, 1.15, 0.10, 220),
    Kind("AGGRAVATED ASSAULT", "high", 0.073, 0.55, 0.20, 0.25, 0.8, _NIGHT, 1.40, 0.20),
    Kind("SIMPLE ASSAULT", "medium", 0.150, 0.60, 0.22, 0.18, 0.6, _NIGHT, 1.30, 0.15),
    Kind("BURGLARY", "medium", 0.110, 0.77, 0.15, 0.08, 2.0, ((10.0, 3.0, 0.9), (2.0, 2.5, 0.6)), 0.85, 0.10, 230),
    Kind("MOTOR VEHICLE THEFT", "medium", 0.110, 0.60, 0.30, 0.10, 1.2, ((22.0, 3.0, 1.3),), 1.05, 0.12, 240),
    Kind("LARCENY", "low", 0.290, 0.28, 0.54, 0.18, 0.9, _DAY, 0.95, 0.10, 250),
    Kind("VANDALISM", "low", 0.120, 0.68, 0.22, 0.10, 1.2, ((22.0, 3.5, 1.2),), 1.20, 0.12, 160),
    Kind("DISORDERLY CONDUCT", "low", 0.070, 0.25, 0.50, 0.25, 0.3, ((23.5, 2.5, 2.4), (17.0, 3.0, 0.8)), 1.60, 0.15),
    Kind("DRUG VIOLATION", "low", 0.030, 0.35, 0.25, 0.40, 0.5, ((15.0, 4.0, 1.2), (21.0, 2.5, 1.0)), 0.90, 0.05, 120),
)
