"""Today's practice as plans: the posts that stand now, the districts that are drawn now."""

from beatwright.data.today.current_districts import CurrentDistricts
from beatwright.data.today.current_posts import CurrentPosts
from beatwright.data.today.district_layer import districts_from_column, districts_from_layer
from beatwright.data.today.district_table import read_districts
from beatwright.data.today.today_source import TodaySource, read_today

STEPS = (CurrentPosts, CurrentDistricts)

__all__ = [
    "STEPS",
    "CurrentDistricts",
    "CurrentPosts",
    "TodaySource",
    "districts_from_column",
    "districts_from_layer",
    "read_districts",
    "read_today",
]
