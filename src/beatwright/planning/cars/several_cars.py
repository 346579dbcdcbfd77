"""Delay and wait of calls that take several cars together, for every command, hour and number of cars on duty.

The calls of an hour are those that its load stands for: lam_k = load_k / (n_k S_k) of class k, which needs n_k cars for
S_k hours each, with one mean service that leaves the load as it is. The first call in line keeps the cars that are held
for it; of those behind it the urgent go first. While a line stands one call follows the other as before one server, so
that the wait behind others of class k, 1 the most urgent, is D (1 - s_K) / ((1 - s_(k-1)) (1 - s_k)) (Cobham), with D
that of first come, first served, s_k = sum_(i<=k) lam_i E[T_i], and E[T_i] the time from one start to the next. A call
then waits for its own cars (`multi_car_by_cars`).

Green, L. (1984). A multiple dispatch queueing model of police patrol operations. Management Science 30, 653-664.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

from beatwright.planning.cars.patrol_calls import Floats, PatrolCalls
from beatwright.queueing.multiple_dispatch.multi_car_by_cars import MultiCarCurves, between_starts, multi_car_by_cars

__all__ = ["SeveralCars"]

_MINUTES_OF_HOUR = 60.0


@dataclass(frozen=True, eq=False)
class SeveralCars:
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
    def rate(self) -> Floats:
        """Calls per hour that the load of an hour stands for, shape (commands, hours, classes)."""
        return np.asarray(self.calls.loads / self.calls.cars_per_call / self.calls.service[:, None, :])

    @cached_property
    def _curves(self) -> MultiCarCurves:
        needs = np.asarray(self.calls.cars_per_call)
        of_need = (needs[:, None] == np.arange(1, needs.max() + 1)).astype(np.float64)
        rate = self.rate.reshape(-1, len(needs))
        whole = rate.sum(axis=1)
        none = whole <= 0
        # Where no calls come one is as good as another.
        share = np.where(
            none[:, None], np.eye(1, of_need.shape[1]), (rate @ of_need) / np.where(none, 1.0, whole)[:, None]
        )
        return multi_car_by_cars(whole, share, self._service, self.most)

    @cached_property
    def _service(self) -> Floats:
        """Return the one mean of service that leaves the load as it is, shape (commands x hours,)."""
        requests = (self.rate @ np.asarray(self.calls.cars_per_call)).ravel()
        hours = np.full_like(requests, self.calls.service.mean())
        return np.asarray(np.divide(self.calls.loads.sum(axis=2).ravel(), requests, out=hours, where=requests > 0))

    def _by_class(self, by_need: Floats) -> Floats:
        """Return a measure by class, shape (classes, commands, hours, cars + 1)."""
        shape = (len(self.calls.cars_per_call), *self.rate.shape[:2], self.most + 1)
        return np.asarray(by_need[np.asarray(self.calls.cars_per_call) - 1].reshape(shape))

    @cached_property
    def carried(self) -> npt.NDArray[np.bool_]:
        """Whether the cars carry the calls, shape (commands, hours, cars + 1)."""
        return np.asarray(self._curves.carried.reshape(*self.rate.shape[:2], self.most + 1))

    @cached_property
    def delayed_by_class(self) -> Floats:
        """Share of calls that wait, shape (classes, commands, hours, cars + 1)."""
        return self._by_class(self._curves.delayed_by_need)

    @cached_property
    def delayed(self) -> Floats:
        """The same of all calls, shape (commands, hours, cars + 1)."""
        whole = np.maximum(self.rate.sum(axis=2, keepdims=True), np.finfo(float).tiny)
        share = np.where(self.rate.sum(axis=2, keepdims=True) > 0, self.rate / whole, 1 / self.rate.shape[2])
        return np.asarray(np.einsum("kchn,chk->chn", self.delayed_by_class, share))

    @cached_property
    def wait(self) -> Floats:
        """Mean minutes that calls wait, shape (classes, commands, hours, cars + 1); infinite below the load."""
        shape = self.carried.shape
        used = np.stack([np.zeros(shape), *np.cumsum(self._used, axis=0)])
        with np.errstate(invalid="ignore"):
            behind = self._curves.behind.reshape(shape) * (1 - used[-1]) / ((1 - used[:-1]) * (1 - used[1:]))
            hours = behind + self._by_class(self._curves.own_by_need)
        return np.where(self.carried, _MINUTES_OF_HOUR * hours, np.inf)

    @property
    def _used(self) -> Floats:
        """Return the part of the time that starts of each class take while a line stands, as `delayed_by_class`."""
        needs = np.asarray(self.calls.cars_per_call)
        between = np.array([between_starts(needs.max(), cars)[needs - 1] for cars in range(1, self.most + 1)])
        between = np.concatenate([np.full((1, len(needs)), np.inf), between]).T  # [class, cars]
        calls = self.rate * self._service.reshape(*self.rate.shape[:2], 1)  # in the time of one service
        with np.errstate(invalid="ignore"):
            return np.asarray(np.moveaxis(calls, 2, 0)[..., None] * between[:, None, None, :])
