"""The queue of calls at every post, by the hour of the week, under the expected demand and every scenario.

A call that needs several cars counts as so many calls for one car each. The queue by the clock says what share of an
hour's calls finds every car busy, and how many wait on average. What waits is shared among the classes as in a steady
queue in which the more urgent call is always served first and no car is called off: class k has the part
q_k f_k / sum_i q_i f_i of the line, f_k = 1 / ((1 - u s_(k-1)) (1 - u s_k)), where u is the share of the cars that is
busy in the hour, q the parts of the classes in the load of the hour and s_k their sum down to class k, the most urgent
first. Where calls and cars do not change by the hour this is Cobham's formula, exactly.

Cobham, A. (1954). Priority assignment in waiting line problems. Operations Research 2, 70-76.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from beatwright.base.errors import ParameterError
from beatwright.core import Plan
from beatwright.core.command_calls import CommandCalls
from beatwright.core.demand import HOURS_OF_WEEK
from beatwright.queueing import HourlyDelay, delay_by_hour, offered_load

__all__ = ["PostQueues", "cars_by_hour", "need_service", "post_queues"]

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
_MOST_CARS = 2_000  # cars of a post, or load in cars, that `delay_by_hour` takes at most
_FULL = 1.0 - 1e-12  # of the cars of an hour: they are never all busy all of it


@dataclass(frozen=True, eq=False)
class PostQueues:
    """What calls meet at every post; run 0 is the expected demand, the others are the scenarios where there are some.

    Parameters
    ----------
    calls : array, shape (runs, posts, 168, classes)
        Calls per hour.
    needs : array of int, shape (classes,)
        Cars that a call needs.
    service : array, shape (runs, posts)
        Mean hours that a call keeps a car; 0 where a post has no calls.
    cars : array of int, shape (posts, 168)
        Cars on duty.
    delayed : array, shape (runs, posts, 168)
        Share of the calls of each hour that find every car busy.
    line : array, shape (runs, posts, 168, classes)
        Mean number of cars that calls of each class wait for; 0 where the cars of a post do not keep up.
    busy : array, shape (runs, posts, 168)
        Mean number of busy cars.
    keeps_up : array of bool, shape (runs, posts)
        Whether the cars of a post carry its calls over the week, so that there is a mean wait at all.
    """

    calls: Floats
    needs: Ints
    service: Floats
    cars: Ints
    delayed: Floats
    line: Floats
    busy: Floats
    keeps_up: npt.NDArray[np.bool_]

    @property
    def requests(self) -> Floats:
        """Cars that calls ask for per hour, shape (runs, posts, 168, classes)."""
        return np.asarray(self.calls * self.needs)

    @property
    def load(self) -> Floats:
        """Cars that the calls of each hour keep busy, were they served as they come, shape (runs, posts, 168)."""
        return np.asarray(self.requests.sum(axis=3) * self.service[:, :, None])

    @property
    def by_hour(self) -> Floats:
        """Calls per hour of all classes, shape (runs, posts, 168)."""
        return np.asarray(self.calls.sum(axis=3))


def cars_by_hour(plan: Plan) -> Ints:
    """Return the cars on duty at each post in each hour of the week, shape (posts, 168)."""
    crews = np.array(plan.crews, dtype=np.int64)
    return np.ascontiguousarray(np.broadcast_to(crews, (len(crews), HOURS_OF_WEEK)))


def post_queues(calls: CommandCalls, cars: Ints) -> PostQueues:
    """Return the queues of the commands, given the cars on duty, shape (posts, 168).

    Raises
    ------
    ParameterError
        Where calls keep no car at all, or more cars than can be followed.
    """
    rate = calls.expected[None] if len(calls.rate) == 1 else np.concatenate([calls.expected[None], calls.rate])
    runs, posts, hours, classes = rate.shape
    service, keeps_up = np.zeros((runs, posts)), np.ones((runs, posts), dtype=bool)
    delayed, busy = np.zeros((2, runs, posts, hours))
    line = np.zeros((runs, posts, hours, classes))
    for run, post in np.ndindex(runs, posts):
        requests: Floats = rate[run, post] * calls.cars.astype(np.float64)
        if not requests.sum() > 0:
            continue
        at = (run, post)
        service[at] = requests.sum(axis=0) @ calls.service[post] / requests.sum()
        found = _queue(requests.sum(axis=1), cars[post], float(service[at]))
        keeps_up[at] = found is not None
        delayed[at] = 1.0 if found is None else np.minimum(found.delayed, 1.0)
        busy[at] = cars[post] if found is None else found.busy
        if found is not None:
            line[at] = _line_by_class(found, requests, cars[post], float(service[at]))
    return PostQueues(rate, calls.cars, service, cars, delayed, line, busy, keeps_up)


def need_service(hours: float) -> None:
    """Raise where calls keep no car at all."""
    if not hours > 0:
        raise ParameterError(
            "Calls keep no car: their classes have 0 minutes of service, and there is no way to them. Set "
            "service_minutes in the severity table."
        )


def _queue(requests: Floats, cars: Ints, service: float) -> HourlyDelay | None:
    """Return what the calls of a post meet; None where its cars do not carry them over the week."""
    need_service(service)
    most = max(float(cars.max()), float(requests.max()) * service)
    if most <= _MOST_CARS and cars.sum() <= requests.sum() * service:
        return None
    try:
        return delay_by_hour(requests, cars, service)
    except ParameterError:
        # What it refuses then is a load so near to the cars that the line does not settle within years.
        if most > _MOST_CARS:
            raise
        return None


def _line_by_class(found: HourlyDelay, requests: Floats, cars: Ints, service: float) -> Floats:
    """Share the line of each hour among the classes, shape (168, classes)."""
    load = offered_load(requests.T, service).mean.T[:, ::-1]  # the most urgent first; it lags behind the calls
    part = load / np.maximum(load.sum(axis=1, keepdims=True), np.finfo(float).tiny)
    # In an hour without a car nobody goes first: all classes wait until there is one.
    used = np.minimum(np.divide(found.busy, cars, out=np.zeros(len(cars)), where=cars > 0), _FULL)[:, None]
    upto = used * np.minimum(np.cumsum(part, axis=1), 1.0)
    weight = part / ((1 - np.maximum(upto - used * part, 0.0)) * (1 - upto))
    shared = weight / np.maximum(weight.sum(axis=1, keepdims=True), np.finfo(float).tiny)
    return np.asarray((found.line[:, None] * shared)[:, ::-1])
