"""What every planner of posts shares: the candidates it may choose, the weights it plans on, the plan it hands back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import ClassVar

import numpy as np
import numpy.typing as npt

from beatwright.base import check
from beatwright.base.certificate import Certificate
from beatwright.base.errors import ParameterError
from beatwright.base.words import count_of
from beatwright.core import Plan, Post, Problem
from beatwright.planning.example_dollars import in_example_dollars
from beatwright.planning.shared_options import NamedPlanner

__all__ = ["PostPlanner"]


@dataclass(frozen=True, kw_only=True, repr=False)
class PostPlanner(NamedPlanner):
    """Base of the planners that decide where posts stand; subclasses are frozen dataclasses."""

    makes: ClassVar[tuple[str, ...]] = ("posts",)

    def candidates_for(self, problem: Problem, p: int) -> npt.NDArray[np.intp]:
        """Return the positions of the candidate sites.

        Raises
        ------
        ParameterError
            Where there are fewer than `p`.
        """
        candidates = problem.city.candidates
        complaint = check.integer(type(self).__name__, "p", p, 1, high=len(candidates))
        if complaint:
            found = count_of(len(candidates), "candidate site")
            raise ParameterError(f"{complaint} The city '{problem.city.name}' has {found}.")
        return candidates

    def weight_of(self, problem: Problem, by: str) -> npt.NDArray[np.float64]:
        """Return what each zone weighs, shape (zones,).

        Raises
        ------
        ParameterError
            Where no zone weighs anything.
        """
        weight = problem.zone_weight(by)
        if not weight.sum() > 0:
            raise ParameterError(
                f"{type(self).__name__} plans on demand, but counted by '{by}' the demand "
                f"'{problem.demand.source}' is 0 in every zone. Give demand with at least one call."
            )
        return weight

    def scenario_weights(self, problem: Problem, by: str) -> npt.NDArray[np.float64]:
        """Return what each zone weighs in each scenario of the demand, shape (scenarios, zones)."""
        demand = problem.demand
        one = np.ones(1)
        alone = (replace(demand, rate=demand.rate[s : s + 1], weight=one) for s in range(len(demand.weight)))
        return np.stack([replace(problem, demand=scenario).zone_weight(by) for scenario in alone])

    def finish(
        self,
        problem: Problem,
        plan: Plan | None,
        sites: npt.ArrayLike,
        *,
        certificate: Certificate | None = None,
        notes: Sequence[str] = (),
    ) -> Plan:
        """Return `plan` with posts at `sites` (positions), under this planner's name."""
        ids = problem.city.site_ids
        posts = tuple(Post(ids[int(site)]) for site in np.asarray(sites))
        proof = in_example_dollars(certificate, problem.severity)
        return self.finish_posts(plan, posts, certificate=proof, notes=notes)

    def finish_posts(
        self,
        plan: Plan | None,
        posts: Sequence[Post],
        *,
        certificate: Certificate | None = None,
        notes: Sequence[str] = (),
    ) -> Plan:
        """Return `plan` with `posts`; officers and crews are kept only where the posts stay where they were."""
        name = self.name or self.label
        start = Plan(name=name) if plan is None else plan
        return start.with_posts(posts, name=name, made_by=self.label, certificate=certificate, notes=notes)
