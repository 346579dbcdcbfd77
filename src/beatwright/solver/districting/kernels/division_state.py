"""The division at hand: its cost, and the one function that changes it.

The cost is sum over districts d of [sum_c weight_c (load_dc - 1)^2 + penalty x excess over the limits + shape] + metre
x length of cut borders, loads in targets: the objective F but for its fixed part. Each district's units are a doubly
linked list, so that a unit is moved in O(1) and a district gone through in O(its units).
"""

from __future__ import annotations

import numpy as np

from beatwright.base.jit import entry, inlined, inner
from beatwright.solver.districting.kernels.arrays import DivisionRules, DivisionState, Floats, Graph, Ints, Scratch
from beatwright.solver.districting.kernels.shape_cost import measure_districts, shape_cost


def new_state(rules: DivisionRules, label: Ints, k: int) -> DivisionState:
    """Return the state of the division `label` into `k` districts."""
    n, criteria = rules.share.shape
    state = DivisionState(
        label=np.full(n, -1, dtype=np.int64),
        load=np.zeros((k, criteria)),
        size=np.zeros(k, dtype=np.int64),
        locks=np.zeros(k, dtype=np.int64),
        head=np.full(k, -1, dtype=np.int64),
        after=np.full(n, -1, dtype=np.int64),
        before=np.full(n, -1, dtype=np.int64),
        moved=np.zeros(1, dtype=np.int64),
        body=np.zeros((k, rules.body.shape[1])),
    )
    for unit in range(n):
        move_unit(rules, state, unit, int(label[unit]))
    return state


def new_scratch(graph: Graph, criteria: int, k: int) -> Scratch:
    """Return room to work in."""
    n = graph.start.size - 1

    def ints(size: int = n) -> Ints:
        return np.zeros(size, dtype=np.int64)

    return Scratch(
        stamp=ints(),
        tick=ints(1),
        queue=ints(),
        failures=ints(1),
        member=ints(),
        place=ints(),
        order=ints(),
        parent=ints(),
        load=np.zeros((n, criteria)),
        cut=np.zeros(n),
        locks=ints(),
        others=ints(),
        stay=ints(),
        front=ints(graph.to.size + 1),  # one to spare
        side=ints(),
        cut_edges=np.zeros((graph.to.size, 4), dtype=np.int32),
        slot=np.zeros(graph.to.size, dtype=np.int32),
        listed=ints(1),
        own_border=np.zeros(n),
        chosen=ints(k),
        region=ints(k),
        saved=ints(),
        label=ints(),
        trial=ints(),
        body=np.zeros((n, 5)),
    )


@inlined
def relink(label: Ints, size: Ints, head: Ints, after: Ints, before: Ints, unit: int, district: int) -> None:
    """Move `unit` from the list of its district, if it has one, to the front of another's."""
    home, follower, leader = label[unit], after[unit], before[unit]
    if home >= 0:  # its neighbours in the list close ranks; the first of a list has no leader but the head
        size[home] -= 1
        if leader >= 0:
            after[leader] = follower
        else:
            head[home] = follower
        if follower >= 0:
            before[follower] = leader
    first = head[district]
    after[unit], before[unit] = first, -1
    if first >= 0:
        before[first] = unit
    head[district] = unit
    label[unit] = district  # last: the list that the unit left was found by its label
    size[district] += 1


@inlined
def shift_load(load: Floats, share: Floats, unit: int, home: int, district: int) -> None:
    """Take a unit's amounts from one district, if it has one, and give them to another."""
    for c in range(share.shape[1]):
        x = share[unit, c]
        if home >= 0:
            load[home, c] -= x
        load[district, c] += x


@entry
def move_unit(rules: DivisionRules, state: DivisionState, unit: int, district: int) -> None:
    """Take `unit` out of its district, if it has one, and put it into `district`."""
    home = state.label[unit]
    relink(state.label, state.size, state.head, state.after, before=state.before, unit=unit, district=district)
    shift_load(state.load, rules.share, unit, home, district=district)
    if rules.lock[unit] >= 0:
        state.locks[district] += 1
        if home >= 0:
            state.locks[home] -= 1
    if rules.present[unit] >= 0:  # units that no district of today holds are never counted as moved
        state.moved[0] += int(rules.present[unit] != district)
        if home >= 0:
            state.moved[0] -= int(rules.present[unit] != home)


@inner
def load_cost(rules: DivisionRules, load: float, c: int) -> float:
    """Cost of one criterion's load of one district: squared deviation, and the penalty outside the limits."""
    off = load - 1.0
    cost = rules.weight[c] * off * off
    if load > rules.high[c]:
        cost += rules.penalty[0] * (load - rules.high[c])
    elif load < rules.low[c]:
        cost += rules.penalty[0] * (rules.low[c] - load)
    return float(cost)


@inner
def district_cost(rules: DivisionRules, state: DivisionState, district: int) -> float:
    """Cost of the loads and the shape of one district."""
    cost = shape_cost(rules, state, district)
    for c in range(rules.weight.size):
        cost += load_cost(rules, state.load[district, c], c)
    return cost


@entry
def total_cost(graph: Graph, rules: DivisionRules, state: DivisionState) -> float:
    """Cost of the whole division, from nothing."""
    measure_districts(graph, rules, state)
    cost = 0.0
    for district in range(state.size.size):
        cost += district_cost(rules, state, district)
    cut = 0.0
    for e in range(graph.to.size):  # each border twice, hence the half below
        if state.label[graph.source[e]] != state.label[graph.to[e]]:
            cut += graph.border[e]
    return cost + 0.5 * cut * rules.metre
