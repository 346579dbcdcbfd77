"""All contiguous districts of one block within the limits of loads, where they can be listed at once.

Districts cost nothing here: they are listed by `enumerate_rooted` (Wernicke 2006), up to a number of sets that takes a
fraction of a second. Whether q of them make up the block is asked of the linear relaxation first: prices at which no
district pays but the block would prove by weak duality that none do (the lemma of Farkas 1902), whatever the
solver's tolerances. What is left is tried by exact cover.

References
----------
Farkas, J. (1902). Theorie der einfachen Ungleichungen. Journal fuer die reine und angewandte Mathematik 124, 1-27.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from beatwright.base.effort import Stop
from beatwright.solver.bit_words import bit_words
from beatwright.solver.districting.bound.district_columns import Columns, block_graph_of
from beatwright.solver.districting.bound.exact_pricing import FEW
from beatwright.solver.districting.bound.kernel_slices import choose_cover, list_rooted, new_listed
from beatwright.solver.districting.bound.kernels.unit_set import PricedMap
from beatwright.solver.districting.bound.set_partition import incidence, relax_partition
from beatwright.solver.districting.district_instance import DistrictInstance
from beatwright.solver.districting.kernels.enumerate_rooted import BlockGraph, enumerate_rooted
from beatwright.solver.districting.kernels.rooted_walk import new_walk

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

_ANY = float(
    np.finfo(np.float64).max
)  # limit of the cost: only sets outside the limits of loads, at infinity, exceed it
_SETS = 400_000  # sets that one listing may look at: a fifth of a second
_ROOM = 20_000  # districts that one listing may hold: more are hardly ever too few to make up a map
_NUMBERS = 2_000_000  # of units in all those districts: 16 MB
_OF_A_UNIT = 10_000  # sets looked at for one unit
_FIRST = 300  # sets looked at for one unit at first: mostly one of them is within the limits
_OF_ALL_UNITS = 400_000  # sets looked at for all units of a block
_SCANS = 10_000_000  # districts compared with a choice by the exact cover: under a tenth of a second
_PROVEN = 1e-6  # prices in the relaxation of a cover are about 1: more than this is no rounding


class BlockListing:
    """The contiguous sets of one block within limits.

    Parameters
    ----------
    instance : DistrictInstance
    block : int
    """

    def __init__(self, instance: DistrictInstance, block: int) -> None:
        self.units = instance.units_of(block)
        self._graph = block_graph_of(Columns(instance, self.units))

    def lone_units(self, instance: DistrictInstance, stopped: Stop) -> Ints:
        """Find units, by position in the block, that are in no contiguous set within the limits of the instance.

        The heaviest come first; units that a set already found holds are left out.
        """
        graph = self._limited(instance)
        open_units, left, lone = np.ones(self.units.size, dtype=bool), _OF_ALL_UNITS, []
        for unit in np.argsort(-graph.share.max(axis=1), kind="stable"):
            if left <= 0 or stopped():
                break
            if not open_units[unit]:
                continue
            found, looked = _district_of(graph, int(unit), min(left, _OF_A_UNIT))
            left -= looked
            if found is not None and found.size == 0:
                lone.append(int(unit))
            elif found is not None:
                open_units[found] = False
        return np.array(sorted(lone), dtype=np.int64)

    def rule_out(self, instance: DistrictInstance, table: Floats, stopped: Stop) -> None:
        """Set the entries of `table` to infinity whose number of districts, from 1 up, cannot make up the block."""
        counts = 1 + np.flatnonzero(np.isfinite(table))
        sets = self._sets(instance, stopped) if counts.size else None
        if sets is None:
            return
        for q in counts.tolist():
            if not self._divisible(instance, sets, q, stopped):
                table[q - 1] = np.inf

    def _limited(self, instance: DistrictInstance) -> BlockGraph:
        return self._graph._replace(low=instance.low, high=instance.high)

    def _free(self, instance: DistrictInstance) -> BlockGraph:
        """Give the map on which districts within the limits cost nothing."""
        graph = self._limited(instance)
        return graph._replace(
            weight=np.zeros_like(graph.weight), border=np.zeros_like(graph.border), form=np.zeros_like(graph.form)
        )

    def _sets(self, instance: DistrictInstance, stopped: Stop) -> list[Ints] | None:
        """List all contiguous sets within the limits, None where they are too many."""
        graph, size = self._limited(instance), self.units.size
        width = _most_units(graph)
        sets, _, complete = list_rooted(
            graph,
            new_walk(size, graph.weight.size, width),
            np.zeros(size),
            0.0,
            limit=_ANY,
            per_root=0,
            room=min(_ROOM, _NUMBERS // width),
            most_nodes=_SETS,
            rings=size,
            stopped=stopped,
        )
        return [np.sort(row[row >= 0]) for row in sets] if complete else None

    def _divisible(self, instance: DistrictInstance, sets: list[Ints], q: int, stopped: Stop) -> bool:
        """Tell whether `q` of the sets may make up the block: False is a proof."""
        size = self.units.size
        matrix, free = incidence(sets, size), np.zeros(len(sets))
        prices = relax_partition(matrix, free, q, np.zeros(size), artificial_cost=1.0, stop=stopped)
        if prices is not None:
            dearest = min(0.0, float(prices.excess(matrix, free).min(initial=0.0)))
            if prices.lowered(dearest).bound(q) > _PROVEN:
                return False
        if q > FEW or prices is None or not sets:
            return True
        rows = np.zeros((len(sets), size), dtype=np.int8)
        rows[np.repeat(np.arange(len(sets)), [units.size for units in sets]), np.concatenate(sets)] = 1
        least, _, complete = choose_cover(
            PricedMap(self._free(instance), np.full(size, -1, dtype=np.int64), np.zeros(size), 0.0),
            bit_words(rows),
            free,
            q,
            limit=0.0,
            reach=0.0,
            most_steps=_SCANS,
            stopped=stopped,
        )
        return not complete or bool(np.isfinite(least))


def _most_units(graph: BlockGraph) -> int:
    """Give a number of units that every set within the limits falls short of."""
    size = graph.share.shape[0]
    loads = np.cumsum(np.sort(graph.share, axis=0), axis=0)
    # One more, which is always too heavy: where the room for units ends nothing is left out then.
    return 1 + int((loads <= graph.high * (1 + 1e-6)).sum(axis=0).min(initial=size))


def _district_of(graph: BlockGraph, unit: int, most: int) -> tuple[Ints | None, int]:
    """Look for a contiguous set within the limits that holds a unit; return it, and the sets looked at.

    It is empty where there is none, and None where none was found among `most`.
    """
    size = graph.share.shape[0]
    walk, listed = new_walk(size, graph.weight.size, _most_units(graph)), new_listed(1, size, np.int64, -1)
    listed.place[0] = unit
    until = _FIRST
    while True:
        state = enumerate_rooted(
            graph, walk, listed, np.zeros(size), fee=0.0, limit=_ANY, per_root=0, most_nodes=until, rings=0
        )
        if listed.place[3] > 0 and listed.sets[0, 0] == unit:
            row = listed.sets[0]
            return row[row >= 0], until
        if state >= 0 or listed.place[0] > unit:
            return np.zeros(0, dtype=np.int64), until
        if until >= most:
            return None, until
        until = min(most, 4 * until)
