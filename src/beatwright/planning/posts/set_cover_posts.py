"""Set covering: the fewest posts that keep the response standard, with a proof."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from beatwright import solver
from beatwright.base import check
from beatwright.base.errors import InfeasibleError, errors_of
from beatwright.base.interrupts import interrupt_stops
from beatwright.base.words import count_of, plural
from beatwright.core import Plan, Problem
from beatwright.planning.posts.exact_planner import SHARED, ExactPlanner
from beatwright.planning.posts.fewest_posts import fewest_posts
from beatwright.planning.posts.response_standard import covers_of, standard_in_words, travel_measure, uncovered_share
from beatwright.planning.posts.siting import Flags, Siting, zones_in_words
from beatwright.planning.posts.tie_break import break_ties
from beatwright.solver.time_limit import started

__all__ = ["SetCover"]


@dataclass(frozen=True, repr=False)
class SetCover(ExactPlanner):
    """Place the fewest posts that bring every zone with demand, or a share of the demand, within the standard.

    The standard is the problem's: `within` metres, `within_minutes`, or both where both are given. The
    certificate's objective and bound are numbers of posts. Of plans with so few posts that cover the same
    zones, posts are moved for as long as the mean distance per call falls.

    It shares the options of `ExactPlanner`: sites to keep and to forbid, limits of the search, seed and name.

    Parameters
    ----------
    share : float, default 1.0
        Share of the demand that must be within the standard; 1: every zone with demand.
    ignore_unreachable : bool, default False
        Leave out the zones that no candidate site can serve within the standard, and tell which in the plan's notes;
        else they are an error. It matters where `share` is 1.
    weight : {"calls", "officers", "penalty", "minutes"}, default "calls"
        What the share is counted in: calls, officers called out, lateness penalty at stake, officer-minutes on scene.
    keep_current : bool, default False
        Keep the posts of today (sites marked `current`); they count among the fewest.

    References
    ----------
    Toregas, C., Swain, R., ReVelle, C. and Bergman, L. (1971). The location of emergency service facilities.
    Operations Research 19, 1363-1373.

    Examples
    --------
    >>> from beatwright.testing import small_problem
    >>> plan = SetCover(share=0.7).solve(small_problem())
    >>> plan.site_ids, plan.certificate.objective, plan.certificate.unit
    (('s3', 's4'), 2.0, 'posts')
    """

    share: float = 1.0
    ignore_unreachable: bool = False
    weight: str = "calls"

    def complaints(self) -> Iterable[str | None]:
        """Yield what is wrong with the options."""
        yield check.number("SetCover", "share", self.share, 0, high=1, open_low=True)
        yield check.boolean("SetCover", "ignore_unreachable", self.ignore_unreachable)
        yield from self.search_complaints()

    def solve(self, problem: Problem, plan: Plan | None = None) -> Plan:
        """Return the plan with its certificate.

        Raises
        ------
        ParameterError
            Where the problem has no response standard or no demand, or the city no candidate site; or where
            `seconds` ran out before any plan was found.
        InfeasibleError
            Where zones with demand are within the standard of no candidate site, or the share is out of reach.
        """
        siting = self.siting(problem)
        covers = covers_of(siting, "SetCover")
        notes = self._reach(siting, covers)
        with interrupt_stops(self.stop) as stop:  # one Ctrl-C ends the search and what comes after it
            with errors_of("SetCover", "Raise the standard, or mark more sites as candidates."):
                found = self._fewest(siting, covers)
            need = np.asarray(covers[:, self.need_found(found).sites].any(axis=1), dtype=np.intp)
            travel = siting.travel(travel_measure(problem))
            spare = self.seconds_left(found)
            chosen = break_ties(
                travel, covers, need, siting.weight, sites=found.sites, kept=siting.kept, seconds=spare, stop=stop
            )
        certificate = found.certificate.scaled(unit="posts")
        return self.finish(problem, plan, siting.sites[chosen], certificate=certificate, notes=notes)

    def _fewest(self, siting: Siting, covers: Flags) -> solver.Location:
        beyond, busy = np.where(covers, 0.0, 1.0), covers.any(axis=1).astype(float)
        # One clock for all searches: a Ctrl-C that ends one of them ends the whole.
        with started("SetCover", self.effort) as (asked, clock):
            options = clock.options(gap=asked.gap, seed=asked.seed)
            everyone = solver.set_cover(beyond, 0.5, weight=busy, fixed_open=siting.kept, **options)
            if self.share == 1:
                return everyone
            return fewest_posts(
                siting, covers, share=self.share, everyone=everyone, clock=clock, gap=self.gap, seed=self.seed
            )

    def _reach(self, siting: Siting, covers: Flags) -> list[str]:
        """Return a note on the zones that no site covers, or raise where they must be covered."""
        problem, lost = siting.problem, ~covers.any(axis=1)
        if not lost.any():
            return []
        beyond = uncovered_share(covers, siting.weight)
        fact = (
            f"{count_of(int(lost.sum()), 'zone')} with demand ({beyond:.1%} of the {SHARED[self.weight]}) "
            f"{plural(int(lost.sum()), 'is', 'are')} not within "
            f"{standard_in_words(problem)} of any candidate site: {zones_in_words(problem, siting.zones[lost])}."
        )
        advice = "Raise the standard, mark more sites as candidates,"
        if lost.all():
            raise InfeasibleError(f"{fact} Those are all. Raise the standard, or mark more sites as candidates.")
        if self.share == 1 and not self.ignore_unreachable:
            raise InfeasibleError(f"{fact} {advice} or leave these zones out with 'ignore_unreachable'.")
        if self.share < 1 and 1.0 - beyond < self.share - 1e-9:
            raise InfeasibleError(f"{fact} So a share of {self.share:g} is out of reach. {advice} or lower 'share'.")
        return [f"{fact} They are left out."] if self.share == 1 else [fact]
