"""The arrays that the kernels pass to each other, grouped and named."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Shorts = NDArray[np.int32]  # half the memory, which is what limits the flips of large maps
Words = NDArray[np.uint64]

_SHAPELESS = np.zeros((0, 0))
_WEIGHTLESS = np.zeros(2)


class Graph(NamedTuple):
    """Neighbours of every unit, each border twice: the edges of unit u are start[u] to start[u + 1] - 1.

    Only borders that a district may span are here: borders between blocks (parents, islands) never are.
    """

    start: Ints  # (n + 1,)
    source: Shorts  # (2 m,)
    to: Shorts  # (2 m,)
    border: Floats  # (2 m,) shared length
    back: Shorts  # (2 m,) the same border seen from the other side
    touch: Words  # (2 m,) bit j set: the neighbour also borders the unit's j-th neighbour (the first 64)


class Rules(NamedTuple):
    """What a division costs and what it must keep to."""

    share: Floats  # (n, criteria) amount of a unit as a share of a district's target
    weight: Floats  # (criteria,) weight of the criterion, divided by k
    low: Floats  # (criteria,) least load of a district in targets
    high: Floats  # (criteria,) largest load of a district in targets
    penalty: Floats  # (1,) cost of a load outside its limits by one target
    metre: float  # cost of one metre of cut border
    lock: Ints  # (n,) the district a unit must be in, -1 where free
    present: Ints  # (n,) the district a unit is in today, -1 where none
    movable: int  # how many units may leave their present district
    block: Ints  # (n,) the part of the map that the unit's district stays within, -1 in closed districts
    body: Floats = _SHAPELESS  # (n, 5) area, perimeter and moments; no columns where shapes weigh nothing
    form: Floats = _WEIGHTLESS  # (2,) weights of Polsby-Popper and inertia, divided by k


class State(NamedTuple):
    """A division and what is known of it, kept up to date by `move_unit`."""

    label: Ints  # (n,)
    load: Floats  # (k, criteria)
    size: Ints  # (k,) units in the district
    locks: Ints  # (k,) locked units in the district
    head: Ints  # (k,) first unit of the district
    after: Ints  # (n,) next unit of the same district, -1 at the end
    before: Ints  # (n,) previous unit of the same district, -1 at the head
    moved: Ints  # (1,) units outside their present district
    body: Floats  # (k, 5) area, perimeter and moments, from `measure_districts` on; or no columns


class Scratch(NamedTuple):
    """Room for one recombination; its content means nothing between two calls."""

    stamp: Ints  # (n,) which search saw the unit last
    tick: Ints  # (1,) the number of the current search
    queue: Ints  # (n,)
    vain: Ints  # (1,) searches since one last found that a district stays in one piece
    member: Ints  # (n,) units of the region at hand
    place: Ints  # (n,) position of a unit in the tree, where its stamp is the current one
    order: Ints  # (n,) units by position in the tree
    parent: Ints  # (n,) position of the parent of a position, less than its own
    load: Floats  # (n, criteria) load of the subtree
    cut: Floats  # (n,) border between subtree and rest
    locks: Ints  # (n,) locked units in the subtree that belong to the first of two districts
    others: Ints  # (n,) locked units in the subtree that belong to the second
    stay: Ints  # (n,) units of the subtree that are in the first district today, less those in the second
    front: Ints  # (2 m,) edges that may enter the tree next
    side: Ints  # (n,) by position of `member`: whether the best cut puts it into the subtree
    fringe: Shorts  # (2 m, 4) edges between districts of a region, from units that are not locked: edge, unit, other
    slot: Shorts  # (2 m,) where an edge of the region stands in `fringe`, -1 where it is within a district
    listed: Ints  # (1,) edges in `fringe`, -1 where it is to be listed anew
    lean: Floats  # (n,) length of a unit's borders with its own district less that with others
    chosen: Ints  # (k,) 1 for the districts of a region
    region: Ints  # (k,) the districts of a region
    saved: Ints  # (n,) units of a region
    label: Ints  # (n,) their districts before the trial
    trial: Ints  # (n,) by position in the tree: whether it is below the cut being looked at
    body: Floats  # (n, 5) area, perimeter without borders in the region, and moments of the subtree
