"""Who works when: planners that decide the roster of a plan."""

from beatwright.planning.rosters.named_roster_planner import NamedRoster
from beatwright.planning.rosters.read_roster_benchmark import RosterBenchmark, read_roster_benchmark
from beatwright.planning.rosters.weekly_shift_planner import WeeklyShifts

__all__ = ["NamedRoster", "RosterBenchmark", "WeeklyShifts", "read_roster_benchmark"]
