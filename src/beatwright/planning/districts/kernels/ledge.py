"""Where a listing of cheap districts stands, and the minimum cuts that bound it."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from beatwright.planning.districts.kernels.arrays import Floats, Ints
from beatwright.planning.districts.kernels.enumerate import Terrain
from beatwright.planning.districts.kernels.jit import inner

FREE, IN, OUT = 0, 1, 2
_NIL = 1e-15


class Ledge(NamedTuple):
    """Where the listing stands: one level per unit decided, each with the flow that proves its bound."""

    back: Ints  # (edges,) the same border seen from the other side
    order: Ints  # (m,) units in the order in which they are the first of a set
    status: NDArray[np.int8]  # (levels, m) free, in, or out
    left: Floats  # (levels, edges) what the flow leaves of each border
    cut: Floats  # (levels,) value of the flow: the least cut between the set and what is out
    pick: Ints  # (levels,) the unit that the level decides
    stage: Ints  # (levels,) 0: put it in next, 1: leave it out next, 2: done
    queue: Ints  # (m,)
    via: Ints  # (m,) border by which a search came, -2 at its beginning, -1 where it did not come


def new_ledge(terrain: Terrain, order: Ints) -> Ledge:
    """Return room for a listing; `order` are the units, best along a sweep over the map."""
    units, edges = terrain.start.size - 1, terrain.to.size
    source = np.repeat(np.arange(units), np.diff(terrain.start))
    back = np.empty(edges, dtype=np.int64)
    back[np.lexsort((source, terrain.to))] = np.arange(edges)
    levels = units + 2
    return Ledge(
        back=back,
        order=np.ascontiguousarray(order, dtype=np.int64),
        status=np.zeros((levels, units), dtype=np.int8),
        left=np.zeros((levels, edges)),
        cut=np.zeros(levels),
        pick=np.zeros(levels, dtype=np.int64),
        stage=np.zeros(levels, dtype=np.int64),
        queue=np.zeros(units, dtype=np.int64),
        via=np.zeros(units, dtype=np.int64),
    )


@inner
def raise_cut(terrain: Terrain, ledge: Ledge, level: int, enough: float) -> None:
    """Raise the flow from the units in to those out until it is largest, or more than enough."""
    left = ledge.left[level]
    while ledge.cut[level] <= enough:
        unit = _path(terrain, ledge, level)
        if unit < 0:
            return
        width, v = np.inf, unit
        while ledge.via[v] != -2:
            e = ledge.via[v]
            width = min(width, left[e])
            v = terrain.to[ledge.back[e]]
        v = unit
        while ledge.via[v] != -2:
            e = ledge.via[v]
            left[e] -= width
            left[ledge.back[e]] += width
            v = terrain.to[ledge.back[e]]
        ledge.cut[level] += width


@inner
def _path(terrain: Terrain, ledge: Ledge, level: int) -> int:
    """Find a shortest path that can carry more; returns the unit out at its end, -1 where there is none."""
    status, left, queue, via = ledge.status[level], ledge.left[level], ledge.queue, ledge.via
    head, tail = 0, 0
    for unit in range(status.size):
        via[unit] = -1
        if status[unit] == IN:
            via[unit] = -2
            queue[tail] = unit
            tail += 1
    while head < tail:
        unit = queue[head]
        head += 1
        for e in range(terrain.start[unit], terrain.start[unit + 1]):
            v = terrain.to[e]
            if via[v] == -1 and left[e] > _NIL:
                via[v] = e
                if status[v] == OUT:
                    return int(v)
                queue[tail] = v
                tail += 1
    return -1
