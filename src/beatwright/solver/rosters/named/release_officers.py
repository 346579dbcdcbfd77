"""Better rosters by releasing some officers: their lines anew by column generation and an integer program."""

from __future__ import annotations

import numpy as np
from scipy import sparse

from beatwright.solver.milp import Milp, solve_milp
from beatwright.solver.rosters.named.line_columns import LineColumns
from beatwright.solver.rosters.named.pricing.line_rules import Floats, Ints
from beatwright.solver.rosters.named.window_lines import WindowLines, counted
from beatwright.solver.time_limit import SearchClock

__all__ = ["chosen_lines", "line_program", "lines_of_point", "release_some"]

_NODES = 200  # of branch and bound: where it has not found better lines by then, others are released


def release_some(state: WindowLines, who: Ints, step: float, clock: SearchClock, seed: int) -> float:
    """Release the officers `who` and return how much cheaper it has become; the state changes in place.

    Objectives differ by `step` at least, 0 where that is not known.
    """
    before = state.cost
    held = state.count - counted(state.lines[who], state.count.shape)
    cover = state.cover._replace(need=state.cover.need - held)
    rest = state.own.sum() - state.own[who].sum()
    columns = LineColumns(state.rules, cover, who)
    columns.add(state.lines[who], state.own[who])
    found = columns.generate(clock, close=0.5 * max(step, 1e-3), worthless=before - rest - 0.99 * step)
    if found is None or found.bound > before - rest - 0.99 * step:
        return 0.0
    chosen = chosen_lines(columns, clock, seed, nodes=_NODES)
    if chosen is None:
        return 0.0
    trial = state.copy()
    trial.replace(who, *chosen)
    trial.descend()
    if trial.cost >= before - 1e-7:
        return 0.0
    state.lines, state.own, state.count = trial.lines, trial.own, trial.count
    return before - state.cost


def chosen_lines(
    columns: LineColumns, clock: SearchClock, seed: int, nodes: int | None = None
) -> tuple[Ints, Floats] | None:
    """Choose one of the lines for each officer, by integer programming; None where none was found."""
    answer = solve_milp(line_program(columns), nodes=nodes, easy=True, **clock.silent().options(gap=0.0, seed=seed))
    return None if answer.x is None else lines_of_point(columns, answer.x)


def line_program(columns: LineColumns) -> Milp:
    """Return the integer program that chooses one of the lines for each officer."""
    rows = columns.incidence(np.array(columns.lines), np.array(columns.owner))
    m, cells, lines = columns.who.size, columns.cover.need.size, len(columns.lines)
    unit = sparse.vstack([sparse.csr_array((m, cells)), sparse.eye_array(cells)])
    right = np.concatenate([np.ones(m), columns.cover.need.ravel()])
    cost = np.concatenate([columns.cost, columns.cover.under.ravel(), columns.cover.over.ravel()])
    whole = np.concatenate([np.ones(lines, dtype=bool), np.zeros(2 * cells, dtype=bool)])
    return Milp(cost, sparse.hstack([rows, unit, -unit]).tocsr(), right, right, integer=whole)


def lines_of_point(columns: LineColumns, x: Floats) -> tuple[Ints, Floats]:
    """Return the line of each officer in a point of the program, and its own cost."""
    chosen = np.flatnonzero(x[: len(columns.lines)] > 0.5)
    order = chosen[np.argsort(np.array(columns.owner)[chosen])]
    return np.array([columns.lines[k] for k in order]), np.array([columns.cost[k] for k in order])
