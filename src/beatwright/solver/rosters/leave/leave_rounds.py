"""Leave by seniority in rounds: each round each officer takes one week, in the reverse order of the round before.

Where nothing is left for an officer but weeks that he has, a chain of others changes weeks until one is free: an
augmenting path, of which there is one as long as all weeks together are enough.
"""

from __future__ import annotations

import numpy as np

from beatwright.solver.rosters.leave.leave_case import Floats, Ints
from beatwright.solver.rosters.leave.leave_flow import Flags

__all__ = ["leave_rounds"]


def leave_rounds(liked: Floats, weeks_each: Ints, most: Ints, order: Ints) -> Flags:
    """Return who is away when, shape (officers, weeks).

    Parameters
    ----------
    liked : array, shape (officers, weeks)
        What each officer likes each week; of equal weeks the first is taken.
    weeks_each, most
        As for `leave_flow`, which must have an answer.
    order : array of int, shape (officers,)
        Officers in the order of the first round.
    """
    away = np.zeros(liked.shape, dtype=bool)
    for turn in range(int(weeks_each.max(initial=0))):
        for officer in order if turn % 2 == 0 else order[::-1]:
            if weeks_each[officer] > turn:
                _take_one(away, liked, most, int(officer))
    return away


def _take_one(away: Flags, liked: Floats, most: Ints, officer: int) -> None:
    free = (away.sum(axis=0) < most) & ~away[officer]
    if free.any():
        away[officer, np.where(free, liked[officer], -np.inf).argmax()] = True
        return
    came, week = _chain(away, most, officer)
    while week in came:
        holder, before = came[week]
        away[holder, week], away[holder, before] = True, False
        week = before
    away[officer, week] = True


def _chain(away: Flags, most: Ints, officer: int) -> tuple[dict[int, tuple[int, int]], int]:
    """Find a week that is free, and how to get there: who comes to each week from which other one."""
    came: dict[int, tuple[int, int]] = {}
    reached = ~away[officer]
    queue = [int(week) for week in np.flatnonzero(reached)]
    for week in queue:
        if away[:, week].sum() < most[week]:
            return came, week
        for holder in np.flatnonzero(away[:, week]):
            for other in np.flatnonzero(~away[holder] & ~reached):
                reached[other] = True
                came[int(other)] = (int(holder), week)
                queue.append(int(other))
    raise AssertionError("Leave that fits cannot be given in rounds: a fault of beatwright.")
