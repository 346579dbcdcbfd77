"""What the queues of all posts come to: calls that wait, minutes, cars, under the expected demand and every scenario.

Calls at posts whose cars do not keep up count as delayed and wait for ever, and with them the mean does. Those that no
post reaches count as delayed too, and are in no mean of minutes.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

from beatwright.core import Problem
from beatwright.core.command_calls import CommandCalls
from beatwright.evaluate.cars.post_queues import PostQueues

__all__ = ["DelayTotals", "ratio"]

Floats = npt.NDArray[np.float64]
_MINUTES = 60.0
_SLIGHT = 1e-9  # by which a share may be above a standard that it is meant to meet


def ratio(part: Floats, whole: Floats) -> Floats:
    """Return part / whole; NaN where the whole is 0."""
    result: Floats = np.divide(part, whole, out=np.full(np.shape(whole), np.nan), where=np.asarray(whole) > 0)
    return result


@dataclass(frozen=True, eq=False)
class DelayTotals:
    """Queues of all posts, and sums of them over runs: the expected demand, then the scenarios.

    Parameters
    ----------
    queues : PostQueues
    travel : array, shape (posts, classes)
        Mean minutes from the post to its calls.
    all_calls : array, shape (runs, 168)
        Calls per hour in the city, those that no post reaches too.
    weight : array, shape (scenarios,)
        Probability of each scenario.
    """

    queues: PostQueues
    travel: Floats
    all_calls: Floats
    weight: Floats

    @classmethod
    def of(cls, problem: Problem, calls: CommandCalls, queues: PostQueues, calls_per_incident: float) -> DelayTotals:
        """Return the totals of queues."""
        every = problem.demand.rate.sum(axis=(1, 3)) * calls_per_incident
        whole = np.tensordot(calls.weight, every, axes=1)[None]
        return cls(queues, calls.travel, whole if len(every) == 1 else np.concatenate([whole, every]), calls.weight)

    @cached_property
    def unreached(self) -> Floats:
        """Calls per hour that no post reaches, shape (runs, 168)."""
        rest = self.all_calls - self.queues.by_hour.sum(axis=1)
        # Sums of the same terms in another order: what is left of a whole is no call.
        return np.where(rest > _SLIGHT * self.all_calls, rest, 0.0)

    @cached_property
    def delayed_by_hour(self) -> Floats:
        """Share of the calls of each hour that are delayed, shape (runs, 168); NaN in hours without calls."""
        late = (self.queues.by_hour * self.queues.delayed).sum(axis=1) + self.unreached
        return np.minimum(ratio(late, self.all_calls), 1.0)

    @property
    def delayed(self) -> Floats:
        """Share of all calls that are delayed, shape (runs,)."""
        late = (self.queues.by_hour * self.queues.delayed).sum(axis=(1, 2)) + self.unreached.sum(axis=1)
        return np.minimum(ratio(late, self.all_calls.sum(axis=1)), 1.0)

    @property
    def reached(self) -> Floats:
        """Calls a week at posts, shape (runs, posts, classes)."""
        return np.asarray(self.queues.calls.sum(axis=2))

    @property
    def waited(self) -> Floats:
        """Minutes that those calls wait in a week, infinite where cars do not keep up; shape as `reached`."""
        without_end = ~self.queues.keeps_up[:, :, None] & (self.reached > 0)
        return np.where(without_end, np.inf, self.queues.line.sum(axis=2) * _MINUTES)

    @property
    def travelled(self) -> Floats:
        """Minutes of travel to those calls in a week, shape (runs, posts, classes)."""
        return np.asarray(self.reached * self.travel)

    @property
    def short(self) -> Floats:
        """Calls a week at posts whose cars do not keep up, shape (runs,)."""
        return np.asarray((self.queues.by_hour.sum(axis=2) * ~self.queues.keeps_up).sum(axis=1))

    @property
    def too_large(self) -> Floats:
        """Calls a week that need more cars than are on duty, shape (runs,)."""
        return np.asarray(self.queues.short.sum(axis=(1, 2, 3)))

    @property
    def overloaded(self) -> npt.NDArray[np.bool_]:
        """Whether the calls of an hour are more than the cars can carry, shape (runs, posts, 168)."""
        return np.asarray(self.queues.load > self.queues.cars)

    def over(self, most_delayed: float) -> npt.NDArray[np.bool_]:
        """Tell in which hours with calls a larger share is delayed, shape (runs, posts, 168)."""
        return np.asarray((self.queues.delayed > most_delayed + _SLIGHT) & (self.queues.by_hour > 0))

    @property
    def late_where_calls(self) -> Floats:
        """Share delayed by hour; 0 in hours without calls, shape (runs, posts, 168)."""
        return np.where(self.queues.by_hour > 0, self.queues.delayed, 0.0)
