"""Point patterns: where and when events cluster, and how sure one can be. Arrays in, arrays out."""

from beatwright.patterns.cluster_process.cluster_fit import ClusterFit
from beatwright.patterns.cluster_process.fit_clusters import fit_matern, fit_thomas
from beatwright.patterns.cluster_process.matern_process import MaternProcess
from beatwright.patterns.cluster_process.minimum_contrast import MinimumContrast, minimum_contrast
from beatwright.patterns.cluster_process.thomas_process import ThomasProcess
from beatwright.patterns.hotspots.dbscan_clusters import dbscan_clusters
from beatwright.patterns.hotspots.hdbscan_clusters import hdbscan_clusters
from beatwright.patterns.hotspots.hotspot import Hotspot, PointClustering
from beatwright.patterns.hotspots.local_statistics import LocalStatistics, getis_ord, local_moran
from beatwright.patterns.hotspots.zone_neighbours import zone_neighbours
from beatwright.patterns.point_pattern import PointPattern
from beatwright.patterns.randomness.covariates import RasterCovariate, distance_to
from beatwright.patterns.randomness.kolmogorov import ks_test
from beatwright.patterns.randomness.quadrat_test import quadrat_test
from beatwright.patterns.randomness.quadrats import quadrat_counts
from beatwright.patterns.summary.cross_k import cross_k, cross_l
from beatwright.patterns.summary.f_function import f_function
from beatwright.patterns.summary.g_function import g_function
from beatwright.patterns.summary.k_function import k_function
from beatwright.patterns.summary.l_function import l_function
from beatwright.patterns.summary.pair_correlation import pair_correlation
from beatwright.patterns.summary.summary_function import SummaryFunction
from beatwright.patterns.window import Window

__all__ = [
    "ClusterFit",
    "Hotspot",
    "LocalStatistics",
    "MaternProcess",
    "MinimumContrast",
    "PointClustering",
    "PointPattern",
    "RasterCovariate",
    "SummaryFunction",
    "ThomasProcess",
    "Window",
    "cross_k",
    "cross_l",
    "dbscan_clusters",
    "distance_to",
    "f_function",
    "fit_matern",
    "fit_thomas",
    "g_function",
    "getis_ord",
    "hdbscan_clusters",
    "k_function",
    "ks_test",
    "l_function",
    "local_moran",
    "minimum_contrast",
    "pair_correlation",
    "quadrat_counts",
    "quadrat_test",
    "zone_neighbours",
]
