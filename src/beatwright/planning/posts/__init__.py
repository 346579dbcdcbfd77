"""Planners of posts: where they stand, by proof or by a rule of thumb."""

from beatwright.planning.posts.backup_cover_posts import BackupCover
from beatwright.planning.posts.busiest_zones import BusiestZones
from beatwright.planning.posts.capacitated_p_median_posts import CapacitatedPMedian
from beatwright.planning.posts.kmeans_posts import KMeansPosts
from beatwright.planning.posts.max_cover_posts import MaxCover
from beatwright.planning.posts.p_center_posts import PCenter
from beatwright.planning.posts.p_median_posts import PMedian
from beatwright.planning.posts.random_posts import RandomPosts
from beatwright.planning.posts.set_cover_posts import SetCover

__all__ = [
    "BackupCover",
    "BusiestZones",
    "CapacitatedPMedian",
    "KMeansPosts",
    "MaxCover",
    "PCenter",
    "PMedian",
    "RandomPosts",
    "SetCover",
]
