"""The search for weekly shifts: linear bound, annealing, and branch and bound.

For given officers the linear program is often as good a bound as there is, and annealing (`line_annealing`) finds lines
that meet it where branch and bound, which sees thousands of rosters alike, does not in minutes. Branch and bound
settles what is left. Where no proof comes soon, stricter problems are searched as well, as their answers are answers to
this one: each length alone, and days off in a row.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
import numpy.typing as npt

from beatwright.solver.rosters.weekly.line_annealing import anneal_lines
from beatwright.solver.rosters.weekly.line_by_line import line_by_line
from beatwright.solver.rosters.weekly.line_moves import LineCosts
from beatwright.solver.rosters.weekly.officer_lines import (
    OfficerLines,
    columns_of_lines,
    lines_of_columns,
    lines_of_numbers,
)
from beatwright.solver.rosters.weekly.shift_columns import ShiftColumns, shift_columns
from beatwright.solver.rosters.weekly.weekly_ask import WeeklyAsk
from beatwright.solver.time_limit import SearchClock

__all__ = ["LONG", "ONCE", "QUICK", "STRICTER", "Pace", "WeeklyWalk", "freer", "stricter"]

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Pace:
    """How long a part of the search goes on.

    Parameters
    ----------
    moves : int
        Moves of an annealing: 200,000 take a tenth of a second.
    walks : int
        Annealings with different seeds.
    nodes : int, optional
        Nodes of branch and bound, the same on every machine; as many as time allows by default.
    share : float
        Share of the time left for branch and bound.
    """

    moves: int
    walks: int
    nodes: int | None
    share: float


_MOST_WALKERS = 20_000  # officers: of more, each would hardly be moved, and the linear program is as good as whole
QUICK = Pace(200_000, 1, 50, 0.3)  # enough for a proof where it is easy
ONCE = replace(QUICK, nodes=None, share=0.8)  # where branch and bound mostly finds a proof by itself
STRICTER = Pace(1_000_000, 1, 50, 1.0)
LONG = Pace(3_000_000, 2, None, 1.0)


@dataclass(eq=False)
class WeeklyWalk:
    """What all searches share: the columns, lines chosen one by one, and annealing from any lines.

    Parameters
    ----------
    ask : WeeklyAsk
        What is asked.
    clock : SearchClock
        Ends the search.
    gap : float
        Gap at which it may end.
    seed : int
        Of what is random.
    """

    ask: WeeklyAsk
    clock: SearchClock
    gap: float
    seed: int

    @cached_property
    def made(self) -> ShiftColumns:
        """The columns of people."""
        return shift_columns(self.ask)

    @cached_property
    def chosen(self) -> Floats | None:
        """People chosen one by one, where that keeps all that is asked."""
        number = line_by_line(self.ask)
        return None if number is None else columns_of_lines(self.ask, self.made, lines_of_numbers(self.ask, number))

    def lines(self, people: Floats) -> OfficerLines:
        """Return the lines of people."""
        return lines_of_columns(self.ask, self.made, people)

    def annealed(self, costs: LineCosts, people: Floats | None, pace: Pace) -> Iterator[Floats]:
        """Yield people after each of a pace's walks; none where there is nobody to begin with."""
        begin = self.chosen if people is None else people
        if begin is None or self.made.counts.sum(axis=0) @ begin > _MOST_WALKERS:
            return
        for walk in range(pace.walks):
            if self.clock.late:
                return
            found = anneal_lines(
                self.ask, costs, self.lines(begin), moves=pace.moves, clock=self.clock, seed=self.seed + walk
            )
            yield columns_of_lines(self.ask, self.made, found)


def stricter(ask: WeeklyAsk) -> Iterator[tuple[WeeklyAsk, int]]:
    """Yield problems whose answers are answers to this one, with the place of their first length in it."""
    if not ask.consecutive and ask.groups.days == 7:
        yield replace(ask, consecutive=True), 0
    lengths = ask.groups.lengths
    for place, length in enumerate(lengths if len(lengths) > 1 else ()):
        yield replace(ask, groups=replace(ask.groups, lengths=(length,))), place


def freer(ask: WeeklyAsk, made: ShiftColumns, lines: OfficerLines, place: int) -> Floats:
    """Return lines of a stricter problem as people of the problem itself."""
    moved = lines._replace(group=lines.group + place * len(ask.groups.starts))
    return columns_of_lines(ask, made, moved)
