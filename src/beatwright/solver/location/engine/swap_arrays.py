"""The arrays of the interchange: what it reads, what it keeps of a plan, and its room.

All are made here, in Python: compiled code that makes arrays takes twice as long to compile.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from beatwright.solver.location.engine.neighbour_lists import Floats, Indices, NeighbourLists, Starts

Flags = NDArray[np.bool_]
Ints = NDArray[np.int64]


class SwapLists(NamedTuple):
    """The sorted lists of a `NeighbourLists` and their transpose, as the kernels read them."""

    site: Indices  # (n, k) int32
    cost: Floats  # (n, k) weighted cost
    far: Floats  # (n,)
    start: Starts  # (m + 1,)
    client: Indices  # (pairs,) int32
    value: Floats  # (pairs,) weighted cost


class PlanState(NamedTuple):
    """A plan and what each client gets from it: first and second open site, their costs, the loss of closing each."""

    opened: Flags  # (m,)
    first: Indices  # (n,) cheapest open site of a client, -1 where none is listed
    second: Indices  # (n,) second cheapest, -1 where none is listed
    d1: Floats  # (n,) weighted cost of the first, or `far`
    d2: Floats  # (n,) weighted cost of the second, or `far`
    loss: Floats  # (m,) what closing an open site costs: sum of d2 - d1 over its clients
    dirty: Flags  # (m,) sites whose gain may have changed since they were last looked at
    used: Ints  # (places,) open columns at each place
    taken: Ints  # (t,) open members of each set


class SwapRoom(NamedTuple):
    """Room for what a descent notes down."""

    saved: Floats  # (m,) all 0 between two looks: by how much a newcomer softens the loss of closing each site
    touched: Ints  # (m,) the sites where it does
    log: Ints  # (swaps, 2) who came, who left


def swap_lists(neighbours: NeighbourLists) -> SwapLists:
    """Give the arrays of a `NeighbourLists` to the kernels."""
    return SwapLists(neighbours.site, neighbours.cost, neighbours.far, *neighbours.by_site)


def new_plan_state(neighbours: NeighbourLists, place: Ints, member: Flags, opened: Flags) -> PlanState:
    """Make the arrays of a plan; what each client gets from it is filled in later."""
    n, m = neighbours.clients, neighbours.sites
    return PlanState(
        opened,
        first=np.empty(n, dtype=np.int32),
        second=np.empty(n, dtype=np.int32),
        d1=np.empty(n),
        d2=np.empty(n),
        loss=np.zeros(m),
        dirty=np.ones(m, dtype=np.bool_),
        used=np.bincount(place[opened], minlength=int(place.max()) + 1),
        taken=member[:, opened].sum(axis=1),
    )


def new_swap_room(sites: int) -> SwapRoom:
    """Make the room for swaps between so many sites."""
    return SwapRoom(np.zeros(sites), np.empty(sites, dtype=np.int64), np.empty((50 * sites + 1000, 2), dtype=np.int64))
