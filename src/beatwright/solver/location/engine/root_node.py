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
    Master,
    States,
    VolumeSettings,
    choose,
)
from beatwright.solver.location.engine.median_instance import Median, fix_implied, propagate
from beatwright.solver.location.engine.neighbour_lists import Floats, NeighbourLists, merge_clients
from beatwright.solver.location.engine.starting_plan import any_plan, other_serving_plans, serving_plan
from beatwright.solver.location.engine.volume_method import volume

_MOST_SHAKEN = 50.0  # times as many perturbations where the gap is so many per cent or more
_MERGED_KICKS = 100  # perturbations of the local search on merged clients, in each turn: a merged search is quick
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
    median: Median,
    neighbours: NeighbourLists,
    by_site: BySite | None,
    relaxed: Relaxed,
    incumbent: Incumbent,
    settings: VolumeSettings,
) -> bool:
    """Raise the bound and fix sites by reduced cost, in place; False once nothing worth finding is left."""
    master = median.master._replace(must=relaxed.must)
    pairs, cap = pairs_of(neighbours, by_site, relaxed.state != CLOSED, _reach(neighbours, relaxed))
    cap = np.concatenate([cap, np.full(median.master.room.size, np.inf)])
    cutoff, target = incumbent.cutoff, incumbent.target
    # A trifle above the cutoff, so that a bound that closes the node can be reached in finitely many steps; without a
    # plan ten times what it costs to serve nobody is far above any bound.
    aim = cutoff + 1e-6 * abs(target) if np.isfinite(target) else 10.0 * float(neighbours.far.sum())
    _, relaxed.step = volume(pairs, cap, relaxed.state, master, dual=relaxed.dual, target=aim, settings=settings)
    rho, edges = relaxed.rho, np.empty((median.master.quota.size, 2))
    here = exact_costs(neighbours, pairs, relaxed.dual.price, master, rho=rho)
    here += choose(rho, relaxed.state, master, relaxed.chosen, edges=edges)
    here -= rounding(relaxed.dual.price, rho[relaxed.chosen])
    relaxed.bound = max(relaxed.bound, here)
    if max(relaxed.bound, incumbent.bound) >= cutoff:
        return False
    fix_sites(relaxed.state, median.master, relaxed.chosen, rho, (here, edges), cutoff)
    return fix_implied(relaxed.state, median, neighbours)


def fix_sites(
    state: States, master: Master, chosen: Flags, rho: Floats, bound: tuple[float, Floats], cutoff: float
) -> None:
    """Fix sites whose other state alone lifts a bound to the cutoff, in place; with the bound come its edges."""
    here, edges = bound
    free = state == FREE
    # To open a site is to leave out the dearest chosen of its group; to close one, to take the cheapest left.
    dearest, cheapest = edges[master.groups].T
    state[free & ~chosen & (here + rho - dearest >= cutoff)] = CLOSED
    state[free & chosen & (here - rho + cheapest >= cutoff)] = OPEN


def rounding(price: Floats, rho: Floats) -> float:
    """Say by how much sums of multipliers and of reduced costs may be off: they can be large beside what they leave."""
    return float(np.finfo(float).eps * price.size * (price.sum() + np.abs(rho).sum()))


