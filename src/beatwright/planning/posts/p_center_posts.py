"""The p-center: posts that bring the worst distance to its least, with a proof."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from beatwright import solver
from beatwright.base import check
from beatwright.base.errors import errors_of
from beatwright.base.interrupts import interrupt_stops
from beatwright.core import Plan, Problem
from beatwright.planning.posts.exact_planner import UNIT, PricingPlanner
from beatwright.planning.posts.siting import need_travel
from beatwright.planning.posts.tie_break import break_ties

__all__ = ["PCenter"]


@dataclass(frozen=True, repr=False)
class PCenter(PricingPlanner):
    """Place `p` posts so that the worst distance from a zone with demand to its nearest post is least.

    Minimises ``max_i min_{j open} d_ji`` over sets of `p` candidate sites, `i` the zones with calls. How many
    calls a zone makes does not count. Many plans share the least worst distance; posts are moved within them
    for as long as the mean distance per call falls.

    It shares the options of `ExactPlanner`: sites to keep and to forbid, limits of the search, seed and name.

    Parameters
    ----------
    p : int
        Number of posts, existing ones that are kept included.
    by : {"metres", "minutes"}, default "metres"
        What is made short.

    References
    ----------
    Minieka, E. (1970). The m-center problem. SIAM Review 12, 138-139.

    Examples
    --------
    >>> from beatwright.testing import small_problem
    >>> plan = PCenter(p=2).solve(small_problem())
    >>> plan.site_ids, plan.certificate.status, round(plan.certificate.objective), plan.certificate.unit
    (('s3', 's4'), 'optimal', 1118, 'm at worst')
    """

    p: int
    by: str = "metres"

    def complaints(self) -> Iterable[str | None]:
        """Yield what is wrong with the options."""
        yield check.integer("PCenter", "p", self.p, 1)
        yield check.one_of("PCenter", "by", self.by, UNIT)
        yield from self.search_complaints()

    def solve(self, problem: Problem, plan: Plan | None = None) -> Plan:
        """Return the plan with its certificate.

        Raises
        ------
        ParameterError
            Where there are fewer than `p` candidate sites, more than `p` posts to keep, or no demand; or where
            `seconds` ran out before any plan was found.
        InfeasibleError
            Where a zone with demand cannot be reached from any candidate site, or not all from `p` of them.
        """
        siting = self.siting(problem, self.p)
        travel = siting.travel(self.by)
        need_travel(siting, travel)
        with interrupt_stops(self.stop) as stop:  # one Ctrl-C ends the search and what comes after it
            with errors_of("PCenter", "Raise 'p', or mark more sites as candidates."):
                found = solver.p_center(
                    travel,
                    self.p,
                    **self.search_options(siting),
                )
            outcome = self.need_found(found).certificate
            once = np.ones(len(travel), dtype=np.intp)
            within_radius = travel <= outcome.objective
            spare = self.seconds_left(found)
            chosen = break_ties(
                travel,
                within_radius,
                once,
                siting.weight,
                sites=found.sites,
                kept=siting.kept,
                seconds=spare,
                stop=stop,
            )
        certificate = outcome.scaled(unit=f"{UNIT[self.by]} at worst")
        return self.finish(problem, plan, siting.sites[chosen], certificate=certificate)
