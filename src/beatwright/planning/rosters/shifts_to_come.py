"""The names that shifts can have, known before any is planned."""

from __future__ import annotations

from typing import NamedTuple

from beatwright.core import Shift
from beatwright.planning.rosters.weekly_shift_planner import WeeklyShifts

__all__ = ["KnownShifts", "shifts_to_come"]


class KnownShifts(NamedTuple):
    """Every name that a shift can have, in the order of their clocks, and whether every post has its own shifts."""

    names: tuple[str, ...]
    by_post: bool


def shifts_to_come(planner: object) -> KnownShifts | None:
    """Return what is known of the shifts of a planner before it plans; None where nothing is.

    Examples
    --------
    >>> shifts_to_come(WeeklyShifts(lengths=(8, 12), starts=(7, 19))).names
    ('07:00-15:00', '07:00-19:00', '19:00-03:00', '19:00-07:00')
    """
    if not isinstance(planner, WeeklyShifts):
        return None
    names = [Shift.at(start, length).name for start in sorted(planner.starts) for length in sorted(planner.lengths)]
    return KnownShifts(tuple(names), planner.by == "post")
