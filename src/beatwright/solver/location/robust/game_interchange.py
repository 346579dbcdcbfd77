"""Interchange on the objective of a game: swap an open site for a closed one while the dearest mixture gets cheaper.

The fast interchange of Whitaker (1983) with a vector in place of every gain and loss: one number a row, and the base
behind. A swap changes the row costs by the gains of the newcomer, the losses of the leaver, and what the newcomer saves
of these; what it is worth is the dearest mixture of the row costs that result. After a perturbation the sites near it
are looked at first, and all others only where that has led near the best plan.

References
----------
Whitaker, R. A. (1983). A fast algorithm for the greedy interchange for large-scale clustering and median location
problems. INFOR 21, 95-108.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from beatwright.base.jit import UNCOUNTED, entry, inner
from beatwright.solver.location.engine.lagrangian import Flags, Ints
from beatwright.solver.location.engine.neighbour_lists import Floats, Indices
from beatwright.solver.location.robust.game_rows import GameRows, add_costs, mix_dearest
from beatwright.solver.random_numbers import Seeds, below
from beatwright.solver.time_limit import SearchClock

_LEAST = 1e-9  # of the objective, by which a swap must be better: gains of rounding could go round for ever
_NEAR = 1.005  # objective over the best up to which all sites are looked at after a perturbation
_NUMBERS = 4e7  # that are read between two looks at the clock: some 50 milliseconds


class GameCosts(NamedTuple):
    """What every plan is priced by."""

    cost: Floats  # (m, n) cost of serving each client from each site
    site: Indices  # (n, k) sites of each client, the cheapest first
    sorted: Floats  # (n, k) their costs
    far: Floats  # (n,) more than any cost of a client
    game: GameRows


class _Plan(NamedTuple):
    """A plan, what each client gets from it, and room for trials."""

    sites: Ints  # (p,) open sites
    first: Ints  # (n,) place among these of a client's cheapest site
    d1: Floats  # (n,) its cost
    d2: Floats  # (n,) cost of the second cheapest, or `far`
    each: Floats  # (r + 1,) cost of each row, and of the base
    loss: Floats  # (p, r + 1) what closing each site adds to these
    saved: Floats  # (p, r + 1) how much less that is with the newcomer open; all 0 between two looks
    gain: Floats  # (r + 1,) what the newcomer takes off the costs
    trial: Floats  # (r + 1,) costs after a swap
    mixture: Floats  # (r,) dearest mixture
    opened: Flags  # (m,)
    movable: Flags  # (m,) sites that may change state
    dirty: Flags  # (m,) sites that are to be looked at
    order: Ints  # (k,) movable sites, in the order of looks
    words: Seeds  # (1,) state of the random numbers


def interchange_game(
    costs: GameCosts, sites: Ints, movable: Flags, clock: SearchClock, *, kicks: int = 0, seed: int = 0
) -> tuple[Ints, float]:
    """Improve a plan by swaps until none pays; then shake it a number of times and keep what is better.

    Parameters
    ----------
    costs : GameCosts
        What a plan is priced by.
    sites : ndarray of int, shape (p,)
        Open sites to begin with.
    movable : ndarray of bool, shape (m,)
        Sites that may change state.
    clock : SearchClock
        Says when to stop.
    kicks : int, default 0
        Number of perturbations of two swaps, each followed by a local search.
    seed : int, default 0
        Seed of the perturbations and of the order in which sites are looked at.

    Returns
    -------
    sites : ndarray of int, shape (p,)
        Ascending.
    objective : float
        Base cost and dearest mixture of the row costs.
    """
    plan = _new_plan(costs, sites, movable, seed)
    _begin_plan(costs, plan)
    value = _descend(costs, plan, clock, np.inf)
    best = plan.sites.copy()
    for _ in range(kicks if plan.order.size > 1 else 0):
        if clock.late:
            break
        _shake_plan(costs, plan)
        found = _descend(costs, plan, clock, _NEAR * value)
        if found <= value:
            value, best = found, plan.sites.copy()
            continue
        plan.opened[plan.sites], plan.opened[best] = False, True
        plan.sites[:] = best
        _begin_plan(costs, plan)
    return np.sort(best), float(value)


def price_game(costs: GameCosts, sites: Ints) -> float:
    """Price a plan: base cost and dearest mixture of the row costs."""
    plan = _new_plan(costs, sites, np.zeros(costs.cost.shape[0], dtype=np.bool_), 0)
    _begin_plan(costs, plan)
    return float(_price(costs.game, plan))


def _new_plan(costs: GameCosts, sites: Ints, movable: Flags, seed: int) -> _Plan:
    m, n = costs.cost.shape
    p, r = sites.size, costs.game.most.size
    rng = np.random.default_rng(seed)
    return _Plan(
        sites=sites.astype(np.int64),
        first=np.zeros(n, dtype=np.int64),
        d1=np.empty(n),
        d2=np.empty(n),
        each=np.empty(r + 1),
        loss=np.empty((p, r + 1)),
        saved=np.zeros((p, r + 1)),
        gain=np.empty(r + 1),
        trial=np.empty(r + 1),
        mixture=np.empty(r),
        opened=np.isin(np.arange(m), sites),
        movable=movable.copy(),
        dirty=np.ones(m, dtype=np.bool_),
        order=rng.permutation(np.flatnonzero(movable)),
        words=rng.integers(2**64, size=1, dtype=np.uint64),
    )


def _descend(costs: GameCosts, plan: _Plan, clock: SearchClock, near: float) -> float:
    """Take swaps among the sites to be looked at until none pays; then among all, where that has led near enough."""
    value = _take_swaps(costs, plan, clock, float(_price(costs.game, plan)))
    while value <= near and not clock.late:
        before = value
        plan.dirty[:] = True  # what one swap does to the dearest rows bears on all others
        value = _take_swaps(costs, plan, clock, value)
        if value >= before:
            break
    plan.dirty[:] = False
    _begin_plan(costs, plan)  # sums of changes have lost digits
    return float(_price(costs.game, plan))


def _take_swaps(costs: GameCosts, plan: _Plan, clock: SearchClock, value: float) -> float:
    looks, idle = max(1, int(_NUMBERS / (plan.d1.size + plan.loss.size))), 0
    while idle < plan.order.size and not clock.late:
        value, idle = _look_at(costs, plan, value, looks, idle)
    return float(value)


@entry(**UNCOUNTED)
def _price(game: GameRows, plan: _Plan) -> float:
    return float(plan.each[game.most.size] + mix_dearest(plan.each, game, plan.mixture))


@entry(**UNCOUNTED)
def _begin_plan(costs: GameCosts, plan: _Plan) -> None:
    """Fill in what each client gets from a plan, and what the rows cost."""
    plan.each[:] = 0.0
    plan.loss[:] = 0.0
    for i in range(costs.far.size):
        _look_up(costs, plan, i)
        _count_client(costs.game, plan, i, 1.0)


@inner(**UNCOUNTED)
def _look_up(costs: GameCosts, plan: _Plan, i: int) -> None:
    """Look up a client's cheapest and second cheapest open site."""
    first, d1, d2 = 0, np.inf, costs.far[i]
    for a in range(plan.sites.size):
        d = costs.cost[plan.sites[a], i]
        if d < d1:
            first, d1, d2 = a, d, min(d1, costs.far[i])
        elif d < d2:
            d2 = d
    plan.first[i], plan.d1[i], plan.d2[i] = first, d1, d2


