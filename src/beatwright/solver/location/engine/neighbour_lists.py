"""For each client the sites sorted by weighted cost: the one data structure that every p-median kernel reads.

In an ascending list a bound reads no further than a client's multiplier, and a local search no further than its second
open site. Lists may be cut short; then `cap` keeps bounds valid (no multiplier above the first cost left out) and `far`
guides the local search. The same pairs by site are made when they are asked for.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from beatwright.base.jit import UNCOUNTED, entry

Floats = NDArray[np.float64]
Indices = NDArray[np.int32]
Starts = NDArray[np.int64]

_CHUNK = 2_000_000  # costs sorted at once, 8 bytes each, several copies: some 64 MB whatever the number of clients
_MANY_PAIRS = 2_000_000  # pairs from which on a local search on all clients takes longer than a bound


class Rows(NamedTuple):
    """Sorted lists one behind the other: client i has the pairs ``start[i]`` to ``start[i + 1]``.

    Dense in memory, which is what the kernels of the bound live on.
    """

    start: Starts  # (n + 1,) int64
    site: Indices  # (pairs,) int32, half the memory
    cost: Floats  # (pairs,) weighted cost, ascending within a client


@dataclass(frozen=True, eq=False)
class NeighbourLists:
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
    forbidden : bool, default False
        Whether there are pairs that are not allowed.
    """

    site: Indices
    cost: Floats
    sites: int
    far: Floats
    cap: Floats
    complete: bool
    forbidden: bool = False

    @property
    def clients(self) -> int:
        """Number of clients n."""
        return int(self.site.shape[0])

    @property
    def crowded(self) -> bool:
        """Whether clients are so many that a local search on all of them takes longer than a bound."""
        return self.cost.size > _MANY_PAIRS and self.clients >= 4 * self.sites

    @cached_property
    def by_site(self) -> tuple[Starts, Indices, Floats]:
        """Return the pairs as compressed columns: start of each site, clients, weighted costs."""
        start, pairs = np.zeros(self.sites + 1, dtype=np.int64), int((self.site >= 0).sum())
        client, value = np.empty(pairs, dtype=np.int32), np.empty(pairs)
        _transpose(self.site, self.cost, start, np.zeros(self.sites, dtype=np.int64), client=client, value=value)
        return start, client, value

    def rows(self, keep: NDArray[np.bool_], limit: Floats) -> tuple[Rows, Floats]:
        """Return the pairs of the sites to keep that cost less than the limits, and the largest valid prices.

        Examples
        --------
        >>> neighbours = neighbours_from_matrix(np.array([[3.0, 1.0, 2.0]]), np.array([1.0]))
        >>> rows, cap = neighbours.rows(np.array([True, True, False]), np.array([2.5]))
        >>> rows.site, rows.cost, cap
        (array([1], dtype=int32), array([1.]), array([3.]))
        """
        start, cap = np.zeros(self.clients + 1, dtype=np.int64), self.cap.copy()
        _measure(self.site, self.cost, keep, limit, start=start, cap=cap)
        rows = Rows(start, np.empty(start[-1], dtype=np.int32), np.empty(start[-1]))
        _compress(self.site, self.cost, keep, rows)
        return rows, cap

    def only(self, keep: NDArray[np.bool_]) -> NeighbourLists:
        """Keep only some sites; their positions stay the same and the lists become shorter."""
        # Position -1, behind the end of a list, is that of no site.
        longest = int(np.append(keep, False)[self.site].sum(axis=1).max(initial=0))
        site = np.full((self.clients, longest), -1, dtype=np.int32)
        cost = np.full(site.shape, np.inf)
        _filter(self.site, self.cost, keep, site, new_cost=cost)
        return replace(self, site=site, cost=cost)

    def reordered(self, order: Starts) -> NeighbourLists:
        """Put the clients in another order."""
        return replace(self, site=self.site[order], cost=self.cost[order], far=self.far[order], cap=self.cap[order])

    def renumbered(self, keep: NDArray[np.bool_]) -> NeighbourLists:
        """Keep only some sites and number these 0, 1, ... in their order."""
        kept = self.only(keep)
        number = np.full(self.sites + 1, -1, dtype=np.int32)
        number[:-1][keep] = np.arange(int(keep.sum()))
        return replace(kept, site=number[kept.site], sites=int(keep.sum()))


def neighbours_from_matrix(cost: Floats, weight: Floats, keep: int | None = None) -> NeighbourLists:
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
    >>> neighbours = neighbours_from_matrix(np.array([[3.0, 1.0, 2.0]]), np.array([2.0]), keep=2)
    >>> neighbours.site, neighbours.cost, neighbours.complete
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
    return neighbours_from_lists(site, sorted_cost, m)


