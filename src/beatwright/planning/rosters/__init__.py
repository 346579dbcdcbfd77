"""Who works when: planners that decide the roster of a plan."""

from beatwright.planning.rosters.bid_lines_planner import BidLines
from beatwright.planning.rosters.named_roster_planner import NamedRoster
from beatwright.planning.rosters.read_roster_benchmark import RosterBenchmark, read_roster_benchmark
from beatwright.planning.rosters.roster_tuning import LineKind, RosterTuning
from beatwright.planning.rosters.rotation_planner import Rotation
from beatwright.planning.rosters.weekly_shift_planner import WeeklyShifts
from beatwright.planning.rosters.wishes import give_leave, give_lines

__all__ = [
    "BidLines",
    "LineKind",
    "NamedRoster",
    "RosterBenchmark",
    "RosterTuning",
    "Rotation",
    "WeeklyShifts",
    "give_leave",
    "give_lines",
    "read_roster_benchmark",
]
