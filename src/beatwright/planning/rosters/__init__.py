"""Who works when: planners that decide the roster of a plan."""

from beatwright.planning.rosters.roster_tuning import LineKind, RosterTuning
from beatwright.planning.rosters.rotation_planner import Rotation
from beatwright.planning.rosters.weekly_shift_planner import WeeklyShifts
from beatwright.planning.rosters.wishes import give_leave, give_lines

__all__ = ["LineKind", "RosterTuning", "Rotation", "WeeklyShifts", "give_leave", "give_lines"]
