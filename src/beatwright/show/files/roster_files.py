"""A roster as files that people work with: a workbook, a CSV file, and a calendar for every officer."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pandas as pd

from beatwright.base.files.atomic_file import atomic_path
from beatwright.base.files.formula_guard import guarded
from beatwright.core.demand import HOURS_OF_WEEK
from beatwright.core.hours_of_week import WEEKDAYS, hour_name
from beatwright.core.roster import LEAVE, Roster
from beatwright.core.shift import Shift
from beatwright.show.files.calendar_file import CalendarEvent, write_calendars
from beatwright.show.files.plain_workbook import add_sheet, plain_workbook

__all__ = ["roster_frame", "write_roster_calendars", "write_roster_csv", "write_roster_workbook"]

_WEEK = 7
_SHORT = {"bg_color": "#f4c7c3", "font_color": "#9c0006"}


def roster_frame(roster: Roster) -> pd.DataFrame:
    """Return one row an officer and one column a day: officer, post where any has one, and the shift of each day.

    Days are dates where the roster is a duty, else those of the week, or weeks, in which lines come round. Days off in
    weeks of leave of a duty say so. Officers of a line whom nobody has named yet are called after it.

    Examples
    --------
    >>> from beatwright.core import ShiftLine
    >>> week = Roster((Shift("D", 7, 8),), (ShiftLine.on("D", range(5), 2),))
    >>> roster_frame(week).iloc[:, :3].to_dict("list")
    {'officer': ['line 1, 1', 'line 1, 2'], 'Monday': ['D', 'D'], 'Tuesday': ['D', 'D']}
    """
    rows = []
    for number, line in enumerate(roster.walked, 1):
        named = [*line.holders, *(f"line {number}, {at}" for at in range(len(line.holders) + 1, line.officers + 1))]
        rows += [[officer, line.post, *_days(roster, officer, line.days)] for officer in named]
    length = max((len(line.days) for line in roster.walked), default=7)
    rows = [[*row[:2], *np.resize(np.array(row[2:], dtype=object), length)] for row in rows]
    frame = pd.DataFrame(rows, columns=["officer", "post", *_headings(roster, length)])
    return frame if frame["post"].any() else frame.drop(columns="post")


def _days(roster: Roster, officer: str, days: tuple[str, ...]) -> list[str]:
    away = set(roster.leave.get(officer, ())) if roster.duty else set()
    return [LEAVE if not name and at // _WEEK in away else name for at, name in enumerate(days)]


def _headings(roster: Roster, length: int) -> list[str]:
    if roster.duty and roster.start is not None:
        return [(roster.start + dt.timedelta(days=day)).isoformat() for day in range(length)]
    several = length > len(WEEKDAYS)
    return [f"{WEEKDAYS[day % 7]}{f' of week {day // 7 + 1}' if several else ''}" for day in range(length)]


def write_roster_csv(roster: Roster, path: str | Path) -> Path:
    """Write one row an officer and one column a day, as `CurrentRoster` reads it; whole or not at all."""
    with atomic_path(path) as temporary:
        guarded(roster_frame(roster)).to_csv(temporary, index=False, encoding="utf-8-sig")
    return Path(path)


def write_roster_workbook(roster: Roster, path: str | Path) -> Path:
    """Write an XLSX workbook, whole or not at all: sheets Roster, Shifts, and Cover (against need; short in red)."""
    with plain_workbook(path) as book:
        frame = roster_frame(roster)
        add_sheet(book, "Roster", [str(name) for name in frame.columns], frame.to_numpy().tolist())
        shifts = [[shift.name, _clock(shift.start), _clock(shift.end % 24), shift.hours] for shift in roster.shifts]
        add_sheet(book, "Shifts", ["shift", "begins", "ends", "hours"], shifts)
        sheet = add_sheet(book, "Cover", ["hour", "need", "on duty", "short"], list(_cover_rows(roster)))
        rule = {"type": "cell", "criteria": ">", "value": 0, "format": book.add_format(_SHORT)}
        sheet.conditional_format(1, 3, roster.slots, 3, rule)
    return Path(path)


def _cover_rows(roster: Roster) -> Iterator[list[object]]:
    need = np.resize(np.array(roster.need or (None,), dtype=object), roster.slots)
    for hour, (wanted, there) in enumerate(zip(need, roster.cover, strict=True)):
        week = f", week {hour // HOURS_OF_WEEK + 1}" if roster.slots > HOURS_OF_WEEK else ""
        known = bool(np.isfinite(there))
        short = max(float(wanted) - float(there), 0.0) if known and wanted is not None else None
        yield [hour_name(hour % HOURS_OF_WEEK) + week, wanted, float(there) if known else None, short]


def write_roster_calendars(roster: Roster, folder: str | Path) -> tuple[Path, ...]:
    """Write a calendar (RFC 5545, local time) for every officer of a duty into a folder; none where there is no duty.

    Weeks of leave stand in it as whole days.

    Returns
    -------
    tuple of Path
        Named after the officers.
    """
    shifts = {shift.name: shift for shift in roster.shifts}
    events = {officer: _events(roster, officer, days, shifts) for officer, days in roster.duty.items()}
    return write_calendars(events, folder)


def _events(roster: Roster, officer: str, days: tuple[str, ...], shifts: dict[str, Shift]) -> Iterator[CalendarEvent]:
    assert roster.start is not None  # a duty has one
    midnight = dt.datetime.combine(roster.start, dt.time())
    for day, name in enumerate(days):
        if name:
            begin = midnight + dt.timedelta(days=day, minutes=round(shifts[name].start * 60))
            end = begin + dt.timedelta(minutes=shifts[name].minutes)
            yield CalendarEvent(begin, end, name, roster.stationed.get(officer, ""))
    for week in roster.leave.get(officer, ()):
        first = roster.start + dt.timedelta(days=_WEEK * week)
        if _WEEK * week < len(days):
            yield CalendarEvent(first, first + dt.timedelta(days=_WEEK), LEAVE)


def _clock(hour: float) -> str:
    minutes = round(hour * 60)
    return f"{minutes // 60:02d}:{minutes % 60:02d}"
