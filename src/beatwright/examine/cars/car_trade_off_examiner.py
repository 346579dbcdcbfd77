"""The examiner that shares out every number of car-hours, proven, beside a simple rule, the plan and today's cars."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from beatwright.base import check
from beatwright.base.check import did_you_mean
from beatwright.base.errors import InfeasibleError, NoPlanFoundError, ParameterError
from beatwright.base.plain_text import clean
from beatwright.base.progress import Progress
from beatwright.core.case import Case
from beatwright.core.evaluation import Evaluation
from beatwright.core.finding import Finding
from beatwright.core.incidents import Incidents
from beatwright.core.plan import Plan
from beatwright.core.problem import Problem
from beatwright.core.protocols import CarSharingPlanner, FewestCarsPlanner, HourlyJudge, Judge, LimitedPlanner, Planner
from beatwright.core.step import NO_OPTION, Step
from beatwright.core.tools import Tools
from beatwright.examine.cars.car_point import CarPoint, CarTrade
from beatwright.examine.cars.car_trade_finding import finding_of_car_trade, no_car_trade

__all__ = ["CarTradeOff"]

_SPAN = (0.6, 1.25)  # of the smallest and largest car-hours known, where the study does not say from where to where
_NO_JUDGE = "No judge measures cars, so there is no trade-off: a plan with cars needs slots = 168 in [problem]."


@dataclass(frozen=True)
class CarTradeOff(Step):
    """What car-hours buy at the posts of the recommended plan: least delay, proven, beside a simple rule and today.

    The planner is the study's `PatrolCars`, that of the recommended plan first, without its bounds. Each plan is the
    best use of so many car-hours on the demand planned on, and is judged on held-out demand. Today's car-hours and
    those of the recommended plan are among the numbers tried.

    Parameters
    ----------
    fewest : float, optional
        Fewest car-hours a week. By default six tenths of what today or the recommended plan has, whichever is less; and
        in any case no fewer than it takes to carry all calls.
    most : float, optional
        Most car-hours a week. By default a quarter more than today or the recommended plan has, whichever is more.
    points : int, default 8
        How many numbers of car-hours are tried, beside those of today and the recommended plan.
    rivals : list of str, default ["ProportionalCars"]
        Planners to draw a curve for beside the optimum.
    measure : str, default "delayed share"
        The figure of the judge that is traded against car-hours.
    beside : str, default "mean wait"
        Another one, drawn beside it.
    seconds : float, default 10.0
        Time limit of each search.
    planners : mapping of str to CarSharingPlanner
        The planners by name, the one that proves its plans first, then the rivals. A study gives them.
    judge : Judge, optional
        Who judges. A study gives it.
    progress : callable, optional
        Called as ``progress(done, total, text)``.
    """

    fewest: float | None = None
    most: float | None = None
    points: int = 8
    rivals: tuple[str, ...] = ("ProportionalCars",)
    measure: str = "delayed share"
    beside: str = "mean wait"
    seconds: float = 10.0
    planners: Mapping[str, CarSharingPlanner] = field(default_factory=dict, metadata=NO_OPTION)
    judge: Judge | None = field(default=None, metadata=NO_OPTION)
    progress: Progress | None = field(default=None, metadata=NO_OPTION)

    def complaints(self) -> Iterable[str | None]:
        """Yield what is wrong with the options."""
        owner = type(self).__name__
        yield check.number(owner, "fewest", self.fewest, 0, open_low=True, optional=True)
        yield check.number(owner, "most", self.most, 0, open_low=True, optional=True)
        yield check.integer(owner, "points", self.points, 2)
        yield check.number(owner, "seconds", self.seconds, 0, open_low=True)
        for name in ("measure", "beside"):
            yield check.text(owner, name, getattr(self, name))
        if self.fewest is not None and self.most is not None and not self.fewest < self.most:
            yield f"The 'most' parameter of {owner} must be above 'fewest', {self.fewest:g}. Got {self.most:g}."
        if not isinstance(self.rivals, tuple):
            yield f"The 'rivals' parameter of {owner} must be a list of planners. Got {self.rivals!r}."

    def equipped(self, tools: Tools) -> CarTradeOff:
        """Return a copy that has its planners and its judge.

        Raises
        ------
        ParameterError
            Where a rival is no planner of any number of car-hours.
        """
        known = dict(tools.by_car_hours)
        exact = next((name for name, one in known.items() if isinstance(one, FewestCarsPlanner)), "")
        first = {exact: known.pop(exact)} if exact else {}
        for rival in self.rivals:
            if wrong := check.one_of("CarTradeOff", "rivals", rival, known):
                raise ParameterError(wrong)
        judge = next((one for one in tools.judges if isinstance(one, HourlyJudge)), None)
        planners = {**first, **{rival: known[rival] for rival in self.rivals}}
        return dataclasses.replace(self, planners=planners, judge=judge, progress=tools.progress)

    def examine(self, case: Case, incidents: Incidents | None = None) -> Finding:
        """Return what car-hours buy; the incidents are not read.

        Raises
        ------
        ParameterError
            Where there are no planners, or the judge has no such measure.
        """
        if self.judge is None:
            return no_car_trade(_NO_JUDGE)
        main = case.plan(case.main)
        if main.posts is None or main.crews is None:
            name = clean(case.main, 60)
            return no_car_trade(f"The recommended plan “{name}” puts no cars at posts, so there is no trade-off.")
        today = next((one for one in case.plans if one.today and one.posts is not None and one.crews is not None), None)
        return finding_of_car_trade(self.trade(case.problem, case.heldout, main, today))

    def trade(self, problem: Problem, heldout: Problem, main: Plan, today: Plan | None = None) -> CarTrade:
        """Plan with every number of car-hours at the posts of `main`, and judge the plans on `heldout`."""
        fewest = self._exact.fewest().solve(problem, main).car_hours
        known = [one.car_hours for one in (main, today) if one is not None]
        budgets = self._budgets(fewest, known)
        done, total = 0, len(self.planners) * len(budgets)
        curves: dict[str, tuple[CarPoint, ...]] = {}
        for name in self.planners:
            found: list[CarPoint] = []
            for budget in budgets:
                self._report_progress(done, total, f"{name}, {budget:,} car-hours")
                found += self._tried(name, budget, problem, heldout, main)
                done += 1
            curves[name] = tuple(found)
        first, now = self._judged(heldout, main), None if today is None else self._judged(heldout, today)
        at_today = self._at_today(problem, heldout, main, today)
        return CarTrade(curves, first, now, at_today, fewest=fewest, measures=self._measures(first.judged))

    @property
    def _exact(self) -> FewestCarsPlanner:
        planner = next(iter(self.planners.values()), None)
        if not isinstance(planner, FewestCarsPlanner):
            raise ParameterError("The first of the 'planners' of CarTradeOff must know the fewest car-hours.")
        return planner

    def _sharing(self, name: str, budget: float) -> Planner:
        planner = self.planners[name].sharing(budget)
        return planner.limited(self.seconds) if isinstance(planner, LimitedPlanner) else planner

    def _budgets(self, fewest: int, known: list[int]) -> list[int]:
        """Return the numbers of car-hours to try, rising."""
        low = max(fewest, self.fewest if self.fewest is not None else _SPAN[0] * min(known))
        high = self.most if self.most is not None else _SPAN[1] * max(low, *known)
        if not high > low:
            raise InfeasibleError(
                f"CarTradeOff has 'most' at {high:,.0f} car-hours a week, but {low:,.0f} are the fewest with which all "
                "calls are carried."
            )
        spread = np.linspace(low, high, self.points).round().astype(int).tolist()
        return sorted({*spread, *(one for one in known if low <= one <= high)})

    def _tried(self, name: str, budget: int, problem: Problem, heldout: Problem, posts: Plan) -> Iterator[CarPoint]:
        """Yield the plan with so many car-hours; nothing where there is none."""
        try:
            yield self._judged(heldout, self._sharing(name, budget).solve(problem, posts), budget)
        except (InfeasibleError, NoPlanFoundError):
            return

    def _at_today(self, problem: Problem, heldout: Problem, main: Plan, today: Plan | None) -> CarPoint | None:
        """Return today's car-hours at today's posts, shared out best; None where posts are alike, or hours too few."""
        if today is None or today.site_ids == main.site_ids:
            return None
        budget = today.car_hours
        try:
            return self._judged(heldout, self._sharing(next(iter(self.planners)), budget).solve(problem, today), budget)
        except (InfeasibleError, NoPlanFoundError):
            return None

    def _judged(self, heldout: Problem, plan: Plan, budget: float = float("nan")) -> CarPoint:
        assert self.judge is not None  # asked for by `examine`
        return CarPoint(plan, dataclasses.replace(self.judge.score(heldout, plan), tables={}), budget)

    def _measures(self, judged: Evaluation) -> tuple[Any, ...]:
        known = {one.name: one for one in judged.measures if one.direction != "none"}
        for name in (self.measure, self.beside):
            if name not in known:
                raise ParameterError(f"There is no measure '{name}' to trade. {did_you_mean(name, known)}")
        return tuple(known[name] for name in dict.fromkeys((self.measure, self.beside)))

    def _report_progress(self, done: int, total: int, text: str) -> None:
        if self.progress is not None:
            self.progress(done, total, text)
