"""Officers for the posts of a plan, or posts and officers at the candidate sites, with the least damage."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any, ClassVar

import numpy as np
from scipy import sparse
from scipy.spatial import KDTree

from beatwright.base import check
from beatwright.base.errors import ParameterError
from beatwright.core import Plan, Post, Problem, nearest_post
from beatwright.core.problem import WEIGHTS
from beatwright.planning.example_dollars import in_example_dollars
from beatwright.planning.shared_options import SearchingPlanner
from beatwright.solver.allocation.allocation import Allocation
from beatwright.solver.allocation.damage_curves import KINDS, Floats
from beatwright.solver.allocation.minimum_damage import minimum_damage

__all__ = ["MinimumDamage"]

_UNITS = {"calls": "calls", "officers": "officers called out", "penalty": "$", "minutes": "officer-minutes"}


@dataclass(frozen=True, repr=False)
class MinimumDamage(SearchingPlanner):
    """Share out the problem's officers so that the damage expected is least.

    Each post (of the plan, or each candidate site where the plan has no posts) answers for the zones it is nearest to.
    Their demand is its damage with no officers; officers bring it down along a curve. Without posts, those sites become
    posts that receive officers.

    Parameters
    ----------
    by : {"calls", "officers", "penalty", "minutes"}, default "penalty"
        What the damage is counted in, per hour: calls, officers called out, lateness penalty at stake, officer-minutes.
    curve : {"reciprocal", "exponential", "power"}, default "reciprocal"
        How damage falls with officers: ``1 / (1 + x)``, ``exp(-rate x)``, ``1 / (1 + x)^rate``.
    rate : float, default 1.0
        Rate of the exponential or power curve.
    least : int, default 0
        Officers that every post must have.
    most : int, optional
        Officers that a post can hold.
    assist_within : float, optional
        Officers assist posts that are at most so many metres away, in a straight line; None: nobody assists.
    assist_weight : float, default 1.0
        How much an assisting officer counts.
    seconds : float, optional
        Time limit of the search with assistance.
    gap : float, default 0.0
        Relative gap at which that search may stop.
    seed : int, default 0
        Seed of that search.

    References
    ----------
    Gross, O. (1956). A class of discrete-type minimization problems. RAND RM-1644.

    Examples
    --------
    >>> from beatwright.testing import small_problem
    >>> plan = MinimumDamage(least=2).solve(small_problem())
    >>> plan.officers, sum(plan.officers), plan.certificate.text
    ((4, 3, 4, 4, 5, 4), 24, 'proven optimal')
    """

    builds_on: ClassVar[tuple[str, ...]] = ("posts",)
    makes: ClassVar[tuple[str, ...]] = ("posts", "officers")

    by: str = "penalty"
    curve: str = "reciprocal"
    rate: float = 1.0
    least: int = 0
    most: int | None = None
    assist_within: float | None = None
    assist_weight: float = 1.0

    def complaints(self) -> Iterable[str | None]:
        """Yield what is wrong with the options."""
        yield check.one_of("MinimumDamage", "by", self.by, WEIGHTS)
        yield check.one_of("MinimumDamage", "curve", self.curve, KINDS)
        yield check.number("MinimumDamage", "rate", self.rate, 0, open_low=True)
        yield check.integer("MinimumDamage", "least", self.least, 0)
        if self.most is not None:
            low = max(self.least, 1) if isinstance(self.least, int) else 1
            yield check.integer("MinimumDamage", "most", self.most, low)
        yield check.number("MinimumDamage", "assist_within", self.assist_within, 0, optional=True)
        yield check.number("MinimumDamage", "assist_weight", self.assist_weight, 0)
        yield from self.search_complaints()

    def solve(self, problem: Problem, plan: Plan | None = None) -> Plan:
        """Return the plan with officers at its posts, and its certificate.

        Raises
        ------
        ParameterError
            Where the problem gives no officers.
        InfeasibleError
            Where the posts must have more officers than there are.
        """
        if problem.officers is None:
            raise ParameterError("MinimumDamage shares out officers, but the problem gives none. Give 'officers'.")
        start = plan if plan is not None else Plan(name=self.name or self.label)
        posts_before = start.posts
        posts = posts_before if posts_before is not None else _at_candidates(problem)
        asked = replace(start, posts=posts, officers=None, crews=start.crews if posts_before is not None else None)
        answer = self._allocate(problem, asked)
        kept = np.arange(len(posts)) if posts_before is not None else np.flatnonzero(answer.officers)
        if not kept.size:
            raise ParameterError("MinimumDamage left every site without officers: there is no demand and no officer.")
        certificate = replace(answer.certificate, unit=f"{_UNITS[self.by]} per hour")
        return start.deciding(
            {
                "posts": tuple(posts[i] for i in kept),
                "officers": tuple(int(answer.officers[i]) for i in kept),
                "crews": asked.crews,
            },
            name=self.name or self.label,
            made_by=self.label,
            certificate=in_example_dollars(certificate, problem.severity),
        )

    def _allocate(self, problem: Problem, plan: Plan) -> Allocation:
        posts = plan.posts or ()
        return minimum_damage(
            post_weight(problem, plan, self.by),
            problem.officers,
            curve=self.curve,
            rate=None if self.curve == "reciprocal" else self.rate,
            lower=self.least,
            upper=self.most,
            adjacency=self._assistance(problem, plan) if len(posts) > 1 else None,
            **self.effort,
        )

    def _assistance(self, problem: Problem, plan: Plan) -> Any:
        """Weights between posts that are near each other; None where nobody assists."""
        if self.assist_within is None or self.assist_weight == 0.0:
            return None
        xy = problem.city.site_xy[plan.site_positions(problem.city)]
        pairs = KDTree(xy).query_pairs(self.assist_within, output_type="ndarray")
        both = np.concatenate([pairs, pairs[:, ::-1]])
        weight = np.full(len(both), float(self.assist_weight))
        return sparse.csr_array((weight, (both[:, 0], both[:, 1])), shape=(len(xy), len(xy)))


def post_weight(problem: Problem, plan: Plan, by: str) -> Floats:
    """Return what the zones nearest to each post weigh together, per hour, shape (posts,)."""
    post = nearest_post(problem.city, plan).post
    served = post >= 0
    weight = problem.zone_weight(by)[served]
    return np.bincount(post[served], weights=weight, minlength=len(plan.posts or ())).astype(np.float64)


def _at_candidates(problem: Problem) -> tuple[Post, ...]:
    city = problem.city
    if not city.candidates.size:
        raise ParameterError(f"The city '{city.name}' has no candidate sites. Give posts in the plan, or candidates.")
    return tuple(Post(city.site_ids[i]) for i in city.candidates)
