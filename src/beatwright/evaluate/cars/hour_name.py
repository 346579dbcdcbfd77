"""Hours of the week in words."""

from __future__ import annotations

__all__ = ["hour_name"]


def hour_name(hour: int) -> str:
    """Return an hour of the week, 0 = Monday 00:00, in words.

    >>> hour_name(0), hour_name(116)
    ('Monday 00:00', 'Friday 20:00')
    """
    days = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
    return f"{days[hour // 24]} {hour % 24:02d}:00"
