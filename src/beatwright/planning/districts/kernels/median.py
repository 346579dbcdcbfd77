"""Districts around posts: annealing of the weighted travel to the districts' centres."""

from __future__ import annotations

import numba as nb
import numpy as np

from beatwright.planning.districts.kernels.arrays import Floats, Graph, Ints, Rules, Scratch, State
from beatwright.planning.districts.kernels.contiguity import stays_whole
from beatwright.planning.districts.kernels.flip import accepts, excess
from beatwright.planning.districts.kernels.rng import Seeds, below
from beatwright.planning.districts.kernels.state import relink, shift_load


@nb.njit(cache=True)
def median_moves(
    graph: Graph,
    rules: Rules,
    state: State,
    scratch: Scratch,
    seeds: Seeds,
    travel: Floats,
    centre: Ints,
    heat: float,
    rounds: int,
    flips: int,
) -> float:
    """Make `rounds` of `flips` proposals to move a border unit and one to move a centre; return the change.

    `travel` (n, n) is the cost of all of a unit's demand for every centre; `centre` (k,) is changed in place.
    """
    change = 0.0
    for _ in range(rounds):
        for _ in range(flips):
            change += _try_unit(graph, rules, state, scratch, seeds, travel, centre, heat)
        change += _try_centre(state, scratch, seeds, travel, centre, heat)
    return change


@nb.njit(cache=True)
def _try_unit(
    graph: Graph,
    rules: Rules,
    state: State,
    scratch: Scratch,
    seeds: Seeds,
    travel: Floats,
    centre: Ints,
    heat: float,
) -> float:
    """Propose to move the unit at one end of a random border to the other side; a centre stays."""
    edge = below(seeds, graph.to.size)
    unit = graph.source[edge]
    home, district = state.label[unit], state.label[graph.to[edge]]
    if home == district or centre[home] == unit or rules.lock[unit] >= 0:
        return 0.0
    delta = travel[unit, centre[district]] - travel[unit, centre[home]]
    low, high = rules.low[0], rules.high[0]
    x, a, b = rules.share[unit, 0], state.load[home, 0], state.load[district, 0]
    out = excess(a - x, low, high) - excess(a, low, high) + excess(b + x, low, high) - excess(b, low, high)
    delta += rules.penalty[0] * out
    if not accepts(delta, heat, seeds) or not stays_whole(graph, state.label, scratch, unit):
        return 0.0
    relink(state.label, state.size, state.head, state.after, state.before, unit, district)
    shift_load(state.load, rules.share, unit, home, district)
    return delta


@nb.njit(cache=True)
def _try_centre(state: State, scratch: Scratch, seeds: Seeds, travel: Floats, centre: Ints, heat: float) -> float:
    """Propose another unit of a random district as its centre."""
    district = below(seeds, centre.size)
    found = 0
    unit = state.head[district]
    while unit >= 0:
        scratch.member[found] = unit
        found += 1
        unit = state.after[unit]
    new = scratch.member[below(seeds, found)]
    delta = 0.0
    for i in range(found):
        delta += travel[scratch.member[i], new] - travel[scratch.member[i], centre[district]]
    if not accepts(delta, heat, seeds):
        return 0.0
    centre[district] = new
    return delta


@nb.njit(cache=True)
def best_centres(state: State, travel: Floats, centre: Ints) -> None:
    """Put every centre where its district's travel is least."""
    n = travel.shape[0]
    for district in range(centre.size):
        best = np.inf
        for new in range(n):
            if state.label[new] != district:
                continue
            total = 0.0
            unit = state.head[district]
            while unit >= 0:
                total += travel[unit, new]
                unit = state.after[unit]
            if total < best:
                best = total
                centre[district] = new


@nb.njit(cache=True)
def lagrange_round(
    travel: Floats, share: Floats, allowed: Floats, low: float, high: float, price: Floats, k: int
) -> tuple[float, Ints, Floats]:
    """Solve the relaxation in which units may be served never or twice, at the price of each unit.

    For every centre the best fractional filling between `low` and `high` is found (a continuous knapsack); the k
    best centres are opened. Returns the bound, the centres, and how often each unit is served.
    """
    n = price.size
    value = np.empty(n)
    filling = np.zeros((n, n))
    for j in range(n):
        value[j] = _fill(travel, share, allowed, low, high, price, j, filling[j])
    order = np.argsort(value)
    opened = order[:k].copy()
    served = np.zeros(n)
    bound = price.sum()
    for j in opened:
        bound += value[j]
        served += filling[j]
    return bound, opened, served


@nb.njit(cache=True)
def _fill(
    travel: Floats, share: Floats, allowed: Floats, low: float, high: float, price: Floats, j: int, filling: Floats
) -> float:
    """Fill one centre: units in the order of gain per load, all that gain, up to `high`, at least `low`."""
    n = price.size
    gain = np.empty(n)
    ratio = np.full(n, np.inf)
    for i in range(n):
        gain[i] = travel[i, j] - price[i]
        if i == j or allowed[i, j] == 0.0:
            continue
        if share[i] > 1e-12:
            ratio[i] = gain[i] / share[i]
        else:
            ratio[i] = -1e300 if gain[i] < 0.0 else np.inf
    total, load = gain[j], share[j]
    filling[j] = 1.0
    for i in np.argsort(ratio):
        if ratio[i] == np.inf:
            break
        if ratio[i] >= 0.0 and load >= low:
            break
        part = 1.0
        if share[i] > 1e-12:
            part = min(1.0, (high - load) / share[i])
            if ratio[i] >= 0.0:
                part = min(part, (low - load) / share[i])
        if part <= 0.0:
            break
        filling[i] = part
        total += part * gain[i]
        load += part * share[i]
    return total if load >= low - 1e-9 else np.inf
