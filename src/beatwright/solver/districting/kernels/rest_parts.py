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

from beatwright.base.jit import inner
from beatwright.solver.districting.kernels.enumerate_rooted import BlockGraph
from beatwright.solver.districting.kernels.search_stack import FREE, IN, OUT, SearchStack

_SLACK = 1e-9  # of a limit: rounding of the sums, as wherever a load is held against its limits


@inner
def find_parts(graph: BlockGraph, stack: SearchStack, status: NDArray[np.int8]) -> int:
    """Find the contiguous parts of what is not in, their units and loads; returns how many there are."""
    part, queue = stack.part, stack.queue
    part[:] = -1
    count, limited = 0, False
    for c in range(graph.weight.size):
        limited = limited or graph.low[c] > 0.0 or math.isfinite(graph.high[c])
    for first in range(status.size):
        if status[first] == IN or part[first] >= 0:
            continue
        stack.out[count], stack.free[count] = 0, 0
        stack.part_load[count, :] = 0.0
        part[first] = count
        queue[0] = first
        head, tail = 0, 1
        while head < tail:
            unit = queue[head]
            head += 1
            if status[unit] == OUT:
                stack.out[count] += 1
            else:
                stack.free[count] += 1
            for c in range(graph.weight.size if limited else 0):  # loads are asked for by limits alone
                stack.part_load[count, c] += graph.share[unit, c]
            for e in range(graph.start[unit], graph.start[unit + 1]):
                v = graph.to[e]
                if status[v] != IN and part[v] < 0:
                    part[v] = count
                    queue[tail] = v
                    tail += 1
        count += 1
    return count


@inner
def districts_needed(graph: BlockGraph, stack: SearchStack, part: int) -> int:
    """Count the districts that a part takes at least where a unit of it is out; 0 where no number keeps the limits."""
    least, most = 1, stack.out[part] + stack.free[part]
    for c in range(graph.weight.size):
        load = stack.part_load[part, c]
        if graph.low[c] > 0.0:
            most = min(most, math.floor(load / (graph.low[c] * (1.0 - _SLACK)) + _SLACK))
        if stack.free[part] == 0 and math.isfinite(graph.high[c]):
            least = max(least, math.ceil(load / (graph.high[c] * (1.0 + _SLACK)) - _SLACK))
    return least if least <= most else 0


@inner
def districts_left(graph: BlockGraph, stack: SearchStack, count: int, pieces: int) -> int:
    """Say how many districts are left for the parts that are free yet; -1 where what is out needs too many."""
    left = pieces
    for part in range(count):
        if stack.out[part] > 0:
            needed = districts_needed(graph, stack, part)
            if needed == 0 or needed > left:
                return -1
            left -= needed
    return left


@inner
def take_parts(graph: BlockGraph, stack: SearchStack, status: NDArray[np.int8], left: int) -> bool:
    """Take in the free parts that no district is left for, or that are too light for one; tells whether any was."""
    found = False
    for unit in range(status.size):
        part = stack.part[unit]
        # A part found to be taken in is marked by a negative count of units out.
        if part < 0 or stack.out[part] > 0:
            continue
        if stack.out[part] == 0 and (left == 0 or districts_needed(graph, stack, part) == 0):
            stack.out[part] = -1
        if stack.out[part] < 0:
            status[unit] = IN
            found = True
    return found


@inner
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


@inner
def reach_joined(stack: SearchStack, joined: int) -> None:
    """Count the units of the parts that must be taken in among those that the last search reached."""
    for unit in range(stack.part.size):
        if stack.via[unit] != -1 or stack.part[unit] < 0:
            continue
        for place in range(joined):
            if stack.rank[place] == stack.part[unit]:
                stack.via[unit] = 0
                break


@inner
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
