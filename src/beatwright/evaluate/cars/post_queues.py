"""The queue of calls at every post, by the hour of the week, under the expected demand and every scenario.

The queue by the clock says what share of an hour's calls is delayed, and how many wait on average. A call that needs
several cars takes them together (`multi_car_delay_by_hour`), or counts as so many calls for one car each, as is asked.
What waits is shared among the classes as in a steady
queue in which the more urgent call goes first and no car is called off: class k has the part q_k f_k / sum_i q_i f_i of
the line, f_k = 1 / ((1 - u s_(k-1)) (1 - u s_k)), where u is the share of the cars that is busy in the hour, q the
parts of the classes in the load of the hour and s_k their sum down to class k, the most urgent first. Where calls and
cars do not change by the hour this is Cobham's formula, exactly. Where calls take several cars together the first in
line keeps the cars that are held for it, and what is shared is the line behind it: q are then the parts in the calls,
and u s_k the calls down to class k times the mean time from one start to the next (`between_starts`).

Cobham, A. (1954). Priority assignment in waiting line problems. Operations Research 2, 70-76. Green, L. (1984). A
multiple dispatch queueing model of police patrol operations. Management Science 30, 653-664.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

from beatwright.base.errors import ParameterError
from beatwright.core import Plan
from beatwright.core.command_calls import CommandCalls
from beatwright.core.demand import HOURS_OF_WEEK
from beatwright.queueing import HourlyDelay, MultiCarHours, delay_by_hour, multi_car_delay_by_hour, offered_load
from beatwright.queueing.multiple_dispatch.multi_car_by_cars import between_starts
from beatwright.queueing.multiple_dispatch.multi_car_by_hour import share_of_needs
from beatwright.queueing.multiple_dispatch.multi_car_queue import TooManyStatesError

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
    late : array, shape (runs, posts, 168, classes)
        Share of the calls of each hour and class that do not start at once.
    line : array, shape (runs, posts, 168, classes)
        Mean number of calls of each class in line; 0 where the cars of a post do not keep up.
    busy : array, shape (runs, posts, 168)
        Mean number of busy cars.
    keeps_up : array of bool, shape (runs, posts)
        Whether the cars of a post carry its calls over the week, so that there is a mean wait at all.
    together : bool
        Whether calls take several cars together.
    """

    calls: Floats
    needs: Ints
    service: Floats
    cars: Ints
    late: Floats
    line: Floats
    busy: Floats
    keeps_up: npt.NDArray[np.bool_]
    together: bool = False

    @cached_property
    def delayed(self) -> Floats:
        """Share of the calls of each hour that do not start at once, shape (runs, posts, 168)."""
        whole = self.by_hour
        late = (self.late * self.calls).sum(axis=3)
        # In an hour without calls, what a call of the usual mix would meet does not matter: the mean of the classes.
        return np.asarray(np.divide(late, whole, out=self.late.mean(axis=3), where=whole > 0))

    @property
    def short(self) -> Floats:
        """Calls per hour that need more cars than are on duty, shape (runs, posts, 168, classes)."""
        return np.asarray(self.calls * (self.needs > self.cars[:, :, None]))

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


def post_queues(calls: CommandCalls, cars: Ints, *, together: bool = True) -> PostQueues:
    """Return the queues of the commands, given the cars on duty, shape (posts, 168).

    Parameters
    ----------
    calls : CommandCalls
    cars : array of int, shape (posts, 168)
    together : bool
        Whether a call takes the cars that it needs together, or counts as so many calls for one car.

    Raises
    ------
    ParameterError
        Where calls keep no car at all, or more cars than can be followed.
    """
    rate = calls.expected[None] if len(calls.rate) == 1 else np.concatenate([calls.expected[None], calls.rate])
    runs, posts, hours, classes = rate.shape
    service, keeps_up = np.zeros((runs, posts)), np.ones((runs, posts), dtype=bool)
    busy = np.zeros((runs, posts, hours))
    late, line = np.zeros((2, runs, posts, hours, classes))
    for run, post in np.ndindex(runs, posts):
        requests: Floats = rate[run, post] * calls.cars.astype(np.float64)
        if not requests.sum() > 0:
            continue
        at = (run, post)
        service[at] = requests.sum(axis=0) @ calls.service[post] / requests.sum()
        one = _PostCalls(rate[run, post], calls.cars, cars[post], float(service[at]), together)
        found = one.queue()
        keeps_up[at] = found is not None
        late[at] = 1.0 if found is None else np.minimum(one.late(found), 1.0)
        busy[at] = cars[post] if found is None else found.busy
        if found is not None:
            line[at] = one.line(found)
    return PostQueues(rate, calls.cars, service, cars, late, line, busy, keeps_up, together)


