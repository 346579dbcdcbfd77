"""From a plan that annealing found to a better one, or to a proof: integer programs where they are small enough.

`polish_beats` is an alternating search: for given posts an integer program gives the best contiguous districts, for
given districts each gets its best post. `prove_beats` goes from the cheap bound to the dear: the Lagrangian bound,
whose reduced costs leave few columns; the linear relaxation with separator cuts over these; the integer program over
what that leaves. Where that is still too large, combinatorial Benders decomposition (Codato and Fischetti 2006): a
master program with whole posts and all else relaxed proposes a set of posts, an integer program fills it, and the set
is barred.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from beatwright.solver.beats.beat_annealing import BeatPlan, measured_plan
from beatwright.solver.beats.beat_lagrangian import Lagrangian
from beatwright.solver.beats.beat_program import MedianModel
from beatwright.solver.beats.read_beat_instance import MedianInstance
from beatwright.solver.districting.kernels.median_moves import best_posts
from beatwright.solver.districting.search_budget import Budget
from beatwright.solver.districting.search_monitor import SearchMonitor

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


def polish_beats(instance: MedianInstance, found: BeatPlan, budget: Budget) -> BeatPlan:
    """Give each post the best contiguous district, then each district its best post, until nothing is gained."""
    for _ in range(_TURNS):
        if budget.fraction >= 1.0:
            break
        left = None if budget.seconds is None else budget.seconds - budget.elapsed
        filled = _fill(instance, found, found.posts, left, monitor=budget.monitor)[0]
        if filled.rank >= found.rank:
            break
        posts = filled.posts.copy()
        best_posts(filled.districts, instance.travel, instance.home, posts)
        found = measured_plan(instance, filled.districts, posts)
        found.report(budget.monitor)
        if (posts == filled.posts).all():
            break
    return found


def _fill(
    instance: MedianInstance, found: BeatPlan, posts: Ints, seconds: float | None, monitor: SearchMonitor
) -> tuple[BeatPlan, float]:
    """Look for a better plan with these posts where the program is small enough; bound all plans with them."""
    fixed = replace(instance, travel=np.ascontiguousarray(instance.travel[:, posts]), home=instance.home[posts])
    target = found.cost if found.excess == 0.0 else np.inf
    model = MedianModel(fixed, np.ones(fixed.travel.shape, dtype=bool), target, monitor=monitor)
    if model.columns > _LP_COLUMNS:
        return found, -np.inf
    budget = Budget(seconds, _LP_ROUNDS, monitor=monitor)
    model.relax(budget)
    plan = _solved(model, _part(budget, 1.0))
    if plan is not None:
        found = min(found, measured_plan(instance, plan[0], posts), key=lambda one: one.rank)
        found.report(monitor)
    return found, model.bound


def _solved(model: MedianModel, seconds: float | None) -> tuple[Ints, Ints] | None:
    if model.columns > _MILP_COLUMNS or not np.isfinite(model.bound):
        return None
    return model.solve(_MILP_SECONDS if seconds is None else seconds, _MILP_ROUNDS)


def prove_beats(instance: MedianInstance, found: BeatPlan, budget: Budget, gap: float = 0.0) -> tuple[BeatPlan, float]:
    """Bound the cost of every plan from below; return a better plan if the proof came upon one, and the bound.

    The bound is infinite where no plan keeps the limits. `budget` counts steps of the Lagrangian bound; linear and
    integer programs are larger where it has seconds. A proof that is stopped bounds by the nearest sites at least.
    """
    monitor = budget.monitor
    if monitor.stopped:
        return found, nearest_bound(instance)
    relaxed = Lagrangian(instance)
    relaxed.climb(found.cost, Budget(_part(budget, _CLIMB), budget.iterations or _STEPS, monitor=monitor))
    if monitor.stopped or _within(found, relaxed.bound, gap):
        return found, max(relaxed.bound, nearest_bound(instance))
    found, bound = _prove_by_programs(instance, found, relaxed, budget, gap=gap)
    monitor.proved(bound)
    return found, bound


def _prove_by_programs(
    instance: MedianInstance, found: BeatPlan, relaxed: Lagrangian, budget: Budget, gap: float
) -> tuple[BeatPlan, float]:
    """Raise the Lagrangian bound by a linear program and integer programs over the columns that it leaves."""
    target = found.cost if found.excess == 0.0 else np.inf
    keep = relaxed.columns(target)
    asked = budget.seconds is not None
    if int(keep.sum()) > (_LP_MOST if asked else _LP_COLUMNS) or not np.isfinite(relaxed.bound):
        return found, relaxed.bound
    model = MedianModel(instance, keep, target, relaxed.bound, monitor=budget.monitor)
    model.relax(Budget(_part(budget, 1.0), _LP_ROUNDS, monitor=budget.monitor))
    budget.monitor.proved(model.bound)
    if budget.monitor.stopped or _within(found, model.bound, gap):
        return found, model.bound
    if model.columns <= _MILP_COLUMNS:
        plan = _solved(model, _part(budget, 1.0))
        if plan is not None:
            better = measured_plan(instance, np.searchsorted(plan[1], plan[0]), plan[1])
            found = min(better, found, key=lambda one: one.rank)
        return found, model.bound
    return _by_posts(instance, found, model, budget) if asked else (found, model.bound)


def nearest_bound(instance: MedianInstance) -> float:
    """Bound the cost of every plan by the travel of every unit to its nearest site."""
    return float(instance.travel.min(axis=1).sum())


def _within(found: BeatPlan, bound: float, gap: float) -> bool:
    """Tell whether a plan is as near to the bound as was asked for; never where a whole proof was."""
    return gap > 0.0 and found.excess == 0.0 and found.cost - bound <= gap * abs(found.cost)


def _part(budget: Budget, share: float) -> float | None:
    """Give a share of the seconds that are left, at least a moment; None where time does not count."""
    return None if budget.seconds is None else max(1e-2, share * (budget.seconds - budget.elapsed))


def _by_posts(instance: MedianInstance, found: BeatPlan, model: MedianModel, budget: Budget) -> tuple[BeatPlan, float]:
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
        found, bound = _fill(instance, found, posts, _part(budget, 1.0), monitor=budget.monitor)
        floor = min(floor, max(bound, model.bound))  # the model's bound holds for all posts that are not barred yet
        model.barred.append(posts)
        if found.excess == 0.0:
            model.target = found.cost
    return found, min(model.bound, floor)
