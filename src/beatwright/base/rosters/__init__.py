"""Rules of rosters, and the check whether a roster keeps them."""

from beatwright.base.rosters.line_breaks import RuleBreak, line_breaks
from beatwright.base.rosters.roster_rules import RosterRules, Rule

__all__ = ["RosterRules", "Rule", "RuleBreak", "line_breaks"]
