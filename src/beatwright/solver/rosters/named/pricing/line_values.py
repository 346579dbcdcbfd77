"""Least cost of the days to come, by dynamic programming backward over the days of one officer's line.

A state after d days is a node (the last shift with the days worked in a row, or the days off in a row), the amount
worked, the weekends worked, and the shifts counted by each active cap. Only amounts are looked at from which the limits
can still be met. Where the border is free, a run that began on the first day has as many days as have passed, so that
no flag says that it may be short. A run that the last day cuts may be short.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from beatwright.base.jit import inner
from beatwright.solver.rosters.named.pricing.line_rules import FREE, Flags, Floats, Ints, LineRules, nodes_of

__all__ = ["Values", "amount_after", "band_of", "cap_tables", "values_to_go", "weekends_after"]

Values = NDArray[np.float64]  # (D + 1, amounts, weekends, counts of the active caps, nodes)


@inner
def cap_tables(rules: LineRules, i: int, active: Flags) -> tuple[Ints, Floats]:
    """Give the joint count of the active caps after each count and shift, -1 where one is full; and what counts cost.

    Joint counts are numbers of mixed base, the first active cap being the lowest digit.
    """
    shifts, size = rules.amount.size, 1
    for k in range(active.size):
        if active[k]:
            size *= rules.most_cap[i, k] + 1
    after, paid = np.empty((size, shifts), dtype=np.int64), np.zeros(size)
    for q in range(size):
        after[q] = q
        rest, stride = q, 1
        for k in range(active.size):
            if not active[k]:
                continue
            base = rules.most_cap[i, k] + 1
            paid[q] += rules.cap_cost[i, k, rest % base]
            for s in range(shifts):
                if rules.in_cap[k, s] and after[q, s] >= 0:
                    after[q, s] = after[q, s] + stride if rest % base < base - 1 else -1
            rest //= base
            stride *= base
    return after, paid


@inner
def band_of(rules: LineRules, i: int, d: int) -> tuple[int, int]:
    """Give the least and the largest amount after `d` days from which the limits can still be met."""
    if rules.most_amount[i] < 0:
        return 0, 0
    day = rules.amount.max()
    return max(0, rules.least_amount[i] - (rules.weekend.size - d) * day), min(rules.most_amount[i], d * day)


@inner
def amount_after(rules: LineRules, i: int, amount: int, s: int) -> int:
    """Give the amount after shift `s`."""
    return amount if rules.most_amount[i] < 0 or s == rules.amount.size else amount + rules.amount[s]


@inner
def weekends_after(rules: LineRules, i: int, d: int, came: bool, w: int) -> int:
    """Give the weekends after a shift on day `d`, -1 where they are too many.

    `came` says whether the day before was worked.
    """
    role = rules.weekend[d]
    if rules.most_weekends[i] < 0 or role == 0 or (role == 2 and came):
        return w
    return w + 1 if w < rules.most_weekends[i] else -1


@inner
def values_to_go(rules: LineRules, cost: Floats, i: int, after: Ints, paid: Floats, room: Floats) -> Values:
    """Give the least cost of the days from each day on, by state; in `room` where it suffices."""
    days, shifts = cost.shape[0], cost.shape[1] - 1
    amounts, weekends = max(rules.most_amount[i], 0) + 1, max(rules.most_weekends[i], 0) + 1
    nodes = nodes_of(rules, i)[1]
    size = (days + 1) * amounts * weekends * paid.size * nodes
    if room.size < size:
        room = np.empty(size)
    value = room[:size].reshape((days + 1, amounts, weekends, paid.size, nodes))
    _set_ends(rules, i, paid, value[days])
    for d in range(days - 1, -1, -1):
        low, high = band_of(rules, i, d)
        then_low, then_high = band_of(rules, i, d + 1)
        for c in range(low, high + 1):
            value[d, c] = np.inf
            # Shifts outermost: what an amount and a shift forbid is decided once, for all states of that amount.
            for s in range(shifts + 1):
                then = amount_after(rules, i, c, s)
                if then < then_low or then > then_high or not np.isfinite(cost[d, s]):
                    continue
                if s == shifts:
                    _take_off(rules, i, d, cost[d, s], value[d, c], value[d + 1, then])
                else:
                    _take_shift(rules, i, d, s, cost[d, s], after, value[d, c], value[d + 1, then])
    return value


@inner
def _set_ends(rules: LineRules, i: int, paid: Floats, end: Values) -> None:
    low, high = band_of(rules, i, rules.weekend.size)
    for c in range(low, high + 1):
        for w in range(end.shape[1]):
            whole = 0.0
            if rules.most_amount[i] >= 0:
                whole += rules.amount_cost[i, c]
            if rules.most_weekends[i] >= 0:
                whole += rules.weekend_cost[i, w]
            for q in range(paid.size):
                for node in range(end.shape[3]):
                    end[c, w, q, node] = whole + paid[q] + rules.node_cost[i, node]


@inner
def _take_off(rules: LineRules, i: int, d: int, cost: float, here: Values, then: Values) -> None:
    """Take a day off on day `d` where it is better, for all states of one amount."""
    shifts, runs, first = rules.amount.size, rules.most_run[i], rules.least_run[i]
    work, nodes = nodes_of(rules, i)
    for w in range(here.shape[0]):
        for q in range(here.shape[1]):
            best, row = here[w, q], then[w, q]
            stopped = cost + row[work]
            for last in range(shifts):
                for node in range(last * runs + first - 1, (last + 1) * runs):
                    best[node] = min(best[node], stopped)
                if rules.last[i] == FREE and 0 < d < first and d <= runs:
                    node = last * runs + d - 1  # the first run, which may be short
                    best[node] = min(best[node], stopped)
            for node in range(work, nodes):
                best[node] = min(best[node], cost + row[min(node + 1, nodes - 1)])


@inner
def _take_shift(rules: LineRules, i: int, d: int, s: int, cost: float, after: Ints, here: Values, then: Values) -> None:
    """Take shift `s` on day `d` where it is better, for all states of one amount."""
    shifts, runs = rules.amount.size, rules.most_run[i]
    nodes = nodes_of(rules, i)[1]
    for w in range(here.shape[0]):
        came, fresh = weekends_after(rules, i, d, True, w), weekends_after(rules, i, d, False, w)
        for q in range(here.shape[1]):
            p = after[q, s]
            if p < 0:  # a cap is full
                continue
            best = here[w, q]
            if came >= 0:
                row = then[came, p]
                for last in range(shifts):
                    if rules.follows[last, s]:
                        for r in range(runs - 1):
                            best[last * runs + r] = min(best[last * runs + r], cost + row[s * runs + r + 1])
            if fresh >= 0:  # the last node is the only one from which work may begin: the days off are enough
                best[nodes - 1] = min(best[nodes - 1], cost + then[fresh, p, s * runs])
