"""Today's practice: who works when, and the crews that this has on duty."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import ClassVar

import numpy as np
import numpy.typing as npt

from beatwright.base import check
from beatwright.base.errors import Complaints, InputError, ParameterError
from beatwright.base.words import count_of, listed
from beatwright.core import City, CyclicLine, Plan, Problem, Roster, Shift, ShiftLine
from beatwright.core.demand import HOURS_OF_WEEK
from beatwright.core.pooled_cars import pooled_cars
from beatwright.core.site_names import post_names
from beatwright.core.step import Step
from beatwright.data.today.roster_and_cars import roster_against_cars
from beatwright.data.today.roster_table import RosterTable, read_roster_table
from beatwright.data.today.shift_codes import shift_option_complaints

__all__ = ["CurrentRoster"]

Ints = npt.NDArray[np.int64]
_WEEK = 7
_NOBODY = re.compile(r"line \d+, \d+")  # as a roster's table calls the places of a line that nobody holds


@dataclass(frozen=True)
class CurrentRoster(Step):
    """Take the roster of today, and the patrol cars that it has on duty.

    Parameters
    ----------
    file : str, default ""
        A table (CSV or XLSX) with a row for an officer: the ``officer`` (an id), the ``post`` (id or name of its site;
        without the column officers are of the whole city), and a column for each day, the seven of a week or dates. In
        the cells the shift worked, by its name or its clock (``22-06``); nothing, or ``off``, where the day is off.
    shifts : tuple of str, default ()
        The names of shifts with their clocks, such as ``N=22-06``.
    off : tuple of str, default ()
        Further words for a day off, such as those for leave.
    name : str, default "today"
        Name of the plan in tables; empty: the step and its options.
    """

    needs: ClassVar[tuple[str, ...]] = ("posts",)
    builds_on: ClassVar[tuple[str, ...]] = ("posts",)
    makes: ClassVar[tuple[str, ...]] = ("crews", "roster")
    input_files: ClassVar[tuple[str, ...]] = ("file",)

    file: str = ""
    shifts: tuple[str, ...] = ()
    off: tuple[str, ...] = ()
    name: str = "today"

    def complaints(self) -> Iterable[str | None]:
        """Yield what is wrong with the options."""
        for option in ("file", "name"):
            yield check.string("CurrentRoster", option, getattr(self, option))
        yield from shift_option_complaints("CurrentRoster", self.shifts, self.off)

    def solve(self, problem: Problem, plan: Plan | None = None) -> Plan:
        """Return the plan with the roster of today and its crews; crews it had before are kept as the roster's need.

        Raises
        ------
        ParameterError
            Where `plan` has no posts, or there is no file.
        InputError
            Where the file cannot be read or understood, or names posts that the plan does not have.
        """
        return self.of_city(problem.city, plan, officers_per_car=problem.officers_per_car)

    def of_city(self, city: City, plan: Plan | None = None, *, officers_per_car: int) -> Plan:
        """Return the plan as `solve` does, with so many officers in a car."""
        if plan is None or plan.posts is None:
            raise ParameterError("CurrentRoster puts officers at posts: give a plan with posts.")
        table = self._table()
        posts = _matched(table, city, plan.site_ids)
        need = _need(plan, officers_per_car, by_post=bool(posts))
        roster = _roster(table, posts, need)
        crews = _crews(plan, roster, officers_per_car)
        told = f"{count_of(roster.officers, 'officer')} of '{table.file}', on {count_of(len(roster.shifts), 'shift')}."
        layers = {"crews": tuple(tuple(int(n) for n in row) for row in crews), "roster": roster}
        notes = [told, *_left_aside(roster), *roster_against_cars(plan, crews, table.file)]
        made = plan.deciding(layers, name=self.name or self.label, made_by=self.label, notes=notes)
        return replace(made, today=plan.today)

    def check_file(self) -> None:
        """Read the file; errors as `solve`."""
        self._table()

    def check_city(self, city: City) -> None:
        """Find the posts that the file names among the sites of `city`; errors as `solve`."""
        _matched(self._table(), city, city.site_ids)

    def _table(self) -> RosterTable:
        if not self.file:
            raise ParameterError("Today's roster is not known. Give a table with 'file'.")
        return read_roster_table(self.file, [Shift.read(text) for text in self.shifts], self.off)


def _matched(table: RosterTable, city: City, sites: Iterable[str]) -> dict[str, str]:
    """Return the site of every officer's post, by officer."""
    sites = tuple(sites)
    named = post_names(city)
    by_word: dict[str, list[str]] = {}
    for site in sites:
        by_word.setdefault(named.get(site, site).strip().lower(), []).append(site)
    found: dict[str, str] = {}
    complaints = Complaints()
    for word in dict.fromkeys(table.posts.values()):
        fits = [word] if word in sites else by_word.get(word.lower(), [])
        if len(fits) == 1:
            found[word] = fits[0]
            continue
        who = listed(officer for officer, post in table.posts.items() if post == word)
        what = f"is the name of several posts: {listed(fits)}. Give the id" if fits else "is no post of the plan"
        complaints.add(
            f"'{word}', the post of {who}, {what}. Posts: {listed(named.get(site, site) for site in sites)}."
        )
    complaints.raise_if_any(InputError, f"The roster '{table.file}' does not fit the posts")
    return {officer: found[word] for officer, word in table.posts.items()}


