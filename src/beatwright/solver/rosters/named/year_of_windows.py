"""A long roster window by window: runs, rest and balances go from one to the next."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from itertools import pairwise
from typing import Final

import numpy as np

from beatwright.base.errors import InfeasibleError
from beatwright.solver.rosters.named.contracts.roster_case import RosterCase
from beatwright.solver.rosters.named.contracts.roster_windows import RosterWindow
from beatwright.solver.rosters.named.even_shares import Worked, share_of_window
from beatwright.solver.rosters.named.kept_roster import RosterKeeper, kept_lines
from beatwright.solver.rosters.named.pricing.compiled_lines import Border, Share, border_before, compiled_lines
from beatwright.solver.rosters.named.pricing.line_pricing import price_lines
from beatwright.solver.rosters.named.pricing.line_rules import FREE, OFF, Floats, Ints
from beatwright.solver.rosters.named.pricing.look_ahead import ends_open
from beatwright.solver.rosters.named.window_lines import WindowLines, filled_lines
from beatwright.solver.rosters.named.window_search import search_window
from beatwright.solver.time_limit import SearchClock

__all__ = ["solve_windows"]

_CLOSE: Final = 0.02  # of what a missing officer costs: the absolute gap at which a window ends
_SUNDAY: Final = 2


def solve_windows(case: RosterCase, clock: SearchClock, seed: int, keeper: RosterKeeper) -> None:
    """Solve one window after the other; those that the keeper has done already stay as they are."""
    border, ends = border_before(case.staff, case.rules), ends_open(case)
    worked = Worked(np.zeros(len(case.staff), dtype=np.int64), np.zeros(len(case.staff), dtype=np.int64))
    close = _CLOSE * float(case.under.mean())
    for place, window in enumerate(case.windows):
        if not keeper.finished(window):
            share = share_of_window(case, window, worked)
            part = replace(clock.again(), seconds=clock.limit(1 / (len(case.windows) - place))).silent()
            state = _first_lines(case, window, border, ends[place], share, keeper.lines(window))
            found = search_window(
                state,
                part,
                close=close,
                step=case.step if share is None else 0.0,
                seed=seed + place,
                found=partial(keeper.better, window),
            )
            prices = np.zeros_like(state.cover.need) if found.found is None else found.found.prices
            bound = max(_free_bound(case, window, border if not place else None, prices), 0.0)
            keeper.finish(window, keeper.so_far.bound + bound, ended=found.ended)
            clock.report(float("nan"), keeper.so_far.bound)
        lines = keeper.lines(window)
        assert lines is not None
        _add_worked(worked, case, window, lines, border)
        border = _border_after(lines, border, len(case.rules.shifts))


def _first_lines(
    case: RosterCase, window: RosterWindow, border: Border, ends: Floats, share: Share | None, kept: Ints | None
) -> WindowLines:
    """Return first lines, those kept where they can be; without even shares where these leave an officer no line."""
    rules = compiled_lines(case.staff, case.rules, window, border, share)._replace(node_cost=ends)
    again = kept_lines(rules, case.cover(window), kept)
    state = filled_lines(rules, case.cover(window)) if again is None else again
    if not isinstance(state, int):
        return state
    if share is not None:
        return _first_lines(case, window, border, ends, None, kept)
    officer = case.staff[state].officer
    raise InfeasibleError(
        f"Officer {officer} has no line from day {window.first} to {window.end - 1} after the days before, with all of "
        "the 'most_of' counted together. Give him fewer limits by shift."
    )


def _free_bound(case: RosterCase, window: RosterWindow, border: Border | None, prices: Floats) -> float:
    """Bound what the window costs whatever comes before and after, at prices of its cover."""
    n = len(case.staff)
    free = border or Border(np.full(n, FREE), np.ones(n, dtype=np.int64))
    rules = compiled_lines(case.staff, case.rules, window, free)
    if border is None and rules.weekend[0] == _SUNDAY:
        rules.weekend[0] = 0  # its weekend may have been counted the day before
    _, cost = price_lines(rules, -prices, np.arange(n))
    return float(cost.sum() + (case.cover(window).need * prices).sum()) - 1e-6 * n


def _add_worked(worked: Worked, case: RosterCase, window: RosterWindow, lines: Ints, border: Border) -> None:
    """Add the nights and weekends of a window."""
    shifts = len(case.rules.shifts)
    night = [place for place, shift in enumerate(case.rules.shifts) if shift in case.rules.nights]
    worked.nights = worked.nights + np.isin(lines, night).sum(axis=1)
    works = np.concatenate([(border.last >= 0)[:, None], lines < shifts], axis=1)
    for day, (before, there) in enumerate(pairwise(works.T), window.first):
        weekday = (case.rules.weekday + day) % 7
        worked.weekends = worked.weekends + (there & ((weekday == 5) | ((weekday == 6) & ~before)))
    worked.windows += 1


def _border_after(lines: Ints, border: Border, shifts: int) -> Border:
    """Return how a window ended; a run over all of it goes on from before."""
    works = lines < shifts
    alike = works == works[:, -1:]
    run = np.where(alike.all(axis=1), lines.shape[1], np.argmin(alike[:, ::-1], axis=1))
    goes_on = alike.all(axis=1) & ((border.last >= 0) == works[:, -1])
    run = run + np.where(goes_on & (border.last != FREE), border.run, 0)
    return Border(np.where(works[:, -1], lines[:, -1], OFF), run.astype(np.int64))
