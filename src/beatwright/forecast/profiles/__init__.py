"""Profiles of the hours of the week that partial weeks, gaps, changes of the clock and holidays do not bend."""

from beatwright.forecast.profiles.covered_hours import hours_covered
from beatwright.forecast.profiles.holiday_calendar import holiday_complaints, holiday_dates
from beatwright.forecast.profiles.hour_profiles import HourProfiles, clock_complaint, hour_profiles, rates_of_week

__all__ = [
    "HourProfiles",
    "clock_complaint",
    "holiday_complaints",
    "holiday_dates",
    "hour_profiles",
    "hours_covered",
    "rates_of_week",
]
