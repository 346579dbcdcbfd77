"""One stretch of simulated annealing with small and large moves.

Simulated annealing with the acceptance rule of Metropolis and others (1953): at one temperature, a number of small
moves (`flip`) and one large move (`recombine`) by turns. The small moves trim borders, which recombination alone does
coarsely; the large ones change what no chain of small moves between good divisions would. The caller lowers the
temperature from stretch to stretch.

References
----------
Kirkpatrick, S., Gelatt, C. D. and Vecchi, M. P. (1983). Optimization by simulated annealing. Science 220, 671-680.
Metropolis, N. and others (1953). Equation of state calculations by fast computing machines. Journal of Chemical
Physics 21, 1087-1092.
"""

from __future__ import annotations

from beatwright.base.jit import entry
from beatwright.solver.districting.kernels.arrays import DivisionRules, DivisionState, Graph, Scratch
from beatwright.solver.districting.kernels.cut_edges import choose_all, list_cut_edges
from beatwright.solver.districting.kernels.flip import flip_many
from beatwright.solver.districting.kernels.recombine import draw_third, try_recombine, try_relocate
from beatwright.solver.districting.kernels.shape_cost import measure_districts
from beatwright.solver.random_numbers import Seeds, below, uniform


@entry
def anneal_steps(
    graph: Graph,
    rules: DivisionRules,
    state: DivisionState,
    scratch: Scratch,
    seeds: Seeds,
    temperature: float,
    rounds: int,
    flips: int,
    relocate: float,
    trees: int,
) -> float:
    """Make `rounds` of `flips` small proposals and one large one at one temperature; return the change of the cost.

    `temperature` is in units of the cost. The large proposal is a relocation with probability `relocate`, else a
    recombination, over `trees` trees each.
    """
    measure_districts(graph, rules, state)  # a new state has no sums yet; in an old one this drops rounding errors
    districts, change = choose_all(state, scratch), 0.0
    for _ in range(rounds):
        if scratch.listed[0] < 0:  # a large move was accepted: the cut edges were not followed through it
            list_cut_edges(graph, rules, state, scratch, districts=districts)
        change += flip_many(graph, rules, state, scratch, seeds=seeds, temperature=temperature, steps=flips)
        if uniform(seeds) < relocate:
            e = below(seeds, graph.to.size)
            first, second = state.label[graph.source[e]], state.label[graph.to[e]]
            third = draw_third(rules, state, seeds, first)
            change += try_relocate(
                graph,
                rules,
                state,
                scratch,
                seeds=seeds,
                temperature=temperature,
                trees=trees,
                first=first,
                second=second,
                third=third,
            )
        else:
            change += try_recombine(graph, rules, state, scratch, seeds=seeds, temperature=temperature, trees=trees)
    return change
