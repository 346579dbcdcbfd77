"""Better plans within capacities: clients change site, two change places, a site moves among its own clients.

The shift and swap neighbourhoods of the generalized assignment problem, and the alternate step of the p-median: each
set of clients is served from where it is cheapest (Maranzana 1964). Every first improvement is taken.

References
----------
Maranzana, F. E. (1964). On the location of supply points to minimize transport costs. Operational Research Quarterly
15, 261-270.
"""

from __future__ import annotations

import numpy as np

from beatwright.base.jit import entry, inner
from beatwright.solver.location.capacitated.capacity_knapsacks import Flags, Floats, Ints, Knapsacks

_GAIN = 1e-9  # by which a change must be better, in the engine's unit: no change then undoes another for ever


def improved_plan(sacks: Knapsacks, assignment: Ints) -> Ints:
    """Return a plan (n,) within the capacities that no single change makes cheaper, from one within them."""
    plan = assignment.copy()
    opened = sacks.state > 0
    opened[plan] = True
    load = np.bincount(plan, weights=sacks.need, minlength=opened.size).astype(np.float64)
    _improve(sacks, plan, opened, load)
    return plan


@entry
def _improve(sacks: Knapsacks, plan: Ints, opened: Flags, load: Floats) -> None:
    exchange(sacks, plan, opened, load)


@inner
def plan_cost(sacks: Knapsacks, plan: Ints) -> float:
    """Sum what a plan costs."""
    total = 0.0
    for i in range(plan.size):
        total += sacks.paid[plan[i], i]
    return total


@inner
def exchange(sacks: Knapsacks, plan: Ints, opened: Flags, load: Floats) -> None:
    """Take improvements until there is none; all but the first argument are changed in place."""
    better = True
    while better:
        better = False
        for i in range(plan.size):
            better |= _shifts(sacks, plan, opened, load, i)
            better |= _swaps(sacks, plan, load, i)
        for j in range(load.size):
            if opened[j] and sacks.state[j] == 0:
                better |= _moves(sacks, plan, opened, load, j)


@inner
def _shifts(sacks: Knapsacks, plan: Ints, opened: Flags, load: Floats, i: int) -> bool:
    """Give client i to the cheapest open site with room for it."""
    best, least = plan[i], sacks.paid[plan[i], i] - _GAIN
    for j in range(load.size):
        if opened[j] and sacks.paid[j, i] < least and load[j] + sacks.need[i] <= sacks.most[j]:
            best, least = j, sacks.paid[j, i]
    if best == plan[i]:
        return False
    load[plan[i]] -= sacks.need[i]
    load[best] += sacks.need[i]
    plan[i] = best
    return True


@inner
def _swaps(sacks: Knapsacks, plan: Ints, load: Floats, i: int) -> bool:
    """Let client i change places with the first client by which that pays."""
    for h in range(plan.size):
        a, b = plan[i], plan[h]
        if a == b:
            continue
        more = sacks.need[h] - sacks.need[i]
        now = sacks.paid[a, i] + sacks.paid[b, h]
        pays = sacks.paid[b, i] + sacks.paid[a, h] < now - _GAIN
        if pays and load[a] + more <= sacks.most[a] and load[b] - more <= sacks.most[b]:
            load[a] += more
            load[b] -= more
            plan[i], plan[h] = b, a
            return True
    return False


@inner
def _moves(sacks: Knapsacks, plan: Ints, opened: Flags, load: Floats, j: int) -> bool:
    """Serve the clients of site j from the closed site that does so at least cost."""
    best, least = j, _cost_from(sacks, plan, j, j) - _GAIN
    for k in range(load.size):
        if not opened[k] and sacks.state[k] == 0 and load[j] <= sacks.most[k]:
            cost = _cost_from(sacks, plan, j, k)
            if cost < least:
                best, least = k, cost
    if best == j:
        return False
    move_site(plan, opened, load, j, best)
    return True


@inner
def move_site(plan: Ints, opened: Flags, load: Floats, j: int, k: int) -> None:
    """Close site j and open site k, with all its clients."""
    for i in range(plan.size):
        if plan[i] == j:
            plan[i] = k
    load[k], load[j] = load[j], 0.0
    opened[j], opened[k] = False, True


@inner
def _cost_from(sacks: Knapsacks, plan: Ints, j: int, k: int) -> float:
    """Sum what the clients of site j cost if site k serves them."""
    total = 0.0
    for i in range(plan.size):
        if plan[i] == j:
            total += sacks.paid[k, i]
    return total
