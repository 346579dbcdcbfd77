"""Make one round of whole flows between weekdays: an Eulerian circuit of as many weeks as flow.

Hierholzer, C. (1873). Ueber die Moeglichkeit, einen Linienzug ohne Wiederholung und ohne Unterbrechung zu umfahren.
Mathematische Annalen 6, 30-32.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from scipy import sparse
from scipy.sparse.csgraph import connected_components

from beatwright.solver.rosters.rotation.weekday_flow import WeekdayFlow

__all__ = ["flow_round", "separate_rounds"]

Ints = npt.NDArray[np.int64]


def separate_rounds(flow: WeekdayFlow, carried: Ints) -> Ints:
    """Return the round in which every node lies, shape (nodes,), -1 where nothing flows.

    Parameters
    ----------
    flow : WeekdayFlow
        Nodes and arcs.
    carried : array of int, shape (arcs,)
        Flow of every arc.
    """
    used = np.flatnonzero(carried)
    size = flow.day.size
    graph = sparse.coo_array((np.ones(used.size), (flow.out[used], flow.into[used])), shape=(size, size))
    _, label = connected_components(graph, directed=False)
    alone = np.ones(size, dtype=bool)
    alone[flow.into[used]] = False
    label = np.where(alone, -1, label)
    return np.asarray(np.unique(label, return_inverse=True)[1] - bool(alone.any()), dtype=np.int64)


def flow_round(flow: WeekdayFlow, carried: Ints, rng: np.random.Generator) -> Ints:
    """Return the shift of every day of one round over a flow that is one, from a Monday on, -1 where it is off.

    Parameters
    ----------
    flow, carried
        As for `separate_rounds`.
    rng : numpy.random.Generator
        Draws which way to go where there are several.

    Returns
    -------
    array of int64, shape (7 * weeks,)
    """
    ways: dict[int, list[int]] = {}
    for arc in rng.permutation(np.repeat(np.arange(carried.size), carried)):
        ways.setdefault(int(flow.out[arc]), []).append(int(flow.into[arc]))
    trail, round_ = [next(iter(ways))], []
    while trail:
        if ways[trail[-1]]:
            trail.append(ways[trail[-1]].pop())
        else:
            round_.append(trail.pop())
    # The last node is the first again; nodes come out in reverse.
    nodes = np.array(round_[:0:-1])
    return np.roll(flow.shift[nodes], -int(np.flatnonzero(flow.day[nodes] == 0)[0]))
