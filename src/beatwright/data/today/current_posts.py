"""Today's practice: the posts that stand now."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import ClassVar

from beatwright.base import check
from beatwright.base.errors import ParameterError
from beatwright.core import City, Plan, Post, Problem
from beatwright.core.step import Step
from beatwright.data.today.match_posts import match_posts
from beatwright.data.today.post_file import read_post_file

__all__ = ["CurrentPosts"]


@dataclass(frozen=True)
class CurrentPosts(Step):
    """Take the posts of today: the plan that every other plan is compared with.

    Parameters
    ----------
    file : str, default ""
        Empty: the city's sites marked `current`. Else a file with one post per row: CSV, XLSX, GeoJSON, GeoPackage,
        shapefile or Parquet with a column of site ids (`site`, `site_id` or `id`), or with coordinates (geometry,
        `lon` and `lat`, or `x` and `y` in the city's CRS); or the JSON of a plan, whose posts are taken. Of a table
        whose column `plan` names several plans, such as the workbook ``plan.xlsx`` of a case, ``FILE:PLAN`` names one.
        Posts given by coordinates stand at the nearest site, and the plan's notes tell how far that is.
    tolerance : float, default 250.0
        How far, in metres, a post may be from the nearest site.
    name : str, default "today"
        Name of the plan in tables; empty: the step and its options.

    Examples
    --------
    >>> from beatwright.testing import small_problem
    >>> CurrentPosts().solve(small_problem()).site_ids
    ('s2',)
    """

    makes: ClassVar[tuple[str, ...]] = ("posts",)
    input_files: ClassVar[tuple[str, ...]] = ("file",)

    file: str = ""
    tolerance: float = 250.0
    name: str = "today"

    def complaints(self) -> Iterable[str | None]:
        """Yield what is wrong with the options."""
        if not isinstance(self.file, str):
            yield f"The 'file' parameter of CurrentPosts must be a path as text. Got {self.file!r}."
        yield check.number("CurrentPosts", "tolerance", self.tolerance, 0)
        yield check.string("CurrentPosts", "name", self.name)

    def solve(self, problem: Problem, plan: Plan | None = None) -> Plan:
        """Return the plan of today; it has no certificate.

        Raises
        ------
        ParameterError
            Where no file is given and no site of the city is marked `current`.
        InputError
            Where the file cannot be read or understood, or a post is none of the city's sites.
        """
        return self.of_city(problem.city, plan)

    def of_city(self, city: City, plan: Plan | None = None) -> Plan:
        """Return the plan as `solve` does: the posts of today hang on the city alone."""
        found, notes = self._read_posts(city)
        name = self.name or self.label
        start = Plan(name=name) if plan is None else plan
        made = start.with_posts(found, name=name, made_by=self.label, notes=notes)
        return replace(made, today=start.today or not start.decided)

    def check_file(self) -> None:
        """Read the file, where there is one; errors as `solve`."""
        if self.file:
            read_post_file(self.file)

    def check_city(self, city: City) -> None:
        """Find the posts among the sites of `city`; errors as `solve`."""
        self._read_posts(city)

    def _read_posts(self, city: City) -> tuple[tuple[Post, ...], tuple[str, ...]]:
        if self.file:
            return match_posts(read_post_file(self.file), city, self.tolerance)
        if not len(city.current_sites):
            raise ParameterError(
                f"No site of the city '{city.name}' is marked 'current', so today's posts are not known. Give them "
                "with 'file', or add them as 'current' sites in the [city] table of the study."
            )
        return tuple(Post(city.site_ids[site]) for site in city.current_sites), ()
