"""Which column is which: the user's word first, then the headings that portals and records systems use."""

from __future__ import annotations

import difflib
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace

from beatwright.base.check import did_you_mean
from beatwright.base.columns.text_columns import coded
from beatwright.base.errors import Complaints, InputError
from beatwright.data.incidents.columns.column_contents import example_of, holds_addresses, nearly_all_differ
from beatwright.data.incidents.columns.column_finder import Finder, quoted
from beatwright.data.incidents.columns.column_headings import ADDRESSES, ROLES, plain_heading, same_heading
from beatwright.data.incidents.columns.column_mapping import ColumnMapping
from beatwright.data.incidents.columns.portals import Portal, portal_of
from beatwright.data.incidents.columns.window_columns import end_clock, end_heading
from beatwright.data.incidents.dates.calendars import other_calendar
from beatwright.data.incidents.files.raw_table import RawTable

__all__ = ["Recognised", "guess_columns", "missing_columns", "missing_hints", "need_time_and_place", "recognise"]

_PLACES = ("lon", "lat", "x", "y", "point")


@dataclass(frozen=True)
class Recognised:
    """The columns of a file.

    Parameters
    ----------
    mapping : ColumnMapping
        The columns found or given.
    portal : Portal or None
        The portal the file comes from, where its headings give it away.
    notes : tuple of str
        Choices between several candidates.
    warnings : tuple of str
        Doubts about the columns chosen.
    """

    mapping: ColumnMapping
    portal: Portal | None = None
    notes: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()

    def heading(self, role: str) -> str:
        """Return the heading of one of our columns; empty where there is none."""
        return self.mapping.columns.get(role, "")

    def without(self, role: str) -> Recognised:
        """Return the columns without one of ours, whose values speak against it."""
        columns = {ours: heading for ours, heading in self.mapping.columns.items() if ours != role}
        return replace(self, mapping=ColumnMapping(columns))


def recognise(table: RawTable, mapping: Mapping[str, str] | None = None) -> Recognised:
    """Find the columns of a table.

    Parameters
    ----------
    table : RawTable
        The table.
    mapping : mapping of str to str, optional
        Our column -> heading, as far as the user says.

    Raises
    ------
    InputError
        Where a heading given is not there, or no time or no place is found: with the headings seen, what is
        missing, the nearest guesses, and how to give a mapping.
    """
    finder = Finder(table)
    chosen, only_end = guess_columns(finder, mapping or {})
    need_time_and_place(finder, chosen)
    warnings = [*_alike(table, chosen, mapping or {}), *_many_kinds(finder, chosen), *_only_an_end(only_end)]
    return Recognised(ColumnMapping(chosen), portal_of(table.headings), tuple(finder.notes), tuple(warnings))


def guess_columns(finder: Finder, mapping: Mapping[str, str]) -> tuple[dict[str, str], str]:
    """Return our columns and their headings, as far as they are found, and the end of a window taken for the time.

    Raises
    ------
    InputError
        Where a heading given is not there.
    """
    chosen = _checked(finder.table, mapping)
    for role in ("id", "case", "time", "kind", "count", "officers", "service_minutes"):
        if role not in chosen:
            chosen[role] = finder.best(role)
    only_end = "" if chosen["time"] or "time" in mapping else end_heading(finder, "")
    chosen["time"] = chosen["time"] or only_end
    if not any(chosen.get(role) for role in _PLACES):
        chosen |= finder.place()
    if "clock" not in chosen:
        chosen["clock"] = finder.clock(chosen["time"])
    if "hour" not in chosen:
        hour = finder.hour(chosen["time"])
        chosen["hour"] = hour if hour != chosen["clock"] else ""
    if "time_end" not in chosen:
        chosen["time_end"] = "" if only_end else end_heading(finder, chosen["time"])
    if "clock_end" not in chosen:
        chosen["clock_end"] = end_clock(finder, chosen["time_end"], chosen["clock"] or chosen["hour"])
    return {role: heading for role, heading in chosen.items() if heading}, only_end


def _only_an_end(heading: str) -> list[str]:
    if not heading:
        return []
    return [
        f"The file has the end of the window in which each incident happened, in the column '{heading}', and no "
        "beginning: the end is taken as the time."
    ]


def _checked(table: RawTable, mapping: Mapping[str, str]) -> dict[str, str]:
    complaints, chosen = Complaints(), {}
    for role, heading in ColumnMapping(mapping).columns.items():
        fitting = same_heading(heading, table.headings)
        if heading and not fitting:
            hint = did_you_mean(heading, table.headings)
            complaints.add(f"The mapping says {role} = '{heading}', but there is no such heading. {hint}")
        elif len(fitting) > 1:
            complaints.add(
                f"The mapping says {role} = '{heading}', which fits several headings: {quoted(list(fitting))}. "
                "Write the heading exactly as it stands in the file."
            )
        exact = fitting[0] if fitting else ""
        chosen[role] = exact
    complaints.raise_if_any(InputError)
    return chosen


