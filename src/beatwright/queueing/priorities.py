"""Waits where urgent calls go first, `cars` cars, one mean of service for all.

Classes k = 1 (most urgent) to n; sigma_k = sum of lam_i / (c mu) over i <= k. Without preemption (a car finishes what
it is at) W_k = [C / (c mu)] / [(1 - sigma_(k-1)) (1 - sigma_k)], C of Erlang. With preemption (an urgent call takes the
car from one less urgent, which goes on later) the classes up to k are a queue of their own, with L_k waiting:
W_k = (L_k - L_(k-1)) / lam_k. Either is finite for each class with sigma_k < 1; where the whole load is more than the
cars carry, C is 1.

Cobham, A. (1954). Priority assignment in waiting line problems. Operations Research 2, 70-76. Kella, O. and Yechiali,
U. (1985). Waiting times in the non-preemptive priority M/M/c queue. Stochastic Models 1, 257-262. Buzen, J. P. and
Bondi, A. B. (1983). The response times of priority classes under preemptive resume in M/M/m queues. Operations Research
31, 456-465.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from beatwright.base import check
from beatwright.base.errors import Complaints, ParameterError
from beatwright.queueing.erlang import delayed_share, lost_share
from beatwright.queueing.queue_arguments import MOST_CARS, amounts

__all__ = ["PriorityWaits", "waits"]

Floats = npt.NDArray[np.float64]
# A class that is this small a share of the calls up to it: the difference of two lines would be lost in rounding, and
# the slope between them is taken instead; it is off by the square of this share.
_SMALL_SHARE = 1e-6


@dataclass(frozen=True, eq=False)
class PriorityWaits:
    """What calls of each class of urgency wait, most urgent first.

    Parameters
    ----------
    delayed : float
        Chance that every car is busy; without preemption, the share of calls of any class that wait.
    delayed_by_class : array, shape (classes,)
        Share of calls that get no car at once. With preemption a car with a less urgent call counts as free; calls that
        are interrupted later are not among them.
    wait : array, shape (classes,)
        Mean hours without a car (with preemption, interruptions too); infinite for classes that the cars cannot carry.
    line : array, shape (classes,)
        Mean number of calls without a car.
    """

    delayed: float
    delayed_by_class: Floats
    wait: Floats
    line: Floats


def waits(cars: float, rate: npt.ArrayLike, service: float, preemptive: bool = False) -> PriorityWaits:
    """Return the mean waits of calls by class where the more urgent class always goes first.

    Parameters
    ----------
    cars : float
        Cars, above 0; for a part of a car Erlang's formula is continued.
    rate : array, shape (classes,)
        Calls per hour of each class, the most urgent first.
    service : float
        Mean hours that a call keeps its car, the same for every class: with several cars nothing exact is known for
        different means. Give the mean over all calls then.
    preemptive : bool, default False
        Whether an urgent call takes the car from a less urgent one.

    Returns
    -------
    PriorityWaits
        Where the load is above the cars, the most urgent classes, as far as the cars carry them, still have finite
        waits; those of the others are infinite.

    Raises
    ------
    ParameterError
        With every wrong parameter at once.

    References
    ----------
    Kella and Yechiali (1985), without preemption; Buzen and Bondi (1983), with preemption.

    Examples
    --------
    >>> waits(3, [1, 2, 1.5], service=0.5).wait.round(8)
    array([0.1135514 , 0.2271028 , 0.75700935])
    >>> waits(1, [0.5, 0.9], service=1.0).wait
    array([ 2., inf])
    """
    complaints = Complaints()
    complaints.add(check.number("waits", "cars", cars, 0, MOST_CARS, open_low=True))
    (rates,) = amounts("waits", complaints, {"rate": rate})
    if rates.ndim != 1 or not len(rates):
        complaints.add(
            check.sentence("waits", "rate", "an array [class], the most urgent first", f"shape {rates.shape}")
        )
    if np.ndim(service):
        expected = (
            "one number: nothing exact is known for several cars and a mean for each class. Give the mean over calls"
        )
        complaints.add(check.sentence("waits", "service", expected, f"shape {np.shape(service)}"))
    else:
        complaints.add(check.number("waits", "service", service, 0, open_low=True))
    complaints.add(check.boolean("waits", "preemptive", preemptive))
    complaints.raise_if_any(ParameterError)
    return _preemptive(float(cars), rates, service) if preemptive else _in_turn(float(cars), rates, service)


def _result(cars: float, rates: Floats, service: float, *, wait: Floats, delayed_by_class: Floats) -> PriorityWaits:
    delayed = _delayed(cars, np.array([rates.sum() * service]))[0]
    line = np.multiply(rates, wait, where=rates > 0, out=np.zeros_like(wait))
    return PriorityWaits(float(delayed), delayed_by_class, wait, line)


def _in_turn(cars: float, rates: Floats, service: float) -> PriorityWaits:
    """Every car finishes the call it is at."""
    load = np.cumsum(rates) * service
    free = 1 - np.append(0.0, load) / cars
    steady = free[1:] > 0
    delayed = _delayed(cars, load[-1:])
    between = np.where(steady, free[:-1] * free[1:], 1.0)
    wait = np.where(steady, delayed * service / cars / between, np.inf)
    return _result(cars, rates, service, wait=wait, delayed_by_class=np.repeat(delayed, len(rates)))


def _preemptive(cars: float, rates: Floats, service: float) -> PriorityWaits:
    """Each class sees only those as urgent as itself."""
    load = np.cumsum(rates) * service
    before = load - rates * service
    steady, own = load < cars, rates * service
    small = own <= _SMALL_SHARE * load
    line_before, line_after = (_line(cars, np.where(steady, each, 0.0)) for each in (before, load))
    step = (line_after - line_before) / np.where(small, 1.0, own)
    slope = _line_slope(cars, np.where(steady, before + own / 2, 0.0))
    wait = np.where(steady, np.where(small, slope, step) * service, np.inf)
    return _result(cars, rates, service, wait=wait, delayed_by_class=_delayed(cars, load))


def _delayed(cars: float, load: Floats) -> Floats:
    return delayed_share(np.full(load.shape, cars), load)


def _line(cars: float, load: Floats) -> Floats:
    return _delayed(cars, load) * load / (cars - load)


def _line_slope(cars: float, load: Floats) -> Floats:
    """Return how the calls in line grow with the load: the derivative of C a / (c - a)."""
    lost = lost_share(np.full(load.shape, cars), load)
    above = np.where(load > 0, load, 1.0)
    lost_slope = lost * (cars / above - 1 + lost)
    below = cars - load * (1 - lost)
    delayed = cars * lost / below
    delayed_slope = cars * (lost_slope * below - lost * (load * lost_slope - 1 + lost)) / below**2
    spare = cars - load
    slope = (delayed_slope * load * spare + delayed * cars) / spare**2
    return np.where(load > 0, slope, 0.0)
