"""The days of a table of a roster: columns named after the days of a week, of several weeks, or after dates."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import pairwise

from beatwright.base.errors import Complaints
from beatwright.base.words import WEEKDAYS, listed

__all__ = ["RosterDays", "read_roster_days"]

_WEEK = 7
_LIKE_A_DATE = re.compile(r"\d{1,4}[./-]\d{1,2}([./-]\d{2,4})?\.?")
_DAY = re.compile(r"(?P<word>[a-z]{2,}\.?)(?: of week (?P<week>\d{1,2}))?", re.IGNORECASE)


@dataclass(frozen=True)
class RosterDays:
    """The columns of days.

    Parameters
    ----------
    columns : mapping of str to str
        What to call each, by its heading, in the order of the days.
    start : date, optional
        The first day; None where they are days of a week.
    """

    columns: Mapping[str, str]
    start: date | None = None


def read_roster_days(headings: Sequence[str], complaints: Complaints) -> RosterDays:
    """Find the columns of days: every day of a week, or of several (``Monday of week 2``), or dates without a gap.

    Parameters
    ----------
    headings : sequence of str
        Of all columns.
    complaints : Complaints
        Takes what is wrong with them.
    """
    named = {heading: day for heading in headings if (day := _day_of_weeks(heading)) is not None}
    dated = {heading: at for heading in headings if (at := _date(heading)) is not None}
    unread = [heading for heading in headings if _LIKE_A_DATE.fullmatch(heading.strip()) and heading not in dated]
    complaints.need(not unread, f"Write dates as 2026-03-02. These columns may be days too: {listed(unread)}.")
    if named and dated:
        complaints.add(f"The columns are days of a week ({listed(named)}) and dates ({listed(dated)}). Give one kind.")
    elif dated:
        complaints.extend(_date_complaints(dated))
        ordered = sorted(dated, key=dated.__getitem__)
        return RosterDays({heading: dated[heading].isoformat() for heading in ordered}, dated[ordered[0]])
    elif not named:
        complaints.add(f"There is no column of a day. Name them Monday to Sunday, or by dates. Got {listed(headings)}.")
    weeks = max(named.values(), default=0) // _WEEK + 1
    if named:
        missing = [_name(day, weeks) for day in range(weeks * _WEEK) if day not in named.values()]
        complaints.need(not missing, f"There is no column for {listed(missing)}.")
        complaints.need(len(set(named.values())) == len(named), f"A day has two columns: {listed(named)}.")
    return RosterDays({heading: _name(named[heading], weeks) for heading in sorted(named, key=named.__getitem__)})


def _date_complaints(dated: Mapping[str, date]) -> Iterator[str]:
    days = sorted(set(dated.values()))
    if len(days) < len(dated):
        yield f"A date has two columns: {listed(dated)}."
    if (days[-1] - days[0]).days < _WEEK - 1:
        yield "There are fewer than seven days. Give a whole week at least."
    for one, other in pairwise(days):
        if (other - one).days > 1:
            yield f"There is no column for the days between {one} and {other}."


def _name(day: int, weeks: int) -> str:
    return WEEKDAYS[day % _WEEK] + (f" of week {day // _WEEK + 1}" if weeks > 1 else "")


def _day_of_weeks(heading: str) -> int | None:
    """Return the day that a heading names, 0 = Monday of the first week; None where it names none."""
    found = _DAY.fullmatch(heading.strip())
    if found is None or found["week"] == "0":
        return None
    word = found["word"].lower().rstrip(".")
    days = [day for day, name in enumerate(WEEKDAYS) if name.lower().startswith(word)]
    return days[0] + _WEEK * (int(found["week"] or 1) - 1) if len(days) == 1 else None


def _date(heading: str) -> date | None:
    try:
        return datetime.fromisoformat(heading.strip()).date()
    except ValueError:
        return None
