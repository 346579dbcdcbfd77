"""The small move: one unit at a border changes sides.

Single node flips under simulated annealing (D'Amico and others 2002 for police districts), made cheap in three steps:
an edge is drawn from the list of the borders between districts (`cut_edges`), never in vain; the loss that Metropolis
accepts is drawn first, and the move held against it by a bound on its cost that looks at no neighbour; only what
passes has its neighbours looked at, for the border and for contiguity. One proposal costs O(criteria), one that passes
O(neighbours), and a search for a connection further away O(units of the district).

References
----------
D'Amico, S. J., Wang, S.-J., Batta, R. and Rump, C. M. (2002). A simulated annealing approach to police district
design. Computers & Operations Research 29, 667-684.
Metropolis, N. and others (1953). Equation of state calculations by fast computing machines. Journal of Chemical
Physics 21, 1087-1092.
"""

from __future__ import annotations

import math

import numpy as np

from beatwright.base.jit import inlined, inner
from beatwright.solver.districting.kernels.arrays import (
    CutEdges,
    DivisionRules,
    DivisionState,
    Floats,
    Graph,
    Ints,
    Scratch,
    Shorts,
    Words,
)
from beatwright.solver.districting.kernels.contiguity import WORD, joined_nearby, joined_within
from beatwright.solver.districting.kernels.cut_edges import update_cut_edges
from beatwright.solver.districting.kernels.division_state import relink, shift_load
from beatwright.solver.districting.kernels.shape_cost import shape_delta, shift_body
from beatwright.solver.random_numbers import Seeds, below, uniform

# On most maps neighbours that are not joined nearby are not joined at all, and the search for a connection takes longer
# than all else: after so many searches in vain only every so many-th is made, until one finds a connection. A move that
# is refused for want of a search is a proposal lost, never a district in pieces.
PATIENCE, SEARCH_EVERY = 200, 16
LARGEST_LOSS = 12.0  # temperatures that a loss accepted once in 160,000 times costs: dearer ones are refused at once


@inlined
def accepts(delta: float, temperature: float, seeds: Seeds) -> bool:
    """Metropolis: take every gain, and a loss with probability exp(-delta / temperature).

    From 40 temperatures on that is 4e-18, less than the steps of 1e-16 in which `uniform` draws: no number is drawn for
    it.
    """
    if delta <= 0.0:
        return True
    return delta < 40.0 * temperature and uniform(seeds) < math.exp(-delta / temperature)


@inner
def excess(load: float, low: float, high: float) -> float:
    """By how many targets a load is outside its limits."""
    return max(0.0, load - high) + max(0.0, low - load)


@inlined
def balance_delta(share: Floats, load: Floats, weight: Floats, unit: int, home: int, district: int) -> float:
    """Change of the weighted squared deviations when `unit` goes from `home` to `district`.

    (b + x - 1)^2 - (b - 1)^2 + (a - x - 1)^2 - (a - 1)^2 = 2 x (b - a + x): the targets cancel.
    """
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


@inlined
def acceptable_loss(least: float, temperature: float, seeds: Seeds) -> float:
    """Draw the loss that Metropolis accepts this time; without a draw where even `least` is hopeless.

    A loss of d is accepted where d is at most -temperature log(1 - u), u drawn evenly from [0, 1): with probability
    exp(-d / temperature).
    """
    if least > LARGEST_LOSS * temperature:
        return 0.0
    return -temperature * math.log(1.0 - uniform(seeds))


@inlined
def stays_joined(
    start: Ints,
    to: Shorts,
    touch: Words,
    label: Ints,
    stamp: Ints,
    tick: Ints,
    queue: Ints,
    failures: Ints,
    unit: int,
    same: np.uint64,
) -> bool:
    """Tell whether the neighbours of `unit` in its district, the bits of `same`, stay joined without it.

    False is no proof: not every search for a connection further away is made.
    """
    joined = start[unit + 1] - start[unit] <= WORD and joined_nearby(touch, start[unit], same)
    if not joined:
        failures[0] += 1
        if failures[0] <= PATIENCE or failures[0] % SEARCH_EVERY == 0:
            joined = joined_within(start, to, label, stamp, tick=tick, queue=queue, unit=unit)
            if joined:
                failures[0] = 0
    return joined


