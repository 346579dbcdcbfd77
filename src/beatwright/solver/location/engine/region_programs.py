"""A higher bound at the root: what the relaxation leaves open is local, and small integer programs settle it there.

The relaxed problem splits into clients and sites, each on its own. Where the sites of a region and the clients that
reach no other keep their rows "every client is served", the region is a small location problem of its own: its true
optimum takes the place of its relaxed one, and the bound rises by the difference. Regions share no site, so that all
differences add up (partial relaxation: Guignard and Kim 1987). The higher bound fixes more sites. A region too large
for a program is halved until its parts are not.

References
----------
Guignard, M. and Kim, S. (1987). Lagrangean decomposition: a model yielding stronger Lagrangean bounds. Mathematical
Programming 39, 215-228.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from scipy import sparse
from scipy.sparse.csgraph import breadth_first_order, connected_components

from beatwright.solver.location.engine.incumbent import Incumbent
from beatwright.solver.location.engine.lagrangian import CLOSED, FREE, OPEN, Flags, Ints, States
from beatwright.solver.location.engine.median_instance import Median
from beatwright.solver.location.engine.neighbour_lists import Floats
from beatwright.solver.location.engine.radius_program import cover_rows
from beatwright.solver.location.engine.root_node import Relaxed, rounding
from beatwright.solver.milp import solve_milp

_DOUBT = 0.03  # posts that the relaxation puts on a site, and that it lacks to one post, from which on it is in doubt
_NODES = 200  # of branch and bound in a region: what is still open then is left to the whole
_LARGE = 12_000  # coefficients of a region's program: beyond, it is no small one any more
_EXACT = 1e-9  # how far rows of a region's program may be off


@dataclass(frozen=True, eq=False)
class Lifted:
    """A bound made of the relaxation's and of what regions add.

    ``bound`` is of the whole, weighted cost; ``lift`` (m,) what the region of each site adds to it and
    ``client_lift`` (n,) what that of each client adds; ``edge`` the price of a post; ``picked`` (m,) the sites that
    regions and relaxation open.
    """

    bound: float
    lift: Floats
    client_lift: Floats
    edge: float
    picked: Flags


@dataclass(frozen=True, eq=False)
class _Ground:
    """The relaxation as regions see it: who reaches what, below which multipliers, at which price of a post."""

    median: Median
    state: States
    price: Floats
    rho: Floats
    edge: float
    saved: sparse.csr_array  # (n, m) by how much a site is cheaper than a client's multiplier, where it is

    @cached_property
    def near(self) -> sparse.csr_array:
        """(m, m) clients that two sites share."""
        reach = (self.saved > 0.0).astype(np.float64)
        return (reach.T @ reach).tocsr()

    @property
    def bound(self) -> float:
        """Bound of the relaxation with the number of posts priced, weighted cost."""
        gain = self.rho - self.edge
        opened = gain[self.state == OPEN].sum() + np.minimum(gain[self.state == FREE], 0.0).sum()
        off = rounding(self.price, np.append(gain, self.median.posts * self.edge))
        return float(self.price.sum() + self.median.posts * self.edge + opened) - off


def lift_by_regions(median: Median, relaxed: Relaxed, incumbent: Incumbent, grow: int) -> Lifted:
    """Bound the regions in doubt by integer programs, ``grow`` rings of sites around the sites in doubt."""
    ground = _ground(median, relaxed)
    block = _regions(ground, relaxed.dual.share, grow)
    lift, picked = [0.0] * (int(block.max()) + 1), relaxed.chosen.copy()
    inside = _inside(ground.saved, block)
    gap = incumbent.cutoff - ground.bound
    c = 0
    while c < len(lift) and not incumbent.late and sum(lift) < gap:
        found = _lift_within(ground, block == c, np.flatnonzero(inside == c), gap, incumbent, picked)
        if found is None:
            block[_half(ground.near, np.flatnonzero(block == c))] = len(lift)
            inside = _inside(ground.saved, block)
            lift.append(0.0)
            continue
        lift[c] = found
        c += 1
    padded = np.append(lift, 0.0)
    return Lifted(ground.bound + sum(lift), padded[block], padded[inside], ground.edge, picked)


def _lift_within(
    ground: _Ground, held: Flags, clients: Ints, gap: float, incumbent: Incumbent, picked: Flags
) -> float | None:
    """Say by how much a region lifts the bound, at most the gap; None where it is too large for a program."""
    # What rises by a quarter of the gap at once is rare, and a program that looks no further is much smaller.
    lift = _lift(ground, held, clients, 0.25 * gap, incumbent, picked)
    if lift is None or lift < 0.999 * 0.25 * gap:
        return lift
    return _lift(ground, held, clients, gap, incumbent, picked) or lift


def _half(near: sparse.csr_array, sites: Ints) -> Ints:
    """Give the half of a region's sites that lies at one end of it."""
    shared = near[sites][:, sites]
    end = breadth_first_order(shared, 0, directed=False, return_predecessors=False)[-1]
    order = breadth_first_order(shared, end, directed=False, return_predecessors=False)
    half: Ints = sites[order[: sites.size // 2]]
    return half


def relaxed_alone(median: Median, relaxed: Relaxed) -> Lifted:
    """Give the bound of the relaxation, no region lifted."""
    ground = _ground(median, relaxed)
    sites, clients = np.zeros(ground.rho.size), np.zeros(ground.price.size)
    return Lifted(ground.bound, sites, clients, ground.edge, relaxed.chosen.copy())


def fix_by_bound(rho: Floats, state: States, lifted: Lifted, cutoff: float) -> None:
    """Close and open sites whose change of state alone lifts the bound to the cutoff; a region's own lift is lost."""
    gain = rho - lifted.edge
    without = lifted.bound - lifted.lift
    free = state == FREE
    state[free & (without + gain >= cutoff)] = CLOSED
    state[free & (without - gain >= cutoff)] = OPEN


def _ground(median: Median, relaxed: Relaxed) -> _Ground:
    neighbours, state = median.neighbours, relaxed.state
    price = relaxed.dual.price[: neighbours.clients]
    row, place = np.nonzero((neighbours.site >= 0) & (neighbours.cost < price[:, None]))
    site = neighbours.site[row, place].astype(np.int64)
    keep = state[site] != CLOSED
    row, place, site = row[keep], place[keep], site[keep]
    rho: Floats = np.bincount(site, neighbours.cost[row, place] - price[row], neighbours.sites).astype(np.float64)
    free = state == FREE
    values = np.sort(rho[free])
    need = median.posts - int((state == OPEN).sum())
    # Any price of a post gives a bound; the best lies between the dearest site chosen and the cheapest that is not.
    edge = float(values[max(need - 1, 0) : need + 1].mean()) if values.size else 0.0
    saved = sparse.csr_array((price[row] - neighbours.cost[row, place], (row, site)), shape=(price.size, rho.size))
    return _Ground(median, state, price, rho, edge, saved)


def _regions(ground: _Ground, share: Floats, grow: int) -> Ints:
    """Give the region of each site: sites in doubt that share clients, and those around; -1 where none is near."""
    free = ground.state == FREE
    doubt = np.flatnonzero(free & (share > _DOUBT) & (share < 1.0 - _DOUBT))
    block = np.full(share.size, -1)
    if doubt.size == 0:
        return block
    near = ground.near
    count, block[doubt] = connected_components(near[doubt][:, doubt], directed=False)
    for _ in range(grow):
        held, left = np.flatnonzero(block >= 0), np.flatnonzero((block < 0) & (ground.state != CLOSED))
        if held.size == 0 or left.size == 0:
            break
        member = sparse.csr_array((np.ones(held.size), (held, block[held])), shape=(share.size, count))
        shared = (near[left] @ member).tocsr()
        joins = np.diff(shared.indptr) > 0
        block[left[joins]] = np.asarray(shared.argmax(axis=1)).ravel()[joins]
    return block


def _inside(saved: sparse.csr_array, block: Ints) -> Ints:
    """Region of each client whose sites all lie in one; -1 of any other client."""
    row, site = saved.nonzero()
    low, high = np.full(saved.shape[0], block.max() + 1), np.full(saved.shape[0], -1)
    np.minimum.at(low, row, block[site])
    np.maximum.at(high, row, block[site])
    return np.where(low == high, high, -1)


def _lift(
    ground: _Ground, held: Flags, clients: Ints, most: float, incumbent: Incumbent, picked: Flags
) -> float | None:
    """By how much the optimum of a region exceeds what it is worth relaxed, at most ``most``; notes its sites.

    None where that would be too large a program, and the region can be halved.
    """
    if clients.size == 0:
        return 0.0
    price, gain, state = ground.price, ground.rho - ground.edge, ground.state
    # A solution with a site, or a client, that costs so much alone is worth ``most`` more; without them it is smaller.
    local = np.where(held & (state == FREE), (gain < -most).astype(np.int8) - (gain >= most), state).astype(np.int8)
    relaxed = float(price[clients].sum() + gain[held & (state == OPEN)].sum())
    relaxed += float(np.minimum(gain[held & (state == FREE)], 0.0).sum())
    outside = gain + ground.saved[clients].sum(axis=0)  # what a site costs where these clients pay for themselves
    local[~held & (local != CLOSED)] = OPEN  # a client served from elsewhere pays the cheapest site there, if no more
    rows = cover_rows(ground.median.neighbours, local, clients, price + most, _LARGE)
    if rows is None:
        return None if np.count_nonzero(held) > 1 else 0.0
    program = rows.program(local, outside)
    answer = solve_milp(program, tolerance=_EXACT, nodes=_NODES, easy=True, **incumbent.clock.silent().options())
    if answer.certificate.status == "infeasible":
        return most
    fixed = rows.constant + float(outside[held & (local == OPEN)].sum())
    value = fixed + answer.certificate.bound - relaxed
    if answer.x is not None:
        free = local == FREE
        picked[held] = (local == OPEN)[held]
        picked[free] = answer.x[: int(free.sum())] > 0.5
    slack = 10.0 * _EXACT * float(np.abs(program.cost).sum())  # what rows that are off by that much may be worth
    return float(np.clip(value - slack, 0.0, most))
