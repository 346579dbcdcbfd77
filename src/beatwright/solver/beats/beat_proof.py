"""From a plan that annealing found to a better one, or to a proof: integer programs where they are small enough.

`polish` is an alternating search: for given posts an integer program gives the best contiguous districts, for given
districts each gets its best post. `prove` goes from the cheap bound to the dear: the Lagrangian bound, whose reduced
costs leave few columns; the linear relaxation with separator cuts over these; the integer program over what that
leaves. Where that is still too large, combinatorial Benders decomposition (Codato and Fischetti 2006): a master program
with whole posts and all else relaxed proposes a set of posts, an integer program fills it, and the set is barred.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from beatwright.solver.beats.beat_annealing import Found, valued
from beatwright.solver.beats.beat_lagrangian import Lagrangian
from beatwright.solver.beats.beat_program import MedianModel
from beatwright.solver.beats.read_beat_instance import MedianInstance
from beatwright.solver.districting.kernels.median_moves import best_posts
from beatwright.solver.districting.search_budget import Budget

Ints = NDArray[np.int64]

_TURNS = 5  # districts for given posts, posts for given districts, at most; a turn that gains nothing is the last
# Steps of the Lagrangian bound where only seconds count, and its share of these: the rest is for the programs, which it
# makes smaller.
_STEPS, _CLIMB = 2_000, 0.3
# Columns (a unit with a site) up to which the linear relaxation is solved: where no time for a bound was asked for, and
# where one was; and rounds of cuts. Limits of patience, not of what can be solved: each round solves the program anew.
_LP_COLUMNS, _LP_MOST, _LP_ROUNDS = 10_000, 60_000, 40
# The same for integer programs, and seconds for one where none were given.
_MILP_COLUMNS, _MILP_ROUNDS, _MILP_SECONDS = 3_000, 60, 180.0


def polish(instance: MedianInstance, found: Found, seconds: float | None) -> Found:
    """Give each post the best contiguous district, then each district its best post, until nothing is gained."""
    budget = Budget(seconds)
    for _ in range(_TURNS):
        left = None if seconds is None else seconds - budget.elapsed
        filled = _fill(instance, found, found.posts, left)[0] if left is None or left > 0 else found
        if filled.rank >= found.rank:
            break
        posts = filled.posts.copy()
        best_posts(filled.districts, instance.travel, instance.home, posts)
        found = valued(instance, filled.districts, posts)
        if (posts == filled.posts).all():
            break
    return found


def _fill(instance: MedianInstance, found: Found, posts: Ints, seconds: float | None) -> tuple[Found, float]:
    """Look for a better plan with these posts where the program is small enough; bound all plans with them."""
    fixed = replace(instance, travel=np.ascontiguousarray(instance.travel[:, posts]), home=instance.home[posts])
    target = found.cost if found.excess == 0.0 else np.inf
    model = MedianModel(fixed, np.ones(fixed.travel.shape, dtype=bool), target)
    if model.columns > _LP_COLUMNS:
        return found, -np.inf
    budget = Budget(seconds, _LP_ROUNDS)
    model.relax(budget)
    plan = _solved(model, _part(budget, 1.0))
    if plan is not None:
        found = min(found, valued(instance, plan[0], posts), key=lambda one: one.rank)
    return found, model.bound


def _solved(model: MedianModel, seconds: float | None) -> tuple[Ints, Ints] | None:
    if model.columns > _MILP_COLUMNS or not np.isfinite(model.bound):
        return None
    return model.solve(_MILP_SECONDS if seconds is None else seconds, _MILP_ROUNDS)


def prove(instance: MedianInstance, found: Found, budget: Budget) -> tuple[Found, float]:
    """Bound the cost of every plan from below; return a better plan if the proof came upon one, and the bound.

    The bound is infinite where no plan keeps the limits. `budget` counts steps of the Lagrangian bound; linear and
    integer programs are larger where it has seconds.
    """
    relaxed = Lagrangian(instance)
    relaxed.climb(found.cost, Budget(_part(budget, _CLIMB), budget.iterations or _STEPS))
    target = found.cost if found.excess == 0.0 else np.inf
    keep = relaxed.columns(target)
    asked = budget.seconds is not None
    if int(keep.sum()) > (_LP_MOST if asked else _LP_COLUMNS) or not np.isfinite(relaxed.bound):
        return found, relaxed.bound
    model = MedianModel(instance, keep, target, relaxed.bound)
    model.relax(Budget(_part(budget, 1.0), _LP_ROUNDS))
    if model.columns <= _MILP_COLUMNS:
        plan = _solved(model, _part(budget, 1.0))
        if plan is not None:
            better = valued(instance, np.searchsorted(plan[1], plan[0]), plan[1])
            found = min(better, found, key=lambda one: one.rank)
        return found, model.bound
    return _by_posts(instance, found, model, budget) if asked else (found, model.bound)


def _part(budget: Budget, share: float) -> float | None:
    """Give a share of the seconds that are left, at least a moment; None where time does not count."""
    return None if budget.seconds is None else max(1e-2, share * (budget.seconds - budget.elapsed))


def _by_posts(instance: MedianInstance, found: Found, model: MedianModel, budget: Budget) -> tuple[Found, float]:
    """Go through sets of posts from the one with the least relaxed cost on, and fill each: a Benders decomposition.

    References
    ----------
    Codato, G. and Fischetti, M. (2006). Combinatorial Benders' cuts for mixed-integer linear programming. Operations
    Research 54(4), 756-766.
    """
    floor = np.inf  # no plan with posts that were gone through is cheaper
    while budget.fraction < 1.0:
        posts = model.branch(_part(budget, 1.0) or np.inf)
        if posts is None:
            break
        found, bound = _fill(instance, found, posts, _part(budget, 1.0))
        floor = min(floor, bound)
        model.barred.append(posts)
        if found.excess == 0.0:
            model.target = found.cost
    return found, min(model.bound, floor)
