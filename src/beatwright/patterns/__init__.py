"""Point patterns: where and when events cluster, and how sure one can be. Arrays in, arrays out."""

from beatwright.patterns.clocks import (
    AoristicClock,
    MonthCurve,
    aoristic,
    aoristic_weights,
    days_covered,
    hour_by_weekday,
    hour_of_week,
    month_curve,
    weekday_days,
)
from beatwright.patterns.point_pattern import PointPattern
from beatwright.patterns.window import Window

__all__ = [
    "AoristicClock",
    "MonthCurve",
    "PointPattern",
    "Window",
    "aoristic",
    "aoristic_weights",
    "days_covered",
    "hour_by_weekday",
    "hour_of_week",
    "month_curve",
    "weekday_days",
]
