"""One goal of weekly shifts: its integer program, its linear bound, and the best people known."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from functools import cached_property

import numpy as np
import numpy.typing as npt

from beatwright.solver.milp import Milp, MilpSolution, solve_milp
from beatwright.solver.rosters.weekly.hour_prices import fewest_bound, shortage_bound
from beatwright.solver.rosters.weekly.shift_columns import ShiftColumns
from beatwright.solver.rosters.weekly.weekly_ask import WeeklyAsk
from beatwright.solver.rosters.weekly.weekly_program import Goal, program_point, weekly_program
from beatwright.solver.time_limit import SearchClock

__all__ = ["CLOSE", "GoalSearch", "least_whole"]

Floats = npt.NDArray[np.float64]
CLOSE = 1e-6  # what HiGHS leaves open of a whole number
# What a bound of branch and bound may be too high by, as a share of it: 57.0000038 was told where 57 can be had, as
# the duals of its linear programs are not exact. Taken for whole, it would be a proof of 58.
_INEXACT = 1e-5
_POOR = 0.1  # of its bound: what is worse by more holds branch and bound up, which finds better by itself
_SMALL_LP = 0.5  # of the time left for the linear program: it takes a tenth of a second


def least_whole(bound: float) -> float:
    """Return the least whole number that a bound leaves.

    >>> least_whole(66.2), least_whole(67.0000000001)
    (67.0, 67.0)
    """
    return float(np.ceil(bound - CLOSE)) if np.isfinite(bound) else bound


@dataclass(eq=False)
class GoalSearch:
    """What is known of one goal.

    Parameters
    ----------
    ask : WeeklyAsk
        What is asked.
    made : ShiftColumns
        Its columns.
    goal : Goal
        What is made small.
    most : float
        For "largest": what the shortage may be.
    cap : float
        What the shortage of any hour may be.
    """

    ask: WeeklyAsk
    made: ShiftColumns
    goal: Goal
    most: float = np.inf
    cap: float = np.inf
    people: Floats | None = None
    value: float = np.inf
    bound: float = -np.inf
    infeasible: bool = False
    message: str = ""
    gap: float = field(default=0.0)

    @cached_property
    def program(self) -> Milp:
        """Its integer program."""
        return weekly_program(self.ask, self.made, self.goal, self.most, self.cap)

    @property
    def whole(self) -> bool:
        """Whether its value is a whole number."""
        whole_need = not (self.ask.need % 1).any()
        if self.goal == "shortage":
            return self.ask.whole
        return {"fewest": True, "largest": whole_need, "unmet floor": not (self.ask.floor % 1).any()}[self.goal]

    @property
    def closed(self) -> bool:
        """Whether nothing better is left to find."""
        return self.infeasible or self.value - self.bound <= max(self.gap * abs(self.value), CLOSE)

    def offer(self, people: Floats | None) -> bool:
        """Take people where they are better than the best known; they keep all that the program asks for."""
        if people is None:
            return False
        point = program_point(self.ask, self.made, self.goal, people)
        value = float(self.program.cost @ point)
        if value >= self.value - CLOSE or not self._holds(point):
            return False
        self.people, self.value = people, value
        return True

    def offer_all(self, found: Iterable[Floats]) -> None:
        """Take the best of several, one after another until nothing better is left to find."""
        for people in found:
            self.offer(people)
            if self.closed:
                return

    def _holds(self, point: Floats) -> bool:
        rows = self.program.rows @ point
        return bool((rows >= self.program.row_lower - CLOSE).all() and (rows <= self.program.row_upper + CLOSE).all())

    def raise_bound(self, bound: float) -> None:
        """Note a bound."""
        self.bound = min(max(self.bound, least_whole(bound) if self.whole else bound), self.value)

    def relax(self, clock: SearchClock) -> Floats:
        """Note the bound of the linear program, by its prices; return it as a point."""
        program = replace(self.program, integer=np.zeros_like(self.program.integer))
        found = solve_milp(program, **clock.silent().options(_SMALL_LP))
        self.infeasible = found.certificate.status == "infeasible"
        if found.duals is not None:
            self.raise_bound(self._priced(found.duals))
        self.raise_bound(0.0)
        return np.zeros(program.cost.size) if found.x is None else found.x

    def _priced(self, duals: Floats) -> float:
        first = sum(part.shape[0] for part, _, _ in self.made.rows)
        prices = duals[first : first + len(self.ask.need)]
        if self.goal == "fewest":
            return fewest_bound(self.ask, prices)
        if self.goal == "unmet floor":
            return shortage_bound(replace(self.ask, surplus=0.0), prices, need=self.ask.floor)
        if self.goal == "shortage":
            return shortage_bound(self.ask, prices, largest=self.ask.largest or 0.0)
        share = max(-float(duals[-1]), 0.0)  # the last row is that of the shortage
        return shortage_bound(self.ask, prices, share=share, largest=1.0) - share * self.most

    def search(self, clock: SearchClock, share: float, seed: int, nodes: int | None = None) -> None:
        """Let HiGHS go on from the best people known."""
        poor = self.goal == "fewest" and self.value > self.bound * (1.0 + _POOR)
        start = None if self.people is None or poor else program_point(self.ask, self.made, self.goal, self.people)
        found = solve_milp(self.program, start=start, nodes=nodes, **clock.options(share, gap=self.gap, seed=seed))
        self._read(found)

    def _read(self, found: MilpSolution) -> None:
        seen = found.certificate
        self.message = seen.message
        self.infeasible = seen.status == "infeasible" and self.people is None
        if found.x is not None:
            self.offer(found.x[: self.made.size])
        if np.isfinite(seen.bound):
            inexact = _INEXACT * abs(seen.bound) if self.whole else 0.0
            self.raise_bound(seen.bound - inexact)
