"""Better lines for given officers: simulated annealing over moves of one officer to another line.

The heat falls geometrically from what an officer-hour of shortage weighs to a third of it: enough to leave a line that
is in the way, little enough to keep the cover. Where a cap is given, a shortage beyond it costs more, so that of two
sums that are alike the one without very short hours is found.

Kirkpatrick, S., Gelatt, C. D. and Vecchi, M. P. (1983). Optimization by simulated annealing. Science 220, 671-680.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from beatwright.solver.rosters.weekly.line_moves import LineCosts, Lines, LineShifts, hour_costs, walk
from beatwright.solver.rosters.weekly.officer_lines import OfficerLines
from beatwright.solver.rosters.weekly.shift_groups import HOURS_OF_DAY
from beatwright.solver.rosters.weekly.weekly_ask import WeeklyAsk
from beatwright.solver.time_limit import SearchClock

__all__ = ["anneal_lines", "line_costs", "line_shifts"]

Floats = npt.NDArray[np.float64]
_CHUNKS = 50  # temperatures on the way down
# First and last temperature, in what an officer-hour of shortage weighs. Measured on test weeks of 22 to 250 officers:
# a start at 3 finds no better lines, an end at 0.15 stays some officer-hours above.
_WARM, _COLD = 1.0, 0.3
_SLICE = 20_000  # moves between two looks at the clock: a hundredth of a second
_FLOOR = 20.0  # what an officer under the floor weighs beside one that is short


def anneal_lines(
    ask: WeeklyAsk, costs: LineCosts, begin: OfficerLines, *, moves: int, clock: SearchClock, seed: int
) -> OfficerLines:
    """Return the cheapest lines met on the way from `begin`; the same seed gives the same ones where time allows.

    Parameters
    ----------
    ask : WeeklyAsk
        What is asked; `begin` keeps its limits of starts.
    costs : LineCosts
        What every hour costs: `line_costs`.
    begin : OfficerLines
        Where the walk begins.
    moves : int
        Moves that are proposed.
    clock : SearchClock
        Ends the walk.
    seed : int
        Of the moves.
    """
    shifts, scale = line_shifts(ask), _scale(costs)
    lines = _lines(shifts, costs, begin, seed)
    for chunk in range(_CHUNKS):
        temperature = scale * _WARM * (_COLD / _WARM) ** (chunk / (_CHUNKS - 1))
        for done in range(0, moves // _CHUNKS, _SLICE):
            if clock.late or lines.values[1] <= 0.0:
                break
            walk(shifts, costs, lines, min(_SLICE, moves // _CHUNKS - done), temperature)
    return OfficerLines(lines.best_group, lines.best_first, lines.best_at_work)


def line_shifts(ask: WeeklyAsk) -> LineShifts:
    """Return what lines there can be, for the kernel."""
    groups = ask.groups
    length = np.array([length for length, _ in groups], dtype=np.int64)
    into = np.ones((len(groups), HOURS_OF_DAY))
    if ask.meal is not None:
        first, last = (np.minimum(end, length)[:, None] for end in ask.meal)
        hour = np.arange(HOURS_OF_DAY) + 1
        into -= ((hour >= first) & (hour <= last)) / (last - first + 1)
    most = len(groups.starts) if ask.most_starts is None else min(ask.most_starts, len(groups.starts))
    return LineShifts(
        np.array(groups.starts, dtype=np.int64), length, groups.worked, into, groups.days, ask.consecutive, most,
        ask.least_per_start,
    )  # fmt: skip


def line_costs(ask: WeeklyAsk, need: Floats, weight: Floats, *, cap: float = np.inf, beyond: float = 0.0) -> LineCosts:
    """Return what every hour costs; floors cost far more than shortages. `beyond` is in what a shortage weighs."""
    plain = LineCosts(need, weight, ask.floor, float(ask.surplus), float(cap), 0.0, 0.0)
    scale = _scale(plain)
    return plain._replace(beyond=beyond * scale, under=_FLOOR * (scale + float(weight.max())))


def _scale(costs: LineCosts) -> float:
    """Return what an officer-hour of shortage weighs where it weighs anything."""
    weighs = costs.weight[(costs.weight > 0) & (costs.need > 0)]
    return float(weighs.mean()) if weighs.size else max(costs.surplus, 1.0)


def _lines(shifts: LineShifts, costs: LineCosts, begin: OfficerLines, seed: int) -> Lines:
    group, first, at_work = begin.group.copy(), begin.first.copy(), begin.at_work.copy()
    cover = _cover(shifts, costs, begin)
    cost = float(hour_costs(costs, cover).sum())
    return Lines(
        group, first, at_work, group.copy(), first.copy(), at_work.copy(), cover,
        np.bincount(group % shifts.starts.size, minlength=shifts.starts.size), np.array([cost, cost]),
        np.random.SeedSequence(seed).generate_state(1, np.uint64).astype(np.uint64),
    )  # fmt: skip


def _cover(shifts: LineShifts, costs: LineCosts, lines: OfficerLines) -> Floats:
    """Return how many count as on duty in each hour, shape (hours,)."""
    hours, cover = costs.need.size, np.zeros(costs.need.size)
    officer, day = np.nonzero(lines.at_work)
    group = lines.group[officer]
    begin = HOURS_OF_DAY * day + shifts.starts[group % shifts.starts.size]
    for into in range(HOURS_OF_DAY):
        there = into < shifts.length[group]
        np.add.at(cover, (begin + into)[there] % hours, shifts.into[group, into][there])
    return cover
