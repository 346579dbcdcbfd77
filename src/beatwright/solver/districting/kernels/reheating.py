"""Reheating: a region is annealed anew by itself, after a relocation or not, and kept where that paid.

A large neighbourhood search with simulated annealing inside: a few districts around a random border are heated and
cooled by small moves alone while the rest of the map stays as it is, and the outcome is held against what was there
before. To temperature the whole map again would lose elsewhere what is won here. The temperature falls geometrically
from `hot` to `cold`. Regions that are too dear on the way down to come back are given up early, which is most of them.
"""

from __future__ import annotations

import math

from beatwright.base.jit import entry, inner, plain
from beatwright.solver.districting.kernels.arrays import DivisionRules, DivisionState, Graph, Reheating, Scratch
from beatwright.solver.districting.kernels.cut_edges import list_cut_edges
from beatwright.solver.districting.kernels.division_state import move_unit
from beatwright.solver.districting.kernels.flip import accepts, flip_many
from beatwright.solver.districting.kernels.recombine import TRIES, draw_third, try_relocate
from beatwright.solver.districting.kernels.shape_cost import measure_district, measure_districts
from beatwright.solver.random_numbers import Seeds, below, uniform

# A region is given up where its cost, at some temperature on the way down, is so far above its old one that regions
# like it nearly never came back on the maps measured: by so many times that temperature, and in addition, for each cut
# edge, so many times that temperature times temperature / cold, because at a high temperature every border lies a
# little worse.
EXPECTED_GAIN, EXPECTED_GAIN_PER_EDGE = 6.0, 0.02


@entry
def reheat_many(
    graph: Graph,
    rules: DivisionRules,
    state: DivisionState,
    scratch: Scratch,
    seeds: Seeds,
    how: Reheating,
    trials: int,
    loss: float,
    fresh: bool,
) -> tuple[float, int]:
    """Anneal `trials` random regions from `how.hot` to `how.cold`; keep what pays.

    With probability `how.relocate` two districts of the region are joined first and another one, mostly of the same
    block, is cut in two; the region then spans the surroundings of both. What costs more afterwards is kept as at the
    temperature `loss`. `fresh` says whether the sums of the shapes are to be added up anew. Returns the change of the
    cost and the number of proposals.
    """
    if fresh:
        measure_districts(graph, rules, state)
    change, proposals = 0.0, 0
    for _ in range(trials):
        first, second, third = _draw(graph, rules, state, seeds, relocate=how.relocate)
        count = _spread(graph, state, scratch, first, second=second, third=third, most=3 + below(seeds, how.most - 2))
        units = _save(state, scratch, count)
        delta = 0.0
        if third >= 0:
            # A temperature of 1e9 accepts every cut that the rules allow: the cooling that follows is to judge it. Five
            # trees trade the cost of the cut against that of the region's proposals.
            delta = try_relocate(
                graph,
                rules,
                state,
                scratch,
                seeds=seeds,
                temperature=1e9,
                trees=plain(5),
                first=first,
                second=second,
                third=third,
            )
            if delta == 0.0:  # refused (or at no cost at all, to the last bit: kept as it is)
                continue
        steps = 1 + how.sweeps * list_cut_edges(graph, rules, state, scratch, districts=count) // how.stages
        # A loss of three times `loss` would be accepted once in 20 times.
        delta, made = _cool(
            graph, rules, state, scratch, seeds=seeds, how=how, steps=steps, delta=delta, room=3.0 * loss
        )
        proposals += made
        if accepts(delta, loss, seeds):
            change += delta
        else:  # as it was before, the sums of shapes included
            for i in range(units):
                if state.label[scratch.saved[i]] != scratch.label[i]:
                    move_unit(rules, state, scratch.saved[i], scratch.label[i])
            for i in range(count):
                measure_district(graph, rules, state, scratch.region[i])
    return change, proposals


@inner
def _cool(
    graph: Graph,
    rules: DivisionRules,
    state: DivisionState,
    scratch: Scratch,
    seeds: Seeds,
    how: Reheating,
    steps: int,
    delta: float,
    room: float,
) -> tuple[float, int]:
    """Cool the listed region, which costs `delta` more than at first; return what it costs then, and the proposals.

    Infinite where it was given up: too dear on the way to come within `room` of its first cost.
    """
    made = 0
    hot, cold = how.hot, how.cold
    for stage in range(how.stages):
        temperature = hot * (cold / hot) ** (stage / (how.stages - 1))
        delta += flip_many(graph, rules, state, scratch, seeds=seeds, temperature=temperature, steps=steps)
        made += steps
        if delta > room + temperature * (
            EXPECTED_GAIN + EXPECTED_GAIN_PER_EDGE * scratch.listed[0] * temperature / cold
        ):
            return math.inf, made
    return delta, made


@inner
def _draw(
    graph: Graph, rules: DivisionRules, state: DivisionState, seeds: Seeds, relocate: float
) -> tuple[int, int, int]:
    """Draw the seeds of a region: both sides of a border or one district twice, and a third or -1."""
    moving = uniform(seeds) < relocate
    first, second = 0, 0
    for _ in range(TRIES):
        e = below(seeds, graph.to.size)
        first, second = state.label[graph.source[e]], state.label[graph.to[e]]
        if first != second or not moving:
            break
    if moving and first != second:
        return first, second, draw_third(rules, state, seeds, first)
    return first, second, plain(-1)


@inner
def _spread(
    graph: Graph, state: DivisionState, scratch: Scratch, first: int, second: int, third: int, most: int
) -> int:
    """Choose the districts of a region: the given ones, and neighbours of these up to `most` around each seed."""
    scratch.chosen[:] = 0
    count = plain(0)
    for district in (first, second):
        if scratch.chosen[district] == 0:
            scratch.chosen[district] = 1
            scratch.region[count] = district
            count += 1
    count = _add_neighbours(graph, state, scratch, plain(0), count=count, most=most)
    if third >= 0:
        seed = count
        if scratch.chosen[third] == 0:
            scratch.chosen[third] = 1
            scratch.region[count] = third
            count += 1
        count = _add_neighbours(graph, state, scratch, seed, count=count, most=seed + most)
    return count


@inner
def _add_neighbours(graph: Graph, state: DivisionState, scratch: Scratch, head: int, count: int, most: int) -> int:
    """Add neighbours of the region's districts from position `head` on, until there are `most`."""
    while head < count < most:
        unit = state.head[scratch.region[head]]
        head += 1
        while unit >= 0 and count < most:
            for e in range(graph.start[unit], graph.start[unit + 1]):
                district = state.label[graph.to[e]]
                if scratch.chosen[district] == 0 and count < most:
                    scratch.chosen[district] = 1
                    scratch.region[count] = district
                    count += 1
            unit = state.after[unit]
    return count


@inner
def _save(state: DivisionState, scratch: Scratch, count: int) -> int:
    """Note the region's units and their districts; return how many units."""
    units = 0
    for i in range(count):
        unit = state.head[scratch.region[i]]
        while unit >= 0:
            scratch.saved[units] = unit
            scratch.label[units] = state.label[unit]
            units += 1
            unit = state.after[unit]
    return units
