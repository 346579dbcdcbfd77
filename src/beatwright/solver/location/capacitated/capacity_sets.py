"""Sets of clients whose reduced cost is small: the pricing problem of the capacitated p-median, and its enumeration.

Client by client a set takes it or not. The table of the knapsack says what the clients that follow can bring at best,
so that every branch that is entered ends in a set but for the fines: a set pays the fine of a subset-row cut, which is
of three clients, once where it holds two of them (Jepsen, Petersen, Spoorendonk and Pisinger 2008). Either the least
set of a site is sought, or all within a limit are listed (Baldacci, Christofides and Mingozzi 2008).

References
----------
Baldacci, R., Christofides, N. and Mingozzi, A. (2008). An exact algorithm for the vehicle routing problem based on the
set partitioning formulation with additional cuts. Mathematical Programming 115, 351-385.
Jepsen, M., Petersen, B., Spoorendonk, S. and Pisinger, D. (2008). Subset-row inequalities applied to the
vehicle-routing problem with time windows. Operations Research 56, 497-511.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from beatwright.base.jit import entry, inner
from beatwright.solver.location.capacitated.capacity_knapsacks import Flags, Floats, Ints, Knapsacks
from beatwright.solver.location.capacitated.dual_prices import Duals

_STEP = 1e-9  # by which the next set must be better where the least is sought, in the engine's unit
_SLACK = 1e-12  # relative: loads summed in another order


class FoundSets(NamedTuple):
    """Room for the sets that are found."""

    member: Flags  # (most, n)
    value: Floats  # (most,) reduced cost without the price of the site


class _Branch(NamedTuple):
    """Clients of one site in the order of the search, and what is decided."""

    client: Ints  # (c,)
    cost: Floats  # (c,) less the price
    table: Floats  # (n + 1, units + 1) least sum of the clients from k on, of a load at most so large
    taken: Flags  # (c,)
    paid: Floats  # (c,) cost and fines of taking a client
    held: Ints  # (t,) clients of each cut that are taken


@entry
def search_sets(
    sacks: Knapsacks, j: int, duals: Duals, limit: float, least: bool, effort: int, found: FoundSets
) -> tuple[int, int]:
    """Write the sets of site j whose reduced cost is at most `limit` into `found`.

    Returns their number and the nodes of the search; the number is -1 where there are too many or the effort is spent.
    `least` asks for ever better ones only: the last is the least.
    """
    branch = _branch(sacks, j, duals)
    limit += duals.site[j]
    table, client, last = branch.table, branch.client, branch.client.size
    count, nodes, k, room, value, back = 0, 0, 0, sacks.room[j], 0.0, table[0, sacks.room[j]] > limit
    while True:
        # Clients before the k-th are decided. Each is taken first, if that can still end within the limit, then left.
        if back:
            k -= 1
            while k >= 0 and not branch.taken[k]:
                k -= 1
            if k < 0:
                return count, nodes
            _leave(branch, duals, k)
            value -= branch.paid[k]
            room += sacks.size[client[k]]
            k += 1
            back = value + table[k, room] > limit
        elif k == last:
            back = True
            if _fits(sacks, j, branch):
                if count == found.value.size:
                    return -1, nodes
                _write(branch, value, found, count)
                count += 1
                limit = value - _STEP if least else limit
        else:
            nodes += 1
            if nodes > effort:
                return -1, nodes
            # The table knows nothing of fines: what it promises is at best reached, so that no set is lost.
            size = sacks.size[client[k]]
            if size <= room and value + branch.cost[k] + table[k + 1, room - size] <= limit:
                _enter(branch, duals, k)
                value += branch.paid[k]
                room -= size
            k += 1
            back = value + table[k, room] > limit


@inner
def _branch(sacks: Knapsacks, j: int, duals: Duals) -> _Branch:
    """Order the clients that site j may serve, the most wanted first, and fill the table from the last one on."""
    reduced = sacks.paid[j] - duals.client
    order = np.argsort(reduced)
    count, room = int(np.isfinite(reduced).sum()), sacks.room[j]
    client = order[:count].copy()
    table = np.zeros((count + 1, room + 1))
    for k in range(count - 1, -1, -1):
        size, cost = sacks.size[client[k]], reduced[client[k]]
        for w in range(room + 1):
            table[k, w] = table[k + 1, w]
            if w >= size and table[k + 1, w - size] + cost < table[k, w]:
                table[k, w] = table[k + 1, w - size] + cost
    held = np.zeros(duals.fine.size, np.int64)
    return _Branch(client, reduced[client], table, np.zeros(count, np.bool_), np.zeros(count), held)


@inner
def _enter(branch: _Branch, duals: Duals, k: int) -> None:
    """Take the k-th client, and pay the fines of the cuts that it is the second of."""
    i, paid = branch.client[k], branch.cost[k]
    for a in range(duals.start[i], duals.start[i + 1]):
        t = duals.cut[a]
        branch.held[t] += 1
        if branch.held[t] == 2:
            paid += duals.fine[t]
    branch.taken[k], branch.paid[k] = True, paid


@inner
def _leave(branch: _Branch, duals: Duals, k: int) -> None:
    i = branch.client[k]
    for a in range(duals.start[i], duals.start[i + 1]):
        branch.held[duals.cut[a]] -= 1
    branch.taken[k] = False


@inner
def _fits(sacks: Knapsacks, j: int, branch: _Branch) -> bool:
    """Whether the set holds any client and its true load is within the limits of the site."""
    load, count = 0.0, 0
    for k in range(branch.client.size):
        if branch.taken[k]:
            load += sacks.need[branch.client[k]]
            count += 1
    low, high = sacks.least[j] * (1.0 - _SLACK), sacks.most[j] * (1.0 + _SLACK)
    return count > 0 and low <= load <= high


@inner
def _write(branch: _Branch, value: float, found: FoundSets, row: int) -> None:
    found.value[row] = value
    found.member[row] = False
    for k in range(branch.client.size):
        if branch.taken[k]:
            found.member[row, branch.client[k]] = True
