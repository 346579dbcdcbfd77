"""Leave that lifts the worst-off: officers exchange weeks, or move to free ones, while a sum of exp(-a share) falls.

The share is what an officer has of his own best weeks. The larger a, the more the least share alone counts; a is
doubled from step to step, each time until no exchange of two weeks and no move of one betters the sum. Then some are
exchanged at random, and all begins anew; the best of all is kept.
"""

from __future__ import annotations

import numpy as np

from beatwright.solver.rosters.leave.leave_case import Floats, Ints
from beatwright.solver.rosters.leave.leave_flow import Flags
from beatwright.solver.time_limit import SearchClock

__all__ = ["leave_exchange"]

_STRESS = (5.0, 10.0, 20.0, 40.0, 80.0, 160.0)  # a: e-fold from a share of 1 / a to the next
_LEAST_GAIN = 1e-12
_SHAKEN = 0.1  # share of the weeks that are exchanged at random


def leave_exchange(
    share: Floats, most: Ints, away: Flags, restarts: int, rng: np.random.Generator, clock: SearchClock
) -> Flags:
    """Return who is away when, better for the worst-off than `away` or as good, shape (officers, weeks).

    Parameters
    ----------
    share : array, shape (officers, weeks)
        Each week as a share of what the officer's best weeks are together.
    most : array of int, shape (weeks,)
        Officers away in a week at most.
    away : array of bool, shape (officers, weeks)
        Leave to begin from.
    restarts : int
        How often weeks are exchanged at random.
    rng : numpy.random.Generator
        What draws them.
    clock : SearchClock
        When to stop.
    """
    best, now = away.copy(), away.copy()
    for attempt in range(restarts + 1):
        if clock.late:
            break
        if attempt:
            now = _shaken(best, rng)
        for stress in _STRESS:
            _descend(share, most, now, stress)
        if _worse(share, best, now):
            best = now.copy()
    return best


def _worse(share: Floats, one: Flags, other: Flags) -> bool:
    """Whether the shares of one, from the least on, are smaller than those of the other."""
    mine, others = (np.sort((share * away).sum(axis=1)).round(12).tolist() for away in (one, other))
    return bool(mine < others)


def _descend(share: Floats, most: Ints, away: Flags, stress: float) -> None:
    """Make the best exchange or move until none betters the sum."""
    while True:
        officer, week = np.nonzero(away)
        has = (share * away).sum(axis=1)
        left = has[officer] - share[officer, week]
        gain = np.exp(-stress * has)[officer, None] - np.exp(-stress * (left[:, None] + share[officer]))
        gain[away[officer]] = -np.inf
        free = np.where(away.sum(axis=0) < most, gain, -np.inf)
        both = gain[:, week] + gain[:, week].T
        move, exchange = int(free.argmax()), int(both.argmax())
        if max(free.flat[move], both.flat[exchange]) <= _LEAST_GAIN:
            return
        if free.flat[move] >= both.flat[exchange]:
            one, to = divmod(move, most.size)
            away[officer[one], week[one]], away[officer[one], to] = False, True
        else:
            _exchange(away, officer, week, *divmod(exchange, officer.size))


def _exchange(away: Flags, officer: Ints, week: Ints, one: int, other: int) -> None:
    for giver, taker in ((one, other), (other, one)):
        away[officer[giver], week[giver]] = False
        away[officer[giver], week[taker]] = True


def _shaken(away: Flags, rng: np.random.Generator) -> Flags:
    away = away.copy()
    for _ in range(max(1, int(_SHAKEN * away.sum()))):
        officer, week = np.nonzero(away)
        one, other = rng.integers(officer.size, size=2)
        if not away[officer[one], week[other]] and not away[officer[other], week[one]]:
            _exchange(away, officer, week, int(one), int(other))
    return away
