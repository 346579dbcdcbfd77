"""A queue of calls that need several cars at once, whose calls, needs and cars change by the hour and come again.

For each hour it holds the chances at its start (`PeriodicChain`), carried from one hour to the next by
`multi_car_hour`. What the cars carry over the period is found before, from the same chain with a line that never ends.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from beatwright.base.errors import ParameterError
from beatwright.queueing.multiple_dispatch.multi_car_by_cars import between_starts
from beatwright.queueing.multiple_dispatch.multi_car_hour import (
    figures_of,
    line_starts,
    one_hour_of_several,
    saturated_hour,
)
from beatwright.queueing.periodic_chain import MOST_HOURS, SAME, PeriodicChain

__all__ = ["MultiCarQueue", "TooManyStatesError", "calls_carried", "cars_together"]

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
_TAIL = 1e-12  # chance of the longest line that there is room for, above which more room is made
_FIRST_ROOM = 40  # calls in line that there is room for beyond what is left over, at first
_MOST_CHANCES = 50_000_000  # hours times states: 400 MB
_STEADY = 1e-9  # of chances of a line that never ends, which are taken as the same


class TooManyStatesError(ParameterError):
    """More states than there is room for, however short the line is: more cars, that change too much by the hour."""


class MultiCarQueue(PeriodicChain):
    """The chances at each hour's start, the figures of each hour, and how they follow from calls and cars.

    Parameters
    ----------
    rate : array, shape (hours,)
        Calls per hour.
    share : array, shape (hours, needs)
        Of the calls of each hour that need 1, 2, ... cars.
    cars : array of int, shape (hours,)
        Cars on duty; together they carry more than what comes.
    service : float
        Mean hours that each car stays.
    waits : bool
        Whether a call that needs more cars than are on duty waits until there are enough, or starts with all of them.
    """

    def __init__(self, rate: Floats, share: Floats, cars: Ints, service: float, *, waits: bool = False) -> None:
        self.rate, self.share, self.cars, self.service, self.waits = rate, share, cars.copy(), service, waits
        self.needs = share.shape[1]
        self._drained: dict[tuple[int, int], float] = {}
        self.base = max(int(cars.min()) - self.needs + 1, 0)
        most = max(int(cars.max()), self.needs)
        rows = 1 + (most - self.base + 1) * self.needs
        self._refuse(rows, most + 2, TooManyStatesError)
        carried = calls_carried(share, cars, service, waits=waits)
        if carried <= rate.sum():
            raise ParameterError(
                f"The cars of all {len(rate)} hours together can carry {carried:,.6g} calls, and {rate.sum():,.6g} "
                "come. Add cars."
            )
        if not self._settles(carried):
            raise ParameterError(
                f"The line does not settle within {MOST_HOURS:,} hours: the {carried:,.6g} calls that the cars can "
                f"carry are hardly more than the {rate.sum():,.6g} that come. Add cars."
            )
        left = self._left_over()
        room = max(int(left + 8 * np.sqrt(left)) + _FIRST_ROOM, most + 2)
        self._refuse(rows, room)
        self.start = np.zeros((len(rate), rows, room))  # [hour, row, calls behind the first]
        self.start[0, 0, 0] = 1.0
        self.mean = np.zeros((len(rate), 2 * self.needs + 4))  # [hour, figure], see `figures_of`
        self.carry(0, at_least=len(rate))

    @property
    def settles(self) -> bool:
        """Whether the queue forgets how it began within the hours that are looked at; taken hour by hour."""
        return self._settles(float(self._drain().sum()))

    def _settles(self, carried: float) -> bool:
        calls = float(self.rate.sum())
        if carried <= calls:
            return False
        # The relaxation time of M/M/1, for differences to fall to the tolerance.
        relaxation = len(self.rate) / (np.sqrt(carried) - np.sqrt(calls)) ** 2
        return bool(-np.log(SAME) * relaxation <= MOST_HOURS)

    def delayed(self, hour: int) -> float:
        """Return the share of the calls of an hour that wait."""
        return float(self.mean[hour, : self.needs] @ self.share[hour])

    def _drain(self) -> Floats:
        """Return the calls that start in each hour while a line stands, were each hour for itself."""
        for at in enumerate(self.cars.tolist()):
            if at not in self._drained:
                self._drained[at] = self._drain_of(*at)
        return np.array([self._drained[at] for at in enumerate(self.cars.tolist())])

    def _drain_of(self, hour: int, cars: int) -> float:
        together, share = cars_together(cars, self.needs, waits=self.waits), self.share[hour]
        if not cars or (together[share > 0] > cars).any():
            return 0.0
        return 1 / float(share @ between_starts(self.needs, cars)) / self.service

    def _left_over(self) -> float:
        """Return about how many calls are left over at most, were all cars busy or held all the time."""
        spare, left, most = self._drain() - self.rate, 0.0, 0.0
        for each in (*spare, *spare):
            left = max(left - each, 0.0)
            most = max(most, left)
        return most

    def _one_hour(self, hour: int) -> Floats:
        cars, needs = int(self.cars[hour]), self.needs
        together, share = cars_together(cars, needs, waits=self.waits), self.share[hour]
        self._make_rows(cars)
        while True:
            begin = self.start[hour].copy()  # what is held is the end of the hour before, whatever the cars now
            line_starts(begin, self.base, share, cars, together)
            each = (self.base, float(self.rate[hour]), share, cars, 1 / self.service, together)
            end, mean = one_hour_of_several(begin, *each)
            if end[1:, -1].sum() <= _TAIL:
                self.mean[hour] = figures_of(mean, self.base, needs, cars, together)
                return np.asarray(end / end.sum())
            self._make_room()

    def _make_rows(self, cars: int) -> None:
        """Make room for other cars than there have been."""
        most = self.base + (self.start.shape[1] - 1) // self.needs - 1
        above, below = max(cars - most, 0), max(self.base - max(cars - self.needs + 1, 0), 0)
        if above or below:
            rows = self.start.shape[1] + (above + below) * self.needs
            room = max(self.start.shape[2], most + above + 2)
            self._refuse(rows, room)
            larger = np.zeros((len(self.rate), rows, room))
            larger[:, 0, : self.start.shape[2]] = self.start[:, 0]
            first = 1 + below * self.needs
            larger[:, first : first + self.start.shape[1] - 1, : self.start.shape[2]] = self.start[:, 1:]
            self.start, self.base = larger, self.base - below

    def _make_room(self) -> None:
        room = self.start.shape[2]
        self._refuse(self.start.shape[1], room + room // 2)
        self.start = np.pad(self.start, ((0, 0), (0, 0), (0, room // 2)))

    def _refuse(self, rows: int, room: int, error: type[ParameterError] = ParameterError) -> None:
        hours = len(self.rate)
        if hours * rows * room > _MOST_CHANCES:
            raise error(
                f"Up to {room:,} calls at once, with {rows:,} states of the cars each, would have to be followed "
                f"through {hours:,} hours: {hours * rows * room * 8 / 1e6:,.0f} MB, and there is room for "
                f"{_MOST_CHANCES * 8 / 1e6:,.0f}. Add cars where they fall far short of the calls, or take a shorter "
                "period, or fewer cars."
            )


def cars_together(cars: int, needs: int, *, waits: bool = False) -> Ints:
    """Return how many cars must be free for a call to start that needs 1, 2, ... of them.

    >>> cars_together(2, 4), cars_together(2, 4, waits=True)
    (array([1, 2, 2, 2]), array([1, 2, 3, 4]))
    """
    need = np.arange(1, needs + 1)
    return need if waits else np.minimum(need, max(cars, 1))


def calls_carried(share: Floats, cars: Ints, service: float, *, waits: bool = False) -> float:
    """Return how many calls start in a period in which there always is a line: more cannot be carried.

    >>> round(calls_carried(np.array([[0.7, 0.3]]), np.array([6]), 1.0), 6)
    4.411765
    """
    hours, needs = share.shape
    chance = np.zeros((max(int(cars.max()), needs) + 1, needs))
    chance[0] = share[0]
    for _ in range(max(MOST_HOURS // hours, 2)):
        first, carried = chance, 0.0
        for hour in range(hours):
            on_duty = int(cars[hour])
            together = cars_together(on_duty, needs, waits=waits)
            chance, begun = saturated_hour(chance, share[hour], on_duty, 1 / service, together)
            carried += begun
        chance = chance / chance.sum()
        if np.abs(chance - first).sum() <= _STEADY:
            break
    return carried
