"""Weekly shifts for the crews of a plan: a roster of lines, and the crews that it really has on duty."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import ClassVar

import numpy as np
import numpy.typing as npt

from beatwright.base import check
from beatwright.base.errors import ParameterError, errors_of
from beatwright.base.words import count_of, significant
from beatwright.core import Plan, Problem
from beatwright.core.demand import HOURS_OF_WEEK
from beatwright.core.pooled_cars import pooled_cars
from beatwright.planning.rosters.weekly_notes import weekly_notes
from beatwright.planning.rosters.weekly_roster import added_certificates, roster_of_lines
from beatwright.planning.shared_options import SearchingPlanner
from beatwright.queueing import relief_factor
from beatwright.solver.rosters.weekly import WeeklyAnswer, weekly_shifts
from beatwright.solver.rosters.weekly.shift_groups import usual_working_days
from beatwright.solver.rosters.weekly.weekly_ask import DAYS_OFF

__all__ = ["WeeklyShifts"]

Ints = npt.NDArray[np.int64]
_BY = ("city", "post")
_WEIGHTS = ("even", "calls")
_DAYS_OF_WEEK = 7


@dataclass(frozen=True, repr=False)
class WeeklyShifts(SearchingPlanner):
    """Plan who works when, week after week, so that the crews of the plan are on duty: shifts, days off and lines.

    Parameters
    ----------
    lengths : tuple of int, default (8,)
        Hours of the shifts, together. A week has 5 days of 8 hours, 4 of 10, 3 of 12.
    officers : int, optional
        Officers of the whole city; the roster is then short of as little as can be. By default as few as cover the
        crews.
    starts : tuple of int, default all hours
        Hours of the day at which shifts may begin.
    days_off : {"consecutive", "any"}, default "consecutive"
        Whether the days off of a week lie together.
    most_starts : int, optional
        Most hours of the day at which shifts begin.
    least_per_start : int, default 1
        Fewest officers that begin at such an hour; crews where they stay together.
    by : {"city", "post"}, default "city"
        Whether shifts are pooled over the posts, and shared out hour by hour, or every post has its own.
    staffed : bool, default False
        Whether the officers that the plan has at its posts are those there are, in place of `officers`.
    together : bool, default False
        Whether the officers of a car have the same shift and days off. Otherwise they only add up to cars.
    floor : int, default 0
        Cars that must be on duty at every hour, at each post or in the city; where they cannot be the notes say when.
    weigh : {"even", "calls"}, default "even"
        Whether every officer-hour of shortage counts alike, or by the calls expected in its hour.
    meal : tuple of int, default ()
        First and last hour of a shift, counted from 1, in which everybody has a meal of an hour, off duty. Empty: none.
    days_away : float, default 0.0
        Working days of a year on which an officer is not there, days off left aside: leave, training, sickness. So many
        more officers are needed on the books; or so many fewer lines are worked by the officers given.

    References
    ----------
    Taylor, P. E. and Huxley, S. J. (1989). A break from tradition for the San Francisco police: patrol officer
    scheduling using an optimization-based decision support system. Interfaces 19(1), 4-24.

    Examples
    --------
    >>> from beatwright.core import Post
    >>> from beatwright.testing import hourly_problem
    >>> cars = Plan(posts=(Post("s2"),), crews=((1,),))
    >>> plan = WeeklyShifts(starts=(7, 15, 23)).solve(hourly_problem(), cars)
    >>> plan.roster.officers, plan.certificate.text, min(plan.crews[0])
    (10, 'proven optimal', 1)
    """

    needs: ClassVar[tuple[str, ...]] = ("crews",)
    builds_on: ClassVar[tuple[str, ...]] = ("posts", "crews")
    makes: ClassVar[tuple[str, ...]] = ("crews", "roster")

    lengths: tuple[int, ...] = (8,)
    officers: int | None = None
    starts: tuple[int, ...] = tuple(range(24))
    days_off: str = "consecutive"
    most_starts: int | None = None
    least_per_start: int = 1
    by: str = "city"
    staffed: bool = False
    together: bool = False
    floor: int = 0
    weigh: str = "even"
    meal: tuple[int, ...] = ()
    days_away: float = 0.0
    seconds: float | None = 60.0

    def complaints(self) -> Iterable[str | None]:
        """Yield what is wrong with the options."""
        owner = "WeeklyShifts"
        for name, low, high in (("lengths", 1, 24), ("starts", 0, 23)):
            values = getattr(self, name)
            if not _some(values) or any(check.integer(owner, name, value, low, high) for value in values):
                yield check.sentence(owner, name, f"whole hours from {low} to {high}, at least one", repr(values))
        for name in ("officers", "most_starts"):
            yield None if getattr(self, name) is None else check.integer(owner, name, getattr(self, name), 1)
        yield check.integer(owner, "least_per_start", self.least_per_start, 1)
        yield check.integer(owner, "floor", self.floor, 0)
        for name, known in (("days_off", DAYS_OFF), ("by", _BY), ("weigh", _WEIGHTS)):
            yield check.one_of(owner, name, getattr(self, name), known)
        for name in ("staffed", "together"):
            yield check.boolean(owner, name, getattr(self, name))
        ends = self.meal if _some(self.meal) else (0, 0) if self.meal != () else (1, 1)
        if len(ends) != 2 or any(check.integer(owner, "meal", end, 1, 24) for end in ends) or ends[0] > ends[1]:
            yield check.sentence(owner, "meal", "the first and last hour of a shift, or empty", repr(self.meal))
        yield check.number(owner, "days_away", self.days_away, 0, 250)
        if self.staffed and self.officers is not None:
            yield "WeeklyShifts takes the 'officers' of the city or, if 'staffed', those of the plan's posts, not both."
        if self.by == "post" and self.officers is not None:
            yield (
                "WeeklyShifts by post cannot share out 'officers' of the city. Decide the officers of the posts first, "
                "and say staffed = true."
            )
        yield from self.search_complaints()

    def solve(self, problem: Problem, plan: Plan | None = None) -> Plan:
        """Return the plan with a roster, and with the crews that it has on duty; the crews before are its need.

        Raises
        ------
        ParameterError
            Where the plan has no crews, or no officers at its posts where they are to be those there are.
        InfeasibleError
            Where the options allow no shifts that cover the crews.
        """
        if plan is None:
            raise ParameterError("WeeklyShifts plans shifts for the crews of a plan: give a plan with crews.")
        plan.need("posts", "crews")
        if self.staffed:
            plan.need("officers")
        crews = _by_hour(plan)
        need = crews if self.by == "post" else crews.sum(axis=0, keepdims=True)
        posts = plan.site_ids if self.by == "post" else ("",)
        answers = [self._answer(problem, plan, row, at) for at, row in enumerate(need)]
        size = self._size(problem)
        cars = np.array([answer.cover * size // problem.officers_per_car for answer in answers])
        on_duty = cars if self.by == "post" else pooled_cars(crews, cars[0])
        roster = roster_of_lines(posts, answers, size, need * problem.officers_per_car)
        certificate = added_certificates([answer.certificate for answer in answers], size)
        return plan.deciding(
            {"crews": tuple(tuple(int(n) for n in row) for row in on_duty), "roster": roster},
            name=self.name or self.label,
            made_by=self.label,
            certificate=certificate,
            notes=[
                *weekly_notes(roster, answers, posts, size),
                *self._relief_notes(roster.officers),
                *self._notes(problem),
            ],
        )

    def policy(self, lengths: tuple[int, ...], starts: tuple[int, ...] | None, officers: int | None) -> WeeklyShifts:
        """Return a copy with other shifts, and so many officers of the whole city, or as few as cover the crews.

        Shifts of posts are pooled where the officers of the city are given.
        """
        any_start = tuple(range(24)) if starts is None else starts
        by = "city" if officers is not None else self.by
        return replace(
            self, lengths=lengths, starts=any_start, officers=officers, by=by, staffed=False, most_starts=None, name=""
        )

    def _size(self, problem: Problem) -> int:
        """Officers that one place of a line stands for: those of a car, where they stay together."""
        return problem.officers_per_car if self.together else 1

    def _answer(self, problem: Problem, plan: Plan, cars: Ints, at: int) -> WeeklyAnswer:
        each = problem.officers_per_car // self._size(problem)
        given = self.officers
        if self.staffed:
            given = (plan.officers or ())[at] if self.by == "post" else sum(plan.officers or ())
        if given is not None:
            given = int(given / self._relief / self._size(problem))
            if given < 1:
                raise ParameterError(f"WeeklyShifts has too few officers for a line{self._where(plan, at)}.")
        with errors_of("WeeklyShifts", "Allow more starts or lengths, or give the officers there are."):
            return weekly_shifts(
                cars * each, self.lengths, given, self.starts, self.days_off, self.most_starts,
                self._weight(problem), floor=self.floor * each, least_per_start=self.least_per_start,
                meal=(self.meal[0], self.meal[1]) if self.meal else None, **self.effort,
            )  # fmt: skip

    def _where(self, plan: Plan, at: int) -> str:
        return f" at the post {plan.site_ids[at]}" if self.by == "post" else ""

    def _weight(self, problem: Problem) -> npt.NDArray[np.float64] | None:
        if self.weigh == "even":
            return None
        calls = np.asarray(problem.demand.rate * problem.demand.weight[:, None, None, None]).sum(axis=(0, 1, 3))
        hours = np.resize(calls, HOURS_OF_WEEK)
        return np.asarray(hours / hours.mean() if hours.any() else np.ones(HOURS_OF_WEEK))

    @property
    def _relief(self) -> float:
        """Officers on the books for a line: days off are in the line, so that days away are of its working days."""
        fewest = min(usual_working_days(length) for length in self.lengths)
        return relief_factor(min(self.days_away * _DAYS_OF_WEEK / fewest, 364.0)) if self.days_away else 1.0

    def _relief_notes(self, worked: int) -> Iterable[str]:
        if self.days_away:
            books = math.ceil(worked * self._relief - 1e-9)
            yield (
                f"With {self.days_away:g} working days away a year, {count_of(worked, 'line')} of one officer take "
                f"{count_of(books, 'officer')} on the books ({significant(self._relief)} a line, rounded up once)."
            )

    def _notes(self, problem: Problem) -> Iterable[str]:
        if problem.officers_per_car > 1:
            how = "have the same shift and days off" if self.together else "need not have the same shift"
            yield f"A car has {count_of(problem.officers_per_car, 'officer')}, who {how}."
        if self.meal:
            yield "The cars on duty leave out officers at their meals. The cover of the roster does not."
        if self.weigh == "calls":
            yield "An officer-hour of shortage weighs as many times as its hour has calls, over the mean hour."


def _by_hour(plan: Plan) -> Ints:
    crews = np.array(plan.crews, dtype=np.int64)
    return np.array(np.broadcast_to(crews, (len(crews), HOURS_OF_WEEK)))


def _some(values: object) -> bool:
    return isinstance(values, tuple | list) and len(values) > 0
