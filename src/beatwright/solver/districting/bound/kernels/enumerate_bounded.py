"""All contiguous sets of units that cost little as a district at given prices, pruned by minimum cuts.

This is the pricing problem of column generation for set partitioning (Mehrotra, Johnson and Nemhauser 1998), solved
by branch and bound so that nothing is missed. A level of the search holds units that are in, out, or free; it picks
the heaviest free unit beside those in, and looks at the sets with it and without it. A level is left where

- what is in breaks the locks, or cannot be joined any more;
- no set between what is in and what is not out keeps the limits;
- the bound (`stack.raise_bound`: tangents and a minimum cut) is above the limit;
- the rest of the map would fall into more parts than there are districts to fill it, or into one that no number of
  districts divides within the limits (`rest_parts`).

The bound also decides units that only one choice keeps within the limit, as reduced costs fix variables.

References
----------
Mehrotra, A., Johnson, E. L. and Nemhauser, G. L. (1998). An optimization based heuristic for political districting.
Management Science 44, 1100-1114.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from beatwright.base.jit import UNCOUNTED, entry, inner, plain
from beatwright.solver.districting.bound.kernels.min_cut_bound import raise_bound
from beatwright.solver.districting.bound.kernels.rest_parts import (
    decide_parts,
    districts_left,
    leave_out,
    part_rest,
    take_parts,
)
from beatwright.solver.districting.bound.kernels.search_stack import FREE, IN, OUT, TIE, SearchStack
from beatwright.solver.districting.bound.kernels.unit_set import set_cost
from beatwright.solver.districting.kernels.arrays import Floats, Listed
from beatwright.solver.districting.kernels.enumerate_rooted import BlockGraph


@entry
def enumerate_bounded(
    graph: BlockGraph,
    stack: SearchStack,
    listed: Listed,
    prices: Floats,
    fee: float,
    limit: float,
    pieces: int,
    per_root: int,
    most_nodes: int,
) -> int:
    """List the contiguous sets whose cost, less prices and fee, is at most `limit`.

    Every set is met once, from the first of its units in the order of the stack, by deciding one bordering unit after
    another; `raise_bound` bounds what can come of it. Locked districts are held whole, or not at all.

    Parameters
    ----------
    graph : BlockGraph
    stack : SearchStack
    listed : Listed
        Sets of zeros and ones (1 for the units in the set); `place`: root's position in the order, level (-1 where the
        root is to be begun), first set of the root, sets found, sets looked at. With it and the stack as a call left
        them the next call goes on.
    prices : ndarray of float, shape (m,)
        What each unit pays to the district that holds it, in units of the cost.
    fee, limit : float
        What each district is paid beside, and the largest excess that is listed, in units of the cost.
    pieces : int
        Largest number of parts into which the set may leave the rest of the map.
    per_root : int
        Sets listed of each first unit: the best, but for `TIE` (0: all).
    most_nodes : int
        Sets looked at, in all calls, after which to pause.

    Returns
    -------
    int
        1 where every set is listed, 0 where there is no room for another one, -1 where `most_nodes` were looked at.
    """
    sets, excess, place, room = listed.sets, listed.excess, listed.place, listed.excess.size
    begun, level, first, found, nodes = place[0], place[1], place[2], place[3], place[4]
    top = listed.top[0]
    for position in range(begun, stack.order.size):
        root = stack.order[position]
        if level < 0:
            # Units before the root are out from here on: every set is met under the first of its units, and only there.
            first, top = found, limit
            _start_at(graph, stack, position)
            level = plain(0)
            _bound_level(graph, stack, level, root, prices=prices, fee=fee, limit=top, pieces=pieces)
            nodes += 1
        while level >= 0:
            if stack.stage[level] == 3:
                value = set_cost(graph, stack.status[level], prices) - fee
                if value <= top:
                    slot = _slot(excess, first, found, per_root)
                    if slot == room:
                        place[3], place[4] = found, nodes
                        return 0
                    for unit in range(stack.order.size):
                        sets[slot, unit] = 1 if stack.status[level, unit] == IN else 0
                    excess[slot] = value
                    found = max(found, slot + 1)
                    if found - first == per_root:  # the root has its number: only better ones may come
                        top = excess[first:found].max()
                        top -= TIE * abs(top)
                stack.stage[level] = 2  # without a unit to pick there is one set at this level
            if stack.stage[level] == 2:
                level -= 1
                continue
            # A stack of levels instead of recursion, which would need arrays of its own at each call.
            _descend(stack, level)
            level += 1
            _bound_level(graph, stack, level, root, prices=prices, fee=fee, limit=top, pieces=pieces)
            nodes += 1
            if nodes >= most_nodes:
                place[0], place[1], place[2], place[3], place[4] = position, level, first, found, nodes
                listed.top[0] = top
                return -1
    place[3], place[4] = found, nodes
    return 1


@inner(**UNCOUNTED)
def _start_at(graph: BlockGraph, stack: SearchStack, position: int) -> None:
    """Begin at level 0 with one unit in; those before it in the order are out."""
    stack.status[0, :] = FREE
    for i in range(position):
        stack.status[0, stack.order[i]] = OUT
    stack.status[0, stack.order[position]] = IN
    for i in range(graph.border.size):
        stack.residual[0, i] = graph.border[i]
    stack.net[0, :] = 0.0
    stack.point[0, :] = 1.0


@inner(**UNCOUNTED)
def _descend(stack: SearchStack, level: int) -> None:
    """Decide the unit that the level picked, in at first and then out, at the next level.

    The next level begins with the flow and the tangents that proved this one's bound: one unit decided changes little,
    and the flow is only mended.
    """
    # Number by number: a row copied into another takes numba two seconds more to compile.
    for i in range(stack.status.shape[1]):
        stack.status[level + 1, i] = stack.status[level, i]
        stack.net[level + 1, i] = stack.net[level, i]
    for e in range(stack.residual.shape[1]):
        stack.residual[level + 1, e] = stack.residual[level, e]
    for c in range(stack.point.shape[1]):
        stack.point[level + 1, c] = stack.point[level, c]
    stack.status[level + 1, stack.pick[level]] = IN if stack.stage[level] == 0 else OUT
    stack.stage[level] += 1


@inner(**UNCOUNTED)
def _bound_level(
    graph: BlockGraph, stack: SearchStack, level: int, root: int, prices: Floats, fee: float, limit: float, pieces: int
) -> None:
    """Give the level its stage: 0 with a unit picked, 2 where nothing can come of it, 3 where a set is complete."""
    status = stack.status[level]
    stack.stage[level] = 2
    left = _settle(graph, stack, level, root, pieces)
    if left < 0:
        return
    count = stack.parts[level]
    bound, joined = raise_bound(graph, stack, level, prices, fee=fee, limit=limit, count=count, left=left)
    if bound > limit:
        return
    decided = _decide(stack, status, limit - bound, joined) | decide_parts(stack, status, joined, slack=limit - bound)
    if decided and _settle(graph, stack, level, root, pieces) < 0:  # what was decided may have cut others off
        return
    stack.pick[level] = _choose(graph, stack, status, root)
    stack.stage[level] = 0 if stack.pick[level] >= 0 else 3


@inner(**UNCOUNTED)
def _settle(graph: BlockGraph, stack: SearchStack, level: int, root: int, pieces: int) -> int:
    """Decide the free units that the rules leave no choice; returns the districts left for free parts of the rest.

    -1 where nothing can come of what is in and out.
    """
    status = stack.status[level]
    while True:
        if not _keep_locks(stack, status) or not leave_out(graph, stack, level, root) or _infeasible(graph, status):
            return -1
        stack.parts[level] = part_rest(graph, stack, level)
        left = districts_left(graph, stack, stack.parts[level], pieces)
        if left < 0 or not take_parts(stack, status, left):
            return left


@inner(**UNCOUNTED)
def _keep_locks(stack: SearchStack, status: NDArray[np.int8]) -> bool:
    """Decide the free units of locked districts that are in, or out; tells whether that is possible."""
    held = -1
    for unit in range(status.size):
        if status[unit] == IN and stack.lock[unit] >= 0:
            if held >= 0 and stack.lock[unit] != held:
                return False
            held = stack.lock[unit]
    for unit in range(status.size):
        # A set holds one locked district whole, or nothing that is locked.
        if stack.lock[unit] < 0:
            continue
        if stack.lock[unit] == held:
            if status[unit] == OUT:
                return False
            status[unit] = IN
        elif held >= 0:
            status[unit] = OUT
        elif status[unit] == OUT:
            for other in range(status.size):
                if stack.lock[other] == stack.lock[unit]:
                    status[other] = OUT
    return True


@inner(**UNCOUNTED)
def _infeasible(graph: BlockGraph, status: NDArray[np.int8]) -> bool:
    """Tell whether every set between what is in and what is not out breaks a limit."""
    for c in range(graph.weight.size):
        least, most = 0.0, 0.0
        for unit in range(status.size):
            if status[unit] == IN:
                least += graph.share[unit, c]
            if status[unit] != OUT:
                most += graph.share[unit, c]
        # 1e-9 of a limit is rounding of the sums, as wherever a load is held against its limits.
        if least > graph.high[c] * (1.0 + 1e-9) or most < graph.low[c] * (1.0 - 1e-9):
            return True
    return False


@inner(**UNCOUNTED)
def _decide(stack: SearchStack, status: NDArray[np.int8], slack: float, joined: int) -> bool:
    """Decide the free units that only one choice keeps within the limit; tells whether there were any.

    `stack.need` is what a unit adds to the bound where it is decided against the sign of it: more than `slack` of that
    is too much. Where parts must be taken in, the bound counts the units of some already.
    """
    found = False
    for unit in range(status.size):
        if status[unit] != FREE:
            continue
        counted = stack.joined[0] if joined > 0 and stack.out[stack.part[unit]] == 0 and stack.need[unit] > 0.0 else 0.0
        if abs(stack.need[unit]) - counted > slack:
            status[unit] = OUT if stack.need[unit] > 0.0 else IN
            found = True
    return found


@inner(**UNCOUNTED)
def _choose(graph: BlockGraph, stack: SearchStack, status: NDArray[np.int8], root: int) -> int:
    """Pick the heaviest free unit beside the units in that hang together with the root, -1 where there is none."""
    queue, via = stack.queue, stack.via
    via[:] = -1
    via[root] = -2
    queue[0] = root
    head, tail = 0, 1
    best, most = -1, -1.0
    while head < tail:
        unit = queue[head]
        head += 1
        for e in range(graph.start[unit], graph.start[unit + 1]):
            v = graph.to[e]
            if via[v] != -1 or status[v] == OUT:
                continue
            via[v] = e
            if status[v] == IN:
                queue[tail] = v
                tail += 1
                continue
            # Deciding the heaviest unit moves the loads, and with them the bounds of both choices, most.
            weight = 0.0
            for c in range(graph.weight.size):
                weight += graph.weight[c] * graph.share[v, c] ** 2
            if weight > most:
                best, most = v, weight
    return best


@inner
def _slot(excess: Floats, first: int, found: int, per_root: int) -> int:
    """Say where a set is kept: at the end, or in place of the worst of its root."""
    if per_root == 0 or found - first < per_root:
        return found
    return first + int(np.argmax(excess[first:found]))
