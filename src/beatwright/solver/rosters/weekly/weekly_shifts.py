"""Weekly shifts: fewest officers that cover an hourly need, or for given officers the least shortage.

Each answer is one of an integer program (`weekly_program`), found by annealing of lines and branch and bound, with its
proof. Officers by shift and those at work by day are dealt to lines with most days off in a row. Where officers are
given, floors that no plan holds are given up by as little as can be first; then the sum of shortages is made least,
then the largest of plans with the least sum.

Taylor, P. E. and Huxley, S. J. (1989). A break from tradition for the San Francisco police: patrol officer scheduling
using an optimization-based decision support system. Interfaces 19(1), 4-24.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Unpack

import numpy as np
import numpy.typing as npt

from beatwright.base.certificate import Certificate, Status
from beatwright.base.effort import Effort, SearchOptions
from beatwright.base.errors import InfeasibleError, NoPlanFoundError
from beatwright.base.words import count_of, joined
from beatwright.solver.rosters.weekly.fewest_search import FewestSearch
from beatwright.solver.rosters.weekly.line_annealing import line_costs
from beatwright.solver.rosters.weekly.shortage_search import LARGEST_WEIGHT, ShortageSearch
from beatwright.solver.rosters.weekly.weekly_answer import WeeklyAnswer, checked_answer
from beatwright.solver.rosters.weekly.weekly_ask import WeeklyAsk, checked_ask
from beatwright.solver.rosters.weekly.weekly_goal import GoalSearch
from beatwright.solver.rosters.weekly.weekly_search import (
    LONG,
    ONCE,
    QUICK,
    STRICTER,
    Pace,
    WeeklyWalk,
    freer,
    stricter,
)
from beatwright.solver.time_limit import SearchClock, started

__all__ = ["LARGEST_WEIGHT", "weekly_shifts"]

Floats = npt.NDArray[np.float64]
_SHORT = "officer-hours short"
_SHARE = 0.1  # of the time left, for each stricter problem
_FLOOR_SHARE = 0.3  # of the time left, for how much of the floors can be held


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
        return _Search(ask, asked, clock).run()


@dataclass(eq=False)
class _Search:
    """The search for an answer, from easy to hard."""

    ask: WeeklyAsk
    asked: Effort
    clock: SearchClock
    settled: bool = True  # whether no plan is proven to stay less below the floors

    def run(self) -> WeeklyAnswer:
        """Return the answer to what is asked."""
        if self.ask.officers is not None and self.ask.floor.any():
            self._give_up_floors()
        search = self._search(self.ask, self.clock)
        search.attempt(self._first_pace)
        self._learn(search)
        if not (search.closed or self.clock.late):
            search.attempt(LONG)
        if search.infeasible:
            raise InfeasibleError(f"No weekly shifts hold all that is asked: {self._asked}. Ask for less of one.")
        if search.people is None:
            raise NoPlanFoundError("The search ended before it found weekly shifts. Give it more 'seconds'.")
        return self._answer(search, search.people)

    @property
    def _first_pace(self) -> Pace:
        """All the time for branch and bound where it mostly finds a proof, and nothing stricter can be learnt from."""
        if self.ask.officers is not None or len(self.ask.groups.lengths) > 1:
            return QUICK
        return ONCE if any(stricter(self.ask)) else replace(ONCE, share=1.0)

    def _search(self, ask: WeeklyAsk, clock: SearchClock) -> FewestSearch | ShortageSearch:
        kind = FewestSearch if ask.officers is None else ShortageSearch
        return kind(ask, clock, self.asked.gap, self.asked.seed)

    def _give_up_floors(self) -> None:
        """Find by how much the cover must stay below the floors."""
        walk = WeeklyWalk(self.ask, self.clock.silent(), self.asked.gap, self.asked.seed)
        goal = GoalSearch(self.ask, walk.made, "unmet floor")
        goal.relax(walk.clock)
        goal.offer(walk.chosen)
        if not goal.closed:
            goal.offer_all(
                walk.annealed(line_costs(self.ask, self.ask.floor, np.ones_like(self.ask.floor)), None, QUICK)
            )
        if not (goal.closed or self.clock.late):
            goal.search(walk.clock, _FLOOR_SHARE, self.asked.seed)
        if goal.people is not None:
            self.ask, self.settled = replace(self.ask, unmet=goal.value), goal.closed

    def _learn(self, search: FewestSearch | ShortageSearch) -> None:
        """Let a search have the answers of stricter problems, where it has no proof yet."""
        for ask, place in stricter(self.ask):
            if search.closed or self.clock.late:
                return
            clock = replace(self.clock.silent().again(), seconds=self.clock.limit(_SHARE))
            other = self._search(ask, clock)
            for pace in (QUICK, STRICTER):
                if not (other.infeasible or other.closed):
                    other.attempt(pace)
            if other.people is not None:
                search.offer(freer(self.ask, search.made, other.lines(other.people), place))

    @property
    def _asked(self) -> str:
        asked = ["to cover the need" if self.ask.officers is None else count_of(self.ask.officers, "officer")]
        if self.ask.most_starts is not None:
            asked.append(f"at most {count_of(self.ask.most_starts, 'start')}")
        if self.ask.least_per_start > 1:
            asked.append(f"at least {self.ask.least_per_start} officers at each start")
        return joined(asked)

    def _answer(self, search: FewestSearch | ShortageSearch, people: Floats) -> WeeklyAnswer:
        counts, working, cover = (
            np.rint(part @ people).astype(np.int64)
            for part in (search.made.counts, search.made.works, search.made.cover)
        )
        unmet = np.maximum(self.ask.floor - cover, 0.0)
        working = working.reshape(len(counts), -1)
        seen = self._certificate(search)
        return checked_answer(self.ask, counts, working, cover, certificate=seen, unmet_floor=unmet)

    def _certificate(self, search: FewestSearch | ShortageSearch) -> Certificate:
        """Return the proof."""
        method, unit = "linear program, annealing, HiGHS branch and bound", _SHORT
        if self.ask.officers is None:
            unit = "officers"
        elif self.ask.largest is None:
            method, unit = f"{method}, the sum before the largest", f"{_SHORT} + {LARGEST_WEIGHT:g} x the largest"
        ended: Status = self.clock.ending if self.clock.late or self.clock.seconds is not None else "feasible"
        return Certificate(
            "optimal" if search.closed and self.settled else ended,
            search.objective,
            min(search.bound, search.objective),
            seconds=self.clock.used,
            method=method,
            message=search.message,
            unit=unit,
        )
