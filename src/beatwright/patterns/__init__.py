"""Point patterns: where and when events cluster, and how sure one can be. Arrays in, arrays out."""

from beatwright.base.raster import Raster
from beatwright.patterns.intensity.bandwidth import Bandwidth, bandwidth, bandwidths
from beatwright.patterns.intensity.density_at_points import kde_at_points
from beatwright.patterns.intensity.kernel_density import kde, kde_by_mark
from beatwright.patterns.intensity.relative_risk import RelativeRisk, relative_risk
from beatwright.patterns.point_pattern import PointPattern
from beatwright.patterns.window import Window

__all__ = [
    "Bandwidth",
    "PointPattern",
    "Raster",
    "RelativeRisk",
    "Window",
    "bandwidth",
    "bandwidths",
    "kde",
    "kde_at_points",
    "kde_by_mark",
    "relative_risk",
]
