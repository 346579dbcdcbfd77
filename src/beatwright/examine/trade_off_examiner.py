"""The examiner that plans with every number of posts, proven, beside rules of thumb and today."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol, runtime_checkable

from beatwright.base import check
from beatwright.base.errors import InfeasibleError, NoPlanFoundError, ParameterError
from beatwright.base.progress import Progress
from beatwright.core.case import Case
from beatwright.core.finding import Finding
from beatwright.core.incidents import Incidents
from beatwright.core.plan import Plan
from beatwright.core.problem import Problem
from beatwright.core.protocols import Judge, Planner
from beatwright.core.step import NO_OPTION, Step
from beatwright.core.tools import Tools
from beatwright.examine.judge_trade_off import trade_off
from beatwright.examine.trade_off import TradeOff
from beatwright.examine.trade_off_finding import finding_of_trade_off

__all__ = ["TradeOffExaminer"]


@runtime_checkable
class CurvePlanner(Planner, Protocol):
    """A planner that plans with several numbers of posts at once, each plan the start of the search for the next."""

    def curve(self, problem: Problem, ps: Iterable[int]) -> tuple[Plan, ...]:
        """Return one plan for each number of posts."""
        ...


@dataclass(frozen=True)
class TradeOffExaminer(Step):
    """What every number of posts brings, proven, beside rules of thumb and today.

    The curve is that of PMedian. Planners that stand in ``[[planning]]`` too keep the options that they have there.

    Parameters
    ----------
    fewest : int
        Fewest posts.
    most : int
        Most posts.
    rivals : list of str
        Planners to draw a curve for beside the optimum. A number with which one has no plan is left out of its curve.
    measure : str
        The figure of the first judge that is traded against the number of posts.
    planners : mapping of str to Planner
        The planners by name, the one that proves its plans first, then the rivals. A study gives them.
    judge : Judge, optional
        Who judges. A study gives it.
    progress : callable, optional
        Called as ``progress(done, total, text)``.
    """

    fewest: int = 1
    most: int = 14
    rivals: tuple[str, ...] = ("KMeansPosts", "BusiestZones")
    measure: str = "mean distance"
    planners: Mapping[str, Planner] = field(default_factory=dict, metadata=NO_OPTION)
    judge: Judge | None = field(default=None, metadata=NO_OPTION)
    progress: Progress | None = field(default=None, metadata=NO_OPTION)

    def complaints(self) -> Iterable[str | None]:
        """Yield what is wrong with the options."""
        wrong = check.integer("TradeOff", "fewest", self.fewest, 1)
        yield wrong
        yield check.integer("TradeOff", "most", self.most, 1 if wrong else self.fewest)
        yield check.text("TradeOff", "measure", self.measure)
        if not isinstance(self.rivals, tuple):
            yield f"The 'rivals' parameter of TradeOff must be a list of planners. Got {self.rivals!r}."
            return
        if len(set(self.rivals)) < len(self.rivals):
            yield f"The 'rivals' parameter of TradeOff names a planner twice: {', '.join(self.rivals)}."

    def equipped(self, tools: Tools) -> TradeOffExaminer:
        """Return a copy that has its planners and its judge.

        Raises
        ------
        ParameterError
            Where a rival is no planner of any number of posts.
        """
        known = {name: planner for name, planner in tools.by_posts.items() if name != tools.exact}
        for rival in self.rivals:
            if wrong := check.one_of("TradeOff", "rivals", rival, known):
                raise ParameterError(wrong)
        planners = {tools.exact: tools.by_posts[tools.exact], **{rival: known[rival] for rival in self.rivals}}
        return dataclasses.replace(self, planners=planners, judge=tools.judge, progress=tools.progress)

    def examine(self, case: Case, incidents: Incidents) -> Finding:
        """Return what every number of posts brings; the incidents are not read.

        Raises
        ------
        ParameterError
            Where there are no planners or no judge, or the judge has no such measure.
        """
        today = next((plan for plan in case.plans if plan.today and plan.posts is not None), None)
        return finding_of_trade_off(self.trade_off(case.problem, case.heldout, today=today))

    def trade_off(self, problem: Problem, heldout: Problem, *, today: Plan | None = None) -> TradeOff:
        """Plan with every number of posts and judge the plans.

        Parameters
        ----------
        problem, heldout : Problem
            What is planned on and what is judged on.
        today : Plan, optional
            Today's practice.
        """
        if self.judge is None or not self.planners:
            raise ParameterError("TradeOff needs 'planners', the one that proves its plans first, and a 'judge'.")
        total, plans = len(self.planners) + 1, {}
        for number, (name, planner) in enumerate(self.planners.items()):
            self._report_progress(number, total, f"{name}, {self.fewest} to {self.most} posts")
            plans[name] = _plans(planner, problem, range(self.fewest, self.most + 1))
        self._report_progress(total - 1, total, "judge")
        exact = next(iter(self.planners))
        return trade_off(plans, problem, heldout, self.judge, exact=exact, today=today, measure=self.measure)

    def _report_progress(self, done: int, total: int, text: str) -> None:
        if self.progress is not None:
            self.progress(done, total, text)


def _plans(planner: Any, problem: Problem, ps: range) -> Sequence[Plan]:
    if isinstance(planner, CurvePlanner):
        return planner.curve(problem, ps)
    tried = (_where_there_is_one(dataclasses.replace(planner, p=p), problem) for p in ps)
    return [plan for plan in tried if plan is not None]


def _where_there_is_one(planner: Planner, problem: Problem) -> Plan | None:
    """Return a rival's plan; too few posts for capacities or covers, or a search in vain, leave a gap in its curve."""
    try:
        return planner.solve(problem)
    except (InfeasibleError, NoPlanFoundError):
        return None
