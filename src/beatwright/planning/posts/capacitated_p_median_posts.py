"""The capacitated p-median: a short mean distance where no post gets more work than it can do, with a proof."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import pandas as pd

from beatwright import solver
from beatwright.base import check
from beatwright.base.errors import InfeasibleError, errors_of
from beatwright.base.words import count_of, plural, significant
from beatwright.core import Plan, Problem
from beatwright.planning.posts.exact_planner import UNIT, WEIGHED, ExactPlanner
from beatwright.planning.posts.siting import Floats, Ints, Siting, make_siting, need_travel, zones_in_words

__all__ = ["CapacitatedPMedian"]

_LOAD = {
    "calls": "calls per hour",
    "officers": "officers called out per hour",
    "minutes": "officer-minutes per hour",
}


@dataclass(frozen=True, repr=False)
class CapacitatedPMedian(ExactPlanner):
    """Place `p` posts and give each zone to one of them, so that no post exceeds its capacity and distances are short.

    Minimises the demand-weighted mean distance to the post that serves the zone, which need not be the nearest one:
    a full post sends its farther zones elsewhere. `areas` tells which zone goes where. The plan's notes say how
    many zones do not go to their nearest post; a judge who sends every call to the nearest post sees shorter
    distances and fuller posts.

    It shares the options of `ExactPlanner`: sites to keep and to forbid, limits of the search, seed and name.

    Parameters
    ----------
    p : int
        Number of posts, existing ones that are kept included.
    capacity : float, optional
        Largest load of a post, in the unit of `load` per hour, as a mean over the week; None: `slack` times an even
        share of the whole load.
    slack : float, default 1.25
        How much more than an even share a post may get where no `capacity` is given; at least 1.
    load : {"calls", "officers", "minutes"}, default "calls"
        What fills a post: calls per hour, officers called out per hour, officer-minutes on scene per hour.
    by : {"metres", "minutes"}, default "metres"
        What is made short.
    weight : {"calls", "officers", "penalty", "minutes"}, default "calls"
        What a zone weighs in the mean.
    seconds : float, optional
        Time limit. The best plan found by then is returned with the bound proven by then. Without it the search ends
        with a number of nodes of branch and bound that takes about a quarter of a minute.

    References
    ----------
    Ceselli, A. and Righini, G. (2005). A branch-and-price algorithm for the capacitated p-median problem. Networks
    45, 125-142.

    Examples
    --------
    >>> from beatwright.testing import small_problem
    >>> step = CapacitatedPMedian(p=2, slack=1.02)
    >>> plan = step.solve(small_problem())
    >>> plan.site_ids, plan.certificate.status, plan.certificate.unit
    (('s3', 's4'), 'optimal', 'm per call')
    >>> step.areas(small_problem(), plan).head(3).to_dict()
    {'z1': 's4', 'z2': 's4', 'z3': 's3'}
    """

    p: int
    capacity: float | None = None
    slack: float = 1.25
    load: str = "calls"
    by: str = "metres"
    weight: str = "calls"

    def complaints(self) -> Iterable[str | None]:
        """Yield what is wrong with the options."""
        yield check.integer("CapacitatedPMedian", "p", self.p, 1)
        yield check.number("CapacitatedPMedian", "capacity", self.capacity, 0, open_low=True, optional=True)
        yield check.number("CapacitatedPMedian", "slack", self.slack, 1)
        yield check.one_of("CapacitatedPMedian", "load", self.load, _LOAD)
        yield check.one_of("CapacitatedPMedian", "by", self.by, UNIT)
        yield from self.search_complaints()

    def solve(self, problem: Problem, plan: Plan | None = None) -> Plan:
        """Return the plan with its certificate.

        Raises
        ------
        ParameterError
            Where there are fewer than `p` candidate sites, more than `p` posts to keep, or no demand; or where
            `seconds`, or the effort without it, ran out before any plan was found.
        InfeasibleError
            Where a zone with demand cannot be reached from any candidate site, or alone exceeds the capacity, or
            `p` posts cannot carry the whole load.
        """
        siting = self.siting(problem, self.p)
        found, served_by, filled = self._solve(siting, self.p)
        certificate = found.certificate.scaled(
            1.0 / len(siting.zones),
            unit=f"{UNIT[self.by]} per {WEIGHED[self.weight]}",
        )
        travel = siting.travel(self.by)
        served = travel[np.arange(len(travel)), served_by]
        elsewhere = int((served > travel[:, found.sites].min(axis=1)).sum())
        note = (
            f"The fullest post is at {filled.max():.0%} of its capacity; {elsewhere} of "
            f"{count_of(len(travel), 'zone')} with demand {plural(elsewhere, 'is', 'are')} not served by the nearest "
            "post."
        )
        return self.finish(problem, plan, siting.sites[found.sites], certificate=certificate, notes=[note])

    def siting(self, problem: Problem, p: int | None = None) -> Siting:
        """Return rows and columns for the solver; zones that weigh nothing but fill posts are rows too.

        Raises
        ------
        ParameterError
            Where `p` posts do not fit between those to keep and all usable sites, or there is no demand.
        """
        return self._siting(problem, *self._usable(problem, p))

    def areas(self, problem: Problem, plan: Plan) -> pd.Series:
        """Return the post that serves each zone with demand, capacities kept and distances as short as they allow.

        Parameters
        ----------
        problem : Problem
            What was planned on.
        plan : Plan
            Its posts must be decided; they need not be this planner's. Without `capacity` an even share is of
            them, whatever `p`.

        Returns
        -------
        Series of str
            Site id by zone id, in canonical order.

        Raises
        ------
        ParameterError, InfeasibleError
            As `solve`.
        """
        posts = plan.site_positions(problem.city)
        siting = self._siting(problem, np.sort(posts), posts)
        _, served_by, _ = self._solve(siting, len(posts))
        ids = problem.city.site_ids
        order = np.argsort(siting.zones)
        zones = [problem.city.zone_ids[zone] for zone in siting.zones[order]]
        sites = [ids[siting.sites[column]] for column in served_by[order]]
        return pd.Series(sites, index=pd.Index(zones, name="zone", dtype=object), name="post", dtype=object)

    def _siting(self, problem: Problem, sites: Ints, kept: Ints) -> Siting:
        load = problem.zone_weight(self.load)
        return make_siting(problem, sites, kept, weight=self.weight_of(problem, self.weight), load=load)

    def _solve(self, siting: Siting, p: int) -> tuple[solver.Location, Ints, Floats]:
        """Return the plan, the column that serves each row, and how full each column is, in shares of the capacity."""
        travel = siting.travel(self.by)
        need_travel(siting, travel)
        # In parts of the capacity, so that the solver's tolerances do not depend on the unit of time.
        parts = self._parts(siting, p)
        with errors_of("CapacitatedPMedian", "Raise 'p' or 'capacity', or mark more sites as candidates."):
            found = solver.capacitated_p_median(
                travel,
                p,
                1.0,
                weight=siting.weight,
                demand=parts,
                **self.search_options(siting),
            )
        self.need_found(found)
        served_by = _weightless_nearest(travel, siting.weight, parts, found)
        filled: Floats = np.bincount(served_by, weights=parts, minlength=len(siting.sites)).astype(np.float64)
        return found, served_by, filled

    def _parts(self, siting: Siting, p: int) -> Floats:
        """Return the load of each zone as a part of what a post can carry."""
        load = self.weight_of(siting.problem, self.load)[siting.zones]
        total = float(load.sum())
        room = self.slack * total / p if self.capacity is None else float(self.capacity)
        unit = _LOAD[self.load]
        # One part in a thousand million is rounding, not load.
        large = load > room * (1 + 1e-9)
        if large.any():
            raise InfeasibleError(
                f"{count_of(int(large.sum()), 'zone')} alone {plural(int(large.sum()), 'exceeds', 'exceed')} the "
                f"capacity of a post, {significant(room)} {unit}: "
                f"{zones_in_words(siting.problem, siting.zones[large])}. Raise the capacity, or use smaller zones."
            )
        if total > p * room * (1 + 1e-9):
            raise InfeasibleError(
                f"The load is {significant(total)} {unit}, but {count_of(p, 'post')} of {significant(room)} "
                f"{plural(p, 'carries', 'carry')} {significant(p * room)} at most. "
                "Raise 'p' or 'capacity'."
            )
        return np.asarray(np.minimum(load / room, 1.0))


def _weightless_nearest(travel: Floats, weight: Floats, parts: Floats, found: solver.Location) -> Ints:
    """Return each row's column; rows of weight 0, free to the solver, go to the nearest post with room."""
    column: Ints = found.assignment.astype(np.intp)
    filled = np.bincount(column, weights=parts, minlength=travel.shape[1])
    for row in np.flatnonzero(weight == 0):
        filled[column[row]] -= parts[row]
        open_ones = found.sites[(filled[found.sites] + parts[row] <= 1.0) | (found.sites == column[row])]
        column[row] = open_ones[travel[row, open_ones].argmin()]
        filled[column[row]] += parts[row]
    return column
