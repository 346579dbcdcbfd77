"""Bounds that cars of every hour must hold."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from beatwright.base import check
from beatwright.base.errors import Complaints, ParameterError
from beatwright.planning.cars.car_curves import CarCurves
from beatwright.planning.cars.patrol_calls import Floats, PatrolCalls

__all__ = ["CarStandards"]

_OWNER = "patrol_cars"
_BY_CLASS = ("most_wait", "most_response")


@dataclass(frozen=True, eq=False)
class CarStandards:
    """Bounds that hold in every hour.

    Parameters
    ----------
    most_delayed : float, optional
        Largest share of calls that may wait, above 0 and at most 1.
    most_wait, most_response : number or array, shape (classes,), optional
        Largest mean minutes that a call may wait for a car, or for its arrival, by class; infinite where no matter.
    least_passes : float, optional
        Fewest times an hour that a car on patrol passes a point; needs `street_km` and `patrol_speed`.
    street_km : array, shape (commands,), optional
        Kilometres of streets of each command.
    patrol_speed : float, default 16.0
        Kilometres per hour on patrol.
    least_patrol_hours : float, optional
        Fewest hours of patrol for each crime; needs `crimes`.
    crimes : array, shape (commands, hours), optional
        Crimes per hour that patrol could suppress.
    """

    most_delayed: float | None = None
    most_wait: Any = None
    most_response: Any = None
    least_passes: float | None = None
    street_km: Any = None
    patrol_speed: float = 16.0
    least_patrol_hours: float | None = None
    crimes: Any = None

    def __post_init__(self) -> None:
        complaints = Complaints()
        complaints.add(check.number(_OWNER, "most_delayed", self.most_delayed, 0, 1, open_low=True, optional=True))
        for name in ("least_passes", "least_patrol_hours"):
            complaints.add(check.number(_OWNER, name, getattr(self, name), 0, optional=True))
        complaints.add(check.number(_OWNER, "patrol_speed", self.patrol_speed, 0, open_low=True))
        complaints.need(
            self.least_passes is None or self.street_km is not None,
            f"{_OWNER} needs 'street_km' for a bound on patrol passes ('least_passes').",
        )
        complaints.need(
            self.least_patrol_hours is None or self.crimes is not None,
            f"{_OWNER} needs 'crimes' for a bound on patrol hours per crime ('least_patrol_hours').",
        )
        complaints.raise_if_any(ParameterError)

    @property
    def any(self) -> bool:
        """Whether there is a bound at all."""
        names = ("most_delayed", *_BY_CLASS, "least_passes", "least_patrol_hours")
        return any(getattr(self, name) is not None for name in names)

    def complaints(self, calls: PatrolCalls) -> Iterable[str | None]:
        """Yield what does not fit the calls."""
        for name in _BY_CLASS:
            value = getattr(self, name)
            if value is None:
                continue
            bound = np.asarray(value, dtype=np.float64)
            if bound.shape not in ((), calls.rate.shape[2:]) or not (bound > 0).all():
                expected = f"minutes above 0, one number or {calls.rate.shape[2]}, one for each class"
                yield check.sentence(_OWNER, name, expected, repr(value))
        if self.most_response is not None and calls.travel is None and not calls.patrols:
            yield f"{_OWNER} needs 'travel', or 'area_km2', for a bound on the response ('most_response')."
        for name, shape in (("street_km", calls.rate.shape[:1]), ("crimes", calls.rate.shape[:2])):
            value = getattr(self, name)
            if value is not None:
                array = np.asarray(value, dtype=np.float64)
                good = array.shape == shape and (np.isfinite(array) & (array >= 0)).all()
                yield (
                    None
                    if good
                    else check.sentence(
                        _OWNER,
                        name,
                        f"finite numbers of at least 0 in an array of shape {shape}",
                        f"shape {array.shape}",
                    )
                )

    def patrol_cars_free(self, calls: PatrolCalls) -> Floats:
        """Return the mean number of cars that must be free for patrol, shape (commands, hours)."""
        free = np.zeros(calls.rate.shape[:2])
        if self.least_passes is not None:
            streets = np.asarray(self.street_km, dtype=np.float64)[:, None]
            free = np.maximum(free, self.least_passes * streets / self.patrol_speed)
        if self.least_patrol_hours is not None:
            free = np.maximum(free, self.least_patrol_hours * np.asarray(self.crimes, dtype=np.float64))
        return free

    def held(self, curves: CarCurves) -> npt.NDArray[np.bool_]:
        """Return whether all bounds hold, shape (commands, hours, cars + 1)."""
        number = np.arange(curves.most + 1)
        load = curves.steady[:, :, None]
        held = curves.carried & (number >= load + self.patrol_cars_free(curves.calls)[:, :, None] - 1e-9)
        if self.most_delayed is not None:
            held &= curves.delayed <= self.most_delayed
        for name in _BY_CLASS:
            if getattr(self, name) is not None:
                bound = np.broadcast_to(np.asarray(getattr(self, name), dtype=np.float64), curves.calls.rate.shape[2:])
                measure = curves.of(name.removeprefix("most_"))
                comes = np.moveaxis(curves.calls.rate, 2, 0)[..., None] > 0
                held &= ((measure <= bound[:, None, None, None]) | ~comes).all(axis=0)
        return held
