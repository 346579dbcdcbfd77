"""Bids for lines and wishes for leave, from files to files."""

from beatwright.study.wishes.award_leave import AwardedLeave, award_leave
from beatwright.study.wishes.award_lines import AwardedLines, award_lines

__all__ = ["AwardedLeave", "AwardedLines", "award_leave", "award_lines"]
