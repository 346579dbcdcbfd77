"""Bounds of weekly shifts by prices of hours.

Prices are what the linear program pays for one more officer wanted in an hour, its duals; any others give a bound too,
if a worse one. At prices p a line is worth the sum of those of its hours, V at most. As few as cover the need are then
sum_t p_t need_t / V at least. Officers who are given, N of them, take N V off the shortage that the prices make
sum_t p_t need_t, where no price is above what its hour's shortage weighs. Summed from the needs and not read from the
linear program, such a bound holds whatever that program's tolerances are.

Dantzig, G. B. and Wolfe, P. (1960). Decomposition principle for linear programs. Operations Research 8, 101-111.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from beatwright.solver.rosters.weekly.shift_groups import HOURS_OF_DAY
from beatwright.solver.rosters.weekly.weekly_ask import WeeklyAsk

__all__ = ["fewest_bound", "line_values", "shortage_bound"]

Floats = npt.NDArray[np.float64]


def line_values(ask: WeeklyAsk, prices: Floats) -> Floats:
    """Return what the dearest line of every group is worth at prices of hours, shape (groups,)."""
    days = _day_values(ask, prices)
    worked = ask.groups.worked
    if ask.consecutive:
        round_twice = np.concatenate([np.zeros((len(days), 1)), np.cumsum(np.hstack([days, days]), axis=1)], axis=1)
        first, group = np.arange(ask.groups.days)[None, :], np.arange(len(days))[:, None]
        weeks = round_twice[group, first + worked[:, None]] - round_twice[group, first]
        return np.asarray(weeks.max(axis=1))
    dearest = np.cumsum(-np.sort(-days, axis=1), axis=1)
    return np.asarray(dearest[np.arange(len(days)), worked - 1])


def _day_values(ask: WeeklyAsk, prices: Floats) -> Floats:
    """Return what the shifts of every group and day are worth, a meal being taken in the cheapest hour for it."""
    groups, hours = ask.groups, len(prices)
    day = HOURS_OF_DAY * np.arange(groups.days)[None, :]
    values = np.zeros((len(groups), groups.days))
    for number, (length, start) in enumerate(groups):
        shift = prices[(day[0][:, None] + start + np.arange(length)) % hours]
        values[number] = shift.sum(axis=1)
        if ask.meal is not None:
            first, last = (min(end, length) for end in ask.meal)
            values[number] -= shift[:, first - 1 : last].min(axis=1)
    return values


def fewest_bound(ask: WeeklyAsk, prices: Floats) -> float:
    """Return how many officers any cover takes at least, by prices of at least 0."""
    paid = np.maximum(prices, 0.0)
    dearest = float(line_values(ask, paid).max())
    return float(paid @ ask.wanted) / dearest if dearest > 0 else 0.0


def shortage_bound(
    ask: WeeklyAsk, prices: Floats, *, need: Floats | None = None, share: float = 1.0, largest: float = 0.0
) -> float:
    """Return what `share` of the shortage and `largest` of the largest one come to at least, by prices of hours.

    A price may be above what the hour's shortage weighs by what it has of the largest one: all that are above, by
    `largest` together. It may be below 0 by what the surplus costs.
    """
    wanted = ask.need if need is None else need
    weighs = share * (ask.weight if need is None else np.ones_like(wanted))
    above = np.maximum(prices - weighs, 0.0)
    part = min(1.0, largest / above.sum()) if above.any() else 0.0
    paid = np.maximum(np.minimum(prices, weighs) + part * above, -share * ask.surplus)
    return float(paid @ wanted) - (ask.officers or 0) * float(line_values(ask, paid).max())
