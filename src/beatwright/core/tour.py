"""Tours: the hours of the day in which a car can be on duty."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Self

import numpy as np
import numpy.typing as npt

from beatwright.base import check
from beatwright.base.errors import Complaints, ParameterError

__all__ = ["Tour", "uncovered_hours"]

_HOURS_OF_DAY = 24
_DAYS = 7
_CLOCK = re.compile(r"(?P<start>\d{1,2})(:00)?\s*[-–]\s*(?P<end>\d{1,2})(:00)?")


@dataclass(frozen=True)
class Tour:
    """One tour, begun at the same hour on every day of the week.

    Parameters
    ----------
    start : int
        Hour of the day at which it begins, 0 to 23.
    hours : int
        How long it lasts, 1 to 24 hours. A tour that passes midnight ends on the next day.

    Examples
    --------
    >>> night = Tour.read("22-06")
    >>> night, night.name, night.on_duty[:6].tolist(), night.on_duty.sum()
    (Tour(start=22, hours=8), '22:00-06:00', [True, True, True, True, True, True], np.int64(56))
    """

    start: int
    hours: int

    def __post_init__(self) -> None:
        complaints = Complaints()
        complaints.add(check.integer("Tour", "start", self.start, 0, _HOURS_OF_DAY - 1))
        complaints.add(check.integer("Tour", "hours", self.hours, 1, _HOURS_OF_DAY))
        complaints.raise_if_any(ParameterError)

    @classmethod
    def read(cls, text: str) -> Self:
        """Read a tour from its first hour and the one at which it ends, such as ``08-16`` or ``22:00-06:00``.

        Raises
        ------
        ParameterError
            Where the text is no such pair of whole hours.
        """
        found = _CLOCK.fullmatch(text.strip()) if isinstance(text, str) else None
        hours = None if found is None else (int(found["start"]), int(found["end"]))
        if hours is None or hours[0] >= _HOURS_OF_DAY or hours[1] > _HOURS_OF_DAY:
            raise ParameterError(
                f"A tour must be two whole hours of the day, such as '08-16' or '22-06'. Got {text!r}."
            )
        return cls(hours[0], (hours[1] - hours[0]) % _HOURS_OF_DAY or _HOURS_OF_DAY)

    @property
    def name(self) -> str:
        """From when to when, such as ``08:00-16:00``."""
        return f"{self.start:02d}:00-{(self.start + self.hours) % _HOURS_OF_DAY:02d}:00"

    @cached_property
    def on_duty(self) -> npt.NDArray[np.bool_]:
        """Whether a car of this tour is on duty in each hour of the week, shape (168,), 0 = Monday 00:00."""
        hours_in = (np.arange(_HOURS_OF_DAY) - self.start) % _HOURS_OF_DAY
        return np.tile(hours_in < self.hours, _DAYS)


def uncovered_hours(tours: Iterable[Tour]) -> npt.NDArray[np.intp]:
    """Return the hours of the day in which no tour is on duty.

    >>> uncovered_hours([Tour.read("08-16"), Tour.read("16-06")]).tolist()
    [6, 7]
    """
    covered = np.zeros(_HOURS_OF_DAY, dtype=bool)
    for tour in tours:
        covered |= tour.on_duty[:_HOURS_OF_DAY]
    return np.flatnonzero(~covered)
