"""What it costs that one weekly line is followed by another: the rules that break where the two weeks meet.

A run of work, of one shift or of days off that the border joins or ends is held against its limits, the last shift
before it against the first one after it by the follower rules and the clocks. Weekends are the lines' own.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from beatwright.base.rosters import RosterRules, Rule

__all__ = ["border_costs"]

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]
_WEEK = 7
_HOURS_OF_DAY = 24


def border_costs(lines: Ints, rules: RosterRules, backward: float) -> Floats:
    """Return the cost of every pair of lines, shape (lines, lines): [i, j] is that of j in the week after i.

    Parameters
    ----------
    lines : array of int, shape (lines, 7)
        Position of the shift on each day, -1 where it is off.
    rules : RosterRules
        A broken rule counts 1.
    backward : float
        What counts a change to a shift that begins earlier in the day; it needs the clocks of the rules.
    """
    kinds, which = np.unique(lines, axis=0, return_inverse=True)
    end, begin = _Edge(kinds[:, ::-1]), _Edge(kinds)
    cost = np.zeros((len(kinds), len(kinds)))
    for rule in rules.rules:
        cost += _broken(rule, rules, end, begin)
    if backward and all(shift in rules.clocks for shift in rules.shifts):
        start = np.array([rules.clocks[shift][0] for shift in rules.shifts])
        later = (start[begin.shift][None, :] - start[end.shift][:, None]) % _HOURS_OF_DAY
        cost += backward * ((later > _HOURS_OF_DAY / 2) & end.works[:, None] & begin.works[None, :])
    each = which.ravel()
    return cost[np.ix_(each, each)]


@dataclass(frozen=True, eq=False, init=False)
class _Edge:
    """Lines seen from one of their ends, shape (lines,) each.

    Days off there, the first shift, its days in a row, the days of work in a row, and whether there is any work. A line
    without work has 7 days off and no shift.
    """

    off: Ints
    shift: Ints
    same: Ints
    run: Ints
    works: Flags

    def __init__(self, days: Ints) -> None:
        worked = days >= 0
        works = worked.any(axis=1)
        off = np.where(works, worked.argmax(axis=1), _WEEK)
        row = np.arange(len(days))
        shift = days[row, np.minimum(off, _WEEK - 1)]
        beyond = np.arange(_WEEK)[None, :] < off[:, None]
        run = _length(worked | beyond) - off
        same = _length((days == shift[:, None]) | beyond) - off
        for name, value in (("off", off), ("shift", shift), ("same", same), ("run", run), ("works", works)):
            object.__setattr__(self, name, value)


def _length(holds: Flags) -> Ints:
    """Return how many of the first days hold, shape (lines,)."""
    return np.asarray(np.cumprod(holds, axis=1).sum(axis=1), dtype=np.int64)


def _broken(rule: Rule, rules: RosterRules, end: _Edge, begin: _Edge) -> Flags:
    """Return which pairs break a rule, shape (lines, lines)."""
    off = end.off[:, None] + begin.off[None, :]
    both = end.works[:, None] & begin.works[None, :]
    last, first = np.where(end.works, end.shift, -1)[:, None], np.where(begin.works, begin.shift, -1)[None, :]
    if rule.kind in ("least_run", "most_run"):
        ended, begun = np.where(end.off == 0, end.run, 0), np.where(begin.off == 0, begin.run, 0)
        return _beyond(rule, ended, begun)
    if rule.kind in ("least_off", "most_off"):
        return _beyond(rule, end.off, begin.off) & both
    if rule.kind in ("least_of", "most_of"):
        return _shift_run(rule, rules.shifts.index(rule.shifts[0]), end, begin)
    broken = np.zeros_like(both)
    for (one, other), days in rules.forbidden(rule):
        pair = (last == rules.shifts.index(one)) & (first == rules.shifts.index(other))
        broken |= pair & both & (off == days - 1)
    return broken


def _shift_run(rule: Rule, shift: int, end: _Edge, begin: _Edge) -> Flags:
    ended = np.where((end.off == 0) & (end.shift == shift), end.same, 0)
    begun = np.where((begin.off == 0) & (begin.shift == shift), begin.same, 0)
    return _beyond(rule, ended, begun)


def _beyond(rule: Rule, ended: Ints, begun: Ints) -> Flags:
    """Return where a run at the border is too short, or two runs together are too long."""
    length = ended[:, None] + begun[None, :]
    if rule.kind.startswith("least"):
        return np.asarray((length > 0) & (length < rule.number))
    joined = (ended > 0)[:, None] & (begun > 0)[None, :]
    return np.asarray(joined & (length > rule.number))
