"""What the line of every officer must keep, as the arrays that the pricing reads."""

from __future__ import annotations

from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from beatwright.base.jit import inner

__all__ = ["FREE", "OFF", "Flags", "Floats", "Ints", "LineRules", "entry_node", "nodes_of"]

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]

FREE: Final = -2  # the border is free: nothing is known of the days before, and the first run may be short
OFF: Final = -1  # the day before the first was a day off


class LineRules(NamedTuple):
    """Rules of the lines of n officers over D days, with S shifts and K caps.

    An amount is what a shift counts towards working time, in the largest unit that divides all shifts. What a line
    pays for its amount, weekends and shifts under a cap stands in a table by count, never below 0; inf where the count
    is not allowed, and beyond the last count that is.

    Node ``s * most_run + r - 1`` is the r-th day of work in a row, on shift s; after those come days off in a row, of
    which those from the least number on are one node.
    """

    cost: Floats  # (n, D, S + 1) own cost of each shift, and of a day off in the last column; inf where not allowed
    follows: Flags  # (S, S) whether the second shift may be worked on the day after the first
    amount: Ints  # (S,)
    weekend: Ints  # (D,) 1 on Saturdays, 2 on Sundays, else 0
    in_cap: Flags  # (K, S) which shifts each cap counts
    least_run: Ints  # (n,) days of work in a row
    most_run: Ints  # (n,)
    least_off: Ints  # (n,) days off in a row
    amount_cost: Floats  # (n, largest amount + 1)
    least_amount: Ints  # (n,) first and last amount allowed; the last is -1 where amounts do not matter
    most_amount: Ints  # (n,)
    weekend_cost: Floats  # (n, most weekends + 1)
    most_weekends: Ints  # (n,) last count allowed; -1 where weekends do not matter
    cap_cost: Floats  # (n, K, largest cap + 1)
    most_cap: Ints  # (n, K) last count allowed
    node_cost: Floats  # (n, most nodes) of ending at a node: inf where what follows has no line
    last: Ints  # (n,) the shift worked on the day before the first, OFF or FREE
    run: Ints  # (n,) days of work or days off in a row up to then


@inner
def nodes_of(rules: LineRules, i: int) -> tuple[int, int]:
    """Give the number of nodes of work, and of all nodes."""
    work = rules.amount.size * rules.most_run[i]
    return work, work + max(rules.least_off[i], 1)


@inner
def entry_node(rules: LineRules, i: int) -> int:
    """Give the node before the first day, -1 where more days were worked in a row than may be."""
    runs = rules.most_run[i]
    work, nodes = nodes_of(rules, i)
    if rules.last[i] == FREE:
        return nodes - 1
    if rules.last[i] == OFF:
        return int(min(work + max(rules.run[i], 1), nodes) - 1)
    return int(rules.last[i] * runs + rules.run[i] - 1) if rules.run[i] <= runs else -1
