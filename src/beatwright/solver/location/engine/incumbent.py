"""What a search knows at any time: the best plan, a valid bound, and when to stop."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from beatwright.base.certificate import Certificate, Status
from beatwright.solver.location.engine.lagrangian import Ints
from beatwright.solver.location.engine.median_instance import TOLERANCE, Median
from beatwright.solver.time_limit import SearchClock


class Incumbent:
    """Best plan and bound of one solve, readable at every moment.

    Parameters
    ----------
    median : Median
        The problem.
    gap : float
        Relative gap at which to stop.
    clock : SearchClock
        Of the whole solve, this search being a part of it.
    base : float, default 0
        The gap is relative to the distance between the objective and this value.
    """

    def __init__(self, median: Median, gap: float, clock: SearchClock, base: float = 0.0) -> None:
        self.median = median
        self.gap = gap
        self.base = base
        self.clock = clock
        self.sites: Ints = np.empty(0, dtype=np.int64)
        self.objective = np.inf
        self.penalised = np.inf
        self.bound = 0.0  # no cost is negative
        self.proven = False
        self.nodes = 0

    def offer(self, sites: Ints, price: Callable[[Ints], float] | None = None) -> bool:
        """Take a plan if it is cheaper than the best so far; the price is the true one."""
        objective = (price or self.median.price)(sites)
        if objective < self.objective:
            self.sites, self.objective = np.sort(sites), objective
            self.penalised = min(self.penalised, objective)
            return True
        return False

    @property
    def target(self) -> float:
        """Cost of the best plan, with a penalty in place of infinity where it leaves clients unserved."""
        return min(self.objective, self.penalised)

    @property
    def cutoff(self) -> float:
        """A part of the search whose bound reaches this holds no plan that is worth finding."""
        best = self.target
        if not np.isfinite(best):
            return np.inf
        slack = TOLERANCE * abs(best - self.base)
        if self.median.integral:
            slack = 1.0 - 1e-3  # a better plan is better by 1; the rest is rounding of bounds
        # A trifle less than the gap asked for, so that a certificate at the cutoff keeps it after rounding.
        return best - max(slack, self.gap * (1.0 - 1e-9) * abs(best - self.base))

    @property
    def _shown(self) -> float:
        """No plan is cheaper than this once none below the cutoff is left: what rounding keeps open is no gap."""
        if self.gap == 0.0 or not np.isfinite(self.objective):
            return self.objective
        return self.objective - self.gap * (1.0 - 1e-9) * abs(self.objective - self.base)

    @property
    def late(self) -> bool:
        """Whether the time is up, or somebody wants the search to stop."""
        return self.clock.late

    def report(self) -> None:
        """Tell who wants to hear of the best plan and the bound."""
        self.clock.report(self.objective, min(self.bound, self.objective))

    def outcome(self, method: str, interrupted: bool) -> Certificate:
        """Certificate of what is known now."""
        status: Status = "feasible" if interrupted else self.clock.ending
        bound = min(self.bound, self.objective)
        if self.proven or (np.isfinite(self.objective) and bound >= self.cutoff):
            status = "optimal"
            bound = max(bound, self._shown)
        ended = ", interrupted" if interrupted else ", stopped" if status == "feasible" else ""
        message = f"{self.nodes} nodes{ended}"
        return Certificate(
            status=status,
            objective=float(self.objective),
            bound=float(bound),
            seconds=self.clock.used,
            method=method,
            message=message,
        )