def _reach(neighbours: NeighbourLists, relaxed: Relaxed) -> Floats:
    """How far the rows go that bound a (sub)problem: a little beyond the multipliers, once these have settled."""
    price = relaxed.dual.price[: neighbours.clients]
    if not np.isfinite(relaxed.bound):
        return np.full(neighbours.clients, np.inf)
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
    if _settled(median, relaxed, incumbent):
        return median, None
    neighbours = (
        median.neighbours.only(relaxed.state != CLOSED) if (relaxed.state == CLOSED).any() else median.neighbours
    )
    # Every client pays its cheapest site at least, or what it costs to be left out; less a trifle, as sums are rounded.
    cheapest = np.minimum(neighbours.cost[:, :1].min(axis=1, initial=np.inf), neighbours.cap)
    incumbent.bound = max(incumbent.bound, float(cheapest.sum()) * (1.0 - 1e-12))
    _first_plan(median, neighbours, relaxed, incumbent, rng=rng)
    if not np.isfinite(incumbent.objective) and not _serve_all(median, neighbours, relaxed, incumbent, seed=seed):
        incumbent.proven = True
        return median, None
    by_site = quick_lists(neighbours, median)
    merged = merge_clients(neighbours) if neighbours.crowded else None
    turn, before = 0, -np.inf
    pays = 0.03 if merged is None else 0.1  # part of the gap that a turn must close for another to follow
    while not incumbent.late:
        rounds = 150 if turn else 200  # the first turn begins far away
        # Weak smoothing at first, for quick rises, then stronger, for shares to trust; the step goes on from the last.
        settings = VolumeSettings(rounds, max(relaxed.step, 0.02), max(0.1 * 0.75**turn, 0.02), 15)
        unfinished = tighten(median, neighbours, by_site, relaxed, incumbent=incumbent, settings=settings)
        incumbent.bound = max(incumbent.bound, min(relaxed.bound, incumbent.cutoff))
        incumbent.report()
        if not unfinished:
            incumbent.proven = True
            return median, None
        kept = neighbours
        neighbours, median, widened = _trim(neighbours, median, relaxed)
        if neighbours is not kept:
            kept.__dict__.pop("by_site", None)  # the longer lists are no longer read: free their transpose
            by_site = quick_lists(neighbours, median)
        if merged is not None:
            _improve_merged(median, neighbours, merged, relaxed, incumbent=incumbent, seed=seed + turn)
        else:
            _improve(
                median,
                neighbours,
                relaxed,
                incumbent,
                seed=seed + turn,
                kicks=int(np.clip(median.posts // 10, 10, 2000)),
            )
        left = incumbent.cutoff - relaxed.bound
        # Three turns at least, for fixings to begin; about thirty at most, where each closes just enough to go on.
        if turn >= 2 and not widened and (relaxed.bound - before < pays * left or turn >= 30):
            break
        before = relaxed.bound
        turn += 1
    if not incumbent.late and merged is None:
        gap = 0.0 if neighbours.forbidden else _gap_left(relaxed, incumbent)
        _improve(median, neighbours, relaxed, incumbent, seed=seed + turn, kicks=_kicks(median.posts, gap))
    return replace(median, neighbours=neighbours), relaxed


def _settled(median: Median, relaxed: Relaxed, incumbent: Incumbent) -> bool:
    """Whether fixings alone leave one plan or none, or no client asks for a good one."""
    if median.neighbours.clients == 0 and propagate(relaxed.state, median.master, median.place):
        _trivial(median, relaxed.state, incumbent)
        return True
    possible = fix_implied(relaxed.state, median, median.neighbours)
    if possible and (relaxed.state == FREE).any():
        return False
    if possible:
        incumbent.offer(np.flatnonzero(relaxed.state == OPEN))
    incumbent.proven = True
    return True


def _trivial(median: Median, state: States, incumbent: Incumbent) -> None:
    """Without clients any plan is as good as another."""
    plan, incumbent.proven = any_plan(replace(median, state=state), incumbent.clock.left)
    if plan is not None:
        incumbent.offer(plan)


def fresh(median: Median) -> Relaxed:
    """Start the multipliers at the cost that a client has in an even spread of sites."""
    neighbours = median.neighbours
    rank = min(neighbours.cost.shape[1] - 1, neighbours.sites // median.posts)  # every (m / p)-th site open
    price = np.minimum(neighbours.cost[:, rank], neighbours.cap)
    if neighbours.forbidden:
        # Where a list ends before, its last cost: what stands behind is a penalty, from which no step finds back.
        ended = neighbours.site[:, rank] < 0
        price[ended] = np.where(neighbours.site[ended] >= 0, neighbours.cost[ended], 0.0).max(axis=1, initial=0.0)
    dual = new_dual(np.concatenate([price, np.zeros(median.master.room.size)]), neighbours.sites)
    none = np.zeros((0, neighbours.sites), dtype=np.bool_)
    return Relaxed(
        state=median.state.copy(),
        dual=dual,
        bound=-np.inf,
        chosen=np.zeros(neighbours.sites, dtype=np.bool_),
        rho=np.zeros(neighbours.sites),
        must=none,
    )


def new_dual(price: Floats, sites: int) -> Dual:
    """Multipliers with an empty memory."""
    return Dual(price, np.full(price.size, -np.inf), np.zeros(sites))


def _gap_left(relaxed: Relaxed, incumbent: Incumbent) -> float:
    """Give the part of the best plan's cost that its bound leaves open; 0 where no plan has a cost."""
    if not np.isfinite(incumbent.objective) or incumbent.objective == 0.0:
        return 0.0
    return (incumbent.cutoff - relaxed.bound) / abs(incumbent.objective)


def _kicks(posts: int, gap: float) -> int:
    """Say how often the plan is shaken before branching: where posts are few a better plan saves whole branches.

    And where the gap is some per cent, as costs without geometry leave it, the plan may be far from the best.
    """
    # Swaps are p x (m - p), of which kicks try some: hence the square. The ends bound the time.
    least = np.clip(posts**2 // (4 if posts < 100 else 12), 40, 20_000)
    return int(min(least * np.clip(100.0 * gap, 1.0, _MOST_SHAKEN), 20_000))


def _first_plan(
    median: Median, neighbours: NeighbourLists, relaxed: Relaxed, incumbent: Incumbent, rng: np.random.Generator
) -> None:
    """Random sites, improved by swaps among a sample of the sites."""
    plan = median.complete_plan(rng.permutation(neighbours.sites)) if incumbent.sites.size == 0 else incumbent.sites
    if plan is None:
        return
    rules = median.rules(relaxed.state)
    sample = max(2000, 8 * median.posts)
    if neighbours.sites > sample:
        look = np.zeros(neighbours.sites, dtype=np.bool_)
        look[rng.choice(neighbours.sites, sample, replace=False)] = True
        look[plan] = True
        rules = rules._replace(movable=rules.movable & look)
    plan, objective = interchange(neighbours, plan, rules)
    if neighbours.complete and median.exact:
        incumbent.penalised = min(incumbent.penalised, objective)
    incumbent.offer(plan)


def _serve_all(median: Median, neighbours: NeighbourLists, relaxed: Relaxed, incumbent: Incumbent, seed: int) -> bool:
    """Look for a plan that serves every client; False where there is none."""
    here = replace(median, neighbours=neighbours, state=relaxed.state)
    plan, possible = serving_plan(here, incumbent.clock)
    if plan is not None:
        incumbent.offer(interchange(neighbours, plan, here.rules(relaxed.state))[0])
        other_serving_plans(here, incumbent, seed)
    return possible


def _improve(
    median: Median, neighbours: NeighbourLists, relaxed: Relaxed, incumbent: Incumbent, seed: int, kicks: int
) -> None:
    """Local search from the sites that the relaxation opens, among the sites that are left."""
    order = np.lexsort((relaxed.rho, -relaxed.dual.share.round(1), ~relaxed.chosen))
    here = replace(median, state=relaxed.state)
    best = incumbent.sites if incumbent.sites.size and here.keeps(incumbent.sites) else None
    plan = best if best is not None and kicks > 2000 else here.complete_plan(order)
    if plan is None:
        return
    rules = here.rules(relaxed.state)
    core = (relaxed.dual.share > 1e-4) | relaxed.chosen  # sites that the relaxation has used at all of late
    core[plan] = True
    rules = rules._replace(movable=rules.movable & core)
    plan, objective = interchange(neighbours, plan, rules, kicks=kicks, seed=seed)
    if neighbours.complete and median.exact:
        incumbent.penalised = min(incumbent.penalised, objective)
    incumbent.offer(plan)


def _improve_merged(
    median: Median,
    neighbours: NeighbourLists,
    merged: NeighbourLists,
    relaxed: Relaxed,
    incumbent: Incumbent,
    seed: int,
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
    plan, _ = interchange(merged, plan, rules, kicks=_MERGED_KICKS, seed=seed)
    plan, _ = interchange(neighbours, plan, rules)
    incumbent.offer(plan)


def _trim(neighbours: NeighbourLists, median: Median, relaxed: Relaxed) -> tuple[NeighbourLists, Median, bool]:
    """Drop the closed sites from the lists; ask for longer lists where the multipliers have reached their end."""
    price = relaxed.dual.price[: neighbours.clients]
    capped = float((price >= neighbours.cap).mean())
    # Multipliers at the end of their lists hold the bound down: over one client in 500 is worth lists twice as long.
    if median.widen is not None and capped > 0.002 and not neighbours.complete:
        wider = median.widen(2 * median.neighbours.cost.shape[1])
        median = replace(median, neighbours=wider, widen=median.widen if not wider.complete else None)
        return wider.only(relaxed.state != CLOSED), median, True
    # To count is quick but for very long lists. One site in twenty closed is worth copying the lists.
    held = int((neighbours.site >= 0).sum()) if neighbours.cost.size < 5_000_000 else neighbours.cost.size
    if float((relaxed.state == CLOSED).mean()) > 0.05 and held:
        return neighbours.only(relaxed.state != CLOSED), median, False
    return neighbours, median, False
