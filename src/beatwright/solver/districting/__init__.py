"""Balanced, compact, contiguous districts inside fixed boundaries, with a bound: units in, a `DistrictPlan` out."""

from beatwright.solver.districting.balanced_districts import balanced_districts
from beatwright.solver.districting.district_pareto import district_pareto
from beatwright.solver.districting.district_plan import DistrictPlan
from beatwright.solver.districting.district_rules import DistrictRules
from beatwright.solver.districting.map_units import MapUnits

__all__ = ["DistrictPlan", "DistrictRules", "MapUnits", "balanced_districts", "district_pareto"]
