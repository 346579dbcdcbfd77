"""All contiguous sets of units that cost little as a district, pruned by minimum cuts."""

from __future__ import annotations

import numba as nb
import numpy as np
from numpy.typing import NDArray

from beatwright.planning.districts.kernels.arrays import Floats, Ints
from beatwright.planning.districts.kernels.enumerate import Terrain
from beatwright.planning.districts.kernels.jit import inner
from beatwright.planning.districts.kernels.ledge import FREE, IN, OUT, Ledge, raise_cut


@nb.njit(cache=True)
def list_cheap(
    terrain: Terrain,
    ledge: Ledge,
    home: Ints,
    fence: Floats,
    limit: float,
    whole: float,
    pieces: int,
    room: int,
    most_nodes: int,
) -> tuple[NDArray[np.int8], int, int]:
    """List the contiguous sets within `home` that cost at most `limit` as a district, shapes left aside.

    Every set is met once, from the first of its units in the ledge's order, by deciding one bordering unit after
    another. What is decided bounds the cost by a minimum cut between the units in and those out, and by the
    balance that can still be reached.

    Parameters
    ----------
    terrain : Terrain
    ledge : Ledge
    home : ndarray of int, shape (m,)
        1 for the units to be divided; all others are out.
    fence : ndarray of float, shape (m,)
        Cost of cutting the borders between a unit of home and what is outside.
    limit : float
        Largest cost of the set.
    whole : float
        Largest cost of the set and of the units of home beyond it, which form contiguous districts of their own.
    pieces : int
        Largest number of districts beyond the set.
    room, most_nodes : int
        Sets listed and looked at at most.

    Returns
    -------
    sets : ndarray of int8, shape (found, m)
        1 for the units in the set.
    nodes : int
        Sets looked at.
    complete : int
        0 where `room` or `most_nodes` ended the listing.
    """
    sets = np.zeros((room, ledge.order.size), dtype=np.int8)
    found, nodes = 0, 0
    for position in range(ledge.order.size):
        if home[ledge.order[position]] == 0:
            continue
        _plant(terrain, ledge, home, position)
        level = 0
        _look(terrain, ledge, home, fence, level, limit, whole, pieces)
        nodes += 1
        while level >= 0:
            if ledge.stage[level] == 3:
                if found == room:
                    return sets, nodes, 0
                for unit in range(ledge.order.size):
                    sets[found, unit] = 1 if ledge.status[level, unit] == IN else 0
                found += 1
                ledge.stage[level] = 2
            if ledge.stage[level] == 2:
                level -= 1
                continue
            _descend(ledge, level)
            level += 1
            _look(terrain, ledge, home, fence, level, limit, whole, pieces)
            nodes += 1
            if nodes >= most_nodes:
                return sets[:found], nodes, 0
    return sets[:found], nodes, 1


@inner
def _plant(terrain: Terrain, ledge: Ledge, home: Ints, position: int) -> None:
    """Begin at level 0 with one unit in; those before it in the order, and outside of home, are out."""
    status = ledge.status[0]
    for unit in range(status.size):
        status[unit] = FREE if home[unit] == 1 else OUT
    for i in range(position):
        status[ledge.order[i]] = OUT
    status[ledge.order[position]] = IN
    ledge.left[0] = terrain.border
    ledge.cut[0] = 0.0


@inner
def _descend(ledge: Ledge, level: int) -> None:
    """Decide the unit that the level picked, one way and then the other, at the next level."""
    ledge.status[level + 1] = ledge.status[level]
    ledge.left[level + 1] = ledge.left[level]
    ledge.cut[level + 1] = ledge.cut[level]
    ledge.status[level + 1, ledge.pick[level]] = IN if ledge.stage[level] == 0 else OUT
    ledge.stage[level] += 1


@inner
def _look(
    terrain: Terrain, ledge: Ledge, home: Ints, fence: Floats, level: int, limit: float, whole: float, pieces: int
) -> None:
    """Give the level its stage: 0 with a unit picked, 2 where nothing can come of it, 3 where a set is complete."""
    ledge.stage[level] = 2
    _leave_out(terrain, ledge, level)
    uneven = _unevenness(terrain, ledge.status[level])
    if uneven > limit:
        return
    raise_cut(terrain, ledge, level, limit - uneven)
    cost = ledge.cut[level] + uneven
    if cost > limit or cost + _pockets(terrain, ledge, home, level, pieces) > whole:
        return
    if _outlines(ledge, home, fence, level) + _all_unevenness(terrain, ledge.status[level], home, pieces) > whole:
        return
    ledge.pick[level] = _choose(terrain, ledge.status[level])
    ledge.stage[level] = 0 if ledge.pick[level] >= 0 else 3


