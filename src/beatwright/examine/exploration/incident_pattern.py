"""Incidents and the boundary of their city as a point pattern."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from beatwright.base.words import count_of
from beatwright.core.city import City
from beatwright.core.incidents import Incidents
from beatwright.examine.exploration.set_aside import SetAside
from beatwright.patterns import PointPattern
from beatwright.patterns.window import Window

__all__ = ["IncidentPattern", "incident_pattern", "kinds_by_count"]


@dataclass(frozen=True, eq=False)
class IncidentPattern:
    """Incidents as events in a window.

    Parameters
    ----------
    pattern : PointPattern
        In metres; the marks are the kinds.
    incidents : Incidents
        Those of the pattern, row by row.
    outside : int
        How many others lie outside the window and are left out.
    """

    pattern: PointPattern
    incidents: Incidents
    outside: int

    @property
    def aside(self) -> SetAside:
        """Those outside the window."""
        why = "{} outside the boundary of the city and {} left out"
        every = len(self.pattern) + self.outside
        return SetAside(self.outside, every, why.format("lies", "is"), why.format("lie", "are"))

    @property
    def notes(self) -> tuple[str, ...]:
        """How many incidents share their place with another."""
        notes = []
        if self.pattern.duplicates:
            several, total = self.pattern.duplicates, len(self.pattern)
            notes.append(
                f"{several:,} of {count_of(total, 'incident')} ({100 * several / total:.1f}\u00a0%) lie exactly where "
                "another one does: at addresses that come again, or at points to which a geocoder moved them."
            )
        return tuple(notes)


def incident_pattern(incidents: Incidents, city: City, kinds: Sequence[str] | None = None) -> IncidentPattern:
    """Return incidents as a point pattern in the boundary of their city.

    Parameters
    ----------
    incidents : Incidents
        Those outside the boundary are left out and counted.
    city : City
        Its boundary is the window, holes and islands with it.
    kinds : sequence of str, optional
        Kinds that count; default: all.

    Raises
    ------
    ParameterError
        Where the boundary is no valid area.

    Examples
    --------
    >>> from beatwright.testing import small_incidents, small_problem
    >>> placed = incident_pattern(small_incidents(weeks=10), small_problem().city, ["theft"])
    >>> placed.pattern, placed.outside
    (PointPattern(162 points in Window(6e+06 m², 4 edges)), 0)
    """
    chosen = incidents if kinds is None else incidents.select(kinds=kinds)
    window = Window(city.boundary)
    xy = chosen.frame[["x", "y"]].to_numpy(dtype=np.float64)
    inside = window.contains(xy)
    kept = _rows(chosen, inside)
    marks = kept.frame["kind"].astype(str).to_numpy()
    return IncidentPattern(PointPattern(xy[inside], window, marks), kept, int((~inside).sum()))


def _rows(incidents: Incidents, keep: npt.NDArray[np.bool_]) -> Incidents:
    return incidents if keep.all() else replace(incidents, frame=incidents.frame[keep])


def kinds_by_count(incidents: Incidents) -> list[tuple[str, int]]:
    """Return every kind and how many incidents are of it, the most frequent first.

    >>> from beatwright.testing import small_incidents
    >>> kinds_by_count(small_incidents(weeks=10))
    [('theft', 162), ('assault', 133), ('robbery', 113)]
    """
    counts = incidents.frame["kind"].value_counts()
    pairs = [(str(kind), int(count)) for kind, count in counts.items() if count]
    return sorted(pairs, key=lambda pair: (-pair[1], pair[0]))
