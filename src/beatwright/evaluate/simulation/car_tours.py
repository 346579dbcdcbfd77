"""The tours of a roster's cars: when each goes on duty and off, from who works which shift.

Officers of one shift of one day fill cars of their own, which are on duty from the start of the shift to its end. Those
that are left over at a shift, fewer than a car takes, fill cars with those left over at others. With o officers left
over on duty in an hour there are floor(o / k) such cars, k officers in each. Every k officers or part of k that go end
the tour of one of them, the one that is on duty longest, and more where too few officers stay; what is then missing
begins its tour. So cars are the officers on duty over k in every hour, rounded down, and none is on duty for longer
than its officers.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from beatwright.core import Roster, Shift
from beatwright.core.shift_line import DAYS_OF_WEEK

__all__ = ["MOST_WEEKS", "CarTours", "car_tours", "clock_hours"]

Ints = npt.NDArray[np.int64]
MOST_WEEKS = 104  # of a roster that are looked at, after which it comes round
_DAY = 24


class CarTours(NamedTuple):
    """Tours of cars, in the order in which they begin, over and over.

    Parameters
    ----------
    start, end : array of int, shape (tours,)
        Hours since Monday 00:00 of the first week, the end not in it; ends beyond the cycle come round.
    hours : int
        Of the cycle, whole weeks.
    """

    start: Ints
    end: Ints
    hours: int

    @property
    def cover(self) -> Ints:
        """Cars on duty in every hour of the cycle, shape (hours,)."""
        return _present(self.start, self.end, np.ones_like(self.start), self.hours)


def clock_hours(shift: Shift) -> tuple[int, int]:
    """Return the full hours nearest to the start and the end of a shift.

    >>> clock_hours(Shift.read("E=06:30-14:45"))
    (7, 15)
    """
    return int(np.floor(shift.start + 0.5)), int(np.floor(shift.end + 0.5))


def car_tours(roster: Roster, post: str, per_car: int) -> CarTours:
    """Return the tours of the cars of a post ("": of the whole city) of a roster that comes round.

    Examples
    --------
    >>> from beatwright.core import ShiftLine
    >>> days = Roster((Shift("D", 7, 12),), (ShiftLine.on("D", [0, 6], 5),))
    >>> car_tours(days, "", 2)
    CarTours(start=array([  7,   7, 151, 151]), end=array([ 19,  19, 163, 163]), hours=168)
    """
    begin = _begin(roster, post)
    hours = _DAY * begin.shape[1]
    start, end, officers = _worked(roster, begin)
    shared_start, shared_end = _shared_cars(start, end, officers % per_car, per_car=per_car, hours=hours)
    cars = officers // per_car
    start = np.concatenate([np.repeat(start, cars), shared_start])
    end = np.concatenate([np.repeat(end, cars), shared_end])
    beyond = hours * (start >= hours)  # a shift that begins in the last minutes of the cycle
    order = np.lexsort((end - beyond, start - beyond))
    return CarTours((start - beyond)[order], (end - beyond)[order], hours)


def _worked(roster: Roster, begin: Ints) -> tuple[Ints, Ints, Ints]:
    """Return the start and end of every shift of every day that is worked, and its officers, from `_begin`."""
    clocks = np.array([clock_hours(shift) for shift in roster.shifts], dtype=np.int64).reshape(-1, 2)
    shift, day = np.nonzero(begin * (clocks[:, 1:] > clocks[:, :1]))
    return clocks[shift, 0] + _DAY * day, clocks[shift, 1] + _DAY * day, begin[shift, day]


def _begin(roster: Roster, post: str) -> Ints:
    """Return the officers that begin each shift on each day of the cycle, shape (shifts, days); as short as can be."""
    place = {shift.name: number for number, shift in enumerate(roster.shifts)}
    lengths = [len(line.days) for line in roster.walked]
    days = min(int(np.lcm.reduce([DAYS_OF_WEEK, *lengths])), MOST_WEEKS * DAYS_OF_WEEK)
    count = np.zeros((len(place), days), dtype=np.int64)
    for line in roster.walked:
        if line.post == post:
            for day, name in enumerate(line.days[:days]):
                if name:
                    count[place[name], day :: len(line.days)] += line.officers
    return next(one for one in _shorter(count) if np.array_equal(np.tile(one, days // one.shape[1]), count))


def _shorter(count: Ints) -> Iterator[Ints]:
    """Yield the first weeks of a cycle that may be all of it, over and over; at last the cycle."""
    weeks = count.shape[1] // DAYS_OF_WEEK
    for some in range(1, weeks + 1):
        if weeks % some == 0:
            yield count[:, : some * DAYS_OF_WEEK]


def _present(start: Ints, end: Ints, many: Ints, hours: int) -> Ints:
    """Return how many are there in every hour of a cycle."""
    change = np.zeros(hours + 1 + _DAY + _DAY, dtype=np.int64)
    np.add.at(change, start, many)
    np.add.at(change, end, -many)
    there = np.cumsum(change)
    there[: len(there) - hours] += there[hours:]
    return there[:hours]


def _shared_cars(start: Ints, end: Ints, many: Ints, *, per_car: int, hours: int) -> tuple[Ints, Ints]:
    """Return the tours of cars that officers of several shifts fill together."""
    there = _present(start, end, many, hours)
    gone = np.bincount(end % hours, many, minlength=hours).astype(np.int64)
    cars = there // per_car
    before = np.roll(cars, 1)
    without = (np.roll(there, 1) - gone) // per_car
    ends = np.maximum(before - without, np.minimum(before, -(-gone // per_car)))
    hour = np.arange(hours)
    began, ended = np.repeat(hour, cars - before + ends), np.repeat(hour, ends)
    if not len(began):
        return began, ended
    # Who is on duty longest goes first; those on duty when the cycle begins have begun at the end of the one before.
    place = np.arange(len(began)) + before[0]
    return began, ended[place % len(ended)] + hours * (place // len(ended))
