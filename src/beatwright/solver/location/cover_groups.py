"""Demand merged by identical cover set: millions of points become a few thousand groups.

Clients that the same sites cover are one client to every covering model. A cover set is a key of bits, one per site;
keys are found in a hash table with open addressing and linear probing, which doubles when it is full. Clients come in
chunks, so that their costs never lie in memory together.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from beatwright.base.errors import parameter_error
from beatwright.base.jit import entry, inner
from beatwright.solver.location import location_arguments as checks
from beatwright.solver.location.coordinate_costs import CoordinateCost, EuclideanCost
from beatwright.solver.location.engine.neighbour_lists import Floats

Flags = NDArray[np.bool_]
Ints = NDArray[np.int64]
Words = NDArray[np.uint64]

_ROWS = 200_000  # clients whose keys are made at once: 8 bytes for each 64 sites


@dataclass(frozen=True, eq=False)
class CoverGroups:
    """Groups of clients that are covered by exactly the same sites.

    Parameters
    ----------
    covers : ndarray of bool, shape (groups, sites)
        Whether a site covers the clients of a group.
    weight : ndarray of float, shape (groups,)
        Total weight of each group.
    group : ndarray of int32, shape (clients,)
        Group of each client.
    """

    covers: Flags
    weight: Floats
    group: NDArray[np.int32]


def group_demand(cost: Any, radius: float, weight: Any, function: str) -> CoverGroups:
    """Merge clients by cover set; the costs come as a matrix, as coordinates, or in chunks of (cost, weight).

    Examples
    --------
    >>> groups = group_demand([[1, 9], [2, 8], [9, 1]], 3, None, "max_cover")
    >>> groups.covers.tolist(), groups.weight, groups.group
    ([[True, False], [False, True]], array([2., 1.]), array([0, 0, 1], dtype=int32))
    """
    table: _Table | None = None
    parts = []
    for chunk, demand in _chunks(cost, weight, function):
        n, m = chunk.shape
        table = table or _Table(m)
        if m != table.sites:
            raise parameter_error("cost", function, f"chunks of {table.sites} sites each", f"{m} sites")
        w = checks.check_weight(demand, n, function)
        for begin in range(0, n, _ROWS):
            rows = slice(begin, begin + _ROWS)
            parts.append(table.add(_keys(chunk, rows, radius, function), w[rows]))
    if table is None:
        raise parameter_error("cost", function, "a matrix, coordinates, or at least one chunk", "no chunk")
    return CoverGroups(*table.groups(), np.concatenate(parts))


def _chunks(cost: Any, weight: Any, function: str) -> Iterator[tuple[Any, Any]]:
    if isinstance(cost, Iterator) or (isinstance(cost, Iterable) and weight is None and _is_pairs(cost)):
        if weight is not None:
            raise parameter_error(
                "weight", function, "left out where cost comes in chunks of (cost, weight)", "weights"
            )
        for pair in cost:
            chunk, demand = pair
            yield (chunk if isinstance(chunk, CoordinateCost) else checks.check_cost(chunk, function)), demand
    else:
        yield (cost if isinstance(cost, CoordinateCost) else checks.check_cost(cost, function)), weight


def _is_pairs(cost: Any) -> bool:
    return isinstance(cost, list | tuple) and len(cost) > 0 and all(isinstance(item, tuple) for item in cost)


def _keys(chunk: Any, rows: slice, radius: float, function: str) -> Words:
    if isinstance(chunk, CoordinateCost):
        return _keys_of_points(chunk.clients[rows], chunk.sites, radius, isinstance(chunk, EuclideanCost))
    return _keys_of_costs(chunk[rows], radius)


class _Table:
    """Open-addressing table from cover set (one bit per site) to group."""

    def __init__(self, sites: int) -> None:
        self.sites = sites
        self.words = (sites + 63) // 64
        self.keys: Words = np.zeros((1024, self.words), dtype=np.uint64)  # (room, words) cover set of each group
        self.weight: Floats = np.zeros(1024)  # (room,)
        self.slots = np.full(4096, -1, dtype=np.int32)  # four times the room: searches stay short; a power of two
        self.size = 0

    def add(self, keys: Words, weight: Floats) -> NDArray[np.int32]:
        """Add clients; gives their groups."""
        group = np.empty(len(keys), dtype=np.int32)
        done = 0
        while done < len(keys):
            done, self.size = _insert(
                keys, weight, group, done, keys=self.keys, total=self.weight, slots=self.slots, size=self.size
            )
            if done < len(keys):
                self._grow()
        return group

    def groups(self) -> tuple[Flags, Floats]:
        """Cover sets and weights of the groups."""
        bits = np.unpackbits(self.keys[: self.size].view(np.uint8), axis=1, bitorder="little")
        return bits[:, : self.sites].astype(bool), self.weight[: self.size].copy()

    def _grow(self) -> None:
        self.keys = np.concatenate([self.keys, np.zeros_like(self.keys)])
        self.weight = np.concatenate([self.weight, np.zeros_like(self.weight)])
        self.slots = np.full(2 * len(self.slots), -1, dtype=np.int32)
        _index(self.keys, self.slots, self.size)


@entry
def _keys_of_costs(cost: Floats, radius: float) -> Words:
    n, m = cost.shape
    keys = np.zeros((n, (m + 63) // 64), dtype=np.uint64)
    for i in range(n):
        for j in range(m):
            if cost[i, j] <= radius:  # site j is bit j % 64 of word j // 64
                keys[i, j >> 6] |= np.uint64(1) << np.uint64(j & 63)
    return keys


@entry
def _keys_of_points(clients: Floats, sites: Floats, radius: float, straight: bool) -> Words:
    n, m = clients.shape[0], sites.shape[0]
    keys = np.zeros((n, (m + 63) // 64), dtype=np.uint64)
    for i in range(n):
        x, y = clients[i, 0], clients[i, 1]
        for j in range(m):
            dx, dy = abs(sites[j, 0] - x), abs(sites[j, 1] - y)
            if (dx * dx + dy * dy <= radius * radius) if straight else (dx + dy <= radius):
                keys[i, j >> 6] |= np.uint64(1) << np.uint64(j & 63)
    return keys


@inner
def _hash(key: Words, mask: int) -> np.int64:
    value = np.uint64(0)
    for word in key:
        value = (value ^ word) * np.uint64(0x9E3779B97F4A7C15)  # 2^64 over the golden ratio: Fibonacci hashing
        value ^= value >> np.uint64(29)
    return np.int64(value & np.uint64(mask))


@inner
def _find(key: Words, keys: Words, slots: NDArray[np.int32]) -> np.int64:
    """Slot of a key, or the empty slot where it belongs."""
    at = _hash(key, slots.size - 1)  # slots are a power of two, so that the mask takes the place of a division
    while slots[at] >= 0:
        same = True
        for w in range(key.size):
            same = same and keys[slots[at], w] == key[w]
        if same:
            break
        at = (at + 1) & (slots.size - 1)
    return at


@entry
def _index(keys: Words, slots: NDArray[np.int32], size: int) -> None:
    for g in range(size):
        slots[_find(keys[g], keys, slots)] = g


@entry
def _insert(
    new: Words,
    weight: Floats,
    group: NDArray[np.int32],
    done: int,
    keys: Words,
    total: Floats,
    slots: NDArray[np.int32],
    size: int,
) -> tuple[int, int]:
    """Add clients from position ``done`` on, until all are in or the table is full."""
    for i in range(done, new.shape[0]):
        at = _find(new[i], keys, slots)
        if slots[at] < 0:
            if size == keys.shape[0]:  # the caller doubles the table and goes on with this client
                return i, size
            keys[size] = new[i]
            slots[at] = size
            size += 1
        group[i] = slots[at]
        total[slots[at]] += weight[i]
    return new.shape[0], size
