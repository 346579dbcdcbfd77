"""Whose beat a zone is: that of the nearest post, or its district."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from beatwright.core import Plan, Problem
from beatwright.evaluate.cars.fleet_model import FleetWeek, Roads

__all__ = ["BeatShares", "Beats", "beats_of"]

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class Beats:
    """Beats, and which of them posts and zones are in.

    Parameters
    ----------
    names : tuple of str
    post : array of int, shape (posts,)
        Position of the beat in which each post is; -1 where in none.
    zone : array of int, shape (reached,)
        The same of the zones that a post reaches.
    """

    names: tuple[str, ...]
    post: Ints
    zone: Ints

    @property
    def outside(self) -> npt.NDArray[np.bool_]:
        """Whether a post answers a call of a zone from outside its beat, shape (posts, reached)."""
        return np.asarray((self.post[:, None] != self.zone) & (self.zone >= 0))

    def shares(self, week: FleetWeek) -> BeatShares:
        """Return how many calls cross the edge of a beat, of the calls in beats."""
        inside = week.flow * (self.zone >= 0)
        over = week.flow * self.outside
        flow = np.zeros((len(self.post), len(self.names)))
        known = self.zone >= 0
        np.add.at(flow.T, self.zone[known], week.flow.T[known])
        return BeatShares(
            _share(over.sum(), inside.sum()),
            _share(over.sum(axis=0), inside.sum(axis=0)),
            _share(over.sum(axis=1), inside.sum(axis=1)),
            _share(flow, np.full(flow.shape, inside.sum())),
        )


@dataclass(frozen=True, eq=False)
class BeatShares:
    """Share of the calls answered from outside their beat: of all, by zone and by post; and who answers whom.

    NaN where there are no calls. `flow`, shape (posts, beats), is the share of all calls that a post answers in a beat.
    """

    whole: Floats
    zone: Floats
    post: Floats
    flow: Floats


def _share(part: Floats, whole: Floats) -> Floats:
    parts, wholes = np.asarray(part, dtype=np.float64), np.asarray(whole, dtype=np.float64)
    result: Floats = np.divide(parts, wholes, out=np.full(wholes.shape, np.nan), where=wholes > 0)
    return result


def beats_of(problem: Problem, plan: Plan, roads: Roads, by: str) -> Beats:
    """Return the beats of a plan, by "nearest" post or by its "districts"."""
    if by == "nearest":
        return Beats(plan.site_ids, np.arange(len(plan.site_ids)), roads.order[:, 0])
    district, names = plan.zone_districts(problem.city)
    stands = problem.city.locate(*problem.city.site_xy[plan.site_positions(problem.city)].T)
    return Beats(names, np.where(stands >= 0, district[stands], -1), district[roads.zones])
