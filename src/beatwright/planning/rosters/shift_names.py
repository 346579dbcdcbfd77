"""The names that shifts can have, known before any is planned."""

from __future__ import annotations

from beatwright.core import Shift
from beatwright.planning.rosters.weekly_shift_planner import WeeklyShifts

__all__ = ["shift_names"]


def shift_names(planner: object) -> tuple[str, ...] | None:
    """Return every name that a shift of a planner can have, in the order of their clocks; None where none is known.

    Examples
    --------
    >>> shift_names(WeeklyShifts(lengths=(8, 12), starts=(7, 19)))
    ('07:00-15:00', '07:00-19:00', '19:00-03:00', '19:00-07:00')
    """
    if not isinstance(planner, WeeklyShifts):
        return None
    return tuple(Shift.at(start, length).name for start in sorted(planner.starts) for length in sorted(planner.lengths))
