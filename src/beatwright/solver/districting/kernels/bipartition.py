"""A first division: a region that is to hold q districts is cut in two along a tree, and so on.

Recursive bipartition on random spanning trees; to cut such a tree in two is the step of recombination (DeFord, Duchin
and Solomon 2021). Cutting any edge of a spanning tree leaves two contiguous parts, so that contiguity needs no test.
Each part is valued as if it could be divided evenly into its number of districts, and the cheapest cut of several trees
is taken. One cut looks at all the trees' edges in O(trees (units + borders x depth of the tree)).

References
----------
DeFord, D., Duchin, M. and Solomon, J. (2021). Recombination: a family of Markov chains for redistricting. Harvard
Data Science Review 3(1).
"""

from __future__ import annotations

import math

from beatwright.base.jit import entry, inner, plain
from beatwright.solver.districting.kernels.arrays import DivisionRules, DivisionState, Graph, Ints, Scratch
from beatwright.solver.districting.kernels.division_state import move_unit
from beatwright.solver.districting.kernels.spanning_tree import gather, grow_tree, mark_subtree, sum_subtree_loads
from beatwright.solver.random_numbers import Seeds


@entry
def split_region(
    graph: Graph,
    rules: DivisionRules,
    state: DivisionState,
    scratch: Scratch,
    seeds: Seeds,
    held: Ints,
    region: int,
    quota: int,
    trees: int,
) -> int:
    """Cut the region labelled `region` in two parts; the part below the cut gets the label `region + left`.

    Returns how many of the `quota` districts remain for the rest, 0 where no tree offered a cut. `held` (n,) is 1
    for a unit that needs a district of its own. The cut and the numbers of districts on both sides are those of
    least cost if every part could be divided evenly.
    """
    found = gather(state, scratch, region, plain(0))
    best, remaining = math.inf, 0
    for _ in range(trees):
        count = grow_tree(graph, scratch, found, seeds)
        if count < found:
            return 0
        sum_subtree_loads(graph, rules, scratch, count)
        _sum_subtree_counts(scratch, held, count)
        chosen = plain(-1)
        for i in range(1, count):  # position 0 is the root, above which there is no edge to cut
            # The rounded number is not always the cheapest: the cost is not symmetric about it, and there are limits.
            ideal = _ideal_quota(rules, scratch, i, quota)
            for q in range(max(1, ideal - 1), min(quota - 1, ideal + 1) + 1):
                rest = quota - q
                # Each district needs a unit, and no two units that need a district of their own may share one.
                if scratch.stay[i] < q or scratch.stay[0] - scratch.stay[i] < rest:
                    continue
                if scratch.locks[i] > q or scratch.locks[0] - scratch.locks[i] > rest:
                    continue
                cost = _even_cost(rules, scratch, i, q, rest=rest)
                if cost < best:
                    best, chosen, remaining = cost, i, rest
        if chosen > 0:  # noted at once: the next tree takes the place of this one
            mark_subtree(scratch, count, chosen)
    if remaining == 0:
        return 0
    for m in range(found):
        if scratch.side[m] == 1:
            move_unit(rules, state, scratch.member[m], region + remaining)
    return remaining


@inner
def _sum_subtree_counts(scratch: Scratch, held: Ints, count: int) -> None:
    """Fill, for every subtree, its units (stay) and those that need a district of their own (locks).

    A parent's position is less than its children's: one pass from the last position adds up all subtrees.
    """
    for i in range(count):
        scratch.stay[i] = 1
        scratch.locks[i] = held[scratch.order[i]]
    for i in range(count - 1, 0, -1):
        scratch.stay[scratch.parent[i]] += scratch.stay[i]
        scratch.locks[scratch.parent[i]] += scratch.locks[i]


@inner
def _ideal_quota(rules: DivisionRules, scratch: Scratch, i: int, quota: int) -> int:
    """Districts that the subtree would fill, by the weighted mean of its shares of the region."""
    share, weight = 0.0, 0.0
    for c in range(rules.weight.size):
        if scratch.load[0, c] > 0.0:
            share += rules.weight[c] * scratch.load[i, c] / scratch.load[0, c]
            weight += rules.weight[c]
    if weight <= 0.0:
        share, weight = scratch.stay[i] / scratch.stay[0], 1.0
    return min(quota - 1, max(1, round(quota * share / weight)))


@inner
def _even_cost(rules: DivisionRules, scratch: Scratch, i: int, q: int, rest: int) -> float:
    """Cost if both parts were divided evenly, and the border between them; limits count for the subtree alone."""
    cost = rules.metre * scratch.cut[i]
    for c in range(rules.weight.size):
        part = scratch.load[i, c]
        off, over = part / q - 1.0, (scratch.load[0, c] - part) / rest - 1.0
        cost += rules.weight[c] * (q * off * off + rest * over * over)
        cost += rules.penalty[0] * q * (max(0.0, part / q - rules.high[c]) + max(0.0, rules.low[c] - part / q))
    return float(cost)
