"""What the rest of the map falls into beside a set of units, and which of it the set cannot leave out.

The units of a division's other districts lie in the contiguous parts of the map without the set. A part that holds a
unit out takes at least one district, so that there are at most as many such parts as districts, and what is out must
be divisible within the limits. A part of free units alone is taken in whole, or takes a district as well: where there
are more of those than districts left the cheapest must be taken in, which raises the bound of the minimum cut; and one
too light for any district is always taken in. A star is the extreme: all but k - 1 of its leaves go with the hub.
Every cut vertex (Hopcroft and Tarjan 1973) that is in acts alike, without the graph's blocks being looked for.

References
----------
Hopcroft, J. and Tarjan, R. (1973). Algorithm 447: efficient algorithms for graph manipulation. Communications of the
ACM 16, 372-378.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from beatwright.base.jit import UNCOUNTED, inner
from beatwright.solver.districting.bound.kernels.search_stack import FREE, IN, OUT, SearchStack
from beatwright.solver.districting.kernels.contiguity import WORD, joined_nearby
from beatwright.solver.districting.kernels.enumerate_rooted import BlockGraph

_SLACK = 1e-9  # of a limit: rounding of the sums, as wherever a load is held against its limits


@inner(**UNCOUNTED)
def _stay_joined(graph: BlockGraph, before: NDArray[np.int8], after: NDArray[np.int8], gone: int) -> bool:
    """Tell whether the units that are not `gone` are in one piece after a change, where they were before it.

    Units leave one by one, in the order of their numbers; each must leave neighbours that border on each other. False
    is no proof: they may be joined further away.
    """
    for unit in range(after.size):
        if after[unit] != gone or before[unit] == gone:
            continue
        first, last = graph.start[unit], graph.start[unit + 1]
        if last - first > WORD:
            return False
        left = np.uint64(0)
        for e in range(first, last):
            v = graph.to[e]
            if before[v] != gone and (after[v] != gone or v > unit):
                left |= np.uint64(1) << np.uint64(e - first)
        if left == np.uint64(0) or not joined_nearby(graph.touch, first, left):
            return False
    return True


@inner(**UNCOUNTED)
def leave_out(graph: BlockGraph, stack: SearchStack, level: int, root: int) -> bool:
    """Leave out the free units that nothing joins to the root; tells whether all that is in can be joined.

    At the level before all that is not out was joined: where units that left since leave their neighbours joined that
    is so still, and no search is needed.
    """
    status = stack.status[level]
    if level > 0 and _stay_joined(graph, stack.status[level - 1], status, gone=OUT):
        return True
    queue, via = stack.queue, stack.via
    via[:] = -1
    via[root] = -2
    queue[0] = root
    head, tail = 0, 1
    while head < tail:
        unit = queue[head]
        head += 1
        for e in range(graph.start[unit], graph.start[unit + 1]):
            v = graph.to[e]
            # Free units carry the search too: each of them may still come in.
            if via[v] == -1 and status[v] != OUT:
                via[v] = e
                queue[tail] = v
                tail += 1
    for unit in range(status.size):
        if via[unit] == -1:
            if status[unit] == IN:
                return False
            status[unit] = OUT
    return True


@inner(**UNCOUNTED)
def part_rest(graph: BlockGraph, stack: SearchStack, level: int) -> int:
    """Find the parts of the rest, and measure them; returns how many there are.

    Mostly it was one part at the level before, and is so still without a search.
    """
    status = stack.status[level]
    one = level > 0 and stack.parts[level - 1] == 1
    one = one and _stay_joined(graph, stack.status[level - 1], status, gone=IN)
    count = 1 if one else _find_parts(graph, stack, status)
    _measure_parts(graph, stack, status, count, one)
    return count


@inner(**UNCOUNTED)
def _find_parts(graph: BlockGraph, stack: SearchStack, status: NDArray[np.int8]) -> int:
    """Give each contiguous part of what is not in a number, breadth first; return how many there are."""
    part, queue = stack.part, stack.queue
    part[:] = -1
    count = 0
    for first in range(status.size):
        if status[first] == IN or part[first] >= 0:
            continue
        part[first] = count
        queue[0] = first
        head, tail = 0, 1
        while head < tail:
            unit = queue[head]
            head += 1
            for e in range(graph.start[unit], graph.start[unit + 1]):
                v = graph.to[e]
                if status[v] != IN and part[v] < 0:
                    part[v] = count
                    queue[tail] = v
                    tail += 1
        count += 1
    return count


@inner(**UNCOUNTED)
def _measure_parts(graph: BlockGraph, stack: SearchStack, status: NDArray[np.int8], count: int, one: bool) -> None:
    """Add up the units and loads of the parts; all that is not in is the first where they are known to be `one`."""
    part, out, free, load, share = stack.part, stack.out, stack.free, stack.part_load, graph.share
    criteria = 0  # loads are asked for by limits alone
    for c in range(graph.weight.size):
        if graph.low[c] > 0.0 or math.isfinite(graph.high[c]):
            criteria = graph.weight.size
    for i in range(count):
        out[i] = 0
        free[i] = 0
        for c in range(criteria):
            load[i, c] = 0.0
    for unit in range(status.size):
        if one:
            part[unit] = -1 if status[unit] == IN else 0
        i = part[unit]
        if i < 0:
            continue
        out[i] += 1 if status[unit] == OUT else 0
        free[i] += 0 if status[unit] == OUT else 1
        for c in range(criteria):
            load[i, c] += share[unit, c]


@inner(**UNCOUNTED)
def districts_left(graph: BlockGraph, stack: SearchStack, count: int, pieces: int) -> int:
    """Say how many districts are left for the parts that are free yet; -1 where what is out needs too many.

    `stack.needed` counts the districts that a part takes at least where a unit of it is out; 0 where no number keeps
    the limits.
    """
    out, free, load, needed, low, high = stack.out, stack.free, stack.part_load, stack.needed, graph.low, graph.high
    left = pieces
    for part in range(count):
        least, most = 1, out[part] + free[part]
        for c in range(low.size):
            if low[c] > 0.0:
                most = min(most, math.floor(load[part, c] / (low[c] * (1.0 - _SLACK)) + _SLACK))
            if free[part] == 0 and math.isfinite(high[c]):
                least = max(least, math.ceil(load[part, c] / (high[c] * (1.0 + _SLACK)) - _SLACK))
        needed[part] = least if least <= most else 0
        if out[part] > 0:
            if needed[part] == 0 or needed[part] > left:
                return -1
            left -= needed[part]
    return left


@inner(**UNCOUNTED)
def take_parts(stack: SearchStack, status: NDArray[np.int8], left: int) -> bool:
    """Take in the free parts that no district is left for, or that are too light for one; tells whether any was."""
    part, out, needed, found = stack.part, stack.out, stack.needed, False
    for unit in range(status.size):
        i = part[unit]
        if i >= 0 and out[i] == 0 and (left == 0 or needed[i] == 0):
            status[unit] = IN
            found = True
    return found


@inner(**UNCOUNTED)
def join_cheapest(stack: SearchStack, count: int, left: int) -> int:
    """Say how many free parts must be taken in; `stack.joined` is what the cheapest of them add to the bound.

    What the units of a part cost at the tangents, with the flow that bounds the cut, is exactly what its being taken in
    adds to a minimum cut: the part borders on nothing else.
    """
    rank, cost = stack.rank, stack.part_cost
    stack.joined[0] = 0.0
    if count <= left:
        return 0
    free = 0
    for part in range(count):
        cost[part] = 0.0
        free += 1 if stack.out[part] == 0 else 0
    if free <= left:
        return 0
    for unit in range(stack.part.size):
        if stack.part[unit] >= 0:
            cost[stack.part[unit]] += max(0.0, stack.need[unit])
    free = 0
    for part in range(count):
        if stack.out[part] != 0:
            continue
        place = free
        while place > 0 and cost[rank[place - 1]] > cost[part]:
            rank[place] = rank[place - 1]
            place -= 1
        rank[place] = part
        free += 1
    for place in range(free - left):
        stack.joined[0] += cost[rank[place]]
    return free - left


@inner(**UNCOUNTED)
def reach_joined(stack: SearchStack, joined: int) -> None:
    """Count the units of the parts that must be taken in among those that the last search reached."""
    for unit in range(stack.part.size):
        if stack.via[unit] != -1 or stack.part[unit] < 0:
            continue
        for place in range(joined):
            if stack.rank[place] == stack.part[unit]:
                stack.via[unit] = 0
                break


@inner(**UNCOUNTED)
def decide_parts(stack: SearchStack, status: NDArray[np.int8], joined: int, slack: float) -> bool:
    """Decide the free parts that only one choice keeps within the limit; tells whether there were any.

    One among the cheapest that stays out has the next dearer one taken in instead of it; one that is taken in beside
    them spares the dearest of them.
    """
    cost, rank, found = stack.part_cost, stack.rank, False
    if joined == 0:
        return False
    for unit in range(status.size):
        if status[unit] != FREE or stack.out[stack.part[unit]] != 0:
            continue
        part = stack.part[unit]
        among = False
        for place in range(joined):
            among = among or rank[place] == part
        if among and cost[rank[joined]] - cost[part] > slack:
            status[unit] = IN
            found = True
        elif not among and stack.free[part] == 1 and cost[part] - cost[rank[joined - 1]] > slack:
            status[unit] = OUT
            found = True
    return found
