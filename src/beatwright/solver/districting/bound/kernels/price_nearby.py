"""Districts that pay at given prices, looked for near districts that are known: local search for column generation.

From every set that is given, the unit that lowers cost less prices most comes in or leaves, as long as one does
(steepest descent); then two units at once, the first such pair. Nothing is proven: that is left to `enumerate_bounded`,
which is asked only where this finds nothing more. Heuristic pricing before exact pricing is common usage (Desaulniers,
Desrosiers and Solomon 2005).

References
----------
Desaulniers, G., Desrosiers, J. and Solomon, M. M., editors (2005). Column Generation. Springer.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from beatwright.base.jit import entry, inner
from beatwright.solver.districting.bound.kernels.unit_set import PricedMap, in_one_piece, pieces_of_rest, set_cost
from beatwright.solver.districting.kernels.arrays import Floats, Ints
from beatwright.solver.districting.kernels.enumerate_rooted import BlockGraph

_TINY = 1e-12  # of a cost: less is rounding, and would go round in circles


@entry
def price_nearby(priced: PricedMap, sets: NDArray[np.int8], pieces: int) -> Floats:
    """Change every set until no change lowers its cost less prices; return what they cost then, the fee not taken off.

    Infinite where a set leaves the rest of the map in more than `pieces`: no division holds it, and it would only
    lower the relaxation.

    Parameters
    ----------
    priced : PricedMap
        Units that are locked stay where they are.
    sets : ndarray of int8, shape (sets, m)
        Contiguous sets within the limits, 1 for the units in; changed in place.
    pieces : int
        Largest number of pieces of the rest: the other districts.
    """
    graph, lock, prices = priced.graph, priced.lock, priced.prices
    found = np.empty(sets.shape[0])
    for i in range(sets.shape[0]):
        value = set_cost(graph, sets[i], prices)
        while True:
            better = _change_one(graph, lock, sets[i], prices, value)
            if better == value:
                better = _change_two(graph, lock, sets[i], prices, value)
            if better == value:
                break
            value = better
        found[i] = value if pieces_of_rest(graph.start, graph.to, sets[i]) <= pieces else np.inf
    return found


@inner
def _change_one(graph: BlockGraph, lock: Ints, chosen: NDArray[np.int8], prices: Floats, value: float) -> float:
    """Take in or leave out the unit that lowers the cost most; return the cost, `value` where none does."""
    best, least = -1, value - _TINY * abs(value)
    for unit in range(chosen.size):
        if not _may_change(graph, lock, chosen, unit):
            continue
        chosen[unit] = 1 - chosen[unit]
        other = set_cost(graph, chosen, prices)
        if other < least and (chosen[unit] == 1 or in_one_piece(graph.start, graph.to, chosen)):
            best, least = unit, other
        chosen[unit] = 1 - chosen[unit]
    if best < 0:
        return value
    chosen[best] = 1 - chosen[best]
    return least


@inner
def _change_two(graph: BlockGraph, lock: Ints, chosen: NDArray[np.int8], prices: Floats, value: float) -> float:
    """Take in or leave out the first two units that lower the cost; return the cost, `value` where none do."""
    for one in range(chosen.size):
        if not _may_change(graph, lock, chosen, one):
            continue
        chosen[one] = 1 - chosen[one]
        for two in range(chosen.size):
            if two == one or not _may_change(graph, lock, chosen, two):
                continue
            chosen[two] = 1 - chosen[two]
            other = set_cost(graph, chosen, prices)
            if other < value - _TINY * abs(value) and in_one_piece(graph.start, graph.to, chosen):
                return other
            chosen[two] = 1 - chosen[two]
        chosen[one] = 1 - chosen[one]
    return value


@inner
def _may_change(graph: BlockGraph, lock: Ints, chosen: NDArray[np.int8], unit: int) -> bool:
    """Tell whether a unit is free, and at the border of the set."""
    if lock[unit] >= 0:
        return False
    mixed = False
    for e in range(graph.start[unit], graph.start[unit + 1]):
        mixed = mixed or chosen[graph.to[e]] != chosen[unit]
    return mixed
