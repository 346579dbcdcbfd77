"""Lower bounds for a game between plans and mixtures of weights: multipliers and mixture improved together.

"Every client is served" is relaxed as in the p-median, with a multiplier v_i h_i for a client of weight
v_i = base_i + sum over rows of q x row_i: a site serves the client where it costs less than h_i. The bound

    sum_i v_i h_i + the p least of rho_j = sum_i v_i min(0, c_ij - h_i)

is concave in multipliers and mixture q together. The volume method climbs in both at once: clients that are served too
seldom get a higher h, rows whose relaxed clients cost more than the mixture's mean a larger part q. When q moves the h
stay, so that multipliers follow the weights. Counts of open sites in parts of the map are kept, not relaxed.

References
----------
Barahona, F. and Anbil, R. (2000). The volume algorithm: producing primal solutions with a subgradient method.
Mathematical Programming 87, 385-399.
Cornuejols, G., Fisher, M. L. and Nemhauser, G. L. (1977). Location of bank accounts to optimize float. Management
Science 23, 789-810.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from beatwright.base.jit import UNCOUNTED, entry, inner
from beatwright.solver.location.engine.array_loops import copy
from beatwright.solver.location.engine.lagrangian import FREE, OPEN, Flags, Ints, States, VolumeSettings
from beatwright.solver.location.engine.neighbour_lists import Floats, Rows
from beatwright.solver.location.robust.game_rows import GameRows, mixed_weights, project_mixture

_MIX = 0.3  # gain that a step expects of the mixture, over that of the multipliers: more makes the mixture swing
_SHORTEST = 1e-4  # step, as a part of the distance to the target, below which nothing more will come


class GameDual(NamedTuple):
    """Multipliers, mixture, and what the volume method remembers; all are changed in place."""

    reach: Floats  # (n,) cost h up to which it pays to serve a client
    mixture: Floats  # (r,) parts q of the rows
    miss: Floats  # (n,) smoothed: 1 - times served; -inf first where there is none yet
    each: Floats  # (r,) smoothed: what the rows cost, relaxed
    share: Floats  # (m,) smoothed: sites opened


class Counts(NamedTuple):
    """Open sites that parts of the map hold at least and at most; no two parts share a site."""

    member: Flags  # (t, m)
    low: Ints  # (t,)
    high: Ints  # (t,)


class GameRelaxation(NamedTuple):
    """A (sub)problem, relaxed."""

    rows: Rows  # costs of the sites that are not closed, by client, ascending
    cap: Floats  # (n,) largest reach for which the bound holds: the first cost that a list leaves out
    cost: Floats  # (m, n) cost of serving each client from each site
    game: GameRows
    state: States  # (m,) 1 open, 0 free, -1 closed
    posts: int
    counts: Counts


class GameBound(NamedTuple):
    """What a climb has reached."""

    bound: float
    rho: Floats  # (m,) reduced cost of each site
    chosen: Flags  # (m,) sites that the relaxation opens
    step: float  # step factor at the end


class _Work(NamedTuple):
    """Room for what a climb computes."""

    weight: Floats  # (n,) of the clients
    paid: Floats  # (n,) what each client pays, relaxed
    rho: Floats  # (m,)
    chosen: Flags  # (m,)
    held: Ints  # (t,) chosen sites of each part
    miss: Floats  # (n,)
    each: Floats  # (r,)
    reach: Floats  # (n,) of the best bound
    mixture: Floats  # (r,) of the best bound
    slope: Floats  # (r,) direction of the mixture


def climb_game(problem: GameRelaxation, dual: GameDual, target: float, settings: VolumeSettings) -> GameBound:
    """Improve multipliers and mixture in place until the bound is as high as the target or the rounds are over.

    Examples
    --------
    >>> from beatwright.solver.location.engine.neighbour_lists import neighbours_from_matrix
    >>> from beatwright.solver.location.robust.game_rows import game_rows
    >>> line = np.abs(np.subtract.outer(np.arange(3.0), np.arange(3.0)))
    >>> rows, cap = neighbours_from_matrix(line, np.ones(3)).rows(np.ones(3, dtype=bool), np.full(3, np.inf))
    >>> ends = game_rows(np.zeros(3), np.array([[1.0, 0, 0], [0, 0, 1.0]]), np.ones(2), 1.0)
    >>> counts = Counts(np.zeros((0, 3), dtype=bool), *np.zeros((2, 0), dtype=np.int64))
    >>> problem = GameRelaxation(rows, cap, line, ends, np.zeros(3, dtype=np.int8), 1, counts)
    >>> dual = GameDual(np.ones(3), np.array([0.9, 0.1]), np.full(3, -np.inf), np.zeros(2), np.zeros(3))
    >>> found = climb_game(problem, dual, 2.0, VolumeSettings(200, 1.0, 0.1, 15))
    >>> 0.9 < found.bound <= 1.0
    True
    """
    n, m, r = problem.cap.size, problem.state.size, problem.game.most.size
    work = _Work(
        weight=np.empty(n),
        paid=np.empty(n),
        rho=np.empty(m),
        chosen=np.zeros(m, dtype=np.bool_),
        held=np.zeros(problem.counts.low.size, dtype=np.int64),
        miss=np.empty(n),
        each=np.empty(r),
        reach=dual.reach.copy(),
        mixture=dual.mixture.copy(),
        slope=np.empty(r),
    )
    bound, step = _climb_game(problem, dual, float(target), settings, work)
    # Sums of multipliers and of reduced costs can be large beside what they leave, and have as many roundings as terms.
    size = float(work.weight @ dual.reach) + float(np.abs(work.rho[work.chosen]).sum())
    return GameBound(float(bound) - float(np.finfo(float).eps) * (n + r) * size, work.rho, work.chosen, float(step))


@entry(**UNCOUNTED)
def _climb_game(
    problem: GameRelaxation, dual: GameDual, target: float, settings: VolumeSettings, work: _Work
) -> tuple[float, float]:
    """Do as `climb_game`; leaves the best multipliers in ``dual``, and what belongs to them in ``work``."""
    best = _bound_at(problem, dual, work)
    if dual.miss[0] == -np.inf:
        _begin_averages(problem, dual, work)
    step, alpha, idle, scale = settings.step, settings.alpha, 0, -1.0
    for _ in range(settings.rounds):
        norm, steep = _squared(dual.miss), _slope(problem.game, dual.each, work)
        if scale < 0.0:  # both parts of a direction have a unit of their own: weigh them anew whenever steps shrink
            scale = _MIX * norm / steep if steep > 0.0 else 0.0
        if norm + scale * steep <= 1e-12 or best >= target:
            break
        _step_away(problem, dual, step * (target - best) / (norm + scale * steep), scale, work)
        bound = _bound_at(problem, dual, work)
        if bound == np.inf:
            break
        _count_clients(problem, dual.reach, work)
        along = _smooth_averages(dual, alpha, work)
        idle += 1
        if bound > best:
            idle = 0 if bound > best + 1e-6 * abs(target) else idle - 1  # a trifle neither shortens nor resets
            best = bound
            copy(dual.reach, work.reach)
            copy(dual.mixture, work.mixture)
            step = min(2.0, step * 1.1) if along > 0 else step
        elif idle >= settings.patience:
            step, alpha, idle, scale = step * 0.7, max(0.01, alpha * 0.9), 0, -1.0
            if step < _SHORTEST:
                break
    copy(work.reach, dual.reach)
    copy(work.mixture, dual.mixture)
    return _bound_at(problem, dual, work), step


@inner(**UNCOUNTED)
def _squared(vector: Floats) -> float:
    total = 0.0
    for i in range(vector.size):
        total += vector[i] * vector[i]
    return total


@inner(**UNCOUNTED)
def _begin_averages(problem: GameRelaxation, dual: GameDual, work: _Work) -> None:
    _count_clients(problem, dual.reach, work)
    copy(work.miss, dual.miss)
    copy(work.each, dual.each)
    for j in range(dual.share.size):
        dual.share[j] = 1.0 if work.chosen[j] else 0.0


@inner(**UNCOUNTED)
def _slope(game: GameRows, each: Floats, work: _Work) -> float:
    """Direction of the mixture: rows dearer than its mean rise, others fall, none beyond its limits; squared length."""
    mean, total = 0.0, 0.0
    for k in range(each.size):
        mean += work.mixture[k] * each[k]
        total += work.mixture[k]
    mean = mean / total if total > 0.0 else 0.0
    for k in range(each.size):
        rise = each[k] - mean
        stuck = (rise < 0.0 and work.mixture[k] <= 0.0) or (rise > 0.0 and work.mixture[k] >= game.most[k])
        work.slope[k] = 0.0 if stuck else rise
    return _squared(work.slope)


@inner(**UNCOUNTED)
def _step_away(problem: GameRelaxation, dual: GameDual, size: float, scale: float, work: _Work) -> None:
    """Go from the best point along the averages."""
    for k in range(dual.mixture.size):
        dual.mixture[k] = work.mixture[k] + size * scale * work.slope[k]
    project_mixture(problem.game, dual.mixture)
    mixed_weights(problem.game, dual.mixture, work.weight)
    for i in range(dual.reach.size):
        if work.weight[i] > 0.0:
            # Not below 0, as no cost is; not above the cap, where the rows leave pairs out that would count.
            reach = work.reach[i] + size * dual.miss[i] / work.weight[i]
            dual.reach[i] = min(max(reach, 0.0), problem.cap[i])


@inner(**UNCOUNTED)
def _bound_at(problem: GameRelaxation, dual: GameDual, work: _Work) -> float:
    """Bound at the multipliers and the mixture; leaves weights, reduced costs and the sites chosen in ``work``."""
    mixed_weights(problem.game, dual.mixture, work.weight)
    total, (start, site, cost) = 0.0, problem.rows
    work.rho[:] = 0.0
    for i in range(dual.reach.size):
        weight, limit = work.weight[i], dual.reach[i]
        total += weight * limit
        for a in range(start[i], start[i + 1]):
            if cost[a] >= limit:  # the list ascends: no further site serves this client
                break
            work.rho[site[a]] += weight * (cost[a] - limit)
    return total + _choose_counted(problem, work)


@inner(**UNCOUNTED)
def _choose_counted(problem: GameRelaxation, work: _Work) -> float:
    """Open the cheapest sites that keep the counts; returns their reduced costs, infinite where none do.

    Each part first gets the cheapest that it needs, then the cheapest of all parts that are not full follow: optimal,
    as parts share no site (a greedy choice in a matroid).
    """
    counts, state, total, left = problem.counts, problem.state, 0.0, problem.posts
    work.held[:] = 0
    for j in range(state.size):
        work.chosen[j] = False
        if state[j] == OPEN:
            total += _open_site(counts, work, j)
            left -= 1
    for t in range(counts.low.size):
        if work.held[t] > counts.high[t]:
            return np.inf
        while work.held[t] < counts.low[t]:
            j = _cheapest_site(counts, state, work, t)
            if j < 0:
                return np.inf
            total += _open_site(counts, work, j)
            left -= 1
    while left > 0:
        j = _cheapest_site(counts, state, work, -1)
        if j < 0:
            return np.inf
        total += _open_site(counts, work, j)
        left -= 1
    return total if left == 0 else np.inf


@inner(**UNCOUNTED)
def _open_site(counts: Counts, work: _Work, j: int) -> float:
    work.chosen[j] = True
    for t in range(work.held.size):
        work.held[t] += int(counts.member[t, j])
    return float(work.rho[j])


@inner(**UNCOUNTED)
def _cheapest_site(counts: Counts, state: States, work: _Work, part: int) -> int:
    """Find the cheapest free site of a part (-1: of all parts that are not full); -1 where there is none."""
    best, lowest = -1, np.inf
    for j in range(state.size):
        if work.rho[j] < lowest and state[j] == FREE and not work.chosen[j] and (part < 0 or counts.member[part, j]):
            full = False
            for t in range(work.held.size):
                full = full or (counts.member[t, j] and work.held[t] >= counts.high[t])
            if not full:
                best, lowest = j, work.rho[j]
    return best


@inner(**UNCOUNTED)
def _count_clients(problem: GameRelaxation, reach: Floats, work: _Work) -> None:
    """By how much the chosen sites miss each client, and what each row costs, relaxed."""
    cost, game = problem.cost, problem.game
    work.miss[:] = 1.0
    copy(reach, work.paid)
    for j in range(work.chosen.size):
        if work.chosen[j]:
            for i in range(reach.size):
                if cost[j, i] < reach[i]:
                    work.miss[i] -= 1.0
                    work.paid[i] += cost[j, i] - reach[i]
    work.each[:] = 0.0
    for i in range(reach.size):
        for a in range(game.start[i], game.start[i + 1]):
            work.each[game.row[a]] += game.value[a] * work.paid[i]


@inner(**UNCOUNTED)
def _smooth_averages(dual: GameDual, alpha: float, work: _Work) -> float:
    """Move the averages a little towards the new point; returns the product of old direction and new subgradient."""
    along = 0.0
    for i in range(dual.miss.size):
        along += work.miss[i] * dual.miss[i]
        dual.miss[i] += alpha * (work.miss[i] - dual.miss[i])
    for k in range(dual.each.size):
        dual.each[k] += alpha * (work.each[k] - dual.each[k])
    for j in range(dual.share.size):
        dual.share[j] += alpha * ((1.0 if work.chosen[j] else 0.0) - dual.share[j])
    return along
