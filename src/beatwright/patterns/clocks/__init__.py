"""When incidents happen: clocks of the week and the day, aoristic weights, curves of months."""

from beatwright.patterns.clocks.aoristic import AoristicClock, aoristic, aoristic_weights
from beatwright.patterns.clocks.days_covered import days_covered, weekday_days
from beatwright.patterns.clocks.hour_by_weekday import hour_by_weekday, hour_of_week
from beatwright.patterns.clocks.month_curve import MonthCurve, month_curve

__all__ = [
    "AoristicClock",
    "MonthCurve",
    "aoristic",
    "aoristic_weights",
    "days_covered",
    "hour_by_weekday",
    "hour_of_week",
    "month_curve",
    "weekday_days",
]
