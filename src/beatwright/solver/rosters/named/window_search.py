"""The search of one window: descent, relaxation, ruin and recreate, release of officers, spread of the shortage."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

import numpy as np

from beatwright.solver.random_numbers import Seeds
from beatwright.solver.rosters.named.line_columns import LineColumns, LineRelaxation
from beatwright.solver.rosters.named.pricing.line_rules import Ints
from beatwright.solver.rosters.named.prove_by_listing import prove_by_listing
from beatwright.solver.rosters.named.release_officers import release_some
from beatwright.solver.rosters.named.ruin_and_recreate import improve
from beatwright.solver.rosters.named.spread_shortage import spread_shortage
from beatwright.solver.rosters.named.window_lines import WindowLines
from beatwright.solver.time_limit import SearchClock

__all__ = ["WindowOutcome", "search_window"]

Found = Callable[[Ints], None]
_TRIES: Final = 400  # of ruin and recreate at a time: a quarter of a second of 28 days and three shifts
# Noise of the prices, and slack in what is kept, as shares of what a missing officer costs on average. The first pair
# goes straight down, and is kept to while it pays; the others, in turn, leave where it has led to. Of ten officers, the
# mean of three seeds after 8,000 tries was 533 without slack and 440 with it.
_WALKS: Final = ((0.0, 0.0), (0.2, 0.03), (0.2, 0.3), (0.5, 0.03))
_RELEASED: Final = 4  # officers at a time: their program is solved in a fraction of a second
_GROUPS: Final = 12  # of released officers in a row
_SMALL: Final = 20  # officers, above which slack is less: what is lost by it adds up
_PATIENT: Final = 60  # rounds without a better roster, after which it ends


@dataclass(eq=False)
class WindowOutcome:
    """The best lines, a bound, and whether the search ended by itself."""

    state: WindowLines
    bound: float
    found: LineRelaxation | None = None
    ended: bool = False
    listed: float = math.inf  # what the roster cost when lines were listed last

    def keep(self, state: WindowLines) -> None:
        """Take lines that are better."""
        if state.cost < self.state.cost - 1e-7:
            self.state = state.copy()


def search_window(
    state: WindowLines, clock: SearchClock, *, close: float, step: float, seed: int, found: Found
) -> WindowOutcome:
    """Search from first lines until the bound is within `close`, or nothing better is found for long.

    Parameters
    ----------
    state : WindowLines
        First lines; changed in place.
    clock : SearchClock
        When to end, and who is told.
    close : float
        Absolute gap at which to end.
    step : float
        Least difference of two objectives, 0 where it is not known: bounds are rounded up to it.
    seed : int
        Seed of the draws.
    found : callable (lines)
        Told of the lines of every better roster.
    """
    state.descend()
    found(state.lines)
    clock.report(state.cost, -math.inf)
    outcome = WindowOutcome(state, -math.inf)
    _relax(outcome, clock, step, close)
    found(outcome.state.lines)
    _improve(outcome, clock, close, step, seed, found)
    outcome.state = spread_shortage(outcome.state, step, clock, seed)
    found(outcome.state.lines)
    return outcome


def _relax(outcome: WindowOutcome, clock: SearchClock, step: float, close: float) -> None:
    """Bound by column generation; where its largest lines make a better roster, take them."""
    state = outcome.state
    columns = LineColumns(state.rules, state.cover, np.arange(len(state.lines)))
    columns.add(state.lines, state.own)
    found = columns.generate(clock, close=max(0.25 * step, 0.25 * close, 1e-4 * abs(state.cost)))
    if found is None:
        return
    outcome.bound, outcome.found = rounded_up(found.bound, step), found
    clock.report(state.cost, outcome.bound)
    cost = {
        (owner, line.tobytes()): own
        for owner, line, own in zip(columns.owner, columns.lines, columns.cost, strict=True)
    }
    own = np.array([cost[i, line.tobytes()] for i, line in enumerate(found.largest)])
    trial = state.copy()
    trial.replace(np.arange(len(own)), found.largest, own)
    trial.descend()
    if trial.cost < state.cost:
        outcome.state = trial
        clock.report(trial.cost, outcome.bound)


def _improve(outcome: WindowOutcome, clock: SearchClock, close: float, step: float, seed: int, found: Found) -> None:
    """Improve the lines by ruin and recreate, and where that stalls by releasing officers."""
    random = np.random.default_rng(seed)
    seeds = random.integers(0, 2**63, size=1).astype(np.uint64)
    state, waited, turn, least = outcome.state.copy(), 0, 0, max(step, 1e-6)
    while not clock.late and waited < _PATIENT and outcome.state.cost - outcome.bound > close + 1e-7:
        before = outcome.state.cost
        gained = _walk(state, seeds, turn)
        outcome.keep(state)
        if turn or gained < least:
            turn = (turn + 1) % len(_WALKS)
        if turn == 0 and waited:
            _prove(outcome, clock, step, random)
            _release(outcome, clock, step, random)
            state = outcome.state.copy()
        waited = 0 if outcome.state.cost < before - 1e-6 else waited + 1
        if not waited:
            found(outcome.state.lines)
        clock.report(outcome.state.cost, outcome.bound)
    outcome.ended = not clock.late


def _walk(state: WindowLines, seeds: Seeds, turn: int) -> float:
    """Ruin and recreate some hundred times; return how much cheaper it has become."""
    noise, slack = (float(state.cover.under.mean()) * share for share in _WALKS[turn])
    slack *= min(1.0, _SMALL / len(state.lines))
    return improve(state.rules, state.cover, state.lines, state.own, state.count, seeds, _TRIES, noise, slack)


def _prove(outcome: WindowOutcome, clock: SearchClock, step: float, random: np.random.Generator) -> None:
    """List the lines that a better roster can have, once for each roster; where they are few they prove the best."""
    if outcome.found is None or outcome.state.cost >= outcome.listed:
        return
    outcome.listed = outcome.state.cost
    bound = prove_by_listing(outcome.state, outcome.found, step, clock, int(random.integers(2**31)))
    if bound is not None:
        outcome.bound = max(outcome.bound, rounded_up(bound, step))


def _release(outcome: WindowOutcome, clock: SearchClock, step: float, random: np.random.Generator) -> None:
    """Release groups of officers of the best roster, until every one has been in a group or many groups were tried."""
    state = outcome.state
    order = random.permutation(len(state.lines))
    size = min(_RELEASED, order.size)
    for first in range(0, max(order.size - size, 0) + 1, size)[:_GROUPS]:
        if clock.late:
            break
        who = np.sort(order[first : first + size])
        release_some(state, who, step, clock, int(random.integers(2**31)))


def rounded_up(bound: float, step: float) -> float:
    """Round a bound up to a multiple of the least difference of objectives.

    >>> rounded_up(266.67, 1.0), rounded_up(266.67, 0.0), rounded_up(266.9999999999, 1.0)
    (267.0, 266.67, 267.0)
    """
    if step <= 0 or not math.isfinite(step) or not math.isfinite(bound):
        return bound
    return step * math.ceil(bound / step - 1e-6)
