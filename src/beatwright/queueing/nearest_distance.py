"""How far the nearest of n cars is, by streets at right angles, where cars and calls are spread evenly.

k(n) = sqrt(n) E[distance to the nearest of n places in a unit square]; of an area A and n free cars the mean is
k(n) sqrt(A / n). Within r of a call lies the share F(r) of the square: 2 r^2, less (r - d)^2 beyond each side at d < r,
and (r - dx - dy)^2 / 2 back for each corner nearer than r. k(n) = sqrt(n) times the integral of (1 - F)^n over r > 0
and the places of the call. Between the distances to sides and corners the integrand is a polynomial in r of degree
2 n.
Without the borders it would be sqrt(pi / 8) = .6267 for all n, which is 7 to 10 % too little for 5 to 20 cars.

Larson, R. C. and Odoni, A. R. (1981). Urban Operations Research, chapter 3. Prentice-Hall (the law of the square root).
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy.special import gammaln, roots_legendre

from beatwright.base import check
from beatwright.base.errors import Complaints, ParameterError
from beatwright.queueing.erlang import delayed_share

__all__ = ["expected_travel_distance", "nearest_distance"]

Floats = npt.NDArray[np.float64]
_MOST_NEAREST = 2_000  # cars; the nodes along r grow with them
_PLACES = 20  # nodes along half a side: 48 change k(n) by less than 1e-10 up to 200 cars, 1e-7 up to 2,000
_NODES = 24  # the most along r between two ends: 40 change k(n) by less than 1e-12
_NEVER = 1e-15  # of the chance of the likeliest number of busy cars
_WHOLE_SQUARE = 2.0 / 3.0  # mean distance between two places of a unit square


def nearest_distance(n: npt.ArrayLike) -> Any:
    """Return k(n): the mean distance to the nearest of `n` cars in a square of area A is k(n) sqrt(A / n).

    Parameters
    ----------
    n : int or array of int
        Free cars, from 1 to 2,000, spread evenly over the square and independent of each other.

    Returns
    -------
    float or array
        Distances are rectilinear: along two directions at right angles, parallel to the sides.

    Raises
    ------
    ParameterError
        Where `n` is no whole number in that range.

    Examples
    --------
    >>> nearest_distance([1, 4, 20]).round(7)
    array([0.6666667, 0.6963655, 0.6737153])
    """
    numbers = np.asarray(n)
    if numbers.dtype.kind not in "iu" or np.any((numbers < 1) | (numbers > _MOST_NEAREST)):
        expected = f"whole numbers of cars from 1 to {_MOST_NEAREST:,}"
        raise ParameterError(check.sentence("nearest_distance", "n", expected, repr(n)))
    values = np.array([_nearest(int(each)) for each in numbers.ravel()]).reshape(numbers.shape)
    return values if numbers.ndim else float(values)


def expected_travel_distance(area: float, cars: int, load: float) -> float:
    """Return the mean distance that cars travel to calls, the nearest free car being sent.

    It takes the chances of each number of free cars into account: the law of the square root at the mean number of free
    cars is too low (by 9 to 24 % for 4 to 16 cars that are busy 60 to 90 % of the time). Calls that waited are taken by
    the car that comes free, wherever it is.

    Parameters
    ----------
    area : float
        Square kilometres (or any other unit) that the cars patrol, taken as a square with streets parallel to its
        sides.
    cars : int
        Cars on duty, from 1 to 2,000, spread evenly while they are free.
    load : float
        Calls per hour times hours of service, below `cars`.

    Returns
    -------
    float
        In kilometres (or the root of that unit).

    Raises
    ------
    ParameterError
        With every wrong parameter at once.

    Examples
    --------
    >>> round(expected_travel_distance(10.0, cars=8, load=4.8), 7)
    1.3745992
    """
    complaints = Complaints()
    complaints.add(check.number("expected_travel_distance", "area", area, 0))
    complaints.add(check.integer("expected_travel_distance", "cars", cars, 1, _MOST_NEAREST))
    complaints.add(check.number("expected_travel_distance", "load", load, 0))
    complaints.raise_if_any(ParameterError)
    if load >= cars:
        raise ParameterError(check.sentence("expected_travel_distance", "load", f"below the {cars} cars", f"{load:g}"))
    delayed = float(delayed_share(np.array(float(cars)), np.array(float(load))))
    busy = np.arange(cars)
    logs = busy * np.log(load) - gammaln(busy + 1) if load else np.where(busy == 0, 0.0, -np.inf)
    chance = np.exp(logs - logs.max())
    # Numbers of free cars that next to never occur are left out: k(n) of each takes milliseconds once.
    busy, chance = busy[chance > _NEVER], chance[chance > _NEVER]
    free = cars - busy
    at_once = (chance / chance.sum()) @ (nearest_distance(free) / np.sqrt(free))
    return float(((1 - delayed) * at_once + delayed * _WHOLE_SQUARE) * np.sqrt(area))


@lru_cache(maxsize=_MOST_NEAREST)
def _nearest(n: int) -> float:
    # The call in a quarter of the square, the nearer border to the left: of eight such parts all are alike.
    u, v, weight = _triangle()
    sides = np.stack([u, 1 - u, v, 1 - v])
    corners = np.stack([u + v, u + 1 - v, 1 - u + v, 2 - u - v])
    # Within reach the integrand is above 1e-17; 2 r^2 n = 40 holds without borders, twice that with them.
    reach = np.sqrt(80.0 / n)
    ends = np.minimum(np.sort(np.concatenate([np.zeros((1, len(u))), sides, corners]), axis=0), reach)
    nodes, part = roots_legendre(min(n + 1, _NODES))
    low, width = ends[:-1, :, None], np.diff(ends, axis=0)[:, :, None]
    r = low + width * (nodes + 1) / 2
    far = np.clip(1 - _share_within(r, sides, corners), 0.0, 1.0) ** n
    return float(np.sqrt(n) * (weight @ (far @ part * width[..., 0] / 2).sum(axis=0)))


def _share_within(r: Floats, sides: Floats, corners: Floats) -> Floats:
    """Return the share of the square within `r` [part, place, node] of each place."""
    inside = 2 * r**2
    for side in sides:
        inside -= np.maximum(r - side[:, None], 0.0) ** 2
    for corner in corners:
        inside += np.maximum(r - corner[:, None], 0.0) ** 2 / 2
    return inside


@lru_cache(maxsize=1)
def _triangle() -> tuple[Floats, Floats, Floats]:
    """Return places u <= v of a quarter of the square, and their weights, which sum to 1."""
    nodes, part = roots_legendre(_PLACES)
    at, weight = (nodes + 1) / 2, part / 2
    v = np.repeat(at / 2, _PLACES)
    u = (at[:, None] / 2 * at[None, :]).ravel()
    return u, v, (2 * weight[:, None] * at[:, None] * weight[None, :]).ravel()
