"""Point patterns: where and when events cluster, and how sure one can be. Arrays in, arrays out."""

from beatwright.patterns.cluster_process.matern_process import MaternProcess
from beatwright.patterns.cluster_process.minimum_contrast import MinimumContrast, minimum_contrast
from beatwright.patterns.cluster_process.thomas_process import ThomasProcess
from beatwright.patterns.hotspots.dbscan_clusters import dbscan_clusters
from beatwright.patterns.hotspots.hdbscan_clusters import hdbscan_clusters
from beatwright.patterns.hotspots.hotspot import Hotspot, PointClustering
from beatwright.patterns.hotspots.local_statistics import LocalStatistics, getis_ord, local_moran
from beatwright.patterns.hotspots.zone_neighbours import zone_neighbours
from beatwright.patterns.point_pattern import PointPattern
from beatwright.patterns.window import Window

__all__ = [
    "Hotspot",
    "LocalStatistics",
    "MaternProcess",
    "MinimumContrast",
    "PointClustering",
    "PointPattern",
    "ThomasProcess",
    "Window",
    "dbscan_clusters",
    "getis_ord",
    "hdbscan_clusters",
    "local_moran",
    "minimum_contrast",
    "zone_neighbours",
]
