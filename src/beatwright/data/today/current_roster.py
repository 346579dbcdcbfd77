"""Today's practice: who works when, and the crews that this has on duty."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import ClassVar

import numpy as np
import numpy.typing as npt

from beatwright.base import check
from beatwright.base.errors import Complaints, InputError, ParameterError
from beatwright.base.words import count_of, listed
from beatwright.core import City, Plan, Problem, Roster, Shift, ShiftLine
from beatwright.core.demand import HOURS_OF_WEEK
from beatwright.core.pooled_cars import pooled_cars
from beatwright.core.site_names import post_names
from beatwright.core.step import Step
from beatwright.data.today.roster_table import RosterTable, read_roster_table

__all__ = ["CurrentRoster"]

Ints = npt.NDArray[np.int64]


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
        for option in ("shifts", "off"):
            value = getattr(self, option)
            if not isinstance(value, tuple | list) or not all(isinstance(one, str) for one in value):
                yield check.sentence("CurrentRoster", option, "a list of texts", repr(value))
            elif option == "shifts":
                yield from (_shift_complaint(one) for one in value)

    def solve(self, problem: Problem, plan: Plan | None = None) -> Plan:
        """Return the plan with the roster of today and its crews; crews it had before are kept as the roster's need.

        Raises
        ------
        ParameterError
            Where `plan` has no posts, or there is no file.
        InputError
            Where the file cannot be read or understood, or names posts that the plan does not have.
        """
        if plan is None or plan.posts is None:
            raise ParameterError("CurrentRoster puts officers at posts: give a plan with posts.")
        table = self._table()
        posts = _matched(table, problem.city, plan.site_ids)
        need = _need(plan, problem.officers_per_car, by_post=bool(posts))
        roster = _roster(table, posts, need)
        crews = _crews(plan, roster, problem.officers_per_car)
        told = f"{count_of(roster.officers, 'officer')} of '{table.file}', on {count_of(len(roster.shifts), 'shift')}."
        layers = {"crews": tuple(tuple(int(n) for n in row) for row in crews), "roster": roster}
        made = plan.deciding(layers, name=self.name or self.label, made_by=self.label, notes=[told])
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


def _shift_complaint(text: str) -> str | None:
    try:
        named = Shift.read(text)
    except ParameterError as problem:
        return f"The 'shifts' parameter of CurrentRoster: {problem}"
    return None if named else ""


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
        return Roster(table.shifts, start=table.start, duty=table.days, need_at=need, stationed=posts)
    lines = [ShiftLine(days, 1, posts.get(who, ""), (who,)) for who, days in table.days.items()]
    return Roster(table.shifts, tuple(lines), need_at=need)


def _crews(plan: Plan, roster: Roster, per_car: int) -> Ints:
    """Return the cars on duty at every post, shape (posts, 168): the officers there over those of a car, rounded down.

    Officers of the whole city make cars that go where crews were before, else to all posts alike.
    """
    week = roster.coming_round
    at_posts = np.array([week.cover_at(site) for site in plan.site_ids])
    cars = np.floor(at_posts / per_car + 1e-9).astype(np.int64)
    pool = np.floor(week.cover_at("") / per_car + 1e-9).astype(np.int64)
    if not pool.any():
        return cars
    before = plan.crews or ((1,),) * len(plan.site_ids)
    need = np.broadcast_to(np.array(before, dtype=np.int64), (len(before), HOURS_OF_WEEK))
    return cars + pooled_cars(need, pool)
