"""The balance equations of a hypercube, solved by sweeps over its states.

A state says how many cars of each post are busy; its number is sum b_k stride_k, so that a busier state has a larger
number. A call takes it up by one car of post k, at the rate that `dispatch_rates` says for the set of full posts; each
busy car of k takes it down at the pace of k. With every car busy calls wait or are lost, and nothing leaves upward.
One sweep replaces each probability by what flows in over the rate of leaving, over-relaxed: the old value and 1.5
times the step. Sweeps go up and down the numbers in turn, so that news travels both ways.

Larson, R. C. (1974). A hypercube queuing model for facility location and redistricting in urban emergency services.
Computers and Operations Research 1, 67-95, sections 3 and 4 (one car a post, without relaxation).
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from beatwright.base.jit import entry, inner, plain

__all__ = ["StateGraph", "rescale_layers", "sweep_states", "tally_states"]

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

# A probability below this is as good as none, and its relative error says nothing.
_NOTHING = 1e-250


class StateGraph(NamedTuple):
    """What the sweeps read. Posts stand in ascending order of their cars.

    Parameters
    ----------
    cars, strides : array of int, shape (posts,)
        Cars of each post, and by how much one more of them busy raises the number of the state.
    pace : array, shape (posts,)
        Calls per hour that a busy car ends.
    inflow : array, shape (2^posts, posts)
        Calls per hour, from `dispatch_rates`; at a post of one car that is not full, its pace instead. So one number
        says what flows in past such a post: from the state without its car, or from the one with it.
    single : int
        Number of posts of one car.
    total : float
        Calls per hour of all zones.
    """

    cars: Ints
    strides: Ints
    pace: Floats
    inflow: Floats
    single: int
    total: float


@inner
def _next_state(busy: Ints, cars: Ints, full: int) -> tuple[int, int]:
    """Count one state up in `busy`; return the set of full posts and the last post that changed."""
    for k in range(len(cars)):
        if busy[k] < cars[k]:
            busy[k] += 1
            return full | (1 << k) if busy[k] == cars[k] else full, k
        busy[k] = 0
        full &= ~(1 << k)
    return full, len(cars) - 1


@inner
def _last_state(busy: Ints, cars: Ints, full: int) -> tuple[int, int]:
    """Count one state down in `busy`; return the set of full posts and the last post that changed."""
    for k in range(len(cars)):
        if busy[k] > 0:
            busy[k] -= 1
            return full & ~(1 << k), k
        busy[k] = cars[k]
        full |= 1 << k
    return full, len(cars) - 1


@entry
def sweep_states(p: Floats, graph: StateGraph, relax: float, up: bool) -> tuple[float, Floats, Floats]:
    """Sweep once over all states, in place; with `relax` 0 only look.

    Returns
    -------
    worst : float
        Largest relative difference between a probability and what its equation made of it.
    mass, drain : array, shape (cars + 1,)
        Of the states with k cars busy: their probability, and calls per hour that end there.
    """
    # Unpacked, and in one function: read through the tuple, or in a function of its own, it takes a third longer.
    cars, strides, pace, inflow, single, total = graph
    posts, states = len(cars), len(p)
    busy = np.zeros_like(cars) if up else cars.copy()
    full = 0 if up else (1 << posts) - 1
    # Where the other state of each single car lies; and sums over post k and those after it. Few change with a state.
    aside, ends, layer = np.zeros_like(cars), np.zeros(posts + 1), np.zeros(posts + 1, dtype=np.int64)
    mass, drain = np.zeros(cars.sum() + 1), np.zeros(cars.sum() + 1)
    worst, changed = 0.0, posts - 1
    for step in range(states):
        for k in range(changed, -1, -1):
            aside[k] = -strides[k] if busy[k] > 0 else strides[k]
            ends[k] = ends[k + 1] + busy[k] * pace[k]
            layer[k] = layer[k + 1] + busy[k]
        i = step if up else states - 1 - step
        stay = 1.0 / (ends[0] if i == states - 1 else ends[0] + total)
        into = 0.0
        for k in range(single, posts):
            if busy[k] > 0:
                into += p[i - strides[k]] * inflow[full, k]
            if busy[k] < cars[k]:
                into += p[i + strides[k]] * ((busy[k] + 1) * pace[k])
        # The nearest state, which was written just now, comes last: the processor need not wait for it before.
        for k in range(single - 1, -1, -1):
            into += p[i + aside[k]] * inflow[full, k]
        solved = into * stay
        worst = max(worst, abs(solved - p[i]) / (solved + _NOTHING))
        value = p[i] + relax * (solved - p[i])
        # Far from the solution a relaxed step may lead below 0; the plain one never does.
        value = value if value > 0.0 else solved
        p[i] = value
        mass[layer[0]] += value
        drain[layer[0]] += value * ends[0]
        full, changed = _next_state(busy, cars, full) if up else _last_state(busy, cars, full)
    return worst, mass, drain


@entry
def rescale_layers(p: Floats, layer: npt.NDArray[np.uint16], factor: Floats) -> None:
    """Multiply the probabilities of the states with k cars busy by `factor[k]`, in place; `layer` says k."""
    for i in range(len(p)):
        p[i] *= factor[layer[i]]


@entry
def tally_states(p: Floats, cars: Ints) -> tuple[Floats, Floats]:
    """Return the mean number of busy cars by post, and the probability of each set of full posts."""
    busy, mean = np.zeros_like(cars), np.zeros(len(cars))
    sets = np.zeros(1 << len(cars))
    full = plain(0)
    for i in range(len(p)):
        for k in range(len(cars)):
            mean[k] += busy[k] * p[i]
        sets[full] += p[i]
        full, _ = _next_state(busy, cars, full)
    return mean, sets