def _alike(table: RawTable, chosen: Mapping[str, str], mapping: Mapping[str, str]) -> list[str]:
    """Warn where the heading of a column found stands, but for case and signs, over other values too."""
    found = []
    for role, heading in chosen.items():
        if role in mapping:
            continue
        copies = re.compile(rf"{re.escape(heading)} \([0-9]+\)")  # headings given twice are numbered
        twins = [
            h
            for h in table.headings
            if h != heading and (plain_heading(h) == plain_heading(heading) or copies.fullmatch(h))
        ]
        column = table.columns.column(heading)
        twins = [twin for twin in twins if not table.columns.column(twin).equals(column)]
        if twins:
            found.append(
                f"The {role} is read from '{heading}', but {quoted(twins)} stands over other values under a heading "
                f'alike. Say which is meant: mapping = {{ {role} = "..." }}.'
            )
    return found


def _many_kinds(finder: Finder, chosen: Mapping[str, str]) -> list[str]:
    heading = chosen.get("kind", "")
    if not heading or not nearly_all_differ(finder.sample(heading)):
        return []
    return [
        f"The column of kinds '{heading}' holds nearly as many values as rows, such as "
        f"'{example_of(finder.sample(heading))}': narratives or numbers, no kinds. Name the column of kinds: "
        'mapping = { kind = "..." }, or kind = "" where there is none.'
    ]


def missing_columns(chosen: Mapping[str, str]) -> tuple[str, ...]:
    """Return which of time and place no heading was found for.

    >>> missing_columns({"lon": "X", "lat": "Y"})
    ('time',)
    """
    placed = any(all(chosen.get(role) for role in roles) for roles in (("lon", "lat"), ("x", "y"), ("point",)))
    return (*(() if chosen.get("time") else ("time",)), *(() if placed else ("place",)))


def need_time_and_place(finder: Finder, chosen: Mapping[str, str]) -> None:
    """Raise unless both are found.

    Raises
    ------
    InputError
        With the headings seen, what is missing, the nearest guesses, and how to give a mapping.
    """
    missing = missing_columns(chosen)
    if not missing:
        return
    table = finder.table
    shown = quoted(list(table.headings[:60])) + (", ..." if len(table.headings) > 60 else "")
    lines = [
        f"The columns of this file are not recognised. Missing: {' and '.join(missing)}. Its headings are: {shown}."
    ]
    lines += missing_hints(finder, chosen)
    example = {"time": 'time = "..."', "place": 'lon = "...", lat = "..." (or x and y with the option crs, or point)'}
    wanted = ", ".join(example[role] for role in missing)
    lines.append(
        f"Say which heading holds what: mapping = {{ {wanted} }} in the [incidents] table, or a file with such lines."
    )
    raise InputError(" ".join(lines))


def missing_hints(finder: Finder, chosen: Mapping[str, str]) -> tuple[str, ...]:
    """Return sentences that say where a missing time or place may be; none where nothing is like it."""
    return tuple(line for role in missing_columns(chosen) if (line := _hint(finder, role)))


def _hint(finder: Finder, missing: str) -> str:
    """Say where the time or the place may be: under a heading that fits, in addresses, or under one much alike."""
    roles = ("time",) if missing == "time" else _PLACES
    addresses = [h for h in finder.named(ADDRESSES) if holds_addresses(finder.sample(h))] if missing == "place" else []
    if addresses:
        return (
            f"The place is given as an address only, in '{addresses[0]}' (such as "
            f"'{example_of(finder.sample(addresses[0]))}'): geocode the file first, so that it has columns of "
            "longitude and latitude."
        )
    refused = ", ".join(why for role in roles if (why := finder.why_refused(role)))
    if refused:
        calendar = _calendar(finder) if missing == "time" else ""
        return f"Perhaps the {missing} is in {refused}, but the values there are not read as a {missing}.{calendar}"
    aliases = ROLES["time"] if missing == "time" else tuple(a for role in _PLACES[:4] for a in ROLES[role])
    guesses = _guesses(finder.table, aliases)
    return f"Perhaps the {missing} is in {guesses}." if guesses else ""


def _calendar(finder: Finder) -> str:
    """Say which column of times that was refused holds dates of another calendar."""
    for heading in finder.refused.get("time", []):
        if name := other_calendar(coded(finder.sample(heading))[1]):
            return f" The column '{heading}' {name}"
    return ""


def _guesses(table: RawTable, aliases: tuple[str, ...]) -> str:
    closeness = {}
    for heading in table.headings:
        close = difflib.get_close_matches(plain_heading(heading), aliases, n=1, cutoff=0.6)
        if close:
            closeness[heading] = difflib.SequenceMatcher(None, plain_heading(heading), close[0]).ratio()
    return quoted(sorted(closeness, key=lambda heading: -closeness[heading])[:3])
