"""Better districts region by region: a few dozen neighbouring districts are chosen anew from the pool.

A large neighbourhood search on the set partition: all but the districts of one region are kept, and an integer program
chooses those again, over the pool's districts that lie within the region and whose reduced costs could still save
something. It ends when no region around any unit gains.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from beatwright.solver.districting.bound.district_columns import Columns
from beatwright.solver.districting.bound.set_partition import choose_partition, relax_partition
from beatwright.solver.districting.search_budget import Budget

Ints = NDArray[np.int64]

DISTRICTS = 24  # in a region: large enough to matter, small enough for an integer program of a moment
# Price of what the districts cannot cover, in usual costs. The region's own districts cover it, so that it is never
# paid; it only has to be more than any district costs.
_ARTIFICIAL_COST = 1e3


def improve_regions(columns: Columns, labels: Ints, budget: Budget, seed: int = 0) -> Ints:
    """Choose the districts of one region after another anew, until a whole round brings nothing.

    Parameters
    ----------
    columns : Columns
        The pool; only districts that lie within the region are chosen from.
    labels : ndarray of int, shape (units,)
        The division of the block to begin with.
    budget : Budget
        When to stop.
    seed : int, default 0
        Order of the regions.

    Returns
    -------
    ndarray of int, shape (units,)
        A division into as many districts that costs no more.
    """
    order = np.random.default_rng(seed).permutation(labels.size)
    labels = labels.copy()
    idle, position = 0, 0
    while idle < order.size and budget.fraction < 1.0:
        region = _around(columns, labels, int(order[position % order.size]))
        better = _rechosen(columns, labels, region, budget)
        idle = idle + 1 if better is None else 0
        labels = labels if better is None else better
        position += 1
    return labels


def _around(columns: Columns, labels: Ints, unit: int) -> NDArray[np.bool_]:
    """Mark the units of the districts nearest to `unit`, counted in districts crossed."""
    a, b = labels[columns.edges[:, 0]], labels[columns.edges[:, 1]]
    taken = np.zeros(int(labels.max()) + 1, dtype=bool)
    taken[labels[unit]] = True
    while taken.sum() < DISTRICTS:
        ring = np.zeros_like(taken)
        ring[b[taken[a]]] = True
        ring[a[taken[b]]] = True
        ring &= ~taken
        if not ring.any():
            break
        taken[np.flatnonzero(ring)[: DISTRICTS - int(taken.sum())]] = True
    return np.asarray(taken[labels])


def _rechosen(columns: Columns, labels: Ints, region: NDArray[np.bool_], budget: Budget) -> Ints | None:
    """Give the division with the region's districts chosen anew, None where nothing is gained."""
    matrix = columns.matrix
    size = np.asarray(matrix.sum(axis=0)).ravel()
    inside = np.flatnonzero(np.asarray(matrix.T @ region.astype(np.float64)) == size)
    part, cost = matrix[:, inside].tocsr()[region].tocsc(), columns.cost[inside]
    names = np.unique(labels[region])
    old = columns.cost_of([np.flatnonzero(labels == name) for name in names])
    prices = relax_partition(
        part, cost, names.size, columns.floor[region], artificial_cost=_ARTIFICIAL_COST, stop=budget.monitor.was_stopped
    )
    if prices is None:
        return None
    room = old - prices.value  # no division over these districts saves more, and none of higher reduced cost is in one
    if room <= 1e-9 * abs(old):  # rounding
        return None
    priced = np.flatnonzero(prices.excess(part, cost) <= room)
    # A moment at least, in seconds: a program begun with none ends without an answer.
    left = None if budget.seconds is None else max(0.05, budget.seconds - budget.elapsed)
    new, _, chosen = choose_partition(part[:, priced], cost[priced], names.size, budget.options(left))
    if chosen is None or new >= old - 1e-9 * abs(old):
        return None
    fresh = np.empty(int(region.sum()), dtype=np.int64)
    for number, column in enumerate(priced[chosen]):
        fresh[part.indices[part.indptr[column] : part.indptr[column + 1]]] = names[number]
    better = labels.copy()
    better[region] = fresh
    return better
