"""The second part of the p-median engine: branch and bound over sites, bounded by the relaxation.

Best bound first. A node is a set of fixings (sites open, sites closed, regions that hold a post) with the multipliers
of its parent, which some rounds of the volume method improve (`lagrange`); reduced costs fix more sites. It splits on
the site most in doubt or, with many posts or forbidden pairs, on the one whose split is expected to lift the bound
most: pseudo-costs, learnt by trial first (Achterberg, Koch and Martin 2005); what a trial rules out is fixed at once.
Where clients are very many and posts few it splits on whole regions of the map instead (no post in it, or one at
least), because neighbouring sites stand in for each other and a single site decides little.

References
----------
Achterberg, T., Koch, T. and Martin, A. (2005). Branching rules revisited. Operations Research Letters 33, 42-54.
"""

from __future__ import annotations

import heapq
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from itertools import count

import numpy as np

from beatwright.base.certificate import Certificate
from beatwright.solver.location.benders.branch_and_cut import branch_and_cut
from beatwright.solver.location.engine.core_program import solve_core
from beatwright.solver.location.engine.cost_layout import quick_lists
from beatwright.solver.location.engine.incumbent import Incumbent
from beatwright.solver.location.engine.interchange import interchange
from beatwright.solver.location.engine.lagrangian import (
    CLOSED,
    FREE,
    OPEN,
    BySite,
    Dual,
    Flags,
    Ints,
    Master,
    States,
    VolumeSettings,
)
from beatwright.solver.location.engine.median_instance import Median, fix_implied
from beatwright.solver.location.engine.neighbour_lists import NeighbourLists, merge_clients
from beatwright.solver.location.engine.pseudo_costs import Branching, PseudoCosts
from beatwright.solver.location.engine.region_splits import nested_regions, widest_split
from beatwright.solver.location.engine.root_node import Relaxed, open_root, tighten

# Posts that the relaxation puts on a site most in doubt, and the same where clients are very many. Below a half: to
# open a site settles more than to close one, so that a lower share makes the two children more even.
_SHARE = 0.35
_SHARE_OF_MANY = 0.2
# Rounds of the volume method in one go at a node: with few posts, more, or many, and where pairs are forbidden. More
# rounds bound a node better, fewer look at more nodes; bounds of many posts take longer to settle. And rounds of a
# trial split, which only has to rank sites.
_ROUNDS = 100
_MORE_ROUNDS = 150
_LONG_ROUNDS = 300
_SHORT_ROUNDS = 60
_TRIAL_ROUNDS = 25
_MERGED_KICKS = 3  # perturbations of the local search on merged clients, at every node
_NEARLY = 1.001  # cost over that of the best plan up to which a plan found on merged clients is improved on all
_TRIALS = 8  # sites at most whose split is tried at a node because nothing is known of it: each costs two bounds
_TRUST_AFTER = 10  # nodes before pseudo-costs choose; until then there is nothing to compare them with
# Posts below which a split changes the whole map: long steps, and regions; and posts from which on splits hardly touch
# each other, so that pseudo-costs tell.
_FEW_POSTS = 30
_MANY_POSTS = 100


@dataclass(frozen=True, eq=False)
class Tree:
    """What all nodes share: the problem on the columns that are left, and how it is read.

    ``columns`` (m,) gives these columns' positions before; ``merged`` the clients merged and ``regions`` (r, m) the
    parts of the map to split on, where clients are very many.
    """

    median: Median
    columns: Ints
    by_site: BySite | None
    merged: NeighbourLists | None
    regions: Flags


