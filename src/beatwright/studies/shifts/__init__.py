"""Shifts and rosters: published covers and benchmark instances, and what shifts that begin at any hour are worth."""

from beatwright.studies.shifts.run import reproduce_shifts
from beatwright.studies.shifts.study import ShiftsStudy

__all__ = ["ShiftsStudy", "reproduce_shifts"]
