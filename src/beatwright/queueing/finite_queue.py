"""A queue with a largest number of calls in it (M/M/c/K): who comes when it is full is turned away.

p_k = p_0 a^k / k! up to c cars, and from there p_(c+m) = p_c rho^m up to K; by logarithms, shifted by the largest.

Gross, D., Shortle, J. F., Thompson, J. M. and Harris, C. M. (2008). Fundamentals of Queueing Theory, 4th
edition. Wiley.
"""

from __future__ import annotations

from dataclasses import dataclass
from numbers import Integral

import numpy as np
import numpy.typing as npt
from scipy.special import gammaln

from beatwright.base import check
from beatwright.base.errors import Complaints, ParameterError
from beatwright.queueing.queue_arguments import service_complaint

__all__ = ["FiniteQueue", "finite_queue"]

Floats = npt.NDArray[np.float64]
_MOST_PLACES = 1_000_000  # calls; one float each


@dataclass(frozen=True, eq=False)
class FiniteQueue:
    """A queue in which there is room for so many calls, in its steady state.

    Parameters
    ----------
    probability : array, shape (places + 1,)
        Chance of each number of calls in the queue, with a car or in line.
    delayed : float
        Share of the calls taken that wait.
    busy, line, number : float
        Mean numbers of busy cars, of calls in line, and of both.
    wait, response : float
        Mean hours in line, and in line and with a car, of the calls taken.
    """

    probability: Floats
    delayed: float
    busy: float
    line: float
    number: float
    wait: float
    response: float

    @property
    def empty(self) -> float:
        """Chance that there is no call."""
        return float(self.probability[0])

    @property
    def full(self) -> float:
        """Chance that there is room for no other call: the share of calls that is turned away."""
        return float(self.probability[-1])


def finite_queue(cars: int, rate: float, service: float, places: int) -> FiniteQueue:
    """Return the steady state of a queue in which there is room for `places` calls.

    Parameters
    ----------
    cars : int
        Cars, at least 1.
    rate : float
        Calls per hour; may be more than the cars can carry.
    service : float
        Mean hours that a call keeps its car.
    places : int
        Most calls at once, with a car or in line; at least `cars`.

    Raises
    ------
    ParameterError
        With every wrong parameter at once.

    Examples
    --------
    >>> queue = finite_queue(5, rate=8, service=0.25, places=12)
    >>> round(queue.empty, 10), round(queue.response, 10)
    (0.1343336141, 0.2549332205)
    """
    complaints = Complaints()
    complaints.add(check.integer("finite_queue", "cars", cars, 1, _MOST_PLACES))
    complaints.add(check.number("finite_queue", "rate", rate, 0))
    complaints.add(service_complaint("finite_queue", service))
    low = int(cars) if isinstance(cars, Integral) else 1
    complaints.add(check.integer("finite_queue", "places", places, low, _MOST_PLACES))
    complaints.raise_if_any(ParameterError)
    chance = _probabilities(int(cars), rate * service, int(places))
    return _measures(chance, int(cars), rate, service=service)


def _probabilities(cars: int, load: float, places: int) -> Floats:
    if load == 0:
        return np.append(1.0, np.zeros(places))
    k = np.arange(places + 1)
    served = np.minimum(k, cars)
    logs = k * np.log(load) - gammaln(served + 1) - (k - served) * np.log(cars)
    chance = np.exp(logs - logs.max())
    return np.asarray(chance / chance.sum())


def _measures(chance: Floats, cars: int, rate: float, service: float) -> FiniteQueue:
    k = np.arange(len(chance))
    busy, line = float(np.minimum(k, cars) @ chance), float(np.maximum(k - cars, 0) @ chance)
    taken = rate * float(chance[:-1].sum())
    waiting = float(chance[cars:-1].sum()) / float(chance[:-1].sum())
    wait = line / taken if taken else 0.0
    return FiniteQueue(chance, waiting, busy, line, busy + line, wait=wait, response=wait + service)
