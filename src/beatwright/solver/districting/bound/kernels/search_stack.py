"""Where a listing of districts of low cost stands: one level per unit decided, each with the flow that bounds it."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from beatwright.solver.districting.kernels.arrays import Floats, Ints
from beatwright.solver.districting.kernels.enumerate_rooted import BlockGraph

FREE, IN, OUT = 0, 1, 2  # what is decided of a unit: nothing, in the set, or not in it
# The costs at stake are the weights of the balance plus the dearest cut around one unit. Capacities below this part of
# them are none: what rounding leaves of a border that is used up would be another path.
_TINY = 1e-14
# Cost of a load outside its limits by one target, squared, in costs at stake. It is 0 for sets that keep the limits, so
# that any number leaves the bound valid; a larger one weighs more on sets outside, but bends more: tangents fit less.
_PENALTY = 40.0
# Of an excess: sets that are no better than those listed of a root by more are left out. Units that are alike make
# very many that differ by rounding only.
TIE = 1e-9


class SearchStack(NamedTuple):
    """Where the listing stands: one level per unit decided, each with the flow that proves its bound."""

    reverse: Ints  # (edges,) the same border seen from the other side
    order: Ints  # (m,) units in the order in which they are the first of a set
    lock: Ints  # (m,) district that a unit must be in, -1 where free
    status: NDArray[np.int8]  # (levels, m) free, in, or out
    residual: Floats  # (levels, edges) what the flow leaves of each border, in units of the cost
    net: Floats  # (levels, m) flow that leaves a unit, less what comes in, in units of the cost
    point: Floats  # (levels, criteria) the load at which tangents are laid, targets
    pick: Ints  # (levels,) the unit that the level decides
    stage: Ints  # (levels,) 0: put it in next, 1: leave it out next, 2: done, 3: a set is complete
    need: Floats  # (m,) what a unit costs in the set, at the tangents and with the flow
    queue: Ints  # (m,) units that a search has reached
    via: Ints  # (m,) border by which a search came, -2 at its beginning, -1 where it did not come
    load: Floats  # (3, criteria) of the set of a cut, of a mixture of such sets (targets), and slopes (cost per target)
    parts: Ints  # (levels,) how many contiguous parts the map has without the units in
    part: Ints  # (m,) contiguous part of the map without the units in; -1 for those
    out: Ints  # (m,) units of the part that are out, by part
    free: Ints  # (m,) units of the part that are free, by part
    needed: Ints  # (m,) districts that a part takes at least where a unit of it is out, 0 where it takes none; by part
    part_load: Floats  # (m, criteria) of all units of the part, targets; only where loads have limits
    part_cost: Floats  # (m,) what it costs at the tangents to take the whole part in, by part
    rank: Ints  # (m,) parts that are free, the cheapest to take in first
    joined: Floats  # (1,) what the parts that must be taken in add to the bound, in units of the cost
    penalty: float  # cost of a load outside its limits by one target, squared
    tiny: float  # capacities below are none


def new_search_stack(graph: BlockGraph, lock: Ints) -> SearchStack:
    """Return room for a listing. The heaviest units come first: their districts leave least open."""
    units, edges, criteria = graph.start.size - 1, graph.to.size, graph.weight.size
    source = np.repeat(np.arange(units), np.diff(graph.start))
    reverse = np.empty(edges, dtype=np.int64)
    reverse[np.lexsort((source, graph.to))] = np.arange(edges)
    # A level decides one unit, the first one none; one level is to spare.
    levels, scale = units + 2, float(graph.weight.sum() + graph.around.max())

    def ints(size: int = units) -> Ints:
        return np.zeros(size, dtype=np.int64)

    return SearchStack(
        reverse=reverse,
        order=np.argsort(-(graph.share**2 @ graph.weight), kind="stable"),
        lock=lock,
        status=np.zeros((levels, units), dtype=np.int8),
        residual=np.zeros((levels, edges)),
        net=np.zeros((levels, units)),
        point=np.zeros((levels, criteria)),
        pick=ints(levels),
        stage=ints(levels),
        need=np.zeros(units),
        queue=ints(),
        via=ints(),
        load=np.zeros((3, criteria)),
        parts=ints(levels),
        part=ints(),
        out=ints(),
        free=ints(),
        needed=ints(),
        part_load=np.zeros((units, criteria)),
        part_cost=np.zeros(units),
        rank=ints(),
        joined=np.zeros(1),
        penalty=_PENALTY * scale,
        tiny=_TINY * scale,
    )
