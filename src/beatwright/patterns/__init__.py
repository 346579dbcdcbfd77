"""Point patterns: where and when events cluster, and how sure one can be. Arrays in, arrays out."""

from beatwright.patterns.point_pattern import PointPattern
from beatwright.patterns.randomness.covariates import RasterCovariate, distance_to
from beatwright.patterns.randomness.envelope import envelope
from beatwright.patterns.randomness.envelope_result import Envelope
from beatwright.patterns.randomness.kolmogorov import ks_test
from beatwright.patterns.randomness.quadrat_test import quadrat_test
from beatwright.patterns.randomness.quadrats import quadrat_counts
from beatwright.patterns.randomness.simulate import random_points
from beatwright.patterns.summary.cross_k import cross_k, cross_l
from beatwright.patterns.summary.f_function import f_function
from beatwright.patterns.summary.g_function import g_function
from beatwright.patterns.summary.k_function import k_function
from beatwright.patterns.summary.l_function import l_function
from beatwright.patterns.summary.pair_correlation import pair_correlation
from beatwright.patterns.summary.summary_function import SummaryFunction
from beatwright.patterns.window import Window

__all__ = [
    "Envelope",
    "PointPattern",
    "RasterCovariate",
    "SummaryFunction",
    "Window",
    "cross_k",
    "cross_l",
    "distance_to",
    "envelope",
    "f_function",
    "g_function",
    "k_function",
    "ks_test",
    "l_function",
    "pair_correlation",
    "quadrat_counts",
    "quadrat_test",
    "random_points",
]
