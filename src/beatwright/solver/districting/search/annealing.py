"""The heuristic: annealings from different first divisions, then regions of the best division annealed anew.

Simulated annealing of police districts (D'Amico and others 2002) with the recombination of DeFord, Duchin and Solomon
(2021) as its large move, geometric cooling, and a large neighbourhood search after it: see `anneal_divisions`. All
temperatures are multiples of `graph.temperature_scale`, so that the same constants serve maps of any size and weights.
The budget is read between stretches of compiled code only; one of the annealings makes twenty proposals per unit.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from beatwright.solver.districting.border_graph import inner_graph, rules_of, temperature_scale
from beatwright.solver.districting.district_instance import DistrictInstance
from beatwright.solver.districting.district_quota import best_quota
from beatwright.solver.districting.kernels.annealing_steps import anneal_steps
from beatwright.solver.districting.kernels.arrays import DivisionState, Reheating
from beatwright.solver.districting.kernels.bipartition import split_region
from beatwright.solver.districting.kernels.division_state import new_scratch, new_state
from beatwright.solver.districting.kernels.reheating import reheat_many
from beatwright.solver.districting.read_district_instance import floor_tables
from beatwright.solver.districting.search.first_division import first_division, present_division
from beatwright.solver.districting.search.memory import Memory
from beatwright.solver.districting.search.relabel import name_districts
from beatwright.solver.districting.search_budget import Budget

Ints = NDArray[np.int64]

# Temperatures in typical changes of the cost (`temperature_scale`), and the mixture of moves; measured on generated
# maps.
HOT, COLD = 1.8, 0.2  # hotter forgets the start and costs time, colder freezes before it is worth it
FLIPS = 1000  # small moves to one large one, which goes through two districts for every tree
RELOCATE = 0.5  # share of relocations among the large moves
TREES = 3  # spanning trees drawn for a large move: more find better cuts, and cost as much more
ANNEALING = 0.3  # share of the budget before the regions
WARM = 1.2  # temperature that regions are heated to: below HOT, so that the region stays recognisable
# Districts in a region at most, proposals per border of it, temperatures on the way down, and share of relocations.
REGION, SWEEPS, STAGES, MOVES = 6, 25, 10, 0.7
TRIALS = 5  # regions between two looks at the clock
LARGE = 20_000  # edges of the map from which on five regions may take a second: then each is a call of its own
# Temperature at which a region that costs more is kept, in units of COLD, at the beginning; it falls to nothing
LOSS = 6.0
# Units per district up to which districts are pooled: the larger districts are, the less the chance that those of
# different divisions fit together, and the more there are to choose from.
SMALL = 10.0
# Units of a map up to which districts are remembered for a proof to begin with, however large: beyond none is proven.
PROVABLE = 200
_RECORDS = 150  # divisions recorded in one run: recording goes through the whole map, outside compiled code


def pools(instance: DistrictInstance) -> bool:
    """Say whether districts are small enough to put a division together from those seen."""
    return instance.n <= SMALL * instance.k and instance.movable >= instance.n


def annealing_count(instance: DistrictInstance) -> int:
    """Say how many annealings share the budget: more where the blocks or the pool can join their best parts."""
    if instance.movable < instance.n:
        return 1
    return 3 if instance.blocks > 1 or pools(instance) else 1


def anneal_divisions(instance: DistrictInstance, budget: Budget, seed: int) -> Memory:
    """Search until the budget is used, or somebody wants it to stop; return what was seen.

    Each annealing starts from a division by recursive bipartition on random spanning trees and cools geometrically.
    Moves: a border unit changes sides; two neighbouring districts are joined and cut anew along the best edge of
    random spanning trees; two are joined for good while a third, mostly of the same block, is cut in two. Then regions
    of a few districts of the best division are heated and cooled again, most of them after such a relocation, and kept
    where that paid; what stays too dear on the way down is given up.

    References
    ----------
    DeFord, D., Duchin, M. and Solomon, J. (2021). Recombination: a family of Markov chains for redistricting.
    Harvard Data Science Review 3(1). D'Amico, S. J., Wang, S.-J., Batta, R. and Rump, C. M. (2002). A simulated
    annealing approach to police district design. Computers & Operations Research 29, 667-684.
    """
    return Search(instance, budget, seed).run()


class Search:
    """One search: the instance as the kernels see it, the budget, and what was seen so far.

    Parameters
    ----------
    instance : DistrictInstance
    budget : Budget
    seed : int
    """

    def __init__(self, instance: DistrictInstance, budget: Budget, seed: int) -> None:
        self.instance, self.budget = instance, budget
        self.graph, self.rules = inner_graph(instance), rules_of(instance)
        self.scratch = new_scratch(self.graph, self.rules.weight.size, instance.k)
        self.seeds = np.array([seed], dtype=np.uint64)
        self.memory = Memory(instance, self.rules, pools(instance) or instance.n <= PROVABLE)
        self.scale = temperature_scale(instance)
        self.flips = min(FLIPS, 2 * instance.n)  # small maps have large moves more often: they are cheap there
        self.rounds = max(1, 20 * instance.n // self.flips)

    def run(self) -> Memory:
        """Search; return the memory."""
        self._compile()
        self.budget.restart()
        runs = annealing_count(self.instance)
        for run in range(runs):
            if run > 0 and self.budget.monitor.stopped:
                break
            self._anneal(self._start(), ANNEALING * run / runs, ANNEALING * (run + 1) / runs)
        self._reheat()
        return self.memory

    def improve(self, label: Ints) -> Memory:
        """Anneal regions of a given division, which keeps the rules; return the memory."""
        self._compile()
        self.budget.restart()
        self._record(new_state(self.rules, label, self.instance.k))
        self._reheat()
        return self.memory

    def _compile(self) -> None:
        """Have the kernels compiled before the clock starts."""
        label = np.arange(self.instance.n) % self.instance.k
        state = new_state(self.rules, label, self.instance.k)
        seeds = np.zeros(1, dtype=np.uint64)
        split_region(self.graph, self.rules, state, self.scratch, seeds=seeds, held=label, region=0, quota=1, trees=0)
        anneal_steps(
            self.graph,
            self.rules,
            state,
            self.scratch,
            seeds=seeds,
            temperature=1.0,
            rounds=0,
            flips=self.flips,
            relocate=RELOCATE,
            trees=TREES,
        )
        how = Reheating(1.0, 1.0, REGION, SWEEPS, stages=STAGES, relocate=MOVES)
        reheat_many(self.graph, self.rules, state, self.scratch, seeds=seeds, how=how, trials=0, loss=1.0, fresh=True)

    def _start(self) -> Ints:
        if self.instance.movable < self.instance.n:
            return present_division(self.instance)
        _, quota = best_quota(floor_tables(self.instance), self.instance.k - len(self.instance.closed))
        return first_division(self.instance, quota, self.seeds, self.budget.monitor.was_stopped)

    def _best(self) -> Ints:
        if self.instance.movable < self.instance.n:
            assert self.memory.whole is not None  # every run records its first division
            return self.memory.whole[1]
        return name_districts(self.instance, self.memory.combined())

    def _anneal(self, label: Ints, begin: float, end: float) -> None:
        """Cool one division from HOT to COLD while the budget's fraction goes from `begin` to `end`."""
        state = new_state(self.rules, label, self.instance.k)
        self._record(state)
        if self.graph.to.size == 0:
            return
        due = 0.4  # before that it is too hot for good districts
        while (fraction := self.budget.fraction) < end:
            done = max(0.0, (fraction - begin) / (end - begin))
            temperature = self.scale * HOT * (COLD / HOT) ** done
            self._anneal_at(state, temperature, self.rounds, RELOCATE)
            self.budget.used += self.rounds * (self.flips + 1)
            if done >= due:
                due = done + 0.6 / _RECORDS
                self._record(state, pool=True)
        temperature = 1e-3 * self.scale * COLD  # next to none: down to the nearest division that no small move improves
        anneal_steps(
            self.graph,
            self.rules,
            state,
            self.scratch,
            seeds=self.seeds,
            temperature=temperature,
            rounds=2 * self.rounds,
            flips=self.flips,
            relocate=0.0,
            trees=TREES,
        )
        self._record(state, pool=True)

    def _anneal_at(self, state: DivisionState, temperature: float, rounds: int, relocate: float) -> None:
        anneal_steps(
            self.graph,
            self.rules,
            state,
            self.scratch,
            seeds=self.seeds,
            temperature=temperature,
            rounds=rounds,
            flips=self.flips,
            relocate=relocate,
            trees=TREES,
        )

    def _reheat(self) -> None:
        """Anneal regions of the best division anew until the budget is used."""
        state = new_state(self.rules, self._best(), self.instance.k)
        if self.graph.to.size == 0 or self.instance.k == 1:
            return
        hot, cold = self.scale * WARM, self.scale * COLD
        how = Reheating(hot, cold, REGION, SWEEPS, stages=STAGES, relocate=MOVES)
        due = 0.0
        while (fraction := self.budget.fraction) < 1.0:
            # The outer temperature of the regions falls evenly to next to nothing as the budget ends.
            loss = cold * LOSS * max(1e-3, min(1.0, (1.0 - fraction) / (1.0 - ANNEALING)))
            self.budget.used += max(1, self._reheat_regions(state, how, loss))
            if fraction >= due:
                due = fraction + (1.0 - ANNEALING) / _RECORDS
                self._record(state, pool=True)
        self._record(state, pool=True)

    def _reheat_regions(self, state: DivisionState, how: Reheating, loss: float) -> int:
        """Anneal a few regions, of large maps with a look at whether to stop in between; return the proposals made."""
        parts = TRIALS if self.graph.to.size > LARGE else 1
        made = 0
        for part in range(parts):
            if part > 0 and self.budget.monitor.stopped:
                break
            _, proposals = reheat_many(
                self.graph,
                self.rules,
                state,
                self.scratch,
                seeds=self.seeds,
                how=how,
                trials=TRIALS // parts,
                loss=loss,
                fresh=part == 0,
            )
            made += int(proposals)
        return made

    def _record(self, state: DivisionState, *, pool: bool = False) -> None:
        """Remember the division at hand, and tell of it where it is the best within the limits."""
        self.memory.record(state, pool=pool)
        self.budget.monitor.found(self.memory.feasible + self.instance.fixed_cost)
