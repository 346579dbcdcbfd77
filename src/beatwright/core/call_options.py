"""What calls are drawn by, class by class: cars that they need, minutes that these are on the scene."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from numbers import Real
from typing import Any

import numpy as np
import numpy.typing as npt

from beatwright.base import check
from beatwright.base.words import count_of, joined
from beatwright.core.call_draws import CallColumns, cars_and_service, drawn_columns, extra_draws
from beatwright.core.demand import HOURS_OF_WEEK, Demand
from beatwright.core.severity import Severity

__all__ = ["MOST_CALLS", "MOST_CARS", "CallOptions", "completed_fields", "drawing_complaints", "drawn_fields"]

Floats = npt.NDArray[np.float64]

MOST_CALLS = 50_000_000  # of some 100 bytes each, which is what a large machine has
MOST_CARS = 50  # of one call: more is a mistake of units
EXPONENTIAL = "exponential"


@dataclass(frozen=True, eq=False)
class CallOptions:
    """What `Calls.drawn` and `Calls.recorded` are asked for; see there."""

    severity: Severity
    officers_per_car: int
    cars: npt.ArrayLike | None
    spread: float | str | None
    calls_per_incident: float
    seed: int

    def complaints(self, owner: str) -> Iterator[str | None]:
        """Yield what is wrong with them."""
        yield check.integer(owner, "seed", self.seed, 0)
        yield check.integer(owner, "officers_per_car", self.officers_per_car, 1)
        yield check.number(owner, "calls_per_incident", self.calls_per_incident, 0, open_low=True)
        if isinstance(self.spread, Real):
            yield check.number(owner, "spread", self.spread, 0)
        elif self.spread not in (None, EXPONENTIAL):
            yield check.sentence(owner, "spread", f"'{EXPONENTIAL}' or a number of at least 0", repr(self.spread))
        if self.cars is not None:
            yield self._cars_complaint(owner, np.asarray(self.cars))

    def _cars_complaint(self, owner: str, cars: npt.NDArray[np.generic]) -> str | None:
        classes = len(self.severity)
        if cars.shape == (classes,) and np.issubdtype(cars.dtype, np.integer):
            whole = cars.astype(np.int64)
            if whole.min() >= 1 and whole.max() <= MOST_CARS:
                return None
        elif cars.ndim == 2 and len(cars) == classes and np.issubdtype(cars.dtype, np.number):
            shares = cars.astype(np.float64)
            if 1 <= shares.shape[1] <= MOST_CARS and (shares >= 0).all() and np.allclose(shares.sum(axis=1), 1.0):
                return None
        expected = (
            f"{classes} whole numbers of cars in [1, {MOST_CARS}], one for each class, or a row of shares for each "
            "class that sum to 1"
        )
        return check.sentence(owner, "cars", expected, repr(self.cars))

    @property
    def spreads(self) -> Floats:
        """Standard deviation of the logarithm of the minutes by class, NaN: exponential."""
        if self.spread is None:
            told = [one.service_spread for one in self.severity.classes]
            return np.array([np.nan if each is None else each for each in told])
        same = np.nan if isinstance(self.spread, str) else float(self.spread)
        return np.full(len(self.severity), same)

    def cars_of(self, severity: npt.NDArray[np.int8]) -> npt.NDArray[np.int16] | Floats:
        """Return the cars that calls of these classes need, or the shares of the classes to draw them by."""
        if self.cars is None:
            return self.cars_for(np.array([one.officers for one in self.severity.classes])[severity])
        cars = np.asarray(self.cars)
        return cars.astype(np.float64) if cars.ndim == 2 else cars.astype(np.int16)[severity]

    def cars_for(self, officers: npt.NDArray[np.integer]) -> npt.NDArray[np.int16]:
        """Return the cars that bring so many officers."""
        return np.asarray(-(-officers // self.officers_per_car), dtype=np.int16)

    def minutes_of(self, severity: npt.NDArray[np.int8]) -> Floats:
        """Return the mean minutes on the scene of calls of these classes."""
        return np.array([one.service_minutes for one in self.severity.classes])[severity]

    def assumptions(self, drawn: int | None = None) -> tuple[str, ...]:
        """Return what is assumed of minutes on the scene, and of how many calls where not of all."""
        if drawn == 0:
            return ()
        of = "" if drawn is None else f" of {count_of(drawn, 'call')}"
        spreads = self.spreads
        if len(set(spreads.tolist())) == 1 or np.isnan(spreads).all():
            return (f"The minutes on the scene{of} are drawn: {_scatter(spreads[0])}, with the mean of the class.",)
        by_class = [f"{name} {_scatter(each)}" for name, each in zip(self.severity.names, spreads, strict=True)]
        return (f"The minutes on the scene{of} are drawn with the mean of the class: {joined(by_class)}.",)


def _scatter(spread: float) -> str:
    if np.isnan(spread):
        return EXPONENTIAL
    return f"lognormal, their logarithm with a standard deviation of {spread:g}" if spread else "all alike"


def drawing_complaints(demand: Demand, weeks: int, options: CallOptions) -> Iterator[str | None]:
    """Yield why no calls can be drawn from a demand."""
    wrong = check.integer("Calls.drawn", "weeks", weeks, 1)
    yield wrong
    if demand.rate.shape[2] != HOURS_OF_WEEK:
        yield (
            f"Calls are drawn hour by hour, but the demand '{demand.source}' is the same in every hour. Set "
            f"slots = {HOURS_OF_WEEK} in [problem], or slots={HOURS_OF_WEEK} where the demand is made."
        )
    if demand.severity != options.severity.names:
        yield (
            f"The demand's severity classes ({', '.join(demand.severity)}) are not those of the severity table "
            f"({', '.join(options.severity.names)})."
        )
    factor = check.number("Calls.drawn", "calls_per_incident", options.calls_per_incident, 0, open_low=True)
    if wrong or factor:
        return
    expected = float(demand.expected.sum()) * HOURS_OF_WEEK * weeks * options.calls_per_incident
    if expected == 0:
        yield f"The demand '{demand.source}' is 0 in every hour, so no call would come."
    if expected > MOST_CALLS:
        yield f"{count_of(weeks, 'week')} have {expected:,.0f} calls; {MOST_CALLS:,} at most. Draw fewer weeks."


def drawn_fields(demand: Demand, weeks: int, options: CallOptions) -> dict[str, Any]:
    """Return the fields of `Calls` that are drawn from a demand."""
    rate = demand.rate if options.calls_per_incident == 1 else demand.rate * options.calls_per_incident
    columns = drawn_columns(rate, demand.weight, weeks, options.seed)
    cars, mean = options.cars_of(columns.severity), options.minutes_of(columns.severity)
    return {
        **completed_fields(columns, cars, mean, options),
        "clock": np.arange(weeks * HOURS_OF_WEEK) % HOURS_OF_WEEK,
        "zones": demand.zones,
        "source": f"drawn from {demand.source or 'demand'}",
        "scenario": columns.scenario.tolist() if len(demand.weight) > 1 else (),
        "notes": options.assumptions(),
    }


def completed_fields(
    columns: CallColumns, cars: npt.NDArray[np.generic], mean: Floats, options: CallOptions
) -> dict[str, Any]:
    """Return the fields of `Calls` that every call has, with cars, minutes on the scene and uniform numbers drawn."""
    needed, minutes = cars_and_service(columns.severity, cars, mean, options.spreads, options.seed)
    arrays: dict[str, npt.NDArray[Any]] = {
        "minute": columns.minute,
        "zone": columns.zone,
        "priority": np.asarray(len(options.severity) - 1 - columns.severity, dtype=np.int8),
        "cars": needed,
        "on_scene": minutes,
        "draw": extra_draws(len(needed), options.seed),
    }
    for array in arrays.values():
        array.setflags(write=False)  # what nobody can change need not be copied
    return {**arrays, "severity": options.severity.names, "seed": options.seed}
