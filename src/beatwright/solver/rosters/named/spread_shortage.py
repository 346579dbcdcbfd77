"""Shortage spread over the shifts: of rosters that cost the same, one in which no shift is left to its fate.

What officers missing cost is linear, so that where staff is far too small every split of the shortage costs the same.
Among the splits the sum of missing^2 / need is made small, by the same steps as the search: officers in turn, then two
or three together. It is least where each shift misses the same share of its need. Its weight is so small that all of it
is less than half of the least difference between two objectives: no roster gets dearer by it, and bounds stay true.
"""

from __future__ import annotations

import math
from typing import Final

import numpy as np

from beatwright.solver.rosters.named.pricing.line_rules import Floats
from beatwright.solver.rosters.named.ruin_and_recreate import improve
from beatwright.solver.rosters.named.window_lines import WindowLines
from beatwright.solver.time_limit import SearchClock

__all__ = ["spread_shortage"]

_TRIES: Final = 400  # of ruin and recreate at a time, as in the search
_PATIENT: Final = 6  # rounds without a better spread, after which it ends
_LEAST: Final = 1e-6  # of a weight: ten times what the search takes for nothing
_UNKNOWN: Final = 1e-3  # of what a missing officer costs, where the least difference of objectives is not known


def spread_shortage(state: WindowLines, step: float, clock: SearchClock, seed: int) -> WindowLines:
    """Return lines that cost no more, with the shortage spread; the same ones where there is nothing to spread.

    Parameters
    ----------
    state : WindowLines
        The best lines; not changed.
    step : float
        Least difference of two objectives, 0 where it is not known.
    clock : SearchClock
        When to end; officers are taken in turn even where it is late.
    seed : int
        Seed of the draws.
    """
    if not _uneven(state):
        return state
    weight = _weight(state, step)
    cover = state.cover._replace(level=weight / np.maximum(state.cover.need, 1.0))
    trial = WindowLines(state.rules, cover, state.lines.copy(), state.own.copy(), state.count.copy())
    seeds = np.random.default_rng(seed).integers(0, 2**63, size=1).astype(np.uint64)
    trial.descend()
    best, waited = _better(state, trial), 0
    while not clock.late and waited < _PATIENT and _uneven(best):
        improve(trial.rules, cover, trial.lines, trial.own, trial.count, seeds, _TRIES, weight, 0.0)
        found = _better(best, trial)
        waited = waited + 1 if found is best else 0
        best = found
    return WindowLines(state.rules, state.cover, best.lines, best.own, best.count)


def _uneven(state: WindowLines) -> bool:
    """Tell whether a shift misses more than one officer, or all it needs."""
    missing = state.cover.need - state.count
    return bool(((missing > 1) | ((missing > 0) & (state.count == 0))).any())


def _weight(state: WindowLines, step: float) -> float:
    """Return the weight of the spread, which is at most the need in all."""
    known = step if 0 < step < math.inf else _UNKNOWN * float(state.cover.under.mean())
    return max(0.5 * known / max(float(state.cover.need.sum()), 1.0), _LEAST * float(state.cover.need.max()))


def _better(best: WindowLines, trial: WindowLines) -> WindowLines:
    """Return a copy of the trial where it is no dearer and its shortage is spread better, else the best."""
    dearer = trial.cost > best.cost + 1e-7
    return best if dearer or _spread(trial) > _spread(best) - 1e-9 else trial.copy()


def _spread(state: WindowLines) -> float:
    missing: Floats = np.maximum(state.cover.need - state.count, 0.0)
    return float((missing**2 / np.maximum(state.cover.need, 1.0)).sum())
