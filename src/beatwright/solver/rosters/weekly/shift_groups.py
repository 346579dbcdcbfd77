"""Groups of officers whose shift has one length and one start, and the hours that each holds."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

__all__ = ["HOURS_OF_DAY", "ShiftGroups", "usual_working_days"]

HOURS_OF_DAY = 24
_HOURS_PAID = 40  # a week
_MOST_DAYS = 6  # of work in a week

Floats = npt.NDArray[np.float64]


def usual_working_days(hours: int) -> int:
    """Return on how many days a week shifts of this length are worked: as many as 40 hours hold, at most 6.

    >>> [usual_working_days(hours) for hours in (8, 10, 12)]
    [5, 4, 3]
    """
    return min(_MOST_DAYS, _HOURS_PAID // hours)


@dataclass(frozen=True)
class ShiftGroups:
    """Every length with every start.

    Parameters
    ----------
    lengths : tuple of int
        Hours.
    starts : tuple of int
        Hours of the day, 0 to 23.
    days : int
        Days of the cycle: 7, or 14.
    workdays : mapping of int to int
        Working days in a cycle, by length.
    """

    lengths: tuple[int, ...]
    starts: tuple[int, ...]
    days: int
    workdays: Mapping[int, int]

    def __len__(self) -> int:
        return len(self.lengths) * len(self.starts)

    def __iter__(self) -> Iterator[tuple[int, int]]:
        """Yield length and start of every group, in their order."""
        return ((length, start) for length in self.lengths for start in self.starts)

    @cached_property
    def worked(self) -> npt.NDArray[np.int64]:
        """Working days of each group in a cycle, shape (groups,)."""
        return np.array([self.workdays[length] for length, _ in self], dtype=np.int64)

    @cached_property
    def held(self) -> Floats:
        """Whether a shift of each group and day holds each hour of the cycle, shape (hours, groups, days)."""
        hours = HOURS_OF_DAY * self.days
        hour, day = np.arange(hours)[:, None, None], HOURS_OF_DAY * np.arange(self.days)[None, None, :]
        start = np.array([start for _, start in self])[None, :, None]
        length = np.array([length for length, _ in self])[None, :, None]
        return np.asarray((hour - day - start) % hours < length, dtype=np.float64)

    def cover(self, working: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
        """Return officers on duty by hour, of those of every group who work on each day, shape (groups, days)."""
        found = np.tensordot(self.held, working.astype(np.float64), axes=2)
        return np.asarray(np.rint(found), dtype=np.int64)
