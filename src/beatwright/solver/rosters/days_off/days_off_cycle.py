"""One line of W weeks, walked through by W officers, each a week behind: it attains the bound of Burns and Carter.

1. Weekends: n = max(r_Saturday, r_Sunday) of the W weekends of the line are worked, spread evenly, so that any B in a
   row hold at most ceil(B n / W) <= B - A.
2. Pairs of days off (k, l), k <= l, one for each weekend worked: k is off in the week after it, l in the week before,
   so that at most 6 days lie between. Days are taken while the officers there are exceed the need: n - r on Saturday
   and Sunday, W - r on the other days; always from the day that has most left, joined to another one where there is.
3. Pairs are dealt to the runs of worked weekends in order of k. Between two worked weekends a week has k of the pair
   before and l of the pair after, which are different days: pairs (k, k) only come up where every pair has that k, and
   then there are no more of them than runs.

The choice of pairs is that of Burns and Carter (1985); the cycle makes their lists of officers one line, so that all
officers have the same share of everything.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from beatwright.solver.rosters.days_off.days_off_bound import Ints, days_off_bound, sunday_first

__all__ = ["days_off_cycle"]

Flags = npt.NDArray[np.bool_]
Pair = tuple[int, int]
_SATURDAY = 6  # the week begins on Sunday


def days_off_cycle(need: npt.ArrayLike, weekends: int = 1, of: int = 2, *, first_day: str = "Sunday") -> Flags:
    r"""Return a line of weeks that so many officers as `days_off_bound` says walk through, each a week behind.

    Parameters
    ----------
    need, weekends, of, first_day
        As for `days_off_bound`.

    Returns
    -------
    array of bool, shape (weeks, 7)
        Whether a day is worked; weeks from Sunday to Saturday, whatever `first_day`. Each has two days off; column
        sums cover the need.

    Raises
    ------
    ParameterError
        As for `days_off_bound`.

    Examples
    --------
    Five officers; every line is a week from Sunday to Saturday.

    >>> line = days_off_cycle([2, 3, 4, 4, 4, 5, 2], 2, 4)
    >>> print("\n".join("".join("-x"[int(day)] for day in week) for week in line))
    -xxxxx-
    -x-xxxx
    x-xxxx-
    -xx-xxx
    x-xxxx-
    """
    wanted = sunday_first("days_off_cycle", need, weekends, of, first_day)
    officers = days_off_bound(wanted, weekends, of)
    worked = _weekends_worked(officers, int(max(wanted[0], wanted[_SATURDAY])))
    working = np.ones((officers, 7), dtype=bool)
    # Weekend w is the Saturday of week w - 1 and the Sunday of week w.
    off = np.flatnonzero(~worked)
    working[off, 0] = working[off - 1, _SATURDAY] = False
    for weekend, (after, before) in zip(_dealt(worked), sorted(_pairs(wanted, officers)), strict=True):
        working[weekend, after] = working[weekend - 1, before] = False
    return working


def _weekends_worked(officers: int, worked: int) -> Flags:
    """Spread the worked weekends evenly over the line."""
    place = np.arange(officers)
    return np.asarray((place + 1) * worked // max(officers, 1) > place * worked // max(officers, 1))


def _dealt(worked: Flags) -> list[int]:
    """Return the worked weekends in the order in which pairs are dealt: the first of every run, then the second, ...

    Long runs come before short ones, so that any neighbours in the order, no more than there are runs, differ in run.
    """
    runs: list[list[int]] = []
    for weekend in np.flatnonzero(worked & ~np.roll(worked, 1)):
        length = int(np.roll(worked, -int(weekend)).argmin())
        runs.append([(int(weekend) + step) % worked.size for step in range(length)])
    runs.sort(key=len, reverse=True)
    places = range(max(map(len, runs), default=0))
    return [run[place] for place in places for run in runs if place < len(run)]


def _pairs(wanted: Ints, officers: int) -> list[Pair]:
    """Return the pairs of days off, the earlier day first, one for each worked weekend."""
    weekend = int(max(wanted[0], wanted[_SATURDAY]))
    left = officers - wanted
    left[[0, _SATURDAY]] = weekend - wanted[[0, _SATURDAY]]
    pairs = []
    for _ in range(weekend):
        first = int(left.argmax())
        left[first] -= 1
        others = np.where(np.arange(7) == first, 0, left)
        second = int(others.argmax()) if others.any() else first
        left[second] -= 1
        pairs.append((min(first, second), max(first, second)))
    return pairs
