"""Calls drawn from rates: when and where they come, of which class they are, and how long they keep each car.

A week is a draw of one scenario by its weight; given that, calls are a Poisson process whose rate is constant within an
hour. Drawn in this order, each from its own stream (`call_streams`):

1. the scenario of every week;
2. the number of calls of every hour, Poisson with the sum of its rates, and their minutes, uniform within the hour;
3. the zone of each, by the rates of its hour, and its class, by the rates of its hour and zone;
4. the cars that it needs, and the minutes on the scene of each, exponential or lognormal with the mean of the class;
5. four uniform numbers for what a policy has to draw.

By the theorem of marking and colouring that is the same as independent Poisson counts for every hour, zone and class
(Kingman 1993, Poisson Processes, chapter 5), at the cost of one number for every call and purpose.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from beatwright.core.call_streams import call_stream

__all__ = ["MINUTES_OF_HOUR", "CallColumns", "cars_and_service", "drawn_columns", "extra_draws"]

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

MINUTES_OF_HOUR = 60.0
_HOURS = 168
EXTRA = 4  # uniform numbers of every call: place on patrol, other work, and two in reserve


class CallColumns(NamedTuple):
    """When, where and what: one row per call, in the order in which they come.

    Parameters
    ----------
    minute : array, shape (calls,)
        Minutes since the first hour.
    zone : array of int32, shape (calls,)
        Position of the zone.
    severity : array of int8, shape (calls,)
        Position of the class in the severity table.
    scenario : array of int64, shape (weeks,)
        The scenario of every week.
    """

    minute: Floats
    zone: npt.NDArray[np.int32]
    severity: npt.NDArray[np.int8]
    scenario: Ints


def drawn_columns(rate: Floats, weight: Floats, weeks: int, seed: int) -> CallColumns:
    """Draw when and where calls come and of which class they are.

    Parameters
    ----------
    rate : array, shape (scenarios, zones, 168, classes)
        Calls per hour.
    weight : array, shape (scenarios,)
        Probability of each scenario.
    weeks : int
        At least 1.
    seed : int
        At least 0.
    """
    scenario = call_stream(seed, "scenario").choice(len(weight), size=weeks, p=weight)
    of_hour = rate.sum(axis=(1, 3))[scenario]  # (weeks, 168)
    count = call_stream(seed, "arrival").poisson(of_hour).ravel()
    hour = np.repeat(np.arange(count.size), count)
    begins = hour * MINUTES_OF_HOUR
    minute = begins + MINUTES_OF_HOUR * call_stream(seed, "minute").random(len(hour))
    # A number next to 1 may round up into the next hour, which has other rates.
    minute = np.sort(np.minimum(minute, np.nextafter(begins + MINUTES_OF_HOUR, 0.0)))
    by_zone, by_class = (call_stream(seed, purpose).random(len(hour)) for purpose in ("zone", "class"))
    zone = np.empty(len(hour), dtype=np.int32)
    severity = np.empty(len(hour), dtype=np.int8)
    week, slot = hour // _HOURS, hour % _HOURS
    for one in np.unique(scenario):
        rows = np.flatnonzero(scenario[week] == one)
        zone[rows], severity[rows] = _places(rate[one], slot[rows], by_zone[rows], by_class[rows])
    return CallColumns(minute, zone, severity, scenario)


def _places(
    rate: Floats, slot: Ints, by_zone: Floats, by_class: Floats
) -> tuple[npt.NDArray[np.int32], npt.NDArray[np.int8]]:
    """Return zone and class of every call by the rates of its hour of the week; rate has shape (zones, 168, classes).

    Hour by hour, so that the rates that are looked up stay in the cache.
    """
    of_zone = np.cumsum(np.ascontiguousarray(rate.sum(axis=2).T), axis=1)  # (168, zones)
    zone, severity = np.empty(len(slot), dtype=np.int32), np.empty(len(slot), dtype=np.int8)
    order = np.argsort(slot.astype(np.uint8), kind="stable")
    edges = np.searchsorted(slot[order], np.arange(_HOURS + 1))
    for hour in np.flatnonzero(np.diff(edges)):
        rows = order[edges[hour] : edges[hour + 1]]
        reach = of_zone[hour]
        here = np.searchsorted(reach, _target(by_zone[rows], reach[-1:]), side="right")
        of_class = np.cumsum(rate[:, hour], axis=1)
        target = _target(by_class[rows], of_class[here, -1])
        zone[rows] = here
        severity[rows] = sum(target >= each[here] for each in of_class.T[:-1])
    return zone, severity


def _target(draw: Floats, total: Floats) -> Floats:
    """Return where in the cumulated rates draws fall; below the total, also where a draw next to 1 is rounded up."""
    return np.asarray(np.minimum(draw * total, np.nextafter(total, 0.0)))


def cars_and_service(
    severity: npt.NDArray[np.int8],
    cars: npt.NDArray[np.generic],
    mean: Floats,
    spread: Floats,
    seed: int,
) -> tuple[npt.NDArray[np.int16], Floats]:
    """Draw the cars that each call needs, and the minutes that each of them is on the scene.

    Parameters
    ----------
    severity : array of int, shape (calls,)
        Position of each call's class.
    cars : array of int16, shape (calls,); or of float, shape (classes, most cars)
        Cars that each call needs; or the share of the calls of each class that need 1, 2, ... cars.
    mean : array, shape (calls,)
        Mean minutes of each call.
    spread : array, shape (classes,)
        Standard deviation of the logarithm of the minutes; NaN: exponential.
    seed : int
        At least 0.

    Returns
    -------
    tuple of arrays, shapes (calls,) and (calls, most cars)
        Cars; minutes, 0 beyond the cars that a call needs.
    """
    count = _cars(severity, cars.astype(np.float64), seed) if cars.ndim == 2 else cars.astype(np.int16)
    stream = call_stream(seed, "service")
    most = int(count.max(initial=1))
    minutes = np.zeros((len(severity), most))
    scatter = spread[severity]
    lognormal = ~np.isnan(scatter)
    for car in range(most):
        # Both kinds are made of one uniform number each, so that a class of another kind moves no other.
        uniform = stream.random(len(severity))
        needed = count > car
        minutes[needed, car] = mean[needed] * -np.log1p(-uniform[needed])
        rows = np.flatnonzero(needed & lognormal)
        minutes[rows, car] = mean[rows] * _lognormal(uniform[rows], scatter[rows])
    return count, minutes


def _cars(severity: npt.NDArray[np.int8], share: Floats, seed: int) -> npt.NDArray[np.int16]:
    reach = np.cumsum(share, axis=1)[:, :-1]
    target = call_stream(seed, "cars").random(len(severity))
    return np.asarray(1 + (target[:, None] >= reach[severity]).sum(axis=1), dtype=np.int16)


def _lognormal(uniform: Floats, spread: Floats) -> Floats:
    """Return lognormal numbers of mean 1."""
    from scipy.special import ndtri  # noqa: PLC0415  (only where a class is lognormal)

    normal = ndtri(np.maximum(uniform, np.finfo(np.float64).tiny))
    return np.asarray(np.exp(spread * normal - 0.5 * spread**2))


def extra_draws(calls: int, seed: int) -> Floats:
    """Return the uniform numbers of every call for what a policy has to draw, shape (calls, 4)."""
    return call_stream(seed, "extra").random((calls, EXTRA))
