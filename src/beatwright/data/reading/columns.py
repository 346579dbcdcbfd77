"""Which column is which: the user's word first, then the headings that portals and records systems use."""

from __future__ import annotations

import difflib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from beatwright.core.check import did_you_mean
from beatwright.core.errors import Complaints, InputError
from beatwright.data.reading.headings import PLANES, ROLES, clock_headings, plain, same_heading
from beatwright.data.reading.mapping import ColumnMapping
from beatwright.data.reading.points import holds_points
from beatwright.data.reading.portals import Portal, portal_of
from beatwright.data.reading.table import RawTable

__all__ = ["Recognised", "recognise"]

_PLACES = ("lon", "lat", "x", "y", "point")
_SAMPLE = 2_000
_SHAPEFILE_WIDTH = 10


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
    """

    mapping: ColumnMapping
    portal: Portal | None = None
    notes: tuple[str, ...] = ()

    def heading(self, role: str) -> str:
        """Return the heading of one of our columns; empty where there is none."""
        return self.mapping.columns.get(role, "")


def recognise(table: RawTable, given: Mapping[str, str] | None = None) -> Recognised:
    """Find the columns of a table.

    Parameters
    ----------
    table : RawTable
        The table.
    given : mapping of str to str, optional
        Our column -> heading, as far as the user says.

    Raises
    ------
    InputError
        Where a heading given is not there, or no time or no place is found: with the headings seen, what is
        missing, the nearest guesses, and how to give a mapping.
    """
    finder = _Finder(table)
    chosen = _checked(table, given or {})
    for role in ("id", "case", "time", "kind", "hour", "officers", "service_minutes"):
        if role not in chosen:
            chosen[role] = finder.best(role)
    if not any(chosen.get(role) for role in _PLACES):
        chosen |= finder.place()
    if "clock" not in chosen:
        chosen["clock"] = finder.clock(chosen["time"])
    chosen = {role: heading for role, heading in chosen.items() if heading}
    _need_time_and_place(table, chosen)
    return Recognised(ColumnMapping(chosen), portal_of(table.headings), tuple(finder.notes))


def _checked(table: RawTable, given: Mapping[str, str]) -> dict[str, str]:
    complaints, chosen = Complaints(), {}
    for role, heading in ColumnMapping(given).columns.items():
        fitting = same_heading(heading, table.headings)
        if heading and not fitting:
            hint = did_you_mean(heading, table.headings)
            complaints.add(f"The mapping says {role} = '{heading}', but there is no such heading. {hint}")
        elif len(fitting) > 1:
            complaints.add(
                f"The mapping says {role} = '{heading}', which fits several headings: {_quoted(list(fitting))}. "
                "Write the heading exactly as it stands in the file."
            )
        exact = fitting[0] if fitting else ""
        chosen[role] = exact
    complaints.raise_if_any(InputError)
    return chosen


class _Finder:
    """Looks for candidates among the headings of one table."""

    def __init__(self, table: RawTable) -> None:
        self.table = table
        self.notes: list[str] = []
        self._plain = {plain(heading): heading for heading in reversed(table.headings)}
        self._cut = {}
        if table.facts.get("format") == "shapefile":  # which cuts its headings
            self._cut = {k: h for k, h in self._plain.items() if len(h) == _SHAPEFILE_WIDTH}

    def _heading(self, alias: str) -> str:
        if alias in self._plain:
            return self._plain[alias]
        return next((heading for cut, heading in self._cut.items() if len(cut) > 5 and alias.startswith(cut)), "")

    def _sample(self, heading: str) -> Any:
        column = self.table.columns.column(heading)
        head = column.slice(0, _SAMPLE).combine_chunks()
        values = head.drop_null()
        return values if len(values) else column.drop_null().slice(0, _SAMPLE).combine_chunks()

    def filled(self, heading: str) -> bool:
        """Say whether a column holds anything; one without rows counts as filled."""
        return not len(self.table) or len(self._sample(heading)) > 0

    def candidates(self, aliases: tuple[str, ...]) -> list[str]:
        """Return the headings that fit, best first: those with values before empty ones."""
        found = list(dict.fromkeys(h for alias in aliases if (h := self._heading(alias))))
        return sorted(found, key=lambda heading: not self.filled(heading))

    def best(self, role: str) -> str:
        found = self.candidates(ROLES[role])
        if role == "kind":
            found.sort(key=lambda heading: not self.filled(heading) or self._is_code(heading))
        if not found:
            return ""
        if len(found) > 1 and role in ("time", "kind"):
            self.notes.append(f"{role} is read from '{found[0]}' (also possible: {_quoted(found[1:4])})")
        return found[0]

    def _is_code(self, heading: str) -> bool:
        values = self._sample(heading)
        if pa.types.is_dictionary(values.type):
            values = values.cast(values.type.value_type)
        if not (pa.types.is_string(values.type) or pa.types.is_large_string(values.type)):
            return len(values) > 0
        digits = pc.sum(pc.match_substring_regex(values, r"^[0-9. ]+$")).as_py() or 0
        return bool(digits > 0.9 * len(values) > 0)

    def place(self) -> dict[str, str]:
        """Return the columns of the place: geometry or longitude and latitude, else text, else x and y."""
        ways = []
        longitudes, latitudes = self.candidates(ROLES["lon"]), self.candidates(ROLES["lat"])
        if longitudes and latitudes:
            ways.append({"lon": longitudes[0], "lat": latitudes[0]})
        ways += [{"point": h} for h in self.candidates(ROLES["point"]) if holds_points(self._sample(h))]
        pairs = [(self._heading(x), self._heading(y)) for x, y in PLANES]
        ways += [{"x": x, "y": y} for x, y in pairs if x and y]
        ways.sort(key=lambda way: not all(self.filled(heading) for heading in way.values()))
        if len(ways) > 1:
            others = "; ".join(_quoted(list(way.values())) for way in ways[1:3])
            self.notes.append(f"the place is read from {_quoted(list(ways[0].values()))} (also possible: {others})")
        return ways[0] if ways else {}

    def clock(self, time: str) -> str:
        found = self.candidates(clock_headings(plain(time))) if time else []
        return next((heading for heading in found if heading != time), "")


def _quoted(headings: list[str]) -> str:
    return ", ".join(f"'{heading}'" for heading in headings)


def _need_time_and_place(table: RawTable, chosen: dict[str, str]) -> None:
    missing = [] if chosen.get("time") else ["time"]
    if not any(all(chosen.get(role) for role in way) for way in (("lon", "lat"), ("x", "y"), ("point",))):
        missing.append("place")
    if not missing:
        return
    shown = _quoted(list(table.headings[:60])) + (", ..." if len(table.headings) > 60 else "")
    lines = [
        f"The columns of this file are not recognised. Missing: {' and '.join(missing)}. Its headings are: {shown}."
    ]
    for role, aliases in (("time", ROLES["time"]), ("place", (*ROLES["lon"], *ROLES["lat"], *ROLES["x"], *ROLES["y"]))):
        if role in missing and (guesses := _guesses(table, aliases)):
            lines.append(f"Perhaps the {role} is in {guesses}.")
    example = {"time": 'time = "..."', "place": 'lon = "...", lat = "..." (or x and y with the option crs, or point)'}
    lines.append(
        "Say which heading holds what: mapping = { " + ", ".join(example[role] for role in missing) + " } in the "
        "[incidents] table, or a file with such lines."
    )
    raise InputError(" ".join(lines))


def _guesses(table: RawTable, aliases: tuple[str, ...]) -> str:
    near = {}
    for heading in table.headings:
        close = difflib.get_close_matches(plain(heading), aliases, n=1, cutoff=0.6)
        if close:
            near[heading] = difflib.SequenceMatcher(None, plain(heading), close[0]).ratio()
    return _quoted(sorted(near, key=lambda heading: -near[heading])[:3])
