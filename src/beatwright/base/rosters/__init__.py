"""Rules of rosters, and the check whether a roster keeps them."""

from beatwright.base.rosters.roster_rules import RosterRules, Rule
from beatwright.base.rosters.rule_breaks import RuleBreak, rule_breaks

__all__ = ["RosterRules", "Rule", "RuleBreak", "rule_breaks"]
