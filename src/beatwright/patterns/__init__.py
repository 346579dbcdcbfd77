"""Point patterns: where and when events cluster, and how sure one can be. Arrays in, arrays out."""

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
    "AoristicClock",
    "KnoxTable",
    "LocalStatistics",
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
    "aoristic",
    "aoristic_weights",
    "days_covered",
    "distance_to",
    "f_function",
    "g_function",
    "getis_ord",
    "hour_by_weekday",
    "hour_of_week",
    "knox",
    "ks_test",
    "local_moran",
    "mantel",
    "minimum_contrast",
    "month_curve",
    "near_repeats",
    "quadrat_counts",
    "quadrat_test",
    "repeat_places",
    "weekday_days",
    "zone_neighbours",
]
