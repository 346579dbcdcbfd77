"""Random spanning trees of a region, and what hangs below each of their edges.

A tree grows from a random unit by edges drawn evenly among all that leave it. It is not drawn evenly among all
spanning trees (as by Wilson's algorithm): subtrees come out rounder, which is what districts should be. What a cut at
each edge would give is added up from the leaves: positions are numbered in the order of growth, so that one pass from
the last to the first meets children before parents. The border between a subtree and the rest is not a sum over units;
each border is added at both ends and taken off twice where their two paths to the root meet, so that subtrees that hold
both ends count nothing.
"""

from __future__ import annotations

from beatwright.base.jit import inner
from beatwright.solver.districting.kernels.arrays import DivisionRules, DivisionState, Graph, Scratch
from beatwright.solver.districting.kernels.shape_cost import form_cost
from beatwright.solver.random_numbers import Seeds, below


@inner
def gather(state: DivisionState, scratch: Scratch, district: int, found: int) -> int:
    """Append the units of `district` to `scratch.member`; return how many there are now."""
    unit = state.head[district]
    while unit >= 0:
        scratch.member[found] = unit
        found += 1
        unit = state.after[unit]
    return found


@inner
def grow_tree(graph: Graph, scratch: Scratch, found: int, seeds: Seeds) -> int:
    """Grow a random spanning tree over the first `found` members; return how many it reached.

    The next edge is drawn evenly from all that leave the tree, which favours round subtrees. Positions in the
    tree run from 0 (root); a parent's position is less than its children's.
    """
    scratch.tick[0] += 2
    # Marks grow from call to call, so that none need be wiped away in between.
    outside, inside = scratch.tick[0] - 1, scratch.tick[0]
    for i in range(found):
        scratch.stamp[scratch.member[i]] = outside
    unit = scratch.member[below(seeds, found)]
    scratch.parent[0] = -1
    count, waiting = 0, 0
    while True:
        scratch.stamp[unit] = inside
        scratch.place[unit] = count
        scratch.order[count] = unit
        count += 1
        for e in range(graph.start[unit], graph.start[unit + 1]):
            if scratch.stamp[graph.to[e]] == outside:
                scratch.front[waiting] = e
                waiting += 1
        chosen = -1
        while waiting > 0 and chosen < 0:
            i = below(seeds, waiting)
            e = scratch.front[i]
            waiting -= 1
            scratch.front[i] = scratch.front[waiting]  # the last one fills the gap: drawing and taking out are O(1)
            # Both ends may have come into the tree since the edge was put here: then another is drawn.
            if scratch.stamp[graph.to[e]] == outside:
                chosen = e
        if chosen < 0:
            return count
        unit = graph.to[chosen]
        scratch.parent[count] = scratch.place[graph.source[chosen]]


@inner
def sum_subtree_loads(graph: Graph, rules: DivisionRules, scratch: Scratch, count: int) -> None:
    """Fill load and cut border of every subtree of the tree at hand."""
    inside = scratch.tick[0]
    for i in range(count):
        unit = scratch.order[i]
        scratch.cut[i] = 0.0
        for c in range(rules.weight.size):
            scratch.load[i, c] = rules.share[unit, c]
    for i in range(count):
        unit = scratch.order[i]
        for e in range(graph.start[unit], graph.start[unit + 1]):
            v = graph.to[e]
            # Borders of the region alone, each seen once, from the later of its ends.
            if scratch.stamp[v] != inside or scratch.place[v] > i:
                continue
            j = scratch.place[v]
            scratch.cut[i] += graph.border[e]
            scratch.cut[j] += graph.border[e]
            meet = _lowest_common_ancestor(scratch, i, j)
            scratch.cut[meet] -= 2.0 * graph.border[e]
    for i in range(count - 1, 0, -1):
        up = scratch.parent[i]
        scratch.cut[up] += scratch.cut[i]
        for c in range(rules.weight.size):
            scratch.load[up, c] += scratch.load[i, c]


@inner
def sum_subtree_shapes(graph: Graph, rules: DivisionRules, scratch: Scratch, count: int) -> None:
    """Fill area, perimeter and moments of every subtree, the perimeters without borders inside the region."""
    inside = scratch.tick[0]
    for i in range(count):
        unit = scratch.order[i]
        for j in range(rules.body.shape[1]):
            scratch.body[i, j] = rules.body[unit, j]
        # Each unit without its borders in the region; `subtree_shape_cost` adds those that the cut lays bare.
        for e in range(graph.start[unit], graph.start[unit + 1]):
            if scratch.stamp[graph.to[e]] == inside:
                scratch.body[i, 1] -= graph.border[e]
    for i in range(count - 1, 0, -1):
        up = scratch.parent[i]
        for j in range(rules.body.shape[1]):
            scratch.body[up, j] += scratch.body[i, j]


@inner
def subtree_shape_cost(rules: DivisionRules, scratch: Scratch, i: int) -> float:
    """Cost of the shapes of a subtree and of the rest of the region."""
    a, b, cut = scratch.body[0], scratch.body[i], scratch.cut[i]
    below_cost = form_cost(rules.form, b[0], b[1] + cut, b[2], y=b[3], second=b[4])
    rest = a[1] - b[1] + cut
    return below_cost + form_cost(rules.form, a[0] - b[0], rest, a[2] - b[2], y=a[3] - b[3], second=a[4] - b[4])


@inner
def _lowest_common_ancestor(scratch: Scratch, i: int, j: int) -> int:
    """Lowest common ancestor of two positions."""
    while i != j:  # the later one cannot be an ancestor of the other: it climbs
        if i > j:
            i = scratch.parent[i]
        else:
            j = scratch.parent[j]
    return i


@inner
def sum_subtree_locks(rules: DivisionRules, scratch: Scratch, count: int, first: int, second: int) -> None:
    """Fill, for every subtree, its locked units and its units of today's two districts."""
    for i in range(count):
        unit = scratch.order[i]
        scratch.locks[i] = rules.lock[unit] == first
        scratch.others[i] = rules.lock[unit] == second
        scratch.stay[i] = int(rules.present[unit] == first) - int(rules.present[unit] == second)
    for i in range(count - 1, 0, -1):
        up = scratch.parent[i]
        scratch.locks[up] += scratch.locks[i]
        scratch.others[up] += scratch.others[i]
        scratch.stay[up] += scratch.stay[i]


@inner
def mark_subtree(scratch: Scratch, count: int, cut: int) -> None:
    """Set `scratch.side` of every unit's position in `member` to 1 below position `cut` of the tree, else 0."""
    for i in range(count):
        scratch.trial[i] = 1 if i == cut or (i > cut and scratch.trial[scratch.parent[i]] == 1) else 0
    for m in range(count):
        scratch.side[m] = scratch.trial[scratch.place[scratch.member[m]]]
