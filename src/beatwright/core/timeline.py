"""A timeline as a declaration: rows of stretches of time, each in the colour of what was done."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from beatwright.base.plain_text import clean
from beatwright.core.chart_parts import Chart, Part

__all__ = ["Stretch", "Timeline"]


@dataclass(frozen=True)
class Stretch(Part):
    """One stretch of a timeline.

    Parameters
    ----------
    row : int
        Position of its row.
    status : int
        Position of what was done, among the statuses.
    begin, end : float
        Hours.
    """

    numbers = ("begin", "end")
    row: int
    status: int
    begin: float
    end: float


@dataclass(frozen=True, kw_only=True)
class Timeline(Chart):
    """Who did what from when to when, such as the cars of a day.

    Parameters
    ----------
    rows : sequence of str
        Names of the rows, the first on top.
    statuses : sequence of str
        What is done, at most six; stretches of the first are drawn as a thin ground for those of the others.
    stretches : sequence of Stretch
        In any order; later ones are drawn over earlier ones.
    hours : float, default 24
        Length of the axis; what lies beyond its ends is cut off.
    x_name : str
        What goes from left to right.
    """

    kind = "timeline"
    numbers = ("hours",)
    lists = ("rows", "statuses")
    parts = {"stretches": Stretch}  # noqa: RUF012
    rows: Sequence[str]
    statuses: Sequence[str]
    stretches: Sequence[Stretch]
    hours: float = 24.0
    x_name: str = "Hour of the day"

    def complaints(self) -> list[str | None]:
        """Return what is wrong with the timeline."""
        stray = [s for s in self.stretches if not (0 <= s.row < len(self.rows) and 0 <= s.status < len(self.statuses))]
        back = [s for s in self.stretches if not s.begin <= s.end]
        name = clean(self.name, 60)
        return [
            *super().complaints(),
            None
            if self.rows and 1 <= len(self.statuses) <= 6
            else f"The timeline '{name}' needs rows and 1-6 statuses.",
            f"The timeline '{name}' has {len(stray)} stretches of no row or status of its own." if stray else None,
            f"The timeline '{name}' has {len(back)} stretches that end before they begin." if back else None,
            None if self.hours > 0 else f"The timeline '{name}' needs hours above 0. Got {self.hours}.",
        ]
