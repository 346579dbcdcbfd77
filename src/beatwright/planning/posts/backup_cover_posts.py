"""Backup coverage: calls that two posts reach within the standard, so that one may be busy, with a proof."""

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
from beatwright.planning.posts.exact_planner import SHARED, PricingPlanner
from beatwright.planning.posts.response_standard import covers_of, standard_in_words, travel_measure, uncovered_share
from beatwright.planning.posts.siting import Flags, Siting, zones_in_words
from beatwright.planning.posts.tie_break import break_ties

__all__ = ["BackupCover"]


@dataclass(frozen=True, repr=False)
class BackupCover(PricingPlanner):
    """Place `p` posts so that as many calls as possible have two posts within the response standard.

    Maximises ``first x share of calls with a post within the standard + (1 - first) x share with two``; or, with
    `cover_all`, the share with two such posts while every zone with demand has one. The certificate speaks of
    what is minimised: 1 less that value, a share of calls that lack cover.

    It shares the options of `ExactPlanner`: sites to keep and to forbid, limits of the search, seed and name.

    Parameters
    ----------
    p : int
        Number of posts, existing ones that are kept included.
    first : float, default 0.5
        How much the first cover counts, in [0, 1]; the second counts the rest. 0: only calls covered twice count.
        Not read with `cover_all`.
    cover_all : bool, default False
        Every zone with demand must have one post within the standard.
    weight : {"calls", "officers", "penalty", "minutes"}, default "calls"
        What a zone weighs: calls, officers called out, lateness penalty at stake, officer-minutes on scene.

    References
    ----------
    Hogan, K. and ReVelle, C. (1986). Concepts and applications of backup coverage. Management Science 32, 1434-1444.

    Examples
    --------
    >>> from beatwright.testing import small_problem
    >>> plan = BackupCover(p=4, first=0.0).solve(small_problem())
    >>> plan.certificate.status, plan.certificate.unit
    ('optimal', 'share of calls not within 1000 m of two posts')
    """

    p: int
    first: float = 0.5
    cover_all: bool = False
    weight: str = "calls"

    def complaints(self) -> Iterable[str | None]:
        """Yield what is wrong with the options."""
        yield check.integer("BackupCover", "p", self.p, 1)
        yield check.number("BackupCover", "first", self.first, 0, high=1)
        yield check.boolean("BackupCover", "cover_all", self.cover_all)
        yield from self.search_complaints()

    def solve(self, problem: Problem, plan: Plan | None = None) -> Plan:
        """Return the plan with its certificate.

        Raises
        ------
        ParameterError
            Where the problem has no response standard or no demand, there are fewer than `p` candidate sites or
            more than `p` posts to keep; or where `seconds` ran out before any plan was found.
        InfeasibleError
            With `cover_all`, where `p` posts cannot bring every zone with demand within the standard.
        """
        siting = self.siting(problem, self.p)
        covers = covers_of(siting, "BackupCover")
        if self.cover_all:
            self._need_reach(siting, covers)
        with interrupt_stops(self.stop) as stop:  # one Ctrl-C ends the search and what comes after it
            with errors_of("BackupCover", "Raise 'p' or the standard, or plan without 'cover_all'."):
                found = solver.backup_cover(
                    np.where(covers, 0.0, 1.0),
                    self.p,
                    0.5,
                    weight=siting.weight,
                    first=None if self.cover_all else float(self.first),
                    **self.search_options(siting),
                )
            need = np.minimum(covers[:, self.need_found(found).sites].sum(axis=1), 2)
            travel = siting.travel(travel_measure(problem))
            spare = self.seconds_left(found)
            chosen = break_ties(
                travel, covers, need, siting.weight, sites=found.sites, kept=siting.kept, seconds=spare, stop=stop
            )
        once, twice = (uncovered_share(covers[:, chosen], siting.weight, posts) for posts in (1, 2))
        first = 0.0 if self.cover_all else float(self.first)
        certificate = found.certificate.of_missed(
            first * once + (1.0 - first) * twice,
            1.0 - found.certificate.bound / float(siting.weight.sum()),
            unit=self._unit(problem, first),
        )
        counted, standard = SHARED[self.weight], standard_in_words(problem)
        note = f"{1 - once:.1%} of the {counted} are within {standard} of one post, {1 - twice:.1%} of two."
        return self.finish(problem, plan, siting.sites[chosen], certificate=certificate, notes=[note])

    def _unit(self, problem: Problem, first: float) -> str:
        counted, standard = SHARED[self.weight], standard_in_words(problem)
        if first == 0:
            return f"share of {counted} not within {standard} of two posts"
        return f"share of {counted} not within {standard}, of one post x {first:g} + of two x {1 - first:g}"

    def _need_reach(self, siting: Siting, covers: Flags) -> None:
        lost = ~covers.any(axis=1)
        if lost.any():
            raise InfeasibleError(
                f"{count_of(int(lost.sum()), 'zone')} with demand {plural(int(lost.sum()), 'is', 'are')} not within "
                f"{standard_in_words(siting.problem)} of any "
                f"candidate site: {zones_in_words(siting.problem, siting.zones[lost])}. Raise the standard, mark more "
                "sites as candidates, or plan without 'cover_all'."
            )
