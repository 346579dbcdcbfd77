"""What the planners with a proof share: options of the search, the sites they may use, one way to ask the solver."""

from __future__ import annotations

import math
from abc import abstractmethod
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from beatwright import solver
from beatwright.base import check
from beatwright.base.certificate import Certificate
from beatwright.base.errors import InfeasibleError, NoPlanFoundError, ParameterError
from beatwright.base.words import count_of, joined, plural
from beatwright.core import Plan, Problem
from beatwright.core.problem import WEIGHTS
from beatwright.planning.posts.post_planner import PostPlanner
from beatwright.planning.posts.site_choice import SiteChoice, kept_and_forbidden
from beatwright.planning.posts.siting import Ints, Siting, make_siting
from beatwright.planning.shared_options import SearchingPlanner

__all__ = ["SHARED", "UNIT", "WEIGHED", "ExactPlanner", "PricingPlanner"]

UNIT = {"metres": "m", "minutes": "min"}
WEIGHED = {"calls": "call", "officers": "officer called out", "penalty": "$ at stake", "minutes": "officer-minute"}
SHARED = {"calls": "calls", "officers": "officers called out", "penalty": "$ at stake", "minutes": "officer-minutes"}
_BEYOND = "It is better than any plan that keeps to them, so that no bound speaks of it."
_ROUNDING = 1e-9  # relative: two sums of the same distances, added up in another order


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


@dataclass(frozen=True, kw_only=True, repr=False)
class PricingPlanner(ExactPlanner):
    """Base of the planners of `p` posts that tell how far any plan, whoever made it, is from their proven optimum."""

    p: int

    @abstractmethod
    def solve(self, problem: Problem, plan: Plan | None = None) -> Plan:
        """Return the plan with its certificate."""

    def price(self, problem: Problem, plan: Plan, best: Plan | None = None) -> Certificate:
        """Return how far `plan` is from the proven optimum of as many posts, under the same options.

        Its posts may have been dragged there by hand, or be those of today. The objective is the plan's own, in the
        unit of this planner; the bound is that of the optimum, so that the text says "at most 1.80% above the
        optimum". Only where the posts stand counts: no officers, no districts, no reach of their own.

        A plan may stand where the options do not let this planner place a post, or leave out a site to keep. The
        `message` of the certificate then names these sites; where such a plan is better than the bound, nothing is
        proven of it and the bound is left out.

        Parameters
        ----------
        problem : Problem
            What to plan on.
        plan : Plan
            Its posts must be decided, `p` of them.
        best : Plan, optional
            The plan of `solve` on the same problem, where it is known already: its bound is taken, and nothing is
            searched. Default: the search is run, with its limits.

        Returns
        -------
        Certificate
            "optimal" where the plan is as good as the optimum, within `gap`; else "feasible".

        Raises
        ------
        ParameterError
            Where the plan has no posts, or not `p` of them; where `best` is not a plan of this step and problem; or as
            `solve`.
        InfeasibleError
            Where the posts of the plan break a rule of this planner: they leave a zone with demand without a route, or
            without the cover that `cover_all` asks for. Or as `solve`.

        Examples
        --------
        >>> from beatwright.core import Post
        >>> from beatwright.planning import PMedian
        >>> from beatwright.testing import small_problem
        >>> dragged = Plan(posts=(Post("s2"), Post("s5")), name="draft")
        >>> PMedian(p=2).price(small_problem(), dragged).text
        'feasible, at most 11.45% above the optimum'
        """
        outside = self._outside(problem, plan)
        own = self._value(problem, plan)
        proof = self._proof_of(self.solve(problem) if best is None else best)
        unproven = math.inf if own.maximised else -math.inf
        apart = proof.bound - own.objective if own.maximised else own.objective - proof.bound
        slack = _ROUNDING * max(abs(own.objective), abs(proof.bound))
        beyond = apart < -slack
        if beyond and not outside:
            raise ParameterError(
                f"The bound of the plan '{plan.name if best is None else best.name}' does not hold for '{plan.name}', "
                f"so it was made on another problem. Solve {self.label} on this one."
            )
        tight = max(apart, 0.0) <= max(self.gap * abs(own.objective), slack)
        at_bound = own.objective if apart <= slack else proof.bound
        return replace(
            own,
            status="optimal" if tight and not outside and proof.status == "optimal" else "feasible",
            bound=unproven if beyond else at_bound,
            seconds=proof.seconds,
            method=f"{plan.made_by or plan.name}; bound of {self.label}: {proof.method}",
            message=" ".join(filter(None, (outside, _BEYOND if beyond else "", proof.message))),
        )

    def _value(self, problem: Problem, plan: Plan) -> Certificate:
        """Return the objective of a plan: what this planner finds where it may place no post elsewhere."""
        stands = set(plan.site_ids)
        others = tuple(problem.city.site_ids[site] for site in problem.city.candidates)
        alone = replace(
            self,
            keep_current=False,
            keep=plan.site_ids,
            forbid=tuple(site for site in others if site not in stands),
            seconds=None,
            stop=None,
            progress=None,
        )
        try:
            found = alone.solve(problem).certificate
        except InfeasibleError as reason:
            told = f"No other site counts here than the posts of the plan '{plan.name}'."
            raise InfeasibleError(f"{told} {reason}") from None
        assert found is not None  # every exact planner proves
        return found

    def _outside(self, problem: Problem, plan: Plan) -> str:
        """Say which posts of the plan the options do not allow; empty where all is as they ask."""
        plan.need("posts")
        if len(plan.site_ids) != self.p:
            posts = count_of(len(plan.site_ids), "post")
            raise ParameterError(
                f"{type(self).__name__}.price compares plans of as many posts: p = {self.p}, and the plan "
                f"'{plan.name}' has {posts}. Give the planner p = {len(plan.site_ids)}."
            )
        stands, ids = plan.site_positions(problem.city), problem.city.site_ids
        sites, kept = self._usable(problem, self.p)
        strange = [ids[site] for site in np.setdiff1d(stands, sites)]
        missing = [ids[site] for site in np.setdiff1d(kept, stands)]
        told = f"The plan has posts at sites that {self.label} may not use: {joined(strange)}." if strange else ""
        return " ".join(filter(None, (told, f"It leaves out sites to keep: {joined(missing)}." if missing else "")))

    def _proof_of(self, best: Plan) -> Certificate:
        if best.certificate is None or best.made_by != self.label:
            raise ParameterError(
                f"The 'best' plan of {type(self).__name__}.price must be one of {self.label} with its certificate. Got "
                f"'{best.name}', made by '{best.made_by}'. Leave it out to have it searched."
            )
        return best.certificate
