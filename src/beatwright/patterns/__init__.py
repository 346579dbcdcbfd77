"""Point patterns: where and when events cluster, and how sure one can be. Arrays in, arrays out."""

from beatwright.patterns.point_pattern import PointPattern
from beatwright.patterns.repeats.knox import knox
from beatwright.patterns.repeats.knox_table import KnoxTable
from beatwright.patterns.repeats.mantel import MantelTest, mantel
from beatwright.patterns.repeats.near_repeats import NearRepeats, near_repeats
from beatwright.patterns.repeats.repeat_places import RepeatPlaces, repeat_places
from beatwright.patterns.window import Window

__all__ = [
    "KnoxTable",
    "MantelTest",
    "NearRepeats",
    "PointPattern",
    "RepeatPlaces",
    "Window",
    "knox",
    "mantel",
    "near_repeats",
    "repeat_places",
]
