"""Simulation: what citizens and officers would have seen of a plan, call by call, with intervals."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, fields
from typing import ClassVar

import numpy as np

from beatwright.base import check
from beatwright.base.errors import Complaints, ParameterError
from beatwright.base.interrupts import interrupt_stops
from beatwright.core import Calls, Evaluation, Plan, Problem, Step
from beatwright.core.command_calls import hourly_demand_complaint
from beatwright.evaluate.simulation.answered_calls import AnsweredCalls
from beatwright.evaluate.simulation.dispatch_calls import dispatch_calls
from beatwright.evaluate.simulation.dispatch_inputs import DispatchInputs, dispatch_inputs
from beatwright.evaluate.simulation.overload import grows
from beatwright.evaluate.simulation.simulation_measures import simulation_measures
from beatwright.evaluate.simulation.simulation_notes import simulation_notes
from beatwright.evaluate.simulation.simulation_tables import simulation_tables
from beatwright.simulate import Policy

__all__ = ["Simulation"]

_LONGEST = 52  # weeks of one run, after which a run can be stopped
_NOT_OPTIONS = ("exchange", "call_minutes")  # the plan and the problem say


@dataclass(frozen=True, repr=False)
class Simulation(Step):
    """Judge a plan by a simulation of its dispatch: every plan answers the same calls, one by one.

    Calls are drawn from the demand, once for a problem, a seed and a number of weeks: plans differ by their decisions
    only. Cars are those of the crews, named so that they stay the same from hour to hour; a plan without crews has one
    car at each post, and a note says so. Beats are the districts of the plan, else what each post is nearest to. A run
    begins with no call, and `warm_up` weeks do not count; it goes on until every call is answered.

    A call is delayed where no car is sent at once. A response is the time from the call to the arrival of the first
    car, the problem's `call_minutes` included; it is on time where it meets `within_minutes`, and the post of the car
    `within`. Calls that no post reaches count as delayed and late, and are in no mean of minutes. Where the queue grows
    without end, waits and responses are infinite, and a note says so. Rates per year are for 8,766 hours.

    Figures have a 90 % interval over the weeks. Plans that answered the same calls are compared week by week.
    Breakdowns: ``tables["severity"]``, ``["post"]``, ``["beat"]``, ``["zone"]``, ``["hour"]`` (of the week).

    More than 52 weeks are simulated year by year, each with calls and a warm-up of its own. An interrupt then ends the
    simulation with the years that are done; a single year takes a second or two.

    Parameters
    ----------
    weeks : int, default 52
        Weeks that count.
    seed : int, default 1
        Of the calls.
    warm_up : int, default 1
        Weeks before those.
    calls_per_incident : float, default 1.0
        Calls for service that one recorded incident stands for. Records of crimes hold a part of the calls only.
    place : {"post", "scene", "patrol"}, default "post"
        Where a free car is: at its post at once; going back to it from its last call; on patrol in its beat.
    dispatch : {"closest", "own beat", "beat list"}, default "closest"
        Which free car is sent: the closest; one of the zone's own beat, else the closest; by the posts in their order.
    stack_from : int, optional
        Calls of this class and of less urgent ones wait for a car of their own beat; 0 is the most urgent class.
        Default: none do.
    hold : float, default 30.0
        Minutes after which a call that waits for its own beat is given to any car; may be infinite.
    start : {"together", "first"}, default "together"
        A call that needs several cars is begun when all of them are free; or the first goes and the others follow.
    leave : {"alone", "together"}, default "alone"
        Each car leaves the scene when its own work is done; or all leave with the last.
    preempt : int, default 0
        So many of the most urgent classes may take a car from a less urgent call or from a meal.
    reserve : tuple of int, default ()
        A call of class k waits while fewer than ``reserve[k]`` cars are free; the last entry holds for those after it.
    tour_end : {"finish", "hand over"}, default "finish"
        A car whose tour ends finishes its call, in overtime; or hands it over to another car.
    last_calls : float, default 0.0
        A car is sent to no call in so many minutes before its tour ends.
    order : {"class", "age"}, default "class"
        The order of calls that wait: by class, then by age; or by age alone.
    meal_minutes : float, default 0.0
        Length of the meal of each tour; 0 for none.
    meal_after : float, default 240.0
        Minutes after the start of a tour when its meal is due.

    References
    ----------
    Law, A. M. (2015). Simulation Modeling and Analysis, 5th ed. McGraw-Hill, chapters 9 to 11.

    Examples
    --------
    >>> from beatwright.core import Post
    >>> from beatwright.testing import hourly_problem
    >>> plan = Plan(posts=(Post("s2"), Post("s5")), crews=((6,), (7,)))
    >>> evaluation = Simulation(weeks=4).score(hourly_problem(), plan)
    >>> 0.0 < evaluation["delayed share"] < 0.1, evaluation["car-hours on duty"]
    (True, 2184.0)
    """

    needs: ClassVar[tuple[str, ...]] = ("posts",)
    reads: ClassVar[tuple[str, ...]] = ("posts", "crews", "districts")
    by_hour: ClassVar[bool] = True

    weeks: int = 52
    seed: int = 1
    warm_up: int = 1
    calls_per_incident: float = 1.0
    place: str = "post"
    dispatch: str = "closest"
    stack_from: int | None = None
    hold: float = 30.0
    start: str = "together"
    leave: str = "alone"
    preempt: int = 0
    reserve: tuple[int, ...] = ()
    tour_end: str = "finish"
    last_calls: float = 0.0
    order: str = "class"
    meal_minutes: float = 0.0
    meal_after: float = 240.0

    def complaints(self) -> Iterable[str | None]:
        """Yield what is wrong with the options."""
        yield check.integer("Simulation", "weeks", self.weeks, 1)
        yield check.integer("Simulation", "seed", self.seed, 0)
        yield check.integer("Simulation", "warm_up", self.warm_up, 0)
        yield check.number("Simulation", "calls_per_incident", self.calls_per_incident, 0, open_low=True)
        try:
            self.policy  # noqa: B018  (it checks itself)
        except ParameterError as wrong:
            yield str(wrong).replace(" of Policy ", " of Simulation ")

    @property
    def policy(self) -> Policy:
        """The rules of the dispatcher."""
        names = [each.name for each in fields(Policy) if each.name not in _NOT_OPTIONS]
        return Policy(**{name: getattr(self, name) for name in names})

    def score(self, problem: Problem, plan: Plan, *, stop: Callable[[], bool] | None = None) -> Evaluation:
        """Return the evaluation of `plan` on `problem`.

        Parameters
        ----------
        problem : Problem
            With demand by hour of the week.
        plan : Plan
            With posts.
        stop : callable () -> bool, optional
            Asked after every year of 52 weeks whether to end there.

        Raises
        ------
        ParameterError
            Where the plan has no posts or no car; where demand is not by the hour of the week; where a class needs more
            cars than any hour has; where no post reaches a zone.
        """
        complaints = Complaints()
        complaints.add(hourly_demand_complaint(problem))
        complaints.raise_if_any(ParameterError)
        inputs = dispatch_inputs(problem, plan, self.policy)
        with interrupt_stops(stop) as stopped:
            runs = list(self._years(problem, plan, inputs, stopped))
        calls, answered = [each for each, _ in runs], AnsweredCalls.joined([each for _, each in runs])
        duty = inputs.cars.hours_at(len(plan.site_ids))
        growing = grows(answered.line, len(answered.week) / answered.line.size)
        measures = tuple(simulation_measures(answered, problem, duty, growing=growing))
        return Evaluation(
            plan.name,
            type(self).__name__,
            measures,
            read=self.reads,
            on=problem.demand.source,
            problem=problem.digest,
            tables=simulation_tables(answered, problem, plan.site_ids, inputs, duty),
            notes=tuple(
                simulation_notes(
                    plan,
                    inputs,
                    calls,
                    answered,
                    measures,
                    growing=growing,
                    warm_up=self.warm_up,
                    asked=self.weeks,
                    calls_per_incident=self.calls_per_incident,
                )
            ),
            calls="-".join(each.digest for each in calls),
        )

    def calls(self, problem: Problem, year: int = 0) -> Calls:
        """Return the calls that plans answer in a year of 52 weeks, 0 = the first, the warm-up before it."""
        weeks = min(_LONGEST, self.weeks - _LONGEST * year)
        seed = self.seed if year == 0 else int(np.random.SeedSequence((self.seed, year)).generate_state(1)[0])
        return dispatch_calls(problem, self.warm_up + weeks, seed, calls_per_incident=self.calls_per_incident)

    def _years(
        self, problem: Problem, plan: Plan, inputs: DispatchInputs, stopped: Callable[[], bool]
    ) -> Iterator[tuple[Calls, AnsweredCalls]]:
        for year in range(-(-self.weeks // _LONGEST)):
            if year and stopped():
                return
            calls = self.calls(problem, year)
            found = inputs.run(calls)
            yield calls, AnsweredCalls.of(problem, plan, inputs, calls, found, self.warm_up)