def branch(median: Median, relaxed: Relaxed, incumbent: Incumbent) -> None:
    """Split on single sites or on regions, best bound first, until nothing worth finding is left or the time is up.

    Each node keeps the multipliers of its parent; some rounds of the volume method bound it, and reduced costs fix
    more sites. The search's bound is valid at every moment.
    """
    tree, relaxed = new_tree(median, relaxed)
    gains = PseudoCosts(len(tree.columns))
    order = count()
    heap: list[tuple[float, int, Relaxed, Branching | None]] = [(relaxed.bound, next(order), relaxed, None)]
    while heap and not incumbent.late:
        bound, _, node, split = heapq.heappop(heap)
        incumbent.bound = max(incumbent.bound, min(bound, incumbent.cutoff))
        if bound >= incumbent.cutoff:  # the least bound of all: nothing that is left is worth finding
            heap.clear()
            break
        incumbent.nodes += 1
        incumbent.report()
        unfinished = _bound_node(tree, node, incumbent)
        if split is not None:
            gains.learn(split, min(node.bound, incumbent.cutoff))
        if not unfinished:
            continue
        for child, made in _children(tree, node, incumbent, gains):
            heapq.heappush(heap, (child.bound, next(order), child, made))
    incumbent.proven = incumbent.proven or not heap


def _children(
    tree: Tree, node: Relaxed, incumbent: Incumbent, gains: PseudoCosts
) -> Iterator[tuple[Relaxed, Branching | None]]:
    """Split a node on the region that is most in doubt, or on a site; what is learned of, beside each child."""
    region = widest_split(tree.regions, node.dual.share, node.state == FREE, node.must)
    site = _pick(tree, node, incumbent, gains) if region is None else -1
    for value in (CLOSED, OPEN):
        if region is not None:
            child, made = _part(tree.median, node, region, value), None
        else:
            child = _child(tree.median, node, site, value)
            made = Branching(site, value, node.bound, float(node.dual.share[site]))
        if child is not None:
            yield child, made


def new_tree(median: Median, relaxed: Relaxed) -> tuple[Tree, Relaxed]:
    """Begin a tree at the root's relaxation."""
    columns = np.flatnonzero(relaxed.state != CLOSED)
    median, relaxed = compact(median, relaxed, columns)
    by_site = quick_lists(median.neighbours, median)
    merged = merge_clients(median.neighbours) if median.neighbours.crowded else None
    regions = np.zeros((0, len(columns)), dtype=np.bool_)
    if merged is not None and by_site is None and median.posts < _FEW_POSTS and median.simple:
        regions = nested_regions(merged)  # runs read well: sites are near or far, and regions mean something
    return Tree(median=median, columns=columns, by_site=by_site, merged=merged, regions=regions), relaxed


def compact(median: Median, relaxed: Relaxed, columns: Ints) -> tuple[Median, Relaxed]:
    """Renumber the columns that are left, from 0."""
    keep = relaxed.state != CLOSED
    master = median.master
    # Row by row in memory, as before: kernels are compiled once more for any other order.
    member, must = (np.ascontiguousarray(rows[:, columns]) for rows in (master.member, master.must))
    small = Master(groups=master.groups[columns], quota=master.quota, member=member, room=master.room, must=must)
    place = np.unique(median.place[columns], return_inverse=True)[1].astype(np.int64)
    state = relaxed.state[columns]

    def price(sites: Ints) -> float:
        return median.price(columns[sites])

    neighbours = median.neighbours.renumbered(keep)
    dual = Dual(relaxed.dual.price, relaxed.dual.average, relaxed.dual.share[columns])
    core = replace(median, neighbours=neighbours, master=small, place=place, state=state, price=price)
    chosen, rho = relaxed.chosen[columns], relaxed.rho[columns]
    must = np.ascontiguousarray(relaxed.must[:, columns])
    return core, replace(relaxed, state=state.copy(), dual=dual, chosen=chosen, rho=rho, must=must)


def _bound_node(tree: Tree, node: Relaxed, incumbent: Incumbent) -> bool:
    """Bound a node, fix sites, look for plans; whether it needs children."""
    median = tree.median
    for _ in range(3):  # again where many sites were fixed: the bound then rises for fewer
        free = int((node.state == FREE).sum())
        if not tighten(
            median,
            median.neighbours,
            tree.by_site,
            node,
            incumbent=incumbent,
            settings=_volume_settings(median, node, trial=False),
        ):
            return False
        _look_for_plans(tree, node, incumbent)
        left = int((node.state == FREE).sum())
        if left == 0:
            return False
        if left > 0.7 * free:
            break
    return node.bound < incumbent.cutoff


