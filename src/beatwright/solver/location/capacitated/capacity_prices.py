"""Lower bounds for the capacitated p-median: "every client is served" relaxed, a knapsack at each site.

With a price u_i for serving client i, site j is worth v_j = the least sum of (cost_ij - u_i) over sets of clients that
fit its room, and sum u + the p least v_j bounds every plan. The prices climb along an average of subgradients
(Camerini, Fratta and Maffioli 1975), each step as long as the gap to the best plan known asks for (Polyak).

References
----------
Camerini, P. M., Fratta, L. and Maffioli, F. (1975). On improving relaxation methods by modified gradient techniques.
Mathematical Programming Study 3, 26-34.
Ceselli, A. and Righini, G. (2005). A branch-and-price algorithm for the capacitated p-median problem. Networks 45,
125-142.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from beatwright.base.jit import entry, inner
from beatwright.solver.location.capacitated.capacity_knapsacks import (
    Floats,
    Ints,
    Knapsacks,
    KnapsackWork,
    count_served,
    gather_gains,
    knapsack_work,
    most_gain,
    site_values,
)
from beatwright.solver.time_limit import SearchClock

_ROUNDS = 1500  # of prices; the bound has stood still long before
_PATIENCE = 25  # rounds without a higher bound after which the step shrinks
_SHRINK = 0.6  # of the step then
_SMALLEST = 1e-4  # of the step: nothing rises any more
_MEMORY = 0.5  # of the last direction in the next one
_WORK = 2e8  # clients x sites x units of load between two looks at the clock: some hundredths of a second


class Climb(NamedTuple):
    """Prices and what the climb remembers; all are changed in place."""

    price: Floats  # (n,)
    top: Floats  # (n,) prices of the highest bound
    average: Floats  # (n,) direction
    state: Floats  # (3,) highest bound, length of a step, rounds since the bound rose


def price_climb(sacks: Knapsacks, target: float, clock: SearchClock) -> tuple[float, Floats]:
    """Return the highest bound found below the value `target` of a plan, and the prices (n,) that give it."""
    price = _first_prices(sacks)
    climb = Climb(price, price.copy(), np.zeros_like(price), np.array([-np.inf, 1.0, 0.0]))
    work = float(sacks.paid.size) * float(sacks.room.max() + 1)
    turn = int(np.clip(_WORK / work, 1, _ROUNDS))
    for _ in range(0, _ROUNDS, turn):
        if _climb(sacks, climb, turn, target) or clock.late:
            break
    return float(climb.state[0]), climb.top


def _first_prices(sacks: Knapsacks) -> Floats:
    """Give each client the cost of the site that it would get if its site were one in p at random."""
    open_to = np.sort(sacks.paid[sacks.state >= 0], axis=0)
    known = np.isfinite(open_to).sum(axis=0)
    rank = np.minimum(len(open_to) // sacks.p, known - 1)
    return np.ascontiguousarray(open_to[rank, np.arange(known.size)])


@entry
def _climb(sacks: Knapsacks, climb: Climb, rounds: int, target: float) -> bool:
    """Make so many steps; whether nothing is to be had any more."""
    n, m = climb.price.size, sacks.room.size
    work, value, served = knapsack_work(n, sacks.room.max()), np.empty(m), np.empty(n, np.int64)
    for _ in range(rounds):
        site_values(sacks, climb.price, value)
        bound = _bound(sacks, climb.price, value, work, served)
        if not _rises(climb, bound):
            continue
        # A client served less than once pays more from now on, one served twice less.
        length = 0.0
        for i in range(n):
            climb.average[i] = (1 - served[i]) + _MEMORY * climb.average[i]
            length += climb.average[i] ** 2
        if length == 0.0 or climb.state[1] < _SMALLEST:
            return True
        step = climb.state[1] * max(target - bound, 1e-3 * abs(target)) / length
        for i in range(n):
            climb.price[i] += step * climb.average[i]
    return False


@inner
def _bound(sacks: Knapsacks, price: Floats, value: Floats, work: KnapsackWork, served: Ints) -> float:
    """Sum the prices and the p least values, and count how often each client is served there."""
    # Sites that must be open come first, whatever they are worth.
    order = np.argsort(np.where(sacks.state > 0, -np.inf, value))
    served[:] = 0
    bound = price.sum()
    for a in range(sacks.p):
        j = order[a]
        bound += value[j]
        count, _, fits = gather_gains(sacks, j, price, work)
        if fits:
            for k in range(count):
                served[work.client[k]] += 1
        else:
            most_gain(sacks, j, count, work, True)
            count_served(sacks, j, count, work, served)
    return float(bound)


@inner
def _rises(climb: Climb, bound: float) -> bool:
    """Note a higher bound; False where the climb has gone back to the top with a shorter step."""
    if bound > climb.state[0]:
        climb.state[0], climb.state[2] = bound, 0.0
        climb.top[:] = climb.price
        return True
    climb.state[2] += 1.0
    if climb.state[2] < _PATIENCE:
        return True
    climb.state[1] *= _SHRINK
    climb.state[2] = 0.0
    climb.price[:] = climb.top
    climb.average[:] = 0.0
    return False
