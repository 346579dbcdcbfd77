"""How far and how long it is to the calls."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

import numpy as np
import numpy.typing as npt

from beatwright.core import HOURS_OF_YEAR, Measure
from beatwright.core.measure import DISTANCE
from beatwright.evaluate.quantile import weighted_quantile
from beatwright.evaluate.scenario_measure import scenario_measure
from beatwright.evaluate.served import Served

__all__ = ["deviation", "mean", "out_of_reach", "travel_measures"]

_WORST = "worst"
_QUANTILES = {"median": 0.5, "90th percentile": 0.9, "95th percentile": 0.95, _WORST: 1.0}


def travel_measures(served: Served) -> Iterable[Measure]:
    """Yield mean, quantiles, worst and standard deviation of distance (m) and time (min), over the calls reached.

    The worst is that of the zones with demand; in zones without any nobody waits.
    """
    calls = served.by_zone
    for what, unit, values in (("distance", "m", served.metres), ("time", "min", served.minutes)):
        finite = np.where(served.reached, values, 0.0)
        yield scenario_measure(served.weight, f"mean {what}", mean(finite, calls), unit, kind=DISTANCE)
        quantiles = weighted_quantile(finite, calls, list(_QUANTILES.values()))
        for number, name in enumerate(_QUANTILES):
            found = scenario_measure(served.weight, f"{name} {what}", quantiles[:, number], unit, kind=DISTANCE)
            # Weeks drawn again never have a worse call than the worst that came: of that they say nothing.
            yield replace(found, by_scenario=()) if name == _WORST else found
        yield scenario_measure(
            served.weight, f"standard deviation of {what}", deviation(finite, calls), unit, kind=DISTANCE
        )


def out_of_reach(served: Served) -> Measure:
    """Return the calls per year that no post reaches."""
    lost = served.calls[:, ~served.reached].sum(axis=(1, 2)) * HOURS_OF_YEAR
    return scenario_measure(served.weight, "calls out of reach", lost, "calls/year")


def mean(values: npt.NDArray[np.float64], weight: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """Return the weighted means of `values`, shape (n,), under `weight`, shape (rows, n); NaN without weight."""
    total = weight.sum(axis=-1)
    result: npt.NDArray[np.float64] = np.divide(
        weight @ values, total, out=np.full(total.shape, np.nan), where=total > 0
    )
    return result


def deviation(values: npt.NDArray[np.float64], weight: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """Return the weighted standard deviations of `values`, shape (n,), under `weight`, shape (rows, n).

    ``sqrt(sum_i w_i (x_i - mean)^2 / sum_i w_i)``: of the calls themselves, not an estimate from a sample. NaN without
    weight.

    Examples
    --------
    >>> deviation(np.array([0.0, 10.0]), np.array([[1.0, 1.0], [0.0, 3.0]]))
    array([5., 0.])
    """
    middle = mean(values, weight)
    return np.array([float(np.sqrt(mean((values - m) ** 2, row))) for m, row in zip(middle, weight, strict=True)])
