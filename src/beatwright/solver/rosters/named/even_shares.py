"""What one more night or weekend costs an officer in a window, so that those of one contract even out."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from beatwright.solver.rosters.named.contracts.roster_case import RosterCase
from beatwright.solver.rosters.named.contracts.roster_windows import RosterWindow
from beatwright.solver.rosters.named.pricing.compiled_lines import Share
from beatwright.solver.rosters.named.pricing.line_rules import Floats, Ints

__all__ = ["Worked", "share_of_window"]

_FREE_OF_CHARGE = 1.0  # nights or weekends beside the even share that cost nothing
_BEYOND = 3  # counts above the even share from which on a count is not allowed


@dataclass(eq=False)
class Worked:
    """Nights and weekends of every officer in the windows so far, (n,)."""

    nights: Ints
    weekends: Ints
    windows: int = 0


def share_of_window(case: RosterCase, window: RosterWindow, worked: Worked) -> Share | None:
    """Return what counts cost in a window; None where nothing is to be evened out."""
    if case.rules.balance == 0:
        return None
    groups = np.unique([member.contract for member in case.staff], return_inverse=True)[1]
    nights = _table(
        case, worked.nights, _target(worked.nights, groups, _nights_to_come(case, window, worked, groups)), window.days
    )
    weekends = np.zeros_like(nights)
    if worked.windows:
        to_come = _mean(worked.weekends, groups) / worked.windows
        weekends = _table(case, worked.weekends, _target(worked.weekends, groups, to_come), window.days)
    return Share(nights, weekends)


def _nights_to_come(case: RosterCase, window: RosterWindow, worked: Worked, groups: Ints) -> Floats:
    """Expect nights of each officer in a window: those needed, shared out as they were so far."""
    at_night = [place for place, shift in enumerate(case.rules.shifts) if shift in case.rules.nights]
    needed = float(case.need[window.first : window.end, at_night].sum())
    may = np.array([any(m.most_of.get(shift, 1) > 0 for shift in case.rules.nights) for m in case.staff])
    so_far = _mean(worked.nights, groups) if worked.nights.any() else may.astype(np.float64)
    return needed * so_far / max(float(so_far.sum()), 1.0)


def _mean(count: Ints, groups: Ints) -> Floats:
    """Give the mean of the group that each officer is in."""
    return np.asarray((np.bincount(groups, weights=count) / np.bincount(groups))[groups])


def _target(count: Ints, groups: Ints, to_come: Floats) -> Floats:
    return _mean(count, groups) + to_come


def _table(case: RosterCase, count: Ints, target: Floats, days: int) -> Floats:
    """Give what counts cost in the window: the square of what is beyond the even share, (n, days + 1)."""
    beside = (count - target)[:, None] + np.arange(days + 1)
    cost = case.rules.balance * np.maximum(np.abs(beside) - _FREE_OF_CHARGE, 0.0) ** 2
    most = np.array([2 * member.least_run for member in case.staff])[:, None]
    cost -= cost.min(axis=1, keepdims=True)
    return np.where((beside > _BEYOND) & (np.arange(days + 1) > most), np.inf, cost)
