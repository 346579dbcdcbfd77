"""The line of calls before cars that share one stream of calls in a steady state (M/M/c).

Wq = C / (c mu - lam), Lq = lam Wq, P(W > t) = C e^(-(c mu - lam) t), with C of Erlang, mu = 1/service.

Gross, D., Shortle, J. F., Thompson, J. M. and Harris, C. M. (2008). Fundamentals of Queueing Theory, 4th
edition. Wiley.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from beatwright.base.errors import Complaints
from beatwright.queueing.erlang import delayed_share
from beatwright.queueing.queue_arguments import MOST_CARS, amounts, broadcast, number_or_array

__all__ = ["mean_line", "mean_wait", "wait_exceeds"]

Floats = npt.NDArray[np.float64]


def mean_wait(cars: npt.ArrayLike, rate: npt.ArrayLike, service: npt.ArrayLike) -> Any:
    """Return the mean time that a call waits for a car, over all calls, those that wait for none too.

    Parameters
    ----------
    cars : number or array
        Cars, above 0; whole or real numbers.
    rate : number or array
        Calls per hour.
    service : number or array
        Mean hours that a call keeps its car.

    Returns
    -------
    float or array
        Hours; infinite where the cars cannot carry the load.

    Raises
    ------
    ParameterError
        With every wrong parameter at once.

    Examples
    --------
    >>> round(mean_wait(3, 2.0, 1.0), 10)
    0.4444444444
    """
    number, rates, hours = _queue("mean_wait", cars, rate, service)
    return number_or_array(_wait(number, rates, hours))


def mean_line(cars: npt.ArrayLike, rate: npt.ArrayLike, service: npt.ArrayLike) -> Any:
    """Return the mean number of calls that wait.

    Parameters
    ----------
    cars, rate, service : number or array
        As in `mean_wait`.

    Returns
    -------
    float or array
        Calls; infinite where the cars cannot carry the load.

    Raises
    ------
    ParameterError
        With every wrong parameter at once.

    Examples
    --------
    >>> round(mean_line(3, 2.0, 1.0), 10)
    0.8888888889
    """
    number, rates, hours = _queue("mean_line", cars, rate, service)
    waits = _wait(number, rates, hours)
    return number_or_array(np.multiply(rates, waits, where=rates > 0, out=np.zeros_like(waits)))


def wait_exceeds(cars: npt.ArrayLike, rate: npt.ArrayLike, service: npt.ArrayLike, longer_than: npt.ArrayLike) -> Any:
    """Return the share of calls that wait longer than a time.

    Parameters
    ----------
    cars, rate, service : number or array
        As in `mean_wait`.
    longer_than : number or array
        Hours, at least 0.

    Returns
    -------
    float or array
        1 where the cars cannot carry the load.

    Raises
    ------
    ParameterError
        With every wrong parameter at once.

    Examples
    --------
    >>> round(wait_exceeds(3, 2.0, 1.0, longer_than=1.0), 6)
    0.163502
    """
    number, rates, hours, time = _queue("wait_exceeds", cars, rate, service, longer_than=longer_than)
    spare = np.maximum(number / hours - rates, 0.0)
    return number_or_array(np.asarray(delayed_share(number, rates * hours) * np.exp(-spare * time)))


def _wait(cars: Floats, rate: Floats, service: Floats) -> Floats:
    spare = cars - rate * service
    waits = delayed_share(cars, rate * service) * service / np.where(spare > 0, spare, 1.0)
    return np.where(spare > 0, waits, np.inf)


def _queue(
    owner: str, cars: npt.ArrayLike, rate: npt.ArrayLike, service: npt.ArrayLike, **more: npt.ArrayLike
) -> list[Floats]:
    complaints = Complaints()
    given = {"cars": cars, "rate": rate, "service": service, **more}
    arrays = amounts(owner, complaints, given, above_zero=("cars", "service"), most=MOST_CARS)
    return broadcast(owner, complaints, **dict(zip(given, arrays, strict=True)))
