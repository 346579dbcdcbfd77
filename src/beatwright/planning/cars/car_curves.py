"""Delay, wait and response of every command and hour, for every number of cars on duty.

Delay is Erlang's C at the hour's load. A call of class k (1 the most urgent) waits W_k = C S / (n (1 - s_(k-1)) (1 -
s_k)) on average, s_k the load of the classes up to k by the n cars, S the mean service over the classes of the hour
(Cobham). Where calls take several cars together, delay and wait are those of Green's queue by the cars that a call
needs (`several_cars`). The response adds travel: fixed where cars wait at their post, from the nearest free car where
they patrol.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

from beatwright.planning.cars.patrol_calls import Floats, PatrolCalls
from beatwright.planning.cars.several_cars import SeveralCars
from beatwright.queueing.curves_by_cars import delay_by_cars, travel_by_cars

__all__ = ["MEASURES", "CarCurves", "car_curves"]

MEASURES = ("delayed", "wait", "response")
_MINUTES_OF_HOUR = 60.0
# Cars beyond a load from which on fewer than one call in 10^9 waits: load + 6 sqrt(load) + 10.
_SPREADS, _SPARE = 6.0, 10.0


@dataclass(frozen=True, eq=False)
class CarCurves:
    """Measures for 0 to `most` cars on duty.

    Parameters
    ----------
    calls : PatrolCalls
        Calls and their load.
    most : int
        Cars up to which measures are known.
    """

    calls: PatrolCalls
    most: int

    @cached_property
    def steady(self) -> Floats:
        """Load of all classes, shape (commands, hours)."""
        return np.asarray(self.calls.loads.sum(axis=2))

    @cached_property
    def _several(self) -> SeveralCars | None:
        return SeveralCars(self.calls, self.most) if self.calls.together else None

    @property
    def carried(self) -> npt.NDArray[np.bool_]:
        """Whether the cars carry the load, shape (commands, hours, cars + 1)."""
        if self._several is not None:
            return self._several.carried
        return np.asarray(self.steady[:, :, None] < np.arange(self.most + 1))

    @cached_property
    def delayed(self) -> Floats:
        """Share of calls that wait, shape (commands, hours, cars + 1)."""
        return delay_by_cars(self.steady, self.most) if self._several is None else self._several.delayed

    @cached_property
    def wait(self) -> Floats:
        """Mean minutes that calls wait, shape (classes, commands, hours, cars + 1); infinite below the load."""
        if self._several is not None:
            return self._several.wait
        cars = np.arange(self.most + 1.0)
        up_to = np.concatenate([np.zeros((*self.steady.shape, 1)), self.calls.loads.cumsum(axis=2)], axis=2)
        with np.errstate(divide="ignore", invalid="ignore"):
            free = 1 - np.moveaxis(up_to, 2, 0)[..., None] / cars
            minutes = _MINUTES_OF_HOUR * self.delayed * self.calls.mean_service[:, :, None] / cars
            found = minutes / (free[:-1] * free[1:])
        return np.where(self.steady[:, :, None] < cars, found, np.inf)

    @cached_property
    def travel(self) -> Floats:
        """Mean minutes of travel to a call, shape (classes, commands, 1 or hours, 1 or cars + 1)."""
        calls = self.calls
        if not calls.patrols:
            return np.asarray(calls.travel.T[:, :, None, None])
        across = _MINUTES_OF_HOUR * np.sqrt(np.asarray(calls.area_km2, dtype=np.float64)) / calls.speed
        minutes = across[:, None, None] * travel_by_cars(self.steady, self.most)
        return np.repeat(np.where(np.isnan(minutes), np.inf, minutes)[None], calls.rate.shape[2], axis=0)

    def of(self, measure: str) -> Floats:
        """Return a measure by class, shape (classes, commands, hours, cars + 1)."""
        if measure == "delayed" and self._several is not None:
            return self._several.delayed_by_class
        if measure == "delayed":
            return np.broadcast_to(self.delayed, (self.calls.rate.shape[2], *self.delayed.shape))
        return self.wait if measure == "wait" else np.asarray(self.wait + self.travel)


def car_curves(calls: PatrolCalls, least_most: int = 0) -> CarCurves:
    """Return the curves as far as cars make a difference, and at least to `least_most` cars."""
    largest = float(calls.loads.sum(axis=2).max())
    # Calls for several cars bring their load in larger pieces.
    spread = np.sqrt(largest * (np.max(calls.cars_per_call) if calls.together else 1))
    return CarCurves(calls, max(int(np.ceil(largest + _SPREADS * spread + _SPARE)), least_most))
