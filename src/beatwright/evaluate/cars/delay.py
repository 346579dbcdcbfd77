"""Delay: how many calls find too few cars free, how long they wait, and when, by the clock."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from beatwright.base import check
from beatwright.core import Evaluation, Plan, Problem
from beatwright.core.command_calls import COMMANDS, SEVERAL_CARS, command_calls
from beatwright.evaluate.cars.car_judge import CarJudge
from beatwright.evaluate.cars.delay_measures import delay_measures
from beatwright.evaluate.cars.delay_notes import delay_notes
from beatwright.evaluate.cars.delay_tables import delay_tables
from beatwright.evaluate.cars.delay_totals import DelayTotals
from beatwright.evaluate.cars.post_queues import cars_by_hour, post_queues

__all__ = ["Delay"]


@dataclass(frozen=True, repr=False)
class Delay(CarJudge):
    """Judge cars by how many calls find all of them busy, how long those wait, and in which hours.

    Each post has a queue of its own: the calls of its command, the cars on duty there. It is followed by the clock
    through the week, which comes again and again (M(t)/M/s(t)), so that what a peak leaves behind is in the hours after
    it. A call is delayed where it does not start at once. The mean wait over all calls follows from the line by
    Little's law. Waits by class share the line of each hour as in a steady queue in which urgent calls go first: they
    are approximate. A response is the wait and the travel from the post.

    A call that needs several cars takes them together: it starts when all of them are free at once, and cars leave one
    by one (Green's multiple-car dispatch). Where fewer are on duty than it needs it starts once all of these are free,
    and the first that come free do the work of the rest; a row of its own counts such calls.

    Hours whose load is above the cars are no error: a line builds up that later hours work off. Where the cars of a
    post cannot carry its calls over the week, or so nearly cannot that the line never settles, all of its calls count
    as delayed, and its wait is infinite, and with it the mean over all posts; a row of their own counts them. Calls
    that no post reaches count as delayed too, and are in no mean of minutes.

    With several demand scenarios a figure is that of the expected demand, and its interval runs from the 5 % to the
    95 % quantile over the scenarios. Rates per year are for 8,766 hours.

    Breakdowns: ``tables["severity"]``, ``["post"]``, ``["hour of the day"]`` and ``["hour"]`` (of the week).

    Parameters
    ----------
    commands : {"nearest", "districts"}, default "nearest"
        Whose calls the cars of a post answer: those that it is nearest to in minutes, or those of the district in which
        it stands. Then every district must hold one post.
    patrol_speed : float, default 16.0
        Kilometres per hour of cars on patrol, for the patrol passes of a street, where the zones have `street_km`.
    several_cars : {"together", "one by one"}, default "together"
        Whether a call that needs several cars takes them together, or counts as so many calls for one car each, which
        understates delay.

    References
    ----------
    Green, L. (1984). A multiple dispatch queueing model of police patrol operations. Management Science 30, 653-664.

    Examples
    --------
    >>> import dataclasses
    >>> import numpy as np
    >>> from beatwright.core import Demand, Post
    >>> from beatwright.testing import small_problem
    >>> problem = small_problem()
    >>> by_hour = Demand(0.5 * np.repeat(problem.demand.rate, 168, axis=2))
    >>> plan = Plan(posts=(Post("s2"), Post("s5")), crews=((6,), (7,)))
    >>> evaluation = Delay().score(dataclasses.replace(problem, demand=by_hour), plan)
    >>> round(evaluation["delayed share"], 4), round(evaluation["mean wait"], 2)
    (0.1789, 6.1)
    """

    commands: str = "nearest"
    patrol_speed: float = 16.0
    several_cars: str = "together"

    @property
    def by_districts(self) -> bool:
        """Whether commands are the districts of the plan."""
        return self.commands == "districts"

    def complaints(self) -> Iterable[str | None]:
        """Yield what is wrong with the options."""
        yield from super().complaints()
        yield check.one_of("Delay", "commands", self.commands, COMMANDS)
        yield check.number("Delay", "patrol_speed", self.patrol_speed, 0, open_low=True)
        yield check.one_of("Delay", "several_cars", self.several_cars, SEVERAL_CARS)

    def score(self, problem: Problem, plan: Plan) -> Evaluation:
        """Return the evaluation of `plan` on `problem`.

        Raises
        ------
        ParameterError
            Where the plan has no posts, cars or (where they are commands) districts; where demand is not by the hour of
            the week; where no post has a call.
        """
        plan.need(*self.needs)
        calls = command_calls(problem, plan, self.commands, calls_per_incident=self.calls_per_incident)
        queues = post_queues(calls, cars_by_hour(plan), together=self.several_cars == "together")
        totals = DelayTotals.of(problem, calls, queues, self.calls_per_incident)
        return Evaluation(
            plan.name,
            type(self).__name__,
            tuple(delay_measures(totals, problem, calls.street_km, self.patrol_speed)),
            read=self.reads,
            on=problem.demand.source,
            problem=problem.digest,
            tables=delay_tables(totals, problem, plan.site_ids),
            notes=tuple(delay_notes(totals, problem, plan, self.calls_per_incident)),
        )
