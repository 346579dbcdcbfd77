"""Reporting districts and patrol beats on plain arrays: balanced, compact, contiguous, with a bound."""

from beatwright.planning.districts.balanced import balanced_districts
from beatwright.planning.districts.plan import DistrictPlan

__all__ = ["DistrictPlan", "balanced_districts"]
