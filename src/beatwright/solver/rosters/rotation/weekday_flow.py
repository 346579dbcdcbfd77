"""A rotation as flows: how many of its weeks are in which state on each day of the week.

The state of a day is its shift, the days in a row of that shift and of work; or the days off in a row, and on the first
of them the shift before; and which of the last B - 1 weekends were worked. Rules say which state may come after which.
Whole flows over the arcs from day to day, Sunday back to Monday, as many as weeks, meet the need. Every rotation is
such a flow, and such a flow is a rotation if it is a single round. It has a fraction of the columns of
`cyclic_program`, and knows no difference between weeks.

A graph like it is the model of Musliu, N., Schutt, A. and Stuckey, P. J. (2018). Solver independent rotating workforce
scheduling. CPAIOR 2018, 429-445.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import product

import numpy as np
import numpy.typing as npt
from scipy import sparse

from beatwright.base.rosters import RosterRules, Rule
from beatwright.solver.milp import Milp

__all__ = ["WeekdayFlow"]

Ints = npt.NDArray[np.int64]
Weekends = tuple[bool, ...]  # whether the last weekends were worked, the latest last
_WEEK, _SUNDAY = 7, 6
_OFF = -1
# Weekends of a window that states tell apart: each doubles them. Of longer windows only the share off is kept.
_MOST_WEEKENDS = 5


@dataclass(frozen=True)
class _State:
    """A day: its shift or -1, the days in a row of that, the days of work in a row, and the shift before a day off."""

    shift: int
    run: int
    work: int = 0
    before: int = _OFF


@dataclass(frozen=True)
class _Limits:
    """Least and most days in a row; days beyond what any rule asks about are not told apart."""

    least: int
    most: int | None

    def longer(self, run: int) -> int | None:
        """Return the run with one more day; None where it is too long."""
        if self.most is not None and run >= self.most:
            return None
        return min(run + 1, self.most or self.least)


@dataclass(frozen=True)
class _Node:
    """A weekday, its state, and the last weekends."""

    day: int
    state: _State
    weekends: Weekends


class WeekdayFlow:
    """The states and arcs of a rotation under some rules.

    Parameters
    ----------
    rules : RosterRules
        All rules; they name the shifts.
    kept : iterable of Rule
        Those that are kept.
    windows : bool, default True
        Whether states tell apart which weekends were worked; else only the share that is off is kept.

    Attributes
    ----------
    day, shift : array of int, shape (nodes,)
        Weekday of every node, and its shift; -1 is off.
    out, into : array of int, shape (arcs,)
        Nodes from which and into which every arc leads.
    exact : bool
        Whether every rule is kept; else that of weekends only in the mean.
    """

    def __init__(self, rules: RosterRules, kept: Iterable[Rule], *, windows: bool = True) -> None:
        self._kept, self._shifts = tuple(kept), range(len(rules.shifts))
        self._work = self._limits("least_run", "most_run", ())
        self._off = self._limits("least_off", "most_off", ())
        self._of = [self._limits("least_of", "most_of", (name,)) for name in rules.shifts]
        self._never: dict[int, set[tuple[int, int]]] = {1: set(), 2: set()}
        for rule in self._kept:
            for (one, other), days in rules.forbidden(rule):
                self._never[days].add((rules.shifts.index(one), rules.shifts.index(other)))
        self._window = next((rule for rule in self._kept if rule.kind == "weekends_off"), None)
        self.exact = self._window is None or (windows and self._window.of <= _MOST_WEEKENDS)
        self._nodes: dict[_Node, int] = {}
        arcs = np.array(list(self._explore()), dtype=np.int64).reshape(-1, 2)
        self.out, self.into = arcs.T.copy()
        self.day = np.array([node.day for node in self._nodes], dtype=np.int64)
        self.shift = np.array([node.state.shift for node in self._nodes], dtype=np.int64)

    def program(self, need: Ints, weeks: int) -> Milp:
        """Return the program of flows that meet the need, shape (shifts, 7)."""
        column, one, off = np.arange(self.out.size), np.ones(self.out.size), len(self._shifts)
        size = (self.day.size, self.out.size)
        arrive, leave = (sparse.csr_array((one, (node, column)), shape=size) for node in (self.into, self.out))
        worked = np.where(self.shift[self.into] == _OFF, off, self.shift[self.into])
        kind = worked * _WEEK + self.day[self.into]
        cover = sparse.csr_array((one, (kind, column)), shape=((off + 1) * _WEEK, column.size))
        wanted = np.vstack([need, weeks - need.sum(axis=0)]).ravel().astype(np.float64)
        free = (self.day[self.into] == _SUNDAY) & (self.shift[self.into] == _OFF) & (self.shift[self.out] == _OFF)
        rows = sparse.csr_array(sparse.vstack([arrive - leave, cover, sparse.csr_array(free[None] * 1.0)]))
        balanced = np.zeros(self.day.size)
        lower = np.concatenate([balanced, wanted, [self._weekends_off(weeks)]])
        upper = np.concatenate([balanced, wanted, [np.inf]])
        return Milp(np.zeros(column.size), rows, lower, upper, integer=True)

    def keeps_windows(self, duty: Ints) -> bool:
        """Whether every window of a line, shape (weeks, 7), has its weekends off."""
        if self._window is None:
            return True
        off = (duty[:, _SUNDAY - 1 :] == _OFF).all(axis=1)
        windows = sum(np.roll(off, -later).astype(np.int64) for later in range(self._window.of))
        return bool(np.min(windows) >= self._window.number)

    def _weekends_off(self, weeks: int) -> int:
        """Return how many weekends are off at least: the share that every window has."""
        return 0 if self._window is None else -(-int(self._window.number) * weeks // self._window.of)

    def _limits(self, least: str, most: str, shifts: tuple[str, ...]) -> _Limits:
        numbers = {rule.kind: int(rule.number) for rule in self._kept if rule.shifts == shifts}
        return _Limits(numbers.get(least, 1), numbers.get(most))

    def _explore(self) -> Iterator[tuple[int, int]]:
        """Yield every arc between nodes that are reached from the first day of a run."""
        first = [_State(shift, 1, 1) for shift in self._shifts] + [_State(_OFF, 1)]
        first += [_State(_OFF, 1, before=shift) for shift in self._shifts]
        told_apart = self._window.of - 1 if self._window is not None and self.exact else 0
        weekends = [past for past in product((False, True), repeat=told_apart) if self._holds(past)]
        new = [_Node(*node) for node in product(range(_WEEK), first, weekends)]
        self._nodes = {node: at for at, node in enumerate(new)}
        for node in new:
            for follower in self._followers(node):
                if follower not in self._nodes:
                    self._nodes[follower] = len(self._nodes)
                    new.append(follower)
                yield self._nodes[node], self._nodes[follower]

    def _holds(self, weekends: Weekends) -> bool:
        """Whether so many weekends worked leave enough of a window off."""
        return self._window is None or sum(weekends) <= self._window.of - self._window.number

    def _followers(self, node: _Node) -> Iterator[_Node]:
        day = (node.day + 1) % _WEEK
        for state in self._next_states(node.state):
            weekends = node.weekends
            if day == _SUNDAY and self._window is not None and self.exact:
                past = (*weekends, not (node.state.shift == state.shift == _OFF))
                if not self._holds(past):
                    continue
                weekends = past[1:]
            yield _Node(day, state, weekends)

    def _next_states(self, state: _State) -> Iterator[_State]:
        if state.shift != _OFF:
            yield from self._after_work(state)
            return
        longer = self._off.longer(state.run)
        if longer is not None:
            yield _State(_OFF, longer)
        if state.run >= self._off.least:
            for shift in self._shifts:
                if (state.before, shift) not in self._never[2]:
                    yield _State(shift, 1, 1)

    def _after_work(self, state: _State) -> Iterator[_State]:
        ends = state.run >= self._of[state.shift].least
        if ends and state.work >= self._work.least:
            yield _State(_OFF, 1, before=state.shift)
        work = self._work.longer(state.work)
        for shift in self._shifts if work is not None else ():
            run = self._of[shift].longer(state.run) if shift == state.shift else 1 if ends else None
            if run is not None and (state.shift, shift) not in self._never[1]:
                yield _State(shift, run, work or 0)
