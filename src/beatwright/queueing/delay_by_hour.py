"""The queue by the clock, M(t)/M/s(t): delay, line and busy cars in each hour of a period that comes again and again.

Within one hour calls lam, cars s and mu = 1/service are constant, and the number n of calls in the system, in line or
with a car, is a Markov chain: up with lam, down with min(n, s) mu. Each hour is carried to the next exactly, by
uniformisation, round the period until nothing changes (`PeriodicQueue`).

Green, L., Kolesar, P. and Svoronos, A. (1991). Some effects of nonstationarity on multiserver Markovian queueing
systems. Operations Research 39, 502-511. Ingolfsson, A., Akhmetshina, E., Budge, S., Li, Y. and Wu, X. (2007). A survey
and experimental comparison of service-level-approximation methods for nonstationary M(t)/M/s(t) queueing systems.
INFORMS Journal on Computing 19, 201-214.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from beatwright.base import check
from beatwright.base.errors import Complaints, ParameterError
from beatwright.queueing.periodic_queue import PeriodicQueue
from beatwright.queueing.queue_arguments import amounts, service_complaint

__all__ = ["HourlyDelay", "calls_by_hour", "checked_queue", "delay_by_hour", "duty_by_hour", "hourly_figures"]

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
_MOST_CARS = 2_000  # cars in one hour; an hour then takes some 10^8 multiplications at ten calls per car and hour


@dataclass(frozen=True, eq=False)
class HourlyDelay:
    """Delay by the hour, in the steady state of a period that comes again and again.

    Parameters
    ----------
    delayed : array, shape (hours,)
        Share of the calls of each hour that find no car free.
    line : array, shape (hours,)
        Mean number of calls in line.
    busy : array, shape (hours,)
        Mean number of busy cars.
    rate : array, shape (hours,)
        Calls per hour.
    """

    delayed: Floats
    line: Floats
    busy: Floats
    rate: Floats

    @property
    def delayed_share(self) -> float:
        """Share of all calls that wait: the mean over hours, by calls."""
        return _by_calls(self.delayed, self.rate)

    @property
    def worst(self) -> float:
        """The largest share delayed of an hour."""
        return float(self.delayed.max())

    @property
    def worst_hour(self) -> int:
        """The hour in which most are delayed."""
        return int(self.delayed.argmax())

    @property
    def wait(self) -> float:
        """Mean hours that a call waits, over all calls of the period: the hours in line by the calls (Little's law).

        It is exact for the period as a whole. Hour by hour the line divided by the calls is not what calls of that hour
        wait, for those in line may have come in an hour before: `wait_by_hour`.
        """
        calls = float(self.rate.sum())
        return float(self.line.sum()) / calls if calls else 0.0


def delay_by_hour(rate: npt.ArrayLike, cars: npt.ArrayLike, service: float) -> HourlyDelay:
    """Return delay, line and busy cars in each hour, where calls and cars change by the hour.

    Parameters
    ----------
    rate : array, shape (hours,)
        Calls per hour, constant within each hour; the last hour is followed by the first. 168 for a week.
    cars : array of int, shape (hours,)
        Cars on duty in each hour. Where fewer calls are carried in an hour than come, a line builds up that later hours
        work off; only over the whole period the cars have to carry more than what comes.
    service : float
        Mean hours that a call keeps its car; the times are exponential.

    Raises
    ------
    ParameterError
        With every wrong parameter at once; where the cars of all hours together cannot carry the calls.

    Notes
    -----
    Where cars go off duty at the end of an hour while more calls are being served than cars are left, the calls that
    came last go back into the line, and the next cars that come free take them over: n calls in the system keep
    min(n, cars) cars busy at each moment.

    References
    ----------
    Ingolfsson, Akhmetshina, Budge, Li and Wu (2007), the randomization method.

    Examples
    --------
    >>> found = delay_by_hour([4.0, 0.5], cars=[4, 3], service=0.5)
    >>> found.delayed.round(4), found.busy.round(4)
    (array([0.0602, 0.0926]), array([1.3315, 0.9185]))
    """
    return hourly_figures(checked_queue("delay_by_hour", rate, cars, service))


def checked_queue(owner: str, rate: npt.ArrayLike, cars: npt.ArrayLike, service: float) -> PeriodicQueue:
    """Return the settled queue of what the function `owner` was given."""
    rates = calls_by_hour(owner, rate, service)
    number = duty_by_hour(owner, cars, len(rates))
    _carried(owner, rates, number, service)
    return PeriodicQueue(rates, number, float(service))


def hourly_figures(queue: PeriodicQueue) -> HourlyDelay:
    """Return the figures of a queue that has settled."""
    n = np.arange(queue.mean.shape[1])
    busy = np.minimum(n, queue.cars[:, None])
    delayed = (queue.mean * (n >= queue.cars[:, None])).sum(axis=1)
    line = (queue.mean * (n - busy)).sum(axis=1)
    return HourlyDelay(delayed, line, (queue.mean * busy).sum(axis=1), queue.rate.copy())


def calls_by_hour(owner: str, rate: npt.ArrayLike, service: float) -> Floats:
    """Return checked calls per hour; `service` is checked with them."""
    complaints = Complaints()
    (rates,) = amounts(owner, complaints, {"rate": rate})
    if rates.ndim != 1 or not len(rates):
        complaints.add(check.sentence(owner, "rate", "an array [hour]", f"shape {rates.shape}"))
    complaints.add(service_complaint(owner, service))
    complaints.raise_if_any(ParameterError)
    if (rates * service).max() > _MOST_CARS:
        most = f"calls that keep at most {_MOST_CARS:,} cars busy"
        raise ParameterError(check.sentence(owner, "rate", most, f"{(rates * service).max():,.0f} cars"))
    return rates


def duty_by_hour(owner: str, cars: npt.ArrayLike, hours: int) -> Ints:
    """Return checked cars on duty, shape (hours,)."""
    complaints = Complaints()
    (number,) = amounts(owner, complaints, {"cars": cars}, most=_MOST_CARS)
    complaints.add(check.shape_is(owner, "cars", number.shape, (hours,), "hour"))
    if np.any(number != np.round(number)):
        part = number[number != np.round(number)][0]
        complaints.add(check.sentence(owner, "cars", "whole numbers", f"{part:g}"))
    complaints.raise_if_any(ParameterError)
    return number.astype(np.int64)


def _carried(owner: str, rate: Floats, cars: Ints, service: float) -> None:
    work = float(rate.sum()) * service
    if cars.sum() <= work:
        expected = f"more than the {work:,.6g} car-hours of work that the calls of all {len(rate)} hours bring"
        raise ParameterError(check.sentence(owner, "cars", expected, f"{cars.sum():,} car-hours"))


def _by_calls(values: Floats, rate: Floats) -> float:
    calls = float(rate.sum())
    return float(values @ rate) / calls if calls else float(values.mean())
