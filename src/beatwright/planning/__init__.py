"""Planners: each decides layers of a plan, ``solve(problem, plan=None) -> Plan``."""

from beatwright.planning.allocation import Allocation, MinimumDamage, minimum_damage
from beatwright.planning.busiest_zones import BusiestZones
from beatwright.planning.current_posts import CurrentPosts
from beatwright.planning.kmeans_posts import KMeansPosts
from beatwright.planning.p_median import PMedian
from beatwright.planning.post_planner import PostPlanner
from beatwright.planning.random_posts import RandomPosts
from beatwright.planning.stations import TwoStageStations

STEPS = (CurrentPosts, RandomPosts, BusiestZones, KMeansPosts, PMedian, TwoStageStations, MinimumDamage)

__all__ = [
    "STEPS",
    "Allocation",
    "BusiestZones",
    "CurrentPosts",
    "KMeansPosts",
    "MinimumDamage",
    "PMedian",
    "PostPlanner",
    "RandomPosts",
    "TwoStageStations",
    "minimum_damage",
]
