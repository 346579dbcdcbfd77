"""The arrays that the kernels pass to each other, grouped and named.

n units with m borders are divided into k districts and weighed by a number of criteria. Costs are parts of the
objective F, which has no unit; loads and shares are in targets, a target being the even share of one district (total
/ k); lengths are in the map's unit, metres in a `City`, areas in its square, second moments in its fourth power.
Numbers of units, districts and edges are positions from 0; -1 stands for none.

Integers are int64 but for the arrays that the small moves read at random, which are int32. Counters are arrays of one
element: a named tuple is handed to a compiled function by value, and an array in it can still be written to.
"""

from __future__ import annotations

from typing import Any, NamedTuple

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

    This is the compressed sparse row form. The edges of a unit are in the order of the neighbours' numbers.

    Only borders that a district may span are here: borders between blocks (parents, islands) never are.
    """

    start: Ints  # (n + 1,) first edge of each unit
    source: Shorts  # (2 m,) unit that the edge belongs to
    to: Shorts  # (2 m,) neighbour that it leads to
    border: Floats  # (2 m,) shared length, metres
    back: Shorts  # (2 m,) the same border seen from the other side
    touch: Words  # (2 m,) bit j set: the neighbour also borders the unit's j-th neighbour (the first 64)


class DivisionRules(NamedTuple):
    """What a division costs and what it must keep to."""

    share: Floats  # (n, criteria) amount of a unit as a share of a district's target
    weight: Floats  # (criteria,) weight of the criterion, divided by k
    low: Floats  # (criteria,) least load of a district in targets
    high: Floats  # (criteria,) largest load of a district in targets
    penalty: Floats  # (1,) cost of a load outside its limits by one target
    metre: float  # cost of one metre of cut border: weight of the cut over the length of all borders
    lock: Ints  # (n,) the district a unit must be in, -1 where free
    present: Ints  # (n,) the district a unit is in today, -1 where none
    movable: int  # how many units may leave their present district
    block: Ints  # (n,) the part of the map that the unit's district stays within, -1 in closed districts
    body: Floats = _SHAPELESS  # (n, 5) area, perimeter, first moments in x and y, second; (n, 0) where without weight
    form: Floats = _WEIGHTLESS  # (2,) weights of Polsby-Popper and inertia, divided by k


class CutEdges(NamedTuple):
    """The edges between districts of a region: those arrays of `Scratch` that a small move keeps up to date."""

    edges: Shorts  # (2 m, 4) as `Scratch.cut_edges`
    slot: Shorts  # (2 m,) as `Scratch.slot`
    listed: Ints  # (1,) as `Scratch.listed`
    own_border: Floats  # (n,) as `Scratch.own_border`


class Reheating(NamedTuple):
    """How a region is annealed anew."""

    hot: float  # first temperature, in units of the cost
    cold: float  # last temperature
    most: int  # districts in a region at most
    sweeps: int  # proposals per border of the region
    stages: int  # temperatures on the way down
    relocate: float  # share of regions in which two districts are joined first and another one is cut in two


class Posts(NamedTuple):
    """Where posts may stand, and where they do."""

    travel: Floats  # (n, m) cost of all of a unit's demand for every site (calls x minutes or metres)
    home: Ints  # (m,) unit of every site
    site: Ints  # (k,) site of every district's post; moves change it in place


class Listed(NamedTuple):
    """The sets that an enumeration has found, and where it stands: it pauses, and goes on from there."""

    sets: NDArray[Any]  # (room, width)
    excess: Floats  # (room,) cost less prices and fee
    place: Ints  # (8,) numbers that each enumeration explains itself; [3] sets found, [4] sets looked at
    top: Floats  # (1,) what the next set of the current root must not exceed


class DivisionState(NamedTuple):
    """A division and what is known of it, kept up to date by `move_unit`."""

    label: Ints  # (n,) district of each unit
    load: Floats  # (k, criteria) in targets
    size: Ints  # (k,) units in the district
    locks: Ints  # (k,) locked units in the district
    head: Ints  # (k,) first unit of the district
    after: Ints  # (n,) next unit of the same district, -1 at the end
    before: Ints  # (n,) previous unit of the same district, -1 at the head
    moved: Ints  # (1,) units outside their present district
    body: Floats  # (k, 5) sums of `body` of the rules from `measure_districts` on, without inner borders; or (k, 0)


class Scratch(NamedTuple):
    """Room for one recombination; its content means nothing between two calls."""

    stamp: Ints  # (n,) which search saw the unit last
    tick: Ints  # (1,) the number of the current search
    queue: Ints  # (n,) units that a search has reached
    failures: Ints  # (1,) searches since one last found that a district stays in one piece
    member: Ints  # (n,) units of the region at hand
    place: Ints  # (n,) position of a unit in the tree, where its stamp is the current one
    order: Ints  # (n,) units by position in the tree
    parent: Ints  # (n,) position of the parent of a position, less than its own
    load: Floats  # (n, criteria) load of the subtree, targets
    cut: Floats  # (n,) border between subtree and rest of the region, metres
    locks: Ints  # (n,) locked units in the subtree that belong to the first of two districts
    others: Ints  # (n,) locked units in the subtree that belong to the second
    stay: Ints  # (n,) units of the subtree that are in the first district today, less those in the second
    front: Ints  # (2 m + 1,) edges that may enter the tree next
    side: Ints  # (n,) by position of `member`: whether the best cut puts it into the subtree
    # Edges between districts of a region, from units that are not locked, (2 m, 4): edge, unit, neighbour. The fourth
    # column is not used: a row is 16 bytes with it, so that it never lies across two lines of the cache.
    cut_edges: Shorts
    slot: Shorts  # (2 m,) where an edge of the region stands in `cut_edges`, -1 where it is within a district
    listed: Ints  # (1,) edges in `cut_edges`, -1 where it is to be listed anew
    own_border: Floats  # (n,) length of a unit's borders with its own district less that with others, metres
    chosen: Ints  # (k,) 1 for the districts of a region
    region: Ints  # (k,) the districts of a region
    saved: Ints  # (n,) units of a region, in any order
    label: Ints  # (n,) their districts before the trial, by position in `saved`
    trial: Ints  # (n,) by position in the tree: whether it is below the cut being looked at
    body: Floats  # (n, 5) sums of `DivisionRules.body` over the subtree, perimeters without borders inside the region
