"""For each client the sites sorted by weighted cost: the one data structure that every p-median kernel reads."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property

import numba as nb
import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Indices = NDArray[np.int32]
Starts = NDArray[np.int64]

_CHUNK = 2_000_000


@dataclass(frozen=True, eq=False)
class Near:
    """Sorted lists of the nearest sites, and the same pairs listed by site.

    Parameters
    ----------
    site : ndarray of int32, shape (n, k)
        Site positions of each client by ascending cost; -1 behind the end of a list.
    cost : ndarray of float, shape (n, k)
        Weighted costs, ascending; infinite behind the end of a list.
    sites : int
        Number of sites m.
    far : ndarray of float, shape (n,)
        What a client costs in the local search where no listed site that is open serves it.
    cap : ndarray of float, shape (n,)
        What a client costs at least where no listed site that is open serves it: the largest valid multiplier.
    complete : bool
        Whether the lists hold every allowed pair.
    """

    site: Indices
    cost: Floats
    sites: int
    far: Floats
    cap: Floats
    complete: bool

    @property
    def clients(self) -> int:
        """Number of clients n."""
        return int(self.site.shape[0])

    @cached_property
    def by_site(self) -> tuple[Starts, Indices, Floats]:
        """Return the pairs as compressed columns: start of each site, clients, weighted costs."""
        return _transpose(self.site, self.cost, self.sites)

    def only(self, keep: NDArray[np.bool_]) -> Near:
        """Keep only some sites; their positions stay the same and the lists become shorter."""
        site, cost = _filter(self.site, self.cost, keep)
        return replace(self, site=site, cost=cost)

    def renumbered(self, keep: NDArray[np.bool_]) -> Near:
        """Keep only some sites and number these 0, 1, ... in their order."""
        kept = self.only(keep)
        number = np.full(self.sites + 1, -1, dtype=np.int32)
        number[:-1][keep] = np.arange(int(keep.sum()))
        return replace(kept, site=number[kept.site], sites=int(keep.sum()))


def near_from_matrix(cost: Floats, weight: Floats, keep: int | None = None) -> Near:
    """Sort the sites of each client by weighted cost.

    Parameters
    ----------
    cost : ndarray of float, shape (n, m)
        Costs; infinite = forbidden.
    weight : ndarray of float, shape (n,)
        Positive weights.
    keep : int, optional
        Length of the lists; all m by default.

    Examples
    --------
    >>> near = near_from_matrix(np.array([[3.0, 1.0, 2.0]]), np.array([2.0]), keep=2)
    >>> near.site, near.cost, near.complete
    (array([[1, 2]], dtype=int32), array([[2., 4.]]), False)
    """
    n, m = cost.shape
    k = m if keep is None else min(keep, m)
    site = np.empty((n, k), dtype=np.int32)
    sorted_cost = np.empty((n, k))
    step = max(1, _CHUNK // m)
    for begin in range(0, n, step):
        rows = slice(begin, begin + step)
        block = cost[rows] * weight[rows, None]
        if k < m:
            among = np.argpartition(block, k - 1, axis=1)[:, :k]
            order = np.take_along_axis(among, np.argsort(np.take_along_axis(block, among, 1), axis=1), 1)
        else:
            order = np.argsort(block, axis=1)
        site[rows] = order
        sorted_cost[rows] = np.take_along_axis(block, order, 1)
    return near_from_lists(site, sorted_cost, m)


def near_from_lists(site: Indices, cost: Floats, sites: int) -> Near:
    """Make a `Near` of sorted lists; pairs of infinite cost end a list.

    A list that ends early holds every allowed site of its client; then a client that is not served costs more than any
    plan that serves all, so that forbidden pairs are used only where nothing else is left.
    """
    site[np.isinf(cost)] = -1
    complete = cost.shape[1] == sites
    if not len(site):
        return Near(site, cost, sites, np.zeros(0), np.zeros(0), complete)
    ended = site[:, -1] < 0
    last = np.where(np.isfinite(cost), cost, 0.0).max(axis=1, initial=0.0) if ended.any() else cost[:, -1].copy()
    penalty = last + 1.0 + 2.0 * float(last.sum())
    far = np.where(ended, penalty, last + 1.0 if complete else 1.5 * last)
    cap = np.where(ended, penalty, last + 1.0 if complete else last)
    return Near(site, cost, sites, far, cap, complete)


def merge_clients(near: Near) -> Near:
    """Make one client of all that have the same cheapest site; a pair is kept where every member lists it.

    What a plan costs on the merged lists is never less than what it costs on the whole ones.

    Examples
    --------
    >>> near = near_from_matrix(np.array([[1.0, 2.0], [1.0, 4.0], [3.0, 2.0]]), np.ones(3))
    >>> merge_clients(near).cost
    array([[2., 6.],
           [2., 3.]])
    """
    total, times, size = _add_up(near.site, near.cost, near.sites)
    held = size > 0
    total = np.where(times[held] == size[held, None], total[held], np.inf)
    order = np.argsort(total, axis=1).astype(np.int32)
    merged = near_from_lists(order, np.take_along_axis(total, order, 1), near.sites)
    longest = int((merged.site >= 0).sum(axis=1).max(initial=1))
    site, cost = merged.site[:, :longest].copy(), merged.cost[:, :longest].copy()
    return replace(merged, site=site, cost=cost, complete=False)


@nb.njit(cache=True)
def _add_up(site: Indices, cost: Floats, sites: int) -> tuple[Floats, Indices, Indices]:
    """Add the costs of all clients with the same cheapest site; count the members that list each site, and all."""
    total = np.zeros((sites, sites))
    times = np.zeros((sites, sites), dtype=np.int32)
    size = np.zeros(sites, dtype=np.int32)
    for i in range(site.shape[0]):
        first = site[i, 0]
        if first < 0:
            continue
        size[first] += 1
        for a in range(site.shape[1]):
            if site[i, a] < 0:
                break
            total[first, site[i, a]] += cost[i, a]
            times[first, site[i, a]] += 1
    return total, times, size


@nb.njit(cache=True)
def _transpose(site: Indices, cost: Floats, sites: int) -> tuple[Starts, Indices, Floats]:
    n, k = site.shape
    start = np.zeros(sites + 1, dtype=np.int64)
    for i in range(n):
        for a in range(k):
            if site[i, a] < 0:
                break
            start[site[i, a] + 1] += 1
    for j in range(sites):
        start[j + 1] += start[j]
    fill = start[:-1].copy()
    client = np.empty(start[sites], dtype=np.int32)
    value = np.empty(start[sites], dtype=np.float64)
    for i in range(n):
        for a in range(k):
            j = site[i, a]
            if j < 0:
                break
            client[fill[j]] = i
            value[fill[j]] = cost[i, a]
            fill[j] += 1
    return start, client, value


@nb.njit(cache=True)
def _filter(site: Indices, cost: Floats, keep: NDArray[np.bool_]) -> tuple[Indices, Floats]:
    n, k = site.shape
    longest = 0
    for i in range(n):
        size = 0
        for a in range(k):
            j = site[i, a]
            if j >= 0 and keep[j]:
                size += 1
        longest = max(longest, size)
    new_site = np.full((n, longest), -1, dtype=np.int32)
    new_cost = np.full((n, longest), np.inf)
    for i in range(n):
        size = 0
        for a in range(k):
            j = site[i, a]
            if j >= 0 and keep[j]:
                new_site[i, size] = j
                new_cost[i, size] = cost[i, a]
                size += 1
    return new_site, new_cost
