"""Weekly shifts: how many begin when, and on which days they are off."""

from beatwright.solver.rosters.weekly.cyclic_cover import cyclic_cover
from beatwright.solver.rosters.weekly.weekly_answer import WeeklyAnswer, WeeklyLine
from beatwright.solver.rosters.weekly.weekly_shifts import weekly_shifts

__all__ = ["WeeklyAnswer", "WeeklyLine", "cyclic_cover", "weekly_shifts"]
