"""What one more car brings: delay and travel for 0, 1, ... cars at once, of arrays that are known to be right.

Erlang's recursion B_n = a B_(n-1) / (n + a B_(n-1)) passes every number of cars on its way. For the mean distance to
the nearest free car, the chances of i busy cars, a^i / i! up to a factor, meet the distances k(n - i) / sqrt(n - i) of
n - i free ones in one product of matrices (see `expected_travel_distance`, which does the same for one number of cars).
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from scipy.interpolate import CubicSpline
from scipy.special import gammaln, xlogy

from beatwright.queueing.nearest_distance import nearest_distance

__all__ = ["delay_by_cars", "travel_by_cars"]

Floats = npt.NDArray[np.float64]
# k(n) is computed for each number of cars up to the first, and at these beyond; between, it is smooth in n^(-1/2).
_KNOTS = (40, 44, 50, 58, 70, 90, 120, 200, 400, 1_000, 2_000)
_WHOLE_SQUARE = 2.0 / 3.0  # mean distance between two places of a unit square


def delay_by_cars(load: Floats, most: int) -> Floats:
    """Return Erlang's C of 0 to `most` cars, shape (..., most + 1); 1 where the cars cannot carry the load.

    >>> delay_by_cars(np.array([2.0]), 4).round(4)
    array([[1.    , 1.    , 1.    , 0.4444, 0.1739]])
    """
    lost = np.ones(load.shape)
    delayed = np.ones((*load.shape, most + 1))
    for cars in range(1, most + 1):
        carried = load * lost
        lost = carried / (cars + carried)
        steady = load < cars
        delayed[..., cars] = np.where(steady, cars * lost / np.where(steady, cars - load * (1 - lost), 1.0), 1.0)
    return delayed


def travel_by_cars(load: Floats, most: int) -> Floats:
    """Return the mean distance to the car that is sent, of 0 to `most` cars that patrol, in roots of their area.

    Shape (..., most + 1); not a number where the cars cannot carry the load.

    >>> travel_by_cars(np.array([4.8]), 8)[0, 8].round(7) * np.sqrt(10.0)
    np.float64(1.374599...)
    """
    nearest = _nearest_free(most)
    busy, cars = np.arange(most)[:, None], np.arange(most + 1)[None, :]
    distance = np.where(cars > busy, nearest[np.maximum(cars - busy, 0)], 0.0)
    logs = xlogy(busy[:, 0], load[..., None]) - gammaln(busy[:, 0] + 1)
    chance = np.exp(logs - logs.max(axis=-1, keepdims=True))
    # Far from the largest a chance may be 0 for all that count; those cars cannot carry the load.
    whole = chance @ (cars > busy)
    at_once = np.divide(chance @ distance, whole, out=np.zeros_like(whole), where=whole > 0)
    delayed = delay_by_cars(load, most)
    mean = (1 - delayed) * at_once + delayed * _WHOLE_SQUARE
    return np.where(np.arange(most + 1) > load[..., None], mean, np.nan)


def _nearest_free(most: int) -> Floats:
    """Return the mean distance to the nearest of 0 to `most` free cars, 0 of none, in roots of the area."""
    each = np.arange(1, min(most, _KNOTS[0]) + 1)
    k = np.zeros(most + 1)
    k[1 : len(each) + 1] = nearest_distance(each)
    if most > _KNOTS[0]:
        knots, more = np.array(_KNOTS), np.arange(_KNOTS[0], most + 1)
        smooth = CubicSpline(knots[::-1] ** -0.5, nearest_distance(knots)[::-1])
        k[_KNOTS[0] :] = smooth(more**-0.5)
    return k / np.sqrt(np.maximum(np.arange(most + 1), 1))
