"""The first part of the p-median engine: bound, plan and fixings at the root, by turns.

The Lagrangian relaxation of Cornuejols, Fisher and Nemhauser (1977) bounds, its reduced costs fix sites (a site that
would lift the bound above the best plan is closed; one whose closing would, opened), local search from the sites that
it opens improves the plan, and a better plan fixes more. Lists shrink to the sites that are left, which makes each turn
quicker than the last. It ends when a turn no longer closes enough of the gap; branching follows.

References
----------
Cornuejols, G., Fisher, M. L. and Nemhauser, G. L. (1977). Location of bank accounts to optimize float. Management
Science 23, 789-810.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from beatwright.solver.location.engine.cost_layout import exact_costs, pairs_of, quick_lists
from beatwright.solver.location.engine.incumbent import Incumbent
from beatwright.solver.location.engine.interchange import interchange
from beatwright.solver.location.engine.lagrangian import (
    CLOSED,
    FREE,
    OPEN,
    BySite,
    Dual,
    Flags,
    Pace,
    States,
    choose,
    volume,
)
from beatwright.solver.location.engine.median_instance import Median, propagate
from beatwright.solver.location.engine.neighbour_lists import Floats, Near, merge_clients
from beatwright.solver.location.engine.starting_plan import any_plan

_MERGED_SHOCKS = 100  # perturbations of the local search on merged clients, in each turn: a merged search is quick
# Costs over the multiplier up to which the rows of a bound go. Multipliers that rise further are capped there, which
# leaves the bound valid; longer rows cost time in every round.
_BEYOND = 1.15


@dataclass(eq=False)
class Relaxed:
    """Where the relaxation of a (sub)problem stands: fixings, multipliers, bound, the sites it opens."""

    state: States  # (m,) 1 open, 0 free, -1 closed
    dual: Dual
    bound: float  # weighted cost; -inf before the first bound
    chosen: Flags  # (m,) sites that the relaxation opens
    rho: Floats  # (m,) reduced cost of each site, weighted cost
    must: Flags  # (regions, m) regions that hold a post at least
    step: float = 1.0  # step factor that the volume method ended with


def tighten(
    median: Median, near: Near, by_site: BySite | None, relaxed: Relaxed, incumbent: Incumbent, pace: Pace
) -> bool:
    """Raise the bound and fix sites by reduced cost, in place; False once nothing worth finding is left."""
    master = median.master._replace(must=relaxed.must)
    pairs, cap = pairs_of(near, by_site, relaxed.state != CLOSED, _reach(near, relaxed))
    cap = np.concatenate([cap, np.full(median.master.room.size, np.inf)])
    cutoff, target = incumbent.cutoff, incumbent.target
    # A trifle above the cutoff, so that a bound that closes the node can be reached in finitely many steps; without a
    # plan ten times what it costs to serve nobody is far above any bound.
    aim = cutoff + 1e-6 * abs(target) if np.isfinite(target) else 10.0 * float(near.far.sum())
    _, relaxed.step = volume(pairs, cap, relaxed.state, master, relaxed.dual, aim, pace)
    rho, edges = relaxed.rho, np.empty((median.master.quota.size, 2))
    here = exact_costs(near, pairs, relaxed.dual.price, master, rho)
    here += choose(rho, relaxed.state, master, relaxed.chosen, edges)
    relaxed.bound = max(relaxed.bound, here)
    if max(relaxed.bound, incumbent.bound) >= cutoff:
        return False
    free = relaxed.state == FREE
    # To open a site is to leave out the dearest chosen of its group; to close one, to take the cheapest left.
    dearest, cheapest = edges[median.master.groups].T
    relaxed.state[free & ~relaxed.chosen & (here + rho - dearest >= cutoff)] = CLOSED
    relaxed.state[free & relaxed.chosen & (here - rho + cheapest >= cutoff)] = OPEN
    return bool(propagate(relaxed.state, median.master, median.place))


def _reach(near: Near, relaxed: Relaxed) -> Floats:
    """How far the rows go that bound a (sub)problem: a little beyond the multipliers, once these have settled."""
    price = relaxed.dual.price[: near.clients]
    if not np.isfinite(relaxed.bound):
        return np.full(near.clients, np.inf)
    # A part of the mean as well, for clients whose own multiplier is next to 0; never 0, as a row then holds nothing.
    return np.asarray(_BEYOND * price + 0.05 * price.mean() + np.finfo(float).tiny)


def open_root(
    median: Median, incumbent: Incumbent, seed: int, start: Relaxed | None = None
) -> tuple[Median, Relaxed | None]:
    """Alternate bound, fixings and local search until that stops paying.

    Returns the problem on the lists that are left and the state of its relaxation; None in its place once the best
    plan is proven.
    """
    rng = np.random.default_rng(seed)
    relaxed = start or fresh(median)
    if not propagate(relaxed.state, median.master, median.place):
        incumbent.proven = True
        return median, None
    if median.near.clients == 0:
        _trivial(median, relaxed.state, incumbent)
        return median, None
    if not (relaxed.state == FREE).any():
        incumbent.offer(np.flatnonzero(relaxed.state == OPEN))
        incumbent.proven = True
        return median, None
    near = median.near.only(relaxed.state != CLOSED) if (relaxed.state == CLOSED).any() else median.near
    _first_plan(median, near, relaxed, incumbent, rng)
    by_site = quick_lists(near, median)
    merged = merge_clients(near) if near.crowded else None
    turn, before = 0, -np.inf
    pays = 0.03 if merged is None else 0.1  # part of the gap that a turn must close for another to follow
    while not incumbent.late:
        rounds = 150 if turn else 200  # the first turn begins far away
        # Weak smoothing at first, for quick rises, then stronger, for shares to trust; the step goes on from the last.
        pace = Pace(rounds, max(relaxed.step, 0.02), max(0.1 * 0.75**turn, 0.02), 15)
        unfinished = tighten(median, near, by_site, relaxed, incumbent, pace)
        incumbent.bound = max(incumbent.bound, min(relaxed.bound, incumbent.cutoff))
        incumbent.tell()
        if not unfinished:
            incumbent.proven = True
            return median, None
        kept = near
        near, median, widened = _trim(near, median, relaxed)
        if near is not kept:
            kept.__dict__.pop("by_site", None)  # the longer lists are no longer read: free their transpose
            by_site = quick_lists(near, median)
        if merged is not None:
            _improve_merged(median, near, merged, relaxed, incumbent, seed + turn)
        else:
            _improve(
                median, near, relaxed, incumbent, seed=seed + turn, shocks=int(np.clip(median.posts // 10, 10, 2000))
            )
        left = incumbent.cutoff - relaxed.bound
        # Three turns at least, for fixings to begin; about thirty at most, where each closes just enough to go on.
        if turn >= 2 and not widened and (relaxed.bound - before < pays * left or turn >= 30):
            break
        before = relaxed.bound
        turn += 1
    if not incumbent.late and merged is None:
        _improve(median, near, relaxed, incumbent, seed=seed + turn, shocks=_shocks(median.posts))
    return replace(median, near=near), relaxed


def _trivial(median: Median, state: States, incumbent: Incumbent) -> None:
    """Without clients any plan is as good as another."""
    plan, incumbent.proven = any_plan(replace(median, state=state), incumbent.clock.left)
    if plan is not None:
        incumbent.offer(plan)


def fresh(median: Median) -> Relaxed:
    """Start the multipliers at the cost that a client has in an even spread of sites."""
    near = median.near
    rank = min(near.cost.shape[1] - 1, near.sites // median.posts)  # every (m / p)-th site open
    price = np.minimum(near.cost[:, rank], near.cap)
    dual = new_dual(np.concatenate([price, np.zeros(median.master.room.size)]), near.sites)
    none = np.zeros((0, near.sites), dtype=np.bool_)
    return Relaxed(
        state=median.state.copy(),
        dual=dual,
        bound=-np.inf,
        chosen=np.zeros(near.sites, dtype=np.bool_),
        rho=np.zeros(near.sites),
        must=none,
    )


def new_dual(price: Floats, sites: int) -> Dual:
    """Multipliers with an empty memory."""
    return Dual(price, np.full(price.size, -np.inf), np.zeros(sites))


def _shocks(posts: int) -> int:
    """Say how often the plan is shaken before branching: where posts are few a better plan saves whole branches."""
    # Swaps are p x (m - p), of which shocks try some: hence the square. The ends bound the time.
    return int(np.clip(posts**2 // (4 if posts < 100 else 12), 40, 20_000))


def _first_plan(median: Median, near: Near, relaxed: Relaxed, incumbent: Incumbent, rng: np.random.Generator) -> None:
    """Random sites, improved by swaps among a sample of the sites."""
    plan = median.complete_plan(rng.permutation(near.sites)) if incumbent.sites.size == 0 else incumbent.sites
    if plan is None:
        return
    rules = median.rules(relaxed.state)
    sample = max(2000, 8 * median.posts)
    if near.sites > sample:
        look = np.zeros(near.sites, dtype=np.bool_)
        look[rng.choice(near.sites, sample, replace=False)] = True
        look[plan] = True
        rules = rules._replace(movable=rules.movable & look)
    plan, objective = interchange(near, plan, rules)
    if near.complete and median.exact:
        incumbent.penalised = min(incumbent.penalised, objective)
    incumbent.offer(plan)


def _improve(median: Median, near: Near, relaxed: Relaxed, incumbent: Incumbent, seed: int, shocks: int) -> None:
    """Local search from the sites that the relaxation opens, among the sites that are left."""
    order = np.lexsort((relaxed.rho, -relaxed.dual.share.round(1), ~relaxed.chosen))
    here = replace(median, state=relaxed.state)
    best = incumbent.sites if incumbent.sites.size and here.keeps(incumbent.sites) else None
    plan = best if best is not None and shocks > 2000 else here.complete_plan(order)
    if plan is None:
        return
    rules = here.rules(relaxed.state)
    core = (relaxed.dual.share > 1e-4) | relaxed.chosen  # sites that the relaxation has used at all of late
    core[plan] = True
    rules = rules._replace(movable=rules.movable & core)
    plan, objective = interchange(near, plan, rules, shocks=shocks, seed=seed)
    if near.complete and median.exact:
        incumbent.penalised = min(incumbent.penalised, objective)
    incumbent.offer(plan)


def _improve_merged(
    median: Median, near: Near, merged: Near, relaxed: Relaxed, incumbent: Incumbent, seed: int
) -> None:
    """Where clients are very many: a long local search on merged clients, then a short one on all.

    Begins by turns with the best plan and with the sites that the relaxation opens.
    """
    here = replace(median, state=relaxed.state)
    plan = incumbent.sites if seed % 2 and incumbent.sites.size and here.keeps(incumbent.sites) else None
    if plan is None:
        plan = here.complete_plan(np.lexsort((relaxed.rho, -relaxed.dual.share.round(1), ~relaxed.chosen)))
    if plan is None:
        return
    rules = here.rules(relaxed.state)
    plan, _ = interchange(merged, plan, rules, shocks=_MERGED_SHOCKS, seed=seed)
    plan, _ = interchange(near, plan, rules)
    incumbent.offer(plan)


def _trim(near: Near, median: Median, relaxed: Relaxed) -> tuple[Near, Median, bool]:
    """Drop the closed sites from the lists; ask for longer lists where the multipliers have reached their end."""
    price = relaxed.dual.price[: near.clients]
    capped = float((price >= near.cap).mean())
    # Multipliers at the end of their lists hold the bound down: over one client in 500 is worth lists twice as long.
    if median.widen is not None and capped > 0.002 and not near.complete:
        wider = median.widen(2 * median.near.cost.shape[1])
        median = replace(median, near=wider, widen=median.widen if not wider.complete else None)
        return wider.only(relaxed.state != CLOSED), median, True
    # To count is quick but for very long lists. One site in twenty closed is worth copying the lists.
    held = int((near.site >= 0).sum()) if near.cost.size < 5_000_000 else near.cost.size
    if float((relaxed.state == CLOSED).mean()) > 0.05 and held:
        return near.only(relaxed.state != CLOSED), median, False
    return near, median, False
