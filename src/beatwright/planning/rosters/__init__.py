"""Who works when: planners that decide the roster of a plan."""

from beatwright.planning.rosters.weekly_shift_planner import WeeklyShifts

__all__ = ["WeeklyShifts"]
