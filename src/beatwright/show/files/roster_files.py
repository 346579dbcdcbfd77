"""A roster as files that people work with: a workbook, a CSV file, and a calendar for every officer."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pandas as pd
import xlsxwriter

from beatwright.base.files.atomic_file import atomic_path, write_text
from beatwright.base.files.formula_guard import guarded
from beatwright.core.hours_of_week import WEEKDAYS, hour_name
from beatwright.core.roster import Roster
from beatwright.core.shift import Shift

__all__ = ["roster_frame", "write_roster_calendars", "write_roster_csv", "write_roster_workbook"]

_NO_CLOCK = dt.datetime(2000, 1, 1, tzinfo=dt.UTC)  # the same roster gives the same bytes on any day
_WEEK = 168
_LONGEST_LINE = 75  # octets of a line of a calendar, by RFC 5545
_SHORT = {"bg_color": "#f4c7c3", "font_color": "#9c0006"}


def roster_frame(roster: Roster) -> pd.DataFrame:
    """Return one row an officer and one column a day: officer, post where any has one, and the shift of each day.

    Days are dates where the roster is a duty, else those of the week, or weeks, in which lines come round. Officers of
    a line whom nobody has named yet are called after it.

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
        rows += [[officer, line.post, *line.days] for officer in named]
    length = max((len(line.days) for line in roster.walked), default=7)
    rows = [[*row[:2], *np.resize(np.array(row[2:], dtype=object), length)] for row in rows]
    frame = pd.DataFrame(rows, columns=["officer", "post", *_headings(roster, length)])
    return frame if frame["post"].any() else frame.drop(columns="post")


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
    with atomic_path(path) as temporary:
        options = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
        with xlsxwriter.Workbook(temporary, options) as book:
            book.set_properties({"created": _NO_CLOCK})
            bold, red = book.add_format({"bold": True}), book.add_format(_SHORT)
            frame = roster_frame(roster)
            _sheet(book, "Roster", [str(name) for name in frame.columns], frame.to_numpy().tolist(), bold)
            shifts = [[shift.name, _clock(shift.start), _clock(shift.end % 24), shift.hours] for shift in roster.shifts]
            _sheet(book, "Shifts", ["shift", "begins", "ends", "hours"], shifts, bold)
            sheet = _sheet(book, "Cover", ["hour", "need", "on duty", "short"], list(_cover_rows(roster)), bold)
            rule = {"type": "cell", "criteria": ">", "value": 0, "format": red}
            sheet.conditional_format(1, 3, roster.slots, 3, rule)
    return Path(path)


def _sheet(
    book: xlsxwriter.Workbook, name: str, heading: list[str], rows: list[list[object]], bold: object
) -> xlsxwriter.worksheet.Worksheet:
    sheet = book.add_worksheet(name)
    for column, text in enumerate(heading):
        sheet.write_string(0, column, text, bold)
        sheet.set_column(column, column, max(len(text), *(len(str(row[column])) for row in rows), 6) + 1)
    for at, row in enumerate(rows, 1):
        for column, value in enumerate(row):
            if isinstance(value, str):
                sheet.write_string(at, column, value)
            elif value is not None:
                sheet.write_number(at, column, value)
    sheet.freeze_panes(1, 1)
    return sheet


def _cover_rows(roster: Roster) -> Iterator[list[object]]:
    need = np.resize(np.array(roster.need or (None,), dtype=object), roster.slots)
    for hour, (wanted, there) in enumerate(zip(need, roster.cover, strict=True)):
        week = f", week {hour // _WEEK + 1}" if roster.slots > _WEEK else ""
        known = bool(np.isfinite(there))
        short = max(float(wanted) - float(there), 0.0) if known and wanted is not None else None
        yield [hour_name(hour % _WEEK) + week, wanted, float(there) if known else None, short]


def write_roster_calendars(roster: Roster, folder: str | Path) -> tuple[Path, ...]:
    """Write a calendar (RFC 5545, local time) for every officer of a duty into a folder; none where there is no duty.

    Returns
    -------
    tuple of Path
        Named after the officers.
    """
    folder = Path(folder)
    folder.mkdir(exist_ok=True)
    shifts = {shift.name: shift for shift in roster.shifts}
    written = []
    for number, (officer, days) in enumerate(roster.duty.items(), 1):
        name = re.sub(r"[^\w-]", "_", officer)
        lines = _calendar(roster, officer, days, shifts)
        text = "".join(f"{part}\r\n" for line in lines for part in _folded(line))
        written.append(write_text(folder / f"{number:04d}-{name[:60]}.ics", text))
    return tuple(written)


def _calendar(roster: Roster, officer: str, days: tuple[str, ...], shifts: dict[str, Shift]) -> Iterator[str]:
    assert roster.start is not None  # a duty has one
    yield from ("BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//beatwright//roster//EN", "CALSCALE:GREGORIAN")
    midnight = dt.datetime.combine(roster.start, dt.time())
    post = roster.stationed.get(officer, "")
    for day, name in enumerate(days):
        if name:
            begin = midnight + dt.timedelta(days=day, minutes=round(shifts[name].start * 60))
            end = begin + dt.timedelta(minutes=shifts[name].minutes)
            yield "BEGIN:VEVENT"
            yield f"UID:{_escaped(officer)}-{begin:%Y%m%dT%H%M}@roster.beatwright"
            yield f"DTSTAMP:{_NO_CLOCK:%Y%m%dT%H%M%SZ}"
            yield f"DTSTART:{begin:%Y%m%dT%H%M%S}"
            yield f"DTEND:{end:%Y%m%dT%H%M%S}"
            yield f"SUMMARY:{_escaped(name)}"
            if post:
                yield f"LOCATION:{_escaped(post)}"
            yield "END:VEVENT"
    yield "END:VCALENDAR"


def _escaped(text: str) -> str:
    return re.sub(r"([\\;,])", r"\\\1", text).replace("\r", "").replace("\n", "\\n")


def _folded(line: str) -> Iterator[str]:
    """Yield the parts of a line of at most 75 octets; those after the first begin with a blank."""
    part = ""
    for sign in line:
        if len((part + sign).encode()) > _LONGEST_LINE:
            yield part
            part = " "
        part += sign
    yield part


def _clock(hour: float) -> str:
    minutes = round(hour * 60)
    return f"{minutes // 60:02d}:{minutes % 60:02d}"
