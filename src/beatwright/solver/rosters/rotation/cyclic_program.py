"""The integer program of a rotation: x[day, shift] of one line that comes round, and a row for every rule and day.

A run of k days shorter than the least is what no place may have: for work w on days d .. d + k + 1,
w_d - (w_{d+1} + .. + w_{d+k}) + w_{d+k+1} >= 1 - k; for days off the same of their complement. No window of most + 1
days is all work. Two shifts that may not follow each other are never both 1, but for a day worked between them. A
weekend o_j is off only where neither of its days is worked, and any B weekends in a row hold A that are off.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy import sparse

from beatwright.base.rosters import RosterRules, Rule
from beatwright.solver.milp import Milp

__all__ = ["CyclicProgram"]

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
Rows = tuple[sparse.csr_array, float, float]  # coefficients, one row a day or week, and the limits of all rows
_WEEK = 7
_SATURDAY, _SUNDAY = 5, 6


@dataclass(frozen=True, eq=False)
class CyclicProgram:
    """A rotation to be found.

    Parameters
    ----------
    need : array of int, shape (shifts, 7)
        How many work each shift on each day of the week, from Monday on: exactly so many.
    weeks : int
        Weeks of the line.
    rules : RosterRules
        What it must keep; its shifts are those of the need.
    """

    need: Ints
    weeks: int
    rules: RosterRules

    def program(self, kept: Iterable[Rule]) -> Milp:
        """Return the program that keeps some of the rules, and covers the need exactly."""
        week = sparse.csr_array(np.tile(np.eye(_WEEK), self.weeks))
        cover = [(week @ self._shift(at), need.astype(np.float64)) for at, need in enumerate(self.need)]
        parts = [(rows, need, need) for rows, need in cover]
        for rows, low, high in (self._one_shift_a_day(), *(rows for rule in kept for rows in self._rows(rule))):
            even = np.ones(rows.shape[0])
            parts.append((rows, low * even, high * even))
        matrix = sparse.csr_array(sparse.vstack([part[0] for part in parts]))
        lower, upper = (np.concatenate([part[side] for part in parts]) for side in (1, 2))
        return Milp(np.zeros(self._columns), matrix, lower, upper, col_upper=1.0, integer=True)

    def duty(self, x: Floats) -> Ints:
        """Return the shift of every day, -1 where it is off, shape (weeks, 7)."""
        worked = np.rint(x[: self._days * len(self.need)]).reshape(self._days, len(self.need))
        return np.where(worked.any(axis=1), worked.argmax(axis=1), -1).reshape(self.weeks, _WEEK)

    @property
    def _days(self) -> int:
        return _WEEK * self.weeks

    @property
    def _columns(self) -> int:
        """Columns: the shifts of each day, then the weekends."""
        return self._days * len(self.need) + self.weeks

    def _shift(self, shift: int, later: int = 0) -> sparse.csr_array:
        """Return the rows that say whether a shift is worked so many days after each day."""
        day = np.arange(self._days)
        column = (day + later) % self._days * len(self.need) + shift
        shape = (self._days, self._columns)
        return sparse.csr_array((np.ones(self._days), (day, column)), shape=shape)

    def _sum(self, shifts: Iterable[int], first: int, last: int) -> sparse.csr_array:
        """Return the rows that count days with one of the shifts, from so many days after each day to so many."""
        rows = sparse.csr_array((self._days, self._columns))
        for shift in shifts:
            for later in range(first, last + 1):
                rows = rows + self._shift(shift, later)
        return rows

    def _one_shift_a_day(self) -> Rows:
        return self._sum(self._all, 0, 0), 0.0, 1.0

    @property
    def _all(self) -> range:
        return range(len(self.need))

    def _rows(self, rule: Rule) -> Iterator[Rows]:
        if rule.kind == "weekends_off":
            yield from self._weekends(rule)
        elif rule.kind in ("least_run", "least_of"):
            yield from self._no_short_runs(self._counted(rule), rule, off=False)
        elif rule.kind == "least_off":
            yield from self._no_short_runs(self._all, rule, off=True)
        elif rule.kind in ("most_run", "most_of", "most_off"):
            yield from self._no_long_runs(self._counted(rule), rule)
        else:
            yield from self._followers(rule)

    def _counted(self, rule: Rule) -> Iterable[int]:
        return [self.rules.shifts.index(rule.shifts[0])] if rule.shifts else self._all

    def _no_short_runs(self, shifts: Iterable[int], rule: Rule, *, off: bool) -> Iterator[Rows]:
        # A run of the whole line but one day is the longest there is.
        for length in range(1, min(int(rule.number), self._days)):
            ends = self._sum(shifts, 0, 0) + self._sum(shifts, length + 1, length + 1)
            rows = ends - self._sum(shifts, 1, length)
            yield (rows, -np.inf, 1.0) if off else (rows, 1.0 - length, np.inf)

    def _no_long_runs(self, shifts: Iterable[int], rule: Rule) -> Iterator[Rows]:
        most = int(rule.number)
        # A run that goes on for ever is the whole line; every other one is shorter.
        rows = self._sum(shifts, 0, min(most, self._days - 1))
        if rule.kind == "most_off":
            yield rows, 1.0, np.inf
        else:
            yield rows, -np.inf, float(min(most, self._days - 1))

    def _followers(self, rule: Rule) -> Iterator[Rows]:
        for (one, other), later in self.rules.forbidden(rule):
            shift, follower = self.rules.shifts.index(one), self.rules.shifts.index(other)
            between = self._sum(self._all, 1, later - 1)
            yield self._shift(shift) + self._shift(follower, later) - between, -np.inf, 1.0

    def _weekends(self, rule: Rule) -> Iterator[Rows]:
        week = np.arange(self.weeks)
        off = sparse.csr_array(
            (np.ones(self.weeks), (week, self._columns - self.weeks + week)), shape=(self.weeks, self._columns)
        )
        at_work = self._sum(self._all, 0, 0)
        for day in (_SATURDAY, _SUNDAY):
            yield off + at_work[day::_WEEK], -np.inf, 1.0
        windows = sparse.csr_array((self.weeks, self.weeks))
        for later in range(rule.of):
            windows = windows + sparse.csr_array(np.roll(np.eye(self.weeks), later, axis=1))
        yield windows @ off, rule.number, np.inf
