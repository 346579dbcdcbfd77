"""Patterns of work and days off that have names, as data."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

import numpy as np
import numpy.typing as npt

__all__ = ["NAMED_PATTERNS", "ShiftPattern", "Squad"]

_HOURS_OF_DAY = 24


@dataclass(frozen=True)
class Squad:
    """Officers who work together: when their shift begins, and how far into the pattern they start.

    Parameters
    ----------
    start : int
        Hour of the day at which their shift begins.
    offset : int, default 0
        Day of the pattern on which they are on the first day.
    """

    start: int
    offset: int = 0


@dataclass(frozen=True)
class ShiftPattern:
    """A pattern of days on and off that squads walk through, each from its own day on.

    Parameters
    ----------
    name : str
        What it is called.
    days : str
        ``1`` on duty, ``0`` off, day after day, over and over.
    hours : int
        Hours of a shift.
    squads : tuple of Squad
        Squads of equal size.
    words : str
        What it is, in a sentence.

    Examples
    --------
    >>> pattern = NAMED_PATTERNS["2-2-3"]
    >>> pattern.cycle, pattern.hours_a_week, set(pattern.on_duty.sum(axis=0).tolist())
    (14, 42.0, {1})
    """

    name: str
    days: str
    hours: int
    squads: tuple[Squad, ...]
    words: str

    @property
    def cycle(self) -> int:
        """Days until the pattern comes round."""
        return len(self.days)

    @property
    def hours_a_week(self) -> float:
        """Mean hours of work in a week."""
        return 7 * self.hours * self.days.count("1") / self.cycle

    def line(self, squad: Squad) -> npt.NDArray[np.bool_]:
        """Whether a squad is on duty on each day of the pattern, shape (cycle,)."""
        on = np.array([day == "1" for day in self.days])
        return np.roll(on, -squad.offset)

    @property
    def on_duty(self) -> npt.NDArray[np.int64]:
        """Whether a squad is on duty in each hour of the pattern, 1 or 0, shape (squads, 24 * cycle)."""
        hours = np.zeros((len(self.squads), _HOURS_OF_DAY * self.cycle), dtype=np.int64)
        for at, squad in enumerate(self.squads):
            for day in np.flatnonzero(self.line(squad)):
                first = _HOURS_OF_DAY * int(day) + squad.start
                hours[at, np.arange(first, first + self.hours) % hours.shape[1]] = 1
        return hours


def _groups(starts: tuple[int, ...], cycle: int) -> tuple[Squad, ...]:
    """Return a squad for every start and day of the pattern, so that every day has the same number on."""
    return tuple(Squad(start, offset) for start in starts for offset in range(cycle))


# "2-2-3" is also known as the Pitman schedule; days off come two, two and three at a time.
_PATTERNS: Final = (
    ShiftPattern(
        "5/8",
        "1111100",
        8,
        _groups((7, 15, 23), 7),
        "Five days of 8 hours, two days off; three watches, days off spread over the week: 5 squads in every hour.",
    ),
    ShiftPattern(
        "4/10",
        "1111000",
        10,
        _groups((6, 14, 21), 7),
        "Four days of 10 hours, three days off; three watches that overlap from 14 to 16, 21 to 24 and 6 to 7 o'clock: "
        "4 squads in every hour, 8 where watches overlap.",
    ),
    ShiftPattern(
        "2-2-3",
        "11001110011000",
        12,
        (Squad(6), Squad(6, 7), Squad(18), Squad(18, 7)),
        "Shifts of 12 hours, 7 in 14 days, every second weekend off; two squads by day, two by night: one squad in "
        "every hour.",
    ),
    ShiftPattern(
        "4-on-4-off",
        "11110000",
        12,
        (Squad(6), Squad(6, 4), Squad(18), Squad(18, 4)),
        "Four shifts of 12 hours, four days off; two squads by day, two by night: one squad in every hour. The days "
        "off move through the week.",
    ),
)

NAMED_PATTERNS: Final[Mapping[str, ShiftPattern]] = MappingProxyType({one.name: one for one in _PATTERNS})
