"""Rosters tuned by hand: lines by their names, changes kept, advice in words."""

from beatwright.study.tuning.tune_roster import TunedRoster, tune_roster

__all__ = ["TunedRoster", "tune_roster"]
