"""Districts around posts: annealing of the travel to the posts, and the filling of posts in the relaxation.

The search moves border units and posts by turns under simulated annealing (Kirkpatrick, Gelatt and Vecchi 1983), as the
flips of balanced districts do, with the demand-weighted travel to the district's own post as the cost and a penalty for
loads outside their limits.

The bound relaxes "each unit in one district" with a price for each unit (Lagrangian relaxation of the p-median with
capacities). What is left falls apart by sites: a continuous knapsack with a least and a largest load for each, filled
in the order of gain per load (Dantzig 1957), of which the k best are opened.

References
----------
Kirkpatrick, S., Gelatt, C. D. and Vecchi, M. P. (1983). Optimization by simulated annealing. Science 220, 671-680.
Dantzig, G. B. (1957). Discrete-variable extremum problems. Operations Research 5, 266-277.
"""

from __future__ import annotations

import numpy as np

from beatwright.base.jit import entry, inner
from beatwright.solver.districting.kernels.arrays import (
    DivisionRules,
    DivisionState,
    Floats,
    Graph,
    Ints,
    Posts,
    Scratch,
)
from beatwright.solver.districting.kernels.contiguity import stays_whole
from beatwright.solver.districting.kernels.division_state import relink, shift_load
from beatwright.solver.districting.kernels.flip import accepts, excess
from beatwright.solver.random_numbers import Seeds, below


@entry
def median_moves(
    graph: Graph,
    rules: DivisionRules,
    state: DivisionState,
    scratch: Scratch,
    seeds: Seeds,
    posts: Posts,
    temperature: float,
    rounds: int,
    flips: int,
) -> float:
    """Make `rounds` of `flips` proposals to move a border unit and one to move a post; return the change.

    `posts.site` is changed in place. `temperature` is in the unit of `posts.travel`.
    """
    travel, home, post = posts.travel, posts.home, posts.site
    change: float = 0.0
    for _ in range(rounds):
        for _ in range(flips):
            change += _try_unit(
                graph, rules, state, scratch, seeds=seeds, travel=travel, home=home, post=post, temperature=temperature
            )
        change += _try_post(state, seeds, travel, home, post=post, temperature=temperature)
    return change


@inner
def _try_unit(
    graph: Graph,
    rules: DivisionRules,
    state: DivisionState,
    scratch: Scratch,
    seeds: Seeds,
    travel: Floats,
    home: Ints,
    post: Ints,
    temperature: float,
) -> float:
    """Propose to move the unit at one end of a random border to the other side; the unit of a post stays."""
    if graph.to.size == 0:
        return 0.0
    edge = below(seeds, graph.to.size)
    unit = graph.source[edge]
    old, new = state.label[unit], state.label[graph.to[edge]]
    if old == new or home[post[old]] == unit:
        return 0.0
    delta: float = travel[unit, post[new]] - travel[unit, post[old]]
    low, high = rules.low[0], rules.high[0]
    x, a, b = rules.share[unit, 0], state.load[old, 0], state.load[new, 0]
    # The first criterion is the only one: the load, in targets.
    out = excess(a - x, low, high) - excess(a, low, high) + excess(b + x, low, high) - excess(b, low, high)
    delta += rules.penalty[0] * out
    # Contiguity last: it is the dearest test, and needed only for moves that would be made.
    if not accepts(delta, temperature, seeds) or not stays_whole(graph, state.label, scratch, unit):
        return 0.0
    relink(state.label, state.size, state.head, state.after, before=state.before, unit=unit, district=new)
    shift_load(state.load, rules.share, unit, old, district=new)
    return delta


@inner
def _try_post(state: DivisionState, seeds: Seeds, travel: Floats, home: Ints, post: Ints, temperature: float) -> float:
    """Propose a random site for the post of the district that it is in."""
    new = below(seeds, home.size)
    district = state.label[home[new]]
    old = post[district]
    delta = 0.0  # all of the district travels to the new post: O(units of the district), unlike the move of a unit
    unit = state.head[district]
    while unit >= 0:
        delta += travel[unit, new] - travel[unit, old]
        unit = state.after[unit]
    if new == old or not accepts(delta, temperature, seeds):
        return 0.0
    post[district] = new
    return delta


@entry
def best_posts(label: Ints, travel: Floats, home: Ints, post: Ints) -> None:
    """Put every post where its district's travel is least."""
    n, m = travel.shape
    best = np.full(post.size, np.inf)
    for site in range(m):
        district = label[home[site]]
        total = 0.0
        for unit in range(n):
            if label[unit] == district:
                total += travel[unit, site]
        if total < best[district]:
            best[district] = total
            post[district] = site


@entry
def lagrange_round(
    travel: Floats, share: Floats, allowed: Floats, home: Ints, low: float, high: float, price: Floats, k: int
) -> tuple[float, Floats, Floats, Floats]:
    """Solve the relaxation in which units may be served never or twice, at the price of each unit.

    For every site the best fractional filling between `low` and `high` is found (a continuous knapsack); the k best
    sites are opened. Returns the bound (unit of `travel`), how often each unit is served (n,), and for every site the
    value of its filling (m,) and the price of its load per target (m,).
    """
    n, m = travel.shape
    value, rate = np.empty(m), np.empty(m)
    filling = np.zeros((m, n))
    for j in range(m):
        value[j], rate[j] = _fill(
            travel, share, allowed, home[j], low=low, high=high, price=price, j=j, filling=filling[j]
        )
    opened = np.argsort(value)[:k]
    served = np.zeros(n)
    bound = price.sum()  # each unit is paid its price once, and asked for it as often as it is served
    for j in opened:
        bound += value[j]
        served += filling[j]
    return bound, served, value, rate


@inner
def _fill(
    travel: Floats,
    share: Floats,
    allowed: Floats,
    home: int,
    low: float,
    high: float,
    price: Floats,
    j: int,
    filling: Floats,
) -> tuple[float, float]:
    """Fill one site: units in the order of gain per load, all that gain, up to `high`, at least `low`.

    Returns the value, infinite where `low` is out of reach, and the gain per load at which the filling stopped for
    want of load or of room, 0 where it stopped for want of gain.
    """
    n = price.size
    gain = np.empty(n)
    ratio = np.full(n, np.inf)
    for i in range(n):
        gain[i] = travel[i, j] - price[i]
        if i == home or allowed[i, j] == 0.0:
            continue
        # Units without load (to 1e-12 of a target, so that no ratio overflows) come first or never.
        if share[i] > 1e-12:
            ratio[i] = gain[i] / share[i]
        else:
            ratio[i] = -1e300 if gain[i] < 0.0 else np.inf
    total, load = gain[home], share[home]  # a post serves its own unit, whatever that costs
    filling[home] = 1.0
    rate = 0.0
    for i in np.argsort(ratio):
        # Units that cost (no gain left) are taken only up to the least load.
        if ratio[i] == np.inf or (ratio[i] >= 0.0 and load >= low):
            break
        limit = high if ratio[i] < 0.0 else low
        part = 1.0
        if share[i] > 1e-12:
            part = min(1.0, (limit - load) / share[i])
        if part <= 0.0:
            rate = ratio[i]
            break
        filling[i] = part
        total += part * gain[i]
        load += part * share[i]
        if part < 1.0:
            rate = ratio[i]
            break
    return (total if load >= low - 1e-9 else np.inf), rate
