"""The last district of a division: what the others leave, judged without a list to look it up in.

What is left is a set of words of bits, one bit per unit. What adds up over units (loads and prices) is known from the
sets chosen, so that most remainders are refused by their balance before a border is looked at.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from beatwright.base.jit import inner
from beatwright.solver.districting.bound.kernels.search_stack import IN
from beatwright.solver.districting.bound.kernels.unit_set import PricedMap, in_one_piece, set_cost
from beatwright.solver.districting.kernels.arrays import Floats, Ints, Words


@inner
def holds_unit(words: Words, unit: int) -> bool:
    """Tell whether a set holds a unit."""
    return bool((words[unit // 64] >> np.uint64(unit % 64)) & np.uint64(1))


@inner
def excess_of_rest(priced: PricedMap, rest: Words, sums: Floats, room: float) -> float:
    """Cost of the units left as a district, less prices and fee; infinite above `room`, or where it is no district.

    Parameters
    ----------
    priced : PricedMap
    rest : ndarray of uint64
    sums : ndarray of float, shape (criteria + 1,)
        Loads of the rest, targets, and its prices.
    room : float
        What it may cost, in units of the cost.
    """
    graph, lock, fee = priced.graph, priced.lock, priced.fee
    least = -fee - sums[graph.weight.size]
    for c in range(graph.weight.size):
        least += graph.weight[c] * (sums[c] - 1.0) ** 2
    # A billionth of the balance is rounding of the sums: what is left is judged by sums of its own.
    if least - 1e-9 * abs(least + fee) > room:
        return np.inf
    status = np.zeros(lock.size, dtype=np.int8)
    for unit in range(lock.size):
        if holds_unit(rest, unit):
            status[unit] = IN
    value = set_cost(graph, status, priced.prices) - fee
    if value > room or not _keeps_locks(lock, status) or not in_one_piece(graph.start, graph.to, status):
        return np.inf
    return value


@inner
def _keeps_locks(lock: Ints, status: NDArray[np.int8]) -> bool:
    """Tell whether the units left are locked to one district at most; others hold the locked districts whole."""
    held = -1
    for unit in range(lock.size):
        if lock[unit] >= 0 and status[unit] == IN:
            if held >= 0 and lock[unit] != held:
                return False
            held = lock[unit]
    return True
