"""A queue whose calls and cars change by the hour and come again each period, kept up to date while cars change.

For each hour it holds the chances of 0, 1, ... calls in the system at its start (`PeriodicChain`), carried from one
hour to the next by `uniformisation`.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from scipy.special import pdtr

from beatwright.base.errors import ParameterError
from beatwright.queueing.offered_load import offered_load
from beatwright.queueing.periodic_chain import MOST_HOURS, SAME, PeriodicChain
from beatwright.queueing.uniformisation import one_hour

__all__ = ["PeriodicQueue"]

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
_TAIL = 1e-12  # chance of the longest line that there is room for, above which more room is made
_FIRST_ROOM = 40  # calls that there is room for beyond the cars, the load and what is left over, at first
_MOST_ROOM = 20_000  # calls; a week then takes minutes
_MOST_CHANCES = 20_000_000  # hours times calls: 160 MB in each of two tables


class PeriodicQueue(PeriodicChain):
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
                f"The line does not settle within {MOST_HOURS:,} hours: {cars.sum():,} car-hours are hardly more than "
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
        return bool(-np.log(SAME) * relaxation <= MOST_HOURS)

    def _left_over(self) -> float:
        """Return about how many calls are left over at most, were every car busy all the time."""
        spare, left, most = self.cars / self.service - self.rate, 0.0, 0.0
        for each in (*spare, *spare):
            left = max(left - each, 0.0)
            most = max(most, left)
        return most

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
