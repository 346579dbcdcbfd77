"""Weekly shifts: fewest officers that cover an hourly need, or for given officers the least shortage.

Each answer is that of an integer program (`weekly_program`), with its proof. Officers by shift and those at work by day
are dealt to lines with most days off in a row. Where officers are given, floors that no plan holds are given up by as
little as can be first; then the sum of shortages is made least, then the largest of plans with the least sum.

Taylor, P. E. and Huxley, S. J. (1989). A break from tradition for the San Francisco police: patrol officer scheduling
using an optimization-based decision support system. Interfaces 19(1), 4-24.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Unpack

import numpy as np
import numpy.typing as npt

from beatwright.base.certificate import Certificate
from beatwright.base.effort import Effort, SearchOptions
from beatwright.base.errors import InfeasibleError, NoPlanFoundError
from beatwright.base.words import count_of, joined
from beatwright.solver.milp import MilpSolution, solve_milp
from beatwright.solver.rosters.weekly.line_by_line import line_by_line
from beatwright.solver.rosters.weekly.shift_columns import ShiftColumns, shift_columns
from beatwright.solver.rosters.weekly.weekly_answer import WeeklyAnswer, checked_answer
from beatwright.solver.rosters.weekly.weekly_ask import WeeklyAsk, checked_ask
from beatwright.solver.rosters.weekly.weekly_program import Goal, program_point, weekly_program
from beatwright.solver.time_limit import SearchClock, started

__all__ = ["LARGEST_WEIGHT", "weekly_shifts"]

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
LARGEST_WEIGHT = 10.0  # officer-hours that an officer of the largest shortage counts, where it comes after the sum
_CLOSE = 1e-6  # what HiGHS leaves open of a whole number
_SHORT = "officer-hours short"
_SHARE = 0.15  # of the time left, for each length alone before lengths are searched together


def weekly_shifts(
    need: npt.ArrayLike,
    lengths: Iterable[int] = (8,),
    officers: int | None = None,
    starts: Iterable[int] = range(24),
    days_off: str = "consecutive",
    most_starts: int | None = None,
    weight: npt.ArrayLike | None = None,
    *,
    floor: npt.ArrayLike = 0.0,
    least_per_start: int = 1,
    largest: float | None = None,
    surplus: float = 0.0,
    meal: tuple[int, int] | None = None,
    workdays: Mapping[int, int] | None = None,
    **effort: Unpack[SearchOptions],
) -> WeeklyAnswer:
    """Return weekly shifts that cover a need with fewest officers, or that are short of it by least.

    Parameters
    ----------
    need : array, shape (168,) or (336,)
        Officers wanted on duty in each hour of the week, 0 = Monday 00:00, or of a fortnight.
    lengths : iterable of int, default (8,)
        Lengths of shifts in hours, together. A week has 5 days of 8 h, 4 of 10 h, 3 of 12 h: see `workdays`.
    officers : int, optional
        How many there are; all of them get a line. None by default: as few as cover the need.
    starts : iterable of int, default all
        Hours of the day at which shifts may begin, 0 to 23.
    days_off : {"consecutive", "any"}, default "consecutive"
        Whether the days off of a week lie together, Sunday and Monday being neighbours. With "any" they may lie
        anywhere, and as many as can be lie together all the same.
    most_starts : int, optional
        Most hours of the day at which shifts begin.
    weight : array, shape (168,), or float, optional
        What an officer-hour of shortage weighs, by hour; 1 by default.
    floor : array, shape (168,), or float, default 0.0
        Officers that must be on duty in each hour. Where they cannot be for the officers given, the answer stays below
        it by as few officer-hours as possible and says where.
    least_per_start : int, default 1
        Fewest officers at each hour of the day at which any begin.
    largest : float, optional
        Officer-hours that the largest shortage weighs, per officer, beside the sum. None by default: the sum is made
        least first, then the largest shortage without giving up any of that.
    surplus : float, default 0.0
        What an officer-hour beyond the need costs, for given officers.
    meal : (int, int), optional
        First and last hour of a shift, counted from 1, in which everybody takes a meal of an hour, during which they
        do not count as on duty. None by default: no meals.
    workdays : mapping of int to int, optional
        Working days in the cycle by length, where they are not the usual ones: as many as 40 hours hold, at most 6.
    seconds, gap, seed, stop, progress
        As for `p_median`. Where the search is ended its best answer is returned, with a valid bound.

    Returns
    -------
    WeeklyAnswer
        Officers by length and start, those at work by day, lines, cover and certificate.

    Raises
    ------
    ParameterError
        With every fault at once; also where nobody can be on duty in an hour in which officers are needed.
    InfeasibleError
        Where the starts allowed are too few to cover the need, or the officers to hold `least_per_start`.

    Notes
    -----
    Shifts belong to the day on which they begin, and the last hours of Sunday's count for Monday. The objective of the
    certificate is officers, or officer-hours short with their weights: with `largest` times the largest shortage; or,
    without, with 10 times it, of plans whose sum is least.

    Examples
    --------
    One officer round the clock, on three watches, takes two lines of each:

    >>> answer = weekly_shifts(np.ones(168), starts=(7, 15, 23))
    >>> int(answer.officers.sum()), answer.certificate.text, int(answer.surplus.sum())
    (6, 'proven optimal', 72)
    >>> short = weekly_shifts(np.ones(168), officers=4, starts=(7, 15, 23))
    >>> short.short_hours, short.largest, short.certificate.objective
    (32.0, 1.0, 42.0)
    """
    ask = checked_ask(
        need, lengths, officers, starts, days_off=days_off, most_starts=most_starts, weight=weight, floor=floor,
        least_per_start=least_per_start, largest=largest, surplus=surplus, meal=meal, workdays=workdays,
    )  # fmt: skip
    with started("weekly_shifts", effort) as (asked, clock):
        return _Search(ask, shift_columns(ask), asked, clock).run()


@dataclass(frozen=True, eq=False)
class _Weeks:
    """Officers of every group, shape (groups,), those at work, shape (groups, days), and on duty, shape (hours,)."""

    counts: Ints
    working: Ints
    cover: Ints


@dataclass(eq=False)
class _Search:
    ask: WeeklyAsk
    columns: ShiftColumns
    asked: Effort
    clock: SearchClock

    def run(self) -> WeeklyAnswer:
        """Return the answer to what is asked."""
        floor = self.ask.floor
        if self.ask.officers is not None and floor.any():
            least = self._weeks(self._solved("unmet floor", self.clock.silent()))
            self.ask = replace(self.ask, unmet=float(np.maximum(floor - least.cover, 0.0).sum()))
        if self.ask.officers is None:
            weeks, seen = self._fewest()
        elif self.ask.largest is not None:
            weeks, seen = self._least_weighted()
        else:
            weeks, seen = self._least_sum_then_largest()
        unmet = np.maximum(floor - weeks.cover, 0.0)
        return checked_answer(self.ask, weeks.counts, weeks.working, weeks.cover, certificate=seen, unmet_floor=unmet)

    def _fewest(self) -> tuple[_Weeks, Certificate]:
        found = self._solved("fewest", self.clock)
        weeks = self._weeks(found)
        if found.certificate.status != "optimal":  # a search that is ended early may have found far too many
            weeks = min((weeks, *self._by_rule()), key=lambda one: int(one.counts.sum()))
        hours = max(length * self.ask.groups.workdays[length] for length in self.ask.groups.lengths)
        bound = max(_up(found.certificate.bound), _up(self.ask.wanted.sum() / hours))
        return weeks, self._certificate(found, float(weeks.counts.sum()), bound, "officers")

    def _least_weighted(self) -> tuple[_Weeks, Certificate]:
        found = self._solved("shortage", self.clock)
        weeks = self._weeks(found)
        return weeks, self._certificate(found, self._objective(weeks, self.ask.largest or 0.0), self._bound(found))

    def _least_sum_then_largest(self) -> tuple[_Weeks, Certificate]:
        found = self._solved("shortage", self.clock.silent())
        weeks, least = self._weeks(found), self._bound(found)
        largest = _up(least / max(self.ask.weight.sum(), 1.0)) if not self.ask.surplus else 0.0
        lost = self.ask.lost(weeks.cover)
        if found.certificate.status == "optimal" and self._objective(weeks, 1.0) > lost and not self.clock.late:
            later = self._solved("largest", self.clock.silent(), most=lost * (1 + _CLOSE))
            largest = max(largest, _up(later.certificate.bound) if self.ask.whole else later.certificate.bound)
            if later.x is not None:
                weeks, found = self._weeks(later), later
        bound = least + LARGEST_WEIGHT * largest
        seen = self._certificate(found, self._objective(weeks, LARGEST_WEIGHT), bound)
        return weeks, replace(
            seen,
            method=f"{seen.method}, the sum before the largest",
            unit=f"{_SHORT} + {LARGEST_WEIGHT:g} x the largest",
        )

    def _solved(self, goal: Goal, clock: SearchClock, most: float = np.inf) -> MilpSolution:
        gap = 0.0 if goal in ("unmet floor", "largest") else self.asked.gap
        first = self._of_one_length(goal, clock) if len(self.ask.groups.lengths) > 1 and goal != "largest" else None
        start = None if first is None else program_point(self.ask, self.columns, goal, first)
        program = weekly_program(self.ask, self.columns, goal, most)
        found = solve_milp(program, start=start, **clock.options(gap=gap, seed=self.asked.seed))
        if found.certificate.status == "infeasible" and goal != "largest":
            raise InfeasibleError(f"No weekly shifts hold all that is asked: {self._asked}. Ask for less of one.")
        better = start is not None and (found.x is None or program.cost @ start < program.cost @ found.x)
        return replace(found, x=start) if better else found

    def _of_one_length(self, goal: Goal, clock: SearchClock) -> Floats | None:
        """Return people on shifts of one length, where any does: lengths together are searched from there.

        Alone each is solved in a moment, and a search over several begins with far too many.
        """
        groups, best, least = self.ask.groups, None, np.inf
        for number, length in enumerate(groups.lengths):
            alone = replace(self.ask, groups=replace(groups, lengths=(length,)))
            program = weekly_program(alone, shift_columns(alone), goal)
            found = solve_milp(program, **clock.silent().options(_SHARE, seed=self.asked.seed))
            if found.x is not None and found.certificate.objective < least:
                least, own = found.certificate.objective, self.columns.group // len(groups.starts) == number
                best = np.zeros(self.columns.size)
                best[own] = found.x[: own.sum()]
        return best

    @property
    def _asked(self) -> str:
        asked = ["to cover the need" if self.ask.officers is None else count_of(self.ask.officers, "officer")]
        if self.ask.most_starts is not None:
            asked.append(f"at most {count_of(self.ask.most_starts, 'start')}")
        if self.ask.least_per_start > 1:
            asked.append(f"at least {self.ask.least_per_start} officers at each start")
        return joined(asked)

    def _weeks(self, found: MilpSolution) -> _Weeks:
        """Return what a search found; where it was ended before it found any, lines chosen one by one."""
        groups = self.ask.groups
        if found.x is not None:
            counts, working, cover = (
                np.rint(part @ found.x[: self.columns.size]).astype(np.int64)
                for part in (self.columns.counts, self.columns.works, self.columns.cover)
            )
            return _Weeks(counts, working.reshape(len(groups), groups.days), cover)
        for weeks in self._by_rule():
            return weeks
        raise NoPlanFoundError("The search ended before it found weekly shifts. Give it more 'seconds'.")

    def _by_rule(self) -> Iterator[_Weeks]:
        """Yield lines chosen one by one; nothing where the rule finds none that hold all that is asked."""
        chosen = line_by_line(self.ask)
        if chosen is not None:
            worked = self.ask.groups.worked
            yield _Weeks(chosen.sum(axis=1) // worked, chosen, self.ask.surely_on_duty(chosen))

    def _objective(self, weeks: _Weeks, largest: float) -> float:
        return self.ask.lost(weeks.cover) + largest * float(np.maximum(self.ask.need - weeks.cover, 0.0).max())

    def _bound(self, found: MilpSolution) -> float:
        """Return what no plan is short of less."""
        bound = max(found.certificate.bound, 0.0)
        return _up(bound) if self.ask.whole else bound

    def _certificate(self, found: MilpSolution, objective: float, bound: float, unit: str = _SHORT) -> Certificate:
        """Return the proof of an answer whose objective and bound are these."""
        seen, bound = found.certificate, min(bound, objective)
        closed = objective - bound <= max(self.asked.gap * abs(objective), _CLOSE)
        status = "optimal" if closed else self.clock.ending if seen.status == "optimal" else seen.status
        self.clock.report(objective, bound)
        return replace(seen, status=status, objective=objective, bound=bound, seconds=self.clock.used, unit=unit)


def _up(bound: float) -> float:
    """Return the least whole number that a bound leaves."""
    return float(math.ceil(bound - _CLOSE)) if math.isfinite(bound) else bound
