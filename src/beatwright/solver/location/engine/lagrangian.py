"""Lower bounds for the p-median: "every client is served" relaxed, at given multipliers.

With a price u_i for serving client i (Cornuejols, Fisher and Nemhauser 1977) site j is worth rho_j = sum over clients
of min(0, cost_ij - u_i), and L(u) = sum u + the p least rho bounds every plan. Which multipliers are good,
`volume_method` finds.

References
----------
Cornuejols, G., Fisher, M. L. and Nemhauser, G. L. (1977). Location of bank accounts to optimize float. Management
Science 23, 789-810.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from beatwright.base.jit import UNCOUNTED, entry, inlined, inner
from beatwright.solver.location.engine.array_loops import least, select
from beatwright.solver.location.engine.column_runs import ColumnRuns
from beatwright.solver.location.engine.neighbour_lists import Floats, Indices, Rows, Starts

Flags = NDArray[np.bool_]
Ints = NDArray[np.int64]
States = NDArray[np.int8]

OPEN, FREE, CLOSED = 1, 0, -1  # states of a site


class Master(NamedTuple):
    """What a plan must keep."""

    groups: Ints  # (m,) group of each column
    quota: Ints  # (g,) open columns of each group
    member: Flags  # (t, m) whether a set holds a column
    room: Ints  # (t,) members of each set that may be open
    # (r, m) regions with one open column at least. Of two one holds the other and stands behind it, or they are apart:
    # taking the cheapest column region by region is then optimal.
    must: Flags


def plain_master(sites: int, p: int) -> Master:
    """Ask for p open sites, and nothing else."""
    none = np.zeros((0, sites), dtype=np.bool_)
    return Master(np.zeros(sites, dtype=np.int64), np.array([p]), none, np.zeros(0, dtype=np.int64), must=none)


class Dual(NamedTuple):
    """Multipliers and what the volume method remembers; all are changed in place."""

    price: Floats  # (n + t,) multipliers of the clients, then of the sets, in weighted cost
    average: Floats  # (n + t,) smoothed subgradient, in times served; -inf first where there is none yet
    share: Floats  # (m,) smoothed primal point, 0 to 1: roughly the solution of the linear program


class BySite(NamedTuple):
    """The costs listed by site, where who is served is counted quicker so: dense, or as columns, or not (all empty)."""

    dense: Floats  # (m, n) weighted costs, infinite where a pair is not listed; else (0, 0)
    start: Starts  # (m + 1,) first pair of each site
    client: Indices  # (pairs,) int32
    value: Floats  # (pairs,) weighted cost


class Pairs(NamedTuple):
    """The costs as the bound reads them: sorted lists, or runs where these hold anything."""

    rows: Rows
    by_site: BySite
    runs: ColumnRuns


class VolumeSettings(NamedTuple):
    """Parameters of the volume method."""

    rounds: int  # at most
    step: float  # length of a step over (target - bound) / |average|^2, at most 2
    alpha: float  # weight of a new point in the averages: small ones smooth more
    patience: int  # rounds without a higher bound after which step and alpha shrink


@entry(**UNCOUNTED)
def reduced_costs(rows: Rows, price: Floats, master: Master, rho: Floats) -> float:
    """Reduced cost of each site at the multipliers, into ``rho``; returns the constant of the bound.

    rho_j = sum over clients of min(0, cost_ij - price_i) + prices of the sets that hold j.
    """
    start, site, cost = rows
    n = start.size - 1
    rho[:] = 0.0
    for i in range(n):
        limit = price[i]
        for a in range(start[i], start[i + 1]):
            d = cost[a]
            if d >= limit:  # the list ascends: no further site saves anything for this client
                break
            rho[site[a]] += d - limit
    return charge_sets(price, master, n, rho)


@inner(**UNCOUNTED)
def charge_sets(price: Floats, master: Master, clients: int, rho: Floats) -> float:
    """Add the prices of the sets to the reduced costs of their members; returns the constant of the bound."""
    total = 0.0
    for i in range(clients):
        total += price[i]
    for t in range(master.room.size):
        total -= price[clients + t] * master.room[t]
        for j in range(rho.size):
            if master.member[t, j]:
                rho[j] += price[clients + t]
    return total


@entry(**UNCOUNTED)
def listed_costs(site: Indices, cost: Floats, price: Floats, master: Master, rho: Floats) -> float:
    """Do as `reduced_costs` on the lists of a `NeighbourLists`, for all sites."""
    rho[:] = 0.0
    for i in range(site.shape[0]):
        for a in range(site.shape[1]):
            j = site[i, a]
            if j < 0 or cost[i, a] >= price[i]:
                break
            rho[j] += cost[i, a] - price[i]
    return charge_sets(price, master, site.shape[0], rho)


def choose(rho: Floats, state: States, master: Master, chosen: Flags, edges: Floats) -> float:
    """Open the sites of least reduced cost, ``quota[g]`` in each group, into ``chosen``; returns their sum.

    ``edges[g]`` gets the reduced costs of the dearest free site chosen and of the cheapest one left.
    """
    return float(choose_into(rho, state, master, chosen, edges, np.empty(rho.size)))


@entry(**UNCOUNTED)
def choose_into(rho: Floats, state: States, master: Master, chosen: Flags, edges: Floats, values: Floats) -> float:
    """Do as `choose`; ``values`` is room for a number a site."""
    total = 0.0
    for j in range(rho.size):
        chosen[j] = state[j] == OPEN
        if chosen[j]:
            total += rho[j]
    for r in range(master.must.shape[0]):
        total += _choose_in(rho, state, master.must[r], chosen)
    for g in range(master.quota.size):
        need, size = master.quota[g], 0
        edges[g, 0], edges[g, 1] = -np.inf, np.inf
        for j in range(rho.size):
            if master.groups[j] == g:
                need -= int(chosen[j])
                if state[j] == FREE and not chosen[j]:
                    values[size] = rho[j]
                    size += 1
                elif state[j] == FREE:
                    edges[g, 0] = max(edges[g, 0], rho[j])
        if need > size or need < 0:
            return np.inf
        total += _choose_free(rho, state, master.groups, g, need=need, values=values[:size], chosen=chosen, edges=edges)
    return total


@inlined
def _choose_in(rho: Floats, state: States, region: Flags, chosen: Flags) -> float:
    """Open the cheapest free site of a region where none is open; returns its reduced cost, infinite without any."""
    cheapest, lowest = -1, np.inf
    for j in range(region.size):
        if region[j] and chosen[j]:
            return 0.0
        if region[j] and state[j] == FREE and rho[j] < lowest:
            cheapest, lowest = j, rho[j]
    if cheapest >= 0:
        chosen[cheapest] = True
    return lowest


@inlined
def _choose_free(
    rho: Floats, state: States, groups: Ints, g: int, need: int, values: Floats, chosen: Flags, edges: Floats
) -> float:
    """Choose the ``need`` cheapest free sites of one group; ``values`` are their reduced costs."""
    if need == 0:
        edges[g, 1] = least(values)
        return 0.0
    edge = select(values, need - 1)
    edges[g, 0] = max(edges[g, 0], edge)
    edges[g, 1] = least(values[need:])
    ties = need
    for value in values[:need]:
        ties -= int(value < edge)
    total = 0.0
    for j in range(rho.size):
        if groups[j] == g and state[j] == FREE and not chosen[j] and rho[j] <= edge:
            if rho[j] == edge:
                if ties == 0:
                    continue
                ties -= 1
            chosen[j] = True
            total += rho[j]
    return total


@inner(**UNCOUNTED)
def subgradient(rows: Rows, price: Floats, master: Master, chosen: Flags, by_site: BySite, out: Floats) -> None:
    """How far the chosen sites miss each relaxed row, into ``out``: 1 - times served, members - room."""
    n = rows.start.size - 1
    out[:] = 1.0
    if by_site.dense.shape[0] > 0:
        for j in range(chosen.size):
            if chosen[j]:
                for i in range(n):
                    out[i] -= 1.0 if by_site.dense[j, i] < price[i] else 0.0
    elif by_site.start.size > 0:
        for j in range(chosen.size):
            for a in range(by_site.start[j], by_site.start[j + 1] if chosen[j] else by_site.start[j]):
                i = by_site.client[a]
                out[i] -= 1.0 if by_site.value[a] < price[i] else 0.0
    else:
        _count_in_rows(rows, price, chosen, out)
    count_members(master, n, chosen, out)


@inner(**UNCOUNTED)
def count_members(master: Master, clients: int, chosen: Flags, out: Floats) -> None:
    """Write by how much the open members of each set exceed its room, behind the clients."""
    for t in range(master.room.size):
        held = 0
        for j in range(chosen.size):
            held += int(chosen[j] and master.member[t, j])
        out[clients + t] = float(held - master.room[t])


@inlined
def _count_in_rows(rows: Rows, price: Floats, chosen: Flags, out: Floats) -> None:
    start, site, cost = rows
    for i in range(start.size - 1):
        for a in range(start[i], start[i + 1]):
            if cost[a] >= price[i]:
                break
            if chosen[site[a]]:
                out[i] -= 1.0
