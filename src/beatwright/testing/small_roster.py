"""A small roster for tests."""

from __future__ import annotations

from beatwright.core import Roster, Shift, ShiftLine

__all__ = ["small_roster"]


def small_roster(name: str = "all day", start: int = 0, hours: int = 24) -> Roster:
    """Return a roster of the whole city: one shift, two officers, of whom one has Saturday and Sunday off.

    Parameters
    ----------
    name, start, hours
        Of the shift.

    Examples
    --------
    >>> small_roster("nights", 22, 8).officers
    2
    """
    lines = (ShiftLine.on(name, range(5)), ShiftLine.on(name, range(7)))
    return Roster((Shift(name, start, hours),), lines)
