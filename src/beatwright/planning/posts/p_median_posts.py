"""The p-median: posts that bring the mean distance to a call to its least, with a proof."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from beatwright import solver
from beatwright.base import check
from beatwright.base.certificate import Certificate
from beatwright.base.errors import Complaints, ParameterError, errors_of
from beatwright.core import Plan, Problem
from beatwright.planning.posts.exact_planner import UNIT, WEIGHED, PricingPlanner
from beatwright.planning.posts.post_values import post_value_table
from beatwright.planning.posts.ranked_plans import ranked
from beatwright.planning.posts.robust_p_median_posts import ADVICE, solve_fair, solve_risky
from beatwright.planning.posts.site_choice import kept_and_forbidden
from beatwright.planning.posts.siting import Floats, Siting, make_siting, need_travel

__all__ = ["PMedian"]

_RISKS = ("mean", "cvar", "worst")


@dataclass(frozen=True, repr=False)
class PMedian(PricingPlanner):
    """Place `p` posts so that the demand-weighted mean distance to the nearest post is least.

    Minimises ``sum_i w_i min_{j open} d_ji / sum_i w_i`` over sets of `p` candidate sites. The certificate's
    objective and bound are that mean: metres (or minutes) per call. With `fairness` the mean of the worst district
    counts too; with `risk` the plan is for the bad draws of a demand that comes in scenarios.

    It shares the options of `ExactPlanner`: sites to keep and to forbid, limits of the search, seed and name.

    Parameters
    ----------
    p : int
        Number of posts, existing ones that are kept included.
    by : {"metres", "minutes"}, default "metres"
        What is made short.
    weight : {"calls", "officers", "penalty", "minutes"}, default "calls"
        What a zone weighs: calls, officers called out, lateness penalty at stake, officer-minutes on scene.
    fairness : float, default 0.0
        How much the worst district counts: minimises the mean plus `fairness` times the largest of the districts'
        means (the zones' `parent`). 0: the plain p-median.
    risk : {"mean", "cvar", "worst"}, default "mean"
        Over the demand's scenarios: minimises the expected total distance; its mean over the worst `tail` of the
        probability (conditional value at risk); or that of the worst scenario. Always per expected call.
    tail : float, default 0.1
        Share of the probability in the bad tail, in (0, 1]; read with `risk = "cvar"` alone.

    References
    ----------
    Hakimi, S. L. (1964). Optimum locations of switching centers and the absolute centers and medians of a graph.
    Operations Research 12, 450-459.
    Rockafellar, R. T. and Uryasev, S. (2000). Optimization of conditional value-at-risk. Journal of Risk 2, 21-41.

    Examples
    --------
    >>> from beatwright.testing import small_problem
    >>> plan = PMedian(p=2).solve(small_problem())
    >>> plan.site_ids, plan.certificate.status, plan.certificate.unit
    (('s3', 's4'), 'optimal', 'm per call')
    >>> PMedian(p=2, fairness=1.0).solve(small_problem()).certificate.unit
    "m per call + 1 x the worst district's"
    """

    p: int
    by: str = "metres"
    weight: str = "calls"
    fairness: float = 0.0
    risk: str = "mean"
    tail: float = 0.1

    def complaints(self) -> Iterable[str | None]:
        """Yield what is wrong with the options."""
        yield check.integer("PMedian", "p", self.p, 1)
        yield check.one_of("PMedian", "by", self.by, UNIT)
        fair = check.number("PMedian", "fairness", self.fairness, 0)
        yield fair
        yield check.one_of("PMedian", "risk", self.risk, _RISKS)
        yield check.number("PMedian", "tail", self.tail, 0, high=1, open_low=True)
        if fair is None and self.fairness > 0 and self.risk in ("cvar", "worst"):
            yield (
                f"PMedian plans for the worst district or for bad scenarios, not both: fairness = {self.fairness:g} "
                f"needs risk = 'mean'. Got {self.risk!r}."
            )
        yield from self.search_complaints()

    def solve(self, problem: Problem, plan: Plan | None = None) -> Plan:
        """Return the plan with its certificate.

        Raises
        ------
        ParameterError
            Where there are fewer than `p` candidate sites, more than `p` posts to keep, or no demand; where
            `fairness` is asked for and the zones have no districts; or where `seconds` ran out before any plan
            was found.
        InfeasibleError
            Where a zone with demand cannot be reached from any candidate site, or not all from `p` of them. With
            `fairness` or `risk` every candidate site must reach every zone with demand.
        """
        siting = self.siting(problem, self.p)
        travel = siting.travel(self.by)
        need_travel(siting, travel)
        found, certificate, notes = self._found(siting, travel)
        return self.finish(problem, plan, siting.sites[found.sites], certificate=certificate, notes=notes)

    def alternatives(self, problem: Problem, m: int = 5, differ: int = 1) -> tuple[Plan, ...]:
        """Return the best plans, ranked: planners need not take the first answer.

        The first is the plan of `solve`. Each that follows is the best of those that differ from all before it in at
        least `differ` posts, and its note says what it loses against the optimum. Its certificate speaks of all
        plans, so it says how far the plan is above the proven bound of the optimum.

        Parameters
        ----------
        problem : Problem
            What to plan on.
        m : int, default 5
            Number of plans; there are fewer where no more keep the distance.
        differ : int, default 1
            Number of posts in which any two plans differ, in [1, `p`].

        Raises
        ------
        ParameterError
            Where an argument is wrong, or `fairness` or `risk` is asked for: the ranking is by the plain mean.
        InfeasibleError
            As `solve`.

        Examples
        --------
        >>> from beatwright.testing import small_problem
        >>> for plan in PMedian(p=2).alternatives(small_problem(), m=2):
        ...     print(plan.site_ids, plan.notes[0])
        ('s3', 's4') The optimum: 747.0 m per call.
        ('s2', 's5') Rank 2: 85.5 m per call (11.4 %) above the optimum, with s2, s5 in place of s3, s4.
        """
        complaints = Complaints()
        complaints.add(check.integer("PMedian.alternatives", "m", m, 1))
        complaints.add(check.integer("PMedian.alternatives", "differ", differ, 1, high=self.p))
        complaints.need(
            self.ranks,
            "PMedian.alternatives ranks by the plain mean: leave out 'fairness' and 'risk'.",
        )
        complaints.raise_if_any(ParameterError)
        siting = self.siting(problem, self.p)
        travel = siting.travel(self.by)
        need_travel(siting, travel)
        with errors_of("PMedian", ADVICE):
            found = solver.p_median_alternatives(
                travel,
                self.p,
                m,
                differ,
                weight=siting.weight,
                **self.search_options(siting),
            )
        self.need_found(found[0])
        return ranked(self, siting, found, 1.0 / len(siting.zones), unit=self._unit)

    def curve(self, problem: Problem, ps: Iterable[int]) -> tuple[Plan, ...]:
        """Return one plan for each number of posts: what more posts bring, and what fewer cost.

        Parameters
        ----------
        problem : Problem
            What to plan on.
        ps : iterable of int
            Numbers of posts, in the place of `p`. Each plan starts the search for the next.

        Returns
        -------
        tuple of Plan
            In the order of `ps`, each the plan that `solve` would prove, named after its p. `seconds` holds for each.

        Raises
        ------
        ParameterError, InfeasibleError
            As `solve`, for any of the numbers.

        Examples
        --------
        >>> from beatwright.testing import small_problem
        >>> plans = PMedian(p=1).curve(small_problem(), range(1, 5))
        >>> [round(plan.certificate.objective) for plan in plans]
        [1181, 747, 634, 539]
        """
        steps = self._steps(ps)
        if not self.ranks:
            return tuple(step.solve(problem) for step in steps)
        for step in steps:
            siting = step.siting(problem, step.p)
        travel = siting.travel(self.by)
        need_travel(siting, travel)
        with errors_of("PMedian", ADVICE):
            found = solver.p_median_curve(
                travel,
                [step.p for step in steps],
                weight=siting.weight,
                **self.search_options(siting),
            )
        return tuple(step._plain(siting, location) for step, location in zip(steps, found, strict=True))

    def post_values(self, problem: Problem, plan: Plan) -> pd.DataFrame:
        """Return what each post of `plan` is worth, and where the next one would go.

        The others stay where they are, and every call goes to its nearest post: the weighted mean distance, whatever
        `fairness` and `risk`.

        Parameters
        ----------
        problem : Problem
            What was planned on.
        plan : Plan
            Its posts must be decided; anybody's plan, today's too.

        Returns
        -------
        DataFrame
            Index: site id. One row for each post, and a last one for the best next post where a candidate is left.
            ``change``: "close" or "open"; ``mean``: the mean distance after the change, metres (or minutes) per call;
            ``difference``: that less the mean distance now; ``percent`` of the mean distance now. Infinite where a zone
            with demand would be left without a route.

        Raises
        ------
        ParameterError
            Where the plan has no posts, or leaves a zone with demand without a route.

        Examples
        --------
        >>> from beatwright.testing import small_problem
        >>> step = PMedian(p=2)
        >>> table = step.post_values(small_problem(), step.solve(small_problem()))
        >>> print(table.round(1).to_string(index_names=False))
           change    mean  difference  percent
        s3  close  1378.2       631.3     84.5
        s4  close  1233.8       486.8     65.2
        s2   open   633.7      -113.3    -15.2
        """
        posts = plan.site_positions(problem.city)
        _, forbidden = kept_and_forbidden(self, problem.city)
        sites = np.union1d(np.setdiff1d(problem.city.candidates, forbidden), posts)
        siting = make_siting(problem, sites, posts, self.weight_of(problem, self.weight))
        return post_value_table(siting, siting.travel(self.by), siting.kept, plan.name)

    @property
    def ranks(self) -> bool:
        """Whether its plans can be ranked: they are by the plain mean."""
        return not self.fairness and self.risk == "mean"

    @property
    def _unit(self) -> str:
        return f"{UNIT[self.by]} per {WEIGHED[self.weight]}"

    def _steps(self, ps: Iterable[int]) -> Sequence[PMedian]:
        wanted = list(ps)
        if not wanted:
            raise ParameterError("The 'ps' parameter of PMedian.curve must hold at least one number of posts. Got [].")
        complaints = Complaints()
        complaints.extend(check.integer("PMedian.curve", "ps", p, 1) for p in wanted)
        complaints.raise_if_any(ParameterError)
        return [replace(self, p=int(p), name=f"{self.name}, p = {p}" if self.name else "") for p in wanted]

    def _plain(self, siting: Siting, found: solver.Location) -> Plan:
        self.need_found(found)
        certificate = found.certificate.scaled(1.0 / len(siting.zones), unit=self._unit)
        return self.finish(siting.problem, None, siting.sites[found.sites], certificate=certificate)

    def _found(self, siting: Siting, travel: Floats) -> tuple[solver.Location, Certificate, list[str]]:
        """Return the sites, what is proven about them, and what to tell."""
        search = self.search_options(siting)
        if self.fairness:
            found, unit, note = solve_fair(
                siting, travel, self.p, fairness=self.fairness, unit=self._unit, search=search
            )
            return self.need_found(found), found.certificate.scaled(unit=unit), [note]
        if self.risk != "mean":
            weights = self.scenario_weights(siting.problem, self.weight)[:, siting.zones]
            options = (self.p, self.risk, self.tail)
            found, unit, note = solve_risky(siting, travel, weights, options, unit=self._unit, search=search)
            return self.need_found(found), found.certificate.scaled(unit=unit), [note]
        with errors_of("PMedian", ADVICE):
            found = solver.p_median(travel, self.p, weight=siting.weight, **search)
        return self.need_found(found), found.certificate.scaled(1.0 / len(siting.zones), unit=self._unit), []
