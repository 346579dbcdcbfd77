"""Locked units as one: what must be together is joined before the first division.

The units locked into one district are joined by shortest paths (breadth-first, in borders crossed), one after the
other, through units that no other locked district holds. A heuristic for the Steiner tree: a path may shut another
district off that a different one would not, so that failing is no proof that there is none.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from beatwright.base.errors import InfeasibleError
from beatwright.solver.districting.district_instance import DistrictInstance
from beatwright.solver.districting.kernels.arrays import Graph

Ints = NDArray[np.int64]


def join_locks(instance: DistrictInstance, graph: Graph) -> Ints:
    """Give the locked district whose first, contiguous shape holds a unit; -1 for the others.

    The locked units of a district are joined by shortest paths that avoid those of other districts.

    Raises
    ------
    InfeasibleError
        Where no such path exists.
    """
    hull = np.where(np.isin(instance.lock, instance.closed), -1, instance.lock)
    for district in np.unique(hull[hull >= 0]):
        units = np.flatnonzero(instance.lock == district)
        reached = {int(units[0])}
        for unit in units[1:]:
            if int(unit) in reached:
                continue
            path = _shortest_path(graph, hull, reached, int(unit), district=int(district))
            if path is None:
                raise InfeasibleError(
                    f"No path that avoids the units locked into other districts joins what is locked into district "
                    f"{district}: {instance.unit_names.of(units)}. Unlock some of them."
                )
            hull[path] = district
            reached.update(path)
    return hull


def _shortest_path(graph: Graph, hull: Ints, reached: set[int], goal: int, district: int) -> list[int] | None:
    """Give the units of a shortest path from `reached` to `goal` through units of no other district."""
    before = dict.fromkeys(reached, -1)
    queue = sorted(reached)
    for unit in queue:
        if unit == goal:
            break
        for neighbour in graph.to[graph.start[unit] : graph.start[unit + 1]].tolist():
            if neighbour not in before and hull[neighbour] in (-1, district):
                before[neighbour] = unit
                queue.append(neighbour)
    if goal not in before:
        return None
    path, unit = [], goal
    while unit >= 0:
        path.append(unit)
        unit = before[unit]
    return path


def keep_locks(locks: Ints, sets: list[Ints]) -> NDArray[np.bool_]:
    """Say which districts hold all of one locked district, or nothing that is locked.

    Parameters
    ----------
    locks : ndarray of int, shape (m,)
        District that a unit must be in, -1 where free.
    sets : list of ndarray of int
        Units of each district.

    Examples
    --------
    >>> keep_locks(np.array([0, 0, -1, 1]), [np.array([0, 1, 2]), np.array([0, 2]), np.array([2])])
    array([ True, False,  True])
    """
    names, count = np.unique(locks[locks >= 0], return_counts=True)
    if names.size == 0:
        return np.ones(len(sets), dtype=bool)
    whole = dict(zip(names.tolist(), count.tolist(), strict=True))
    kept = np.zeros(len(sets), dtype=bool)
    for number, units in enumerate(sets):
        held = locks[units]
        held = held[held >= 0]
        kept[number] = held.size == 0 or (held.min() == held.max() and held.size == whole[int(held[0])])
    return kept
