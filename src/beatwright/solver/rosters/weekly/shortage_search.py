"""The least shortage that given officers leave: their sum, then the largest; or both weighed together."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

import numpy as np
import numpy.typing as npt

from beatwright.solver.reported_bound import reported_bound
from beatwright.solver.rosters.weekly.line_annealing import line_costs
from beatwright.solver.rosters.weekly.weekly_goal import CLOSE, GoalSearch
from beatwright.solver.rosters.weekly.weekly_search import QUICK, Pace, WeeklyWalk

__all__ = ["LARGEST_WEIGHT", "ShortageSearch"]

Floats = npt.NDArray[np.float64]
LARGEST_WEIGHT = 10.0  # officer-hours that an officer of the largest shortage counts, where it comes after the sum
# What a shortage beyond the cap weighs beside one below it: as much again, so that cover is moved from an hour below
# the cap to one above it, or far less, so that the sum is hardly touched.
_BEYOND = (1.0, 0.25)
_CAPPED_SHARE = 0.4  # of the time of branch and bound for the largest shortage, with a cap
_CAP_MOVES = 3_000_000  # of annealing for each cap
_CAP_OFFICERS = 100  # of more, branch and bound finds the least largest shortage sooner
_SUM_SHARE = 0.6  # of the time that branch and bound is given, for the sum; the largest shortage has what is left


@dataclass(eq=False)
class ShortageSearch(WeeklyWalk):
    """Search for the least shortage."""

    _total: GoalSearch | None = field(default=None, init=False)
    _worst: GoalSearch | None = field(default=None, init=False)
    _pool: list[Floats] = field(default_factory=list, init=False)

    @property
    def total(self) -> GoalSearch:
        """What is known of the sum, or of sum and largest weighed together."""
        if self._total is None:
            self._total = GoalSearch(self.ask, self.made, "shortage", gap=self.gap)
            self._total.relax(self.clock)
        return self._total

    @property
    def worst(self) -> GoalSearch | None:
        """What is known of the largest shortage, of people whose sum is the least known; None where it is not asked."""
        total = self.total
        if self.ask.largest is not None or total.people is None:
            return None
        most = total.value + CLOSE
        if self._worst is None or most < self._worst.most - CLOSE:
            known = -np.inf if self._worst is None else self._worst.bound
            self._worst = GoalSearch(self.ask, self.made, "largest", most)
            for people in self._pool:
                self._worst.offer(people)
            self._worst.raise_bound(known)
            self._worst.relax(self.clock)
        return self._worst

    @property
    def people(self) -> Floats | None:
        """The best people known."""
        worst = self.worst
        return self.total.people if worst is None or worst.people is None else worst.people

    @property
    def closed(self) -> bool:
        """Whether nothing better is left to find."""
        worst = self.worst
        return self.total.closed and (worst is None or worst.closed)

    @property
    def objective(self) -> float:
        """Sum and largest of the best people known."""
        worst = self.worst
        return self.total.value + (0.0 if worst is None else LARGEST_WEIGHT * worst.value)

    @property
    def bound(self) -> float:
        """What the best is at least."""
        worst = self.worst
        return self.total.bound + (0.0 if worst is None else LARGEST_WEIGHT * worst.bound)

    @property
    def infeasible(self) -> bool:
        """Whether nothing keeps all that is asked."""
        return self.total.infeasible

    @property
    def message(self) -> str:
        """What branch and bound said last."""
        return (self.total if self._worst is None or not self._worst.message else self._worst).message

    def offer(self, people: Floats) -> None:
        """Take people if they are better."""
        self._pool.append(people)
        self.total.offer(people)
        worst = self.worst
        if worst is not None:
            worst.offer(people)
        self.clock.report(self.objective, self.bound)

    def attempt(self, pace: Pace) -> None:
        """Lower the sum, then the largest shortage."""
        if self.total.people is None and self.chosen is not None:
            self.offer(self.chosen)
        self._lower_sum(pace)
        if self.total.closed or pace is not QUICK:
            self._lower_largest(pace)

    def _lower_sum(self, pace: Pace) -> None:
        total = self.total
        for cap in (np.inf, *(self._caps(0.0) if self.ask.largest else ())):
            if not total.closed:
                self._walk(cap, _BEYOND[0], pace)
        if not (total.closed or self.clock.late):
            worst = self.worst
            base = 0.0 if worst is None else LARGEST_WEIGHT * worst.bound
            heard = reported_bound(self.clock, self.objective, self.bound, base=base)
            total.search(heard, pace.share if worst is None else _SUM_SHARE * pace.share, self.seed, pace.nodes)
            if total.people is not None:
                self.offer(total.people)

    def _lower_largest(self, pace: Pace) -> None:
        worst = self.worst
        if worst is None:
            return
        for beyond in _BEYOND if (self.ask.officers or 0) <= _CAP_OFFICERS else ():
            for cap in self._caps(worst.bound):
                if not worst.closed and cap < worst.value:
                    self._walk(cap, beyond, replace(pace, moves=min(pace.moves, _CAP_MOVES), walks=1))
                    worst = self.worst or worst
        self._cap_largest(pace)
        worst = self.worst or worst
        if not (worst.closed or self.clock.late):
            heard = reported_bound(self.clock, self.objective, self.bound, unit=LARGEST_WEIGHT, base=self.total.bound)
            worst.search(heard, pace.share, self.seed, pace.nodes)
            if worst.people is not None:
                self.offer(worst.people)

    def _cap_largest(self, pace: Pace) -> None:
        """Search for the least sum where no hour is short of more than can be: easier than the largest shortage."""
        worst = self.worst
        if worst is None or worst.closed or self.clock.late:
            return
        capped = GoalSearch(self.ask, self.made, "shortage", cap=worst.bound)
        capped.raise_bound(self.total.bound)
        capped.search(self.clock.silent(), _CAPPED_SHARE * pace.share, self.seed, pace.nodes)
        if capped.people is not None:
            self.offer(capped.people)

    def _caps(self, least: float) -> list[float]:
        """Return largest shortages to try: the least there can be, one half way to the best known, and one below it."""
        known = float(np.maximum(self.ask.need - self._cover, 0.0).max())
        return sorted({np.ceil(least - CLOSE), np.floor((least + known) / 2), known - 1.0})

    @property
    def _cover(self) -> Floats:
        people = self.people
        return np.zeros(len(self.ask.need)) if people is None else np.asarray(self.made.cover @ people)

    def _walk(self, cap: float, beyond: float, pace: Pace) -> None:
        costs = line_costs(self.ask, self.ask.need, self.ask.weight, cap=cap, beyond=beyond)
        for people in self.annealed(costs, self.people, pace):
            self.offer(people)
            if self.closed:
                return
