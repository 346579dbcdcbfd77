"""Days off and weekends of one shift: fewest officers, and a line that so many walk through."""

from beatwright.solver.rosters.days_off.days_off_bound import days_off_bound
from beatwright.solver.rosters.days_off.days_off_cycle import days_off_cycle

__all__ = ["days_off_bound", "days_off_cycle"]
