"""Rotations: a line of several weeks through which everybody walks; weekly lines in order; patterns with names."""

from beatwright.solver.rosters.rotation.cyclic_roster import CyclicRoster, cyclic_roster
from beatwright.solver.rosters.rotation.named_patterns import NAMED_PATTERNS, ShiftPattern, Squad
from beatwright.solver.rosters.rotation.order_lines import LineOrder, order_lines

__all__ = ["NAMED_PATTERNS", "CyclicRoster", "LineOrder", "ShiftPattern", "Squad", "cyclic_roster", "order_lines"]