@inner(**UNCOUNTED)
def _count_client(game: GameRows, plan: _Plan, i: int, times: float) -> None:
    """Add a client to the row costs and to the losses, or take it off."""
    add_costs(game, i, times * plan.d1[i], plan.each)
    add_costs(game, i, times * (plan.d2[i] - plan.d1[i]), plan.loss[plan.first[i]])


@inner(**UNCOUNTED)
def _swap_site(costs: GameCosts, plan: _Plan, come: int, place: int) -> None:
    """Open one site in the place of another, and repair everything that this touches."""
    leave = plan.sites[place]
    plan.opened[leave], plan.opened[come] = False, True
    plan.sites[place] = come
    for i in range(costs.far.size):
        # Only where one of the two is among a client's cheapest two does anything change.
        before = plan.d2[i]
        if plan.first[i] == place or costs.cost[leave, i] <= before or costs.cost[come, i] < before:
            _count_client(costs.game, plan, i, -1.0)
            _look_up(costs, plan, i)
            _count_client(costs.game, plan, i, 1.0)
            for b in range(costs.site.shape[1]):  # sites that may now be worth another look
                if costs.site[i, b] < 0 or costs.sorted[i, b] >= max(before, plan.d2[i]):
                    break
                plan.dirty[costs.site[i, b]] = True