@inner
def _leave_out(terrain: Terrain, ledge: Ledge, level: int) -> None:
    """Leave out the free units that no path of free units joins to the set."""
    status, queue, via = ledge.status[level], ledge.queue, ledge.via
    tail = 0
    for unit in range(status.size):
        via[unit] = -1
        if status[unit] == IN:
            via[unit] = -2
            queue[tail] = unit
            tail += 1
    head = 0
    while head < tail:
        unit = queue[head]
        head += 1
        for e in range(terrain.start[unit], terrain.start[unit + 1]):
            v = terrain.to[e]
            if via[v] == -1 and status[v] == FREE:
                via[v] = e
                queue[tail] = v
                tail += 1
    for unit in range(status.size):
        if via[unit] == -1:
            status[unit] = OUT


@inner
def _unevenness(terrain: Terrain, status: NDArray[np.int8]) -> float:
    """Bound the balance cost of every set between what is in and what is not out; infinite beyond the limits."""
    cost = 0.0
    for c in range(terrain.weight.size):
        least, most = 0.0, 0.0
        for unit in range(status.size):
            if status[unit] == IN:
                least += terrain.share[unit, c]
            if status[unit] != OUT:
                most += terrain.share[unit, c]
        if least > terrain.high[c] * (1.0 + 1e-9) or most < terrain.low[c] * (1.0 - 1e-9):
            return np.inf
        off = max(0.0, least - 1.0, 1.0 - most)
        cost += terrain.weight[c] * off * off
    return cost


@inner
def _pockets(terrain: Terrain, ledge: Ledge, home: Ints, level: int, pieces: int) -> float:
    """Bound the balance cost of the districts beyond the set: each piece around a unit out needs one of its own."""
    status, queue, via = ledge.status[level], ledge.queue, ledge.via
    count, cost = 0, 0.0
    for unit in range(status.size):
        via[unit] = -1
    for first in range(status.size):
        if home[first] == 0 or status[first] != OUT or via[first] != -1:
            continue
        via[first] = -2
        queue[0] = first
        head, tail = 0, 1
        while head < tail:
            unit = queue[head]
            head += 1
            for e in range(terrain.start[unit], terrain.start[unit + 1]):
                v = terrain.to[e]
                if via[v] == -1 and home[v] == 1 and status[v] != IN:
                    via[v] = e
                    queue[tail] = v
                    tail += 1
        count += 1
        cost += _shortage(terrain, queue[:tail])
    return cost if count <= pieces else np.inf


@inner
def _shortage(terrain: Terrain, units: Ints) -> float:
    """Bound the balance cost of districts within some units from what they lack for one; infinite below the limits."""
    cost = 0.0
    for c in range(terrain.weight.size):
        load = 0.0
        for unit in units:
            load += terrain.share[unit, c]
        if load < terrain.low[c] * (1.0 - 1e-9):
            return np.inf
        cost += terrain.weight[c] * max(0.0, 1.0 - load) ** 2
    return cost


@inner
def _outlines(ledge: Ledge, home: Ints, fence: Floats, level: int) -> float:
    """Bound the cut around the set and around the rest of home: what lies between the two counts for both."""
    status = ledge.status[level]
    rest, own = 0.0, 0.0
    for unit in range(status.size):
        if home[unit] == 1:
            if status[unit] == OUT:
                rest += fence[unit]
            else:
                own += fence[unit]
    return float(ledge.cut[level] + rest + max(0.0, ledge.cut[level] - own))


@inner
def _all_unevenness(terrain: Terrain, status: NDArray[np.int8], home: Ints, others: int) -> float:
    """Bound the balance cost of the set and of `others` districts that share the rest of home."""
    cost = 0.0
    for c in range(terrain.weight.size):
        least, most, total = 0.0, 0.0, 0.0
        for unit in range(status.size):
            if home[unit] == 1:
                total += terrain.share[unit, c]
                if status[unit] == IN:
                    least += terrain.share[unit, c]
                if status[unit] != OUT:
                    most += terrain.share[unit, c]
        load = min(max(least, total / (others + 1)), most)
        off = (total - load) / others - 1.0
        cost += terrain.weight[c] * ((load - 1.0) ** 2 + others * off * off)
    return cost


@inner
def _choose(terrain: Terrain, status: NDArray[np.int8]) -> int:
    """Pick the free unit with the longest border with the set, -1 where none borders it."""
    best, longest = -1, -1.0
    for unit in range(status.size):
        if status[unit] != FREE:
            continue
        touch, beside = 0.0, False
        for e in range(terrain.start[unit], terrain.start[unit + 1]):
            if status[terrain.to[e]] == IN:
                touch += terrain.border[e]
                beside = True
        if beside and touch > longest:
            best, longest = unit, touch
    return best
