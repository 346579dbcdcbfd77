"""The p-center: where p posts stand so that the worst-served client is served as well as possible.

Minieka's (1970) reduction: p sites reach a value exactly where the clients can be covered by p sites within it, so that
bisection over the distinct costs takes a few covering problems. Quick verdicts narrow the range first; only the values
that they leave are searched through.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Unpack

import numpy as np
from numpy.typing import ArrayLike

from beatwright.base.certificate import Certificate, Status
from beatwright.base.effort import SearchOptions
from beatwright.base.errors import InfeasibleError
from beatwright.solver.location import location_arguments as checks
from beatwright.solver.location.cover_decision import cover_verdict, quick_verdict
from beatwright.solver.location.covering_program import Cover, Flags, Ints
from beatwright.solver.location.engine.neighbour_lists import Floats
from beatwright.solver.location.location import Location
from beatwright.solver.location.p_median_milp import assign
from beatwright.solver.location.verify_location import LocationRules, verified_location
from beatwright.solver.time_limit import SearchClock, started

_NAME = "p_center"


def p_center(
    cost: ArrayLike,
    p: int,
    *,
    weight: ArrayLike | None = None,
    fixed_open: Iterable[int] = (),
    fixed_closed: Iterable[int] = (),
    **effort: Unpack[SearchOptions],
) -> Location:
    """Open p sites so that the largest weight x cost of a client to its cheapest open site is least.

    Bisection over the distinct costs: a cover found greedily or by exchanges shows that a value can be reached, weights
    on the clients that it cannot, and a search that splits on sites decides what is left.

    Parameters
    ----------
    cost : array_like, shape (clients, sites)
        Cost (metres, minutes) of serving a client from a site, at least 0; ``np.inf`` forbids the pair.
    p : int
        Number of sites to open, in [1, sites].
    weight : array_like, shape (clients,), optional
        Multiplies the costs of a client; a client of weight 0 counts for nothing. All 1 by default: leave it out for
        the plain largest distance.
    fixed_open, fixed_closed, seconds, gap, seed, stop, progress
        As for `p_median`.

    Returns
    -------
    Location
        The certificate's objective is the largest weighted cost.

    Raises
    ------
    ParameterError
        Where an argument is wrong.
    InfeasibleError
        Where a client is reachable from no allowed site, or no p sites serve every client.

    References
    ----------
    Minieka, E. (1970). The m-center problem. SIAM Review 12, 138-139.
    Elloumi, S., Labbé, M. and Pochet, Y. (2004). A new formulation and resolution method for the p-center problem.
    INFORMS Journal on Computing 16, 84-94.

    Examples
    --------
    >>> plan = p_center([[0, 4, 9], [4, 0, 5], [9, 5, 0]], 1)
    >>> plan.sites, plan.certificate.objective
    (array([1]), 5.0)
    """
    with started(_NAME, effort) as (asked, clock):
        matrix = checks.check_cost(cost, _NAME)
        n, m = matrix.shape
        p = checks.check_whole(p, "p", _NAME, 1, highest=m)
        w = checks.check_weight(weight, n, _NAME)
        opened, closed = checks.check_fixed(fixed_open, fixed_closed, m, _NAME)
        checks.check_post_count(p, opened, closed, m, function=_NAME)
        allowed = np.ones(m, dtype=bool)
        allowed[closed] = False
        checks.check_reach(np.asarray(np.isfinite(matrix[:, allowed]).any(axis=1)), w, _NAME)
        busy = w > 0
        search = _Bisection(
            matrix[busy] * w[busy, None], p, opened=opened, allowed=allowed, clock=clock, gap=asked.gap, seed=asked.seed
        )
        only = checks.only_plan(p, opened, closed, m)
        if only is None:
            search.run()
        else:
            search.accept_single_plan(only)
        if search.sites is None:
            if search.status == "optimal":
                raise InfeasibleError(f"No {p} allowed sites of {_NAME} serve every client: some pairs are forbidden.")
            return Location(np.empty(0, np.int64), np.full(n, -1), search.outcome())
        assignment, _ = assign(matrix, np.zeros(n), search.sites)
        least = matrix[busy][:, search.sites].min(axis=1)
        return verified_location(
            Location(search.sites, assignment, search.outcome()),
            _NAME,
            LocationRules(posts=p, opened=opened, closed=closed),
            objective=float((w[busy] * least).max(initial=0.0)),
            gap=asked.gap,
        )


class _Bisection:
    """The values that may still be the optimum: greater than ``low`` (proven) and at most ``high`` (reached)."""

    def __init__(
        self, cost: Floats, p: int, opened: Ints, allowed: Flags, clock: SearchClock, gap: float, seed: int
    ) -> None:
        self.cost, self.p, self.opened, self.gap, self.seed = cost, p, opened, gap, seed
        self.free = np.flatnonzero(allowed & ~np.isin(np.arange(cost.shape[1]), opened))
        self.clock = clock
        self.status: Status = "optimal"
        self.message = ""
        self.sites: Ints | None = None
        self.objective = np.inf
        usable = cost[:, allowed]
        least = usable.min(axis=1).max(initial=0.0)
        values = np.unique(usable[np.isfinite(usable) & (usable >= least)])
        self.values = values if values.size else np.zeros(1)

    def run(self) -> None:
        """Narrow the range by quick verdicts first, then search through what these leave open."""
        low, high = -1, len(self.values)
        try:
            for whole in (False, True):
                below, above = low, high
                while above - below > 1 and not self._close_enough(below):
                    if self.clock.late:
                        self._end()
                        break
                    middle = (below + above) // 2
                    reached = self._reach(float(self.values[middle]), whole)
                    if reached is None:
                        above = middle  # not decided quickly: the answer may be here or below
                    elif reached:
                        above = min(middle, int(np.searchsorted(self.values, self.objective)))
                        high = min(high, above)
                    else:
                        below = low = middle
                    self.clock.report(self.objective, self._bound(low))
                if self.status != "optimal":
                    break
        except KeyboardInterrupt:
            self.status, self.message = "feasible", "interrupted"
        self.low = low
        if self.sites is None and self.status != "optimal":
            self._take(np.empty(0, dtype=np.int64))

    def _end(self) -> None:
        self.status = self.clock.ending
        self.message = "stopped" if self.status == "feasible" else ""

    def _bound(self, low: int) -> float:
        """Give the next value above those that are proven out of reach, or what is reached if that is less."""
        return min(float(self.values[min(low + 1, len(self.values) - 1)]), self.objective)

    def accept_single_plan(self, sites: Ints) -> None:
        """Take the one plan that there is; what it reaches is the bound."""
        self._take(np.setdiff1d(sites, self.opened))
        self.low = int(np.searchsorted(self.values, self.objective)) - 1

    def outcome(self) -> Certificate:
        """Certificate: the next value above those that are proven out of reach is the bound."""
        objective, bound = self.objective, self._bound(self.low)
        status: Status = "optimal" if objective - bound <= self.gap * objective else self.status
        return Certificate(
            status=status,
            objective=objective,
            bound=bound,
            seconds=self.clock.used,
            method="bisection over covering programs",
            message=self.message,
        )

    def _close_enough(self, low: int) -> bool:
        bound = self.values[min(low + 1, len(self.values) - 1)]
        return bool(np.isfinite(self.objective) and self.objective - bound <= self.gap * self.objective)

    def _reach(self, radius: float, whole: bool) -> bool | None:
        """Whether p sites can keep everyone within the radius; None where that is left open."""
        covers = self.cost <= radius
        need = ~covers[:, self.opened].any(axis=1)
        most = self.p - self.opened.size
        if not need.any():
            return self._take(np.empty(0, dtype=np.int64))
        rest = covers[need][:, self.free]
        if most == 0 or not rest.any(axis=1).all():
            return False
        cover = Cover(rest, np.ones(self.free.size))
        seen = cover_verdict(cover, most, self.clock, self.seed) if whole else quick_verdict(cover, most, self.seed)
        if seen.sites is not None:
            return self._take(self.free[seen.sites])
        if seen.status == "infeasible":
            return False
        if whole:
            self.status = "time limit" if seen.status == "time limit" else "feasible"
            self.message = seen.message
        return None

    def _take(self, sites: Ints) -> bool:
        """Fill up to p sites, and keep the plan if it is the best so far."""
        used = np.concatenate([self.opened, sites])
        spare = np.setdiff1d(self.free, used)[: self.p - used.size]
        full = np.sort(np.concatenate([used, spare]))
        worst = float(self.cost[:, full].min(axis=1).max(initial=0.0))
        if worst < self.objective:
            self.sites, self.objective = full, worst
        return True
