"""A queue in which a call keeps its car the longer, the more cars are busy when it comes: cars drive farther then.

A call that comes with n of N cars busy keeps its car for S_n on average, one that waits for S_N, and cars in state n
are taken to have been sent one state below, so that n / S_(n-1) of them get free an hour. The states balance as in
M/M/N: p_n n / S_(n-1) = p_(n-1) lambda, and a line is a geometric tail with the factor r = lambda S_N / N. Then
lambda times the mean service of all calls is the mean number of cars busy, exactly. Those who wait do so for
S_N (1 + c^2) / (2 (N - lambda S_N)) on average, c^2 being the squared coefficient of variation of the service of calls
that waited: the wait of M/M/N with the factor of M/G/1, which is exact for one car. All S alike and c = 1 are M/M/N.

Lee, A. M. and Longton, P. A. (1959). Queueing processes associated with airline passenger check-in. Operational
Research Quarterly 10, 56-71. Kleinrock, L. (1975). Queueing Systems 1, section 3.1. Wiley.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

__all__ = ["LoadDependentQueue", "load_dependent_queue"]


@dataclass(frozen=True)
class LoadDependentQueue:
    """What calls meet.

    Parameters
    ----------
    delayed : float
        Share of the calls that find every car busy.
    wait : float
        Mean hours that a call waits, of all calls.
    service : float
        Mean hours that a call keeps its car.
    """

    delayed: float
    wait: float
    service: float


def load_dependent_queue(
    rate: float, by_busy: npt.NDArray[np.float64], waited: float, variation: float = 1.0
) -> LoadDependentQueue:
    """Return delay, wait and mean service.

    Parameters
    ----------
    rate : float
        Calls per hour, above 0; below ``len(by_busy) / waited``.
    by_busy : array, shape (cars,)
        Mean hours that a call keeps its car which comes while 0, 1, ... cars are busy; above 0.
    waited : float
        Mean hours that a call keeps its car which waited.
    variation : float, default 1.0
        Squared coefficient of variation of the hours of calls that waited.

    Examples
    --------
    >>> from beatwright.queueing import erlang_c
    >>> found = load_dependent_queue(3.0, np.full(4, 0.5), 0.5)
    >>> round(found.delayed, 6) == round(float(erlang_c(4, 1.5)), 6), round(found.service, 6)
    (True, 0.5)
    """
    cars = len(by_busy)
    logs = np.concatenate([[0.0], np.cumsum(np.log(rate * by_busy / np.arange(1, cars + 1)))])
    mass = np.exp(logs - logs.max())
    mass[-1] /= 1.0 - rate * waited / cars
    mass /= mass.sum()
    delayed = float(mass[-1])
    wait = delayed * waited * (1.0 + variation) / 2.0 / (cars - rate * waited)
    return LoadDependentQueue(delayed, wait, float(mass[:-1] @ by_busy + delayed * waited))
