"""Better plans within capacities by iterated local search: a site jumps, exchanges repair, the best plan is kept.

Exchanges (`capacity_exchange`) end where no single change pays. From there an open site jumps to a closed one that can
be in a better plan, with all its clients, and exchanges begin again; so the rooms are kept at every moment. What comes
of it is the next plan to jump from if it is not dearer, or hardly (Lourenco, Martin and Stutzle 2003).

References
----------
Lourenco, H. R., Martin, O. C. and Stutzle, T. (2003). Iterated local search. In: Glover, F. and Kochenberger, G. A.
(eds), Handbook of Metaheuristics, 320-353. Kluwer.
"""

from __future__ import annotations

import numpy as np

from beatwright.base.jit import entry, inner
from beatwright.solver.location.capacitated.capacity_exchange import exchange, move_site, plan_cost
from beatwright.solver.location.capacitated.capacity_knapsacks import Flags, Floats, Ints, Knapsacks

_KICKS = 300  # jumps: the best plan of 100 clients and 10 sites is mostly found by then, in a tenth of a second
_WORK = 33_000_000  # of jumps times what a round of exchanges tries: those 300, and fewer where there is more to try
_DEARER = 0.01  # of the best plan's cost, at most, by which the next plan to jump from may be dearer than the last


def kicked_plan(sacks: Knapsacks, assignment: Ints, seed: int) -> Ints:
    """Return the best plan (n,) within the capacities that jumps lead to from one within them."""
    best, (m, n) = assignment.copy(), sacks.paid.shape
    kicks = min(_KICKS, _WORK // (n * n + sacks.p * m * n))
    _kick(sacks, best, np.random.default_rng(seed).random((kicks, 3)))
    return best


@entry
def _kick(sacks: Knapsacks, best: Ints, random: Floats) -> None:
    plan, kept = best.copy(), best.copy()
    least = plan_cost(sacks, best)
    current = least
    opened = np.zeros(sacks.room.size, np.bool_)
    load = np.zeros(sacks.room.size)
    for row in range(len(random)):
        plan[:] = kept
        _sum_loads(sacks, plan, opened, load)
        if not _jump(sacks, plan, opened, load, random[row]):
            continue
        exchange(sacks, plan, opened, load)
        value = plan_cost(sacks, plan)
        # A plan that is a little dearer now and then leads out of a valley.
        if value <= current + _DEARER * least * random[row, 2]:
            kept[:] = plan
            current = value
        if value < least:
            best[:] = plan
            least = value


@inner
def _sum_loads(sacks: Knapsacks, plan: Ints, opened: Flags, load: Floats) -> None:
    """Say which sites are open and what each serves."""
    for j in range(load.size):
        opened[j], load[j] = sacks.state[j] > 0, 0.0
    for i in range(plan.size):
        opened[plan[i]] = True
        load[plan[i]] += sacks.need[i]


@inner
def _jump(sacks: Knapsacks, plan: Ints, opened: Flags, load: Floats, random: Floats) -> bool:
    """Give all clients of an open site to a closed one, both drawn; whether these may serve them."""
    j = _drawn(sacks, opened, True, random[0])
    k = _drawn(sacks, opened, False, random[1])
    if j < 0 or k < 0 or load[j] > sacks.most[k]:
        return False
    for i in range(plan.size):
        if plan[i] == j and not np.isfinite(sacks.paid[k, i]):
            return False
    move_site(plan, opened, load, j, k)
    return True


@inner
def _drawn(sacks: Knapsacks, opened: Flags, wanted: bool, random: float) -> int:
    """Draw one of the sites that are free and open, or free and closed; -1 where there is none."""
    count = 0
    for j in range(opened.size):
        count += int(sacks.state[j] == 0 and opened[j] == wanted)
    rank = int(random * count)
    for j in range(opened.size):
        if sacks.state[j] == 0 and opened[j] == wanted:
            if rank == 0:
                return j
            rank -= 1
    return -1
