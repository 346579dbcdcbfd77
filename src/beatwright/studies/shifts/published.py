"""Covers that textbooks print, instances that others published, and the figures that are known of both."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = [
    "BENCHMARK_OPTIMA",
    "COVERS",
    "GIVEN",
    "IMPROVED",
    "INSTANCE_1",
    "KNOWN_FEWEST",
    "KNOWN_SHORT",
    "KNOWN_STARTS",
    "PEAKS",
    "ROTATION_WEEKS",
    "SOURCES",
    "WATCHES",
    "PublishedCover",
]


@dataclass(frozen=True)
class PublishedCover:
    """A cyclic cover that is published with its answer.

    Parameters
    ----------
    name : str
        What it is.
    need : tuple of int
        How many are needed in each period.
    length : int
        Periods that everybody stays.
    fewest : int
        The published answer.
    """

    name: str
    need: tuple[int, ...]
    length: int
    fewest: int


_DAY = (6, 6, 6, 6, 6, 8, 9, 12, 18, 22, 25, 21, 21, 20, 18, 21, 21, 24, 24, 18, 18, 18, 12, 8)
COVERS = (
    PublishedCover("six periods, hundreds", (100, 250, 400, 500, 200, 150), 2, 900),
    PublishedCover("six periods of four hours", (5, 7, 15, 7, 12, 9), 2, 32),
    PublishedCover("six periods, shifts of half a day", (2, 2, 3, 5, 5, 4), 3, 7),
    PublishedCover("24 hours, shifts of eight", _DAY, 8, 55),
)

# Weeks of so many calls an hour at the peak. They are no publication's, but a rule that anybody can follow; what is
# known of them was proven before, by other programs than these.
PEAKS = (6, 25, 120)
KNOWN_FEWEST = {8: (26, 67, 255), 10: (25, 66, 252), 12: (28, 75, 282)}  # days off anywhere, by length and peak
KNOWN_STARTS = {"days off in a row": 262, "at most 3 starts": 303}  # shifts of eight hours, the last peak
WATCHES = (7, 15, 23)
GIVEN = 22  # officers for the first week
KNOWN_SHORT = {"any hour": 68, "07:00, 15:00, 23:00": 112}  # officer-hours short, and ten for the largest shortage

# P. E. Taylor and S. J. Huxley (1989), as their abstract gives it.
IMPROVED = "25 % more units on the street when they were needed, worth 200 officers or 11 million dollars a year"

ROTATION_WEEKS = 16
# Instance 1 of Curtois and Qu (2014): its fixed days off, what officers want and do not want, with weights.
INSTANCE_1 = {
    "need": (5, 7, 6, 4, 5, 5, 5, 6, 7, 4, 2, 5, 6, 4),
    "off": dict(zip("ABCDEFGH", (0, 5, 8, 2, 9, 5, 1, 7), strict=True)),
    "wants": {"A": (2, 3, 2), "B": (0, 4, 3), "C": (0, 4, 1), "D": (8, 9, 2), "F": (0, 1, 2), "H": (9, 13, 1)},
    "wants_off": {"C": ((12, 1), (13, 1)), "F": ((8, 3),), "H": ((2, 3), (3, 3))},
}
# Best known of the instances of the same benchmark whose optimum is proven, by number.
BENCHMARK_OPTIMA = {1: 607, 2: 828, 3: 1001, 4: 1716, 5: 1143, 6: 1950, 7: 1056, 9: 439, 10: 4631, 11: 3443}

SOURCES = (
    "Taylor, P. E. and Huxley, S. J. (1989). A break from tradition for the San Francisco police: patrol officer "
    "scheduling using an optimization-based decision support system. Interfaces 19(1), 4-24.",
    "Musliu, N., Schutt, A. and Stuckey, P. J. (2018). Solver independent rotating workforce scheduling. CPAIOR 2018, "
    "429-445.",
    "Curtois, T. and Qu, R. (2014). Computational results on new staff scheduling benchmark instances. Technical "
    "report, University of Nottingham.",
)
