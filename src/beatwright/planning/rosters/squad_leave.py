"""A year's leave from tables: who asks for which weeks, and how many of a squad may be away."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Unpack

import numpy as np
import numpy.typing as npt

from beatwright.base.effort import SearchOptions
from beatwright.base.errors import Complaints, InfeasibleError, InputError
from beatwright.base.words import count_of, joined, listed
from beatwright.planning.rosters.officer_table import OfficerTable, read_officer_table
from beatwright.planning.rosters.wish_tables import YearOfWeeks, read_leave_limits, read_leave_wishes
from beatwright.solver.rosters.leave import AnnualLeave, annual_leave

__all__ = ["LeaveAsked", "read_leave_asked"]

_ALL = ""  # the squad of everybody, where the table names none
Ints = npt.NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class LeaveAsked:
    """What officers ask for, and what squads can spare.

    Parameters
    ----------
    table : OfficerTable
        Who asks, in the order of seniority.
    wishes : mapping of str to tuple of int
        Weeks by officer, the best first, 0 = the first of the year.
    year : YearOfWeeks
        The weeks that there are.
    weeks_each : mapping of str to int
        Weeks of leave by officer.
    squad : mapping of str to str
        Squad by officer.
    most_away : mapping of str to list of int
        Officers of a squad that may be away in each week.
    """

    table: OfficerTable
    wishes: Mapping[str, tuple[int, ...]]
    year: YearOfWeeks
    weeks_each: Mapping[str, int]
    squad: Mapping[str, str]
    most_away: Mapping[str, list[int]]

    @property
    def officers(self) -> tuple[str, ...]:
        """Ids in the order of seniority."""
        return self.table.officers

    @property
    def points(self) -> Ints:
        """What each week is worth to each officer, shape (officers, weeks).

        The best has as many points as anybody has wishes, each further one a point less, those not named none.
        """
        most = max((len(wishes) for wishes in self.wishes.values()), default=0)
        points = np.zeros((len(self.officers), self.year.weeks), dtype=np.int64)
        for row, officer in enumerate(self.officers):
            for place, week in enumerate(self.wishes[officer]):
                points[row, week] = most - place
        return points

    def given(self, method: str, **effort: Unpack[SearchOptions]) -> AnnualLeave:
        """Return the weeks of leave by one of the methods of `annual_leave`.

        Raises
        ------
        InfeasibleError
            Where squads have more weeks of leave than may be taken.
        """
        squads = list(self.most_away)
        number = {squad: at for at, squad in enumerate(squads)}
        try:
            return annual_leave(
                self.points,
                [self.weeks_each[officer] for officer in self.officers],
                [self.most_away[squad] for squad in squads],
                [number[self.squad[officer]] for officer in self.officers],
                method,
                **effort,
            )
        except InfeasibleError as problem:
            raise InfeasibleError(f"{problem} Squads are counted from 0 in this order: {joined(squads)}.") from None

    def notes(self) -> Iterator[str]:
        """Yield what the tables left open."""
        yield from self.table.notes
        fewer = [who for who in self.officers if len(self.wishes[who]) < self.weeks_each[who]]
        if fewer:
            yield (
                f"{count_of(len(fewer), 'officer')} named fewer weeks than they have, and get the rest where there is "
                f"room: {listed(fewer)}."
            )


def read_leave_asked(
    officers: str | Path,
    wishes: str | Path,
    most: int | str | Path,
    *,
    start: date,
    weeks: int = 52,
    weeks_each: int | None = None,
) -> LeaveAsked:
    """Read who asks for which weeks of leave, and how many of a squad may be away.

    Parameters
    ----------
    officers : path
        A table (CSV or XLSX) with a row for an officer: ``officer``, ``seniority`` (1 is the most senior) or ``hired``
        (a date), ``squad`` and ``weeks`` of leave.
    wishes : path
        A table with a row for a wish: ``officer``, ``rank`` (1 is the best), ``week`` (its number, or a date in it).
    most : int or path
        Officers of a squad that may be away in a week; or a table of limits, with ``most`` and where they differ
        ``squad`` and ``week``.
    start : date
        First day of the year that is planned.
    weeks : int, default 52
        Weeks of it.
    weeks_each : int, optional
        Weeks of leave of every officer, where the table has no column ``weeks``.

    Raises
    ------
    InputError
        With every complaint about all tables.
    """
    year, complaints = YearOfWeeks(start, weeks), Complaints()
    table = read_officer_table(officers, complaints)
    asked = read_leave_wishes(wishes, table, year, complaints)
    complaints.add(_weeks_complaint(table, weeks_each))
    each = table.weeks or dict.fromkeys(table.officers, weeks_each or 0)
    squad = table.squad or dict.fromkeys(table.officers, _ALL)
    names = list(dict.fromkeys(squad[officer] for officer in table.officers))
    if isinstance(most, int):
        limits = {name: [most] * weeks for name in names}
    else:
        limits = read_leave_limits(most, names, year, complaints)
    if not len(complaints):
        complaints.extend(_too_many(each, squad, limits, year))
    complaints.raise_if_any(InputError, "The leave cannot be given")
    return LeaveAsked(table, asked, year, each, squad, limits)


def _weeks_complaint(table: OfficerTable, weeks_each: int | None) -> str | None:
    if table.weeks and weeks_each is not None:
        return f"{table.file} has a column 'weeks', and one number of weeks is given for all. Keep one of them."
    if table.weeks or weeks_each is not None or not table.officers:
        return None
    told = "How many weeks of leave an officer has is not known. Give {} a column 'weeks', or one number for all."
    return told.format(table.file)


def _too_many(
    each: Mapping[str, int], squad: Mapping[str, str], limits: Mapping[str, list[int]], year: YearOfWeeks
) -> Iterator[str]:
    """Yield officers that have more weeks than there are for them, and squads that have more than may be taken."""
    for officer, weeks in each.items():
        open_weeks = sum(most > 0 for most in limits[squad[officer]])
        if weeks > open_weeks:
            what = "may be taken by his squad" if open_weeks < year.weeks else "are planned"
            yield f"Officer {officer} has {count_of(weeks, 'week')} of leave, but only {open_weeks} {what}."
    for name, most in limits.items():
        asked = sum(weeks for officer, weeks in each.items() if squad[officer] == name)
        if asked > sum(most):
            who = f"Squad {name} has" if name else "All officers together have"
            yield (
                f"{who} {count_of(asked, 'week')} of leave, but the limits let {sum(most):,} be taken. Raise the "
                "limits, or plan fewer weeks of leave."
            )
