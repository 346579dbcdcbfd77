"""A chain whose rates change by the hour and come again each period, kept up to date while its cars change.

For each hour it holds the chances at its start. From any hour on they are carried forward, round the period as often as
it takes, until those at the start of an hour are the same as they were before. Two chances carried forward never come
further apart: where they differ by less than a tolerance in sum, no later figure differs by more, and the hours after
need not be looked at. So a change of one hour's cars is felt for some hours alone.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable
from itertools import count

import numpy as np
import numpy.typing as npt

__all__ = ["MOST_HOURS", "SAME", "PeriodicChain"]

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
SAME = 1e-11  # sum of differences between chances that are taken as the same
MOST_HOURS = 30_000  # that a queue may take to settle: a week 180 times


class PeriodicChain(ABC):
    """What hours of a period hand on to each other.

    Attributes
    ----------
    rate : array, shape (hours,)
        Calls per hour.
    cars : array of int, shape (hours,)
        Cars on duty, which may be changed.
    start : array, shape (hours, ..., room)
        Chances at the start of each hour; the last axis is by calls.
    mean : array, shape (hours, ...)
        What is known of each hour as a whole.
    """

    rate: Floats
    cars: Ints
    start: Floats
    mean: Floats

    @property
    @abstractmethod
    def settles(self) -> bool:
        """Whether the queue forgets how it began within the hours that are looked at."""

    @abstractmethod
    def delayed(self, hour: int) -> float:
        """Return the share of the calls of an hour that wait."""

    @abstractmethod
    def _one_hour(self, hour: int) -> Floats:
        """Return the chances at the end of an hour, and put down what is known of it; may make room."""

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
            if step + 1 >= at_least and change <= SAME:
                break
            before.setdefault(following, (self.start[following].copy(), self.mean[following].copy()))
            self.start[following] = end
        return True

    def _put_back(self, before: dict[int, tuple[Floats, Floats]]) -> None:
        for hour, (start, mean) in before.items():
            self.start[hour], self.mean[hour] = _as_large(start, self.start[hour]), _as_large(mean, self.mean[hour])


def _as_large(values: Floats, now: Floats) -> Floats:
    """Return values with zeros where there is more room by now."""
    return np.pad(values, [(0, more - before) for before, more in zip(values.shape, now.shape, strict=True)])
