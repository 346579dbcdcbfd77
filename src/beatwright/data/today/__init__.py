"""Today's practice as plans: the posts that stand now, their cars and rosters, and the districts that are drawn now."""

from beatwright.data.today.current_cars import CurrentCars
from beatwright.data.today.current_districts import CurrentDistricts
from beatwright.data.today.current_posts import CurrentPosts
from beatwright.data.today.current_roster import CurrentRoster
from beatwright.data.today.district_layer import districts_from_column, districts_from_layer
from beatwright.data.today.district_table import read_districts
from beatwright.data.today.today_source import TodaySource, read_today

STEPS = (CurrentPosts, CurrentCars, CurrentDistricts, CurrentRoster)

__all__ = [
    "STEPS",
    "CurrentCars",
    "CurrentDistricts",
    "CurrentPosts",
    "CurrentRoster",
    "TodaySource",
    "districts_from_column",
    "districts_from_layer",
    "read_districts",
    "read_today",
]
