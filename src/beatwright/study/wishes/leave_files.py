"""A year's leave as files: a row for a week, a workbook, pictures, and a calendar for every officer."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import timedelta
from pathlib import Path

import numpy as np
import pandas as pd

from beatwright.base.files.atomic_file import atomic_path
from beatwright.base.files.formula_guard import guarded
from beatwright.core import LineChart
from beatwright.core.chart_parts import Line, Panel
from beatwright.core.roster import LEAVE
from beatwright.planning.rosters.squad_leave import LeaveAsked
from beatwright.show.files.calendar_file import CalendarEvent, write_calendars
from beatwright.show.files.plain_workbook import write_frames
from beatwright.solver.rosters.leave import AnnualLeave
from beatwright.study.wishes.wish_files import ranks_granted, write_picture

__all__ = ["LEAVE_FILES", "leave_rank_frame", "write_leave"]

LEAVE_FILES = ("leave.csv", "leave.xlsx", "shares.png", "away.png", "calendars")
_NOT_ASKED = "not asked for"


def write_leave(asked: LeaveAsked, leave: Mapping[str, AnnualLeave], method: str, folder: Path) -> tuple[Path, ...]:
    """Write the leave of one method beside what the others came to.

    Parameters
    ----------
    asked : LeaveAsked
        Who asked for what.
    leave : mapping of str to AnnualLeave
        By method.
    method : str
        The one that is given.
    folder : path
        It is made where it is missing.

    Returns
    -------
    tuple of Path
        ``leave.csv``, as `NamedRoster` reads it, ``leave.xlsx``, ``shares.png``, ``away.png`` and the folder
        ``calendars``.
    """
    weeks = dict(zip(asked.officers, leave[method].weeks, strict=True))
    places = [folder / name for name in LEAVE_FILES]
    with atomic_path(places[0]) as temporary:
        guarded(_week_frame(asked, weeks)).to_csv(temporary, index=False, encoding="utf-8-sig")
    frames = {
        "Leave": _grid(asked, weeks),
        "Officers": _officer_frame(asked, leave, method),
        "Ranks": leave_rank_frame(asked, leave),
        "Away": _away_frame(asked, leave[method]),
    }
    write_frames(frames, places[1])
    write_picture(_share_chart(leave), places[2])
    write_picture(_away_chart(asked, leave[method]), places[3])
    write_calendars({officer: _events(asked, each) for officer, each in weeks.items()}, places[4])
    return tuple(places)


def _rank(asked: LeaveAsked, officer: str, week: int) -> int | None:
    wishes = asked.wishes[officer]
    return wishes.index(week) + 1 if week in wishes else None


def leave_rank_frame(asked: LeaveAsked, leave: Mapping[str, AnnualLeave]) -> pd.DataFrame:
    """Return how many wishes of each rank were granted, by method.

    Parameters
    ----------
    asked : LeaveAsked
        Who asked for what.
    leave : mapping of str to AnnualLeave
        By method.
    """
    ranks = {}
    for method, found in leave.items():
        pairs = zip(asked.officers, found.weeks, strict=True)
        ranks[method] = [_rank(asked, officer, week) for officer, weeks in pairs for week in weeks]
    return ranks_granted(ranks)


def _week_frame(asked: LeaveAsked, weeks: Mapping[str, Sequence[int]]) -> pd.DataFrame:
    rows = []
    for officer, each in weeks.items():
        for week in each:
            first = asked.year.first_day(week)
            rank = _rank(asked, officer, week) or _NOT_ASKED
            rows.append((officer, asked.squad[officer], week + 1, first, first + timedelta(days=6), rank))
    return pd.DataFrame(rows, columns=["officer", "squad", "week", "from", "to", "rank"])


def _grid(asked: LeaveAsked, weeks: Mapping[str, Sequence[int]]) -> pd.DataFrame:
    """Return a row for an officer and a column for a week, called by its first day."""
    days = [asked.year.first_day(week).isoformat() for week in range(asked.year.weeks)]
    rows = [
        [officer, asked.squad[officer], *(LEAVE if week in each else "" for week in range(asked.year.weeks))]
        for officer, each in weeks.items()
    ]
    return pd.DataFrame(rows, columns=["officer", "squad", *days])


def _officer_frame(asked: LeaveAsked, leave: Mapping[str, AnnualLeave], method: str) -> pd.DataFrame:
    columns: dict[str, list[object]] = {
        "officer": list(asked.officers),
        "seniority": list(range(1, len(asked.officers) + 1)),
        "squad": [asked.squad[officer] for officer in asked.officers],
        "weeks": [asked.weeks_each[officer] for officer in asked.officers],
    }
    for name, found in leave.items():
        columns[f"share of own best weeks by {name}{', as given' if name == method else ''}"] = found.share.tolist()
    return pd.DataFrame(columns)


def _away_frame(asked: LeaveAsked, found: AnnualLeave) -> pd.DataFrame:
    """Return a row for a week of a squad: how many are away, and how many may be."""
    squads = np.array([asked.squad[officer] for officer in asked.officers], dtype=object)
    rows = []
    for squad, most in asked.most_away.items():
        away = found.away[squads == squad].sum(axis=0)
        for week, (there, limit) in enumerate(zip(away.tolist(), most, strict=True)):
            rows.append((squad, week + 1, asked.year.first_day(week).isoformat(), there, limit))
    return pd.DataFrame(rows, columns=["squad", "week", "from", "away", "most"])


def _share_chart(leave: Mapping[str, AnnualLeave]) -> LineChart:
    lines = []
    for method, found in leave.items():
        shares = sorted(found.share.tolist())
        lines.append(Line(method, tuple(map(float, range(1, len(shares) + 1))), tuple(shares)))
    return LineChart(
        name="leave_shares",
        alt="What every officer has of his own best weeks, the worst-off first, by three methods.",
        caption="Each method has an order of its own.",
        x_name="officers, the worst-off first",
        panels=[Panel("Share of own best weeks", lines, unit="share")],
    )


def _away_chart(asked: LeaveAsked, found: AnnualLeave) -> LineChart:
    weeks = tuple(map(float, range(1, asked.year.weeks + 1)))
    most = np.sum([*asked.most_away.values()], axis=0)
    lines = [
        Line("officers away", weeks, tuple(map(float, found.away.sum(axis=0)))),
        Line("officers who may be away", weeks, tuple(map(float, most))),
    ]
    return LineChart(
        name="leave_away",
        alt="Officers on leave in each week of the year, and how many may be, all squads together.",
        caption="All squads together.",
        x_name=f"week, from {asked.year.start} on",
        panels=[Panel("Officers", lines)],
    )


def _events(asked: LeaveAsked, weeks: Sequence[int]) -> Iterator[CalendarEvent]:
    """Yield an entry for each stretch of weeks in a row."""
    for at, week in enumerate(weeks):
        if at and weeks[at - 1] == week - 1:
            continue
        last = week
        while last + 1 in weeks:
            last += 1
        yield CalendarEvent(asked.year.first_day(week), asked.year.first_day(last + 1), LEAVE)
