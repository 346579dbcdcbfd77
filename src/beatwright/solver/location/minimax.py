"""Plans for the worst mixture of weights: the game between plans and weights that equity and scenarios lead to.

Cutting planes on a zero-sum game (textbook row generation): a linear program finds the mixture of rows that is dearest
for the plans known, a p-median the plan that is best against it, which joins the plans known. The value of each
p-median bounds the game from below. Where plans may not be mixed a gap can stay, which a branch and bound under the
best mixture closes.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from beatwright.base.certificate import Certificate, Status
from beatwright.solver.location import location_arguments as checks
from beatwright.solver.location.engine.branch_and_bound import solve_median
from beatwright.solver.location.engine.incumbent import Incumbent
from beatwright.solver.location.engine.lagrangian import Ints
from beatwright.solver.location.engine.median_instance import TOLERANCE
from beatwright.solver.location.engine.neighbour_lists import Floats
from beatwright.solver.location.engine.read_median_instance import Model, build_median
from beatwright.solver.milp import Milp, solve_milp
from beatwright.solver.time_limit import SearchClock

_ROUNDS = 200  # at most; it ends when the linear program and the bound agree


class Game:
    """Minimise over plans the largest of: base cost + sum over rows of q x cost of the row, q in a box of given sum.

    The cost of a plan under weights v is sum_i v_i c(i, plan). For a fixed mixture q that is a p-median, whose optimum
    is a lower bound. Rounds of "best mixture against the plans so far" and "best plan against that mixture" raise the
    bound to the value of the game; a last branch and bound, bounded by the best mixture and priced by the true
    objective, closes what is left.

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
        self.objective, self.bound = np.inf, -np.inf

    def solve(
        self, fixed_open: Ints, fixed_closed: Ints, clock: SearchClock, gap: float, seed: int, function: str
    ) -> Certificate:
        """Play until the bound meets the best plan."""
        status: Status | None = None
        message = ""
        only = checks.only_plan(self.p, fixed_open, fixed_closed, self.cost.shape[1])
        if only is not None:
            self._offer(only)
            self.bound = self.objective
        try:
            mixture = (
                None
                if only is not None
                else self._play(fixed_open, fixed_closed, clock=clock, gap=gap, seed=seed, function=function)
            )
            if mixture is not None and not self._closed(gap):
                self._close(
                    mixture,
                    fixed_open=fixed_open,
                    fixed_closed=fixed_closed,
                    clock=clock,
                    gap=gap,
                    seed=seed,
                    function=function,
                )
        except KeyboardInterrupt:
            status, message = "feasible", "interrupted"
        if self.sites.size == 0:
            self._offer(checks.some_plan(self.p, fixed_open, fixed_closed, self.cost.shape[1]))
        if self._closed(gap):
            status = "optimal"
        elif status is None:
            status, message = clock.ending, "stopped" if clock.ending == "feasible" else ""
        bound = self.objective if status == "optimal" and gap == 0 else min(self.bound, self.objective)
        return Certificate(
            status=status,
            objective=self.objective,
            bound=bound,
            seconds=clock.used,
            method="game of plans against weights",
            message=message,
        )

    def value(self, sites: Ints) -> float:
        """Price a plan truly: the dearest mixture of its row costs."""
        fixed, each = self._costs(sites)
        return float(fixed + each @ self._worst(each))

    def _closed(self, gap: float) -> bool:
        slack = max(TOLERANCE * 10, gap) * abs(self.objective)
        return bool(np.isfinite(self.objective) and self.objective - self.bound <= slack)

    def _costs(self, sites: Ints) -> tuple[float, Floats]:
        least = self.cost[:, sites].min(axis=1)
        used = (self.base > 0) | (self.rows > 0).any(axis=0)
        least = np.where(used, least, 0.0)
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

    def _play(
        self, fixed_open: Ints, fixed_closed: Ints, clock: SearchClock, gap: float, seed: int, function: str
    ) -> Floats | None:
        """Raise the bound by turns; gives the mixture of the best bound."""
        plans: list[tuple[float, Floats]] = []
        mixture = self.most * (self.total / max(float(self.most.sum()), 1e-300))
        best: Floats | None = None
        for _ in range(_ROUNDS):
            if clock.late:
                return best
            weight = self.base + mixture @ self.rows
            model = build_median(
                self.cost,
                self.p,
                weight=weight,
                fixed_open=fixed_open,
                fixed_closed=fixed_closed,
                modes=None,
                function=function,
            )
            incumbent = Incumbent(model.median, 0.0, clock.silent())
            outcome, _ = solve_median(model.median, incumbent, seed)
            if outcome.bound > self.bound:
                self.bound, best = outcome.bound, mixture
            if incumbent.sites.size == 0:
                return best
            self._offer(incumbent.sites)
            clock.report(self.objective, min(self.bound, self.objective))
            plans.append(self._costs(incumbent.sites))
            mixture, value = self._best_mixture(plans)
            if self._closed(gap) or value <= self.bound + TOLERANCE * 10 * abs(value):
                break
        return best

    def _best_mixture(self, plans: list[tuple[float, Floats]]) -> tuple[Floats, float]:
        """Mixture whose cheapest plan so far is dearest: a small linear program."""
        r = self.most.size
        rows = np.array([np.append(-each, 1.0) for _, each in plans])
        fixed = np.array([first for first, _ in plans])
        scale = max(float(np.abs(rows[:, :-1]).max(initial=0.0)), float(np.abs(fixed).max()), 1e-300)
        unit = np.append(np.ones(r), 0.0)
        program = Milp(
            np.append(np.zeros(r), -1.0),
            np.vstack([np.column_stack([rows[:, :-1] / scale, rows[:, -1]]), unit]),
            np.append(np.full(len(plans), -np.inf), self.total),
            np.append(fixed / scale, self.total),
            col_lower=np.append(np.zeros(r), -np.inf),
            col_upper=np.append(self.most, np.inf),
        )
        answer = solve_milp(program)
        assert answer.x is not None  # the box is never empty
        mixture: Floats = np.clip(answer.x[:r], 0.0, self.most)
        return mixture, -answer.certificate.objective * scale

    def _close(
        self,
        mixture: Floats,
        fixed_open: Ints,
        fixed_closed: Ints,
        clock: SearchClock,
        gap: float,
        seed: int,
        function: str,
    ) -> None:
        """Enumerate, by branch and bound, every plan that the mixture does not rule out."""
        weight = self.base + mixture @ self.rows
        model: Model = build_median(
            self.cost,
            self.p,
            weight=weight,
            fixed_open=fixed_open,
            fixed_closed=fixed_closed,
            modes=None,
            function=function,
        )
        median = replace(model.median, price=self.value, integral=False, exact=False)
        incumbent = Incumbent(median, gap, clock.raised(self.bound))
        incumbent.offer(self.sites)
        outcome, _ = solve_median(median, incumbent, seed)
        self._offer(incumbent.sites)
        self.bound = max(self.bound, outcome.bound)
