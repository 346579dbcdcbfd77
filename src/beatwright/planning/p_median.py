"""The p-median: posts that bring the mean way to a call to its least, with a proof."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from beatwright import solver
from beatwright.core import InfeasibleError, ParameterError, Plan, Problem, check
from beatwright.core.problem import WEIGHTS
from beatwright.planning.post_planner import PostPlanner
from beatwright.planning.seam import certificate_of, solver_errors

__all__ = ["PMedian"]

_UNIT = {"metres": "m", "minutes": "min"}
_WEIGHED = {"calls": "call", "officers": "officer called out", "penalty": "$ at stake", "minutes": "officer-minute"}
_SHOWN = 10


@dataclass(frozen=True)
class PMedian(PostPlanner):
    """Place `p` posts so that the demand-weighted mean way to the nearest post is least.

    Minimises ``sum_i w_i min_{j open} d_ji / sum_i w_i`` over sets of `p` candidate sites. The certificate's
    objective and bound are that mean: metres (or minutes) per call.

    Parameters
    ----------
    p : int
        Number of posts, existing ones that are kept included.
    by : {"metres", "minutes"}, default "metres"
        What is made short.
    weight : {"calls", "officers", "penalty", "minutes"}, default "calls"
        What a zone weighs: calls, officers called out, lateness penalty at stake, officer-minutes on scene.
    keep_current : bool, default False
        Keep the posts of today (sites marked `current`) and place only the others anew.
    seconds : float, optional
        Time limit. The best plan found by then is returned with the bound proven by then.
    gap : float, default 0.0
        Relative gap at which a plan counts as optimal.
    seed : int, default 0
        Seed of the search; the same seed gives the same plan.
    name : str, default ""
        Name of the plan in tables; empty: the step and its options.

    References
    ----------
    Hakimi, S. L. (1964). Optimum locations of switching centers and the absolute centers and medians of a graph.
    Operations Research 12, 450-459.

    Examples
    --------
    >>> from beatwright.testing import small_problem
    >>> plan = PMedian(p=2).solve(small_problem())
    >>> plan.site_ids, plan.certificate.status, plan.certificate.unit
    (('s3', 's4'), 'optimal', 'm per call')
    """

    p: int
    by: str = "metres"
    weight: str = "calls"
    keep_current: bool = False
    seconds: float | None = None
    gap: float = 0.0
    seed: int = 0
    name: str = ""

    def complaints(self) -> Iterable[str | None]:
        """Yield what is wrong with the options."""
        yield check.integer("PMedian", "p", self.p, 1)
        yield check.one_of("PMedian", "by", self.by, _UNIT)
        yield check.one_of("PMedian", "weight", self.weight, WEIGHTS)
        yield check.boolean("PMedian", "keep_current", self.keep_current)
        yield check.number("PMedian", "seconds", self.seconds, 0, open_low=True, optional=True)
        yield check.number("PMedian", "gap", self.gap, 0, 1)
        yield check.integer("PMedian", "seed", self.seed, 0)
        yield from self.name_complaints()

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
        sites, kept = self._sites(problem)
        weight = self.weight_of(problem, self.weight)
        busy = np.flatnonzero(weight)
        cost = getattr(problem.city.travel, self.by)[np.ix_(sites, busy)].T.astype(np.float64)
        _need_ways(problem, cost, busy)
        # Weights of mean 1 keep the solver's tolerances meaningful whatever the unit of time.
        with solver_errors("PMedian", "Raise 'p', or mark more sites as candidates."):
            found = solver.p_median(
                cost,
                self.p,
                weight=weight[busy] / weight[busy].mean(),
                fixed_open=np.flatnonzero(np.isin(sites, kept)),
                seconds=self.seconds,
                gap=self.gap,
                seed=self.seed,
            )
        if not len(found.sites):
            raise ParameterError(f"PMedian found no plan in {self.seconds} seconds. Raise 'seconds' or leave it out.")
        unit = f"{_UNIT[self.by]} per {_WEIGHED[self.weight]}"
        certificate = certificate_of(found.certificate, scale=1.0 / len(busy), unit=unit)
        return self.finish(problem, plan, sites[found.sites], certificate=certificate)

    def _sites(self, problem: Problem) -> tuple[npt.NDArray[np.intp], npt.NDArray[np.intp]]:
        """Return the sites that may be posts, and those of them that must."""
        if not self.keep_current:
            return self.candidates_for(problem, self.p), np.empty(0, dtype=np.intp)
        kept = problem.city.current_sites
        sites = np.union1d(problem.city.candidates, kept)
        complaint = check.integer("PMedian", "p", self.p, max(1, len(kept)), len(sites))
        if complaint:
            raise ParameterError(
                f"{complaint} {len(kept)} posts are kept and {len(sites) - len(kept)} other sites are candidates."
            )
        return sites, kept


def _need_ways(problem: Problem, cost: npt.NDArray[np.float64], zones: npt.NDArray[np.intp]) -> None:
    lost = zones[~np.isfinite(cost).any(axis=1)]
    if not len(lost):
        return
    shown = ", ".join(problem.city.zone_ids[zone] for zone in lost[:_SHOWN])
    more = f" and {len(lost) - _SHOWN} more" if len(lost) > _SHOWN else ""
    raise InfeasibleError(
        f"{len(lost)} zones with demand cannot be reached from any candidate site: {shown}{more}. "
        "Add a candidate site that reaches them, mend the road network there, or leave their demand out."
    )
