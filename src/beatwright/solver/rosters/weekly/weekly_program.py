"""The integer program of weekly shifts.

On duty in hour t are those whose shift holds t, round the cycle, less those at their meal (`shift_columns`). Either
that is at least the need in every hour, and the sum of officers is least. Or that sum is given, s_t >= need_t - on
duty, and sum_t w_t s_t is least, and max_t s_t then or with it. A start is opened by z_s, 0 or 1, for officers to begin
at it.

Shortage for given officers: Taylor, P. E. and Huxley, S. J. (1989). A break from tradition for the San Francisco
police: patrol officer scheduling using an optimization-based decision support system. Interfaces 19(1), 4-24.
"""

from __future__ import annotations

from typing import Literal

import numpy as np
import numpy.typing as npt
from scipy import sparse

from beatwright.solver.milp import Milp
from beatwright.solver.rosters.weekly.shift_columns import ShiftColumns
from beatwright.solver.rosters.weekly.weekly_ask import WeeklyAsk

__all__ = ["Goal", "program_point", "weekly_program"]

Floats = npt.NDArray[np.float64]
Limit = Floats | float
Goal = Literal["fewest", "unmet floor", "shortage", "largest"]


class _Rows:
    """Rows of a program, written block by block of its columns; a block that a row does not name has none of it."""

    def __init__(self, **widths: int) -> None:
        self.widths = widths
        self._rows: list[tuple[sparse.csr_array, Limit, Limit]] = []

    def add(self, low: Limit, high: Limit, **blocks: sparse.csr_array) -> None:
        height = next(iter(blocks.values())).shape[0]
        parts = [blocks.get(name, sparse.csr_array((height, width))) for name, width in self.widths.items()]
        self._rows.append((sparse.csr_array(sparse.hstack(parts)), low, high))

    def limits(self, side: int) -> Floats:
        return np.concatenate([np.broadcast_to(np.asarray(row[side]), row[0].shape[:1]) for row in self._rows])

    @property
    def matrix(self) -> sparse.csr_array:
        return sparse.csr_array(sparse.vstack([row[0] for row in self._rows]))


def weekly_program(ask: WeeklyAsk, made: ShiftColumns, goal: Goal, most: float = np.inf, cap: float = np.inf) -> Milp:
    """Return the program of one goal.

    Parameters
    ----------
    ask : WeeklyAsk
        What is asked.
    made : ShiftColumns
        Of `shift_columns`; they are the first columns of the program.
    goal : {"fewest", "unmet floor", "shortage", "largest"}
        What is made small: officers; officers missing to the floors; the shortage; or the largest shortage, where the
        shortage is at most `most`, as the last row says.
    most : float
        For "largest".
    cap : float
        What the largest shortage may be, for "shortage" and "largest".
    """
    rows = _Rows(**_widths(ask, made, goal))
    for part, low, high in made.rows:
        rows.add(low, high, people=part)
    _cover_rows(rows, ask, made, goal)
    if goal in ("shortage", "largest"):
        _largest_rows(rows, ask, made)
    if rows.widths["opened"]:
        _start_rows(rows, ask, made)
    if goal == "largest":
        lost = {name: sparse.csr_array(cost[None, :]) for name, cost in _lost(ask, rows.widths).items()}
        rows.add(-np.inf, most, **lost)
    highest = {"opened": 1.0, "largest": cap}
    upper = np.concatenate([np.full(width, highest.get(name, np.inf)) for name, width in rows.widths.items()])
    return Milp(
        _cost(rows.widths, ask, made, goal), rows.matrix, rows.limits(1), rows.limits(2),
        col_upper=upper, integer=_whole(ask, rows.widths),
    )  # fmt: skip


def program_point(ask: WeeklyAsk, made: ShiftColumns, goal: Goal, people: Floats) -> Floats:
    """Return the point of a program at which the columns of people are these and all others follow from them."""
    widths = _widths(ask, made, goal)
    begin = np.asarray(made.counts @ people).reshape(len(ask.groups.lengths), -1).sum(axis=0)
    wanted = ask.floor if goal == "unmet floor" else ask.need
    apart = wanted - made.cover @ people
    values = {"opened": begin > 0, "short": np.maximum(apart, 0.0), "over": np.maximum(-apart, 0.0)}
    values["under"] = np.maximum(ask.floor - made.cover @ people, 0.0)
    values["largest"] = np.array([max(float(apart.max()), 0.0)])
    return np.concatenate([people, *(values[name][:width] for name, width in widths.items() if name in values)])


def _widths(ask: WeeklyAsk, made: ShiftColumns, goal: Goal) -> dict[str, int]:
    """Return the blocks of columns and how many each has."""
    limited = ask.most_starts is not None or ask.least_per_start > 1
    of_need = goal in ("shortage", "largest")
    return {
        "people": made.size,
        "opened": len(ask.groups.starts) if limited else 0,
        "short": 0 if goal == "fewest" else len(ask.need),
        "over": len(ask.need) if ask.surplus and of_need else 0,
        "largest": int(of_need),
        "under": len(ask.need) if ask.unmet and of_need else 0,
    }


