"""Set partition over lines, one an officer: its relaxation by column generation, with a Lagrangian bound.

min sum of line costs + under . u + over . o with one line per officer and lines + u - o = need. Prices of the cover
rows lie between -over and under; at any such prices need . price + the sum of every officer's cheapest line bounds
every roster (Geoffrion 1974), whether the relaxation is solved to its end or not.

References
----------
Geoffrion, A. M. (1974). Lagrangean relaxation for integer programming. Mathematical Programming Study 2, 82-114.
Jaumard, B., Semet, F. and Vovor, T. (1998). A generalized linear programming model for nurse scheduling. European
Journal of Operational Research 107, 1-18.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import sparse

from beatwright.solver.growing_program import GrowingProgram
from beatwright.solver.rosters.named.pricing.line_pricing import price_lines
from beatwright.solver.rosters.named.pricing.line_rules import Floats, Ints, LineRules
from beatwright.solver.rosters.named.ruin_and_recreate import ShiftCover
from beatwright.solver.time_limit import SearchClock

__all__ = ["LineColumns", "LineRelaxation"]

_SAFE = 1e-7  # relative: rounding of the sums of a bound
_NEW = 1e-6  # relative: a line that is cheaper by less is no new one


@dataclass(frozen=True, eq=False)
class LineRelaxation:
    """What the relaxation says.

    Parameters
    ----------
    value : float
        Its optimum over the lines so far.
    bound : float
        No roster costs less.
    at_prices : float
        The bound that the prices give, before rounding is taken off.
    prices : ndarray of float, shape (days, shifts)
        What one officer more is worth in each shift, at the best bound.
    largest : ndarray of int, shape (n, days)
        Line of each officer of which the optimum has most.
    """

    value: float
    bound: float
    at_prices: float
    prices: Floats
    largest: Ints


class LineColumns:
    """Lines of some officers, and the relaxation over them.

    Parameters
    ----------
    rules : LineRules
        Rules of all officers.
    cover : ShiftCover
        What these officers are to cover; where need is negative, others cover too much already.
    who : ndarray of int, shape (m,)
        The officers.
    """

    def __init__(self, rules: LineRules, cover: ShiftCover, who: Ints) -> None:
        self.rules, self.cover, self.who = rules, cover, who
        self.lines: list[Ints] = []
        self.owner: list[int] = []  # position in `who`
        self.cost: list[float] = []
        self._known: set[tuple[int, bytes]] = set()
        self.program = GrowingProgram(np.concatenate([np.ones(who.size), cover.need.ravel()]))
        unit = sparse.vstack([sparse.csc_array((who.size, cover.need.size)), sparse.eye_array(cover.need.size)]).tocsc()
        self.program.add(cover.under.ravel(), unit)
        self.program.add(cover.over.ravel(), -unit)

    def add(self, lines: Ints, cost: Floats) -> int:
        """Add a line of each officer, shape (m, days), with its own cost; return how many are new."""
        return self._add(np.arange(self.who.size), lines, cost)

    def add_of(self, place: int, lines: Ints, cost: Floats) -> int:
        """Add lines of one officer, shape (k, days), with their own costs; return how many are new."""
        return self._add(np.full(len(lines), place), lines, cost)

    def _add(self, owner: Ints, lines: Ints, cost: Floats) -> int:
        keys = [(int(place), line.tobytes()) for place, line in zip(owner, lines, strict=True)]
        fresh = [number for number, key in enumerate(keys) if key not in self._known]
        if fresh:
            self._known.update(keys[number] for number in fresh)
            self.lines.extend(lines[number].copy() for number in fresh)
            self.owner.extend(int(owner[number]) for number in fresh)
            self.cost.extend(float(cost[number]) for number in fresh)
            self.program.add(cost[fresh], self.incidence(lines[fresh], owner[fresh]))
        return len(fresh)

    def incidence(self, lines: Ints, owner: Ints) -> sparse.csc_array:
        """Give lines as columns of the rows of officers and cover."""
        shifts = self.cover.need.shape[1]
        column, day = np.nonzero(lines < shifts)
        at = self.who.size + day * shifts + lines[column, day]
        rows, columns = np.concatenate([owner, at]), np.concatenate([np.arange(owner.size), column])
        shape = (self.who.size + self.cover.need.size, owner.size)
        return sparse.csc_array(sparse.coo_array((np.ones(rows.size), (rows, columns)), shape=shape))

    def own_costs(self, lines: Ints, paid: Floats, prices: Floats) -> Floats:
        """Give the own costs of lines that cost `paid` at prices."""
        padded = np.concatenate([prices, np.zeros((len(prices), 1))], axis=1)
        return np.asarray(paid + padded[np.arange(lines.shape[1]), lines].sum(axis=1))

    def generate(self, clock: SearchClock, close: float, worthless: float = np.inf) -> LineRelaxation | None:
        """Add lines until the bound is within `close` of the relaxation; None where not one round was made.

        Ends early where the bound exceeds `worthless`.
        """
        bound, best, found = -np.inf, np.zeros_like(self.cover.need), None
        while not clock.late:
            point = self.program.solve()
            if point is None:
                break
            price = point.duals[self.who.size :].reshape(self.cover.need.shape)
            price = np.clip(price, -self.cover.over, self.cover.under)
            lines, paid = price_lines(self.rules, -price, self.who)
            lagrangian = float(paid.sum() + (self.cover.need * price).sum())
            if lagrangian > bound:
                bound, best = lagrangian, price
            safe = bound - _SAFE * max(1.0, abs(bound))
            found = LineRelaxation(point.value, min(safe, point.value), bound, best, self._largest(point.x))
            if point.value - bound <= close or bound > worthless:
                break
            if not self.add(lines, self.own_costs(lines, paid, price)):
                break
        return found

    def _largest(self, x: Floats) -> Ints:
        """Give the line of each officer that the optimum has most of."""
        share = x[2 * self.cover.need.size :]
        largest = np.zeros((self.who.size, len(self.cover.need)), dtype=np.int64)
        for column in np.argsort(share, kind="stable"):
            largest[self.owner[column]] = self.lines[column]
        return largest
