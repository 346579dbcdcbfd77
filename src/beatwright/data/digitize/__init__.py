"""Incidents from the picture of a map: symbols found by their templates, places by control points."""

from beatwright.data.digitize.digitize_map import digitize
from beatwright.data.digitize.digitized_files import write_digitized
from beatwright.data.digitize.digitized_map import DigitizedMap

__all__ = ["DigitizedMap", "digitize", "write_digitized"]
