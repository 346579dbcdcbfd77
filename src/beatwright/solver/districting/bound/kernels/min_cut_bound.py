"""Minimum cuts that bound the cost of every district between what is in and what is not out.

The cost of a set S of units at given prices is sum of unevenness(load) + cut around S - prices of S. Replaced by
tangents, the unevenness adds up over units: what is left is a number for each unit and the cut, whose least value over
all S is a minimum cut of the map (Picard and Ratliff 1975). The flow is found by shortest augmenting paths (Edmonds and
Karp 1972). It stays feasible when tangents move or units are decided, so that it is kept and mended (Kohli and Torr
2007), and every flow, largest or not, proves a bound: flow that passes through a unit only shifts `need` between units.
The tangents move as in the method of Frank and Wolfe (1956), towards the load of the set that the cut has found.

References
----------
Picard, J.-C. and Ratliff, H. D. (1975). Minimum cuts and related problems. Networks 5, 357-370.
Edmonds, J. and Karp, R. M. (1972). Theoretical improvements in algorithmic efficiency for network flow problems.
Journal of the ACM 19, 248-264.
Kohli, P. and Torr, P. H. S. (2007). Dynamic graph cuts for efficient inference in Markov random fields. IEEE
Transactions on Pattern Analysis and Machine Intelligence 29, 2079-2088.
Frank, M. and Wolfe, P. (1956). An algorithm for quadratic programming. Naval Research Logistics Quarterly 3, 95-110.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from beatwright.base.jit import UNCOUNTED, inner
from beatwright.solver.districting.bound.kernels.rest_parts import join_cheapest, reach_joined
from beatwright.solver.districting.bound.kernels.search_stack import FREE, IN, OUT, SearchStack
from beatwright.solver.districting.kernels.arrays import Floats
from beatwright.solver.districting.kernels.enumerate_rooted import BlockGraph

_ROUNDS = 6  # of raising a bound at one level: each costs a minimum cut, and may spare the levels below
_HALVINGS = 20  # of a line search: to 1e-6 of the step; a bound is valid for any step


@inner(**UNCOUNTED)
def raise_bound(
    graph: BlockGraph,
    stack: SearchStack,
    level: int,
    prices: Floats,
    fee: float,
    limit: float,
    count: int,
    left: int,
) -> tuple[float, int]:
    """Bound the cost, less prices and fee, of every set between what is in and what is not out.

    With the balance replaced by its tangents the cheapest set is a minimum cut (Picard and Ratliff 1975). The
    tangents are moved to the load of a mixture of the sets found (Frank and Wolfe 1956), which bounds how far that can
    raise the bound: it ends where the limit is out of reach, or passed. Of the `count` parts beside what is in those
    for which no district is `left` are taken in.

    Returns the bound, and how many free parts it takes in: the first of `stack.rank`, at a cost of `stack.joined`.
    """
    cut, mixture, status = stack.load[0], stack.load[1], stack.status[level]
    bound, rest, joined = -np.inf, 0.0, 0
    for turn in range(_ROUNDS):
        bound = _lay_tangents(graph, stack, level, prices) - fee
        bound = _raise_flow(graph, stack, level, bound, limit=limit)
        joined = join_cheapest(stack, count, left)
        bound += stack.joined[0]
        if bound > limit:
            break
        reach_joined(stack, joined)
        other = _cut_set(graph, stack, status, prices) - fee
        # The cost of the mixture, which the best bound of all tangents cannot exceed, for the unevenness is convex.
        step = 1.0
        if turn > 0:
            step = _step(graph, stack, other - rest)
        rest = other if turn == 0 else rest + step * (other - rest)
        reached = rest
        for c in range(mixture.size):
            mixture[c] = cut[c] if turn == 0 else mixture[c] + step * (cut[c] - mixture[c])
            reached += unevenness(graph, stack, c, mixture[c])
            stack.point[level, c] = mixture[c]
        if reached <= limit:  # no tangents prove more than that: further rounds would be in vain
            break
    return bound, joined


@inner(**UNCOUNTED)
def unevenness(graph: BlockGraph, stack: SearchStack, c: int, load: float) -> float:
    """Cost of a load, steep outside the limits."""
    beyond = max(0.0, load - graph.high[c] * (1.0 + 1e-9), graph.low[c] * (1.0 - 1e-9) - load)
    return float(graph.weight[c] * (load - 1.0) ** 2 + stack.penalty * beyond * beyond)


@inner(**UNCOUNTED)
def _slope(graph: BlockGraph, stack: SearchStack, c: int, load: float) -> float:
    """Change of `unevenness` with the load."""
    over = max(0.0, load - graph.high[c] * (1.0 + 1e-9))
    under = max(0.0, graph.low[c] * (1.0 - 1e-9) - load)
    return float(2.0 * graph.weight[c] * (load - 1.0) + 2.0 * stack.penalty * (over - under))


@inner(**UNCOUNTED)
def _lay_tangents(graph: BlockGraph, stack: SearchStack, level: int, prices: Floats) -> float:
    """Set `stack.need` at the level's point; return the bound that follows from the flow so far, fee aside."""
    status, slope, point = stack.status[level], stack.load[2], stack.point[level]
    bound = 0.0
    for c in range(slope.size):
        slope[c] = _slope(graph, stack, c, point[c])
        bound += unevenness(graph, stack, c, point[c]) - slope[c] * point[c]
    for unit in range(status.size):
        need = stack.net[level, unit] - prices[unit]
        for c in range(slope.size):
            need += slope[c] * graph.share[unit, c]
        stack.need[unit] = need
        # Units in pay their need, free ones are taken where that is a gain; the cut is paid for by the flow.
        if status[unit] == IN or (status[unit] == FREE and need < 0.0):
            bound += need
    return bound


