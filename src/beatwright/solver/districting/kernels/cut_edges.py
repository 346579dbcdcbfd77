"""The cut edges of a region: the borders between its districts, from which small moves are drawn.

A set of edges as an array in any order and, for each edge, its place in it: an edge is drawn evenly, entered, and
taken out (the last one takes its place) in O(1). In a good division few borders lie between districts: edges drawn
from the whole map would mostly be in vain. Each border stands in it once for each of its sides that is free to move.
"""

from __future__ import annotations

from beatwright.base.jit import inlined, inner
from beatwright.solver.districting.kernels.arrays import (
    CutEdges,
    DivisionRules,
    DivisionState,
    Graph,
    Ints,
    Scratch,
    Shorts,
)


@inner
def choose_all(state: DivisionState, scratch: Scratch) -> int:
    """Make a region of all districts, whose cut edges are not listed; return how many."""
    scratch.listed[0] = -1
    for district in range(state.size.size):
        scratch.chosen[district] = 1
        scratch.region[district] = district
    return int(state.size.size)


@inner
def list_cut_edges(graph: Graph, rules: DivisionRules, state: DivisionState, scratch: Scratch, districts: int) -> int:
    """List the cut edges of the region of the first `districts` of `scratch.region`; return how many edges lie in it.

    Those within a district count too.
    """
    count, edges = 0, 0
    for i in range(districts):
        unit = state.head[scratch.region[i]]
        while unit >= 0:
            own_border = 0.0
            for e in range(graph.start[unit], graph.start[unit + 1]):
                other = state.label[graph.to[e]]
                edges += scratch.chosen[other]
                scratch.slot[e] = -1
                if other == state.label[unit]:
                    own_border += graph.border[e]
                else:
                    own_border -= graph.border[e]
                    if scratch.chosen[other] == 1 and rules.lock[unit] < 0:
                        count = enter(scratch.cut_edges, scratch.slot, count, e, unit=unit, other=graph.to[e])
            scratch.own_border[unit] = own_border
            unit = state.after[unit]
    scratch.listed[0] = count
    return edges


@inlined
def enter(cut_edges: Shorts, slot: Shorts, count: int, edge: int, unit: int, other: int) -> int:
    """Add an edge to the cut edges; return how many there are now."""
    cut_edges[count, 0], cut_edges[count, 1], cut_edges[count, 2] = edge, unit, other
    slot[edge] = count
    return count + 1


@inlined
def leave(cut_edges: Shorts, slot: Shorts, count: int, edge: int) -> int:
    """Take an edge out of the cut edges; return how many there are now."""
    place, last = slot[edge], count - 1
    moved = cut_edges[last, 0]
    cut_edges[place, 0], cut_edges[place, 1], cut_edges[place, 2] = moved, cut_edges[last, 1], cut_edges[last, 2]
    slot[moved] = place
    slot[edge] = -1
    return last


@inlined
def update_cut_edges(
    graph: Graph, cut_edges: CutEdges, lock: Ints, label: Ints, unit: int, home: int, district: int
) -> None:
    """Bring the cut edges up to date when `unit` goes from `home` to `district`, both in the region."""
    edges, slot, own_border, back = cut_edges.edges, cut_edges.slot, cut_edges.own_border, graph.back
    last, own = cut_edges.listed[0], 0.0
    for e in range(graph.start[unit], graph.start[unit + 1]):
        v, length = graph.to[e], graph.border[e]
        other = label[v]
        if other == home:  # the border was inside and is one between districts now
            own -= length
            own_border[v] -= 2.0 * length
            last = enter(edges, slot, last, e, unit=unit, other=v)
            if lock[v] < 0:
                last = enter(edges, slot, last, back[e], unit=v, other=unit)
        elif other == district:  # the border was one between districts and is inside now
            own += length
            own_border[v] += 2.0 * length
            last = leave(edges, slot, last, e)
            if lock[v] < 0:
                last = leave(edges, slot, last, back[e])
        else:  # a third district: the edges stay, whatever the unit's district is called
            own -= length
    own_border[unit] = own
    cut_edges.listed[0] = last
