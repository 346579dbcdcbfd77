"""Point patterns: where and when events cluster, and how sure one can be. Arrays in, arrays out."""

from beatwright.patterns.cluster_process.matern_process import MaternProcess
from beatwright.patterns.cluster_process.minimum_contrast import MinimumContrast, minimum_contrast
from beatwright.patterns.cluster_process.thomas_process import ThomasProcess
from beatwright.patterns.point_pattern import PointPattern
from beatwright.patterns.window import Window

__all__ = ["MaternProcess", "MinimumContrast", "PointPattern", "ThomasProcess", "Window", "minimum_contrast"]
