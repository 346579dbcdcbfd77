"""The figures of the judge Hypercube."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial

import numpy as np
import numpy.typing as npt

from beatwright.core import HOURS_OF_YEAR, Measure
from beatwright.core.command_calls import CommandCalls
from beatwright.core.demand import HOURS_OF_WEEK
from beatwright.evaluate.cars.beats import Beats
from beatwright.evaluate.cars.delay_totals import ratio
from beatwright.evaluate.cars.fleet_model import FleetWeek
from beatwright.evaluate.scenario_measure import scenario_measure

__all__ = ["fleet_measures"]

Floats = npt.NDArray[np.float64]
_MINUTES = 60.0
_YEAR = HOURS_OF_YEAR / HOURS_OF_WEEK


def fleet_measures(weeks: Sequence[FleetWeek], beats: Beats, calls: CommandCalls) -> Iterator[Measure]:
    """Yield workload and its spread, calls across beats, travel and waits; the first week is the expected demand."""
    measure = partial(scenario_measure, calls.weight)
    loads = [ratio(week.busy, week.duty) for week in weeks]
    cars = weeks[0].duty
    yield measure("mean workload", _of(weeks, "busy") / _some(cars.sum()), "share", direction="none", kind="workload")
    apart = np.array([np.ptp(load[cars > 0]) if cars.any() else np.nan for load in loads])
    yield measure("workload, largest less smallest", apart, "share", kind="workload")
    yield measure("standard deviation of workload", _deviation(loads, cars), "share", kind="workload")
    crossing = np.array([float(beats.shares(week).whole) for week in weeks])
    yield measure("cross-beat share", crossing, "share", kind="cross-beat")
    sent = _of(weeks, "sent")
    travel = ratio(_of(weeks, "travelled"), sent)
    wait = ratio(_of(weeks, "waited"), _of(weeks, "steady")) * _MINUTES
    yield measure("mean travel", travel, "min", kind="travel")
    yield measure("mean wait", wait, "min", kind="wait")
    yield measure("mean response", wait + travel, "min", kind="response")
    late = np.minimum(ratio(_of(weeks, "delayed"), _of(weeks, "calls")), 1.0)
    yield measure("delayed share", late, "share", kind="delay")
    yield measure("hours with more load than cars", _of(weeks, "overloaded"), "h/week", kind="hours")
    exact = float(ratio(_of(weeks, "exact"), sent)[0])
    yield Measure("calls judged exactly", exact, "share", "none", kind="method")
    yield Measure("calls out of reach", calls.unreached * _YEAR, "calls/year", "lower")


def _of(weeks: Sequence[FleetWeek], name: str) -> Floats:
    """Return a figure of every week, summed over posts, shape (runs,)."""
    return np.array([float(np.sum(getattr(week, name))) for week in weeks])


def _some(value: float) -> float:
    return value if value > 0 else float("nan")


def _deviation(loads: Sequence[Floats], cars: Floats) -> Floats:
    """Return the standard deviations of the workload of a car, each car-hour counting alike, shape (runs,)."""
    there = cars > 0
    if not there.any():
        return np.full(len(loads), np.nan)
    found = []
    for load in loads:
        mean = np.average(load[there], weights=cars[there])
        found.append(float(np.sqrt(np.average((load[there] - mean) ** 2, weights=cars[there]))))
    return np.array(found)
