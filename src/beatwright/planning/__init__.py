"""Planners: each decides layers of a plan, ``solve(problem, plan=None) -> Plan``."""

from importlib import import_module
from typing import Any

from beatwright.base.rosters import RosterRules, Rule, RuleBreak, line_breaks
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
from beatwright.planning.rosters import (
    BidLines,
    LineKind,
    NamedRoster,
    RosterBenchmark,
    RosterTuning,
    Rotation,
    WeeklyShifts,
    give_leave,
    give_lines,
    read_roster_benchmark,
)
from beatwright.solver.allocation import Allocation, minimum_damage
from beatwright.solver.beats import MedianPlan, median_districts
from beatwright.solver.districting import DistrictPlan, DistrictRules, MapUnits, balanced_districts, district_pareto
from beatwright.solver.rosters.bids import BidOutcome, LineBids, line_bids
from beatwright.solver.rosters.days_off import days_off_bound, days_off_cycle
from beatwright.solver.rosters.fine_tuning import (
    LineTuning,
    Repair,
    TuningAdvice,
    best_lines,
    move_scores,
    one_more_scores,
    tuning_advice,
)
from beatwright.solver.rosters.leave import AnnualLeave, annual_leave
from beatwright.solver.rosters.named import KeptRoster, NamedDuty, NamedRules, StaffMember, Wish, named_roster
from beatwright.solver.rosters.rotation import (
    NAMED_PATTERNS,
    CyclicRoster,
    LineOrder,
    ShiftPattern,
    Squad,
    cyclic_roster,
    order_lines,
)
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
    Rotation,
    BidLines,
    NamedRoster,
)

# Steps of today's practice are named `beatwright.data.CurrentPosts` and `CurrentDistricts`, as a study reads them from
# its files; their earlier path here is kept, and gives the same classes.
_KEPT = ("CurrentDistricts", "CurrentPosts")

__all__ = [
    "NAMED_PATTERNS",
    "STEPS",
    "Allocation",
    "AnnualLeave",
    "BackupCover",
    "BalancedDistricts",
    "BidLines",
    "BidOutcome",
    "BusiestZones",
    "CapacitatedPMedian",
    "CyclicRoster",
    "DistrictPlan",
    "DistrictRules",
    "ExactPlanner",
    "HourlyCars",
    "KMeansPosts",
    "KeptRoster",
    "LineBids",
    "LineKind",
    "LineOrder",
    "LineTuning",
    "MapUnits",
    "MaxCover",
    "MedianPlan",
    "MinimumDamage",
    "NamedDuty",
    "NamedRoster",
    "NamedRules",
    "PCenter",
    "PMedian",
    "PatrolBeats",
    "PatrolCarPlan",
    "PatrolCars",
    "PostPlanner",
    "ProportionalCars",
    "RandomPosts",
    "Repair",
    "RosterBenchmark",
    "RosterRules",
    "RosterTuning",
    "Rotation",
    "Rule",
    "RuleBreak",
    "SetCover",
    "ShiftPattern",
    "Squad",
    "StaffMember",
    "TuningAdvice",
    "TwoStageStations",
    "WeeklyAnswer",
    "WeeklyLine",
    "WeeklyShifts",
    "Wish",
    "annual_leave",
    "balanced_districts",
    "best_lines",
    "cyclic_cover",
    "cyclic_roster",
    "days_off_bound",
    "days_off_cycle",
    "district_pareto",
    "give_leave",
    "give_lines",
    "line_bids",
    "line_breaks",
    "median_districts",
    "minimum_damage",
    "move_scores",
    "named_roster",
    "one_more_scores",
    "order_lines",
    "patrol_cars",
    "read_roster_benchmark",
    "tuning_advice",
    "weekly_shifts",
]


def __getattr__(name: str) -> Any:
    if name in _KEPT:
        return getattr(import_module("beatwright.data.today"), name)
    raise AttributeError(f"module 'beatwright.planning' has no attribute '{name}'")
