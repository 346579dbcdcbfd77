"""Point patterns: where and when events cluster, and how sure one can be. Arrays in, arrays out."""

from beatwright.base.raster import Raster
from beatwright.patterns.intensity.bandwidth import Bandwidth, bandwidth, bandwidths
from beatwright.patterns.intensity.density_at_points import kde_at_points
from beatwright.patterns.intensity.kernel_density import kde, kde_by_mark
from beatwright.patterns.intensity.relative_risk import RelativeRisk, relative_risk
from beatwright.patterns.point_pattern import PointPattern
from beatwright.patterns.summary.cross_k import cross_k, cross_l
from beatwright.patterns.summary.f_function import f_function
from beatwright.patterns.summary.g_function import g_function
from beatwright.patterns.summary.k_function import k_function
from beatwright.patterns.summary.l_function import l_function
from beatwright.patterns.summary.pair_correlation import pair_correlation
from beatwright.patterns.summary.summary_function import SummaryFunction
from beatwright.patterns.window import Window

__all__ = [
    "Bandwidth",
    "PointPattern",
    "Raster",
    "RelativeRisk",
    "SummaryFunction",
    "Window",
    "bandwidth",
    "bandwidths",
    "cross_k",
    "cross_l",
    "f_function",
    "g_function",
    "k_function",
    "kde",
    "kde_at_points",
    "kde_by_mark",
    "l_function",
    "pair_correlation",
    "relative_risk",
]
