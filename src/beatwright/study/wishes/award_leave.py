"""Give a year's leave by what officers wish for, by three methods side by side, and write who is away when."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import numpy as np

from beatwright.base.errors import StudyError
from beatwright.base.plain_text import clean
from beatwright.base.words import count_of, listed, significant
from beatwright.planning.rosters.squad_leave import LeaveAsked, read_leave_asked
from beatwright.solver.rosters.leave import LEAVE_METHODS, AnnualLeave
from beatwright.study.wishes.leave_files import LEAVE_FILES, leave_rank_frame, write_leave
from beatwright.study.wishes.wish_files import need_no_files, rank_lines

__all__ = ["AwardedLeave", "award_leave"]

_WORST = 5


@dataclass(frozen=True, eq=False)
class AwardedLeave:
    """A year's leave.

    Parameters
    ----------
    asked : LeaveAsked
        Who asked for what, and what squads can spare.
    leave : mapping of str to AnnualLeave
        What came of it, by method; officers are in the order of seniority.
    method : str
        The method that was chosen.
    files : tuple of Path
        What was written.
    """

    asked: LeaveAsked
    leave: dict[str, AnnualLeave]
    method: str
    files: tuple[Path, ...] = ()

    @property
    def weeks(self) -> dict[str, tuple[int, ...]]:
        """Weeks of leave by officer, 0 = the first of the year."""
        return dict(zip(self.asked.officers, self.leave[self.method].weeks, strict=True))

    @property
    def text(self) -> str:
        """The methods side by side, the ranks that were granted, and who is worst off."""
        return "\n".join(_outcome(self))


def award_leave(
    officers: str | Path,
    wishes: str | Path,
    most: str,
    *,
    start: str,
    weeks: int = 52,
    weeks_each: int | None = None,
    method: str = "rounds",
    seconds: float | None = None,
    output: str | Path | None = None,
    force: bool = False,
) -> AwardedLeave:
    """Give a year's leave.

    Parameters
    ----------
    officers, wishes : path
        Tables, as `read_leave_asked` reads them.
    most : str
        Officers of a squad that may be away in a week, as a number; or a table of limits.
    start : str
        First day of the year that is planned, as 2026-01-05.
    weeks : int, default 52
        Weeks of it.
    weeks_each : int, optional
        Weeks of leave of every officer, where the table of officers does not say.
    method : {"rounds", "total", "max-min"}, default "rounds"
        As for `annual_leave`. All three are worked out and told; this one is written.
    seconds : float, optional
        Time limit of "max-min".
    output : path, optional
        Folder for ``leave.csv``, ``leave.xlsx``, ``shares.png``, ``away.png``, and ``calendars/*.ics``.
    force : bool, default False
        Overwrite files of these names.

    Raises
    ------
    StudyError
        Where an option cannot be.
    InputError
        With every complaint about the tables, or where files stand in the place of what would be written.
    """
    if method not in LEAVE_METHODS:
        raise StudyError(f"There is no method {method!r}. Known: {', '.join(LEAVE_METHODS)}.")
    first = _first_day(start)
    if output is not None:
        need_no_files(output, LEAVE_FILES, force=force)
    limit: int | str = int(most) if most.strip().lstrip("-").isdecimal() else most
    if isinstance(limit, int) and limit < 0:
        raise StudyError(f"The officers of a squad that may be away in a week must be at least 0. Got {limit}.")
    if isinstance(limit, str) and not Path(limit).exists():
        raise StudyError(f"Officers of a squad away in a week are a number, or a table. There is no file {limit!r}.")
    asked = read_leave_asked(officers, wishes, limit, start=first, weeks=weeks, weeks_each=weeks_each)
    leave = {each: asked.given(each, seconds=seconds if each == "max-min" else None) for each in LEAVE_METHODS}
    files = () if output is None else write_leave(asked, leave, method, Path(output))
    return AwardedLeave(asked, leave, method, files)


def _first_day(start: str) -> date:
    try:
        return date.fromisoformat(start)
    except ValueError:
        raise StudyError(f"The first day must be a date such as 2026-01-05. Got {start!r}.") from None


def _outcome(found: AwardedLeave) -> Iterator[str]:
    asked, chosen = found.asked, found.leave[found.method]
    squads = f" in {count_of(len(asked.most_away), 'squad')}" if len(asked.most_away) > 1 else ""
    total = sum(asked.weeks_each.values())
    yield (
        f"{count_of(len(asked.officers), 'officer')}{squads}, {count_of(total, 'week')} of leave, from "
        f"{asked.year.start}; the most senior {clean(asked.officers[0])}, the least senior {clean(asked.officers[-1])}."
    )
    yield "method    preferences   worst-off   half have at least   proof"
    for name, leave in found.leave.items():
        yield (
            f"{name:<10}{significant(float(leave.preference.sum())):>11}{leave.share.min():>12.0%}"
            f"{float(np.median(leave.share)):>21.0%}   {leave.certificate.text}"
        )
    yield "Shares are of an officer's own best weeks, as many as he has."
    yield from rank_lines(leave_rank_frame(asked, found.leave), list(found.leave), "week")
    order = np.argsort(chosen.share, kind="stable")[:_WORST]
    worst = listed(f"{clean(asked.officers[at])} {chosen.share[at]:.0%}" for at in order)
    yield f"Given by {found.method}. Worst off, with what they have of their own best weeks: {worst}."
    yield from map(clean, asked.notes())
    yield from (f"Written: {file}" for file in found.files)
