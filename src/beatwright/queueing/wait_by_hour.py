"""What calls wait by the hour in which they come, in the queue by the clock (M(t)/M/s(t)).

A call that comes at t waits U_n(t) on average where n calls are before it, and n has the chances p_n(t) of the queue.
So calls of an hour wait the mean over the hour of sum_n p_n(t) U_n(t): p is carried forward (`uniformisation`), U
backward (`tagged_call`), round the period until neither changes, and the mean over the hour is taken at the nodes of
Gauss and Legendre. Summed over all calls it is the hours in line of the period (Little's law), which a test holds.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from scipy.special import roots_legendre

from beatwright.queueing.delay_by_hour import checked_queue
from beatwright.queueing.periodic_queue import PeriodicQueue
from beatwright.queueing.tagged_call import carried_back
from beatwright.queueing.uniformisation import one_hour

__all__ = ["wait_by_hour"]

Floats = npt.NDArray[np.float64]
_NODES = 8  # in an hour: in a week of 25 calls an hour the hours in line then come out within 1e-6
_SAME = 1e-9  # hours; waits that differ by less are taken as the same


def wait_by_hour(rate: npt.ArrayLike, cars: npt.ArrayLike, service: float) -> Floats:
    """Return the mean time in line of the calls that come in each hour.

    Parameters
    ----------
    rate, cars, service
        As in `delay_by_hour`.

    Returns
    -------
    array, shape (hours,)
        Hours in line, over all calls of the hour, those that wait for none too; for an hour without calls, what a call
        would wait. The time of a call that was handed back into the line counts.

    Raises
    ------
    ParameterError
        As `delay_by_hour`.

    Examples
    --------
    >>> wait_by_hour([4.0, 0.5], cars=[4, 3], service=0.5).round(5)
    array([0.02049, 0.02345])
    """
    queue = checked_queue("wait_by_hour", rate, cars, service)
    later = _settled(queue)
    waits = np.zeros(len(queue.rate))
    for hour in reversed(range(len(queue.rate))):
        waits[hour], later = _hour(queue, hour, later)
    return waits


def _settled(queue: PeriodicQueue) -> Floats:
    """Return the time in line still to come at the end of the period, by the calls before."""
    later = np.zeros(queue.start.shape[1])
    while True:
        before = later
        for hour in reversed(range(len(queue.rate))):
            later = carried_back(later, int(queue.cars[hour]), 1 / queue.service, 1.0)
        # Weighted as calls meet it: with a long line before them next to none come.
        if float(queue.start[0] @ np.abs(later - before)) <= _SAME:
            return later


def _hour(queue: PeriodicQueue, hour: int, later: Floats) -> tuple[float, Floats]:
    """Return what calls of an hour wait, and the time in line still to come at its start."""
    ends, weight = roots_legendre(_NODES)
    at = np.concatenate([[0.0], (ends + 1) / 2, [1.0]])
    chances = _chances(queue, hour, np.diff(at)[:-1])
    cars, each, wait = int(queue.cars[hour]), 1 / queue.service, 0.0
    for node in reversed(range(_NODES)):
        later = carried_back(later, cars, each, float(at[node + 2] - at[node + 1]))
        wait += weight[node] / 2 * float(chances[node] @ later)
    return wait, carried_back(later, cars, each, float(at[1]))


def _chances(queue: PeriodicQueue, hour: int, steps: Floats) -> list[Floats]:
    found, chance = [], queue.start[hour]
    for step in steps:
        chance, _ = one_hour(chance, float(queue.rate[hour] * step), int(queue.cars[hour]), step / queue.service)
        found.append(chance)
    return found
