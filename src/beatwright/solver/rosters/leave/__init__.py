"""Annual leave: which weeks each officer is away."""

from beatwright.solver.rosters.leave.annual_leave import LEAVE_METHODS, AnnualLeave, annual_leave

__all__ = ["LEAVE_METHODS", "AnnualLeave", "annual_leave"]
