"""A bound for districts around posts: Lagrangian relaxation of "each unit once".

With a price u for each unit, "served once" is given up: L(u) = sum u + the k least values of sites, a site's value
being its best fractional filling at those prices (`kernels.median`). L(u) bounds every plan for any u. It is raised by
subgradient steps of the length stretch x (target - L) / |slope|^2 (Held, Wolfe and Crowder 1974), the target being the
cost of a known plan. Contiguity enters through `reachable` alone: a unit is no candidate for a site that no contiguous
district light enough joins it to. At the best prices reduced costs tell which unit can go to which site at all.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from scipy.sparse.csgraph import dijkstra

from beatwright.solver.beats.read_beat_instance import MedianInstance
from beatwright.solver.districting.kernels.median_moves import lagrange_round
from beatwright.solver.districting.search_budget import Budget

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]

# Length of the steps, in the distance to the target over the square of the slope: below 2, where they converge if the
# target is the optimum. After so many steps without a gain they shorten by a factor, and climbing ends at the least
# length. A smaller factor or fewer steps end sooner, at a lower bound.
_STRETCH, _SHRINK, _IDLE, _LEAST = 1.6, 0.65, 20, 1e-4


def reachable(edges: Ints, share: Floats, high: float) -> Flags:
    """Tell which units may be in one district: those that some path light enough for a district joins.

    A contiguous district that holds both holds a path between them, whose load is at most `high`.

    Parameters
    ----------
    edges : ndarray of int, shape (b, 2)
    share : ndarray of float, shape (n,)
        Load of each unit as a share of a district's target.
    high : float
        Largest load of a district.

    Returns
    -------
    ndarray of bool, shape (n, n)

    Examples
    --------
    >>> reachable(np.array([[0, 1], [1, 2]]), np.array([0.5, 0.5, 0.5]), 1.2).astype(int)
    array([[1, 1, 0],
           [1, 1, 1],
           [0, 1, 1]])
    """
    n = share.size
    a, b = np.concatenate([edges[:, 0], edges[:, 1]]), np.concatenate([edges[:, 1], edges[:, 0]])
    # A step costs half of both ends, plus a trifle: a weight of 0 would be read as no edge.
    graph = sparse.csr_array((0.5 * (share[a] + share[b]) + 1e-12, (a, b)), shape=(n, n))
    # Inner units of a path are counted by half from both sides, its ends by half: the other half is added here.
    load = dijkstra(graph, directed=False) + 0.5 * (share[:, None] + share[None, :])
    np.fill_diagonal(load, share)
    # 1e-9 takes in rounding and the trifles: a pair too many loosens the bound, one too few would break it.
    return np.asarray((load <= high * (1 + 1e-9) + 1e-9) & np.isfinite(load))


class Lagrangian:
    """The relaxation of an instance: posts are filled one by one, units may be served never or twice, at a price.

    Parameters
    ----------
    instance : MedianInstance
        Units, sites and limits.

    Attributes
    ----------
    bound : float
        No plan is cheaper; infinite where no plan keeps the limits; -inf before `climb`.
    price : ndarray of float, shape (n,)
        Prices of the units that prove it.

    References
    ----------
    Held, M., Wolfe, P. and Crowder, H. P. (1974). Validation of subgradient optimization. Mathematical Programming 6,
    62-88.
    """

    def __init__(self, instance: MedianInstance) -> None:
        self.instance = instance
        self.allowed = reachable(instance.edges, instance.share, instance.high)[:, instance.home]
        self._mask = np.ascontiguousarray(self.allowed, dtype=np.float64)
        self.bound = -np.inf
        self.price = self._first_price()

    def _first_price(self) -> Floats:
        """Price every unit at the travel to a site that is not quite the nearest."""
        instance = self.instance
        sites = instance.home.size
        sorted_costs = np.sort(np.where(self.allowed, instance.travel, np.inf), axis=1)
        # If posts were spread evenly, the nearest one would be about this far down the list of sites, or less.
        price = sorted_costs[:, min(sites - 1, max(1, sites // instance.k // 2))]
        return np.where(np.isfinite(price), price, instance.travel.max(axis=1))

    def round(self, price: Floats) -> tuple[float, Floats, Floats, Floats]:
        """Solve the relaxation at `price`; see `lagrange_round`."""
        i = self.instance
        answer = lagrange_round(i.travel, i.share, self._mask, i.home, low=i.low, high=i.high, price=price, k=i.k)
        bound, served, value, rate = answer
        return float(bound), served, value, rate

    def climb(self, target: float, budget: Budget) -> None:
        """Raise `bound` by subgradient steps that aim at `target`, the cost of a plan; `budget` counts steps."""
        price, stretch, idle = self.price, _STRETCH, 0
        while budget.fraction < 1.0 and stretch > _LEAST:
            bound, served, _, _ = self.round(price)
            budget.used += 1
            # Gains of less than 1e-7 of the bound do not count as such, or climbing would never shorten its steps.
            if not np.isfinite(self.bound) or bound > self.bound + 1e-7 * abs(self.bound):
                self.bound, self.price, idle = bound, price, 0
                budget.monitor.proved(bound)
            else:
                idle += 1
            if idle >= _IDLE:
                stretch, idle, price = stretch * _SHRINK, 0, self.price
                continue
            slope = 1.0 - served
            size = float(slope @ slope)
            # Every unit is served once: the relaxation is solved. Infinite: no fillings keep the limits.
            if size < 1e-12 or not np.isfinite(bound):
                return
            price = price + stretch * max(target - bound, 1e-6 * abs(target)) / size * slope

    def columns(self, target: float) -> Flags:
        """Return which unit may go to which site in a plan that costs at most `target`, shape (n, m).

        To open a site that is not among the k best costs the difference of their values; to serve a unit from a site
        that does not want it costs its gain less what the load is worth there.
        """
        i = self.instance
        bound, _, value, rate = self.round(self.price)
        if not np.isfinite(bound):
            return np.zeros_like(self.allowed)
        opening = np.maximum(value - np.sort(value)[i.k - 1], 0.0)
        serving = np.maximum(i.travel - self.price[:, None] - rate[None, :] * i.share[:, None], 0.0)
        serving[i.home, np.arange(i.home.size)] = 0.0
        keep = self.allowed & (bound + opening[None, :] + serving <= target * (1.0 + 1e-9))
        # A site that cannot serve its own unit is no post.
        keep[:, ~keep[i.home, np.arange(i.home.size)]] = False
        return np.asarray(keep)
