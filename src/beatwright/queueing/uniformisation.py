"""One hour of a queue with constant calls and cars: where it is at the end, and on average, by uniformisation.

With L = lam + s mu events an hour, some of which change nothing, the chances of n = 0, 1, ... calls in the system after
the hour are sum_k Poisson(k; L) v_k, and on average over the hour sum_k P(K > k)/L v_k, where v_k are the chances after
k events: n goes up with lam / L, down with min(n, s) mu / L. No step can be too long, as in a method of finite steps.

Jensen, A. (1953). Markoff chains as an aid in the study of Markoff processes. Skandinavisk Aktuarietidskrift 36, 87-91.
"""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt

from beatwright.base.jit import entry

__all__ = ["one_hour"]

Floats = npt.NDArray[np.float64]
# Events after which the sum ends: so many standard deviations above the mean, and so many more. What is left out is
# below 1e-14. It does not end at a small tail: rounding may keep the weights from ever summing up near enough to 1.
_DEVIATIONS = 8.0
_MORE_EVENTS = 30.0


@entry(error_model="numpy")
def one_hour(chance: Floats, rate: float, cars: int, each: float) -> tuple[Floats, Floats]:
    """Return the chances after an hour, and on average in it.

    Parameters
    ----------
    chance : array, shape (n,)
        Of 0, ..., n - 1 calls in the system at the start; calls that would be the n-th are lost, so n has to be large.
        At least two more than cars.
    rate : float
        Calls per hour.
    cars : int
        At least 0.
    each : float
        Calls per hour that a busy car finishes.
    """
    size = len(chance)
    end, mean = np.zeros(size), np.zeros(size)
    events = rate + cars * each
    if events == 0.0:
        return chance.copy(), chance.copy()
    up, down = rate / events, each / events
    full = cars * down
    now, after = chance.copy(), np.empty(size)
    beyond, logarithm = 1.0, math.log(events)
    last = int(events + _DEVIATIONS * math.sqrt(events) + _MORE_EVENTS)
    for k in range(last + 1):
        # By logarithms: e^-L alone has no room in a float above 745 events an hour.
        weight = math.exp(k * logarithm - events - math.lgamma(k + 1.0))
        # Of the first event by itself: 1 less a weight near 1 would leave nothing where events are rare.
        beyond = max(beyond - weight, 0.0) if k else -math.expm1(-events)
        time = beyond / events
        for n in range(size):
            end[n] += weight * now[n]
            mean[n] += time * now[n]
        # Two loops without a branch, so that the compiler works on several n at once.
        after[0] = now[0] * full + now[1] * (min(1, cars) * down)
        for n in range(1, cars):
            after[n] = now[n - 1] * up + now[n] * ((cars - n) * down) + now[n + 1] * ((n + 1) * down)
        for n in range(max(cars, 1), size - 1):
            after[n] = now[n - 1] * up + now[n + 1] * full
        after[size - 1] = now[size - 2] * up + now[size - 1] * up
        now, after = after, now
    return end, mean
