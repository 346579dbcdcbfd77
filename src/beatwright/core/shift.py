"""A shift: when it begins and how long it lasts."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from typing import Self

import numpy as np
import numpy.typing as npt

from beatwright.base import check
from beatwright.base.errors import Complaints, ParameterError

__all__ = ["Shift"]

_HOURS_OF_DAY = 24
_CLOCKS = re.compile(r"(\d{1,2})(?::([0-5]\d))?\s*[-–]\s*(\d{1,2})(?::([0-5]\d))?")


@dataclass(frozen=True)
class Shift:
    """One shift. It belongs to the day on which it begins, also where it ends on the next.

    Parameters
    ----------
    name : str
        What a roster calls it, such as ``D`` or ``22:00-06:00``.
    start : float
        Hour of the day at which it begins, from 0 up to but without 24; 6.5 is half past six.
    hours : float
        How long it lasts, up to 24 hours.

    Examples
    --------
    >>> night = Shift.at(22, 8)
    >>> night.name, night.minutes, night.on_duty[20:30].tolist()
    ('22:00-06:00', 480, [0.0, 0.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0])
    """

    name: str
    start: float
    hours: float

    def __post_init__(self) -> None:
        complaints = Complaints()
        complaints.add(check.text("Shift", "name", self.name))
        complaints.add(check.number("Shift", "start", self.start, 0, _HOURS_OF_DAY - 1 / 60))
        complaints.add(check.number("Shift", "hours", self.hours, 0, _HOURS_OF_DAY, open_low=True))
        complaints.raise_if_any(ParameterError)

    @classmethod
    def at(cls, start: float, hours: float) -> Self:
        """Return the shift that begins at an hour of the day, named after its clock."""
        return cls(f"{_clock(start)}-{_clock((start + hours) % _HOURS_OF_DAY)}", start, hours)

    @classmethod
    def read(cls, text: str) -> Self:
        """Read a shift from its clock, ``22:00-06:00`` or ``7-15``, after its name where it has one, ``N=22-06``.

        Raises
        ------
        ParameterError
            Where the text is no such shift.

        Examples
        --------
        >>> Shift.read("E=06:30-14:30"), Shift.read("22-06").name
        (Shift(name='E', start=6.5, hours=8.0), '22:00-06:00')
        """
        name, _, clock = text.rpartition("=") if isinstance(text, str) else ("", "", "")
        found = _CLOCKS.fullmatch(clock.strip())
        ends = [int(found[at]) + int(found[at + 1] or 0) / 60 for at in (1, 3)] if found else [_HOURS_OF_DAY] * 2
        if ends[0] >= _HOURS_OF_DAY or ends[1] > _HOURS_OF_DAY:
            raise ParameterError(
                f"A shift must be a clock, such as '22:00-06:00', or a name and a clock, 'N=22-06'. Got {text!r}."
            )
        hours = (ends[1] - ends[0]) % _HOURS_OF_DAY or float(_HOURS_OF_DAY)
        return cls(name.strip(), ends[0], hours) if name.strip() else cls.at(ends[0], hours)

    @property
    def minutes(self) -> int:
        """How long it lasts, in whole minutes."""
        return round(self.hours * 60)

    @property
    def end(self) -> float:
        """When it ends, in hours after the midnight before it began; beyond 24 on the next day."""
        return self.start + self.hours

    @property
    def is_night(self) -> bool:
        """Whether it holds the hour from 02:00 to 03:00, whole."""
        return bool(self.on_duty[2] == 1 or self.on_duty[26] == 1)

    @cached_property
    def on_duty(self) -> npt.NDArray[np.float64]:
        """Share of each hour it holds, shape (48,), from the midnight before it begins."""
        hour = np.arange(2 * _HOURS_OF_DAY)
        held = np.clip(np.minimum(hour + 1, self.end) - np.maximum(hour, self.start), 0.0, 1.0)
        return np.asarray(held, dtype=np.float64)


def _clock(hour: float) -> str:
    minutes = round(hour * 60)
    return f"{minutes // 60:02d}:{minutes % 60:02d}"
