"""Point patterns: where and when events cluster, and how sure one can be. Arrays in, arrays out."""

from beatwright.patterns.change.change_by_zone import ZoneChange, change_by_zone
from beatwright.patterns.change.displacement import DisplacementDifference, weighted_displacement_difference
from beatwright.patterns.change.emerging_hotspots import EmergingHotspots, emerging_hotspots
from beatwright.patterns.change.mann_kendall import MannKendall, mann_kendall
from beatwright.patterns.change.poisson_rates import conditional_test, e_test
from beatwright.patterns.point_pattern import PointPattern
from beatwright.patterns.repeats.knox import knox
from beatwright.patterns.repeats.knox_table import KnoxTable
from beatwright.patterns.repeats.mantel import MantelTest, mantel
from beatwright.patterns.repeats.near_repeats import NearRepeats, near_repeats
from beatwright.patterns.repeats.repeat_places import RepeatPlaces, repeat_places
from beatwright.patterns.window import Window

__all__ = [
    "DisplacementDifference",
    "EmergingHotspots",
    "KnoxTable",
    "MannKendall",
    "MantelTest",
    "NearRepeats",
    "PointPattern",
    "RepeatPlaces",
    "Window",
    "ZoneChange",
    "change_by_zone",
    "conditional_test",
    "e_test",
    "emerging_hotspots",
    "knox",
    "mann_kendall",
    "mantel",
    "near_repeats",
    "repeat_places",
    "weighted_displacement_difference",
]
