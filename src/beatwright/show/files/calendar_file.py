"""Calendars that phones and mail programs read: iCalendar, RFC 5545, in local time."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from beatwright.base.files.atomic_file import write_text
from beatwright.show.files.plain_workbook import NO_CLOCK

__all__ = ["CalendarEvent", "write_calendars"]

_LONGEST_LINE = 75  # octets, by RFC 5545
_LONGEST_NAME = 60


@dataclass(frozen=True)
class CalendarEvent:
    """One entry.

    Parameters
    ----------
    begin, end : datetime or date
        From when to when; of dates the end is the day after the last.
    what : str
        Its title.
    where : str
        Its place; empty: none.
    """

    begin: datetime | date
    end: datetime | date
    what: str
    where: str = ""


def write_calendars(events: Mapping[str, Iterable[CalendarEvent]], folder: str | Path) -> tuple[Path, ...]:
    """Write a calendar for every officer into a folder, each whole or not at all.

    Parameters
    ----------
    events : mapping of str to iterable of CalendarEvent
        By officer.
    folder : path
        It is made where it is missing.

    Returns
    -------
    tuple of Path
        Numbered, and named after the officers.
    """
    folder = Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    written = []
    for number, (officer, each) in enumerate(events.items(), 1):
        name = re.sub(r"[^\w-]", "_", officer)[:_LONGEST_NAME]
        text = "".join(f"{part}\r\n" for line in _calendar(officer, each) for part in _folded(line))
        written.append(write_text(folder / f"{number:04d}-{name}.ics", text))
    return tuple(written)


def _calendar(officer: str, events: Iterable[CalendarEvent]) -> Iterator[str]:
    yield from ("BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//beatwright//roster//EN", "CALSCALE:GREGORIAN")
    for event in events:
        timed = isinstance(event.begin, datetime)
        form, kind = ("%Y%m%dT%H%M%S", "") if timed else ("%Y%m%d", ";VALUE=DATE")
        yield "BEGIN:VEVENT"
        yield f"UID:{_escaped(officer)}-{event.begin:{'%Y%m%dT%H%M' if timed else form}}@roster.beatwright"
        yield f"DTSTAMP:{NO_CLOCK:%Y%m%dT%H%M%SZ}"
        yield f"DTSTART{kind}:{event.begin:{form}}"
        yield f"DTEND{kind}:{event.end:{form}}"
        yield f"SUMMARY:{_escaped(event.what)}"
        if event.where:
            yield f"LOCATION:{_escaped(event.where)}"
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
