"""Today's practice as one plan: the table ``[today]``."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import ClassVar

from beatwright.base import check
from beatwright.base.errors import BeatwrightError, Complaints, InputError, ParameterError
from beatwright.base.words import joined
from beatwright.core import City, Plan, Step
from beatwright.data.city.city_source import CitySource
from beatwright.data.plan_rows import split_plan
from beatwright.data.today.current_cars import CurrentCars
from beatwright.data.today.current_districts import CurrentDistricts
from beatwright.data.today.current_posts import CurrentPosts
from beatwright.data.today.current_roster import CurrentRoster
from beatwright.data.today.post_file import PostFile, read_post_file
from beatwright.data.today.shift_codes import shift_option_complaints

__all__ = ["CURRENT", "NO_LAYER_NAMED", "TODAY", "TodaySource", "read_today"]

TODAY = "today"
# The word, in the place of a file, for the sites that the city marks as posts of today.
CURRENT = "current"
NO_LAYER_NAMED = (
    "[today] gives nothing of today. Give 'posts' (a file, or [city] current) or 'districts' (a file, or a column of "
    "the zones), or leave the table out."
)
_WITHOUT_POSTS = "[today] gives {}, but no posts to put {} at. Give 'posts' too (a file, or [city] current)."
_SHIFTS_WITHOUT_ROSTER = "[today] says what shifts are called, but gives no 'roster'. Give its file, or leave them out."
_AT_POSTS = {"cars": "cars", "roster": "officers"}
_MADE_OF_ZONES = ("zones", "busiest")
_FILE_AND_COLUMN = re.compile(r"(?P<file>.+\.\w+(\|layername=[^:]+)?):(?P<column>[^/\\:]+)")


@dataclass(frozen=True)
class TodaySource(Step):
    """What is done today, as one plan that every other is compared with: the table ``[today]``.

    Parameters
    ----------
    posts : str, default ""
        The posts that stand now: a file as `CurrentPosts` reads it, ``FILE:PLAN`` where it holds those of several
        plans, or ``current`` for the sites marked so, such as those of `current` in the table ``[city]``. Empty: those,
        where there are any. In a study whose sites are made from its zones, posts with coordinates become sites of
        their own, as those of ``[city] current`` do, but for those of a plan, which stand at sites.
    districts : str, default ""
        The districts that are drawn now: a file as `CurrentDistricts` reads it, ``FILE:COLUMN`` where the ids of the
        districts stand in a column of another name, or the name of a column of the zones, such as ``parent``.
    cars : str, default ""
        The patrol cars that are on duty now, at the posts of today: a file as `CurrentCars` reads it.
    roster : str, default ""
        Who works when now: a file as `CurrentRoster` reads it. The cars of today are then those that it has on duty.
    shifts : tuple of str, default ()
        The names of the roster's shifts with their clocks, such as ``N=22-06``.
    off : tuple of str, default ()
        Further words of the roster for a day off, such as those for leave.
    tolerance : float, default 250.0
        How far, in metres, a post of a file may be from its site.

    Examples
    --------
    >>> from beatwright.testing import small_problem
    >>> plan = TodaySource(posts="current", districts="parent").read(small_problem().city)
    >>> plan.site_ids, plan.districts["z1"], plan.decided
    (('s2',), 'west', ('posts', 'districts'))
    """

    input_files: ClassVar[tuple[str, ...]] = ("posts", "districts", "cars", "roster")

    posts: str = ""
    districts: str = ""
    cars: str = ""
    roster: str = ""
    shifts: tuple[str, ...] = ()
    off: tuple[str, ...] = ()
    tolerance: float = 250.0

    def complaints(self) -> Iterable[str | None]:
        """Yield what is wrong with the options."""
        for name in self.input_files:
            if not isinstance(getattr(self, name), str):
                got = getattr(self, name)
                yield f"The '{name}' parameter of [today] must be a file or a word, as text. Got {got!r}."
        yield from shift_option_complaints("[today]", self.shifts, self.off)
        yield check.number("[today]", "tolerance", self.tolerance, 0)

    @property
    def layers(self) -> tuple[str, ...]:
        """Layers of the plan that are given."""
        given = (
            ("posts", self.posts),
            ("crews", self.cars or self.roster),
            ("districts", self.districts),
            ("roster", self.roster),
        )
        return tuple(layer for layer, value in given if value)

    @property
    def incomplete(self) -> str:
        """What is missing of the table; empty where nothing is."""
        if not self.layers:
            return NO_LAYER_NAMED
        stray = [name for name in _AT_POSTS if getattr(self, name)]
        if stray and not self.posts:
            return _WITHOUT_POSTS.format(
                joined(f"'{name}'" for name in stray), joined(_AT_POSTS[name] for name in stray)
            )
        return _SHIFTS_WITHOUT_ROSTER if (self.shifts or self.off) and not self.roster else ""

    def read(self, city: City, folder: str | Path = ".", *, officers_per_car: int = 2) -> Plan:
        """Return today's practice in `city`; it has no certificate.

        Parameters
        ----------
        city : City
            With its sites and zones.
        folder : path
            Where relative file names begin.
        officers_per_car : int, default 2
            Officers of the roster who make a car, as `Problem` says.

        Raises
        ------
        InputError, ParameterError
            Where nothing is given, or as `CurrentPosts`, `CurrentCars`, `CurrentDistricts` and `CurrentRoster`.
        """
        asked = self if self.posts or not len(city.current_sites) else replace(self, posts=CURRENT)
        if asked.incomplete:
            raise InputError(asked.incomplete)
        plan = Plan(name=TODAY)
        for step in asked._steps(folder):
            plan = step.of_city(city, plan)
        if asked.roster:
            plan = asked._roster(folder).of_city(city, plan, officers_per_car=officers_per_car)
        return replace(plan, on="", made_by="today's practice")

    def check_files(self, folder: str | Path = ".") -> None:
        """Read the files and find their columns; errors as `read`."""
        roster = (self._roster(folder),) if self.roster else ()
        problems = []
        for step in (*self._steps(folder), *roster):
            try:
                step.check_file()
            except (InputError, ParameterError) as problem:
                problems.append(problem)
        if len(problems) == 1:
            raise problems[0]
        complaints = Complaints()
        complaints.extend(map(str, problems))
        complaints.raise_if_any(InputError)

    def count_posts(self, folder: str | Path = ".") -> int:
        """Return how many posts the file of posts holds; 0 where there is none."""
        file = self._post_file(folder)
        return 0 if file is None else len(file.ids)

    def with_sites(self, city: CitySource, folder: str | Path = ".") -> tuple[TodaySource, CitySource]:
        """Return both tables of a study so that today's posts are sites where the other sites are made from zones.

        Travel is then measured from where the posts stand, and none is too far from a site.

        Parameters
        ----------
        city : CitySource
            The table ``[city]``.
        folder : path
            Where relative file names begin.
        """
        if city.current:
            return (self if self.posts else replace(self, posts=CURRENT)), city
        if city.sites not in _MADE_OF_ZONES or self.posts in ("", CURRENT):
            return self, city
        if split_plan(str(Path(folder, self.posts)))[1]:
            return self, city  # posts of a plan stand at sites
        try:
            file = self._post_file(folder)
        except BeatwrightError:
            return self, city  # what is wrong with the file is told with the other files
        if file is None or file.points is None:
            return self, city
        return replace(self, posts=CURRENT), replace(city, current=self.posts)

    def _post_file(self, folder: str | Path) -> PostFile | None:
        return None if self.posts in ("", CURRENT) else read_post_file(str(Path(folder, self.posts)))

    def _steps(self, folder: str | Path) -> list[CurrentPosts | CurrentCars | CurrentDistricts]:
        steps: list[CurrentPosts | CurrentCars | CurrentDistricts] = []
        if self.posts:
            file = "" if self.posts == CURRENT else str(Path(folder, self.posts))
            steps.append(CurrentPosts(file, self.tolerance))
        if self.cars:
            steps.append(CurrentCars(str(Path(folder, self.cars))))
        if self.districts:
            steps.append(_districts(self.districts, folder))
        return steps

    def _roster(self, folder: str | Path) -> CurrentRoster:
        return CurrentRoster(str(Path(folder, self.roster)), self.shifts, self.off)


def _districts(text: str, folder: str | Path) -> CurrentDistricts:
    """Tell a file from a column of the zones: a file has an ending."""
    if not Path(text.split("|", maxsplit=1)[0]).suffix:
        return CurrentDistricts(column=text)
    match = _FILE_AND_COLUMN.fullmatch(text)
    if match is None or Path(folder, text).exists():
        return CurrentDistricts(file=str(Path(folder, text)))
    return CurrentDistricts(file=str(Path(folder, match["file"])), id_column=match["column"])


def read_today(
    city: City,
    posts: str = "",
    districts: str = "",
    *,
    cars: str = "",
    roster: str = "",
    shifts: tuple[str, ...] = (),
    off: tuple[str, ...] = (),
    officers_per_car: int = 2,
    folder: str | Path = ".",
) -> Plan:
    """Read today's practice as one plan: `TodaySource` in one line.

    Parameters
    ----------
    city : City
        With its sites and zones.
    posts, districts, cars, roster, shifts, off
        As the options of `TodaySource`.
    officers_per_car : int, default 2
        Officers of the roster who make a car, as `Problem` says.
    folder : path
        Where relative file names begin.

    Raises
    ------
    InputError, ParameterError
        As `TodaySource.read`.

    Examples
    --------
    >>> from beatwright.testing import small_problem
    >>> today = read_today(small_problem().city, districts="parent")
    >>> today.name, today.decided, today.today
    ('today', ('posts', 'districts'), True)
    """
    source = TodaySource(posts, districts, cars, roster, shifts, off)
    return source.read(city, folder, officers_per_car=officers_per_car)
