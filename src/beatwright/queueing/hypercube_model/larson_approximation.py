"""Larson's approximation of the hypercube: one unknown a post instead of one a state.

Were cars busy independently of each other, a call would get the car at rank j of its zone's list with probability
(product of the workloads of the j cars before) (1 - workload of this one). They are not; the factor Q_j makes up for
it as if every car were as likely busy as any other:

    Q_j = sum_{k=j}^{N-1} p_k C(N-j-1, k-j) / C(N, k)  /  (r^j (1 - r)),

with p_k the masses of M/M/N (M/M/N/N where calls are lost) and r the mean workload. Workloads are found by iteration.
Here a zone's terms are also scaled to add up to the probability that some car is free, which above 100 cars they miss.

Cars of a post share its ranks: each is asked first, second, ... equally often, so that they are equally busy.

Larson, R. C. (1975). Approximating the performance of urban emergency service systems. Operations Research 23,
845-868, equations 11 to 20.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.special import gammaln, logsumexp

from beatwright.base import check
from beatwright.base.errors import Complaints, NoPlanFoundError, ParameterError
from beatwright.queueing.hypercube_model.fleet_queue import busy_masses
from beatwright.queueing.hypercube_model.hypercube_arguments import CallsAndCars, read_calls_and_cars
from beatwright.queueing.hypercube_model.hypercube_result import HypercubeResult, result_of

__all__ = ["dispatch_factors", "hypercube_approximate"]

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

# Passes are 10 to 30 where posts differ much.
_MOST_PASSES = 1_000


def hypercube_approximate(
    rate: npt.ArrayLike,
    preference: npt.ArrayLike,
    cars: npt.ArrayLike,
    service: npt.ArrayLike = 1.0,
    line: bool = True,
    *,
    normalise: bool = True,
    tolerance: float = 1e-6,
) -> HypercubeResult:
    """Approximate the hypercube queueing model by Larson's method: any number of cars, in milliseconds.

    Parameters
    ----------
    rate, preference, cars, line
        As for `hypercube`.
    service : float or array_like, shape (posts,), default 1
        Mean hours of a call, the same at every post.
    normalise : bool, default True
        Whether to scale each zone's shares so that they add up to the probability that a car is free; False is the
        method as published.
    tolerance : float, default 1e-6
        Largest step of a workload at which to stop.

    Returns
    -------
    HypercubeResult
        As of `hypercube`, with method "approximate".

    Raises
    ------
    ParameterError
        With everything that is wrong at once; where service times differ between posts.
    NoPlanFoundError
        Where 1,000 passes do not reach the tolerance.

    Notes
    -----
    Compare plans with it, and report the exact model or a simulation: a single car's workload is off by some per cent.

    References
    ----------
    Larson, R. C. (1975), Operations Research 23, 845-868.

    Examples
    --------
    Three cars of one post each; the exact workloads are .5574, .4734 and .4693.

    >>> order = [[0, 1, 2], [0, 2, 1], [1, 0, 2], [2, 0, 1]]
    >>> hypercube_approximate([0.5, 0.25, 0.35, 0.4], order, cars=[1, 1, 1]).workload.round(4).tolist()
    [0.5643, 0.4713, 0.4644]
    """
    asked = read_calls_and_cars("hypercube_approximate", rate, preference, cars, service=service, line=line)
    _check_options(asked, normalise, tolerance)
    load = asked.total * float(asked.service[0])
    masses = busy_masses(asked.fleet, load, line=line)
    all_busy = float(masses[-1] * (asked.fleet / (asked.fleet - load) if line else 1.0))
    ranks = _read_ranks(asked, dispatch_factors(masses, load / asked.fleet * (1.0 if line else 1.0 - all_busy)))
    workload, passes, step = _iterate(asked, ranks, all_busy, tolerance=tolerance, normalise=normalise)
    chance = np.zeros((len(asked.cars), len(asked.rate)))
    zones = np.arange(len(asked.rate))
    terms, scale = _terms(ranks, workload, 1.0 - all_busy, normalise=normalise)
    for post, term in zip(ranks.post, terms, strict=True):
        chance[post, zones] = term * (1.0 - workload[post]) * scale
    return result_of(asked, chance, workload, all_busy, found=("approximate", 0, passes, step))


def _check_options(asked: CallsAndCars, normalise: bool, tolerance: float) -> None:
    complaints = Complaints()
    complaints.add(check.boolean("hypercube_approximate", "normalise", normalise))
    complaints.add(check.number("hypercube_approximate", "tolerance", tolerance, 1e-14, 0.1))
    if np.ptp(asked.service) > 1e-9 * asked.service.max():
        least, most = asked.service.min(), asked.service.max()
        expected = "the same hours at every post (hypercube takes different ones)"
        complaints.add(check.sentence("hypercube_approximate", "service", expected, f"{least:g} to {most:g}"))
    complaints.raise_if_any(ParameterError)


def dispatch_factors(masses: Floats, workload: float) -> Floats:
    """Return Larson's Q_0, Q_1, ..., shape (cars,).

    Parameters
    ----------
    masses : array, shape (cars + 1,)
        Probability that so many cars are busy and nobody waits, from `busy_masses`.
    workload : float
        Mean workload of a car.

    Examples
    --------
    >>> dispatch_factors(busy_masses(3, 1.5, line=True), 0.5).round(8)
    array([1.        , 0.73684211, 0.63157895])
    """
    cars = len(masses) - 1
    j, k = np.arange(cars)[:, None], np.arange(cars)[None, :]
    with np.errstate(divide="ignore"):
        logs = np.log(masses[:-1]) + _log_choose(cars - j - 1, np.maximum(k - j, 0)) - _log_choose(cars, k)
    sums = logsumexp(np.where(k >= j, logs, -np.inf), axis=1)
    return np.asarray(np.exp(sums - np.arange(cars) * np.log(workload) - np.log1p(-workload)))


def _log_choose(n: npt.ArrayLike, k: npt.ArrayLike) -> Floats:
    n, k = np.asarray(n), np.asarray(k)
    return np.asarray(gammaln(n + 1) - gammaln(k + 1) - gammaln(np.maximum(n - k, 0) + 1))


@dataclass(frozen=True, eq=False)
class _Ranks:
    """Posts by rank and their cars: [rank, zone]; and Q of each of these, 0 beyond the last: [car, rank, zone]."""

    post: Ints
    count: Ints
    factor: Floats


def _read_ranks(asked: CallsAndCars, factors: Floats) -> _Ranks:
    post = np.ascontiguousarray(asked.preference.T)
    count = asked.cars[post]
    before = np.cumsum(count, axis=0) - count
    car = np.arange(int(asked.cars.max()))[:, None, None]
    within = np.minimum(before + car, asked.fleet - 1)
    return _Ranks(post, count, np.where(car < count, factors[within], 0.0))


def _terms(ranks: _Ranks, workload: Floats, free: float, *, normalise: bool) -> tuple[Floats, Floats]:
    """Return chances of the post at each rank without its (1 - workload), [rank, zone], and the scale of each zone."""
    busy = workload[ranks.post]
    own = ranks.factor[-1]
    for factor in ranks.factor[-2::-1]:
        own = factor + busy * own
    terms = np.empty_like(busy)
    terms[0] = 1.0
    all_busy = busy if len(ranks.factor) == 1 else busy**ranks.count
    np.cumprod(all_busy[:-1], axis=0, out=terms[1:])
    terms *= own
    if not normalise:
        return terms, np.ones(terms.shape[1])
    return terms, free / np.einsum("rz,rz->z", terms, 1.0 - busy)


def _iterate(
    asked: CallsAndCars, ranks: _Ranks, all_busy: float, *, tolerance: float, normalise: bool
) -> tuple[Floats, int, float]:
    """Return workloads, passes and the last step."""
    before = np.zeros(len(asked.cars))
    passes = _passes(asked, ranks, all_busy, normalise=normalise)
    for count, workload in enumerate(passes):
        step = float(np.abs(workload - before).max())
        if step <= tolerance:
            return workload, count, step
        if count == _MOST_PASSES:
            break
        before = workload
    raise NoPlanFoundError(
        f"hypercube_approximate did not come to its tolerance of {tolerance:g} in {_MOST_PASSES:,} passes: the last "
        f"step of a workload was {step:.1e}. Raise 'tolerance', or use hypercube."
    )


def _passes(asked: CallsAndCars, ranks: _Ranks, all_busy: float, *, normalise: bool) -> Iterator[Floats]:
    """Yield workloads, the mean one of all cars first, and so on without end."""
    calls = asked.rate * asked.service[0]
    queued = calls.sum() * all_busy / asked.fleet if asked.line else 0.0
    mean = calls.sum() / asked.fleet * (1.0 if asked.line else 1.0 - all_busy)
    workload = np.full(len(asked.cars), mean)
    while True:
        yield workload
        terms, scale = _terms(ranks, workload, 1.0 - all_busy, normalise=normalise)
        offered = np.bincount(ranks.post.ravel(), (terms * (calls * scale)).ravel(), len(workload)) / asked.cars
        workload = (offered + queued) / (1.0 + offered)
        workload = workload * (mean * asked.fleet / (workload @ asked.cars))
