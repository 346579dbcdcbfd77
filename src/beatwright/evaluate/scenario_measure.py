"""A figure of the expected demand, with its interval over the scenarios."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from beatwright.core.measure import Direction, Measure
from beatwright.evaluate.quantile import weighted_quantile

__all__ = ["scenario_measure"]

_INTERVAL = (0.05, 0.95)


def scenario_measure(
    weight: npt.NDArray[np.float64],
    name: str,
    values: npt.NDArray[np.float64],
    unit: str,
    direction: Direction = "lower",
    kind: str = "",
) -> Measure:
    """Return the measure of `values`, shape (1 + scenarios,): the first is the figure, the others its interval.

    Scenarios to which the figure does not apply (NaN: they have no calls) do not count in the interval.
    """
    applies = ~np.isnan(values[1:])
    if not applies.any():
        return Measure(name, float(values[0]), unit, direction, kind=kind, by_scenario=values[1:].tolist())
    low, high = weighted_quantile(values[1:][applies], weight[applies], _INTERVAL)
    interval = None if np.isnan(low) else (float(low), float(high))
    value, by_scenario = float(values[0]), values[1:].tolist()
    return Measure(name, value, unit, direction, interval=interval, kind=kind, by_scenario=by_scenario)
