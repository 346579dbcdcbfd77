"""Point patterns: where and when events cluster, and how sure one can be. Arrays in, arrays out."""

from beatwright.patterns.cluster_process.matern_process import MaternProcess
from beatwright.patterns.cluster_process.minimum_contrast import MinimumContrast, minimum_contrast
from beatwright.patterns.cluster_process.thomas_process import ThomasProcess
from beatwright.patterns.hotspots.local_statistics import LocalStatistics, getis_ord, local_moran
from beatwright.patterns.hotspots.zone_neighbours import zone_neighbours
from beatwright.patterns.point_pattern import PointPattern
from beatwright.patterns.repeats.knox import knox
from beatwright.patterns.repeats.knox_table import KnoxTable
from beatwright.patterns.repeats.mantel import MantelTest, mantel
from beatwright.patterns.repeats.near_repeats import NearRepeats, near_repeats
from beatwright.patterns.repeats.repeat_places import RepeatPlaces, repeat_places
from beatwright.patterns.window import Window

__all__ = [
    "KnoxTable",
    "LocalStatistics",
    "MantelTest",
    "MaternProcess",
    "MinimumContrast",
    "NearRepeats",
    "PointPattern",
    "RepeatPlaces",
    "ThomasProcess",
    "Window",
    "getis_ord",
    "knox",
    "local_moran",
    "mantel",
    "minimum_contrast",
    "near_repeats",
    "repeat_places",
    "zone_neighbours",
]
