"""Erlang's formulas: the share of calls that is lost, or waits, where `cars` cars share one stream of calls.

B, by recursion over the cars: B_0 = 1, B_k = a B_{k-1} / (k + a B_{k-1}), a the load; never by factorials, which have
no room in a float. C = c B / (c - a (1 - B)). For a real number of cars c = n + f the same recursion starts at
B_f = a^f e^-a / Gamma(f + 1, a), which is 1 / (a * integral of e^(-a t) (1 + t)^f over t > 0). C is convex in c, so
that the straight line between whole numbers lies above it: a safe bound, and not the value.

Erlang, A. K. (1917). Solution of some problems in the theory of probabilities of significance in automatic telephone
exchanges. Jagers, A. A. and van Doorn, E. A. (1986). On the continued Erlang loss function. Operations Research Letters
5, 43-46.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy.optimize import brentq
from scipy.special import gammaincc, gammaln

from beatwright.base import check
from beatwright.base.errors import Complaints, ParameterError
from beatwright.queueing.queue_arguments import MOST_CARS, amounts, broadcast, chance_complaint, number_or_array

__all__ = ["cars_needed", "delayed_share", "erlang_b", "erlang_c", "largest_load", "lost_share"]

Floats = npt.NDArray[np.float64]
# Load above which B of a part of a car is summed as a series in 1/load: the smallest term is then below 1e-43.
_LARGE_LOAD = 100.0
_SERIES_TERMS = 16  # of that series; the next term is below 1e-18
_BETWEEN = ("exact", "interpolated")


def erlang_b(cars: npt.ArrayLike, load: npt.ArrayLike, *, between: str = "exact") -> Any:
    """Return the share of calls that find every car busy where such calls are lost (Erlang B).

    Parameters
    ----------
    cars : number or array
        Cars, at least 0; whole or real numbers.
    load : number or array
        Calls per hour times hours of service: the cars that are busy on average where there are enough. At least 0.
    between : {"exact", "interpolated"}, default "exact"
        For parts of a car: the formula continued by its integral, or the straight line between the whole numbers,
        which is never below it.

    Returns
    -------
    float or array
        Of the shape that `cars` and `load` have together.

    Raises
    ------
    ParameterError
        With every wrong parameter at once.

    References
    ----------
    Jagers, A. A. and van Doorn, E. A. (1986). On the continued Erlang loss function. Operations Research Letters 5,
    43-46.

    Examples
    --------
    >>> round(erlang_b(5, 4.0), 10)
    0.199066874
    """
    return _answer("erlang_b", cars, load, between, lost_share)


def erlang_c(cars: npt.ArrayLike, load: npt.ArrayLike, *, between: str = "exact") -> Any:
    """Return the share of calls that wait because every car is busy (Erlang C).

    Calls come at random (Poisson), wait in one line first come first served, and keep one car for a time that is
    exponentially distributed.

    Parameters
    ----------
    cars : number or array
        Cars, at least 0; whole or real numbers.
    load : number or array
        Calls per hour times hours of service. At least 0.
    between : {"exact", "interpolated"}, default "exact"
        For parts of a car: the formula continued by its integral, or the straight line between the whole numbers
        (from the load itself, where C is 1, if that lies between them), which is never below it.

    Returns
    -------
    float or array
        1 where the load is as large as the cars: the line then grows without end, and in the long run all calls wait.

    Raises
    ------
    ParameterError
        With every wrong parameter at once.

    Examples
    --------
    >>> round(erlang_c(3, 2.0), 10)
    0.4444444444
    >>> erlang_c([3.5, 4], 2.0).round(4)
    array([0.2826, 0.1739])
    """
    return _answer("erlang_c", cars, load, between, delayed_share)


def cars_needed(load: npt.ArrayLike, most_delayed: float) -> Any:
    """Return the fewest cars of which at most the share `most_delayed` of calls has to wait.

    Parameters
    ----------
    load : number or array
        Calls per hour times hours of service. At least 0.
    most_delayed : float
        Above 0 and below 1.

    Returns
    -------
    int or array of int
        The fewest whose `erlang_c`, as it is computed, is at most `most_delayed`. At least 1, also where there is no
        load: a call that came would wait for ever for no car.

    Raises
    ------
    ParameterError
        With every wrong parameter at once.

    Examples
    --------
    >>> cars_needed([0.5, 5, 30], 0.10)
    array([ 3,  9, 39])
    """
    complaints = Complaints()
    (loads,) = amounts("cars_needed", complaints, {"load": load})
    complaints.add(chance_complaint("cars_needed", "most_delayed", most_delayed))
    most = MOST_CARS - 1_000
    if np.any(loads > most):
        complaints.add(check.sentence("cars_needed", "load", f"at most {most:,} cars' work", f"{loads.max():,.0f}"))
    complaints.raise_if_any(ParameterError)
    if loads.ndim == 0:
        return _fewest_cars(float(loads), most_delayed)
    return _fewest_cars_each(loads.ravel(), most_delayed).reshape(loads.shape)


def largest_load(cars: npt.ArrayLike, most_delayed: float) -> Any:
    """Return the largest load of which at most the share `most_delayed` of calls has to wait.

    Parameters
    ----------
    cars : number or array
        Cars, above 0; whole or real numbers.
    most_delayed : float
        Above 0 and below 1.

    Returns
    -------
    float or array
        Calls per hour times hours of service.

    Raises
    ------
    ParameterError
        With every wrong parameter at once.

    Examples
    --------
    >>> round(largest_load(10, 0.05), 6)
    5.285055
    """
    complaints = Complaints()
    (number,) = amounts("largest_load", complaints, {"cars": cars}, above_zero=("cars",), most=MOST_CARS)
    complaints.add(chance_complaint("largest_load", "most_delayed", most_delayed))
    complaints.raise_if_any(ParameterError)
    loads = [_load_at(float(each), most_delayed) for each in number.ravel()]
    return number_or_array(np.array(loads).reshape(number.shape))


def _load_at(cars: float, target: float) -> float:
    def over(load: float) -> float:
        return float(delayed_share(np.array(cars), np.array(load))) - target

    return float(brentq(over, 0.0, cars, xtol=1e-13 * cars, rtol=1e-14))


def _fewest_cars(load: float, target: float) -> int:
    lost, cars = 1.0, 0
    while True:
        cars += 1
        lost = load * lost / (cars + load * lost)
        if cars > load and cars * lost / (cars - load * (1 - lost)) <= target:
            return cars


def _fewest_cars_each(loads: Floats, target: float) -> npt.NDArray[np.int64]:
    needed = np.zeros(len(loads), dtype=np.int64)
    open_, lost, cars = np.arange(len(loads)), np.ones(len(loads)), 0
    while len(open_):
        cars += 1
        load = loads[open_]
        lost = load * lost / (cars + load * lost)
        below = np.where(cars > load, cars - load * (1 - lost), np.inf)
        done = (cars > load) & (cars * lost / below <= target)
        needed[open_[done]] = cars
        open_, lost = open_[~done], lost[~done]
    return needed


def _answer(
    owner: str, cars: npt.ArrayLike, load: npt.ArrayLike, between: str, share: Callable[[Floats, Floats], Floats]
) -> Any:
    complaints = Complaints()
    given = amounts(owner, complaints, {"cars": cars, "load": load}, most=MOST_CARS)
    complaints.add(check.one_of(owner, "between", between, _BETWEEN))
    number, loads = broadcast(owner, complaints, cars=given[0], load=given[1])
    if between == "interpolated":
        return number_or_array(_on_the_chord(number, loads, share))
    return number_or_array(share(number, loads))


def _on_the_chord(cars: Floats, load: Floats, share: Callable[[Floats, Floats], Floats]) -> Floats:
    """Return shares on the straight line between the whole numbers of cars around `cars`."""
    low, high = np.floor(cars), np.ceil(cars)
    if share is delayed_share:  # convex only from where C is 1, at as many cars as the load
        low = np.where(low < load, np.minimum(load, cars), low)
    part = np.where(high > low, (cars - low) / np.where(high > low, high - low, 1.0), 0.0)
    return np.asarray((1 - part) * share(low, load) + part * share(high, load))


def delayed_share(cars: Floats, load: Floats) -> Floats:
    """Return Erlang's C of arrays of one shape that are known to be right."""
    lost = lost_share(cars, load)
    steady = load < cars
    below = np.where(steady, cars - load * (1 - lost), 1.0)
    return np.asarray(np.where(steady, cars * lost / below, 1.0))


