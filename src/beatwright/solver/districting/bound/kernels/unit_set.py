"""One set of units of a block as a district: what it costs at given prices, and whether it hangs together."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from beatwright.base.jit import inner
from beatwright.solver.districting.bound.kernels.search_stack import IN
from beatwright.solver.districting.kernels.arrays import Floats, Ints, Shorts
from beatwright.solver.districting.kernels.enumerate_rooted import BlockGraph
from beatwright.solver.districting.kernels.shape_cost import form_cost


class PricedMap(NamedTuple):
    """A block on which districts are paid for what they hold."""

    graph: BlockGraph
    lock: Ints  # (m,) district that a unit must be in, -1 where free
    prices: Floats  # (m,) what each unit pays to the district that holds it, in units of the cost
    fee: float  # what a district is paid besides


@inner
def set_cost(graph: BlockGraph, status: NDArray[np.int8], prices: Floats) -> float:
    """Cost of the units in as a district, less their prices; infinite outside the limits and without units."""
    value, filled = 0.0, False
    for c in range(graph.weight.size):
        load = 0.0
        for unit in range(status.size):
            if status[unit] == IN:
                load += graph.share[unit, c]
        if load < graph.low[c] * (1.0 - 1e-9) or load > graph.high[c] * (1.0 + 1e-9):
            return np.inf
        value += graph.weight[c] * (load - 1.0) ** 2
    for unit in range(status.size):
        if status[unit] == IN:
            filled = True
            value -= prices[unit]
            for e in range(graph.start[unit], graph.start[unit + 1]):
                if status[graph.to[e]] != IN:
                    value += graph.border[e]
    return value + _set_shape_cost(graph, status) if filled else np.inf


@inner
def _set_shape_cost(graph: BlockGraph, status: NDArray[np.int8]) -> float:
    """Cost of the shape of the units in."""
    if graph.body.shape[1] == 0:
        return 0.0
    own = np.zeros(graph.body.shape[1])
    for unit in range(status.size):
        if status[unit] != IN:
            continue
        for j in range(own.size):
            own[j] += graph.body[unit, j]
        for e in range(graph.start[unit], graph.start[unit + 1]):
            if status[graph.to[e]] == IN:
                own[1] -= graph.length[e]
    return form_cost(graph.form, own[0], own[1], own[2], y=own[3], second=own[4])


@inner
def in_one_piece(start: Ints, to: Shorts, status: NDArray[np.int8]) -> bool:
    """Tell whether the units in hang together; False where there are none."""
    left = np.zeros(status.size, dtype=np.int8)
    for unit in range(status.size):
        left[unit] = 1 if status[unit] == IN else 0
    return _count_pieces(start, to, left) == 1


@inner
def pieces_of_rest(start: Ints, to: Shorts, status: NDArray[np.int8]) -> int:
    """Count the contiguous pieces of the units that are not in."""
    left = np.zeros(status.size, dtype=np.int8)
    for unit in range(status.size):
        left[unit] = 0 if status[unit] == IN else 1
    return _count_pieces(start, to, left)


@inner
def _count_pieces(start: Ints, to: Shorts, left: NDArray[np.int8]) -> int:
    """Count the contiguous pieces of the units that are 1, by searches that set them to 0."""
    queue, count = np.empty(left.size, dtype=np.int64), 0
    for first in range(left.size):
        if left[first] == 0:
            continue
        count += 1
        left[first] = 0
        queue[0] = first
        head, tail = 0, 1
        while head < tail:
            unit = queue[head]
            head += 1
            for e in range(start[unit], start[unit + 1]):
                v = to[e]
                if left[v] == 1:
                    left[v] = 0
                    queue[tail] = v
                    tail += 1
    return count
