"""Balanced, compact, contiguous districts inside fixed boundaries, with a bound: arrays in, a `DistrictPlan` out."""

from beatwright.solver.districting.balanced_districts import balanced_districts
from beatwright.solver.districting.district_pareto import district_pareto
from beatwright.solver.districting.district_plan import DistrictPlan

__all__ = ["DistrictPlan", "balanced_districts", "district_pareto"]
