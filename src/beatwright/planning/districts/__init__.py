"""Reporting districts and patrol beats: balanced, compact, contiguous, with a bound."""

from beatwright.planning.districts.balanced import balanced_districts
from beatwright.planning.districts.median import MedianPlan, median_districts
from beatwright.planning.districts.pareto import district_pareto
from beatwright.planning.districts.patrol_beats import PatrolBeats
from beatwright.planning.districts.plan import DistrictPlan
from beatwright.planning.districts.step import BalancedDistricts

__all__ = [
    "BalancedDistricts",
    "DistrictPlan",
    "MedianPlan",
    "PatrolBeats",
    "balanced_districts",
    "district_pareto",
    "median_districts",
]
