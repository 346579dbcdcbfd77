"""Posts where most happens: the rule of thumb."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from beatwright.base import check
from beatwright.base.certificate import Certificate
from beatwright.core import Plan, Problem
from beatwright.core.problem import WEIGHTS
from beatwright.planning.posts.post_planner import PostPlanner

__all__ = ["BusiestZones"]

_FAR = 1e12


@dataclass(frozen=True, repr=False)
class BusiestZones(PostPlanner):
    """Choose the candidate sites of the zones with most demand.

    The zones are taken from the busiest down (equal ones in canonical order). A zone's site is the nearest
    candidate, by metres, one that lies in the zone first. A site that is already a post is not counted again.
    Where the zones with demand have fewer than `p` different sites, their next nearest sites follow in
    the same way.

    The rule crowds posts into the centre; it is here to be compared with, as in the published studies.

    Parameters
    ----------
    p : int
        Number of posts.
    by : {"calls", "officers", "penalty", "minutes"}, default "calls"
        What makes a zone busy: calls, officers called out, lateness penalty at stake, officer-minutes on scene.

    Examples
    --------
    >>> from beatwright.testing import small_problem
    >>> BusiestZones(p=2).solve(small_problem()).site_ids
    ('s2', 's5')
    """

    p: int
    by: str = "calls"

    def complaints(self) -> Iterable[str | None]:
        """Yield what is wrong with the options."""
        yield check.integer("BusiestZones", "p", self.p, 1)
        yield check.one_of("BusiestZones", "by", self.by, WEIGHTS)
        yield from self.name_complaints()

    def solve(self, problem: Problem, plan: Plan | None = None) -> Plan:
        """Return the plan.

        Raises
        ------
        ParameterError
            Where the city has fewer than `p` candidate sites, or no zone has demand.
        """
        candidates = self.candidates_for(problem, self.p)
        weight = self.weight_of(problem, self.by)
        busiest = np.argsort(-weight, kind="stable")[: int((weight > 0).sum())]
        chosen = _first_choices(_distances(problem, candidates, busiest), self.p)
        return self.finish(
            problem, plan, candidates[chosen], certificate=Certificate("feasible", method=f"busiest zones by {self.by}")
        )


def _distances(
    problem: Problem, candidates: npt.NDArray[np.intp], zones: npt.NDArray[np.intp]
) -> npt.NDArray[np.float64]:
    """Return metres [candidate, zone]: 0 or less inside the zone, finite even where there is no way."""
    city = problem.city
    metres = city.travel.metres[np.ix_(candidates, zones)].astype(np.float64)
    metres[np.isinf(metres)] = _FAR
    inside = city.locate(*city.site_xy[candidates].T)[:, None] == zones
    metres[inside] -= 2 * _FAR
    return metres


def _first_choices(metres: npt.NDArray[np.float64], p: int) -> list[int]:
    """Return `p` different candidates: the nearest of each zone in turn, then the next nearest, and so on."""
    chosen: list[int] = []
    while len(chosen) < p:
        chosen += dict.fromkeys(metres.argmin(axis=0).tolist())
        metres[chosen] = np.inf
    return chosen[:p]
