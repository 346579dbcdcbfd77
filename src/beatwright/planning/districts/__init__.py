"""Planners of reporting districts and patrol beats."""

from beatwright.planning.districts.balanced_district_planner import BalancedDistricts
from beatwright.planning.districts.patrol_beats import PatrolBeats

__all__ = ["BalancedDistricts", "PatrolBeats"]
