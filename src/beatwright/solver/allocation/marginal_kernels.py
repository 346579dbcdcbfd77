"""Hot loops of marginal analysis: officers by threshold on what one more saves, and the relaxation.

Where every officer saves at most what the one before saved, giving each to where he saves most is optimal (Gross 1956,
Fox 1966). Instead of one officer after the other, `fill` bisects the least saving that is still taken: for a threshold
the number of officers at a point has a closed form, so that the work is points times some tens of steps however many
officers there are. The last few, between two thresholds, are sorted. `relax` solves the same with divided officers: at
the optimum the slope of every point that is not at a bound is one price, found by Newton's method on its logarithm,
because prices span many orders of magnitude.

The slow twin of `fill` is `reference.greedy`. Damage and savings are in the unit of the scale c; numbers are officers.

References
----------
Gross, O. (1956). A class of discrete-type minimization problems. RAND RM-1644.
Fox, B. (1966). Discrete optimization via marginal analysis. Management Science 13, 210-216.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from beatwright.base.jit import entry, inner
from beatwright.solver.allocation.damage_curves import EXPONENTIAL, RECIPROCAL

__all__ = ["fill", "relax", "saving", "worth_at"]

_SMALLEST = 1e-300  # savings below, in the unit of the damage, are none: float64 ends soon after
# High over low at which a bracket of thresholds is as narrow as rounding lets it be; equal savings at many points lie
# within it, and are told apart by sorting.
_NARROW = 1.0 + 1e-13
_ALL_TRIES = 200  # of Newton with bisection: bisection alone needs about 60 for a float64; the rest is caution


@entry(inline="always")
def saving(kind: int, c: Any, a: Any, k: int) -> Any:
    """Return what officer number `k` (from 1) saves at a point: damage(k - 1) - damage(k), without loss of digits."""
    if kind == RECIPROCAL:
        return c / (k * (k + 1.0))
    if kind == EXPONENTIAL:
        return -c * math.exp(-a * (k - 1)) * math.expm1(-a)
    return -c * k ** (-a) * math.expm1(-a * math.log1p(1.0 / k))


@entry(inline="always")
def _worth(kind: int, c: float, a: float, price: float, most: int) -> int:
    """How many officers save at least `price` each: the last k in [0, most] with saving(k) >= price."""
    if c <= 0.0 or most == 0:
        return 0
    if kind == RECIPROCAL:
        guess = math.sqrt(c / price + 0.25) - 0.5
    elif kind == EXPONENTIAL:
        guess = 1.0 + math.log(-c * math.expm1(-a) / price) / a
    else:
        guess = (a * c / price) ** (1.0 / (a + 1.0)) - 0.5
    # The guess is exact for two kinds and a near one for powers; rounding and that are mended officer by officer.
    k = most if guess >= most else max(0, int(guess))
    while k > 0 and saving(kind, c, a, k) < price:
        k -= 1
    while k < most and saving(kind, c, a, k + 1) >= price:
        k += 1
    return k


@entry
def _count(kind: int, c: Any, a: Any, lower: Any, upper: Any, price: float, out: Any) -> int:
    total = 0
    for i in range(c.size):
        out[i] = max(lower[i], _worth(kind, c[i], a[i], price, most=upper[i]))
        total += out[i]
    return total


@entry
def fill(kind: int, c: Any, a: Any, lower: Any, upper: Any, officers: int, price: float) -> Any:
    """Give every officer to where it saves most; equal savings go to the earliest point.

    A threshold on the saving is bisected until few officers lie between its two sides; these are sorted.

    Parameters
    ----------
    kind : int
        RECIPROCAL, EXPONENTIAL or POWER.
    c, a : array of float, shape (n,)
        Scale and rate.
    lower, upper : array of int64, shape (n,)
        Bounds; ``sum(lower) <= officers <= sum(upper)``.
    officers : int
        Officers in all.
    price : float
        A first guess of the threshold, such as the price of `relax`.

    Returns
    -------
    array of int64, shape (n,)
        Officers at each point.
    """
    # `few` has too few officers and `many` too many at every threshold tried, point by point.
    few, many, trial = lower.copy(), upper.copy(), np.empty(c.size, np.int64)
    have, least = lower.sum(), upper.sum()
    if officers in (have, least):
        return few if have == officers else many
    high, low = math.inf, 0.0
    at, step = max(price, _SMALLEST), 1.5  # the step squares until both sides are known: any guess will do
    enough = max(64, c.size // 4)  # officers left to sort: a sort of so many costs about as much as one more threshold
    while least - have > enough and high > low * _NARROW and high > _SMALLEST:
        total = _count(kind, c, a, lower, upper=upper, price=at, out=trial)
        if total >= officers:
            many, trial, least, low = trial, many, total, at
        else:
            few, trial, have, high = trial, few, total, at
        if low > 0.0 and high < math.inf:
            at = math.sqrt(high) * math.sqrt(low)  # savings span orders of magnitude; the product could underflow
        else:
            at, step = max(at * step if low > 0.0 else at / step, _SMALLEST), step * step
    if low == 0.0 and high <= _SMALLEST:
        _first_with_room(few, upper, officers - have)
    else:
        _best_of(kind, c, a, few, many=many, left=officers - have)
    return few


@entry
def _best_of(kind: int, c: Any, a: Any, few: Any, many: Any, left: int) -> None:
    """Add `left` officers to `few`, none beyond `many`: those that save most, the earliest among equals."""
    total = 0
    for i in range(c.size):
        total += many[i] - few[i]
    point, value, t = np.empty(total, np.int64), np.empty(total), 0
    for i in range(c.size):
        for k in range(few[i] + 1, many[i] + 1):
            point[t], value[t] = i, -saving(kind, c[i], a[i], k)
            t += 1
    order = _stable_order(value)
    for t in range(left):
        few[point[order[t]]] += 1


@inner
def _stable_order(value: Any) -> Any:
    """Return the positions of ascending values, the earliest first among equals, by merging ever longer runs.

    Numba takes four seconds to compile the same of numpy.
    """
    order, merged = np.arange(value.size), np.empty(value.size, np.int64)
    length = 1
    while length < value.size:
        for start in range(0, value.size, 2 * length):
            middle, end = min(start + length, value.size), min(start + 2 * length, value.size)
            left, right = start, middle
            for t in range(start, end):
                if left < middle and (right == end or value[order[left]] <= value[order[right]]):
                    merged[t] = order[left]
                    left += 1
                else:
                    merged[t] = order[right]
                    right += 1
        order, merged = merged, order
        length *= 2
    return order


@entry
def _first_with_room(few: Any, upper: Any, left: int) -> None:
    """Officers who save nothing anywhere fill the points in their order."""
    for i in range(few.size):
        added = min(left, upper[i] - few[i])
        few[i] += added
        left -= added


@entry
def _spread(kind: int, c: Any, a: Any, lower: Any, upper: Any, log_price: float, out: Any) -> Any:
    """Officers, not whole, at which the slope of every point is the price; their sum, and its derivative."""
    total, growth, factor, last = 0.0, 0.0, 0.0, -1.0
    for i in range(c.size):
        if c[i] <= 0.0:
            x, rise = -1.0, 0.0
        elif kind == EXPONENTIAL:
            x, rise = (math.log(a[i] * c[i]) - log_price) / a[i], 1.0 / a[i]
        elif kind == RECIPROCAL:
            if last < 0.0:
                factor, last = math.exp(-0.5 * log_price), 1.0  # one for all points: the exponential is what costs
            x = math.sqrt(c[i]) * factor - 1.0
            rise = 0.5 * (x + 1.0)
        else:
            x = math.exp((math.log(a[i] * c[i]) - log_price) / (a[i] + 1.0)) - 1.0
            rise = (x + 1.0) / (a[i] + 1.0)
        if x <= lower[i]:
            x = float(lower[i])
        elif x >= upper[i]:
            x = float(upper[i])
        else:
            growth += rise
        out[i] = x
        total += x
    return total, growth


@entry
def relax(kind: int, c: Any, a: Any, lower: Any, upper: Any, officers: float) -> Any:
    """Share out officers that need not be whole: Newton on the logarithm of the price, kept inside a bracket.

    Parameters are those of `fill`.

    Returns
    -------
    x : array of float, shape (n,)
        Officers at each point.
    price : float
        What a further officer saves at the margin; 0 where every point is full or nothing can be saved.
    """
    x = upper.astype(np.float64)
    if upper.sum() <= officers:
        return x, 0.0
    high, low = -math.inf, math.inf
    for i in range(c.size):
        if c[i] > 0.0 and lower[i] < upper[i]:
            high = max(high, _log_slope(kind, c[i], a[i], lower[i]))
            low = min(low, _log_slope(kind, c[i], a[i], min(float(upper[i]), officers)))
    if high == -math.inf or lower.sum() >= officers:
        return lower.astype(np.float64), 0.0 if high == -math.inf else math.exp(high)
    where = 0.5 * (low + high)
    for _ in range(_ALL_TRIES):
        total, growth = _spread(kind, c, a, lower, upper=upper, log_price=where, out=x)
        if abs(total - officers) <= 1e-13 * officers:
            break  # to rounding of the sum
        if total > officers:
            low = where
        else:
            high = where
        step = where + (total - officers) / growth if growth > 0.0 else math.inf
        # Newton where it stays inside the bracket, else its middle.
        following = step if low < step < high else 0.5 * (low + high)
        if following in (where, low, high):
            break
        where = following
    return x, math.exp(where)


@entry(inline="always")
def _log_slope(kind: int, c: float, a: float, x: float) -> float:
    # Logarithm of minus the slope of the damage: the slopes themselves underflow.
    if kind == EXPONENTIAL:
        return math.log(a * c) - a * x
    exponent = 1.0 if kind == RECIPROCAL else a
    return math.log(exponent * c) - (exponent + 1.0) * math.log1p(x)


@entry
def worth_at(kind: int, c: Any, a: Any, lower: Any, upper: Any, price: float) -> Any:
    """Return how many officers at each point save at least `price` each, within the bounds, shape (n,)."""
    x = np.empty(c.size, np.int64)
    _count(kind, c, a, lower, upper=upper, price=price, out=x)
    return x
