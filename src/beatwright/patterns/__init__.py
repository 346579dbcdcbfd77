"""Point patterns: where and when events cluster, and how sure one can be. Arrays in, arrays out."""

from beatwright.patterns.change.change_by_zone import ZoneChange, change_by_zone
from beatwright.patterns.change.displacement import DisplacementDifference, weighted_displacement_difference
from beatwright.patterns.change.emerging_hotspots import HOTSPOT_CATEGORIES, EmergingHotspots, emerging_hotspots
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
from beatwright.patterns.cluster_process.matern_process import MaternProcess
from beatwright.patterns.cluster_process.minimum_contrast import MinimumContrast, minimum_contrast
from beatwright.patterns.cluster_process.thomas_process import ThomasProcess
from beatwright.patterns.hotspots.local_statistics import LocalStatistics, getis_ord, local_moran
from beatwright.patterns.hotspots.zone_neighbours import zone_neighbours
from beatwright.patterns.point_pattern import PointPattern
from beatwright.patterns.randomness.covariates import RasterCovariate, distance_to
from beatwright.patterns.randomness.kolmogorov import ks_test
from beatwright.patterns.randomness.quadrat_test import quadrat_test
from beatwright.patterns.randomness.quadrats import quadrat_counts
from beatwright.patterns.repeats.knox import knox
from beatwright.patterns.repeats.knox_table import KnoxTable
from beatwright.patterns.repeats.mantel import MantelTest, mantel
from beatwright.patterns.repeats.near_repeats import NearRepeats, near_repeats
from beatwright.patterns.repeats.repeat_places import RepeatPlaces, repeat_places
from beatwright.patterns.summary.f_function import f_function
from beatwright.patterns.summary.g_function import g_function
from beatwright.patterns.summary.summary_function import SummaryFunction
from beatwright.patterns.window import Window

__all__ = [
    "HOTSPOT_CATEGORIES",
    "AoristicClock",
    "DisplacementDifference",
    "EmergingHotspots",
    "KnoxTable",
    "LocalStatistics",
    "MannKendall",
    "MantelTest",
    "MaternProcess",
    "MinimumContrast",
    "MonthCurve",
    "NearRepeats",
    "PointPattern",
    "RasterCovariate",
    "RepeatPlaces",
    "SummaryFunction",
    "ThomasProcess",
    "Window",
    "ZoneChange",
    "aoristic",
    "aoristic_weights",
    "change_by_zone",
    "conditional_test",
    "days_covered",
    "distance_to",
    "e_test",
    "emerging_hotspots",
    "f_function",
    "g_function",
    "getis_ord",
    "hour_by_weekday",
    "hour_of_week",
    "knox",
    "ks_test",
    "local_moran",
    "mann_kendall",
    "mantel",
    "minimum_contrast",
    "month_curve",
    "near_repeats",
    "quadrat_counts",
    "quadrat_test",
    "repeat_places",
    "weekday_days",
    "weighted_displacement_difference",
    "zone_neighbours",
]
