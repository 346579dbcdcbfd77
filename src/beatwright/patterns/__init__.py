"""Point patterns: where and when events cluster, and how sure one can be. Arrays in, arrays out."""

from beatwright.base.raster import Raster
from beatwright.patterns.change.change_by_zone import ZoneChange, change_by_zone
from beatwright.patterns.change.displacement import DisplacementDifference, weighted_displacement_difference
from beatwright.patterns.change.emerging_hotspots import EmergingHotspots, emerging_hotspots
from beatwright.patterns.change.mann_kendall import MannKendall, mann_kendall
from beatwright.patterns.change.poisson_rates import conditional_test, e_test
from beatwright.patterns.clocks import (
    AoristicClock,
    MonthCurve,
    aoristic,
    aoristic_weights,
    days_covered,
    hour_by_weekday,
    hour_of_week,
    month_curve,
    weekday_days,
)
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
from beatwright.patterns.intensity.bandwidth import Bandwidth, bandwidth, bandwidths
from beatwright.patterns.intensity.density_at_points import kde_at_points
from beatwright.patterns.intensity.kernel_density import kde, kde_by_mark
from beatwright.patterns.intensity.relative_risk import RelativeRisk, relative_risk
from beatwright.patterns.networks.network_distance import network_nearest_distances, network_pair_distances
from beatwright.patterns.networks.network_k import network_k, network_pair_correlation
from beatwright.patterns.networks.network_kde import network_kde
from beatwright.patterns.networks.network_pattern import NetworkPattern
from beatwright.patterns.point_pattern import PointPattern
from beatwright.patterns.randomness.covariates import distance_to
from beatwright.patterns.randomness.envelope import envelope
from beatwright.patterns.randomness.envelope_result import Envelope
from beatwright.patterns.randomness.kolmogorov import ks_test
from beatwright.patterns.randomness.quadrat_test import quadrat_test
from beatwright.patterns.randomness.quadrats import quadrat_counts
from beatwright.patterns.randomness.random_labelling import random_labelling
from beatwright.patterns.randomness.simulate import random_points
from beatwright.patterns.repeats.knox import knox
from beatwright.patterns.repeats.knox_table import KnoxTable
from beatwright.patterns.repeats.mantel import MantelTest, mantel
from beatwright.patterns.repeats.near_repeats import NearRepeats, near_repeats
from beatwright.patterns.repeats.repeat_places import RepeatPlaces, repeat_places
from beatwright.patterns.summary.cross_k import cross_k, cross_l
from beatwright.patterns.summary.f_function import f_function
from beatwright.patterns.summary.g_function import g_function
from beatwright.patterns.summary.k_function import k_function
from beatwright.patterns.summary.l_function import l_function
from beatwright.patterns.summary.pair_correlation import pair_correlation
from beatwright.patterns.summary.summary_function import SummaryFunction
from beatwright.patterns.window import Window

__all__ = [
    "AoristicClock",
    "Bandwidth",
    "ClusterFit",
    "DisplacementDifference",
    "EmergingHotspots",
    "Envelope",
    "Hotspot",
    "KnoxTable",
    "LocalStatistics",
    "MannKendall",
    "MantelTest",
    "MaternProcess",
    "MinimumContrast",
    "MonthCurve",
    "NearRepeats",
    "NetworkPattern",
    "PointClustering",
    "PointPattern",
    "Raster",
    "RelativeRisk",
    "RepeatPlaces",
    "SummaryFunction",
    "ThomasProcess",
    "Window",
    "ZoneChange",
    "aoristic",
    "aoristic_weights",
    "bandwidth",
    "bandwidths",
    "change_by_zone",
    "conditional_test",
    "cross_k",
    "cross_l",
    "days_covered",
    "dbscan_clusters",
    "distance_to",
    "e_test",
    "emerging_hotspots",
    "envelope",
    "f_function",
    "fit_matern",
    "fit_thomas",
    "g_function",
    "getis_ord",
    "hdbscan_clusters",
    "hour_by_weekday",
    "hour_of_week",
    "k_function",
    "kde",
    "kde_at_points",
    "kde_by_mark",
    "knox",
    "ks_test",
    "l_function",
    "local_moran",
    "mann_kendall",
    "mantel",
    "minimum_contrast",
    "month_curve",
    "near_repeats",
    "network_k",
    "network_kde",
    "network_nearest_distances",
    "network_pair_correlation",
    "network_pair_distances",
    "pair_correlation",
    "quadrat_counts",
    "quadrat_test",
    "random_labelling",
    "random_points",
    "relative_risk",
    "repeat_places",
    "weekday_days",
    "weighted_displacement_difference",
    "zone_neighbours",
]
