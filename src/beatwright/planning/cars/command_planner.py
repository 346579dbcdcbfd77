"""What planners of cars share: the commands whose calls cars answer, and what is told of them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np
import numpy.typing as npt

from beatwright.base import check
from beatwright.base.errors import ParameterError
from beatwright.base.words import count_of, joined, significant
from beatwright.core import Plan, Problem
from beatwright.core.command_calls import (
    COMMANDS,
    SEVERAL_CARS,
    CommandCalls,
    command_calls,
    share_of_calls_note,
)
from beatwright.core.site_names import at_posts, post_names
from beatwright.core.tour import Tour
from beatwright.planning.shared_options import NamedPlanner

__all__ = [
    "USUAL_DELAYED_SHARE",
    "USUAL_TOURS",
    "CommandPlanner",
    "cars_in_words",
    "crews_by_hour",
]

_TOGETHER = "start when all of them are free at once; the cars leave one by one."
_ONE_BY_ONE = (
    "count so many times as load. That these cars must come together is left out, so that real delays are longer."
)
USUAL_DELAYED_SHARE = 0.10  # where neither the step nor the problem says: one call in ten may find too few free
USUAL_TOURS = (Tour(0, 8), Tour(8, 8), Tour(16, 8))  # where the problem has none


@dataclass(frozen=True, kw_only=True, repr=False)
class CommandPlanner(NamedPlanner):
    """Base of the planners that put cars on duty at the posts of a plan.

    Parameters
    ----------
    commands : {"nearest", "districts"}, default "nearest"
        Whose calls the cars of a post answer: those that it is nearest to in minutes, or those of the district in which
        it stands. Then every district must hold one post.
    calls_per_incident : float, default 1.0
        Calls for service that one recorded incident stands for. Records of crimes hold a part of the calls only; which
        is an assumption, and the plan's notes tell it.
    several_cars : {"together", "one by one"}, default "together"
        Whether a call that needs several cars takes them together, all free at once, or counts as so many calls for one
        car each, which understates delay.
    """

    needs: ClassVar[tuple[str, ...]] = ("posts",)
    builds_on: ClassVar[tuple[str, ...]] = ("posts",)
    makes: ClassVar[tuple[str, ...]] = ("crews",)

    commands: str = "nearest"
    calls_per_incident: float = 1.0
    several_cars: str = "together"

    def command_complaints(self) -> Iterable[str | None]:
        """Yield what is wrong with these options."""
        owner = type(self).__name__
        yield check.one_of(owner, "commands", self.commands, COMMANDS)
        yield check.number(owner, "calls_per_incident", self.calls_per_incident, 0, open_low=True)
        yield check.one_of(owner, "several_cars", self.several_cars, SEVERAL_CARS)

    def calls_of(self, problem: Problem, plan: Plan | None) -> tuple[Plan, CommandCalls, tuple[str, ...]]:
        """Return the plan, the calls of its commands, and the names of their posts.

        Raises
        ------
        ParameterError
            Where the plan has no posts, the demand is not by the hour, or districts are no commands.
        """
        if plan is None or plan.posts is None:
            raise ParameterError(f"{type(self).__name__} puts cars at posts: give a plan with posts.")
        calls = command_calls(problem, plan, self.commands, calls_per_incident=self.calls_per_incident)
        known = post_names(problem.city)
        return plan, calls, tuple(known.get(site, f"post {site}") for site in plan.site_ids)

    def call_notes(
        self, problem: Problem, calls: CommandCalls, on_duty: npt.NDArray[np.int64], names: tuple[str, ...]
    ) -> Iterable[str]:
        """Yield what the reader must know of the calls."""
        many = np.flatnonzero(calls.cars > 1)
        per_week = float(calls.expected.sum())
        yield f"{share_of_calls_note(self.calls_per_incident)} Here {significant(per_week)} calls a week come."
        if many.size:
            needs = joined(f"{problem.severity.names[k]} {calls.cars[k]}" for k in many)
            together = self.several_cars == "together"
            yield f"Calls that need several cars ({needs}) {_TOGETHER if together else _ONE_BY_ONE}"
            yield from _too_few(problem, calls, on_duty, names)
        if calls.unreached > 0:
            yield f"{significant(calls.unreached)} calls an hour are reached from no post, and left out."


def _too_few(
    problem: Problem, calls: CommandCalls, on_duty: npt.NDArray[np.int64], names: tuple[str, ...]
) -> Iterable[str]:
    """Tell of classes that need more cars than a post has on duty."""
    for kind, needs in enumerate(calls.cars):
        comes = calls.expected[:, :, kind].sum(axis=1) > 0
        posts = np.flatnonzero(comes & (on_duty.min(axis=1) < needs))
        if posts.size:
            hours = count_of(int((on_duty[posts] < needs).sum()), "hour")
            yield (
                f"A call of the class {problem.severity.names[kind]} needs {needs} cars, more than are on duty in "
                f"{hours} a week {at_posts(names[post] for post in posts)}: other posts must help then."
            )


def crews_by_hour(cars: Any) -> tuple[tuple[int, ...], ...]:
    """Return cars [post, hour of the week] as the layer of a plan."""
    return tuple(tuple(int(number) for number in row) for row in cars)


def cars_in_words(crews: tuple[tuple[int, ...], ...]) -> str:
    """Return how many cars are on duty in all.

    >>> cars_in_words(((1, 3), (2, 2)))
    '3 to 5 cars on duty, 8 car-hours a week'
    """
    by_hour = np.sum(crews, axis=0)
    low, high = int(by_hour.min()), int(by_hour.max())
    on_duty = count_of(high, "car") if low == high else f"{low} to {count_of(high, 'car')}"
    return f"{on_duty} on duty, {count_of(int(by_hour.sum()), 'car-hour')} a week"
