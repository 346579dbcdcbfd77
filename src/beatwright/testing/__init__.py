"""Checks for your own planners, forecasters and judges: the same that every class of this package passes.

Each check raises AssertionError with one sentence that says what is wrong, so it fits any test runner:

>>> from beatwright.planning import BusiestZones
>>> check_planner(BusiestZones(p=2), small_problem())
"""

from beatwright.testing.forecaster import check_forecaster
from beatwright.testing.judge import check_judge
from beatwright.testing.plan import assert_plan_valid
from beatwright.testing.planner import check_planner
from beatwright.testing.scrambled import renamed_zones, reordered
from beatwright.testing.small import small_incidents, small_problem
from beatwright.testing.step import check_step

__all__ = [
    "assert_plan_valid",
    "check_forecaster",
    "check_judge",
    "check_planner",
    "check_step",
    "renamed_zones",
    "reordered",
    "small_incidents",
    "small_problem",
]
