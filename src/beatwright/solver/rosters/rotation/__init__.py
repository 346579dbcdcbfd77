"""Rotations: a line of several weeks through which everybody walks."""

from beatwright.solver.rosters.rotation.cyclic_roster import CyclicRoster, cyclic_roster

__all__ = ["CyclicRoster", "cyclic_roster"]
