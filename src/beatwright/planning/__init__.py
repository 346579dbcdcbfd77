"""Planners: each decides layers of a plan, ``solve(problem, plan=None) -> Plan``."""

from beatwright.planning.allocation import Allocation, MinimumDamage, minimum_damage
from beatwright.planning.backup_cover import BackupCover
from beatwright.planning.busiest_zones import BusiestZones
from beatwright.planning.capacitated_p_median import CapacitatedPMedian
from beatwright.planning.current_districts import CurrentDistricts
from beatwright.planning.current_posts import CurrentPosts
from beatwright.planning.districts import (
    BalancedDistricts,
    DistrictPlan,
    MedianPlan,
    PatrolBeats,
    balanced_districts,
    district_pareto,
    median_districts,
)
from beatwright.planning.exact_planner import ExactPlanner
from beatwright.planning.kmeans_posts import KMeansPosts
from beatwright.planning.max_cover import MaxCover
from beatwright.planning.p_center import PCenter
from beatwright.planning.p_median import PMedian
from beatwright.planning.post_planner import PostPlanner
from beatwright.planning.random_posts import RandomPosts
from beatwright.planning.set_cover import SetCover
from beatwright.planning.stations import TwoStageStations

STEPS = (
    CurrentPosts,
    RandomPosts,
    BusiestZones,
    KMeansPosts,
    PMedian,
    CapacitatedPMedian,
    PCenter,
    MaxCover,
    SetCover,
    BackupCover,
    TwoStageStations,
    MinimumDamage,
    CurrentDistricts,
    BalancedDistricts,
    PatrolBeats,
)

__all__ = [
    "STEPS",
    "Allocation",
    "BackupCover",
    "BalancedDistricts",
    "BusiestZones",
    "CapacitatedPMedian",
    "CurrentDistricts",
    "CurrentPosts",
    "DistrictPlan",
    "ExactPlanner",
    "KMeansPosts",
    "MaxCover",
    "MedianPlan",
    "MinimumDamage",
    "PCenter",
    "PMedian",
    "PatrolBeats",
    "PostPlanner",
    "RandomPosts",
    "SetCover",
    "TwoStageStations",
    "balanced_districts",
    "district_pareto",
    "median_districts",
    "minimum_damage",
]
