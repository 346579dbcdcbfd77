"""The fewest officers who cover a need."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

import numpy as np
import numpy.typing as npt

from beatwright.solver.reported_bound import reported_bound
from beatwright.solver.rosters.weekly.line_annealing import line_costs
from beatwright.solver.rosters.weekly.weekly_goal import GoalSearch
from beatwright.solver.rosters.weekly.weekly_search import Pace, WeeklyWalk

__all__ = ["FewestSearch"]

Floats = npt.NDArray[np.float64]
_FEWER = 3  # officers that annealing tries to do without, one after another


@dataclass(eq=False)
class FewestSearch(WeeklyWalk):
    """Search for the fewest officers."""

    _goal: GoalSearch | None = field(default=None, init=False)

    @property
    def goal(self) -> GoalSearch:
        """What is known."""
        if self._goal is None:
            self._goal = GoalSearch(self.ask, self.made, "fewest", gap=self.gap)
            self._goal.relax(self.clock)
            self._goal.raise_bound(self._by_hours)
        return self._goal

    @property
    def _by_hours(self) -> float:
        """Officers that work as many hours as are wanted."""
        groups = self.ask.groups
        return float(self.ask.wanted.sum()) / max(length * groups.workdays[length] for length in groups.lengths)

    @property
    def people(self) -> Floats | None:
        """The best people known."""
        return self.goal.people

    @property
    def closed(self) -> bool:
        """Whether nothing better is left to find."""
        return self.goal.closed

    @property
    def objective(self) -> float:
        """How many the best people known are."""
        return self.goal.value

    @property
    def bound(self) -> float:
        """How many there are at least."""
        return self.goal.bound

    @property
    def infeasible(self) -> bool:
        """Whether nothing keeps all that is asked."""
        return self.goal.infeasible

    @property
    def message(self) -> str:
        """What branch and bound said last."""
        return self.goal.message

    def offer(self, people: Floats) -> None:
        """Take people if they are fewer."""
        self.goal.offer(people)
        self.clock.report(self.objective, self.bound)

    def attempt(self, pace: Pace) -> None:
        """Search for fewer."""
        goal = self.goal
        if goal.people is None and self.chosen is not None:
            self.offer(self.chosen)
        if pace.nodes is None:
            self._do_without(pace)
        if not (goal.closed or self.clock.late):
            goal.search(reported_bound(self.clock, goal.value, goal.bound), pace.share, self.seed, pace.nodes)
            self.clock.report(self.objective, self.bound)

    def _do_without(self, pace: Pace) -> None:
        """Anneal one officer fewer than the best known, until that is not enough."""
        for _ in range(_FEWER):
            officers = int(self.goal.value) - 1 if np.isfinite(self.goal.value) else 0
            if self.goal.closed or officers < 1:
                return
            wanted = self.ask.wanted
            ones, zeros = np.ones(len(wanted)), np.zeros(len(wanted))
            ask = replace(self.ask, officers=officers, need=wanted, weight=ones, floor=zeros, surplus=0.0)
            walk = WeeklyWalk(ask, self.clock, self.gap, self.seed)
            costs = line_costs(ask, wanted, ask.weight)
            if not any(self.goal.offer(people) for people in walk.annealed(costs, None, pace)):
                return
