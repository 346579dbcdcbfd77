"""Long enumerations in slices: compiled code hears of no signal, so that it comes back now and then.

The kernels keep where they are in arrays and go on from there; what they find does not depend on where they paused.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray

from beatwright.solver.districting.bound.kernels.enumerate_bounded import enumerate_bounded
from beatwright.solver.districting.bound.kernels.exact_cover import cheapest_cover, new_cover
from beatwright.solver.districting.bound.kernels.search_stack import SearchStack
from beatwright.solver.districting.bound.kernels.unit_set import PricedMap
from beatwright.solver.districting.kernels.arrays import Floats, Ints, Listed, Words
from beatwright.solver.districting.kernels.enumerate_rooted import BlockGraph, enumerate_rooted
from beatwright.solver.districting.kernels.rooted_walk import Walk

__all__ = ["choose_cover", "list_bounded", "list_rooted", "slices"]

_SLICE = 0.2  # seconds of a slice: short enough to be heard at once, long enough that pauses cost nothing
_FIRST = 500  # steps of the first slice, until it is known how long they take


def never() -> bool:
    """Do not stop."""
    return False


def slices(most: int, stopped: Callable[[], bool] = never) -> Iterator[int]:
    """Yield up to which step to go next, until `most` steps are made or somebody wants to stop.

    >>> list(slices(3)), list(slices(3, lambda: True))
    ([3], [])
    """
    done, size = 0, _FIRST
    while done < most and not stopped():
        began = time.perf_counter()
        done = min(most, done + size)
        yield done
        took = max(time.perf_counter() - began, 1e-6)
        size = max(_FIRST, int(size * min(4.0, _SLICE / took)))


def new_listed(room: int, width: int, kind: type[np.integer[Any]], value: int) -> Listed:
    """Return room for `room` sets of `width` numbers, each of them `value` at first."""
    place = np.zeros(8, dtype=np.int64)
    place[1] = -1  # no level is begun
    # Zeros are not written until they are used: room for many sets costs nothing then.
    sets = np.zeros((room, width), dtype=kind) if value == 0 else np.full((room, width), value, dtype=kind)
    return Listed(sets, np.zeros(room), place, np.zeros(1))


def list_bounded(
    graph: BlockGraph,
    stack: SearchStack,
    prices: Floats,
    fee: float,
    *,
    limit: float,
    pieces: int,
    per_root: int,
    room: int,
    most_nodes: int,
    stopped: Callable[[], bool] = never,
) -> tuple[NDArray[np.int8], Floats, int, bool]:
    """List the contiguous sets within a limit as `enumerate_bounded` does; return sets, excess, nodes and completeness.

    Where `stopped` ended it the list is not complete.
    """
    listed = new_listed(room, stack.order.size, np.int8, 0)
    state = -1
    for until in slices(most_nodes, stopped):
        state = enumerate_bounded(
            graph, stack, listed, prices, fee=fee, limit=limit, pieces=pieces, per_root=per_root, most_nodes=until
        )
        if state >= 0:
            break
    found, nodes = int(listed.place[3]), int(listed.place[4])
    return listed.sets[:found], listed.excess[:found], nodes, state == 1


def list_rooted(
    graph: BlockGraph,
    walk: Walk,
    prices: Floats,
    fee: float,
    *,
    limit: float,
    per_root: int,
    room: int,
    most_nodes: int,
    rings: int,
    stopped: Callable[[], bool] = never,
) -> tuple[Ints, Floats, bool]:
    """List sets as `enumerate_rooted` does; return sets, excess, and whether the list is complete."""
    listed = new_listed(room, walk.chosen.size - 2, np.int64, -1)
    state = -1
    for until in slices(most_nodes, stopped):
        state = enumerate_rooted(
            graph, walk, listed, prices, fee=fee, limit=limit, per_root=per_root, most_nodes=until, rings=rings
        )
        if state >= 0:
            break
    found = int(listed.place[3])
    return listed.sets[:found], listed.excess[:found], state == 1


def choose_cover(
    priced: PricedMap,
    words: Words,
    excess: Floats,
    q: int,
    *,
    limit: float,
    reach: float,
    most_steps: int,
    stopped: Callable[[], bool] = never,
) -> tuple[float, Ints, bool]:
    """Choose `q` - 1 of the sets, and the rest of the map, so that they cost least; at most `limit`.

    The sets are all those that cost up to `reach`, which is at least half of the limit. Returns the cost, the sets
    (-1 where none was found), and whether it is proven.
    """
    amounts = np.column_stack([priced.graph.share, priced.prices])
    best, chosen, complete = np.inf, np.full(q - 1, -1, dtype=np.int64), True
    # Two districts have no part in the second search: the first one looks no set up for them.
    for beyond in [0.0] if q < 3 or reach >= limit else [0.0, reach]:
        cover = new_cover(words, amounts, q)
        cover.best[0] = best
        state = -1
        for until in slices(most_steps, stopped):
            state = cheapest_cover(priced, words, excess, cover, limit, beyond=beyond, most_steps=until)
            if state >= 0:
                break
        complete = complete and state == 1
        if float(cover.best[0]) < best:
            best, chosen = float(cover.best[0]), cover.chosen
    return best, chosen, complete
