"""One call followed through the line, backwards in time, by uniformisation: what it has still to wait.

A call with n calls before it is with a car while n < s, for the first s are; the calls before it leave with
min(n, s) mu, itself, once it is with a car, with mu. U_n, the time in line still to come, obeys -dU_n/dt = [n >= s] +
min(n, s) mu (U_(n-1) - U_n) - [n < s] mu U_n. With L = s mu events an hour no step can be too long.
"""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt

from beatwright.base.jit import entry

__all__ = ["carried_back"]

Floats = npt.NDArray[np.float64]
# Events after which the sum ends, as in `uniformisation`.
_DEVIATIONS = 8.0
_MORE_EVENTS = 30.0


@entry(error_model="numpy")
def carried_back(later: Floats, cars: int, each: float, hours: float) -> Floats:
    """Return the mean time in line still to come, by the calls before, some time earlier.

    Parameters
    ----------
    later : array, shape (n,)
        Hours in line still to come at the end of that time, with 0, ..., n - 1 calls before.
    cars : int
        Cars on duty in that time; below n.
    each : float
        Calls that a busy car finishes in an hour.
    hours : float
        How long that time is.
    """
    size = len(later)
    earlier = np.zeros(size)
    if cars == 0:
        return later + hours
    events = cars * each * hours
    now, line = later.copy(), np.zeros(size)
    line[cars:] = 1.0
    after, line_after = np.empty(size), np.empty(size)
    beyond, logarithm = 1.0, math.log(events)
    last = int(events + _DEVIATIONS * math.sqrt(events) + _MORE_EVENTS)
    for k in range(last + 1):
        weight = math.exp(k * logarithm - events - math.lgamma(k + 1.0))
        # Of the first event by itself: 1 less a weight near 1 would leave nothing where events are rare.
        beyond = max(beyond - weight, 0.0) if k else -math.expm1(-events)
        time = hours * beyond / events
        for n in range(size):
            earlier[n] += weight * now[n] + time * line[n]
        # With a car: one of the n before leaves, or the call itself, after which it waits no more, or another.
        after[0], line_after[0] = now[0] * (cars - 1) / cars, line[0] * (cars - 1) / cars
        for n in range(1, cars):
            after[n] = (n * now[n - 1] + (cars - n - 1) * now[n]) / cars
            line_after[n] = (n * line[n - 1] + (cars - n - 1) * line[n]) / cars
        for n in range(cars, size):
            after[n] = now[n - 1]
            line_after[n] = line[n - 1]
        now, after = after, now
        line, line_after = line_after, line
    return earlier
