"""All contiguous sets of units that could pay as a district at given prices.

The enumeration of connected subgraphs by Wernicke (2006, algorithm ESU): a set grows by one candidate at a time, and a
candidate that was tried is barred for the rest of its level, so that every set is met once, from its lowest unit. It is
pruned by a bound that adds up over units: the squares of the balance are replaced by tangents, borders with barred
units are cut for certain, other borders and shapes cost at least nothing. Weaker than the minimum cuts of
`enumerate_bounded`, but quicker by the set: for the pools of small districts that a search improves on, not for proofs.

References
----------
Wernicke, S. (2006). Efficient detection of network motifs. IEEE/ACM Transactions on Computational Biology and
Bioinformatics 3, 347-359.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from beatwright.base.jit import entry, inner, plain
from beatwright.solver.districting.kernels.arrays import Floats, Ints, Listed, Shorts, Words
from beatwright.solver.districting.kernels.rooted_walk import Walk
from beatwright.solver.districting.kernels.shape_cost import form_cost

# By how many targets the points lie ahead of the load where tangents are laid. Any point gives a valid bound; it is
# sharp where the set ends near it: 0 for a set that is nearly complete, a whole target for one that has just begun.
_AHEAD = (0.0, 0.25, 0.5, 1.0)


class BlockGraph(NamedTuple):
    """A block: borders by unit, amounts, costs; fields as in `Graph` and `DivisionRules`, for its m units."""

    start: Ints  # (m + 1,) first edge of each unit
    to: Shorts  # (edges,) neighbour; each border is two edges
    border: Floats  # (edges,) cost of cutting the border, counted from one side
    around: Floats  # (m,) the same, added up around a unit
    share: Floats  # (m, criteria) in targets
    weight: Floats  # (criteria,) divided by k
    low: Floats  # (criteria,) least load of a district, targets
    high: Floats  # (criteria,) largest load of a district, targets
    length: Floats  # (edges,) length of the border, metres
    touch: Words  # (edges,) as `Graph.touch`
    body: Floats  # (m, 5) area, perimeter and moments; no columns where shapes weigh nothing
    form: Floats  # (2,) weights of Polsby-Popper and inertia, divided by k


@entry
def enumerate_rooted(  # noqa: PLR0912 - each function of its own would cost a call a set
    graph: BlockGraph,
    walk: Walk,
    listed: Listed,
    prices: Floats,
    fee: float,
    limit: float,
    per_root: int,
    most_nodes: int,
    rings: int,
) -> int:
    """List contiguous sets whose cost less prices and fee is at most `limit`.

    Every set is met once, from its lowest unit (Wernicke 2006), unless it and all sets that contain it are proven
    to cost more: squares are replaced by tangents, so that a bound adds up over the units that may still come.
    Only units within `rings` borders of the lowest are thought to come: with width - 1 rings, that is all.

    The sets of `listed` hold the units, -1 beyond their number: at most `per_root` of each lowest unit, the best of
    them (0: all). Its `place` is the root, the depth (-1 where the root is to be begun), 1 where that depth was just
    arrived at, sets found, sets looked at, 1 where something was left out, first set of the root, units in its reach.
    With it and the walk as a call left them the next call goes on.

    Returns
    -------
    int
        1 where every such set is listed (or a better one of the same root), 0 where room or width left one out, -1
        where `most_nodes` sets were looked at in all calls.
    """
    units, width, room = graph.start.size - 1, walk.chosen.size - 2, listed.excess.size
    sets, excess, place = listed.sets, listed.excess, listed.place
    begun, depth, arrived, found, nodes = place[0], place[1], place[2] == 1, place[3], place[4]
    complete, root_first, reach, top = 1 - place[5], place[6], place[7], listed.top[0]
    for root in range(begun, units):
        if depth < 0:
            reach = _list_reachable(graph, walk, root, rings)
            root_first, top = found, limit
            depth = _start_at(graph, walk, root, prices)
            arrived = True
        while depth >= 0:
            if arrived:
                nodes += 1
                # The shape is dear to measure and costs at least nothing: it comes after the rest. In a function of its
                # own it would take twice as long: numba counts references to every array that a call is given.
                rest = _excess(graph, walk, depth, prices, fee=fee)
                if rest <= top and graph.body.shape[1] > 0:
                    rest += _shape_cost(graph, walk, depth)
                if rest <= top:
                    slot = _slot(excess, root_first, found, per_root, room=room, value=rest)
                    if slot < 0:
                        complete = complete if per_root > 0 and found < room else 0
                    else:
                        _keep(walk, sets, slot, depth)
                        excess[slot] = rest
                        found = max(found, slot + 1)
                        top = _top(excess, root_first, found, per_root, limit=limit)
                if _exceeds_limit(graph, walk, depth, prices, fee=fee, limit=top, reach=reach):
                    walk.turn[depth] = walk.last[depth]
                elif depth + 1 >= width and walk.turn[depth] < walk.last[depth]:
                    complete = 0
                    walk.turn[depth] = walk.last[depth]
            arrived = walk.turn[depth] < walk.last[depth]
            if arrived:
                _grow(graph, walk, depth, prices)
                depth += 1
            else:
                _shrink(graph, walk, depth)
                depth -= 1
            if nodes >= most_nodes:
                walk.barred[root] |= int(depth < 0)  # the root is done
                place[0], place[1], place[2] = root + (depth < 0), depth, arrived
                place[3], place[4], place[5] = found, nodes, 1 - complete
                place[6], place[7], listed.top[0] = root_first, reach, top
                return -1
        walk.barred[root] = 1
    place[3], place[4] = found, nodes
    return int(complete)


@inner
def _list_reachable(graph: BlockGraph, walk: Walk, root: int, rings: int) -> int:
    """List the units above `root` within `rings` borders of it; return how many."""
    walk.reachable[0] = root
    walk.marked[root] = 1
    head, tail, ring, steps = 0, 1, 1, 0
    while head < tail and steps < rings:
        unit = walk.reachable[head]
        head += 1
        for e in range(graph.start[unit], graph.start[unit + 1]):
            v = graph.to[e]
            if v > root and walk.marked[v] == 0:
                walk.marked[v] = 1
                walk.reachable[tail] = v
                tail += 1
        if head == ring:
            ring = tail
            steps += 1
    for i in range(tail):
        walk.marked[walk.reachable[i]] = 0
    return tail


@inner
def _start_at(graph: BlockGraph, walk: Walk, root: int, prices: Floats) -> int:
    """Start with the set of `root` alone; lower units are barred. Returns level 0."""
    walk.marked[root] = 1
    walk.inside[root] = 1
    walk.chosen[0] = root
    walk.gain[0] = prices[root]
    walk.edge[0] = graph.around[root]
    walk.barred_cut[0] = 0.0
    for c in range(graph.weight.size):
        walk.load[0, c] = graph.share[root, c]
    top = 0
    for e in range(graph.start[root], graph.start[root + 1]):
        v = graph.to[e]
        if walk.barred[v] == 1:
            walk.barred_cut[0] += graph.border[e]
        else:
            walk.marked[v] = 1
            walk.candidates[top] = v
            top += 1
    walk.first[0], walk.fresh[0], walk.turn[0], walk.last[0] = 0, 0, 0, top
    return plain(0)


@inner
def _grow(graph: BlockGraph, walk: Walk, depth: int, prices: Floats) -> None:
    """Add the next candidate of this level as a new level."""
    position = walk.turn[depth]
    unit = walk.candidates[position]
    walk.turn[depth] += 1
    new = depth + 1
    walk.inside[unit] = 1
    walk.chosen[new] = unit
    walk.gain[new] = walk.gain[depth] + prices[unit]
    for c in range(graph.weight.size):
        walk.load[new, c] = walk.load[depth, c] + graph.share[unit, c]
    top = walk.last[depth]
    walk.first[new] = top
    for i in range(position + 1, walk.last[depth]):
        walk.candidates[top] = walk.candidates[i]
        top += 1
    walk.fresh[new] = top
    edge, barred_cut = walk.edge[depth] + graph.around[unit], walk.barred_cut[depth]
    for e in range(graph.start[unit], graph.start[unit + 1]):
        v = graph.to[e]
        if walk.inside[v] == 1:
            edge -= 2.0 * graph.border[e]
        elif walk.barred[v] == 1:
            barred_cut += graph.border[e]
        elif walk.marked[v] == 0:
            walk.marked[v] = 1
            walk.candidates[top] = v
            top += 1
    walk.edge[new], walk.barred_cut[new] = edge, barred_cut
    walk.turn[new], walk.last[new] = walk.first[new], top


@inner
def _shrink(graph: BlockGraph, walk: Walk, depth: int) -> None:
    """Take the unit of this level out again; sets of the level below will never contain it."""
    for i in range(walk.first[depth], walk.last[depth]):
        walk.barred[walk.candidates[i]] = 0
    for i in range(walk.fresh[depth], walk.last[depth]):
        walk.marked[walk.candidates[i]] = 0
    unit = walk.chosen[depth]
    walk.inside[unit] = 0
    if depth == 0:
        walk.marked[unit] = 0
        return
    walk.barred[unit] = 1
    for e in range(graph.start[unit], graph.start[unit + 1]):
        if walk.inside[graph.to[e]] == 1:
            walk.barred_cut[depth - 1] += graph.border[e]


@inner
def _excess(graph: BlockGraph, walk: Walk, depth: int, prices: Floats, fee: float) -> float:
    """Cost of the set without its shape, less its prices and the fee; infinite outside the limits."""
    value = walk.edge[depth] - walk.gain[depth] - fee
    for c in range(graph.weight.size):
        load = walk.load[depth, c]
        # 1e-9 of a limit is rounding.
        if load < graph.low[c] * (1.0 - 1e-9) or load > graph.high[c] * (1.0 + 1e-9):
            return np.inf
        value += graph.weight[c] * (load - 1.0) * (load - 1.0)
    return float(value)


@inner
def _shape_cost(graph: BlockGraph, walk: Walk, depth: int) -> float:
    """Cost of the shape of the set."""
    own = np.zeros(graph.body.shape[1])
    for i in range(depth + 1):
        unit = walk.chosen[i]
        for j in range(own.size):
            own[j] += graph.body[unit, j]
        for e in range(graph.start[unit], graph.start[unit + 1]):
            if walk.inside[graph.to[e]] == 1:
                own[1] -= graph.length[e]
    return form_cost(graph.form, own[0], own[1], own[2], y=own[3], second=own[4])


@inner
def _exceeds_limit(
    graph: BlockGraph, walk: Walk, depth: int, prices: Floats, fee: float, limit: float, reach: int
) -> bool:
    """Tell whether every set that contains this one and no barred unit is proven to exceed the limit.

    Shapes cost at least nothing, and (x - 1)^2 >= (a - 1)^2 + 2 (a - 1) (x - a) for any a: with a tangent per
    criterion the bound is the sum over the units that may still come of what is negative.
    """
    criteria = graph.weight.size
    for c in range(criteria):
        if walk.load[depth, c] > graph.high[c] * (1.0 + 1e-9):
            return True
    for ahead in _AHEAD:
        bound = walk.barred_cut[depth] - walk.gain[depth] - fee
        for c in range(criteria):
            off = walk.load[depth, c] + ahead - 1.0
            bound += graph.weight[c] * off * (off - 2.0 * ahead)
        if bound <= limit:
            continue
        for i in range(reach):
            unit = walk.reachable[i]
            if walk.inside[unit] == 1 or walk.barred[unit] == 1:
                continue
            change = -prices[unit]
            for c in range(criteria):
                change += 2.0 * graph.weight[c] * (walk.load[depth, c] + ahead - 1.0) * graph.share[unit, c]
            if change < 0.0:
                bound += change
                if bound <= limit:
                    break
        if bound > limit:
            return True
    return False


@inner
def _slot(excess: Floats, first: int, found: int, per_root: int, room: int, value: float) -> int:
    """Say where a set is kept: at the end, in place of the worst of its root, or nowhere (-1)."""
    if per_root == 0 or found - first < per_root:
        return found if found < room else -1
    worst = first
    for i in range(first, found):
        if excess[i] > excess[worst]:
            worst = i
    return worst if value < excess[worst] else -1


@inner
def _top(excess: Floats, first: int, found: int, per_root: int, limit: float) -> float:
    """Say what a set must not exceed to be kept: the worst of its root, once the root has its number."""
    if per_root == 0 or found - first < per_root:
        return limit
    return float(excess[first:found].max())


@inner
def _keep(walk: Walk, sets: Ints, slot: int, depth: int) -> None:
    for i in range(sets.shape[1]):
        sets[slot, i] = walk.chosen[i] if i <= depth else -1
