"""The division at hand: its cost, and the one way to change it."""

from __future__ import annotations

import numba as nb
import numpy as np

from beatwright.planning.districts.kernels.arrays import Graph, Ints, Rules, Scratch, State


def new_state(rules: Rules, label: Ints, k: int) -> State:
    """Return the state of the division `label` into `k` districts."""
    n, criteria = rules.share.shape
    state = State(
        label=np.full(n, -1, dtype=np.int64),
        load=np.zeros((k, criteria)),
        size=np.zeros(k, dtype=np.int64),
        locks=np.zeros(k, dtype=np.int64),
        head=np.full(k, -1, dtype=np.int64),
        after=np.full(n, -1, dtype=np.int64),
        before=np.full(n, -1, dtype=np.int64),
        moved=np.zeros(1, dtype=np.int64),
    )
    for unit in range(n):
        _enter(rules, state, unit, int(label[unit]))
    return state


def new_scratch(graph: Graph, criteria: int) -> Scratch:
    """Return room to work in."""
    n = graph.start.size - 1

    def ints(size: int = n) -> Ints:
        return np.zeros(size, dtype=np.int64)

    return Scratch(
        stamp=ints(),
        tick=ints(1),
        queue=ints(),
        member=ints(),
        place=ints(),
        order=ints(),
        parent=ints(),
        load=np.zeros((n, criteria)),
        cut=np.zeros(n),
        locks=ints(),
        others=ints(),
        stay=ints(),
        front=ints(graph.to.size + 1),
        side=ints(),
        trial=ints(),
    )


@nb.njit(cache=True)
def _enter(rules: Rules, state: State, unit: int, district: int) -> None:
    first = state.head[district]
    state.after[unit] = first
    state.before[unit] = -1
    if first >= 0:
        state.before[first] = unit
    state.head[district] = unit
    state.label[unit] = district
    state.size[district] += 1
    state.locks[district] += rules.lock[unit] >= 0
    state.moved[0] += rules.present[unit] >= 0 and rules.present[unit] != district
    for c in range(rules.weight.size):
        state.load[district, c] += rules.share[unit, c]


@nb.njit(cache=True)
def _leave(rules: Rules, state: State, unit: int) -> None:
    district = state.label[unit]
    follower, leader = state.after[unit], state.before[unit]
    if leader >= 0:
        state.after[leader] = follower
    else:
        state.head[district] = follower
    if follower >= 0:
        state.before[follower] = leader
    state.size[district] -= 1
    state.locks[district] -= rules.lock[unit] >= 0
    state.moved[0] -= rules.present[unit] >= 0 and rules.present[unit] != district
    for c in range(rules.weight.size):
        state.load[district, c] -= rules.share[unit, c]


@nb.njit(cache=True)
def move_unit(rules: Rules, state: State, unit: int, district: int) -> None:
    """Take `unit` out of its district and put it into `district`."""
    _leave(rules, state, unit)
    _enter(rules, state, unit, district)


@nb.njit(cache=True)
def load_cost(rules: Rules, load: float, c: int) -> float:
    """Cost of one criterion's load of one district: squared deviation, and the penalty outside the limits."""
    off = load - 1.0
    cost = rules.weight[c] * off * off
    if load > rules.high[c]:
        cost += rules.penalty[0] * (load - rules.high[c])
    elif load < rules.low[c]:
        cost += rules.penalty[0] * (rules.low[c] - load)
    return cost


@nb.njit(cache=True)
def district_cost(rules: Rules, state: State, district: int) -> float:
    """Cost of the loads of one district."""
    cost = 0.0
    for c in range(rules.weight.size):
        cost += load_cost(rules, state.load[district, c], c)
    return cost


@nb.njit(cache=True)
def total_cost(graph: Graph, rules: Rules, state: State) -> float:
    """Cost of the whole division, from nothing."""
    cost = 0.0
    for district in range(state.size.size):
        cost += district_cost(rules, state, district)
    cut = 0.0
    for e in range(graph.to.size):
        if state.label[graph.source[e]] != state.label[graph.to[e]]:
            cut += graph.border[e]
    return cost + 0.5 * cut * rules.metre
