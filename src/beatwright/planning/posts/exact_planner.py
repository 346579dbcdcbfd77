"""What the planners with a proof share: options of the search, the sites they may use, one way to ask the solver."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np

from beatwright import solver
from beatwright.base import check
from beatwright.base.errors import NoPlanFoundError, ParameterError
from beatwright.base.words import count_of, plural
from beatwright.core import Problem
from beatwright.core.problem import WEIGHTS
from beatwright.planning.posts.post_planner import PostPlanner
from beatwright.planning.posts.site_choice import SiteChoice, kept_and_forbidden
from beatwright.planning.posts.siting import Ints, Siting, make_siting
from beatwright.planning.shared_options import SearchingPlanner

__all__ = ["SHARED", "UNIT", "WEIGHED", "ExactPlanner"]

UNIT = {"metres": "m", "minutes": "min"}
WEIGHED = {"calls": "call", "officers": "officer called out", "penalty": "$ at stake", "minutes": "officer-minute"}
SHARED = {"calls": "calls", "officers": "officers called out", "penalty": "$ at stake", "minutes": "officer-minutes"}


@dataclass(frozen=True, kw_only=True, repr=False)
class ExactPlanner(PostPlanner, SearchingPlanner, SiteChoice):
    """Base of the planners of posts whose certificates prove their plans: they search among the sites that they may."""

    # What a zone weighs, for planners without an option of this name.
    weight = "calls"

    def search_complaints(self) -> Iterable[str | None]:
        """Yield what is wrong with the options that all of them have."""
        yield check.one_of(type(self).__name__, "weight", self.weight, WEIGHTS)
        yield from self.choice_complaints()
        yield from super().search_complaints()

    def siting(self, problem: Problem, p: int | None = None) -> Siting:
        """Return rows and columns for the solver.

        Raises
        ------
        ParameterError
            Where `p` posts do not fit between those to keep and all usable sites, or there is no demand.
        """
        sites, kept = self._usable(problem, p)
        return make_siting(problem, sites, kept, self.weight_of(problem, self.weight))

    def _usable(self, problem: Problem, p: int | None) -> tuple[Ints, Ints]:
        """Return the sites that may be posts, and those of them that must."""
        if not (self.keep_current or self.keep or self.forbid):
            return self.candidates_for(problem, 1 if p is None else p), np.empty(0, dtype=np.intp)
        kept, forbidden = kept_and_forbidden(self, problem.city)
        sites = np.setdiff1d(np.union1d(problem.city.candidates, kept), forbidden)
        least = max(1, len(kept))
        complaint = check.integer(type(self).__name__, "p", least if p is None else p, least, high=len(sites))
        if complaint:
            others = len(sites) - len(kept)
            out = f", {count_of(len(forbidden), 'site is forbidden', 'sites are forbidden')}" if len(forbidden) else ""
            raise ParameterError(
                f"{complaint} {count_of(len(kept), 'post')} {plural(len(kept), 'is', 'are')} kept{out} and "
                f"{count_of(others, 'other site is a candidate', 'other sites are candidates')}."
            )
        return sites, kept

    def search_options(self, siting: Siting) -> dict[str, Any]:
        """Return the solver's arguments that are the same for all: posts to keep, limits, seed, who watches."""
        return {"fixed_open": siting.kept, **self.effort}

    def seconds_left(self, found: solver.Location) -> float | None:
        """Return what the search left of the time limit; None where there is none."""
        return None if self.seconds is None else max(self.seconds - found.certificate.seconds, 0.0)

    def need_found(self, found: solver.Location) -> solver.Location:
        """Return `found`, or raise where the time ran out before there was any plan.

        Raises
        ------
        NoPlanFoundError
            Where it has no sites.
        """
        if not len(found.sites):
            effort = "its default effort" if self.seconds is None else f"{self.seconds} seconds"
            more = "Give 'seconds' to search longer." if self.seconds is None else "Raise 'seconds' or leave it out."
            raise NoPlanFoundError(f"{type(self).__name__} found no plan in {effort}. {more}")
        return found