def _volume_settings(median: Median, node: Relaxed, *, trial: bool) -> VolumeSettings:
    """Step on where the parent stopped; with few posts, where a split changes everything, begin with long steps.

    Where a round is dear, as clients are very many, strong smoothing makes the most of it: see `VolumeSettings` for the
    numbers. Weights of a new point of 0.015 to 0.035 average over the last thirty to seventy rounds; the step factor is
    that of Polyak's step (1 aims at the cutoff if the subgradient were the only one); 10 or 15 rounds without a rise
    shrink it.
    """
    if median.neighbours.forbidden:
        return VolumeSettings(_TRIAL_ROUNDS if trial else _SHORT_ROUNDS, 0.1, 0.02, 10)
    if median.neighbours.crowded:
        return VolumeSettings(_TRIAL_ROUNDS if trial else _ROUNDS, 0.1, 0.015, 10)
    if median.posts < _FEW_POSTS:
        return VolumeSettings(_TRIAL_ROUNDS if trial else _ROUNDS, 0.3, 0.035, 15)
    if median.posts < _MANY_POSTS:
        return VolumeSettings(_TRIAL_ROUNDS if trial else _MORE_ROUNDS, 0.1, 0.02, 10)
    # Twice the parent's last step, within bounds: the child is near where the parent stopped.
    return VolumeSettings(_TRIAL_ROUNDS if trial else _LONG_ROUNDS, min(max(2.0 * node.step, 0.03), 0.3), 0.035, 10)


def _node_lists(median: Median, node: Relaxed) -> NeighbourLists:
    closed = node.state == CLOSED
    return median.neighbours.only(~closed) if closed.any() else median.neighbours


def _look_for_plans(tree: Tree, node: Relaxed, incumbent: Incumbent) -> None:
    """Offer the sites that the relaxation opens, improved by swaps: on merged clients at every node, else at some.

    Merging loses little: a plan that is good on merged clients is tried on all.
    """
    median = tree.median
    here = replace(median, state=node.state)
    plan = here.complete_plan(np.lexsort((node.rho, ~node.chosen)))
    if plan is None:
        return
    if tree.merged is not None:
        plan, _ = interchange(tree.merged, plan, here.rules(node.state), kicks=_MERGED_KICKS, seed=incumbent.nodes)
        if median.price(plan) < _NEARLY * incumbent.objective:
            plan, _ = interchange(median.neighbours, plan, here.rules(node.state))
    elif incumbent.nodes <= 4 or incumbent.nodes % 10 == 0:
        plan, _ = interchange(_node_lists(median, node), plan, here.rules(node.state), kicks=5, seed=incumbent.nodes)
    incumbent.offer(tree.columns[plan])


def _pick(tree: Tree, node: Relaxed, incumbent: Incumbent, gains: PseudoCosts) -> int:
    """Choose the site to split on: the most undecided; with many posts, the one whose split lifts the bound most.

    With many posts the undecided parts of the map hardly touch each other, so that what a split did before tells what
    it will do again; with few posts it does not, but where hardly any plan serves everybody some sites decide much.
    """
    median = tree.median
    free = np.flatnonzero(node.state == FREE)
    share = node.dual.share[free]
    doubt = np.abs(share - (_SHARE_OF_MANY if median.neighbours.crowded else _SHARE))
    told = median.posts >= _MANY_POSTS or median.neighbours.forbidden
    if not told or incumbent.nodes < _TRUST_AFTER:
        return int(free[doubt.argmin()])
    undecided = free[(share > 0.02) & (share < 0.98)]  # shares nearer 0 and 1 are noise of the averages
    if undecided.size == 0:
        return int(free[doubt.argmin()])
    by_doubt = undecided[np.abs(node.dual.share[undecided] - _SHARE).argsort()]
    neighbours = _node_lists(median, node)
    for site in by_doubt[~gains.known(by_doubt)][:_TRIALS]:
        for value in (CLOSED, OPEN):
            split = Branching(int(site), value, node.bound, float(node.dual.share[site]))
            bound = _trial_bound(tree, node, neighbours, split, incumbent)
            gains.learn(split, bound)
            # What alone leaves no better plan is ruled out; two sites stay, so that there is one to split on.
            if bound >= incumbent.cutoff and (node.state == FREE).sum() > 2:
                node.state[site] = -value
                break
    undecided = undecided[node.state[undecided] == FREE]
    if undecided.size == 0:
        return int(np.flatnonzero(node.state == FREE)[0])
    return int(undecided[gains.score(undecided, node.dual.share[undecided]).argmax()])