@inner(**UNCOUNTED)
def _raise_flow(graph: BlockGraph, stack: SearchStack, level: int, bound: float, limit: float) -> float:
    """Raise the flow, and with it the bound, until the flow is largest or the bound above the limit.

    It runs from units in, and free units that pay, to units out, and free units that cost.
    """
    residual, net, need, via = stack.residual[level], stack.net[level], stack.need, stack.via
    status = stack.status[level]
    while bound <= limit:
        end = _path(graph, stack, level)
        if end < 0:
            break
        # As much as the borders carry, and not so much that a free unit changes its mind.
        width, unit = np.inf if status[end] == OUT else need[end], end
        while via[unit] != -2:
            width = min(width, residual[via[unit]])
            unit = graph.to[stack.reverse[via[unit]]]
        if status[unit] == FREE:
            width = min(width, -need[unit])
        net[unit] += width
        need[unit] += width
        net[end] -= width
        need[end] -= width
        unit = end
        while via[unit] != -2:
            residual[via[unit]] -= width
            residual[stack.reverse[via[unit]]] += width
            unit = graph.to[stack.reverse[via[unit]]]
        bound += width
    return bound


@inner(**UNCOUNTED)
def _path(graph: BlockGraph, stack: SearchStack, level: int) -> int:
    """Find a shortest path that can carry more; returns its end, -1 where there is none."""
    status, residual, need = stack.status[level], stack.residual[level], stack.need
    queue, via = stack.queue, stack.via
    head, tail = 0, 0
    for unit in range(status.size):
        via[unit] = -1
        if status[unit] == IN or (status[unit] == FREE and need[unit] < -stack.tiny):
            via[unit] = -2
            queue[tail] = unit
            tail += 1
    while head < tail:
        unit = queue[head]
        head += 1
        for e in range(graph.start[unit], graph.start[unit + 1]):
            v = graph.to[e]
            if via[v] == -1 and residual[e] > stack.tiny:
                via[v] = e
                if status[v] == OUT or (status[v] == FREE and need[v] > stack.tiny):
                    return int(v)
                queue[tail] = v
                tail += 1
    return -1


@inner(**UNCOUNTED)
def _cut_set(graph: BlockGraph, stack: SearchStack, status: NDArray[np.int8], prices: Floats) -> float:
    """Add up the loads of the units that the last search reached; return their cut less their prices."""
    cut, via, rest = stack.load[0], stack.via, 0.0
    cut[:] = 0.0
    for unit in range(status.size):
        if via[unit] == -1:
            continue
        rest -= prices[unit]
        for c in range(cut.size):
            cut[c] += graph.share[unit, c]
        for e in range(graph.start[unit], graph.start[unit + 1]):
            if via[graph.to[e]] == -1:
                rest += graph.border[e]
    return rest


@inner(**UNCOUNTED)
def _step(graph: BlockGraph, stack: SearchStack, change: float) -> float:
    """Say how much of a new set makes the cheapest mixture; `change` is what it changes beside the balance."""
    cut, mixture = stack.load[0], stack.load[1]
    low, high = 0.0, 1.0
    for _ in range(_HALVINGS):
        middle = 0.5 * (low + high)
        rise = change
        for c in range(mixture.size):
            off = cut[c] - mixture[c]
            rise += off * _slope(graph, stack, c, mixture[c] + middle * off)
        if rise > 0.0:
            high = middle
        else:
            low = middle
    return 0.5 * (low + high)