@inlined
def moved_delta(today: int, home: int, district: int) -> int:
    """Count how many units more are outside their present district when one goes from `home` to `district`."""
    return int(today >= 0 and today != district) - int(today >= 0 and today != home)


@inner
def flip_many(
    graph: Graph,
    rules: DivisionRules,
    state: DivisionState,
    scratch: Scratch,
    seeds: Seeds,
    temperature: float,
    steps: int,
) -> float:
    """Make `steps` proposals, each to move the unit at one end of a random cut edge to the other side.

    Returns the change of the cost. Most proposals end at a bound of their cost, which takes all that the unit borders
    outside its own district for the other side: the neighbours are looked at after that alone. The arrays are named
    one by one because handing whole groups to a helper for every proposal costs more than the proposal.
    """
    start, to, border, touch = graph.start, graph.to, graph.border, graph.touch
    share, weight, low, high, metre = rules.share, rules.weight, rules.low, rules.high, rules.metre
    lock, present, movable, penalty = rules.lock, rules.present, rules.movable, rules.penalty[0]
    label, load, size, moved = state.label, state.load, state.size, state.moved
    head, after, before = state.head, state.after, state.before
    unit_body, body, form, shaped = rules.body, state.body, rules.form, rules.body.shape[1] > 0
    stamp, tick, queue, failures = scratch.stamp, scratch.tick, scratch.queue, scratch.failures
    cut_edges, listed, own_border = scratch.cut_edges, scratch.listed, scratch.own_border
    listing = CutEdges(cut_edges, scratch.slot, listed, own_border)
    bounded, one = movable < lock.size, np.uint64(1)
    change = 0.0
    for _ in range(steps if listed[0] > 0 else 0):  # once there are borders, flips always leave some
        i = below(seeds, listed[0])
        unit = cut_edges[i, 1]
        home, district = label[unit], label[cut_edges[i, 2]]
        # A district needs a unit; and with a bound on change no more units may leave today's district.
        if size[home] == 1 or (bounded and present[unit] == home and moved[0] >= movable):
            continue
        delta = balance_delta(share, load, weight, unit, home=home, district=district)
        if penalty > 0.0:
            delta += penalty * excess_delta(share, load, low, high, unit=unit, home=home, district=district)
        if shaped:
            delta += shape_delta(
                start,
                to,
                border,
                label,
                unit_body=unit_body,
                body=body,
                form=form,
                unit=unit,
                home=home,
                district=district,
            )
        least = delta + metre * own_border[unit]  # as if all that it borders abroad were the other side's
        loss = acceptable_loss(least, temperature, seeds)
        if least > loss:
            continue
        cut, same, first = 0.0, np.uint64(0), start[unit]
        for e in range(first, start[unit + 1]):
            other = label[to[e]]
            if other == home:
                cut += border[e]
                same |= one << np.uint64(e - first)  # not read where a unit has over 64 neighbours
            elif other == district:
                cut -= border[e]
        delta += metre * cut
        # Contiguity last: it is the dearest test, and most of what is too dear is gone by now.
        if delta > loss or not stays_joined(
            start, to, touch, label, stamp=stamp, tick=tick, queue=queue, failures=failures, unit=unit, same=same
        ):
            continue
        if shaped:
            shift_body(
                start, to, border, label, unit_body=unit_body, body=body, unit=unit, home=home, district=district
            )
        # Borders, shapes and cut edges are read off the old labels, which `relink` then changes.
        update_cut_edges(graph, listing, lock, label, unit=unit, home=home, district=district)
        relink(label, size, head, after, before=before, unit=unit, district=district)
        shift_load(load, share, unit, home, district=district)
        moved[0] += moved_delta(present[unit], home, district)
        change += delta
    return change
