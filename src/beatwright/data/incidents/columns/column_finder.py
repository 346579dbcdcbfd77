"""Candidates for our columns among the headings of one table: a heading suggests, the values under it decide."""

from __future__ import annotations

from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from beatwright.base.columns.point_texts import holds_points, mostly_points
from beatwright.base.columns.text_columns import coded
from beatwright.data.incidents.columns.column_contents import CONTENTS, example_of, holds_colons, nearly_all_differ
from beatwright.data.incidents.columns.column_headings import (
    ANY_CLOCK,
    PLANES,
    ROLES,
    clock_headings,
    hour_headings,
    is_hour,
    plain_heading,
    without_zone,
)
from beatwright.data.incidents.columns.count_headings import is_count
from beatwright.data.incidents.files.raw_table import RawTable

__all__ = ["Finder"]

_SAMPLE = 2_000
_PROOF = 5
_SHAPEFILE_WIDTH = 10


class Finder:
    """Looks for candidates among the headings of one table.

    Attributes
    ----------
    notes : list of str
        Choices between several candidates.
    refused : dict of str to list of str
        Our column -> headings that fit it while the values under them do not.
    """

    def __init__(self, table: RawTable) -> None:
        self.table = table
        self.notes: list[str] = []
        self.refused: dict[str, list[str]] = {}
        self._plain = {plain_heading(heading): heading for heading in reversed(table.headings)}
        bare = {
            plain_heading(bare_heading): h for h in reversed(table.headings) if (bare_heading := without_zone(h)) != h
        }
        self._bare = bare | {
            plain_heading(without_zone(h)): h for h in reversed(table.headings) if "local" in h.lower()
        }
        self._cut = {}
        if table.facts.get("format") == "shapefile":  # which cuts its headings
            self._cut = {k: h for k, h in self._plain.items() if len(h) == _SHAPEFILE_WIDTH}

    def _heading(self, alias: str) -> str:
        if alias in self._plain:
            return self._plain[alias]
        if alias in self._bare:
            return self._bare[alias]
        return next((heading for cut, heading in self._cut.items() if len(cut) > 5 and alias.startswith(cut)), "")

    def sample(self, heading: str) -> Any:
        """Return values of a column, none of them missing."""
        column = self.table.columns.column(heading)
        head = column.slice(0, _SAMPLE).combine_chunks()
        values = head.drop_null()
        return values if len(values) else column.drop_null().slice(0, _SAMPLE).combine_chunks()

    def filled(self, heading: str) -> bool:
        """Say whether a column holds anything; one without rows counts as filled."""
        return not len(self.table) or len(self.sample(heading)) > 0

    def named(self, aliases: tuple[str, ...]) -> list[str]:
        """Return the headings that fit, best first: those with values before empty ones."""
        found = list(dict.fromkeys(h for alias in aliases if (h := self._heading(alias))))
        return sorted(found, key=lambda heading: not self.filled(heading))

    def candidates(self, role: str, aliases: tuple[str, ...] | None = None) -> list[str]:
        """Return the headings that fit one of our columns, without those whose values contradict."""
        found = self.named(ROLES[role] if aliases is None else aliases)
        fitting = [heading for heading in found if self._holds(role, heading)]
        if not fitting and role not in ("point", "clock", "hour"):
            # So few different values prove nothing of the column: the account of the rows tells.
            fitting = [heading for heading in found if len(coded(self.sample(heading))[1]) < _PROOF][:1]
        self.refused.setdefault(role, []).extend(heading for heading in found if heading not in fitting)
        return fitting

    def _holds(self, role: str, heading: str) -> bool:
        values = self.sample(heading)
        if role == "point":
            return holds_points(values)
        return role not in CONTENTS or not len(values) or CONTENTS[role](values)

    def best(self, role: str) -> str:
        """Return the heading of one of our columns; empty where there is none."""
        found = self.candidates(role, self._aliases(role))
        if role == "kind":
            found.sort(key=lambda heading: not self.filled(heading) or self._is_code(heading))
            found.sort(key=lambda heading: nearly_all_differ(self.sample(heading)))
        if not found:
            return ""
        if len(found) > 1 and role in ("time", "kind", "count"):
            self.notes.append(f"{role} is read from '{found[0]}' (also possible: {quoted(found[1:4])})")
        return found[0]

    def _aliases(self, role: str) -> tuple[str, ...]:
        if role != "count":
            return ROLES[role]
        counts = tuple(plain_heading(heading) for heading in self.table.headings if is_count(heading))
        return (*ROLES[role], *counts)

    def _is_code(self, heading: str) -> bool:
        values = self.sample(heading)
        if pa.types.is_dictionary(values.type):
            values = values.cast(values.type.value_type)
        if not (pa.types.is_string(values.type) or pa.types.is_large_string(values.type)):
            return len(values) > 0
        digits = pc.sum(pc.match_substring_regex(values, r"^[0-9. ]+$")).as_py() or 0
        return bool(digits > 0.9 * len(values) > 0)

    def place(self) -> dict[str, str]:
        """Return the columns of the place: geometry or longitude and latitude, else text, else x and y."""
        places = []
        longitudes, latitudes = self.candidates("lon"), self.candidates("lat")
        if longitudes and latitudes:
            places.append({"lon": longitudes[0], "lat": latitudes[0]})
        places += [{"point": heading} for heading in self.candidates("point")]
        places += self.planes()
        if not places:  # under no heading that is known: the values alone decide
            places = [{"point": heading} for heading in self.table.headings if mostly_points(self.sample(heading))]
        places.sort(key=lambda roles: not all(self.filled(heading) for heading in roles.values()))
        if len(places) > 1:
            others = "; ".join(quoted(list(roles.values())) for roles in places[1:3])
            self.notes.append(f"the place is read from {quoted(list(places[0].values()))} (also possible: {others})")
        return places[0] if places else {}

    def planes(self) -> list[dict[str, str]]:
        """Return the pairs of columns of x and y."""
        fitting = set(self.candidates("x")) | set(self.candidates("y"))
        pairs = [(self._heading(x), self._heading(y)) for x, y in PLANES]
        return [{"x": x, "y": y} for x, y in pairs if x in fitting and y in fitting]

    def clock(self, time: str) -> str:
        """Return the heading of the time of day that belongs to the date under `time`; empty where there is none."""
        if not time:
            return ""
        found = self.candidates("clock", clock_headings(plain_heading(time)))
        # An hour column that holds 14:30 is a time of day; so is a "time" that belongs to no date in particular.
        others = self.named((*hour_headings(plain_heading(time)), *ANY_CLOCK))
        found += [heading for heading in others if holds_colons(self.sample(heading))]
        return next((heading for heading in found if heading != time), "")

    def hour(self, time: str) -> str:
        """Return the heading of the hour of the date under `time`; empty where there is none."""
        named = hour_headings(plain_heading(time))
        others = tuple(
            plain_heading(heading) for heading in self.table.headings if heading != time and is_hour(heading)
        )
        return next(iter(self.candidates("hour", (*named, *others))), "")

    def why_refused(self, role: str) -> str:
        """Say which headings fit one of our columns while their values do not; empty where none does."""
        shown = [
            f"'{heading}' (which holds '{example_of(self.sample(heading))}')"
            for heading in dict.fromkeys(self.refused.get(role, [])[:4])
        ]
        return ", ".join(shown)


def quoted(headings: list[str]) -> str:
    """Return headings in quotes."""
    return ", ".join(f"'{heading}'" for heading in headings)