def neighbours_from_lists(site: Indices, cost: Floats, sites: int) -> NeighbourLists:
    """Make a `NeighbourLists` of sorted lists; pairs of infinite cost end a list.

    A list that ends early holds every allowed site of its client; then a client that is not served costs more than any
    plan that serves all, so that forbidden pairs are used only where nothing else is left.
    """
    site[np.isinf(cost)] = -1
    ended = site[:, -1] < 0
    complete = cost.shape[1] == sites or bool(ended.all())
    if not len(site):
        return NeighbourLists(site=site, cost=cost, sites=sites, far=np.zeros(0), cap=np.zeros(0), complete=complete)
    last = np.where(np.isfinite(cost), cost, 0.0).max(axis=1, initial=0.0) if ended.any() else cost[:, -1].copy()
    # More than any plan that serves all, summed over all clients. A list cut short has at least its last cost; half as
    # much again is a guess at what lies beyond, which only the local search believes.
    more = min(1.0, float(last.max())) or 1.0  # of the size of the costs: they must not vanish beside it
    penalty = last + more + 2.0 * float(last.sum())
    far = np.where(ended, penalty, last + more if complete else 1.5 * last)
    cap = np.where(ended, penalty, last + more if complete else last)
    forbidden = bool(ended.any())
    return NeighbourLists(site=site, cost=cost, sites=sites, far=far, cap=cap, complete=complete, forbidden=forbidden)


def merge_clients(neighbours: NeighbourLists) -> NeighbourLists:
    """Make one client of all that have the same cheapest site; a pair is kept where every member lists it.

    What a plan costs on the merged lists is never less than what it costs on the whole ones.

    Examples
    --------
    >>> neighbours = neighbours_from_matrix(np.array([[1.0, 2.0], [1.0, 4.0], [3.0, 2.0]]), np.ones(3))
    >>> merge_clients(neighbours).cost
    array([[2., 6.],
           [2., 3.]])
    """
    group = np.full(neighbours.clients, -1)
    listed = neighbours.site[:, 0] >= 0
    group[listed] = np.unique(neighbours.site[listed, 0], return_inverse=True)[1]
    total, times, size = _add_up(neighbours.site, neighbours.cost, neighbours.sites, group)
    total = np.where(times == size[:, None], total, np.inf)
    order = np.argsort(total, axis=1).astype(np.int32)
    merged = neighbours_from_lists(order, np.take_along_axis(total, order, 1), neighbours.sites)
    longest = int((merged.site >= 0).sum(axis=1).max(initial=1))
    site, cost = merged.site[:, :longest].copy(), merged.cost[:, :longest].copy()
    return replace(merged, site=site, cost=cost, complete=False)


@entry
def _add_up(site: Indices, cost: Floats, sites: int, group: Starts) -> tuple[Floats, Indices, Indices]:
    """Add the costs of each group of clients; count the members that list each site, and all."""
    groups = group.max() + 1
    total = np.zeros((groups, sites))
    times = np.zeros((groups, sites), dtype=np.int32)
    size = np.zeros(groups, dtype=np.int32)
    for i in range(site.shape[0]):
        g = group[i]
        if g < 0:
            continue
        size[g] += 1
        for a in range(site.shape[1]):
            if site[i, a] < 0:
                break
            total[g, site[i, a]] += cost[i, a]
            times[g, site[i, a]] += 1
    return total, times, size


@entry(**UNCOUNTED)
def _measure(site: Indices, cost: Floats, keep: NDArray[np.bool_], limit: Floats, start: Starts, cap: Floats) -> None:
    """Where the rows start that hold the kept pairs below the limits; lower the caps to the first pairs left out."""
    for i in range(site.shape[0]):
        size = 0
        for a in range(site.shape[1]):
            j = site[i, a]
            if j < 0:
                break
            if keep[j]:
                if cost[i, a] >= limit[i]:
                    cap[i] = min(cap[i], cost[i, a])
                    break
                size += 1
        start[i + 1] = start[i] + size


@entry(**UNCOUNTED)
def _compress(site: Indices, cost: Floats, keep: NDArray[np.bool_], rows: Rows) -> None:
    """Copy the kept pairs of each client, as many as its row holds, one behind the other."""
    for i in range(site.shape[0]):
        at, a = rows.start[i], 0
        while at < rows.start[i + 1]:
            j = site[i, a]
            if keep[j]:
                rows.site[at], rows.cost[at] = j, cost[i, a]
                at += 1
            a += 1


@entry(**UNCOUNTED)
def _transpose(site: Indices, cost: Floats, start: Starts, fill: Starts, client: Indices, value: Floats) -> None:
    """Write the pairs by site; ``start`` and ``fill`` are 0."""
    n, k = site.shape
    for i in range(n):
        for a in range(k):
            if site[i, a] < 0:
                break
            start[site[i, a] + 1] += 1
    for j in range(fill.size):
        fill[j] = start[j]
        start[j + 1] += start[j]
    for i in range(n):
        for a in range(k):
            j = site[i, a]
            if j < 0:
                break
            client[fill[j]] = i
            value[fill[j]] = cost[i, a]
            fill[j] += 1


@entry(**UNCOUNTED)
def _filter(site: Indices, cost: Floats, keep: NDArray[np.bool_], new_site: Indices, new_cost: Floats) -> None:
    """Write the kept pairs of each client into lists that are empty."""
    n, k = site.shape
    for i in range(n):
        size = 0
        for a in range(k):
            j = site[i, a]
            if j >= 0 and keep[j]:
                new_site[i, size] = j
                new_cost[i, size] = cost[i, a]
                size += 1
