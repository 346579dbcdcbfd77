"""What one more car is worth in each precinct: figures of a queue by the number of cars."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from beatwright.queueing import erlang_c, expected_travel_distance, mean_wait, waits
from beatwright.studies.nypd.published import SERVICE, SPEED, Precinct

__all__ = ["FIGURES", "curves"]

Floats = npt.NDArray[np.float64]

# Figures that cars can be shared out by, with their unit.
FIGURES = {"delayed": "share of calls", "wait": "minutes", "response": "minutes", "urgent wait": "minutes"}
_MINUTES = 60.0


def curves(precincts: Sequence[Precinct], figure: str, most: int) -> Floats:
    """Return the contribution of every precinct to a mean over all calls, by its cars.

    Parameters
    ----------
    precincts : sequence of Precinct
    figure : {"delayed", "wait", "response", "urgent wait"}
        Delayed calls; minutes waited; minutes from call to arrival; minutes waited by urgent calls, which are served
        first. The mean is over all calls, of the last one over the urgent ones.
    most : int
        Cars that a precinct may have.

    Returns
    -------
    array, shape (precincts, most + 1)
        The sum over precincts is the mean; inf where the cars do not keep up with the calls.
    """
    weight = np.array([one.calls * (one.urgent if figure == "urgent wait" else 1.0) for one in precincts])
    rows = np.array([[_value(one, figure, cars) for cars in range(most + 1)] for one in precincts], dtype=np.float64)
    shares: Floats = rows * (weight / weight.sum())[:, None]
    return shares


def _value(precinct: Precinct, figure: str, cars: int) -> float:
    load = precinct.calls * SERVICE
    if cars <= load:
        return np.inf
    if figure == "delayed":
        return float(erlang_c(cars, load))
    if figure == "urgent wait":
        rate = [precinct.calls * precinct.urgent, precinct.calls * (1.0 - precinct.urgent)]
        return float(waits(cars, rate, SERVICE).wait[0] * _MINUTES)
    wait = float(mean_wait(cars, precinct.calls, SERVICE)) * _MINUTES
    if figure == "wait":
        return wait
    return wait + expected_travel_distance(precinct.square_miles, cars, load) / SPEED * _MINUTES
