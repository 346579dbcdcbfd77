"""Maximal covering: posts that bring as many calls as possible within the response standard, with a proof."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from beatwright import solver
from beatwright.base import check
from beatwright.base.errors import errors_of
from beatwright.base.interrupts import interrupt_stops
from beatwright.core import Plan, Problem
from beatwright.planning.posts.exact_planner import SHARED, PricingPlanner
from beatwright.planning.posts.response_standard import covers_of, standard_in_words, travel_measure, uncovered_share
from beatwright.planning.posts.tie_break import break_ties

__all__ = ["MaxCover"]


@dataclass(frozen=True, repr=False)
class MaxCover(PricingPlanner):
    """Place `p` posts so that the share of calls with a post within the response standard is greatest.

    The standard is the problem's: `within` metres, `within_minutes`, or both where both are given. A
    certificate speaks of what is minimised, so its objective and bound are the share of calls that are **not**
    within the standard: 0.08 means that 92 % are, and a bound of 0.08 that no `p` posts bring more. Of plans
    that cover the same zones, posts are moved for as long as the mean distance per call falls.

    It shares the options of `ExactPlanner`: sites to keep and to forbid, limits of the search, seed and name.

    Parameters
    ----------
    p : int
        Number of posts, existing ones that are kept included.
    weight : {"calls", "officers", "penalty", "minutes"}, default "calls"
        What a zone weighs: calls, officers called out, lateness penalty at stake, officer-minutes on scene.
    gap : float, default 0.0
        Gap, as a share of the calls within the standard, at which a plan counts as optimal.

    References
    ----------
    Church, R. and ReVelle, C. (1974). The maximal covering location problem. Papers of the Regional Science
    Association 32, 101-118.

    Examples
    --------
    >>> from beatwright.testing import small_problem
    >>> plan = MaxCover(p=3).solve(small_problem())
    >>> plan.site_ids, plan.certificate.status, plan.certificate.unit
    (('s1', 's3', 's5'), 'optimal', 'share of calls not within 1000 m')
    """

    p: int
    weight: str = "calls"

    def complaints(self) -> Iterable[str | None]:
        """Yield what is wrong with the options."""
        yield check.integer("MaxCover", "p", self.p, 1)
        yield from self.search_complaints()

    def solve(self, problem: Problem, plan: Plan | None = None) -> Plan:
        """Return the plan with its certificate.

        Raises
        ------
        ParameterError
            Where the problem has no response standard or no demand, there are fewer than `p` candidate sites or
            more than `p` posts to keep; or where `seconds` ran out before any plan was found.
        """
        siting = self.siting(problem, self.p)
        covers = covers_of(siting, "MaxCover")
        with interrupt_stops(self.stop) as stop:  # one Ctrl-C ends the search and what comes after it
            with errors_of("MaxCover", "Raise 'p', or mark more sites as candidates."):
                found = solver.max_cover(
                    np.where(covers, 0.0, 1.0),
                    self.p,
                    0.5,
                    weight=siting.weight,
                    **self.search_options(siting),
                )
            covered = covers[:, self.need_found(found).sites].any(axis=1)
            travel, need = siting.travel(travel_measure(problem)), np.asarray(covered, dtype=np.intp)
            spare = self.seconds_left(found)
            chosen = break_ties(
                travel, covers, need, siting.weight, sites=found.sites, kept=siting.kept, seconds=spare, stop=stop
            )
        standard = standard_in_words(problem)
        certificate = found.certificate.of_missed(
            uncovered_share(covers[:, chosen], siting.weight),
            1.0 - found.certificate.bound / float(siting.weight.sum()),
            unit=f"share of {SHARED[self.weight]} not within {standard}",
        )
        beyond = uncovered_share(covers, siting.weight)
        note = f"{beyond:.1%} of the {SHARED[self.weight]} are not within {standard} of any candidate site."
        notes = [note] if beyond > 0 else []
        return self.finish(problem, plan, siting.sites[chosen], certificate=certificate, notes=notes)
