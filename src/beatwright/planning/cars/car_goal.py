"""What cars are shared out for: delayed calls, waits, responses, or a weighted sum of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from beatwright.base import check
from beatwright.base.errors import Complaints, ParameterError
from beatwright.planning.cars.car_curves import MEASURES, CarCurves
from beatwright.planning.cars.patrol_calls import Floats, PatrolCalls

__all__ = ["OBJECTIVES", "CarGoal"]

_OWNER = "patrol_cars"
OBJECTIVES = (*MEASURES, "weighted")
_UNITS = {
    "delayed": ("delayed calls", "share of calls delayed"),
    "wait": ("minutes waited", "minutes waited per call"),
    "response": ("minutes of response", "minutes of response per call"),
    "weighted": ("weighted sum", "weighted sum per call"),
}


@dataclass(frozen=True, eq=False)
class CarGoal:
    """What is made small.

    Parameters
    ----------
    objective : {"delayed", "wait", "response", "weighted"}, default "delayed"
        Calls that wait, minutes that calls wait for a car, minutes until one arrives, or a weighted sum of these.
    measure_weight : mapping of str to number, optional
        Of "weighted": what a delayed call ("delayed"), and a minute of wait or response, count.
    class_weight : number or array, shape (classes,), default 1
        What a call of each class counts, the most urgent first.
    largest : bool, default False
        Whether the largest mean over commands is made small, rather than the sum over all.
    """

    objective: str = "delayed"
    measure_weight: Mapping[str, float] | None = None
    class_weight: Any = 1.0
    largest: bool = False

    def __post_init__(self) -> None:
        complaints = Complaints()
        complaints.add(check.one_of(_OWNER, "objective", self.objective, OBJECTIVES))
        complaints.add(check.boolean(_OWNER, "largest", self.largest))
        complaints.raise_if_any(ParameterError)
        weighted, given = self.objective == "weighted", self.measure_weight is not None
        complaints.need(
            weighted == given,
            f"{_OWNER} takes 'measure_weight' with the objective 'weighted', and only with it. "
            f"Got {self.measure_weight!r} with '{self.objective}'.",
        )
        for name, weight in (self.measure_weight or {}).items():
            complaints.add(check.one_of(_OWNER, "measure_weight", name, MEASURES))
            complaints.add(check.number(_OWNER, f"measure_weight {name}", weight, 0))
        complaints.raise_if_any(ParameterError)

    @property
    def measures(self) -> Mapping[str, float]:
        """What each measure counts."""
        return {self.objective: 1.0} if self.measure_weight is None else self.measure_weight

    def complaints(self, calls: PatrolCalls) -> Iterable[str | None]:
        """Yield what does not fit the calls."""
        weight = np.asarray(self.class_weight, dtype=np.float64)
        if weight.shape not in ((), calls.rate.shape[2:]) or not (np.isfinite(weight) & (weight >= 0)).all():
            expected = f"a finite number of at least 0, or one for each of {calls.rate.shape[2]} classes"
            yield check.sentence(_OWNER, "class_weight", expected, repr(self.class_weight))
        if "response" in self.measures and calls.travel is None and not calls.patrols:
            yield f"{_OWNER} needs 'travel', or 'area_km2', where the response counts."

    def counted(self, calls: PatrolCalls) -> Floats:
        """Return calls per hour times what they count, shape (commands, hours, classes)."""
        return np.asarray(calls.rate * np.asarray(self.class_weight, dtype=np.float64))

    def lost(self, curves: CarCurves) -> Floats:
        """Return what is made small, shape (commands, hours, cars + 1); infinite where cars cannot carry the load."""
        counted = np.moveaxis(self.counted(curves.calls), 2, 0)[..., None]
        total = np.zeros((*curves.steady.shape, curves.most + 1))
        for measure, weight in self.measures.items():
            values = curves.of(measure)
            carried = np.isfinite(values)
            mean = np.where(carried, values, 0.0)
            total += weight * np.where(carried.all(axis=0), (counted * mean).sum(axis=0), np.inf)
        return total

    def unit(self, per_call: bool) -> str:
        """Return what the objective is counted in."""
        return _UNITS[self.objective][per_call]
