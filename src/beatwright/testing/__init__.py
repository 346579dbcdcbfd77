"""Checks for your own planners, forecasters and judges: the same that every class of this package passes.

Each check raises AssertionError with one sentence that says what is wrong, so it fits any test runner:

>>> from beatwright.planning import BusiestZones
>>> check_planner(BusiestZones(p=2), small_problem())
"""

from beatwright.testing.check_examiner import check_examiner
from beatwright.testing.check_forecaster import check_forecaster
from beatwright.testing.check_judge import check_judge
from beatwright.testing.check_leak import check_no_leak
from beatwright.testing.check_plan import assert_plan_valid
from beatwright.testing.check_planner import check_planner
from beatwright.testing.check_step import check_step
from beatwright.testing.generated_dispatch import DispatchTruth, dirty_dispatch, generated_dispatch
from beatwright.testing.renamed_problem import renamed_zones, reordered
from beatwright.testing.small_problem import hourly_problem, small_incidents, small_problem
from beatwright.testing.small_roster import small_roster

__all__ = [
    "DispatchTruth",
    "assert_plan_valid",
    "check_examiner",
    "check_forecaster",
    "check_judge",
    "check_no_leak",
    "check_planner",
    "check_step",
    "dirty_dispatch",
    "generated_dispatch",
    "hourly_problem",
    "renamed_zones",
    "reordered",
    "small_incidents",
    "small_problem",
    "small_roster",
]
