"""The small move: one unit at a border changes sides."""

from __future__ import annotations

import math

import numba as nb
import numpy as np

from beatwright.planning.districts.kernels.arrays import Floats, Graph, Ints, Rules, Scratch, State
from beatwright.planning.districts.kernels.contiguity import WORD, joined_nearby, joined_within
from beatwright.planning.districts.kernels.jit import inner
from beatwright.planning.districts.kernels.rng import Seeds, below, uniform
from beatwright.planning.districts.kernels.shape import shape_delta, shift_body
from beatwright.planning.districts.kernels.state import relink, shift_load


@nb.njit(cache=True, inline="always")
def accepts(delta: float, heat: float, seeds: Seeds) -> bool:
    """Metropolis: take every gain, and a loss with probability exp(-delta / heat)."""
    if delta <= 0.0:
        return True
    return delta < 40.0 * heat and uniform(seeds) < math.exp(-delta / heat)


@inner
def excess(load: float, low: float, high: float) -> float:
    """By how many targets a load is outside its limits."""
    return max(0.0, load - high) + max(0.0, low - load)


@nb.njit(cache=True, inline="always")
def balance_delta(share: Floats, load: Floats, weight: Floats, unit: int, home: int, district: int) -> float:
    """Change of the weighted squared deviations when `unit` goes from `home` to `district`."""
    delta = 0.0
    for c in range(weight.size):
        x = share[unit, c]
        delta += weight[c] * 2.0 * x * (load[district, c] - load[home, c] + x)
    return delta


@inner
def excess_delta(share: Floats, load: Floats, low: Floats, high: Floats, unit: int, home: int, district: int) -> float:
    """Change of the excess over the limits when `unit` goes from `home` to `district`."""
    delta = 0.0
    for c in range(low.size):
        x, a, b = share[unit, c], load[home, c], load[district, c]
        delta += excess(a - x, low[c], high[c]) - excess(a, low[c], high[c])
        delta += excess(b + x, low[c], high[c]) - excess(b, low[c], high[c])
    return delta


@inner
def flip_many(
    graph: Graph,
    rules: Rules,
    state: State,
    scratch: Scratch,
    seeds: Seeds,
    heat: float,
    steps: int,
    choice: Ints,
    choices: int,
) -> float:
    """Make `steps` proposals, each to move the unit at one end of a random border to the other side.

    The borders are drawn from the first `choices` entries of `choice`, or from all where there are as many. Returns
    the change of the cost. The arrays are named one by one because handing whole groups to a helper for
    every proposal costs more than the proposal.
    """
    start, source, to, border, touch = graph.start, graph.source, graph.to, graph.border, graph.touch
    share, weight, low, high, metre = rules.share, rules.weight, rules.low, rules.high, rules.metre
    lock, present, movable, penalty = rules.lock, rules.present, rules.movable, rules.penalty[0]
    label, load, size, moved = state.label, state.load, state.size, state.moved
    head, after, before = state.head, state.after, state.before
    unit_body, body, form, shaped = rules.body, state.body, rules.form, rules.body.shape[1] > 0
    stamp, tick, queue = scratch.stamp, scratch.tick, scratch.queue
    edges, one = to.size, np.uint64(1)
    change = 0.0
    for _ in range(steps):
        edge = below(seeds, choices)
        if choices < edges:
            edge = choice[edge]
        unit = source[edge]
        home, district = label[unit], label[to[edge]]
        if home == district or size[home] == 1 or lock[unit] >= 0 or (present[unit] == home and moved[0] >= movable):
            continue
        first, last = start[unit], start[unit + 1]
        delta = balance_delta(share, load, weight, unit, home, district)
        cut, same = 0.0, np.uint64(0)
        for e in range(first, last):
            other = label[to[e]]
            if other == home:
                cut += border[e]
                same |= one << np.uint64(e - first)
            elif other == district:
                cut -= border[e]
        delta += metre * cut
        if penalty > 0.0:
            delta += penalty * excess_delta(share, load, low, high, unit, home, district)
        if shaped:
            delta += shape_delta(start, to, border, label, unit_body, body, form, unit, home, district)
        if not accepts(delta, heat, seeds):
            continue
        if (last - first > WORD or not joined_nearby(touch, first, same)) and not joined_within(
            start, to, label, stamp, tick, queue, unit
        ):
            continue
        if shaped:
            shift_body(start, to, border, label, unit_body, body, unit, home, district)
        relink(label, size, head, after, before, unit, district)
        shift_load(load, share, unit, home, district)
        if present[unit] >= 0:
            moved[0] += int(present[unit] != district) - int(present[unit] != home)
        change += delta
    return change
