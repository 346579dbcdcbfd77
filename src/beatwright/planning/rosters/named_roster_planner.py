"""Named officers on the shifts of a roster: who works when, date by date."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from pathlib import Path
from typing import ClassVar

import numpy as np
import numpy.typing as npt

from beatwright.base import check
from beatwright.base.errors import Complaints, InputError, ParameterError, errors_of
from beatwright.base.words import count_of
from beatwright.core import Contract, Plan, Problem, Request, Roster
from beatwright.core.demand import HOURS_OF_WEEK
from beatwright.core.pooled_cars import pooled_cars
from beatwright.core.step import NO_OPTION
from beatwright.planning.rosters.kept_roster_file import kept_roster_file, kept_roster_files
from beatwright.planning.rosters.leave_days import read_leave_days, weeks_of_leave
from beatwright.planning.rosters.staff_table import StaffTable, read_published_days, read_staff_table
from beatwright.planning.shared_options import SearchingPlanner
from beatwright.solver.rosters.named import NamedDuty, NamedRules, StaffMember, named_roster
from beatwright.solver.rosters.named.contracts.staff_complaints import staff_complaints, window_complaints

__all__ = ["NamedRoster"]

Ints = npt.NDArray[np.int64]
_DAYS_OF_WEEK = 7
_OF_THE_CITY = "NamedRoster needs a roster of the whole city. Make the shifts with by = 'city'."
_ADVICE = "Loosen the rules that collide, in the staff file."


@dataclass(frozen=True, repr=False)
class NamedRoster(SearchingPlanner):
    """Give every officer of a staff file a shift or a day off on each date, so that the roster's shifts are filled.

    Parameters
    ----------
    staff : str, default ""
        A table (CSV or XLSX) with a row for an officer: the ``officer`` (an id), and what his contract asks, in columns
        named as the parameters of `StaffMember`. Limits of minutes, shifts and weekends are those of a window.
    start : str, default ""
        First day, as 2026-03-02; by default the first Monday of 2026.
    weeks : int, default 4
        Length of the roster, at most 53.
    window : int, default 4
        Weeks of a window: longer rosters are made window by window, with nights and weekends evened out.
    leave : str, default ""
        A table of leave, such as ``beatwright leave`` writes: ``officer``, first day (``from``) and last day (``to``).
        These days are off, and count as worked in the limits of minutes and shifts.
    published : str, default ""
        A table of days that are published already: a row for an officer, a column for a date.
    change : float, default 10.0
        What it costs to change a published day.
    least_rest : float, default 11.0
        Hours between two shifts of an officer.
    under : float, default 100.0
        What each officer missing from a shift costs.
    over : float, default 1.0
        What each officer too many in a shift costs.
    keep : Path, optional
        Folder in which the roster is kept while it is made. The same step goes on from what it finds there. Not an
        option of a study file: a run has a folder beside its case folder.

    References
    ----------
    Jaumard, B., Semet, F. and Vovor, T. (1998). A generalized linear programming model for nurse scheduling. European
    Journal of Operational Research 107, 1-18.

    Examples
    --------
    >>> NamedRoster(staff="staff.csv", weeks=52).window
    4
    """

    needs: ClassVar[tuple[str, ...]] = ("crews", "roster")
    builds_on: ClassVar[tuple[str, ...]] = ("posts", "crews", "roster")
    makes: ClassVar[tuple[str, ...]] = ("crews", "roster")
    input_files: ClassVar[tuple[str, ...]] = ("staff", "leave", "published")

    staff: str = ""
    start: str = ""
    weeks: int = 4
    window: int = 4
    leave: str = ""
    published: str = ""
    change: float = 10.0
    least_rest: float = 11.0
    under: float = 100.0
    over: float = 1.0
    seconds: float | None = 60.0
    keep: Path | None = field(default=None, compare=False, metadata=NO_OPTION)

    def complaints(self) -> Iterable[str | None]:
        """Yield what is wrong with the options."""
        owner = "NamedRoster"
        for name in self.input_files:
            known = isinstance(getattr(self, name), str)
            yield None if known else check.sentence(owner, name, "the path of a table", repr(getattr(self, name)))
        try:
            date.fromisoformat(self.start or "2026-01-05")
        except (TypeError, ValueError):
            yield check.sentence(owner, "start", "a date such as 2026-03-02", repr(self.start))
        yield check.integer(owner, "weeks", self.weeks, 1, 53)
        yield check.integer(owner, "window", self.window, 1, 53)
        known = self.keep is None or isinstance(self.keep, str | Path)
        yield None if known else check.sentence(owner, "keep", "the path of a folder or None", repr(self.keep))
        for name in ("change", "least_rest", "under", "over"):
            yield check.number(owner, name, getattr(self, name), 0)
        yield from self.search_complaints()

    def solve(self, problem: Problem, plan: Plan | None = None) -> Plan:
        """Return the plan with the duty of every officer, and the crews that it has on duty.

        Raises
        ------
        ParameterError
            Where there is no staff file, or the plan has no roster of lines of the whole city.
        InputError
            Where a file cannot be read or understood.
        InfeasibleError
            Where officers have no line that keeps their rules.
        """
        lines = _lines_of(plan)
        assert plan is not None
        need = _need(lines, self._first, self._days)
        staff = self._staff()
        with errors_of("NamedRoster", _ADVICE):
            answer = self._answer(need, staff.members, self._rules(lines))
        roster = replace(
            lines,
            lines=(),
            rotation=(),
            start=self._first,
            duty=answer.lines,
            contracts={member.officer: _contract(member, answer.case.rules) for member in answer.case.staff},
            requests=tuple(_requests(answer.case.staff)),
            leave=weeks_of_leave(staff, self._days),
        )
        return plan.deciding(
            {"crews": _crews(plan, lines, roster, problem.officers_per_car), "roster": roster},
            name=self.name or self.label,
            made_by=self.label,
            certificate=answer.certificate,
            notes=[*_notes(answer), *self._date_notes(staff)],
        )

    def _answer(self, need: Ints, staff: Sequence[StaffMember], rules: NamedRules) -> NamedDuty:
        if self.keep is None:
            return named_roster(need, staff, rules, **self.effort)
        kept = kept_roster_file(Path(self.keep), need, staff, rules, self.effort)
        return named_roster(need, staff, rules, start=kept.read(), keep=kept.write, **self.effort)

    def keeping(self, folder: Path) -> NamedRoster:
        """Return a copy that keeps its work in a folder."""
        return replace(self, keep=folder)

    def kept_files(self) -> Iterable[Path]:
        """Return the files that steps of this kind have kept in the folder."""
        return () if self.keep is None else kept_roster_files(Path(self.keep))

    def check_file(self) -> None:
        """Read the files, and say what no shift need be known for; errors as `solve`."""
        staff = self._staff().members
        complaints = Complaints()
        complaints.extend(staff_complaints(staff, None, self._days))
        if self._days > self.window * _DAYS_OF_WEEK:
            complaints.extend(window_complaints(staff, self._days))
        complaints.raise_if_any(InputError, f"The staff '{Path(self.staff).name}' cannot be used")

    def check_shifts(self, names: Collection[str], *, by_post: bool = False) -> None:
        """Say which shifts the files name that are none of these, and refuse shifts of single posts.

        Raises
        ------
        ParameterError
            Where every post has shifts of its own.
        InputError
            With every complaint at once, each naming officer, day and rule.
        """
        if by_post:
            raise ParameterError(_OF_THE_CITY)
        complaints = Complaints()
        complaints.extend(staff_complaints(self._staff().members, tuple(names)))
        complaints.raise_if_any(InputError, f"The staff '{Path(self.staff).name}' does not fit the shifts")

    @property
    def _first(self) -> date:
        return date.fromisoformat(self.start or "2026-01-05")

    @property
    def _days(self) -> int:
        return self.weeks * _DAYS_OF_WEEK

    def _staff(self) -> StaffTable:
        if not self.staff:
            raise ParameterError("The officers of NamedRoster are not known. Give a table with 'staff'.")
        staff = read_staff_table(self.staff, self._first, self._days)
        if self.leave:
            staff = read_leave_days(self.leave, staff, self._first, self._days)
        return read_published_days(self.published, staff, self._first, self._days) if self.published else staff

    def _date_notes(self, staff: StaffTable) -> Iterable[str]:
        last = self._first + timedelta(days=self._days - 1)
        if not self.start:
            yield f"The roster begins on {self._first}, since no 'start' is given."
        if staff.outside:
            verb = "lies" if staff.outside == 1 else "lie"
            yield (
                f"{count_of(staff.outside, 'date')} of the tables of officers {verb} outside the roster, from "
                f"{self._first} to {last}, and {'is' if staff.outside == 1 else 'are'} left aside."
            )

    def _rules(self, lines: Roster) -> NamedRules:
        return NamedRules(
            shifts=[shift.name for shift in lines.shifts],
            minutes={shift.name: shift.minutes for shift in lines.shifts},
            clocks={shift.name: (shift.start, shift.hours) for shift in lines.shifts},
            least_rest=self.least_rest,
            under=self.under,
            over=self.over,
            weekday=self._first.weekday(),
            window=self.window * _DAYS_OF_WEEK,
            nights=[shift.name for shift in lines.shifts if shift.is_night],
            change=self.change,
        )


def _lines_of(plan: Plan | None) -> Roster:
    if plan is None:
        raise ParameterError("NamedRoster puts officers on the shifts of a roster: give a plan with a roster.")
    plan.need("posts", "crews", "roster")
    roster = plan.roster
    assert roster is not None
    if roster.duty or not roster.walked:
        raise ParameterError("NamedRoster needs a roster of lines, such as that of WeeklyShifts. This one has a duty.")
    if roster.posts:
        raise ParameterError(_OF_THE_CITY)
    return roster


def _need(lines: Roster, first: date, days: int) -> Ints:
    """Return the officers that the lines have on each shift, day by day, shape (days, shifts)."""
    need = np.zeros((days, len(lines.shifts)), dtype=np.int64)
    place = {shift.name: number for number, shift in enumerate(lines.shifts)}
    for line in lines.walked:
        for day in range(days):
            shift = line.days[(first.weekday() + day) % len(line.days)]
            if shift:
                need[day, place[shift]] += line.officers
    return need


def _contract(member: StaffMember, rules: NamedRules) -> Contract:
    """Return the contract that the officer was held to, for the judge."""
    return Contract(
        least_minutes=member.least_minutes,
        most_minutes=member.most_minutes,
        most_of=member.most_of,
        least_run=member.least_run,
        most_run=member.most_run,
        least_off=member.least_off,
        most_weekends=member.most_weekends,
        not_after={shift: tuple(after) for shift, after in rules.not_after.items()},
        least_rest=rules.least_rest,
        days_off=tuple(member.days_off),
        leave=tuple(member.leave),
        window=rules.window,
        last=member.last,
        run=member.run,
    )


def _requests(staff: Iterable[StaffMember]) -> Iterable[Request]:
    for member in staff:
        for wanted, wishes in ((True, member.wants), (False, member.wants_off)):
            for wish in wishes:
                yield Request(member.officer, wish.day, wish.shift, wanted=wanted, weight=float(wish.weight))


def _crews(plan: Plan, lines: Roster, roster: Roster, per_car: int) -> tuple[tuple[int, ...], ...]:
    """Return the cars on duty at every post: officers in the mean of the weeks over those of a car, rounded down.

    Hours of which the duty says nothing, before its first shift, are those of the lines.
    """
    mean = np.where(np.isnan(roster.cover[:HOURS_OF_WEEK]), lines.cover[:HOURS_OF_WEEK], roster.cover[:HOURS_OF_WEEK])
    before = np.array(plan.crews, dtype=np.int64)
    need = np.array(np.broadcast_to(before, (len(before), HOURS_OF_WEEK)))
    cars = pooled_cars(need, np.floor(mean / per_car + 1e-9).astype(np.int64))
    return tuple(tuple(int(number) for number in row) for row in cars)


def _notes(answer: NamedDuty) -> Iterable[str]:
    needed = int(answer.case.need.sum())
    yield (
        f"{count_of(len(answer.case.staff), 'officer')} by name: {count_of(int(answer.missing.sum()), 'shift')} of "
        f"{needed:,} uncovered, {answer.surplus.sum():,} too many."
    )
    if answer.largest_shortage > 1:
        yield f"No shift misses more than {count_of(answer.largest_shortage, 'officer')} on a day."
    if answer.case.rules.nights:
        yield f"Nights per officer: {answer.nights.min()} to {answer.nights.max()}."
    yield f"Weekends with work per officer: {answer.weekends.min()} to {answer.weekends.max()}."
    away = [member for member in answer.case.staff if member.leave]
    if away:
        days = sum(len(member.leave) for member in away)
        yield f"{count_of(days, 'day')} of leave of {count_of(len(away), 'officer')} are off."
    if any(member.published for member in answer.case.staff):
        yield f"{count_of(answer.changed, 'published day')} changed."
