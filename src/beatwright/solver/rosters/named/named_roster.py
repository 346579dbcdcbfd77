"""Named rosters: every officer his own line, by columns of lines, under contracts."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import Any

import numpy.typing as npt

from beatwright.base.certificate import Certificate, Status
from beatwright.base.effort import Effort, SearchOptions, SearchProgress, Stop
from beatwright.solver.rosters.named.contracts.named_rules import NamedRules
from beatwright.solver.rosters.named.contracts.roster_case import OWNER, RosterCase, read_roster_case
from beatwright.solver.rosters.named.contracts.staff_member import StaffMember
from beatwright.solver.rosters.named.kept_roster import KeptRoster, RosterKeeper, kept_lines, need_kept
from beatwright.solver.rosters.named.named_duty import NamedDuty, checked_duty
from beatwright.solver.rosters.named.pricing.compiled_lines import border_before, compiled_lines
from beatwright.solver.rosters.named.rule_collisions import raise_collisions
from beatwright.solver.rosters.named.window_lines import filled_lines
from beatwright.solver.rosters.named.window_search import search_window
from beatwright.solver.rosters.named.year_of_windows import solve_windows
from beatwright.solver.time_limit import SearchClock, started

__all__ = ["named_roster"]

_METHOD = "columns of lines, Lagrangian bound, ruin and recreate"
_UNIT = "weighted officers"


def named_roster(
    need: npt.ArrayLike,
    staff: Sequence[StaffMember | Mapping[str, Any]],
    rules: NamedRules | Mapping[str, Any],
    seconds: float | None = 60.0,
    *,
    gap: float = 0.0,
    seed: int = 0,
    stop: Stop | None = None,
    progress: SearchProgress | None = None,
    start: KeptRoster | None = None,
    keep: Callable[[KeptRoster], None] | None = None,
) -> NamedDuty:
    """Give every officer a shift or a day off on each day.

    Contracts hold on every day. Of all rosters that hold them one is looked for in which missing officers, officers too
    many, refused requests and changed published days weigh least together.

    Parameters
    ----------
    need : array_like of int, shape (days, shifts)
        Officers needed.
    staff : sequence of StaffMember, or of mappings with its parameters
        The officers: contract, requests, the days before the first, published days.
    rules : NamedRules, or a mapping with its parameters
        Shifts, followers, rest, weights; windows, where the roster is long.
    seconds : float, default 60
        Wall-clock limit; None for none. The search also ends where it finds nothing better for long.
    gap, seed, stop, progress
        As for `p_median`. The same seed gives the same roster, where the time does not end the search.
    start : KeptRoster, optional
        What `keep` was told last by an earlier search for the same roster, which was cut short: go on from there.
        Windows that were done stay as they are.
    keep : callable (KeptRoster), optional
        Told of every better roster and of every window that is done, so that it can be put where it is safe.

    Returns
    -------
    NamedDuty
        ``.duty`` [officer, day], ``.lines`` by officer, ``.cover``, ``.missing``, ``.largest_shortage``, ``.surplus``,
        ``.nights``, ``.weekends``, ``.certificate``.

    Raises
    ------
    ParameterError
        With every complaint at once, each naming officer, day and rule.
    InfeasibleError
        Where officers have no line at all; the sentence names them, and for each the rules that collide.

    Notes
    -----
    Each officer's cheapest line is found by dynamic programming, and everything rests on that. Officers in turn, and
    two or three together, are given better lines. A linear program over lines, with those priced in that it lacks,
    gives the bound. Each officer missing costs the same, the first of a shift as the last, so that shortage could lie
    all in one place. At the end the sum of the squares of missing officers over the need is made small, at no cost of
    the objective, of which it is no part.

    Where `rules` has a window, windows are solved one after the other. A line may only end where the windows to come
    have a line for the officer. The bound is then that of the windows on their own.

    References
    ----------
    Jaumard, B., Semet, F. and Vovor, T. (1998). A generalized linear programming model for nurse scheduling. European
    Journal of Operational Research 107, 1-18.
    Strandmark, P., Qu, Y. and Curtois, T. (2020). First-order linear programming in a column generation-based heuristic
    approach to the nurse rostering problem. Computers and Operations Research 120, 104945.

    Examples
    --------
    >>> staff = [{"officer": "A", "most_run": 2}, {"officer": "B", "days_off": [0]}]
    >>> answer = named_roster([[1], [1], [1]], staff, {"shifts": ["D"]})
    >>> answer.lines["B"], answer.cover.ravel(), answer.certificate.text
    (('', '', 'D'), array([1, 1, 1]), 'proven optimal')
    """
    case = read_roster_case(need, staff, rules)
    effort: SearchOptions = {"seconds": seconds, "gap": gap, "seed": seed, "stop": stop, "progress": progress}
    need_kept(start, keep, case)
    keeper = RosterKeeper(case, start, keep)
    with started(OWNER, effort) as (asked, clock):
        raise_collisions(case)
        _solve(case, asked, clock, keeper)
        kept = keeper.so_far
        proof = Certificate("feasible", bound=kept.bound, method=_METHOD, unit=_UNIT)
        answer = checked_duty(kept.duty, proof, case)
        return replace(answer, certificate=_certified(answer.certificate, asked, clock, ended=kept.ended))


def _solve(case: RosterCase, asked: Effort, clock: SearchClock, keeper: RosterKeeper) -> None:
    if case.rules.window is not None:
        solve_windows(case, clock, asked.seed, keeper)
        return
    window = case.windows[0]
    if keeper.finished(window):
        return
    rules = compiled_lines(case.staff, case.rules, window, border_before(case.staff, case.rules))
    again = kept_lines(rules, case.cover(window), keeper.lines(window))
    state = filled_lines(rules, case.cover(window)) if again is None else again
    assert not isinstance(state, int), "collisions were looked for before"
    found = search_window(
        state,
        clock,
        close=asked.gap * state.cost,
        step=case.step,
        seed=asked.seed,
        found=partial(keeper.better, window),
    )
    keeper.finish(window, found.bound, ended=found.ended)


def _certified(seen: Certificate, asked: Effort, clock: SearchClock, *, ended: bool) -> Certificate:
    """Say "optimal" only where the bound proves it."""
    apart = seen.objective - seen.bound
    proven = math.isfinite(seen.bound) and apart <= max(asked.gap * abs(seen.objective), 1e-6)
    status: Status = "optimal" if proven else "feasible" if ended else clock.ending
    bound = seen.objective if proven and asked.gap == 0.0 else seen.bound
    return replace(seen, status=status, bound=bound, seconds=clock.used)
