"""Named rosters: every officer his line of shifts and days off, under his contract."""

from beatwright.solver.rosters.named.contracts.named_rules import NamedRules
from beatwright.solver.rosters.named.contracts.staff_member import StaffMember, Wish
from beatwright.solver.rosters.named.kept_roster import KeptRoster
from beatwright.solver.rosters.named.named_duty import NamedDuty
from beatwright.solver.rosters.named.named_roster import named_roster

__all__ = ["KeptRoster", "NamedDuty", "NamedRules", "StaffMember", "Wish", "named_roster"]
