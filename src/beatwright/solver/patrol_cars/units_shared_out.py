"""A budget shared out among parts, each with a list of what it loses with 0, 1, ... units: the least sum, proven.

A price of a unit (Lagrange) makes each part choose for itself. What a choice costs above the part's best at that price,
its excess, is never below 0, nor is the price of units left over; all excesses together are how far a sharing is above
the bound. So where some sharing is known to be within a gap of the bound, no choice with a larger excess can be in a
better one. The few that are left are put together by dynamic programming over the units spent.

Fisher, M. L. (1981). The Lagrangian relaxation method for solving integer programming problems. Management Science 27,
1-18. Pisinger, D. (1997). A minimal algorithm for the 0-1 knapsack problem. Operations Research 45, 758-767.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from beatwright.solver.patrol_cars.tour_instance import Floats, Ints

__all__ = ["SharedUnits", "least_largest_units", "units_shared_out"]

_STEPS = 60  # of bisection of the price
_FIRST = 1.0 / 64  # of the gap that is known: the optimum is mostly much nearer to the bound


@dataclass(frozen=True, eq=False)
class SharedUnits:
    """Units of every part, shape (parts,), the price of one, and how far the sum lost is above the price's bound."""

    units: Ints
    price: float
    above: float


def units_shared_out(lost: Floats, budget: int) -> SharedUnits:
    """Return the units of every part, at most `budget` together, with which the sum of what is lost is least.

    Parameters
    ----------
    lost : array, shape (parts, units + 1)
        What each part loses with 0, 1, ... units: never rising, infinite where it must have more. A sharing must exist.
    budget : int
        Units.

    Examples
    --------
    >>> units_shared_out(np.array([[9, 4, 3, 3], [8, 7, 1, 1]], dtype=float), 3).units
    array([1, 2])
    """
    price, first = _price(lost, budget)
    whole = lost + price * np.arange(lost.shape[1])
    excess = whole - whole.min(axis=1, keepdims=True)
    room = budget - int(first.sum())
    known = price * room  # how far the first choices are above the bound
    gap, found = known * _FIRST, None
    while found is None and gap < known:
        found = _within(excess, first, room, price, gap)
        gap *= 2.0
    if found is None:
        found = _within(excess, first, room, price, known)
    units = first if found is None else found
    above = float(np.take_along_axis(excess, units[:, None], axis=1).sum()) + price * (budget - int(units.sum()))
    return SharedUnits(units, price, above)


def _price(lost: Floats, budget: int) -> tuple[float, Ints]:
    """Return a price at which the parts' own choices fit the budget, hardly above the least such, and the choices."""
    units = np.arange(lost.shape[1])

    def chosen(price: float) -> Ints:
        return np.asarray((lost + price * units).argmin(axis=1))

    first = chosen(0.0)
    if first.sum() <= budget:
        return 0.0, first
    finite = np.where(np.isfinite(lost), lost, np.nan)
    low, high = 0.0, float((np.nanmax(finite, axis=1) - np.nanmin(finite, axis=1)).max()) + 1e-300
    while chosen(high).sum() > budget:
        high *= 2.0
    for _ in range(_STEPS):
        middle = 0.5 * (low + high)
        low, high = (low, middle) if chosen(middle).sum() <= budget else (middle, high)
    return high, chosen(high)


def _within(excess: Floats, first: Ints, room: int, price: float, gap: float) -> Ints | None:
    """Return the best sharing where it is within the gap; `room` units are left over by the first choices."""
    options = [np.flatnonzero(row <= gap) for row in excess]
    open_ = sorted((part for part, one in enumerate(options) if len(one) > 1), key=lambda part: len(options[part]))
    value, low = np.zeros(1), 0  # least excess by units spent beyond the first choices, from `low` on
    steps: list[tuple[int, int, Ints]] = []
    for part in open_:
        shifts = options[part] - first[part]
        value, low, chosen = _with_part(value, low, shifts, excess[part, options[part]], gap)
        steps.append((part, low, chosen))
    spent = low + np.arange(len(value))
    total = np.where(spent <= room, value + price * (room - spent), np.inf)
    best = int(total.argmin())
    if not total[best] <= gap:
        return None
    found, at = first.copy(), int(spent[best])
    for part, low, chosen in reversed(steps):
        found[part] = options[part][chosen[at - low]]
        at -= int(found[part] - first[part])
    return found


def _with_part(value: Floats, low: int, shifts: Ints, excess: Floats, gap: float) -> tuple[Floats, int, Ints]:
    """Put one part's choices on top; return the least excess, from which spending on, and which choice it is."""
    start = low + int(shifts.min())
    wide = np.full(len(value) + int(shifts.max() - shifts.min()), np.inf)
    chosen = np.zeros(len(wide), dtype=np.int64)
    for option, (shift, more) in enumerate(zip(shifts, excess, strict=True)):
        at = slice(low + int(shift) - start, low + int(shift) - start + len(value))
        better = value + more < wide[at]
        wide[at][better] = value[better] + more
        chosen[at][better] = option
    within = np.flatnonzero(wide <= gap)
    kept = slice(int(within[0]), int(within[-1]) + 1)
    wide[wide > gap] = np.inf
    return wide[kept], start + kept.start, chosen[kept]


def least_largest_units(lost: Floats, budget: int) -> tuple[float, Ints]:
    """Return the least largest loss of a part within the budget, and the fewest units of each that hold it.

    Losses can be no others than those of the lists, so that a search through them, sorted, is exact.

    >>> least_largest_units(np.array([[9, 4, 3, 3], [8, 7, 1, 1]], dtype=float), 3)
    (4.0, array([1, 2]))
    """
    levels = np.unique(lost[np.isfinite(lost)])

    def fewest(level: float) -> Ints:
        holds = lost <= level
        return np.asarray(np.where(holds.any(axis=1), holds.argmax(axis=1), budget + 1))

    low, high = -1, len(levels) - 1  # positions: one that is not held, one that is
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if fewest(levels[middle]).sum() <= budget else (middle, high)
    return float(levels[high]), fewest(levels[high])
