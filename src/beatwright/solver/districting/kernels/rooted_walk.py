"""Where the enumeration of sets from their lowest units stands (`enumerate_rooted`)."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from beatwright.solver.districting.kernels.arrays import Floats, Ints


class Walk(NamedTuple):
    """Where the enumeration stands: a stack of units chosen, and of units that may be chosen next."""

    marked: Ints  # (m,) 1 in the set, among its candidates, or barred at this level
    inside: Ints  # (m,) 1 in the set
    barred: Ints  # (m,) 1 where the set will never grow
    candidates: Ints  # (m x levels + 1,) stack of the candidates of every level
    first: Ints  # (levels,) where a level's candidates begin
    last: Ints  # (levels,) where they end
    fresh: Ints  # (levels,) where those begin that the level found itself
    turn: Ints  # (levels,) where its next candidate is
    chosen: Ints  # (levels,) unit that the level added
    load: Floats  # (levels, criteria) of the set, targets
    gain: Floats  # (levels,) prices of the set
    edge: Floats  # (levels,) cost of the cut around the set, counted from its side
    barred_cut: Floats  # (levels,) the part of it towards barred units
    reachable: Ints  # (m,) units that sets of this root may reach


def new_walk(units: int, criteria: int, width: int) -> Walk:
    """Return room for sets of up to `width` of `units` units."""
    levels = width + 2

    def ints(size: int) -> Ints:
        return np.zeros(size, dtype=np.int64)

    return Walk(
        marked=ints(units),
        inside=ints(units),
        barred=ints(units),
        candidates=ints(units * levels + 1),
        first=ints(levels),
        last=ints(levels),
        fresh=ints(levels),
        turn=ints(levels),
        chosen=ints(levels),
        load=np.zeros((levels, criteria)),
        gain=np.zeros(levels),
        edge=np.zeros(levels),
        barred_cut=np.zeros(levels),
        reachable=ints(units),
    )
