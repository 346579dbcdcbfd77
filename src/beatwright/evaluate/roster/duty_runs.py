"""Runs and rests in what officers work, one after another: plain passes over days."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from beatwright.core import Shift, ShiftLine

__all__ = ["DutyRow", "duty_rows"]

_DAYS_OF_WEEK = 7
_SATURDAY = 5
_HOURS_OF_DAY = 24


@dataclass(frozen=True)
class DutyRow:
    """What some officers alike work over a span of days.

    Parameters
    ----------
    name : str
        The officer's id, or what the line is called.
    days : tuple of str
        Shift on each day; empty: off.
    officers : int
        How many they are.
    first : int
        Weekday of the first day, 0 = Monday.
    round : bool
        Whether the days come round: the last is followed by the first.
    shifts : mapping of str to Shift
        By name.
    """

    name: str
    days: tuple[str, ...]
    officers: int
    first: int
    round: bool
    shifts: Mapping[str, Shift]

    @property
    def weeks(self) -> float:
        """Length of the span in weeks."""
        return len(self.days) / _DAYS_OF_WEEK

    @cached_property
    def hours(self) -> float:
        """Hours of work."""
        return sum(self.shifts[name].hours for name in self.days if name)

    @cached_property
    def nights(self) -> int:
        """Shifts that hold the hour from 02:00 to 03:00."""
        return sum(self.shifts[name].is_night for name in self.days if name)

    @cached_property
    def weekends(self) -> int:
        """Saturdays and Sundays together of which one has a shift."""
        worked = {(day + self.first) // _DAYS_OF_WEEK for day, name in enumerate(self.days) if name and self._ends(day)}
        return len(worked)

    def _ends(self, day: int) -> bool:
        return (day + self.first) % _DAYS_OF_WEEK >= _SATURDAY

    @cached_property
    def runs(self) -> list[tuple[int, int, bool]]:
        """First day, length and whether it is worked, of every stretch of days worked or off.

        One that the first or the last day of a span cuts is there as far as it is seen; see `cut`. Days that come round
        begin where a stretch does; where all are alike there is one stretch, without end.
        """
        worked = [bool(name) for name in self.days]
        count = len(worked)
        begins = [day for day in range(count) if worked[day] != worked[day - 1] and (day or self.round)]
        if self.round and not begins:
            return [(0, -1, worked[0])]
        begins = begins if self.round else [0, *(day for day in begins if day)]
        ends = [*begins[1:], begins[0] + count if self.round else count]
        return [(begin, end - begin, worked[begin]) for begin, end in zip(begins, ends, strict=True)]

    def cut(self, begin: int, length: int) -> bool:
        """Whether a stretch touches an end of a span that does not come round, so that it may be longer."""
        return length < 0 or (not self.round and (begin == 0 or begin + length == len(self.days)))

    @property
    def longest_run(self) -> float:
        """Most days worked in a row; infinite where no day is ever off."""
        return max((math.inf if length < 0 else length for _, length, worked in self.runs if worked), default=0)

    def followers(self) -> Iterator[tuple[int, str, int, str]]:
        """Yield every shift and the next one: day, name, days between their mornings, name."""
        at = [day for day, name in enumerate(self.days) if name]
        later = [*at[1:], *([at[0] + len(self.days)] if self.round and at else [])]
        for day, after in zip(at, later, strict=False):
            yield day, self.days[day], after - day, self.days[after % len(self.days)]

    def rest(self, name: str, days: int, after: str) -> float:
        """Return hours between the end of a shift and the beginning of another, so many days later."""
        return days * _HOURS_OF_DAY + self.shifts[after].start - self.shifts[name].end

    @property
    def shortest_rest(self) -> float:
        """Fewest hours between two shifts; infinite where there are no two."""
        return min((self.rest(name, days, after) for _, name, days, after in self.followers()), default=math.inf)


def duty_rows(lines: Sequence[ShiftLine], shifts: Sequence[Shift], first: int, *, comes_round: bool) -> list[DutyRow]:
    """Return rows of what is worked: officers of a duty, else lines, numbered where no officer holds them."""
    by_name = {shift.name: shift for shift in shifts}
    return [
        DutyRow(
            ", ".join(line.holders) if len(line.holders) == line.officers else f"line {number}",
            line.days,
            line.officers,
            first,
            comes_round,
            by_name,
        )
        for number, line in enumerate(lines, 1)
    ]
