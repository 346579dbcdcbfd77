"""Which cars were on duty in which hour, by what they were seen to do.

A record system of calls does not say when tours begin and end. A car is taken to be on duty from the hour in which it
was first sent to that in which it was last sent, where no gap between two of its records is longer than a limit; a
longer gap parts two tours. What it finishes after its last hour is overtime. This loses the quiet ends of tours, and
nothing else where the limit is between the longest quiet stretch of a tour and the shortest rest between two. An hour
of the week in which the car was seen so in at least a quarter of all weeks belongs to its roster, and counts in each
week in which it was seen within the limit of that hour.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

__all__ = ["cars_free", "duty_hours", "tours_seen"]

Bools = npt.NDArray[np.bool_]
Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

_WEEK = 168
_REGULAR = 0.25  # share of weeks from which on an hour is part of a roster


def duty_hours(car: Ints, begin: Floats, end: Floats, cars: int, hours: int, gap: float = 240.0) -> Bools:
    """Return in which hours each car was on duty.

    Parameters
    ----------
    car : array of int, shape (records,)
        The car of each record.
    begin, end : array, shape (records,)
        Minutes since the first hour.
    cars, hours : int
        How many cars and hours there are.
    gap : float, default 240.0
        Minutes without a record after which a tour has ended.

    Returns
    -------
    array of bool, shape (cars, hours)

    Examples
    --------
    >>> on = duty_hours(np.array([0, 0]), np.array([30.0, 190.0]), np.array([50.0, 200.0]), 1, 6)
    >>> on[0].tolist()
    [True, True, True, True, False, False]
    """
    on = np.zeros((cars, hours), dtype=bool)
    for one in range(cars):
        mine = np.flatnonzero(car == one)
        for low, high, _ in _tours(begin[mine], end[mine], gap):
            on[one, max(int(low // 60), 0) : int(high // 60) + 1] = True
    return _with_roster(on, int(gap // 60))


def tours_seen(car: Ints, begin: Floats, end: Floats, gap: float = 240.0) -> tuple[Floats, Floats]:
    """Return when cars were first sent in each tour, and when they were last free again, for all cars.

    Parameters
    ----------
    car, begin, end, gap
        As for `duty_hours`.

    Examples
    --------
    >>> first, last = tours_seen(np.array([0, 0]), np.array([30.0, 190.0]), np.array([50.0, 200.0]))
    >>> first.tolist(), last.tolist()
    ([30.0], [200.0])
    """
    tours = [tour for one in np.unique(car) for tour in _tours(begin[car == one], end[car == one], gap)]
    first, _, last = np.array(tours).reshape(-1, 3).T
    return first, last


def _tours(begin: Floats, end: Floats, gap: float) -> list[tuple[float, float, float]]:
    """Return of each tour when the car was first sent, last sent, and free again."""
    order = np.argsort(begin, kind="stable")
    first, last = begin[order], np.maximum.accumulate(end[order]) if len(end) else end
    parts = np.flatnonzero(first[1:] - last[:-1] > gap) + 1
    starts, stops = np.r_[0, parts], np.r_[parts, len(first)] - 1
    if not len(first):
        return []
    return [(float(first[a]), float(first[b]), float(last[b])) for a, b in zip(starts, stops, strict=True)]


def _with_roster(on: Bools, reach: int) -> Bools:
    """Add the hours of the roster that lie within `reach` hours of an hour in which the car was seen."""
    whole = on.shape[1] // _WEEK * _WEEK
    if whole < 4 * _WEEK:
        return on
    regular = on[:, :whole].reshape(len(on), -1, _WEEK).mean(axis=1) >= _REGULAR
    near = on.copy()
    for shift in range(1, reach + 1):
        near[:, shift:] |= on[:, :-shift]
        near[:, :-shift] |= on[:, shift:]
    return np.asarray(on | (near & regular[:, np.arange(on.shape[1]) % _WEEK]))


def cars_free(minute: Floats, tours: tuple[Floats, Floats], begin: Floats, end: Floats) -> Ints:
    """Return how many cars were certainly on duty and at nothing at some moments, shape (moments,).

    A car is certainly on duty between its first record of a tour and the end of its last one.

    Parameters
    ----------
    minute : array, shape (moments,)
        When.
    tours : pair of arrays, shape (tours,)
        As `tours_seen` returns them.
    begin, end : array, shape (records,)
        When cars were sent, and free again.

    Examples
    --------
    >>> tours = (np.array([0.0, 0.0]), np.array([30.0, 15.0]))
    >>> cars_free(np.array([5.0, 12.0, 20.0]), tours, np.array([0.0]), np.array([10.0])).tolist()
    [1, 2, 1]
    """

    def under_way(first: Floats, last: Floats) -> Ints:
        return np.asarray(
            np.searchsorted(np.sort(first), minute, side="right") - np.searchsorted(np.sort(last), minute, side="right")
        )

    return np.asarray(under_way(*tours) - under_way(begin, end), dtype=np.int64)
