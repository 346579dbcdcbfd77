"""Cuts that say what the clients of a region pay at least, worked out by a small integer program.

At an optimum of the linear program every row outside a region is priced by its multiplier. What is left is a location
problem of the region's clients alone: sites cost what the rest of the map would pay for them to be open. If its best
plan costs more than what the linear program says the region costs, then

    sum over clients of weight x what they pay + sum over sites of price x posts >= cost of that plan

cuts the point off (local cuts: Applegate, Bixby, Chvatal and Cook 2001, carried over to medians). Regions may overlap:
the linear program puts their cuts together. Cuts hold for every plan that is cheaper than the best one known.

References
----------
Applegate, D., Bixby, R., Chvatal, V. and Cook, W. (2001). TSP cuts which do not conform to the template paradigm. In:
Computational Combinatorial Optimization, Springer, 261-303.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
from scipy import sparse

from beatwright.solver.location.benders.cut_bound import CutBound, RegionalCut
from beatwright.solver.location.engine.lagrangian import CLOSED, FREE, OPEN, Flags, Ints, States
from beatwright.solver.location.engine.neighbour_lists import Floats, NeighbourLists
from beatwright.solver.location.engine.radius_program import cover_rows
from beatwright.solver.milp import left_open, solve_milp
from beatwright.solver.time_limit import SearchClock

_DOUBT = 0.03  # posts that a point puts on a site, and that it lacks to one post, from which on it is in doubt
_LARGE = 40_000  # coefficients of a region's program: HiGHS takes some five seconds
_NODES = 20  # of its branch and bound: most end at the root, and what is still open then is rarely worth the time
_EXACT = 1e-9  # how far its rows may be off
# Subgradient steps of a region's multipliers, and those without a rise after which they are halved.
_STEPS, _PATIENCE = 80, 6
_WEIGHTLESS = 1e-6  # weight below which a client is left out of a cut


@dataclass(frozen=True, eq=False)
class CutGround:
    """An optimum of the linear program, and what better plans are known to have in common.

    Parameters
    ----------
    lists : NeighbourLists
        Sorted lists of the sites that are left.
    state : ndarray of int8, shape (m,)
        What is decided of each site.
    usual : ndarray of float, shape (n,)
        Multipliers of the linear program without regional cuts, weighted cost.
    limit : ndarray of float, shape (n,)
        What each client pays less than in a better plan, weighted cost.
    at : CutBound
        Bound, reduced costs and multipliers here.
    cuts : list of RegionalCut
        The cuts that ``at`` weighs.
    opened : ndarray of float, shape (m,)
        Posts that the point puts on each site.
    paid : ndarray of float, shape (n,)
        What each client pays at the point, weighted cost.
    """

    lists: NeighbourLists
    state: States
    usual: Floats
    limit: Floats
    at: CutBound
    cuts: list[RegionalCut]
    opened: Floats
    paid: Floats

    @cached_property
    def reach(self) -> sparse.csr_array:
        """(n, m) which sites are nearer to a client than its usual multiplier."""
        row, place = np.nonzero((self.lists.site >= 0) & (self.lists.cost < self.usual[:, None]))
        site = self.lists.site[row, place].astype(np.int64)
        left = self.state[site] != CLOSED
        shape = (self.lists.clients, self.lists.sites)
        return sparse.csr_array((np.ones(int(left.sum())), (row[left], site[left])), shape=shape)

    def regions(self, size: int, rng: np.random.Generator) -> list[Ints]:
        """Give the clients of regions around ``size`` sites in doubt each, which together hold every such site."""
        doubt = np.flatnonzero((self.state == FREE) & (self.opened > _DOUBT) & (self.opened < 1.0 - _DOUBT))
        reach = self.reach[:, doubt]
        shared = (reach.T @ reach).toarray()
        left, found = np.ones(doubt.size, dtype=np.bool_), []
        while left.any():
            group = _gather(shared, left, int(rng.choice(np.flatnonzero(left))), size)
            found.append(np.flatnonzero(reach[:, group].sum(axis=1) > 0.0))
        return found

    def region_cut(self, clients: Ints, aim: float, clock: SearchClock) -> tuple[RegionalCut, float] | None:
        """Work out the cut of a region, and by how much the point falls short of it, ``aim`` at most.

        None where the point keeps it, or where its program would be large.
        """
        region = _region(self, clients)
        if region is None:
            return None
        region = _settled(region, self, aim)
        sites, most = _room(self, region, aim)
        program_state = _local_state(self.state, region.gain, sites, most)
        limit = np.minimum(region.usual + most, region.weight * self.limit[region.clients])
        rows = cover_rows(region.lists, program_state, np.arange(region.clients.size), limit, _LARGE)
        if rows is None:
            return None
        program = rows.program(program_state, region.price)
        answer = solve_milp(program, tolerance=_EXACT, nodes=_NODES, easy=True, **clock.silent().options())
        least = region.relaxed(self.state, sites) + most
        if answer.certificate.status != "infeasible":
            # What rows that are off by that much may be worth.
            slack = 10.0 * _EXACT * float(np.abs(program.cost).sum() + abs(rows.constant)) + left_open(program, _EXACT)
            fixed = rows.constant + float(region.price[program_state == OPEN].sum())
            least = min(least, fixed + answer.certificate.bound - slack)
        here = float(region.weight @ self.paid[region.clients] + region.price[sites] @ self.opened[sites])
        held = np.flatnonzero(sites)
        cut = RegionalCut(region.clients, region.weight, held, region.price[held], least)
        return (cut, least - here) if least > here else None


@dataclass(frozen=True, eq=False)
class _Region:
    """The location problem of some clients, all other rows priced."""

    clients: Ints  # (c,)
    weight: Floats  # (c,) of what a client pays: what the other regions' cuts leave of 1
    usual: Floats  # (c,) multipliers, weighted cost x weight
    lists: NeighbourLists  # of the clients, weighted cost x weight
    price: Floats  # (m,) what a site costs, if these clients pay for themselves

    @cached_property
    def gain(self) -> Floats:
        """(m,) what a site costs if they pay by their multipliers."""
        listed = self.lists.site >= 0
        saved = np.maximum(self.usual[:, None] - self.lists.cost, 0.0)
        gain: Floats = self.price - np.bincount(self.lists.site[listed], saved[listed], self.price.size)
        return gain

    def within(self, most: float, state: States) -> Flags:
        """(m,) sites that serve one of the clients for less than its multiplier and ``most`` more."""
        near = (self.lists.site >= 0) & (self.lists.cost < (self.usual + most)[:, None])
        sites: Flags = np.zeros(state.size, dtype=np.bool_)
        sites[self.lists.site[near]] = True
        sites[state == CLOSED] = False
        return sites

    def relaxed(self, state: States, sites: Flags) -> float:
        """Cost of the region at its multipliers."""
        free, opened = sites & (state == FREE), sites & (state == OPEN)
        return float(self.usual.sum() + np.minimum(self.gain[free], 0.0).sum() + self.gain[opened].sum())


def _gather(shared: Floats, left: Flags, first: int, size: int) -> Ints:
    """Take a site, and again and again the one that shares most clients with those taken; marks them in ``left``."""
    group, ties = [first], shared[first].copy()
    left[first] = False
    while len(group) < size:
        ties[~left] = 0.0
        nearest = int(ties.argmax())
        if ties[nearest] <= 0.0:
            break
        group.append(nearest)
        left[nearest] = False
        ties = ties + shared[nearest]
    return np.array(group)


def _region(ground: CutGround, clients: Ints) -> _Region | None:
    """Price all rows but those of some clients; cuts that hold no other client are theirs too."""
    inside = np.zeros(ground.lists.clients, dtype=np.bool_)
    inside[clients] = True
    weight, price = ground.at.weight.copy(), ground.at.rho - ground.at.edge
    for dual, cut in zip(ground.at.duals, ground.cuts, strict=True):
        if dual > 0.0 and inside[cut.clients].all():
            weight[cut.clients] += dual * cut.weight
            price[cut.sites] += dual * cut.price
    clients = clients[weight[clients] > _WEIGHTLESS]
    if clients.size == 0:
        return None
    site, listed = ground.lists.site[clients], ground.lists.site[clients] >= 0
    cost = np.where(listed, ground.lists.cost[clients], 0.0)
    # What the relaxation had these clients pay towards each site is theirs to pay now.
    paid = np.maximum(ground.at.price[clients, None] - ground.at.weight[clients, None] * cost, 0.0)
    price += np.bincount(site[listed], paid[listed], price.size)
    weight = weight[clients]
    usual = weight * ground.usual[clients]
    lists = replace(
        ground.lists,
        site=site,
        cost=np.where(listed, weight[:, None] * cost, np.inf),
        far=weight * ground.lists.far[clients],
        cap=weight * ground.lists.cap[clients],
    )
    return _Region(clients, weight, usual, lists, price)


def _settled(region: _Region, ground: CutGround, aim: float) -> _Region:
    """Raise a region's multipliers by subgradient steps: the higher its relaxed cost, the smaller its program."""
    sites = region.within(region.usual.max() + aim, ground.state)
    cost = np.full((region.clients.size, ground.state.size + 1), np.inf)
    np.put_along_axis(cost, region.lists.site.astype(np.int64), region.lists.cost, axis=1)
    cost, price, opened = cost[:, :-1][:, sites], region.price[sites], ground.state[sites] == OPEN
    aimed = float(region.weight @ ground.paid[region.clients] + price @ ground.opened[sites]) + aim
    at, best, usual, step, idle = region.usual, -np.inf, region.usual, 1.0, 0
    for _ in range(_STEPS):
        gain = price - np.maximum(at[:, None] - cost, 0.0).sum(axis=0)
        chosen = opened | (gain < 0.0)
        value = float(at.sum() + gain[chosen].sum())
        idle += 1
        if value > best:
            best, usual, idle = value, at, 0
        elif idle >= _PATIENCE:
            step, at, idle = 0.5 * step, usual, 0
            continue
        miss = 1.0 - (cost[:, chosen] < at[:, None]).sum(axis=1)
        norm = float(miss @ miss)
        if norm == 0.0 or value >= aimed:
            break
        at = np.maximum(at + step * (aimed - value) / norm * miss, 0.0)
    # Not above what a client costs behind the end of its list; gains are those of what is left.
    return replace(region, usual=np.minimum(usual, region.lists.cap))


def _room(ground: CutGround, region: _Region, aim: float) -> tuple[Flags, float]:
    """Say how far above its relaxed cost a region is looked at, to raise the point by ``aim``, and the sites there."""
    sites, most = region.within(aim, ground.state), aim
    paid = float(region.weight @ ground.paid[region.clients])
    for _ in range(3):  # more sites lower the relaxed cost a little, which lets more sites in
        here = paid + float(region.price[sites] @ ground.opened[sites])
        most = max(0.0, here - region.relaxed(ground.state, sites)) + aim
        sites = region.within(most, ground.state)
    return sites, most


def _local_state(state: States, gain: Floats, sites: Flags, most: float) -> States:
    """Decide sites of a region whose other state costs ``most`` at least; all sites elsewhere are closed."""
    local = np.full(state.size, CLOSED, dtype=np.int8)
    free = sites & (state == FREE)
    local[free & (gain < most)] = FREE
    local[(free & (gain <= -most)) | (sites & (state == OPEN))] = OPEN
    return local
