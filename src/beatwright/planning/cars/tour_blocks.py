"""Tours, and the blocks of hours in which the same of them are on duty."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from beatwright.base import check
from beatwright.base.errors import Complaints, ParameterError
from beatwright.core.demand import HOURS_OF_WEEK
from beatwright.core.hours_in_words import hours_in_words
from beatwright.core.tour import Tour
from beatwright.planning.cars.patrol_calls import Floats, Ints

__all__ = ["TourBlocks", "tour_blocks"]

_OWNER = "patrol_cars"


@dataclass(frozen=True, eq=False)
class TourBlocks:
    """Which tours are on duty when.

    Parameters
    ----------
    on_duty : array of bool, shape (tours, hours)
        Whether a car of the tour is on duty.
    cover : array of bool, shape (blocks, tours)
        The same by block.
    block : array of int, shape (hours,)
        Block of every hour.
    """

    on_duty: npt.NDArray[np.bool_]
    cover: npt.NDArray[np.bool_]
    block: Ints

    @property
    def hours(self) -> Floats:
        """Hours that each tour lasts in all, shape (tours,)."""
        return np.asarray(self.on_duty.sum(axis=1), dtype=np.float64)

    def summed(self, by_hour: Floats) -> Floats:
        """Return [command, hour, ...] summed over the hours of each block, [command, block, ...]."""
        found = np.zeros((len(by_hour), len(self.cover), *by_hour.shape[2:]))
        for hour, block in enumerate(self.block):
            found[:, block] += by_hour[:, hour]
        return found

    def largest(self, by_hour: Ints) -> Ints:
        """Return the largest of [command, hour] over the hours of each block."""
        found = np.zeros((len(by_hour), len(self.cover)), dtype=np.int64)
        for hour, block in enumerate(self.block):
            found[:, block] = np.maximum(found[:, block], by_hour[:, hour])
        return found


def tour_blocks(tours: Any, hours: int) -> TourBlocks:
    """Read tours: pairs (first hour, hours) of a cycle of `hours`, Tours of a week, or an array of bool [tour, hour].

    Raises
    ------
    ParameterError
        Where they are none of these, or leave an hour without a tour.

    Examples
    --------
    >>> tour_blocks([(0, 2), (1, 3)], 4).cover
    array([[False,  True],
           [ True, False],
           [ True,  True]])
    """
    on_duty = _on_duty(tours, hours)
    bare = np.flatnonzero(~on_duty.any(axis=0))
    if bare.size:
        raise ParameterError(f"No tour is on duty at {hours_in_words(bare, hours)}. Add a tour, or lengthen one.")
    cover, block = np.unique(on_duty, axis=1, return_inverse=True)
    return TourBlocks(on_duty, cover.T, block.ravel())


def _on_duty(tours: Any, hours: int) -> npt.NDArray[np.bool_]:
    if isinstance(tours, np.ndarray) and tours.dtype == bool:
        wrong = tours.ndim != 2 or tours.shape[1] != hours or not len(tours)
        if wrong:
            raise ParameterError(check.sentence(_OWNER, "tours", f"[tour, {hours} hours]", f"shape {tours.shape}"))
        return tours
    expected = f"pairs of whole numbers: the first hour, from 0 to {hours - 1}, and the hours, from 1 to {hours}"
    complaints, rows = Complaints(), []
    given: list[Any] = list(tours) if isinstance(tours, Sequence | np.ndarray) and len(tours) else [None]
    for tour in given:
        if isinstance(tour, Tour) and hours == HOURS_OF_WEEK:
            rows.append(tour.on_duty)
        elif _is_pair(tour, hours):
            rows.append((np.arange(hours) - tour[0]) % hours < tour[1])
        else:
            complaints.add(check.sentence(_OWNER, "tours", expected, repr(tour)))
    complaints.raise_if_any(ParameterError)
    return np.array(rows, dtype=bool)


def _is_pair(tour: Any, hours: int) -> bool:
    pair = np.asarray(tour)
    if pair.dtype.kind not in "iu" or pair.shape != (2,):
        return False
    return bool(0 <= pair[0] < hours and 1 <= pair[1] <= hours)
