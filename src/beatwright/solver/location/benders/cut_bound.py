"""The bound at the multipliers of a linear program with regional cuts, worked out anew from its data.

Cuts take a part of what clients pay; what is left of a client, its weight, pays by its multiplier as in the Lagrangian
relaxation. Whatever the multipliers, this is a bound, so that no tolerance of the program enters it.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from beatwright.solver.location.engine.lagrangian import CLOSED, FREE, OPEN, Flags, Ints, States, choose, listed_costs
from beatwright.solver.location.engine.median_instance import Median
from beatwright.solver.location.engine.neighbour_lists import Floats, NeighbourLists
from beatwright.solver.location.engine.root_node import rounding


@dataclass(frozen=True, eq=False)
class RegionalCut:
    """Weight x what some clients pay + price x posts on some sites is ``least`` at least, in every better plan.

    Parameters
    ----------
    clients : ndarray of int, shape (c,)
        The clients.
    weight : ndarray of float, shape (c,)
        Their weights, above 0.
    sites : ndarray of int, shape (s,)
        Every site that may serve one of them cheaply.
    price : ndarray of float, shape (s,)
        Their prices, weighted cost.
    least : float
        Weighted cost.
    """

    clients: Ints
    weight: Floats
    sites: Ints
    price: Floats
    least: float


@dataclass(frozen=True, eq=False)
class CutBound:
    """A bound, and what follows from it.

    Parameters
    ----------
    bound : float
        Of every better plan, weighted cost.
    price : ndarray of float, shape (n,)
        Multipliers, weighted cost.
    weight : ndarray of float, shape (n,)
        What the cuts leave of each client, 0 to 1.
    duals : ndarray of float, shape (cuts,)
        Multipliers of the cuts.
    rho : ndarray of float, shape (m,)
        Reduced costs, weighted cost.
    chosen : ndarray of bool, shape (m,)
        Sites that the relaxation opens.
    dearest, cheapest : float
        Reduced costs of the dearest free site that is chosen, and of the cheapest that is not.
    """

    bound: float
    price: Floats
    weight: Floats
    duals: Floats
    rho: Floats
    chosen: Flags
    dearest: float
    cheapest: float

    @property
    def edge(self) -> float:
        """Price of a post, between the dearest site that is chosen and the cheapest that is not."""
        ends = [value for value in (self.dearest, self.cheapest) if np.isfinite(value)]
        return float(np.mean(ends)) if ends else 0.0

    def decide(self, state: States, cutoff: float) -> None:
        """Close and open, in place, sites whose other state alone lifts the bound to the cutoff."""
        free = state == FREE
        state[free & ~self.chosen & (self.bound + self.rho - self.dearest >= cutoff)] = CLOSED
        state[free & self.chosen & (self.bound - self.rho + self.cheapest >= cutoff)] = OPEN

    def limit(self, cutoff: float) -> Floats:
        """(n,) what each client pays less than in a plan below the cutoff, weighted cost."""
        room = self.price + (cutoff - self.bound)
        found: Floats = np.divide(room, self.weight, out=np.full(room.size, np.inf), where=self.weight > 0.0)
        return found


def cut_bound(
    median: Median, lists: NeighbourLists, state: States, price: Floats, cuts: list[RegionalCut], duals: Floats
) -> CutBound:
    """Bound by any multipliers, at least 0, of clients and of cuts; these are scaled down where they take too much.

    Parameters
    ----------
    median : Median
        A simple p-median.
    lists : NeighbourLists
        Sorted lists of the sites that are left.
    state : ndarray of int8, shape (m,)
        What is decided of each site.
    price : ndarray of float, shape (n,)
        Multipliers of what the cuts leave of clients, weighted cost.
    cuts : list of RegionalCut
        The cuts.
    duals : ndarray of float, shape (cuts,)
        Their multipliers.
    """
    taken = np.zeros(lists.clients)
    for dual, cut in zip(duals, cuts, strict=True):
        taken[cut.clients] += dual * cut.weight
    scale = 1.0 / max(1.0, float(taken.max(initial=0.0)) * (1.0 + 1e-12))
    duals, weight = scale * duals, 1.0 - scale * taken
    listed = lists.site >= 0
    cost = np.where(listed, weight[:, None] * np.where(listed, lists.cost, 0.0), np.inf)
    price = np.minimum(price, np.where(weight > 0.0, weight, 0.0) * np.where(np.isfinite(lists.cap), lists.cap, 1e300))
    rho, chosen, edges = np.empty(lists.sites), np.zeros(lists.sites, dtype=np.bool_), np.empty((1, 2))
    bound = float(listed_costs(lists.site, cost, price, median.master, rho=rho))
    for dual, cut in zip(duals, cuts, strict=True):
        bound += dual * cut.least
        rho[cut.sites] -= dual * cut.price
    worth = sum(abs(dual * cut.least) for dual, cut in zip(duals, cuts, strict=True))
    bound += choose(rho, state, median.master, chosen, edges=edges)
    bound -= rounding(np.append(price, worth), rho[chosen])
    return CutBound(bound, price, weight, duals, rho, chosen, dearest=float(edges[0, 0]), cheapest=float(edges[0, 1]))
