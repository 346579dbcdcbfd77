"""How alike the zones of a district are."""

from __future__ import annotations

import numpy as np

from beatwright.core import Measure, Problem
from beatwright.evaluate.division import Division

__all__ = ["homogeneity"]


def homogeneity(problem: Problem, division: Division) -> Measure:
    """Return the share of the variance of call density that lies between districts (correlation ratio squared).

    ``1 - sum_i a_i (x_i - m_d(i))^2 / sum_i a_i (x_i - m)^2`` with the area a, the calls per square kilometre x and
    its means m, weighted by area, in the district and in all. 1: every district is uniform. NaN where the density
    is the same everywhere.

    References
    ----------
    Fisher, R. A. (1925). Statistical methods for research workers. Edinburgh: Oliver and Boyd.
    """
    inside = division.inside
    area = problem.city.zones["area_km2"].to_numpy(dtype=np.float64)
    calls = problem.zone_weight("calls")
    density = calls[inside] / area[inside]
    mean = calls[inside].sum() / area[inside].sum()
    own = (division.totals(calls) / division.totals(area))[division.label[inside]]
    every = float(area[inside] @ (density - mean) ** 2)
    within = float(area[inside] @ (density - own) ** 2)
    return Measure("homogeneity of calls", 1.0 - within / every if every > 0 else float("nan"), "share", "higher")
