"""All lines of one officer that cost little enough at given prices, by a walk that the values to go cut short.

With prices and their bound, a line can only be in a better roster if its cost exceeds the officer's cheapest by less
than the roster's cost exceeds the bound (route enumeration, Baldacci, Christofides and Mingozzi 2008). Where such lines
are few, an integer program over them proves what no bound does.

References
----------
Baldacci, R., Christofides, N. and Mingozzi, A. (2008). An exact algorithm for the vehicle routing problem based on the
set partitioning formulation with additional cuts. Mathematical Programming 115, 351-385.
"""

from __future__ import annotations

import numpy as np

from beatwright.base.jit import entry
from beatwright.solver.rosters.named.pricing.line_pricing import ROOM, cap_cost_of, next_state
from beatwright.solver.rosters.named.pricing.line_rules import Floats, Ints, LineRules, entry_node
from beatwright.solver.rosters.named.pricing.line_values import band_of, cap_tables, values_to_go

__all__ = ["lines_within"]


@entry
def lines_within(rules: LineRules, extra: Floats, i: int, most: float, limit: int) -> tuple[Ints, Floats]:
    """Give the lines of officer `i` that cost at most `most` with `extra` added to shifts, and their costs.

    At most `limit` of them; one more tells that there are more.
    """
    days, shifts = extra.shape
    cost = rules.cost[i].copy()
    for d in range(days):
        for s in range(shifts):
            cost[d, s] += extra[d, s]
    after, paid = cap_tables(rules, i, np.zeros(rules.in_cap.shape[0], dtype=np.bool_))
    value = values_to_go(rules, cost, i, after, paid, np.empty(ROOM))
    found, costs, many = np.empty((limit + 1, days), dtype=np.int64), np.empty(limit + 1), 0
    line, choice = np.empty(days, dtype=np.int64), np.zeros(days + 1, dtype=np.int64)
    state, spent = np.zeros((days + 1, 4), dtype=np.int64), np.zeros(days + 1)
    state[0, 0] = entry_node(rules, i)
    d = -1 if state[0, 0] < 0 or band_of(rules, i, 0)[0] > 0 else 0
    while d >= 0 and many <= limit:
        if d == days:
            total = value[d, state[d, 1], state[d, 2], 0, state[d, 0]] + spent[d]
            for k in range(rules.in_cap.shape[0]):
                total += cap_cost_of(rules, i, k, line)
            if total <= most:
                found[many], costs[many] = line, total
                many += 1
            d -= 1
            continue
        s = choice[d]
        if s > shifts:
            d -= 1
            continue
        choice[d] += 1
        node, c, w, q = next_state(rules, i, d, s, (state[d, 0], state[d, 1], state[d, 2], state[d, 3]), after)
        if node < 0 or not spent[d] + cost[d, s] + value[d + 1, c, w, q, node] <= most:
            continue
        line[d], spent[d + 1], choice[d + 1] = s, spent[d] + cost[d, s], 0
        state[d + 1, 0], state[d + 1, 1], state[d + 1, 2], state[d + 1, 3] = node, c, w, q
        d += 1
    return found[:many], costs[:many]
