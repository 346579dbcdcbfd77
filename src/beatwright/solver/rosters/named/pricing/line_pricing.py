"""The cheapest line of one officer at given prices: pricing by dynamic programming.

Caps are left out at first and come in where the cheapest line pays for them or breaks them (decremental state space
relaxation): without a cap the value is a bound, so that the answer is exact.

References
----------
Righini, G. and Salani, M. (2008). New dynamic programming algorithms for the resource constrained elementary shortest
path problem. Networks 51, 155-170.
"""

from __future__ import annotations

from typing import Final

import numpy as np

from beatwright.base.jit import entry, inner
from beatwright.solver.rosters.named.pricing.line_rules import FREE, Floats, Ints, LineRules, entry_node, nodes_of
from beatwright.solver.rosters.named.pricing.line_values import (
    Values,
    amount_after,
    band_of,
    cap_tables,
    values_to_go,
    weekends_after,
)

__all__ = ["ROOM", "cap_cost_of", "cheapest_line", "next_state", "price_lines"]

ROOM: Final = 1 << 17  # values (a megabyte) that the states of one officer mostly fit in: made once, not per officer


@entry
def price_lines(rules: LineRules, extra: Floats, who: Ints) -> tuple[Ints, Floats]:
    """Give the cheapest line of each officer of `who`, and its cost with `extra` (D, S) added to shifts.

    A line has the shift of each day, S on days off. The cost is infinite where the officer has no line.
    """
    days, shifts = extra.shape
    lines, costs, room = np.full((who.size, days), shifts), np.full(who.size, np.inf), np.empty(ROOM)
    for k in range(who.size):
        costs[k] = cheapest_line(rules, extra, who[k], lines[k], room)
    return lines, costs


@inner
def cheapest_line(rules: LineRules, extra: Floats, i: int, line: Ints, room: Floats) -> float:
    """Write the cheapest line of officer `i` and return its cost; leave the line alone where there is none."""
    caps = rules.in_cap.shape[0]
    active = np.zeros(caps, dtype=np.bool_)
    cost = rules.cost[i].copy()
    for d in range(extra.shape[0]):
        for s in range(extra.shape[1]):
            cost[d, s] += extra[d, s]
    while True:
        after, paid = cap_tables(rules, i, active)
        value = values_to_go(rules, cost, i, after, paid, room)
        best = _trace(rules, cost, i, after, value, line)
        if not np.isfinite(best):
            return best
        # A cap that the cheapest line leaves alone costs nothing, so only those that it pays for or breaks come in;
        # every round adds one at least, and with all of them the line is exact.
        kept = True
        for k in range(caps):
            if not active[k] and cap_cost_of(rules, i, k, line) > 0.0:
                active[k] = True
                kept = False
        if kept:
            return best


@inner
def cap_cost_of(rules: LineRules, i: int, k: int, line: Ints) -> float:
    """Give what officer `i` pays for the shifts of a line that cap `k` counts."""
    count = 0
    for s in line:
        if s < rules.amount.size and rules.in_cap[k, s]:
            count += 1
    return float(rules.cap_cost[i, k, count]) if count <= rules.most_cap[i, k] else np.inf


@inner
def _trace(rules: LineRules, cost: Floats, i: int, after: Ints, value: Values, line: Ints) -> float:
    """Write the line whose cost the values give, and return its cost."""
    node, c, w, q = entry_node(rules, i), 0, 0, 0
    if node < 0 or band_of(rules, i, 0)[0] > 0 or not np.isfinite(value[0, 0, 0, 0, node]):
        return np.inf
    total = float(value[0, 0, 0, 0, node])
    # The line is found again from its value, day by day: to keep every state's choice would double the memory.
    for d in range(cost.shape[0]):
        best, choice, here = np.inf, -1, (node, c, w, q)
        for s in range(cost.shape[1]):
            go = next_state(rules, i, d, s, here, after)
            if go[0] >= 0 and cost[d, s] + value[d + 1, go[1], go[2], go[3], go[0]] < best:
                best = cost[d, s] + value[d + 1, go[1], go[2], go[3], go[0]]
                choice, node, c, w, q = s, go[0], go[1], go[2], go[3]
        line[d] = choice
    return total


@inner
def next_state(
    rules: LineRules, i: int, d: int, s: int, here: tuple[int, int, int, int], after: Ints
) -> tuple[int, int, int, int]:
    """Give node, amount, weekends and counts after choice `s` on day `d`; the node is -1 where a rule forbids it."""
    node, c, w, q = here
    work = nodes_of(rules, i)[0]
    low, high = band_of(rules, i, d + 1)
    then = amount_after(rules, i, c, s)
    go = _next_node(rules, i, d, s, node)
    if go < 0 or then < low or then > high:
        return -1, 0, 0, 0
    if s == rules.amount.size:
        return go, then, w, q
    weekends = weekends_after(rules, i, d, node < work, w)
    if weekends < 0 or after[q, s] < 0:
        return -1, 0, 0, 0
    return go, then, weekends, after[q, s]


@inner
def _next_node(rules: LineRules, i: int, d: int, s: int, node: int) -> int:
    """Give the node after choice `s` on day `d`, -1 where a rule of runs or followers forbids it."""
    shifts, runs = rules.amount.size, rules.most_run[i]
    work, nodes = nodes_of(rules, i)
    if node >= work:
        if s == shifts:
            return min(node + 1, nodes - 1)
        return s * runs if node == nodes - 1 else -1
    last, r = node // runs, node % runs + 1
    # With r == d the run began on the first day: it may be the rest of one begun before the roster, and so be short.
    if s == shifts:
        return work if r >= rules.least_run[i] or (rules.last[i] == FREE and r == d) else -1
    return s * runs + r if r < runs and rules.follows[last, s] else -1