def _need(plan: Plan, per_car: int, *, by_post: bool) -> dict[str, tuple[int, ...]]:
    if plan.crews is None:
        return {}
    hours = np.broadcast_to(np.array(plan.crews, dtype=np.int64), (len(plan.crews), HOURS_OF_WEEK)) * per_car
    if not by_post:
        return {"": tuple(hours.sum(axis=0))}
    return {site: tuple(row) for site, row in zip(plan.site_ids, hours, strict=True)}


def _roster(table: RosterTable, posts: Mapping[str, str], need: Mapping[str, tuple[int, ...]]) -> Roster:
    if table.start is not None:
        return Roster(
            table.shifts, start=table.start, duty=table.days, need_at=need, stationed=posts, leave=table.leave
        )
    if any(len(days) > 2 * _WEEK for days in table.days.values()):
        return Roster(table.shifts, rotation=_rotations(table, posts), need_at=need)
    lines = [ShiftLine(days, 1, posts.get(who, ""), _holder(who)) for who, days in table.days.items()]
    return Roster(table.shifts, tuple(lines), need_at=need)


def _holder(officer: str) -> tuple[str, ...]:
    """Return who holds a line; nobody, where a table of ours has a place that no officer was named for."""
    return () if _NOBODY.fullmatch(officer) else (officer,)


def _rotations(table: RosterTable, posts: Mapping[str, str]) -> tuple[CyclicLine, ...]:
    """Return the lines of several weeks as rotations: those that are one line, begun in another week, are one."""
    begun: dict[tuple[tuple[str, ...], str], list[int]] = {}
    for officer, days in table.days.items():
        turned = [(days[at:] + days[:at], -at // _WEEK) for at in range(0, len(days), _WEEK)]
        first, week = min(turned)
        many = begun.setdefault((first, posts.get(officer, "")), [0] * len(turned))
        many[week % len(turned)] += 1
    return tuple(CyclicLine(days, tuple(many), post) for (days, post), many in begun.items())


def _left_aside(roster: Roster) -> Iterator[str]:
    """Yield a note where the days of a duty are no whole weeks."""
    days = len(next(iter(roster.duty.values()), ()))
    if days % _WEEK:
        yield f"Its cars are those of whole weeks, its first {days - days % _WEEK} days of {days}."


def _crews(plan: Plan, roster: Roster, per_car: int) -> Ints:
    """Return the cars on duty at every post, shape (posts, 168): the officers there over those of a car, rounded down.

    Officers of the whole city make cars that go where crews were before, else to all posts alike.
    """
    week = _coming_round(roster)
    at_posts = np.array([week.cover_at(site) for site in plan.site_ids])
    cars = np.floor(at_posts / per_car + 1e-9).astype(np.int64)
    pool = np.floor(week.cover_at("") / per_car + 1e-9).astype(np.int64)
    if not pool.any():
        return cars
    before = plan.crews or ((1,),) * len(plan.site_ids)
    need = np.broadcast_to(np.array(before, dtype=np.int64), (len(before), HOURS_OF_WEEK))
    return cars + pooled_cars(need, pool)


def _coming_round(roster: Roster) -> Roster:
    """Return a duty as if its whole weeks came round, from a Monday, and lines of two weeks in the mean of both."""
    if roster.start is not None or roster.slots == HOURS_OF_WEEK:
        return roster.coming_round
    pairs = (CyclicLine(line.days, (line.officers, 0), line.post) for line in roster.lines)
    return Roster(roster.shifts, rotation=tuple(pairs))
