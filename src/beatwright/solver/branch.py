"""The second part of the p-median engine: branch and bound over sites, bounded by the relaxation."""

from __future__ import annotations

import heapq
from dataclasses import replace
from itertools import count

import numpy as np

from beatwright.solver.interchange import interchange
from beatwright.solver.lagrange import CLOSED, FREE, OPEN, Dual, Ints, Master, Pace
from beatwright.solver.median import Median, propagate
from beatwright.solver.near import Floats, Near
from beatwright.solver.root import Relaxed, dense_by_site, tighten
from beatwright.solver.search import Search

_SHARE = 0.35
_ROUNDS = 100


def branch(median: Median, relaxed: Relaxed, search: Search) -> None:
    """Split on single sites, best bound first, until nothing worth finding is left or the time is up.

    Each node keeps the multipliers of its parent; a hundred rounds of the volume method bound it, and reduced costs fix
    more sites. The search's bound is valid at every moment.
    """
    columns = np.flatnonzero(relaxed.state != CLOSED)
    median, relaxed = compact(median, relaxed, columns)
    by_site = dense_by_site(median.near, median)
    order = count()
    heap = [(relaxed.bound, next(order), relaxed)]
    while heap and not search.late:
        bound, _, node = heapq.heappop(heap)
        search.bound = max(search.bound, min(bound, search.cutoff))
        if bound >= search.cutoff:
            heap.clear()
            break
        search.nodes += 1
        if _bound_node(median, by_site, node, search, columns):
            for child in _split(median, node):
                heapq.heappush(heap, (child.bound, next(order), child))
    search.proven = search.proven or not heap


def compact(median: Median, relaxed: Relaxed, columns: Ints) -> tuple[Median, Relaxed]:
    """Renumber the columns that are left, from 0."""
    keep = relaxed.state != CLOSED
    master = median.master
    small = Master(master.groups[columns], master.quota, master.member[:, columns], master.room)
    place = np.unique(median.place[columns], return_inverse=True)[1].astype(np.int64)
    state = relaxed.state[columns]

    def price(sites: Ints) -> float:
        return median.price(columns[sites])

    near = median.near.renumbered(keep)
    dual = Dual(relaxed.dual.price, relaxed.dual.average, relaxed.dual.share[columns])
    core = replace(median, near=near, master=small, place=place, state=state, price=price)
    return core, replace(
        relaxed, state=state.copy(), dual=dual, chosen=relaxed.chosen[columns], rho=relaxed.rho[columns]
    )


def _bound_node(median: Median, by_site: Floats, node: Relaxed, search: Search, columns: Ints) -> bool:
    """Bound a node, fix sites, look for plans; False where it needs no children."""
    posts = median.posts
    for _ in range(3):
        near = _node_lists(median, node)
        free = int((node.state == FREE).sum())
        pace = Pace(_ROUNDS, 0.3, 0.035, 15)
        if not tighten(median, near, by_site, node, search, pace):
            return False
        _look_for_plans(median, near, node, search, columns)
        if not (node.state == FREE).any():
            return False
        if (node.state == FREE).sum() > 0.7 * free or posts == 0:
            break
    return node.bound < search.cutoff


def _node_lists(median: Median, node: Relaxed) -> Near:
    closed = node.state == CLOSED
    return median.near.only(~closed) if closed.any() else median.near


def _look_for_plans(median: Median, near: Near, node: Relaxed, search: Search, columns: Ints) -> None:
    """Offer the sites that the relaxation opens; improve them by swaps at some of the nodes."""
    here = replace(median, state=node.state)
    plan = here.complete_plan(np.lexsort((node.rho, ~node.chosen)))
    if plan is None:
        return
    if search.nodes <= 4 or search.nodes % 10 == 0:
        plan, _ = interchange(near, plan, here.rules(node.state), shocks=5, seed=search.nodes)
    search.offer(columns[plan])


def _split(median: Median, node: Relaxed) -> list[Relaxed]:
    """Close, or open, the free site whose share is the most undecided."""
    free = np.flatnonzero(node.state == FREE)
    site = free[np.abs(node.dual.share[free] - _SHARE).argmin()]
    children = []
    for value in (CLOSED, OPEN):
        state = node.state.copy()
        state[site] = value
        if propagate(state, median.master, median.place):
            dual = Dual(*(a.copy() for a in node.dual))
            children.append(
                replace(node, state=state, dual=dual, chosen=node.chosen.copy(), rho=node.rho.copy(), step=1.0)
            )
    return children
