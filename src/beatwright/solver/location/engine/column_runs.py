"""Costs by site as runs of neighbouring clients, in single precision: what a bound over many clients reads.

Where clients are very many the time of a bound is the time to read the costs. With clients ordered along the map (by
nearest sites, these in the order of Cuthill and McKee) a site's clients follow each other, so that costs and
multipliers are read in runs, without an index per pair, several numbers to an instruction.

References
----------
Cuthill, E. and McKee, J. (1969). Reducing the bandwidth of sparse symmetric matrices. Proceedings of the 24th National
Conference of the ACM, 157-172.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from beatwright.base.jit import UNCOUNTED, entry, inner
from beatwright.solver.location.engine.neighbour_lists import Floats, Indices, NeighbourLists, Starts

Float32s = NDArray[np.float32]

_HOLE = 32  # clients that a run may hold in a row although the site is not in their reach
_LONG = 16  # clients in an average run from which on runs are quicker than lists


class ColumnRuns(NamedTuple):
    """Runs of consecutive clients in reach of a site, with their weighted costs.

    Site j has the runs ``first[j]`` to ``first[j + 1]``; run r holds the clients from ``client[r]`` on, their
    costs are ``value[start[r]:start[r + 1]]``, infinite where the pair is out of reach. Single precision, as memory
    sets the pace; it only guides the multipliers: the bound that counts is computed anew in double precision.
    """

    first: Starts  # (m + 1,) first run of each site
    client: Starts  # (runs,) first client
    start: Starts  # (runs + 1,) where its costs begin
    value: Float32s  # (cells,) float32, weighted cost


def no_runs() -> ColumnRuns:
    """Give runs that hold nothing."""
    none = np.zeros(0, dtype=np.int64)
    return ColumnRuns(none, none, none, np.zeros(0, dtype=np.float32))


def order_by_site(neighbours: NeighbourLists) -> Starts:
    """Order the clients so that those with the same or adjacent nearest sites follow each other.

    Two sites are adjacent where a client has them as its nearest two; the sites are ordered by Cuthill and McKee.
    """
    first = neighbours.site[:, 0].astype(np.int64)
    second = neighbours.site[:, min(1, neighbours.site.shape[1] - 1)].astype(np.int64)
    listed = (first >= 0) & (second >= 0)
    ends = np.concatenate([first[listed], second[listed]]), np.concatenate([second[listed], first[listed]])
    graph = sparse.csr_array((np.ones(ends[0].size), ends), shape=(neighbours.sites, neighbours.sites))
    tour = sparse.csgraph.reverse_cuthill_mckee(sparse.csr_matrix(graph), symmetric_mode=True)
    rank = np.empty(neighbours.sites + 1, dtype=np.int64)
    rank[tour], rank[-1] = np.arange(neighbours.sites), neighbours.sites
    return np.lexsort((rank[second], rank[first]))


def runs_of(
    neighbours: NeighbourLists, keep: NDArray[np.bool_], limit: Floats, hole: int = _HOLE
) -> tuple[ColumnRuns, Floats]:
    """Return the pairs of the sites to keep that cost less than the limits, and the largest valid prices.

    A run bridges up to `hole` clients that are out of reach.
    """
    cap = neighbours.cap.copy()
    runs, cells = _measure(neighbours.site, neighbours.cost, keep, limit, cap=cap, most=hole)
    first = np.concatenate([[0], np.cumsum(runs)])
    begin = np.concatenate([[0], np.cumsum(cells)])
    return ColumnRuns(
        first, *_fill(neighbours.site, neighbours.cost, keep, limit, first=first, begin=begin, most=hole)
    ), cap


def has_long_runs(neighbours: NeighbourLists) -> bool:
    """Tell whether the clients follow each other in such a way that runs are long."""
    keep = np.ones(neighbours.sites, dtype=np.bool_)
    runs, cells = _measure(
        neighbours.site, neighbours.cost, keep, neighbours.far, cap=neighbours.cap.copy(), most=_HOLE
    )
    return bool(cells.sum() >= _LONG * runs.sum() and cells.sum() <= 2 * neighbours.cost.size)


@entry
def _measure(
    site: Indices, cost: Floats, keep: NDArray[np.bool_], limit: Floats, cap: Floats, most: int
) -> tuple[Starts, Starts]:
    """Count the runs and the clients in them of each site; lower the caps to the first pairs out of reach."""
    sites = keep.size
    runs, cells = np.zeros(sites, dtype=np.int64), np.zeros(sites, dtype=np.int64)
    last = np.full(sites, -most - 2)
    for i in range(site.shape[0]):
        for a in range(site.shape[1]):
            j = site[i, a]
            if j < 0:
                break
            if not keep[j]:
                continue
            if cost[i, a] >= limit[i]:
                cap[i] = min(cap[i], cost[i, a])
                break
            hole = i - last[j] - 1
            if hole > most:
                runs[j] += 1
                cells[j] += 1
            else:
                cells[j] += hole + 1
            last[j] = i
    return runs, cells


@entry
def _fill(
    site: Indices, cost: Floats, keep: NDArray[np.bool_], limit: Floats, first: Starts, begin: Starts, most: int
) -> tuple[Starts, Starts, Float32s]:
    """Write the runs of all sites: first clients, starts, costs."""
    sites = first.size - 1
    client, start = np.empty(first[-1], dtype=np.int64), np.empty(first[-1] + 1, dtype=np.int64)
    value = np.full(begin[-1], np.inf, dtype=np.float32)
    run, cell = first[:-1] - 1, begin[:-1].copy()
    last = np.full(sites, -most - 2)
    start[first[-1]] = begin[-1]
    for i in range(site.shape[0]):
        for a in range(site.shape[1]):
            j = site[i, a]
            if j < 0:
                break
            if not keep[j]:
                continue
            if cost[i, a] >= limit[i]:
                break
            hole = i - last[j] - 1
            if hole > most:
                run[j] += 1
                client[run[j]], start[run[j]] = i, cell[j]
            else:
                cell[j] += hole
            value[cell[j]] = cost[i, a]
            cell[j] += 1
            last[j] = i
    return client, start, value


@inner(fastmath={"reassoc", "nsz"}, **UNCOUNTED)
def sum_runs(runs: ColumnRuns, price: Float32s, rho: Floats) -> None:
    """Add up min(0, cost - price) over the clients of each site, into ``rho``."""
    first, client, start, value = runs
    for j in range(rho.size):
        total = 0.0
        for r in range(first[j], first[j + 1]):
            costs = value[start[r] : start[r + 1]]
            prices = price[client[r] : client[r] + costs.size]
            # One run is summed in single precision and in any order (fastmath), so that the loop is vectorised;
            # runs are added in double.
            saved = np.float32(0.0)
            for i in range(costs.size):
                saved += min(costs[i] - prices[i], np.float32(0.0))
            total += float(saved)
        rho[j] = total


@inner(**UNCOUNTED)
def count_in_runs(runs: ColumnRuns, price: Float32s, chosen: NDArray[np.bool_], out: Floats) -> None:
    """Take 1 from each client for every chosen site that costs it less than its price."""
    first, client, start, value = runs
    for j in range(chosen.size):
        for r in range(first[j], first[j + 1] if chosen[j] else first[j]):
            costs = value[start[r] : start[r + 1]]
            here = client[r]
            for i in range(costs.size):
                out[here + i] -= 1.0 if costs[i] < price[here + i] else 0.0
