"""A queue whose calls and cars change by the hour and come again each period, kept up to date while cars change.

For each hour it holds the chances of 0, 1, ... calls in the system at its start. From any hour on they are carried
forward (`uniformisation`), round the period as often as it takes, until those at the start of an hour are the same as
they were before. Two chances carried forward never come further apart: where they differ by less than a tolerance in
sum, no later figure differs by more, and the hours after need not be looked at. So a change of one hour's cars is felt
for some hours alone.
"""

from __future__ import annotations

from collections.abc import Callable
from itertools import count

import numpy as np
import numpy.typing as npt
from scipy.special import pdtr

from beatwright.base.errors import ParameterError
from beatwright.queueing.offered_load import offered_load
from beatwright.queueing.uniformisation import one_hour

__all__ = ["PeriodicQueue"]

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
_SAME = 1e-11  # sum of differences between chances that are taken as the same
_TAIL = 1e-12  # chance of the longest line that there is room for, above which more room is made
_FIRST_ROOM = 40  # calls that there is room for beyond the cars, the load and what is left over, at first
_MOST_ROOM = 20_000  # calls; a week then takes minutes
_MOST_CHANCES = 20_000_000  # hours times calls: 160 MB in each of two tables
_MOST_HOURS = 30_000  # that a queue may take to settle: a week 180 times


class PeriodicQueue:
    """The chances at each hour's start, the averages in each hour, and how they follow from calls and cars.

    Parameters
    ----------
    rate : array, shape (hours,)
        Calls per hour.
    cars : array of int, shape (hours,)
        Cars on duty; together they carry more than what comes.
    service : float
        Mean hours that a call keeps its car.
    """

    def __init__(self, rate: Floats, cars: Ints, service: float) -> None:
        self.rate, self.cars, self.service = rate, cars.copy(), service
        if not self.settles:
            raise ParameterError(
                f"The line does not settle within {_MOST_HOURS:,} hours: {cars.sum():,} car-hours are hardly more than "
                f"the {rate.sum() * service:,.6g} hours of work that the calls bring. Add cars."
            )
        self._refuse(int(cars.max()) + _FIRST_ROOM)
        load = offered_load(rate, service)
        widest = max(int(cars.max()), float(load.peak.max())) + self._left_over()
        room = int(widest + 8 * np.sqrt(widest)) + _FIRST_ROOM
        self._refuse(room)
        self.start = np.diff(pdtr(np.arange(-1.0, room)[None], load.start[:, None]), axis=1)  # [hour, n]
        self.start[:, 0] = np.exp(-load.start)
        self.mean = np.zeros_like(self.start)  # [hour, n], on average in the hour
        self.carry(0, at_least=len(rate))

    @property
    def settles(self) -> bool:
        """Whether the queue forgets how it began within the hours that are looked at."""
        work, cars = float(self.rate.sum()) * self.service, float(self.cars.sum())
        if cars <= work:
            return False
        # The relaxation time of M/M/s, 1 / (s mu (1 - sqrt(rho))^2), for differences to fall to the tolerance.
        relaxation = self.service * len(self.rate) / (cars * (1 - np.sqrt(work / cars)) ** 2)
        return bool(-np.log(_SAME) * relaxation <= _MOST_HOURS)

    def _left_over(self) -> float:
        """Return about how many calls are left over at most, were every car busy all the time."""
        spare, left, most = self.cars / self.service - self.rate, 0.0, 0.0
        for each in (*spare, *spare):
            left = max(left - each, 0.0)
            most = max(most, left)
        return most

    def carry(self, hour: int, *, at_least: int = 1, good: Callable[[int], bool] | None = None) -> bool:
        """Carry the chances forward from the start of `hour` until nothing changes any more.

        Parameters
        ----------
        hour : int
            The first hour whose figures are no longer right.
        at_least : int, default 1
            Hours that are carried in any case.
        good : callable, optional
            Is asked of each hour that was carried; the queue is put back as it was at the first that is not good.

        Returns
        -------
        bool
            Whether every hour was good.
        """
        before: dict[int, tuple[Floats, Floats]] = {}
        hours = len(self.rate)
        for step in count():
            here, following = (hour + step) % hours, (hour + step + 1) % hours
            before.setdefault(here, (self.start[here].copy(), self.mean[here].copy()))
            end = self._one_hour(here)
            if good is not None and not good(here):
                self._put_back(before)
                return False
            change = float(np.abs(end - self.start[following]).sum())
            if step + 1 >= at_least and change <= _SAME:
                break
            before.setdefault(following, (self.start[following].copy(), self.mean[following].copy()))
            self.start[following] = end
        return True

    def _put_back(self, before: dict[int, tuple[Floats, Floats]]) -> None:
        for hour, (start, mean) in before.items():
            more = self.start.shape[1] - len(start)  # there may be more room by now
            self.start[hour], self.mean[hour] = np.pad(start, (0, more)), np.pad(mean, (0, more))

    def delayed(self, hour: int) -> float:
        """Return the share of the calls of an hour that find no car free."""
        return float(self.mean[hour, self.cars[hour] :].sum())

    def _one_hour(self, hour: int) -> Floats:
        while True:
            cars = int(self.cars[hour])
            end, self.mean[hour] = one_hour(self.start[hour], float(self.rate[hour]), cars, 1 / self.service)
            if end[-1] <= _TAIL:
                return np.asarray(end / end.sum())
            self._make_room()

    def _make_room(self) -> None:
        room = self.start.shape[1]
        self._refuse(room + room // 2)
        more = ((0, 0), (0, room // 2))
        self.start, self.mean = np.pad(self.start, more), np.pad(self.mean, more)

    def _refuse(self, room: int) -> None:
        most = min(_MOST_ROOM, _MOST_CHANCES // len(self.rate))
        if room > most:
            raise ParameterError(
                f"Up to {room:,} calls at once would have to be followed through {len(self.rate):,} hours, and there "
                f"is room for {most:,}: the cars fall too far short of the calls, or the period is too long. Add cars, "
                "or take a shorter period."
            )
