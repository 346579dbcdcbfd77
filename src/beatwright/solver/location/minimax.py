"""Plans for the worst mixture of weights: the game between plans and weights that equity and scenarios lead to.

A plan costs what the dearest mixture of rows makes of it. For a fixed mixture that is a p-median, whose bounds hold for
the game; `game_search` improves the mixture together with the multipliers of such a bound, and branches. Without rows
it is a p-median.
"""

from __future__ import annotations

from functools import cached_property

import numpy as np

from beatwright.base.certificate import Certificate, Status
from beatwright.solver.location import location_arguments as checks
from beatwright.solver.location.engine.branch_and_bound import solve_median
from beatwright.solver.location.engine.incumbent import Incumbent
from beatwright.solver.location.engine.lagrangian import CLOSED, OPEN, Flags, Ints
from beatwright.solver.location.engine.median_instance import TOLERANCE
from beatwright.solver.location.engine.neighbour_lists import Floats
from beatwright.solver.location.engine.read_median_instance import build_median
from beatwright.solver.location.robust.game_rows import game_rows
from beatwright.solver.location.robust.game_search import GameSearch
from beatwright.solver.time_limit import SearchClock


class Game:
    """Minimise over plans the largest of: base cost + sum over rows of q x cost of the row, q in a box of given sum.

    The cost of a plan under weights v is sum_i v_i c(i, plan).

    Parameters
    ----------
    cost : ndarray of float, shape (n, m)
        Finite costs.
    p : int
        Number of posts.
    base : ndarray of float, shape (n,)
        Weights that always count.
    rows : ndarray of float, shape (r, n)
        Weights of each row (district, scenario).
    most : ndarray of float, shape (r,)
        Largest q of each row.
    total : float
        Sum of the q.
    """

    def __init__(self, cost: Floats, p: int, base: Floats, rows: Floats, most: Floats, total: float) -> None:
        self.cost, self.p = cost, p
        self.base, self.rows, self.most, self.total = base, rows, most, total
        self.sites: Ints = np.empty(0, dtype=np.int64)
        self.objective, self.bound, self.proven = np.inf, -np.inf, False

    def solve(
        self, fixed_open: Ints, fixed_closed: Ints, clock: SearchClock, gap: float, seed: int, function: str
    ) -> Certificate:
        """Search until the bound meets the best plan."""
        status: Status | None = None
        message = ""
        only = checks.only_plan(self.p, fixed_open, fixed_closed, self.cost.shape[1])
        try:
            if only is not None or not self._used.any():
                self._offer(checks.some_plan(self.p, fixed_open, fixed_closed, self.cost.shape[1]))
                self.bound = self.objective
            elif self.total == 0.0 or not len(self.rows):
                self._solve_median(fixed_open, fixed_closed, clock=clock, gap=gap, seed=seed, function=function)
            else:
                self._search(fixed_open, fixed_closed, clock=clock, gap=gap, seed=seed)
        except KeyboardInterrupt:
            status, message = "feasible", "interrupted"
        if self.sites.size == 0:
            self._offer(checks.some_plan(self.p, fixed_open, fixed_closed, self.cost.shape[1]))
        if self.proven or self._closed(gap):
            status = "optimal"
        elif status is None:
            status, message = clock.ending, "stopped" if clock.ending == "feasible" else ""
        bound = self.objective if self.proven and gap == 0 else min(self.bound, self.objective)
        return Certificate(
            status=status,
            objective=self.objective,
            bound=bound,
            seconds=clock.used,
            method="game of plans against weights",
            message=message,
        )

    @cached_property
    def _used(self) -> Flags:
        """Clients that weigh anything at all."""
        return np.asarray((self.base > 0) | (self.rows > 0).any(axis=0))

    def value(self, sites: Ints) -> float:
        """Price a plan truly: the dearest mixture of its row costs."""
        fixed, each = self._costs(sites)
        return float(fixed + each @ self._worst(each))

    def _closed(self, gap: float) -> bool:
        slack = max(TOLERANCE * 10, gap) * abs(self.objective)
        return bool(np.isfinite(self.objective) and self.objective - self.bound <= slack)

    def _costs(self, sites: Ints) -> tuple[float, Floats]:
        least = self.cost[:, sites].min(axis=1)
        least = np.where(self._used, least, 0.0)
        return float(self.base @ least), self.rows @ least

    def _worst(self, each: Floats) -> Floats:
        """Mixture that makes these row costs dearest: fill the boxes from the dearest row down."""
        mixture, left = np.zeros(each.size), self.total
        for row in np.argsort(-each):
            mixture[row] = min(self.most[row], left)
            left -= mixture[row]
        return mixture

    def _offer(self, sites: Ints) -> None:
        value = self.value(sites)
        if value < self.objective:
            self.sites, self.objective = np.sort(sites), value

    def _solve_median(
        self, fixed_open: Ints, fixed_closed: Ints, clock: SearchClock, gap: float, seed: int, function: str
    ) -> None:
        """Solve the p-median of the weights that always count."""
        model = build_median(
            self.cost,
            self.p,
            weight=self.base,
            fixed_open=fixed_open,
            fixed_closed=fixed_closed,
            modes=None,
            function=function,
        )
        incumbent = Incumbent(model.median, gap, clock)
        outcome, _ = solve_median(model.median, incumbent, seed)
        if incumbent.sites.size:
            self._offer(incumbent.sites)
        self.bound, self.proven = outcome.bound, outcome.status == "optimal"

    def _search(self, fixed_open: Ints, fixed_closed: Ints, clock: SearchClock, gap: float, seed: int) -> None:
        """Search over plans and mixtures together, on the clients that weigh anything."""
        used = self._used
        state = np.zeros(self.cost.shape[1], dtype=np.int8)
        state[fixed_open], state[fixed_closed] = OPEN, CLOSED
        rows = game_rows(self.base[used], self.rows[:, used], self.most, self.total)
        search = GameSearch(self.cost[used], self.p, rows, state, clock, gap=gap, seed=seed)
        try:
            self.proven = search.run()
        finally:
            if search.sites.size:
                self._offer(search.sites)
            self.bound = search.bound
