"""A bound for districts around posts: Lagrangian relaxation of the assignment."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from scipy.sparse.csgraph import dijkstra

from beatwright.planning.districts.budget import Budget
from beatwright.planning.districts.kernels.median import lagrange_round

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


def reachable(edges: Ints, share: Floats, high: float) -> Floats:
    """Tell which unit may belong to which centre: 1 where some path between them is light enough for a district.

    A contiguous district that holds both holds a path between them, whose load is at most `high`.

    Parameters
    ----------
    edges : ndarray of int, shape (m, 2)
    share : ndarray of float, shape (n,)
        Demand of each unit as a share of a district's target.
    high : float
        Largest load of a district.

    Returns
    -------
    ndarray of float, shape (n, n)

    Examples
    --------
    >>> reachable(np.array([[0, 1], [1, 2]]), np.array([0.5, 0.5, 0.5]), 1.2)
    array([[1., 1., 0.],
           [1., 1., 1.],
           [0., 1., 1.]])
    """
    n = share.size
    a, b = np.concatenate([edges[:, 0], edges[:, 1]]), np.concatenate([edges[:, 1], edges[:, 0]])
    # A step costs half of both ends, plus a trifle: a weight of 0 would be read as no edge.
    graph = sparse.csr_array((0.5 * (share[a] + share[b]) + 1e-12, (a, b)), shape=(n, n))
    between = dijkstra(graph, directed=False)
    load = between + 0.5 * (share[:, None] + share[None, :])
    np.fill_diagonal(load, share)
    return (load <= high * (1 + 1e-9) + 1e-9).astype(np.float64)


def lagrangian_bound(
    travel: Floats, share: Floats, allowed: Floats, low: float, high: float, k: int, target: float, budget: Budget
) -> float:
    """Bound the travel from below by subgradient steps on the prices of the units.

    Parameters
    ----------
    travel : ndarray of float, shape (n, n)
        Cost of all of a unit's demand for every centre.
    share : ndarray of float, shape (n,)
    allowed : ndarray of float, shape (n, n)
        1 where a unit may belong to a centre.
    low, high : float
        Limits of a district's load.
    k : int
        Number of districts.
    target : float
        Cost of a division that is known: the steps aim at it.
    budget : Budget
        `iterations` counts subgradient steps.

    Returns
    -------
    float

    References
    ----------
    Held, M., Wolfe, P. and Crowder, H. P. (1974). Validation of subgradient optimization. Mathematical Programming 6,
    62-88.
    """
    travel = np.ascontiguousarray(travel)
    price = np.sort(np.where(allowed > 0, travel, np.inf), axis=1)[:, : max(2, travel.shape[0] // k // 2)].max(axis=1)
    price = np.where(np.isfinite(price), price, 0.0)
    best, best_price, stretch, idle = -np.inf, price, 1.6, 0
    while budget.fraction < 1.0 and stretch > 1e-4:
        bound, _, served = lagrange_round(travel, share, allowed, low, high, price, k)
        budget.used += 1
        if not np.isfinite(best) or bound > best + 1e-7 * abs(best):
            best, best_price, idle = bound, price, 0
        else:
            idle += 1
        if idle >= 15:
            stretch, idle, price = stretch * 0.6, 0, best_price
            continue
        slope = 1.0 - served
        size = float(slope @ slope)
        if size < 1e-12:
            break
        price = price + stretch * max(target - bound, 1e-6 * abs(target)) / size * slope
    return float(best)
