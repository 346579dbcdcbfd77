"""Point patterns: where and when events cluster, and how sure one can be. Arrays in, arrays out."""

from beatwright.patterns.networks.network_distance import network_nearest_distances, network_pair_distances
from beatwright.patterns.networks.network_k import network_k, network_pair_correlation
from beatwright.patterns.networks.network_kde import network_kde
from beatwright.patterns.networks.network_pattern import NetworkPattern
from beatwright.patterns.point_pattern import PointPattern
from beatwright.patterns.randomness.covariates import RasterCovariate, distance_to
from beatwright.patterns.randomness.kolmogorov import ks_test
from beatwright.patterns.randomness.quadrat_test import quadrat_test
from beatwright.patterns.randomness.quadrats import quadrat_counts
from beatwright.patterns.summary.f_function import f_function
from beatwright.patterns.summary.g_function import g_function
from beatwright.patterns.summary.summary_function import SummaryFunction
from beatwright.patterns.window import Window

__all__ = [
    "NetworkPattern",
    "PointPattern",
    "RasterCovariate",
    "SummaryFunction",
    "Window",
    "distance_to",
    "f_function",
    "g_function",
    "ks_test",
    "network_k",
    "network_kde",
    "network_nearest_distances",
    "network_pair_correlation",
    "network_pair_distances",
    "quadrat_counts",
    "quadrat_test",
]
