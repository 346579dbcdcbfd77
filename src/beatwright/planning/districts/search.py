"""The heuristic: several annealings from different first divisions."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from beatwright.planning.districts.budget import Budget
from beatwright.planning.districts.graph import heat_scale, inner_graph, rules_of
from beatwright.planning.districts.instance import Instance
from beatwright.planning.districts.kernels.anneal import anneal_stretch
from beatwright.planning.districts.kernels.arrays import Graph, Rules, Scratch, State
from beatwright.planning.districts.kernels.state import new_scratch, new_state
from beatwright.planning.districts.memory import Memory
from beatwright.planning.districts.quota import best_quota
from beatwright.planning.districts.read import floor_tables
from beatwright.planning.districts.start import first_division, present_division

Ints = NDArray[np.int64]
Seeds = NDArray[np.uint64]
Progress = Callable[[int, int, str], None]

# Temperatures in typical changes of the cost (`heat_scale`), and the mixture of moves; measured on generated maps.
HOT, COLD = 1.6, 0.1
FLIPS = 1000  # small moves to one large one
RELOCATE = 0.5  # share of relocations among the large moves
TREES = 3  # spanning trees drawn for a large move
SMALL = 10.0  # units per district up to which districts are pooled
_RECORDS = 150  # divisions recorded in one run


def runs_of(instance: Instance) -> int:
    """Say how many annealings share the budget: more where the blocks or the pool can join their best parts."""
    if instance.movable < instance.n:
        return 1
    if instance.n <= SMALL * instance.k:
        return 4
    return 3 if instance.blocks > 1 else 1


def search(instance: Instance, budget: Budget, seed: int, progress: Progress | None = None) -> Memory:
    """Anneal until the budget is used; return what was seen.

    Each run starts from a division by recursive bipartition on random spanning trees and cools geometrically.
    Moves: a border unit changes sides; two neighbouring districts are joined and cut anew along the best edge of
    random spanning trees; two are joined for good while a third is cut in two.

    References
    ----------
    DeFord, D., Duchin, M. and Solomon, J. (2021). Recombination: a family of Markov chains for redistricting.
    Harvard Data Science Review 3(1). D'Amico, S. J. et al. (2002). A simulated annealing approach to police
    district design. Computers & Operations Research 29, 667-684.
    """
    graph, rules = inner_graph(instance), rules_of(instance)
    memory = Memory(instance, rules, instance.n <= SMALL * instance.k)
    scratch = new_scratch(graph, rules.weight.size)
    seeds = np.array([seed], dtype=np.uint64)
    _, quota = best_quota(floor_tables(instance), instance.k - len(instance.closed))
    _compile(instance, graph, rules, scratch)
    budget.restart()
    runs = runs_of(instance)
    for run in range(runs):
        label = present_division(instance) if instance.movable < instance.n else first_division(instance, quota, seeds)
        state = new_state(rules, label, instance.k)
        _anneal(instance, graph, rules, state, scratch, seeds, budget, (run / runs, (run + 1) / runs), memory, progress)
    return memory


def _compile(instance: Instance, graph: Graph, rules: Rules, scratch: Scratch) -> None:
    """Have the kernels compiled before the clock starts."""
    state = new_state(rules, np.arange(instance.n) % instance.k, instance.k)
    anneal_stretch(graph, rules, state, scratch, np.zeros(1, dtype=np.uint64), 1.0, 0, FLIPS, RELOCATE, TREES)


def _anneal(
    instance: Instance,
    graph: Graph,
    rules: Rules,
    state: State,
    scratch: Scratch,
    seeds: Seeds,
    budget: Budget,
    part: tuple[float, float],
    memory: Memory,
    progress: Progress | None,
) -> None:
    """Cool one division from HOT to COLD while the budget's fraction goes through `part`."""
    scale = heat_scale(instance)
    begin, end = part
    memory.record(state)
    if graph.to.size == 0:
        return
    flips = min(FLIPS, 2 * instance.n)
    rounds = max(1, 20 * instance.n // flips)
    due = 0.0
    while (fraction := budget.fraction) < end:
        done = max(0.0, (fraction - begin) / (end - begin))
        heat = scale * HOT * (COLD / HOT) ** done
        anneal_stretch(graph, rules, state, scratch, seeds, heat, rounds, flips, RELOCATE, TREES)
        budget.used += rounds * (flips + 1)
        if done >= due and done > 0.4:
            memory.record(state, pool=True)
            due = done + 0.6 / _RECORDS
            if progress is not None:
                progress(int(100 * fraction), 100, "annealing")
    anneal_stretch(graph, rules, state, scratch, seeds, 1e-3 * scale * COLD, 2 * rounds, flips, 0.0, TREES)
    memory.record(state, pool=True)
