"""The large moves: two neighbours are joined and cut anew, or joined for good while a third is cut in two.

The first is recombination (DeFord, Duchin and Solomon 2021): a random spanning tree of two joined districts is cut at
one edge. That chain draws among the cuts that balance; this search takes the best cut of several trees and accepts it
by Metropolis, for it looks for one good division and not for a sample. The second, relocation, carries a district from
where there are too many to where there are too few, which small moves could only do through many worse divisions.
Loads, cut borders and shapes below all edges of a tree are added up in one pass (`tree`), so that all cuts of a tree
are valued together.

References
----------
DeFord, D., Duchin, M. and Solomon, J. (2021). Recombination: a family of Markov chains for redistricting. Harvard
Data Science Review 3(1).
"""

from __future__ import annotations

import math

from beatwright.base.jit import inner, plain
from beatwright.solver.districting.kernels.arrays import DivisionRules, DivisionState, Graph, Scratch
from beatwright.solver.districting.kernels.division_state import district_cost, load_cost, move_unit
from beatwright.solver.districting.kernels.flip import accepts
from beatwright.solver.districting.kernels.shape_cost import joined_shape_cost, measure_district
from beatwright.solver.districting.kernels.spanning_tree import (
    gather,
    grow_tree,
    mark_subtree,
    subtree_shape_cost,
    sum_subtree_loads,
    sum_subtree_locks,
    sum_subtree_shapes,
)
from beatwright.solver.random_numbers import Seeds, below, uniform

# Share of relocations whose third district is drawn from the whole map. Another block would gain a district by them,
# which seldom pays; but without any the numbers of districts of the blocks would hardly ever change.
ANY_DISTRICT_SHARE = 0.05
# Draws until a district of the same block (or a border between districts) is met: many enough that a block of a tenth
# of the districts is missed once in 200 times, few enough that a block of one district costs little.
TRIES = 50


@inner
def best_cut(
    graph: Graph,
    rules: DivisionRules,
    state: DivisionState,
    scratch: Scratch,
    seeds: Seeds,
    found: int,
    first: int,
    second: int,
    trees: int,
) -> tuple[float, int]:
    """Cut the region of the first `found` members in two along the best edge of `trees` random trees.

    Returns the cost of the two parts with the border between them (infinite where no cut is allowed), and
    whether the subtree, marked in `scratch.side`, is the first district (1) or the second (0).
    """
    best, turned, shaped = math.inf, 0, rules.body.shape[1] > 0
    for _ in range(trees):
        count = grow_tree(graph, scratch, found, seeds)
        if count < found:  # no tree spans it: a closed district, whose borders are not in the graph
            return math.inf, 0
        sum_subtree_loads(graph, rules, scratch, count)
        sum_subtree_locks(rules, scratch, count, first, second=second)
        if shaped:
            sum_subtree_shapes(graph, rules, scratch, count)
        chosen = plain(-1)
        for i in range(1, count):  # position 0 is the root, above which there is no edge
            below_first = _side_fits(rules, state, scratch, i, first=first, second=second, found=found)
            if below_first < 0:
                continue
            cost = rules.metre * scratch.cut[i]
            for c in range(rules.weight.size):
                part = scratch.load[i, c]
                cost += load_cost(rules, part, c) + load_cost(rules, scratch.load[0, c] - part, c)
                if cost >= best:  # no part of the cost is below 0
                    break
            if shaped and cost < best:
                cost += subtree_shape_cost(rules, scratch, i)
            if cost < best:
                best, chosen, turned = cost, i, below_first
        if chosen > 0:  # noted at once: the next tree takes the place of this one
            mark_subtree(scratch, count, chosen)
    return best, turned


@inner
def _side_fits(
    rules: DivisionRules, state: DivisionState, scratch: Scratch, i: int, first: int, second: int, found: int
) -> int:
    """Tell which district the subtree may become: 1 first, 0 second, -1 neither; the fewer moved units decide."""
    all_first, all_second = scratch.locks[0], scratch.others[0]
    as_first = scratch.others[i] == 0 and scratch.locks[i] == all_first
    as_second = scratch.locks[i] == 0 and scratch.others[i] == all_second
    if as_first and as_second:
        as_first = 2 * scratch.stay[i] >= scratch.stay[0]
    if as_first:
        return 1
    return 0 if as_second else -1


@inner
def shared_border(graph: Graph, state: DivisionState, first: int, second: int) -> float:
    """Border between two districts."""
    if state.size[first] > state.size[second]:
        first, second = second, first
    length = 0.0  # seen from the smaller of the two
    unit = state.head[first]
    while unit >= 0:
        for e in range(graph.start[unit], graph.start[unit + 1]):
            if state.label[graph.to[e]] == second:
                length += graph.border[e]
        unit = state.after[unit]
    return length


@inner
def _moves_in_bounds(
    rules: DivisionRules, state: DivisionState, scratch: Scratch, found: int, below_label: int, rest_label: int
) -> bool:
    """Tell whether the bound on change allows the marked cut."""
    if rules.movable >= rules.share.shape[0]:  # all may move
        return True
    moved = state.moved[0]
    for m in range(found):
        unit = scratch.member[m]
        today = rules.present[unit]
        if today >= 0:
            new = below_label if scratch.side[m] == 1 else rest_label
            moved += int(new != today) - int(state.label[unit] != today)
    # A division that is already beyond the bound may still come nearer to it.
    return bool(moved <= rules.movable or moved <= state.moved[0])


