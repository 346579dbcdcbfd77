"""Officers who rotate together: the weekly lines of a post, dealt to groups of no more than so many."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from beatwright.base.errors import ParameterError
from beatwright.base.words import count_of
from beatwright.core import Roster, ShiftLine

__all__ = ["RotationGroup", "rotation_groups"]

Ints = npt.NDArray[np.int64]
_WEEK = 7


@dataclass(frozen=True, eq=False)
class RotationGroup:
    """Officers who walk through one rotation.

    Parameters
    ----------
    post : str
        Id of the site of their post; empty: of the whole city.
    lines : array of int64, shape (officers, 7)
        Position of the shift that each works on each day, -1 where it is off.
    """

    post: str
    lines: Ints

    def need(self, shifts: int) -> Ints:
        """Return how many work each shift on each day of the week, shape (shifts, 7)."""
        return np.array([(self.lines == shift).sum(axis=0) for shift in range(shifts)])

    @property
    def words(self) -> str:
        """Who they are, in words."""
        return f"{count_of(len(self.lines), 'officer')}{f' of post {self.post}' if self.post else ''}"


def rotation_groups(roster: Roster, most: int) -> Iterator[RotationGroup]:
    """Yield the groups of a roster of weekly lines, those of each post of the same size or one less.

    Lines are dealt one by one, so that every group has its part of every shift and of every day off.

    Parameters
    ----------
    roster : Roster
        It must have lines of 7 days.
    most : int
        Officers of a group at most.

    Raises
    ------
    ParameterError
        Where the roster has no weekly lines.
    """
    if not roster.lines or any(len(line.days) != _WEEK for line in roster.lines):
        raise ParameterError(
            "Rotation makes a rotation of weekly lines: give a plan whose roster has lines of 7 days, such as one of "
            "WeeklyShifts, or give the 'need' by shift."
        )
    at = {shift.name: position for position, shift in enumerate(roster.shifts)} | {"": -1}
    for post in dict.fromkeys(line.post for line in roster.lines):
        whole = sorted(days for line in roster.lines if line.post == post for days in _each(line, at))
        groups = -(-len(whole) // most)
        for first in range(groups):
            yield RotationGroup(post, np.array(whole[first::groups], dtype=np.int64))


def _each(line: ShiftLine, at: dict[str, int]) -> list[tuple[int, ...]]:
    return [tuple(at[day] for day in line.days)] * line.officers
