"""Simulation: what citizens and officers would have seen of a plan, call by call, with intervals."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass, fields
from typing import Any, ClassVar

import joblib
import numpy as np

from beatwright.base import check
from beatwright.base.errors import Complaints, ParameterError
from beatwright.base.files.leftovers import keep_told
from beatwright.base.interrupts import interrupt_stops
from beatwright.base.worker_processes import end_processes, leave_interrupts_to_caller
from beatwright.core import Calibration, Calls, DispatchTrace, Evaluation, Plan, Problem, Step
from beatwright.core.call_times import CallTimes, TracedCalls
from beatwright.core.command_calls import hourly_demand_complaint
from beatwright.core.dispatch_calibration import is_calibration
from beatwright.core.dispatch_trace import decisions_digest
from beatwright.evaluate.simulation.answered_calls import AnsweredCalls
from beatwright.evaluate.simulation.car_time import WEEK
from beatwright.evaluate.simulation.dispatch_calls import calls_complaints, dispatch_calls
from beatwright.evaluate.simulation.dispatch_inputs import dispatch_inputs
from beatwright.evaluate.simulation.dispatch_setting import DispatchSetting
from beatwright.evaluate.simulation.dispatch_work import dispatch_work
from beatwright.evaluate.simulation.overload import grows
from beatwright.evaluate.simulation.simulation_measures import simulation_measures
from beatwright.evaluate.simulation.simulation_notes import simulation_notes
from beatwright.evaluate.simulation.simulation_tables import simulation_tables
from beatwright.simulate import DispatchRules, Policy, Simulated

__all__ = ["Simulation"]

_LONGEST = 52  # weeks of one run, after which a run can be stopped


@dataclass(frozen=True, repr=False)
class Simulation(Step, DispatchRules):
    """Judge a plan by a simulation of its dispatch: every plan answers the same calls, one by one.

    Calls are drawn from the demand, once for a problem, a seed and a number of weeks: plans differ by their decisions
    only. Cars are on the tours of the roster. Without one they are those of the crews, named so that they stay the same
    from hour to hour; a plan without crews has one car at each post, and a note says so. Beats are the districts of the
    plan, else what each post is nearest to. A run
    begins with no call, and `warm_up` weeks do not count; it goes on until every call is answered.

    A call is delayed where no car is sent at once. A response is the time from the call to the arrival of the first
    car, the problem's `call_minutes` included; it is on time where it meets `within_minutes`, and the post of the car
    `within`. Calls that no post reaches count as delayed and late, and are in no mean of minutes. Where the queue grows
    without end, waits, responses and calls waiting are infinite, and a note says so. Rates per year are for
    8,766 hours.

    Figures have a 90 % interval over the weeks. Plans that answered the same calls are compared week by week.
    Breakdowns: ``tables["severity"]``, ``["minutes"]`` (by class), ``["post"]``, ``["beat"]``, ``["zone"]``,
    ``["hour"]`` (of the week), ``["flow"]`` (from which post to which beat).

    More than 52 weeks are simulated year by year, each with calls and a warm-up of its own, side by side where a study
    runs on several jobs. Ctrl-C then ends the simulation with the years that are done, and a run judges all its plans
    on these; a single year takes a second or two.

    Parameters
    ----------
    weeks : int, default 52
        Weeks that count.
    seed : int, default 1
        Of the calls.
    warm_up : int, default 1
        Weeks before those.
    calls_per_incident : float, optional
        Calls for service that one recorded incident stands for. Records of crimes hold a part of the calls only.
        Default: the figure of the calibration, else 1.
    patrol_speed : float, default 16.0
        Kilometres that a car on patrol drives in an hour in which it is free. Only where ``place = "patrol"``, as free
        cars wait at their posts elsewhere.
    calibration : str, default ""
        File that `beatwright calibrate` wrote, or its text: minutes on the scene, cars needed, call-taking, the factor
        of travel, work that officers begin themselves and calls per incident are those of the records then.

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
    reads: ClassVar[tuple[str, ...]] = ("posts", "crews", "districts", "roster")
    by_hour: ClassVar[bool] = True
    input_files: ClassVar[tuple[str, ...]] = ("calibration",)
    stretch: ClassVar[int] = _LONGEST

    weeks: int = 52
    seed: int = 1
    warm_up: int = 1
    calls_per_incident: float | None = None
    patrol_speed: float = 16.0
    calibration: str = ""

    def complaints(self) -> Iterable[str | None]:
        """Yield what is wrong with the options."""
        yield check.integer("Simulation", "weeks", self.weeks, 1)
        yield check.integer("Simulation", "seed", self.seed, 0)
        yield check.integer("Simulation", "warm_up", self.warm_up, 0)
        yield check.number("Simulation", "calls_per_incident", self.calls_per_incident, 0, open_low=True, optional=True)
        yield check.number("Simulation", "patrol_speed", self.patrol_speed, 0, open_low=True)
        if not isinstance(self.calibration, str):
            yield check.sentence("Simulation", "calibration", "the path of a file", repr(self.calibration))
        yield from self.rule_complaints()

    @property
    def policy(self) -> Policy:
        """The rules of the dispatcher."""
        return Policy(**{each.name: getattr(self, each.name) for each in fields(DispatchRules)})

    def check_file(self) -> None:
        """Raise InputError where the calibration cannot be read."""
        self._fitted()

    def _fitted(self) -> Calibration | None:
        if is_calibration(self.calibration):
            return Calibration.read(self.calibration)
        return Calibration.load(self.calibration) if self.calibration else None

    def _setting(self, problem: Problem, plan: Plan) -> DispatchSetting:
        """Return the problem as it is simulated, and what the simulation needs of the plan."""
        complaints = Complaints()
        complaints.add(hourly_demand_complaint(problem))
        complaints.raise_if_any(ParameterError)
        fitted = self._fitted()
        as_fitted = problem if fitted is None else fitted.applied(problem)
        return DispatchSetting(as_fitted, plan, dispatch_inputs(as_fitted, plan, self.policy), fitted)

    def score(
        self, problem: Problem, plan: Plan, *, stop: Callable[[], bool] | None = None, first: int | None = None
    ) -> Evaluation:
        """Return the evaluation of `plan` on `problem`.

        Parameters
        ----------
        problem : Problem
            With demand by hour of the week.
        plan : Plan
            With posts.
        stop : callable () -> bool, optional
            Asked after every year of 52 weeks whether to end there.
        first : int, optional
            Judge on these first weeks alone, whole years of 52, as a run does that was stopped there.

        Raises
        ------
        ParameterError
            Where the plan has no posts or no car; where demand is not by the hour of the week; where a class needs more
            cars than any hour has; where no post reaches a zone.
        """
        setting = self._setting(problem, plan)
        with interrupt_stops(stop) as stopped:
            runs = list(self._years(setting, stopped, self.weeks if first is None else first))
        calls, answered = [digest for digest, _ in runs], AnsweredCalls.joined([each for _, each in runs])
        growing = grows(answered.line, len(answered.week) / answered.line.size)
        speed = self.patrol_speed if self.place == "patrol" else None
        measures = tuple(simulation_measures(answered, setting.problem, growing=growing, patrol_speed=speed))
        return Evaluation(
            plan.name,
            type(self).__name__,
            measures,
            read=self.reads,
            on=problem.demand.source,
            problem=problem.digest,
            tables=simulation_tables(
                answered, setting.problem, plan.site_ids, setting.inputs, growing=growing, patrol_speed=speed
            ),
            notes=tuple(
                simulation_notes(
                    setting,
                    calls,
                    answered,
                    measures,
                    growing=growing,
                    warm_up=self.warm_up,
                    asked=self.weeks,
                    calls_per_incident=self._calls_per_incident(setting.fitted),
                    patrol_speed=speed,
                )
            ),
            calls="-".join(calls),
        )

    def weeks_done(self, evaluation: Evaluation) -> int:
        """Return over how many weeks an evaluation by this judge is: fewer than asked for where it was stopped."""
        return min(self.weeks, _LONGEST * len(evaluation.calls.split("-")))

    def calls(self, problem: Problem, year: int = 0) -> Calls:
        """Return the calls that plans answer in a year of 52 weeks, 0 = the first, the warm-up before it."""
        fitted = self._fitted()
        return self._calls(problem if fitted is None else fitted.applied(problem), fitted, year)

    def traced(self, problem: Problem, plan: Plan, calls: Calls | None = None) -> TracedCalls:
        """Return everything that happens in the first year of 52 weeks, or to the calls that are given.

        Parameters
        ----------
        problem : Problem
            As for `score`.
        plan : Plan
            With posts.
        calls : Calls, optional
            To answer in place of those drawn; all of them count then.

        Raises
        ------
        ParameterError
            As for `score`; where the calls are of another city or of other classes.
        """
        setting = self._setting(problem, plan)
        if calls is not None:
            complaints = Complaints()
            complaints.extend(calls_complaints(calls, problem))
            complaints.raise_if_any(ParameterError, "These calls cannot be answered")
        answered = self._calls(setting.problem, setting.fitted, 0) if calls is None else calls
        found = self._run(setting, answered, self._seed(0), trace=True)
        assert found.trace is not None  # just asked for
        trace = DispatchTrace(
            **{name: getattr(found.trace, name) for name in ("minute", "kind", "call", "car", "zone")},
            home=setting.inputs.cars.home.astype(np.int16),
            sites=plan.site_ids,
            zones=problem.city.zone_ids,
            plan=plan.name,
            problem_digest=problem.digest,
            calls_digest=answered.digest,
            plan_digest=decisions_digest(plan),
            options=self._told(setting.fitted),
        )
        times = CallTimes(found.ready, found.sent, found.arrived, found.cleared)
        counted = self.warm_up * WEEK if calls is None else 0.0
        return TracedCalls(answered, trace, times, counted, setting.inputs.notes)

    def _calls_per_incident(self, fitted: Calibration | None) -> float:
        if self.calls_per_incident is not None:
            return self.calls_per_incident
        return fitted.calls_per_incident.value if fitted is not None and fitted.calls_per_incident.seen else 1.0

    def _calls(self, problem: Problem, fitted: Calibration | None, year: int) -> Calls:
        weeks = min(_LONGEST, self.weeks - _LONGEST * year)
        return dispatch_calls(
            problem,
            self.warm_up + weeks,
            self._seed(year),
            calls_per_incident=self._calls_per_incident(fitted),
            cars=None if fitted is None else fitted.cars_for(problem),
        )

    def _seed(self, year: int) -> int:
        return self.seed if year == 0 else int(np.random.SeedSequence((self.seed, year)).generate_state(1)[0])

    def _run(self, setting: DispatchSetting, calls: Calls, seed: int, *, trace: bool) -> Simulated:
        inputs, fitted = setting.inputs, setting.fitted
        work = None if fitted is None else dispatch_work(fitted, calls, inputs.cars.on, seed)
        return inputs.run(calls, work=work, trace=trace)

    def _years(
        self, setting: DispatchSetting, stopped: Callable[[], bool], weeks: int
    ) -> Iterator[tuple[str, AnsweredCalls]]:
        """Yield the digest of the calls of each year and what became of them, until somebody stops."""
        years = range(-(-weeks // _LONGEST))
        tasks = (joblib.delayed(self._year)(setting, year) for year in years)
        parallel = joblib.Parallel(n_jobs=None if len(years) > 1 else 1, return_as="generator")
        made = parallel(tasks)
        for year in years:
            try:
                done = next(made)
            except (KeyboardInterrupt, BrokenProcessPool) as problem:
                if not _at_work(problem) or not stopped():
                    raise
                end_processes()
                if year == 0:
                    keep_told("Too few weeks had been simulated to judge a plan by. Nothing was changed.")
                    raise KeyboardInterrupt from problem
                return
            yield done
            if stopped():
                with warnings.catch_warnings():
                    warnings.simplefilter("ignore")  # that years which nobody waits for any more were begun
                    made.close()
                end_processes()
                return

    def _year(self, setting: DispatchSetting, year: int) -> tuple[str, AnsweredCalls]:
        leave_interrupts_to_caller()
        calls = self._calls(setting.problem, setting.fitted, year)
        found = self._run(setting, calls, self._seed(year), trace=not setting.inputs.cars.on.all())
        return calls.digest, AnsweredCalls.of(setting.problem, setting.plan, setting.inputs, calls, found, self.warm_up)

    def _told(self, fitted: Calibration | None) -> dict[str, Any]:
        """Return the options that are not at their defaults, as plain values; of a calibration its text."""
        values = {each.name: (getattr(self, each.name), each.default) for each in fields(self)}
        told = {
            name: list(value) if isinstance(value, tuple) else value
            for name, (value, default) in values.items()
            if value != default
        }
        return told if fitted is None else {**told, "calibration": fitted.toml()}


def _at_work(problem: BaseException) -> bool:
    """Say whether an interrupt was that of a process at work: a Ctrl-C of a terminal reaches those too."""
    return not isinstance(problem, KeyboardInterrupt) or problem.__cause__ is not None
