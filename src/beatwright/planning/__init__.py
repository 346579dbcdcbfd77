"""Planners: each decides layers of a plan, ``solve(problem, plan=None) -> Plan``."""

from importlib import import_module
from typing import Any

from beatwright.planning.cars import HourlyCars, PatrolCarPlan, PatrolCars, ProportionalCars, patrol_cars
from beatwright.planning.districts import BalancedDistricts, PatrolBeats
from beatwright.planning.officers import MinimumDamage, TwoStageStations
from beatwright.planning.posts.backup_cover_posts import BackupCover
from beatwright.planning.posts.busiest_zones import BusiestZones
from beatwright.planning.posts.capacitated_p_median_posts import CapacitatedPMedian
from beatwright.planning.posts.exact_planner import ExactPlanner
from beatwright.planning.posts.kmeans_posts import KMeansPosts
from beatwright.planning.posts.max_cover_posts import MaxCover
from beatwright.planning.posts.p_center_posts import PCenter
from beatwright.planning.posts.p_median_posts import PMedian
from beatwright.planning.posts.post_planner import PostPlanner
from beatwright.planning.posts.random_posts import RandomPosts
from beatwright.planning.posts.set_cover_posts import SetCover
from beatwright.planning.rosters import WeeklyShifts
from beatwright.solver.allocation import Allocation, minimum_damage
from beatwright.solver.beats import MedianPlan, median_districts
from beatwright.solver.districting import DistrictPlan, DistrictRules, MapUnits, balanced_districts, district_pareto
from beatwright.solver.rosters.weekly.cyclic_cover import cyclic_cover
from beatwright.solver.rosters.weekly.weekly_answer import WeeklyAnswer, WeeklyLine
from beatwright.solver.rosters.weekly.weekly_shifts import weekly_shifts

STEPS = (
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
    BalancedDistricts,
    PatrolBeats,
    PatrolCars,
    HourlyCars,
    ProportionalCars,
    WeeklyShifts,
)

# Steps of today's practice are named `beatwright.data.CurrentPosts` and `CurrentDistricts`, as a study reads them from
# its files; their earlier path here is kept, and gives the same classes.
_KEPT = ("CurrentDistricts", "CurrentPosts")

__all__ = [
    "STEPS",
    "Allocation",
    "BackupCover",
    "BalancedDistricts",
    "BusiestZones",
    "CapacitatedPMedian",
    "DistrictPlan",
    "DistrictRules",
    "ExactPlanner",
    "HourlyCars",
    "KMeansPosts",
    "MapUnits",
    "MaxCover",
    "MedianPlan",
    "MinimumDamage",
    "PCenter",
    "PMedian",
    "PatrolBeats",
    "PatrolCarPlan",
    "PatrolCars",
    "PostPlanner",
    "ProportionalCars",
    "RandomPosts",
    "SetCover",
    "TwoStageStations",
    "WeeklyAnswer",
    "WeeklyLine",
    "WeeklyShifts",
    "balanced_districts",
    "cyclic_cover",
    "district_pareto",
    "median_districts",
    "minimum_damage",
    "patrol_cars",
    "weekly_shifts",
]


def __getattr__(name: str) -> Any:
    if name in _KEPT:
        return getattr(import_module("beatwright.data.today"), name)
    raise AttributeError(f"module 'beatwright.planning' has no attribute '{name}'")
