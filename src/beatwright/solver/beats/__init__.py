"""Patrol beats: contiguous districts of even work, each around its post, with a bound."""

from beatwright.solver.beats.median_districts import MedianPlan, median_districts

__all__ = ["MedianPlan", "median_districts"]
