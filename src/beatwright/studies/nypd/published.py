"""What the teaching case gives, and what the book prints of its city of three cars."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

__all__ = [
    "BOOK_PREFERENCE",
    "BOOK_RATE",
    "BOOK_WORKLOAD",
    "BOUNDS",
    "OVERLAYS",
    "PRECINCTS",
    "SERVICE",
    "SPEED",
    "WATCHES",
    "Precinct",
    "day_shape",
]


@dataclass(frozen=True)
class Precinct:
    """One precinct of the case.

    Parameters
    ----------
    name : str
        Letter of the case.
    calls : float
        Calls per hour.
    urgent : float
        Share of them that are urgent.
    felonies : int
        Per year.
    square_miles : float
        Area.
    """

    name: str
    calls: float
    urgent: float
    felonies: int
    square_miles: float


# L. V. Green, "Managing patrol cars at the New York City Police Department", Columbia Business School, teaching case.
PRECINCTS = (
    Precinct("A", 6.4, 0.082, 10_600, 1.9),
    Precinct("B", 3.8, 0.077, 6_600, 0.8),
    Precinct("C", 2.6, 0.073, 4_300, 5.2),
    Precinct("D", 3.4, 0.138, 9_400, 1.0),
    Precinct("E", 1.5, 0.040, 1_800, 17.0),
    Precinct("F", 6.6, 0.122, 8_500, 1.7),
)
SERVICE = 0.5  # hours a call, of the case
SPEED = 10.0  # miles an hour to a call: ours, the case names none
BOUNDS = (0.25, 0.10, 0.05)  # largest shares of delayed calls that cars are found for

# The day that watches are compared on is ours: calls follow it, its largest hour is 20:00 to 21:00.
WATCHES = ((0, 8), (8, 8), (16, 8))
OVERLAYS = ((18, 10), (20, 8), (20, 4))  # start and hours of the watch that overlaps two others

# R. C. Larson and A. R. Odoni, Urban Operations Research (1981), section 5.4: three cars, calls by the order in which
# cars are preferred. The book gives the two classes that prefer car 1 in one sum, .75; this split gives its figures.
BOOK_RATE = (0.5, 0.25, 0.35, 0.40)
BOOK_PREFERENCE = ((0, 1, 2), (0, 2, 1), (1, 0, 2), (2, 0, 1))
BOOK_WORKLOAD = (0.5574, 0.4734, 0.4693)


def day_shape() -> np.ndarray:
    """Return the calls of each hour of the day over those of the case, shape (24,)."""
    hour = np.arange(24)
    wave = (1.0 + np.cos(2 * np.pi * (hour - 20) / 24)) / 2
    evening = (hour >= 18) | (hour < 4)
    return np.asarray(0.25 + 0.45 * wave + 0.30 * evening)
