"""Counts by hour of the week, where some of the incidents have a day and no time of day.

A day without a time of day says nothing of the hour. Counted at 00:00 such rows would make a peak at midnight that
never was; left out they would take calls away from the total. So each counts as one incident of its weekday, spread
over the 24 hours by the shares of the incidents of that weekday whose hour is known: imputation at random, given the
weekday. It shifts no total, of no zone, class or weekday.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from beatwright.base.words import WEEKDAYS

__all__ = ["WEEKDAYS", "counts_by_hour", "hour_name", "hour_shares", "shares_of_week"]

Bools = npt.NDArray[np.bool_]
Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]


def hour_shares(hour: Ints, known: Bools) -> Floats:
    """Return the share of each hour of the day on every weekday, shape (7, 24); rows sum to 1.

    Parameters
    ----------
    hour : array of int, shape (n,)
        Hour of the week, 0 = Monday 00:00.
    known : array of bool, shape (n,)
        Whether the hour is known; only those rows count. A weekday without any has the shares of the whole week,
        and a week without any has even hours.

    Examples
    --------
    >>> shares = hour_shares(np.array([22, 23, 23, 23, 0]), np.array([True, True, True, True, False]))
    >>> shares[0, 22:].tolist(), shares[6, 22:].tolist(), shares[0, :2].tolist()
    ([0.25, 0.75], [0.25, 0.75], [0.0, 0.0])
    """
    return shares_of_week(np.bincount(hour[known], minlength=168).astype(np.float64))


def shares_of_week(counts: Floats) -> Floats:
    """Return the shares of `hour_shares` from counts by hour of the week, shape (168,)."""
    week = counts.reshape(7, 24).copy()
    whole = week.sum(axis=0) if week.any() else np.ones(24)
    week[week.sum(axis=1) == 0] = whole
    return np.asarray(week / week.sum(axis=1, keepdims=True))


def counts_by_hour(
    group: Ints, groups: int, hour: Ints, known: Bools, shares: Floats, weight: Floats | None = None
) -> Floats:
    """Count incidents by group and hour of the week, those of unknown hour spread over their weekday.

    Parameters
    ----------
    group : array of int, shape (n,)
        Group of every incident, such as its zone.
    groups : int
        How many groups there are.
    hour : array of int, shape (n,)
        Hour of the week; of an incident of unknown hour any hour of its weekday.
    known : array of bool, shape (n,)
        Whether the hour is known.
    shares : array, shape (7, 24)
        Shares of the hours, as `hour_shares` returns them.
    weight : array, shape (n,), optional
        What each incident counts; default: 1.

    Returns
    -------
    array, shape (groups, 168)

    Examples
    --------
    >>> even = np.full((7, 24), 1 / 24)
    >>> counts = counts_by_hour(np.array([0, 0]), 1, np.array([5, 24]), np.array([True, False]), even)
    >>> [round(float(part.sum()), 9) for part in (counts[0, 5], counts[0, 24:48], counts)]
    [1.0, 1.0, 2.0]
    """
    weight = np.ones(len(group)) if weight is None else weight
    flat = np.bincount(group[known] * 168 + hour[known], weight[known], minlength=groups * 168)
    counts: Floats = flat.reshape(groups, 168).astype(np.float64)
    if known.all():
        return counts
    days = np.bincount(group[~known] * 7 + hour[~known] // 24, weight[~known], minlength=groups * 7)
    return np.asarray(counts + (days.reshape(groups, 7, 1) * shares).reshape(groups, 168), dtype=np.float64)


def hour_name(hour: int) -> str:
    """Return an hour of the week, 0 = Monday 00:00, in words.

    >>> hour_name(0), hour_name(116)
    ('Monday 00:00', 'Friday 20:00')
    """
    day, clock = divmod(hour, 24)
    return f"{WEEKDAYS[day]} {clock:02d}:00"
