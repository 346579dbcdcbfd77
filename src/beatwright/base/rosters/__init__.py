"""Rules of rosters, and the check whether a roster keeps them."""

from beatwright.base.rosters.broken_rules import RuleBreak, broken_rules
from beatwright.base.rosters.roster_rules import RosterRules, Rule

__all__ = ["RosterRules", "Rule", "RuleBreak", "broken_rules"]
