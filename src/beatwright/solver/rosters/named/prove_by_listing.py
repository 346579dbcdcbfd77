"""The proof that no roster is better: every line that a better one could have is listed, and a program chooses."""

from __future__ import annotations

from typing import Final

import numpy as np

from beatwright.solver.milp import solve_milp
from beatwright.solver.rosters.named.line_columns import LineColumns, LineRelaxation
from beatwright.solver.rosters.named.pricing.line_listing import lines_within
from beatwright.solver.rosters.named.pricing.line_pricing import price_lines
from beatwright.solver.rosters.named.release_officers import line_program, lines_of_point
from beatwright.solver.rosters.named.window_lines import WindowLines
from beatwright.solver.time_limit import SearchClock

__all__ = ["prove_by_listing"]

_MOST: Final = 4_000  # lines of all officers: a program of that size takes seconds
_NODES: Final = 20_000  # of branch and bound, after which the proof is given up
_ROUNDING: Final = 1e-6  # relative: sums of costs


def prove_by_listing(
    state: WindowLines, found: LineRelaxation, step: float, clock: SearchClock, seed: int
) -> float | None:
    """Return the bound that a listing gives, and make the lines the best there are; None where they are too many.

    Parameters
    ----------
    state : WindowLines
        The best lines so far; changed in place where better ones are found.
    found : LineRelaxation
        Prices, and the bound that they give.
    step : float
        Least difference of two objectives, 0 where it is not known.
    clock : SearchClock
        When to end.
    seed : int
        Seed of HiGHS.
    """
    columns = _listed(state, found, step, clock)
    if columns is None:
        return None
    answer = solve_milp(line_program(columns), nodes=_NODES, easy=True, **clock.silent().options(gap=0.0, seed=seed))
    before = state.cost
    if answer.x is None:
        return None
    trial = state.copy()
    trial.replace(columns.who, *lines_of_point(columns, answer.x))
    if trial.cost < before - _ROUNDING:
        state.lines, state.own, state.count = trial.lines, trial.own, trial.count
    return min(before, answer.certificate.bound)


def _listed(state: WindowLines, found: LineRelaxation, step: float, clock: SearchClock) -> LineColumns | None:
    """List the lines that a better roster can have, and those there are; None where they are too many."""
    everybody = np.arange(len(state.lines))
    columns = LineColumns(state.rules, state.cover, everybody)
    columns.add(state.lines, state.own)
    _, cheapest = price_lines(state.rules, -found.prices, everybody)
    room = state.cost - found.at_prices - 0.5 * step + _ROUNDING * max(1.0, abs(state.cost))
    left = _MOST
    for i in everybody:
        if clock.late:
            return None
        lines, paid = lines_within(state.rules, -found.prices, int(i), cheapest[i] + room, left)
        left -= len(lines)
        if left < 0:
            return None
        columns.add_of(int(i), lines, columns.own_costs(lines, paid, found.prices))
    return columns
