"""Today's practice: the patrol cars on duty at each post, by the hour."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import ClassVar

import numpy as np

from beatwright.base import check
from beatwright.base.errors import Complaints, InputError, ParameterError
from beatwright.base.words import listed
from beatwright.core import City, Plan, Problem
from beatwright.core.demand import HOURS_OF_WEEK
from beatwright.core.site_names import post_names
from beatwright.core.step import Step
from beatwright.data.today.car_table import CarTable, hours_without, read_car_table

__all__ = ["CurrentCars"]


@dataclass(frozen=True)
class CurrentCars(Step):
    """Take the patrol cars of today: so many on duty at each post, all week or by the hour.

    Parameters
    ----------
    file : str, default ""
        A table (CSV or XLSX) with a row for a post and an hour, or a tour, or the whole week. Columns: ``post`` (id or
        name of its site), ``cars``, and where they differ in time ``day`` (Friday, weekdays, daily) and ``hour`` (0 to
        23), ``tour`` (16-24), or ``start`` and ``end``. Cars of tours that overlap add up. Hours that no row names have
        no cars, which the plan's notes tell.
    cars : int, default 0
        Without a file: so many at every post in every hour.
    name : str, default "today"
        Name of the plan in tables; empty: the step and its options.

    Examples
    --------
    >>> from beatwright.core import Post
    >>> from beatwright.testing import small_problem
    >>> posts = Plan(posts=(Post("s2"), Post("s5")))
    >>> CurrentCars(cars=3).solve(small_problem(), posts).crews
    ((3,), (3,))
    """

    needs: ClassVar[tuple[str, ...]] = ("posts",)
    builds_on: ClassVar[tuple[str, ...]] = ("posts",)
    makes: ClassVar[tuple[str, ...]] = ("crews",)
    input_files: ClassVar[tuple[str, ...]] = ("file",)

    file: str = ""
    cars: int = 0
    name: str = "today"

    def complaints(self) -> Iterable[str | None]:
        """Yield what is wrong with the options."""
        for option in ("file", "name"):
            yield check.string("CurrentCars", option, getattr(self, option))
        whole = isinstance(self.cars, int) and not isinstance(self.cars, bool) and self.cars >= 0
        if not whole:
            yield f"The 'cars' parameter of CurrentCars must be a whole number of at least 0. Got {self.cars!r}."
        elif self.file and self.cars:
            yield "CurrentCars takes the cars from a 'file', or 'cars' at every post, not both."

    def solve(self, problem: Problem, plan: Plan | None = None) -> Plan:
        """Return the plan with the cars of today; it has no certificate.

        Raises
        ------
        ParameterError
            Where `plan` has no posts, or no cars are given.
        InputError
            Where the file cannot be read or understood, or names posts that the plan does not have.
        """
        return self.of_city(problem.city, plan)

    def of_city(self, city: City, plan: Plan | None = None) -> Plan:
        """Return the plan as `solve` does: the cars of today hang on the posts alone."""
        if plan is None or plan.posts is None:
            raise ParameterError("CurrentCars puts cars at posts: give a plan with posts.")
        crews, notes = self._crews(city, plan)
        told = tuple(note for note in notes if note)
        made = plan.deciding({"crews": crews}, name=self.name or self.label, made_by=self.label, notes=told)
        return replace(made, today=plan.today)

    def check_file(self) -> None:
        """Read the file, where there is one; errors as `solve`."""
        self._need_cars()
        if self.file:
            read_car_table(self.file)

    def check_city(self, city: City) -> None:
        """Find the posts that the file names among the sites of `city`; errors as `solve`."""
        if self.file:
            _matched(read_car_table(self.file), city, city.site_ids)

    def _need_cars(self) -> None:
        if not (self.file or self.cars):
            raise ParameterError("Today's cars are not known. Give a table with 'file', or 'cars' at every post.")

    def _crews(self, city: City, plan: Plan) -> tuple[tuple[tuple[int, ...], ...], tuple[str, ...]]:
        self._need_cars()
        if not self.file:
            return ((self.cars,),) * len(plan.site_ids), ()
        table = read_car_table(self.file)
        found = _matched(table, city, plan.site_ids)
        without = [site for site in plan.site_ids if site not in found]
        none = f"The file '{table.file}' names no cars for {listed(without)}, so there are none." if without else ""
        week = [table.week[found[site]] if site in found else np.zeros(HOURS_OF_WEEK, int) for site in plan.site_ids]
        crews = tuple(tuple(int(cars) for cars in hours) for hours in week)
        if all(len(set(hours)) == 1 for hours in crews):
            crews = tuple(hours[:1] for hours in crews)
        return crews, (none, hours_without(table, found.values()))


def _matched(table: CarTable, city: City, sites: Iterable[str]) -> dict[str, str]:
    """Return what the file calls each post, by site id: its id, else the name of its site."""
    sites = tuple(sites)
    named = post_names(city)
    by_word: dict[str, list[str]] = {}
    for site in sites:
        by_word.setdefault(named.get(site, site).strip().lower(), []).append(site)
    found: dict[str, str] = {}
    complaints = Complaints()
    for post in table.week:
        fits = [post] if post in sites else by_word.get(post.lower(), [])
        if len(fits) == 1 and fits[0] not in found:
            found[fits[0]] = post
        elif len(fits) == 1:
            complaints.add(f"'{post}' and '{found[fits[0]]}' are the same post. Give its cars under one name.")
        elif fits:
            complaints.add(f"'{post}' is the name of several posts: {listed(fits)}. Give the id instead.")
        else:
            complaints.add(f"There is no post '{post}'. Posts: {listed(named.get(site, site) for site in sites)}.")
    complaints.raise_if_any(InputError, f"The cars of '{table.file}' do not fit the posts")
    return found
