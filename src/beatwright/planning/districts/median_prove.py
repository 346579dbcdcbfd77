"""From a plan that annealing found to a better one, or to a proof: integer programs where they are small enough."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from beatwright.planning.districts.budget import Budget
from beatwright.planning.districts.kernels.median import best_posts
from beatwright.planning.districts.median_bound import Lagrangian
from beatwright.planning.districts.median_model import MedianModel
from beatwright.planning.districts.median_read import MedianInstance
from beatwright.planning.districts.median_search import Found, valued

Ints = NDArray[np.int64]

_TURNS = 5  # districts for given posts, posts for given districts
_LP_COLUMNS, _LP_MOST, _LP_ROUNDS = 10_000, 60_000, 60  # unasked, with a time for the bound, and rounds of cuts
_MILP_COLUMNS, _MILP_ROUNDS, _MILP_SECONDS = 3_000, 60, 60.0


def polish(instance: MedianInstance, found: Found, seconds: float | None) -> Found:
    """Give each post the best contiguous district, then each district its best post, until nothing is gained."""
    budget = Budget(seconds)
    for _ in range(_TURNS):
        left = None if seconds is None else seconds - budget.elapsed
        filled = _filled(instance, found, left) if left is None or left > 0 else None
        if filled is None or filled.rank >= found.rank:
            return found
        posts = filled.posts.copy()
        best_posts(filled.districts, instance.travel, instance.home, posts)
        found = valued(instance, filled.districts, posts)
    return found


def _filled(instance: MedianInstance, found: Found, seconds: float | None) -> Found | None:
    """Return the best plan with the posts of `found`, where the integer program is small enough to solve."""
    posts = found.posts
    fixed = replace(instance, travel=np.ascontiguousarray(instance.travel[:, posts]), home=instance.home[posts])
    target = found.cost if found.excess == 0.0 else np.inf
    model = MedianModel(fixed, np.ones(fixed.travel.shape, dtype=bool), target)
    if model.columns > _LP_COLUMNS:
        return None
    model.relax(Budget(seconds, _LP_ROUNDS))
    plan = _solved(model, seconds)
    return None if plan is None else valued(instance, plan[0], posts)


def _solved(model: MedianModel, seconds: float | None) -> tuple[Ints, Ints] | None:
    if model.columns > _MILP_COLUMNS or not np.isfinite(model.bound):
        return None
    return model.solve(_MILP_SECONDS if seconds is None else min(seconds, _MILP_SECONDS), _MILP_ROUNDS)


def prove(instance: MedianInstance, found: Found, steps: Budget) -> tuple[Found, float]:
    """Bound the cost of every plan from below; return a better plan if the proof came upon one, and the bound.

    The bound is infinite where no plan keeps the limits.
    """
    relaxed = Lagrangian(instance)
    relaxed.climb(found.cost, steps)
    legal = found.excess == 0.0
    target = found.cost if legal else np.inf
    asked = steps.seconds is not None
    keep = relaxed.columns(target)
    bound = relaxed.bound
    if int(keep.sum()) > (_LP_MOST if asked else _LP_COLUMNS) or not np.isfinite(bound):
        return found, bound
    model = MedianModel(instance, keep, target, bound)
    left = None if steps.seconds is None else max(1e-3, steps.seconds - steps.elapsed)
    model.relax(Budget(left, _LP_ROUNDS))
    left = None if steps.seconds is None else max(1e-3, steps.seconds - steps.elapsed)
    plan = _solved(model, left)
    if plan is None:
        return found, model.bound
    sites, posts = plan
    better = valued(instance, np.searchsorted(posts, sites), posts)
    return min(better, found, key=lambda one: one.rank), model.bound