def need_service(hours: float) -> None:
    """Raise where calls keep no car at all."""
    if not hours > 0:
        raise ParameterError(
            "Calls keep no car: their classes have 0 minutes of service, and there is no way to them. Set "
            "service_minutes in the severity table."
        )


@dataclass(frozen=True, eq=False)
class _PostCalls:
    """The calls of one post: rate [hour, class], needs [class], cars [hour], mean hours of service."""

    rate: Floats
    needs: Ints
    cars: Ints
    service: float
    together: bool

    @property
    def requests(self) -> Floats:
        """Cars asked for per hour, shape (168, classes)."""
        return self.rate * self.needs

    def queue(self) -> HourlyDelay | None:
        """Return what the calls meet; None where the cars do not carry them over the week."""
        need_service(self.service)
        requests = self.requests.sum(axis=1)
        most = max(float(self.cars.max()), float(requests.max()) * self.service)
        if most <= _MOST_CARS and self.cars.sum() <= requests.sum() * self.service:
            return None
        several = self.together and bool((self.needs[self.rate.any(axis=0)] > 1).any())
        try:
            if not several:
                return delay_by_hour(requests, self.cars, self.service)
            calls = self.rate.sum(axis=1)
            return multi_car_delay_by_hour(
                calls, share_of_needs(self.rate, self.needs), self.cars, self.service, short="start"
            )
        except TooManyStatesError as problem:
            raise ParameterError(f"{problem} Or set several_cars = 'one by one' in Delay.") from problem
        except ParameterError:
            # What it refuses then is a load so near to the cars that the line does not settle within years.
            if most > _MOST_CARS:
                raise
            return None

    def late(self, found: HourlyDelay) -> Floats:
        """Return the share of the calls of each class that is delayed, shape (168, classes)."""
        if isinstance(found, MultiCarHours):
            return self._by_class(found.delayed_by_need)
        return np.repeat(found.delayed[:, None], len(self.needs), axis=1)

    def _by_class(self, by_need: Floats) -> Floats:
        """Return for each class what its need has; a class that never comes may need more than any that does."""
        return by_need[:, np.minimum(self.needs, by_need.shape[1]) - 1]

    def line(self, found: HourlyDelay) -> Floats:
        """Share the line of each hour among the classes, shape (168, classes)."""
        load = offered_load(self.requests.T, self.service).mean.T  # it lags behind the calls
        if isinstance(found, MultiCarHours):
            return self._line_of_several(found, load / self.needs)
        part = _parts(load)
        # In an hour without a car nobody goes first: all classes wait until there is one.
        used = np.divide(found.busy, self.cars, out=np.zeros(len(load)), where=self.cars > 0)
        return np.asarray(found.line[:, None] * _parts(part * _urgent_first(part * used[:, None])) / self.needs)

    def _line_of_several(self, found: MultiCarHours, calls: Floats) -> Floats:
        """Return the line where calls take several cars together; `calls` are those under way, [hour, class]."""
        alike = (self.needs[:, None] == self.needs).astype(np.float64)  # classes of one need share by their calls
        of_need = np.maximum(calls @ alike, np.finfo(float).tiny)
        most = found.line_by_need.shape[1]
        first = found.line_by_need - share_of_needs(self.rate, self.needs)[:, :most] * found.behind[:, None]
        between = np.array([between_starts(most, cars) if cars else np.zeros(most) for cars in self.cars.tolist()])
        behind = _parts(calls * _urgent_first(calls * self._by_class(between)))
        return np.asarray(self._by_class(first) * calls / of_need + found.behind[:, None] * behind)


def _parts(whole: Floats) -> Floats:
    return np.asarray(whole / np.maximum(whole.sum(axis=1, keepdims=True), np.finfo(float).tiny))


def _urgent_first(used: Floats) -> Floats:
    """Return by what the waits of each class are longer, [hour, class], where it uses so much of the time of cars."""
    whole = used.sum(axis=1, keepdims=True)
    used = used * np.minimum(1.0, _FULL / np.maximum(whole, np.finfo(float).tiny))
    upto = np.minimum(np.cumsum(used[:, ::-1], axis=1)[:, ::-1], _FULL)  # the most urgent is the last
    return np.asarray(1 / ((1 - np.maximum(upto - used, 0.0)) * (1 - upto)))
