"""The calls that cars of several commands answer, and the load that they are."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt

from beatwright.base import check
from beatwright.base.errors import Complaints, ParameterError
from beatwright.core.command_calls import SEVERAL_CARS
from beatwright.queueing import offered_load
from beatwright.queueing.multiple_dispatch.multi_car_by_hour import MOST_NEED

__all__ = ["LOADS", "Floats", "Ints", "PatrolCalls"]

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
LOADS = ("mean", "peak", "steady")
_OWNER = "patrol_cars"


@dataclass(frozen=True, eq=False)
class PatrolCalls:
    """Calls by command, hour and class, the most urgent class first, and what they ask of cars.

    Parameters
    ----------
    rate : array, shape (commands, hours) or (commands, hours, classes)
        Calls per hour; the last hour is followed by the first.
    service : number or array, shape (commands,) or (commands, classes)
        Mean hours that a call keeps each of its cars, travel to it included.
    cars_per_call : array of int, shape (classes,), default 1
        Cars that a call of each class needs: its load is so many times as large.
    several_cars : {"together", "one by one"}, default "together"
        Whether a call that needs several cars takes them together, or counts as so many calls for one car.
    travel : number or array, shape (commands,) or (commands, classes), optional
        Mean minutes of travel to a call, from where cars wait.
    area_km2 : array, shape (commands,), optional
        Area that the cars of a command patrol; then the travel to a call hangs on how many are free.
    speed : float, default 24.0
        Kilometres per hour of travel to a call, where cars patrol.
    load : {"mean", "peak", "steady"}, default "mean"
        By what cars of an hour are judged: its mean offered load, its largest, or the load of its calls alone.
    """

    rate: Floats
    service: Floats
    cars_per_call: Any = 1
    several_cars: str = "together"
    travel: Any = None
    area_km2: Any = None
    speed: float = 24.0
    load: str = "mean"

    def __post_init__(self) -> None:
        rate = np.asarray(self.rate, dtype=np.float64)
        rate = rate[:, :, None] if rate.ndim == 2 else rate
        complaints = Complaints()
        if rate.ndim != 3 or 0 in rate.shape:
            expected = "an array [command, hour] or [command, hour, class] that is not empty"
            raise ParameterError(check.sentence(_OWNER, "rate", expected, f"shape {np.shape(self.rate)}"))
        object.__setattr__(self, "rate", rate)
        for name in ("service", "travel"):
            value = getattr(self, name)
            object.__setattr__(self, name, None if value is None else self._by_class(name, value, complaints))
        complaints.raise_if_any(ParameterError)
        complaints.extend(self._complaints())
        complaints.raise_if_any(ParameterError)
        object.__setattr__(self, "cars_per_call", check.spread(self.cars_per_call, rate.shape[2], np.int64))

    def _by_class(self, name: str, value: npt.ArrayLike, complaints: Complaints) -> Floats:
        """Return numbers for every command and class."""
        array, shape = np.asarray(value, dtype=np.float64), (self.rate.shape[0], self.rate.shape[2])
        if array.shape not in ((), shape[:1], shape):
            expected = f"a number, or an array of shape {shape[:1]} or {shape}"
            complaints.add(check.sentence(_OWNER, name, expected, f"shape {array.shape}"))
            return np.ones(shape)
        return np.array(np.broadcast_to(array[:, None] if array.ndim == 1 else array, shape))

    def _complaints(self) -> Iterable[str | None]:
        yield check.at_least_zero(_OWNER, "rate", self.rate)
        if not (np.isfinite(self.service) & (self.service > 0)).all():
            yield check.sentence(_OWNER, "service", "finite hours above 0", f"{self.service.min():g}")
        if self.travel is not None:
            yield check.at_least_zero(_OWNER, "travel", self.travel)
        needs = np.asarray(self.cars_per_call)
        if needs.dtype.kind not in "iu" or needs.shape not in ((), self.rate.shape[2:]) or (needs < 1).any():
            expected = f"a whole number of at least 1, or one for each of {self.rate.shape[2]} classes"
            yield check.sentence(_OWNER, "cars_per_call", expected, repr(self.cars_per_call))
        elif self.several_cars == "together" and (needs > MOST_NEED).any():
            yield (
                f"{_OWNER} follows calls that take at most {MOST_NEED} cars together. Got 'cars_per_call' "
                f"{int(needs.max())}. Set several_cars = 'one by one', or give fewer."
            )
        yield check.one_of(_OWNER, "several_cars", self.several_cars, SEVERAL_CARS)
        if self.area_km2 is not None:
            area = np.asarray(self.area_km2, dtype=np.float64)
            good = area.shape == self.rate.shape[:1] and (np.isfinite(area) & (area > 0)).all()
            yield (
                None
                if good
                else check.sentence(
                    _OWNER, "area_km2", f"{len(self.rate)} areas above 0, one for each command", repr(self.area_km2)
                )
            )
        yield check.number(_OWNER, "speed", self.speed, 0, open_low=True)
        yield check.one_of(_OWNER, "load", self.load, LOADS)

    @property
    def commands(self) -> int:
        """Number of commands."""
        return len(self.rate)

    @property
    def patrols(self) -> bool:
        """Whether cars patrol, so that the travel to a call hangs on how many are free."""
        return self.area_km2 is not None

    @property
    def together(self) -> bool:
        """Whether some calls take several cars together."""
        return self.several_cars == "together" and bool((np.asarray(self.cars_per_call) > 1).any())

    @cached_property
    def loads(self) -> Floats:
        """Load of each class in cars, shape (commands, hours, classes)."""
        work = self.rate * self.cars_per_call
        if self.load == "steady":
            return np.asarray(work * self.service[:, None, :])
        mean, start = np.empty_like(work), np.empty_like(work)
        for command, kind in np.ndindex(self.service.shape):
            found = offered_load(work[command, :, kind], float(self.service[command, kind]))
            mean[command, :, kind], start[command, :, kind] = found.mean, found.start
        if self.load == "mean":
            return np.asarray(mean)
        # The largest sum over classes in an hour is at one of its ends.
        end = np.roll(start, -1, axis=1)
        later = end.sum(axis=2) > start.sum(axis=2)
        return np.asarray(np.where(later[:, :, None], end, start))

    @property
    def mean_service(self) -> Floats:
        """Mean hours that a call keeps a car, over the classes, shape (commands, hours)."""
        work = self.rate * self.cars_per_call
        whole, every = work.sum(axis=2), self.service.mean(axis=1)[:, None]
        spent = (work * self.service[:, None, :]).sum(axis=2)
        return np.asarray(np.divide(spent, whole, out=every + np.zeros_like(whole), where=whole > 0))