def lost_share(cars: Floats, load: Floats) -> Floats:
    """Return Erlang's B of arrays of one shape that are known to be right."""
    whole = np.floor(cars)
    part = cars - whole
    lost = _lost_by_a_part(part, load)
    if np.ndim(cars) == 0:
        return np.asarray(_recursion(float(lost), float(part), int(whole), float(load)))
    for k in range(1, int(whole.max(initial=0)) + 1):
        carried = load * lost
        lost = np.where(k <= whole, carried / (k + part + carried), lost)
    return lost


def _recursion(lost: float, part: float, whole: int, load: float) -> float:
    # Plain floats: of one number numpy takes thirty times as long.
    for k in range(1, whole + 1):
        carried = load * lost
        lost = carried / (k + part + carried)
    return lost


def _lost_by_a_part(part: Floats, load: Floats) -> Floats:
    """Return B of less than one car: 1 of none."""
    if not np.any(part):
        return np.ones_like(part)
    small = np.clip(load, 1e-300, _LARGE_LOAD)
    density = np.exp(part * np.log(small) - small - gammaln(part + 1))
    exact = np.where(load > 0, density / gammaincc(part + 1, small), 0.0)
    lost = np.where(load > _LARGE_LOAD, _lost_at_a_large_load(part, np.maximum(load, _LARGE_LOAD)), exact)
    return np.where(part > 0, lost, 1.0)


def _lost_at_a_large_load(part: Floats, load: Floats) -> Floats:
    # 1/B = 1 + f/a + f (f - 1)/a^2 + ...
    term = total = np.ones_like(load)
    for k in range(_SERIES_TERMS):
        term = term * (part - k) / load
        total = total + term
    return np.asarray(1 / total)