def _cover_rows(rows: _Rows, ask: WeeklyAsk, made: ShiftColumns, goal: Goal) -> None:
    """On duty, with those that are short and without those that are too many, is what is wanted; officers are given."""
    each_hour = sparse.eye_array(len(ask.need), format="csr")
    wanted = {"fewest": ask.wanted, "unmet floor": ask.floor}.get(goal, ask.need)
    blocks = {"people": made.cover}
    if rows.widths["short"]:
        blocks["short"] = each_hour
    if rows.widths["over"]:
        blocks["over"] = -each_hour
    rows.add(wanted, wanted if "over" in blocks else np.inf, **blocks)
    if ask.officers is not None:
        rows.add(float(ask.officers), float(ask.officers), people=_total(made))


def _largest_rows(rows: _Rows, ask: WeeklyAsk, made: ShiftColumns) -> None:
    """No hour is short of more than the largest shortage, and floors hold but for what must be given up of them."""
    each_hour = sparse.eye_array(len(ask.need), format="csr")
    rows.add(0.0, np.inf, short=-each_hour, largest=sparse.csr_array(np.ones((len(ask.need), 1))))
    if rows.widths["under"]:
        rows.add(ask.floor, np.inf, people=made.cover, under=each_hour)
        rows.add(-np.inf, ask.unmet, under=sparse.csr_array(np.ones((1, len(ask.need)))))
    elif ask.floor.any():
        rows.add(ask.floor, np.inf, people=made.cover)


def _start_rows(rows: _Rows, ask: WeeklyAsk, made: ShiftColumns) -> None:
    """Nobody begins at a start that is not opened; few are opened; enough begin at each."""
    starts = len(ask.groups.starts)
    of_start = sparse.csr_array(np.tile(np.eye(starts), len(ask.groups.lengths)))
    begin = sparse.csr_array(of_start @ made.counts)
    rows.add(0.0, np.inf, people=-begin, opened=sparse.csr_array(np.diag(_most_at_start(ask))))
    if ask.least_per_start > 1:
        rows.add(0.0, np.inf, people=begin, opened=sparse.csr_array(-ask.least_per_start * np.eye(starts)))
    if ask.most_starts is not None:
        rows.add(-np.inf, float(ask.most_starts), opened=sparse.csr_array(np.ones((1, starts))))


def _most_at_start(ask: WeeklyAsk) -> Floats:
    """Return how many officers a start ever has use for, shape (starts,).

    More at work on a day than the largest need that their shift holds are of no use. With any days off that leaves
    days x need / working days; with days off in a row, need of those at work on a day and as many for each of the weeks
    that are off on it. A meal takes at most half of those at work out of an hour, or all where it has one hour.
    """
    groups = ask.groups
    if ask.officers is not None:
        return np.full(len(groups.starts), float(ask.officers))
    if ask.meal is not None:
        return np.full(len(groups.starts), float(ask.wanted.sum() * 3))
    need = np.where(groups.held.any(axis=2), ask.wanted[:, None], 0.0).max(axis=0)
    factor = 1 + groups.days - groups.worked if ask.consecutive else groups.days / groups.worked
    each = np.ceil(need * factor).reshape(len(groups.lengths), -1)
    return np.asarray(np.maximum(each.sum(axis=0), ask.least_per_start), dtype=np.float64)


def _cost(widths: dict[str, int], ask: WeeklyAsk, made: ShiftColumns, goal: Goal) -> Floats:
    cost = {name: np.zeros(width) for name, width in widths.items()}
    if goal == "fewest":
        cost["people"] = _total(made).toarray().ravel()
    elif goal == "unmet floor":
        cost["short"] += 1.0
    elif goal == "shortage":
        cost |= _lost(ask, widths)
    if widths["largest"]:
        cost["largest"] += 1.0 if goal == "largest" else ask.largest or 0.0
    return np.concatenate([*cost.values()])


def _lost(ask: WeeklyAsk, widths: dict[str, int]) -> dict[str, Floats]:
    """Return what shortage and surplus cost."""
    costs = {"short": ask.weight}
    return costs | ({"over": np.full(widths["over"], ask.surplus)} if widths["over"] else {})


def _total(made: ShiftColumns) -> sparse.csr_array:
    return sparse.csr_array(made.counts.sum(axis=0)[None, :])


def _whole(ask: WeeklyAsk, widths: dict[str, int]) -> npt.NDArray[np.bool_]:
    """Say which columns are whole: all, unless the need is in parts, which makes shortages so."""
    parts = bool((ask.need % 1).any() or (ask.floor % 1).any())
    whole = {name: name in ("people", "opened") or not parts for name in widths}
    return np.concatenate([np.full(width, whole[name]) for name, width in widths.items()])