@inner
def _apply_cut(
    rules: DivisionRules, state: DivisionState, scratch: Scratch, found: int, below_label: int, rest_label: int
) -> None:
    """Give the marked part of the region one label and the rest the other; the cut edges are not known from then on."""
    scratch.listed[0] = -1
    for m in range(found):
        unit = scratch.member[m]
        new = below_label if scratch.side[m] == 1 else rest_label
        if state.label[unit] != new:
            move_unit(rules, state, unit, new)


@inner
def try_recombine(
    graph: Graph,
    rules: DivisionRules,
    state: DivisionState,
    scratch: Scratch,
    seeds: Seeds,
    temperature: float,
    trees: int,
) -> float:
    """Join two random neighbours and cut them anew; return the change of the cost."""
    e = below(seeds, graph.to.size)
    first, second = state.label[graph.source[e]], state.label[graph.to[e]]
    if first == second:
        return 0.0
    found = gather(state, scratch, second, gather(state, scratch, first, plain(0)))
    if found < 3:  # two units can only be cut as they were
        return 0.0
    old = district_cost(rules, state, first) + district_cost(rules, state, second)
    old += rules.metre * shared_border(graph, state, first, second)
    new, turned = best_cut(
        graph, rules, state, scratch, seeds=seeds, found=found, first=first, second=second, trees=trees
    )
    if new == math.inf or not accepts(new - old, temperature, seeds):
        return 0.0
    below_label, rest_label = (first, second) if turned == 1 else (second, first)
    if not _moves_in_bounds(rules, state, scratch, found, below_label=below_label, rest_label=rest_label):
        return 0.0
    _apply_cut(rules, state, scratch, found, below_label=below_label, rest_label=rest_label)
    measure_district(graph, rules, state, first)
    measure_district(graph, rules, state, second)
    return new - old


@inner
def draw_third(rules: DivisionRules, state: DivisionState, seeds: Seeds, first: int) -> int:
    """Draw a district to be cut in two, mostly from the block of `first`.

    Another block would have a district more from then on and this one a district less, which seldom pays.
    """
    third, block = below(seeds, state.size.size), rules.block[state.head[first]]
    if uniform(seeds) < ANY_DISTRICT_SHARE:
        return third
    for _ in range(TRIES):
        if rules.block[state.head[third]] == block:
            break
        third = below(seeds, state.size.size)
    return third


@inner
def try_relocate(
    graph: Graph,
    rules: DivisionRules,
    state: DivisionState,
    scratch: Scratch,
    seeds: Seeds,
    temperature: float,
    trees: int,
    first: int,
    second: int,
    third: int,
) -> float:
    """Join two neighbours for good and cut a third district in two; return the change of the cost."""
    if first == second or third in (first, second) or state.size[third] < 2 or state.locks[second] > 0:
        return 0.0
    border = shared_border(graph, state, first, second)
    joined = joined_shape_cost(rules, state, first, second, border=border)
    for c in range(rules.weight.size):
        joined += load_cost(rules, state.load[first, c] + state.load[second, c], c)
    joined -= district_cost(rules, state, first) + district_cost(rules, state, second)
    joined -= rules.metre * border
    old = district_cost(rules, state, third)
    # The third district's cost is all that cutting it can save: a loss of 12 temperatures beyond that is accepted once
    # in
    # 160,000 times (`flip.LARGEST_LOSS`), and no tree is drawn for it.
    if joined - old > 12.0 * temperature:
        return 0.0
    found = gather(state, scratch, third, plain(0))
    new, turned = best_cut(
        graph, rules, state, scratch, seeds=seeds, found=found, first=third, second=second, trees=trees
    )
    delta = joined + new - old
    if new == math.inf or not accepts(delta, temperature, seeds):
        return 0.0
    below_label, rest_label = (third, second) if turned == 1 else (second, third)
    if not _relocate(
        rules, state, scratch, found, first=first, second=second, below_label=below_label, rest_label=rest_label
    ):
        return 0.0
    for district in (first, second, third):
        measure_district(graph, rules, state, district)
    return delta


@inner
def _relocate(
    rules: DivisionRules,
    state: DivisionState,
    scratch: Scratch,
    found: int,
    first: int,
    second: int,
    below_label: int,
    rest_label: int,
) -> bool:
    """Give all of `second` to `first` and the marked part of the region to `second`, if few enough units move."""
    if rules.movable < rules.share.shape[0]:
        moved = state.moved[0]
        unit = state.head[second]
        while unit >= 0:
            today = rules.present[unit]
            moved += int(today >= 0 and first != today) - int(today >= 0 and second != today)
            unit = state.after[unit]
        for m in range(found):
            unit = scratch.member[m]
            today = rules.present[unit]
            new = below_label if scratch.side[m] == 1 else rest_label
            moved += int(today >= 0 and new != today) - int(today >= 0 and state.label[unit] != today)
        if moved > rules.movable:
            return False
    # The label of `second` is free once its units are with `first`; one part of the third district takes it.
    while state.head[second] >= 0:
        move_unit(rules, state, state.head[second], first)
    _apply_cut(rules, state, scratch, found, below_label=below_label, rest_label=rest_label)
    return True
