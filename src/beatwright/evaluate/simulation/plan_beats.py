"""The beats of a plan, and in which order its posts are asked for a call in each zone."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from beatwright.core import Plan, Problem

__all__ = ["PlanBeats", "plan_beats", "posts_in_order"]

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class PlanBeats:
    """Beats, and which of them posts and zones are in.

    Parameters
    ----------
    names : tuple of str
        Districts, where the plan has them; else its posts.
    post : array of int, shape (posts,)
        Position of the beat in which each post stands; -1 where in none.
    zone : array of int, shape (zones,)
        Position of the beat of each zone; -1 where in none.
    """

    names: tuple[str, ...]
    post: Ints
    zone: Ints


def plan_beats(problem: Problem, plan: Plan, travel: Floats) -> PlanBeats:
    """Return the districts of a plan as beats, else what each of its posts is nearest to in minutes.

    Parameters
    ----------
    problem : Problem
        With the city.
    plan : Plan
        With posts.
    travel : array, shape (posts, zones)
        Minutes; infinite where there is no route.
    """
    if plan.districts is None:
        nearest = np.where(np.isfinite(travel).any(axis=0), travel.argmin(axis=0), -1)
        return PlanBeats(plan.site_ids, np.arange(len(travel)), nearest.astype(np.int64))
    district, names = plan.zone_districts(problem.city)
    stands = problem.city.locate(*problem.city.site_xy[plan.site_positions(problem.city)].T)
    return PlanBeats(names, np.where(stands >= 0, district[stands], -1), district)


def posts_in_order(travel: Floats, beats: PlanBeats, *, own_first: bool) -> Ints:
    """Return the posts in the order in which they are asked for each zone, shape (zones, posts).

    Parameters
    ----------
    travel : array, shape (posts, zones)
        Minutes.
    beats : PlanBeats
        Which posts are of the zone's own beat.
    own_first : bool
        Whether those that reach the zone come before the others; the nearest first among them.

    Examples
    --------
    >>> beats = PlanBeats(("A", "B"), np.array([0, 1]), np.array([1, 1]))
    >>> minutes = np.array([[2.0, 5.0], [3.0, np.inf]])
    >>> posts_in_order(minutes, beats, own_first=True).tolist()
    [[1, 0], [0, 1]]
    """
    own = (beats.post[:, None] == beats.zone) & (beats.zone >= 0) & np.isfinite(travel) & own_first
    number = np.broadcast_to(np.arange(len(travel))[:, None], travel.shape)
    return np.ascontiguousarray(np.lexsort((number, travel, ~own), axis=0).T)