def _trial_bound(
    tree: Tree, node: Relaxed, neighbours: NeighbourLists, split: Branching, incumbent: Incumbent
) -> float:
    """Bound one child of a split by a few rounds; at most the cutoff, which says that it holds no better plan."""
    child = _child(tree.median, node, split.site, split.value)
    if child is None:
        return incumbent.cutoff
    settings = _volume_settings(tree.median, node, trial=True)
    open_still = tighten(tree.median, neighbours, tree.by_site, child, incumbent=incumbent, settings=settings)
    return min(child.bound, incumbent.cutoff) if open_still else incumbent.cutoff


def _child(median: Median, node: Relaxed, site: int, value: int) -> Relaxed | None:
    """Fix one site of a node; None where that leaves no plan."""
    state = node.state.copy()
    state[site] = value
    return _inherit(median, node, state, node.must)


def _part(median: Median, node: Relaxed, region: Flags, value: int) -> Relaxed | None:
    """Close a region, or ask for a post in it; None where that leaves no plan."""
    if value == OPEN:
        must = np.vstack([node.must, region])
        return _inherit(median, node, node.state.copy(), must[np.argsort(must.sum(axis=1), kind="stable")])
    state = node.state.copy()
    state[region] = CLOSED
    return _inherit(median, node, state, node.must)


def _inherit(median: Median, node: Relaxed, state: States, must: Flags) -> Relaxed | None:
    """Give a node's multipliers to a child; None where its fixings leave no plan."""
    if not fix_implied(state, median, median.neighbours):
        return None
    dual = Dual(*(a.copy() for a in node.dual))
    return replace(node, state=state, dual=dual, chosen=node.chosen.copy(), rho=node.rho.copy(), must=must)


_METHOD = "Lagrangian branch and bound"


def solve_median(
    median: Median,
    incumbent: Incumbent,
    seed: int = 0,
    start: Relaxed | None = None,
    *,
    core: Callable[[Median, Relaxed, Incumbent], None] = solve_core,
) -> tuple[Certificate, Relaxed | None]:
    """Solve a p-median; the plan is left in ``incumbent``.

    Parameters
    ----------
    median : Median
        The problem.
    incumbent : Incumbent
        Limits; takes the best plan and bound. A plan it already holds is improved.
    seed : int, default 0
        Seed of the random starts.
    start : Relaxed, optional
        Multipliers of a similar problem.
    core : callable, optional
        What is tried between the root and the branching: `solve_core` by default.

    Returns
    -------
    Certificate
        Certificate; Ctrl-C ends the search with what is known.
    Relaxed or None
        The root's relaxation, to start a similar problem from; None where the root proved the plan.
    """
    interrupted = False
    relaxed = None
    try:
        reduced, relaxed = open_root(median, incumbent, seed, start)
        for stage in (core, branch_and_cut, branch):
            if relaxed is not None and not incumbent.late and not incumbent.proven:
                stage(reduced, relaxed, incumbent)
    except KeyboardInterrupt:
        interrupted = True
    return incumbent.outcome(_METHOD, interrupted), relaxed