@inner(**UNCOUNTED)
def _weigh_site(costs: GameCosts, plan: _Plan, come: int) -> None:
    """Gains of a newcomer, and by how much it softens the loss of closing each other site."""
    plan.gain[:] = 0.0
    for i in range(plan.d1.size):
        d = costs.cost[come, i]
        if d < plan.d2[i]:
            # Nearer than the cheapest: a gain whoever leaves. Nearer than the second: the newcomer stands in for it.
            if d < plan.d1[i]:
                add_costs(costs.game, i, plan.d1[i] - d, plan.gain)
                d = plan.d1[i]
            add_costs(costs.game, i, plan.d2[i] - d, plan.saved[plan.first[i]])


@inner(**UNCOUNTED)
def _best_leaver(game: GameRows, plan: _Plan) -> tuple[int, float]:
    """Place of the open site that had best leave for the newcomer, and the objective then; forgets what is saved."""
    r = game.most.size
    place, least = -1, np.inf
    for a in range(plan.sites.size):
        if plan.movable[plan.sites[a]]:
            # No single number tells what a swap is worth: which rows are dearest depends on all of them.
            for k in range(r + 1):
                plan.trial[k] = plan.each[k] - plan.gain[k] + plan.loss[a, k] - plan.saved[a, k]
            value = plan.trial[r] + mix_dearest(plan.trial, game, plan.mixture)
            if value < least:
                place, least = a, value
    plan.saved[:] = 0.0
    return place, least


@entry(**UNCOUNTED)
def _look_at(costs: GameCosts, plan: _Plan, value: float, looks: int, idle: int) -> tuple[float, int]:
    """Go round the sites, so many looks, and take every swap that pays; how many in a row did not is kept in `idle`."""
    at = idle
    while idle < plan.order.size and looks > 0:
        come = plan.order[at % plan.order.size]
        at += 1
        idle += 1
        if plan.opened[come] or not plan.dirty[come]:
            continue
        looks -= 1
        plan.dirty[come] = False
        _weigh_site(costs, plan, come)
        place, least = _best_leaver(costs.game, plan)
        if place >= 0 and least < value - _LEAST * abs(value):
            _swap_site(costs, plan, come, place)
            value, idle = least, 0
    return value, idle


@entry(**UNCOUNTED)
def _shake_plan(costs: GameCosts, plan: _Plan) -> None:
    """Open two random sites, each in the place of an open site that serves a client of its surroundings, if found."""
    for _ in range(2):
        come = plan.order[below(plan.words, plan.order.size)]
        place = plan.first[below(plan.words, plan.first.size)]
        for _ in range(20):  # tries: one client in about so many as there are posts is nearer to the newcomer
            i = below(plan.words, plan.first.size)
            if costs.cost[come, i] < plan.d1[i]:
                place = plan.first[i]
                break
        if not plan.opened[come] and plan.movable[plan.sites[place]]:
            _swap_site(costs, plan, come, place)
