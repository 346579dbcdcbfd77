"""Branch and cut over sites: few nodes, each bounded by a linear program.

Best bound first; each node goes on from its parent's basis, adds the cuts that it lacks, and fixes sites by reduced
costs. It splits on the site with the best pseudo-costs, learnt by some steps of the simplex method where nothing is
known (Achterberg, Koch and Martin 2005). Where posts are many the program is that of `BendersRelaxation`, whose optimum
the volume method comes close to but not near enough. Where hardly any plan serves everybody the gap is in the covers,
and no multipliers of the clients close it: cuts from odd sets of clients (`PlanRelaxation`) do.

References
----------
Achterberg, T., Koch, T. and Martin, A. (2005). Branching rules revisited. Operations Research Letters 33, 42-54.
"""

from __future__ import annotations

import heapq
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import count

import numpy as np

from beatwright.solver.location.benders.benders_relaxation import BendersRelaxation, PlanBound
from beatwright.solver.location.benders.plan_relaxation import PlanRelaxation
from beatwright.solver.location.benders.row_pool import Basis
from beatwright.solver.location.engine.incumbent import Incumbent
from beatwright.solver.location.engine.interchange import interchange
from beatwright.solver.location.engine.lagrangian import CLOSED, FREE, OPEN, Ints, States
from beatwright.solver.location.engine.median_instance import Median, fix_implied
from beatwright.solver.location.engine.pseudo_costs import Branching, PseudoCosts
from beatwright.solver.location.engine.root_node import Relaxed, fix_sites

_MOST_PAIRS = 25_000  # of a client and a site that may serve it: beyond, a linear program takes a second and more
_ROUNDS, _FEW_ROUNDS = 30, 4  # of Benders cuts, at the root and at other nodes
_CUTS, _FEW_CUTS = 8, 1  # rounds of odd cuts, at the root and at other nodes
_PAYS = 0.02  # part of the gap that a round of odd cuts must close for another to follow
_TRIALS, _STEPS = 4, 50  # sites whose split is tried at a node, and steps of the simplex method in each
_DOUBT = 1e-6  # posts on a site, and that it lacks to one, from which on it may be split on
_PLANS = 5  # nodes from one local search to the next


@dataclass(eq=False)
class _Node:
    """Fixings, the bound so far (weighted cost), the basis to go on from, and the split that made it."""

    bound: float
    state: States
    basis: Basis | None
    split: Branching | None


def branch_and_cut(median: Median, relaxed: Relaxed, incumbent: Incumbent) -> None:
    """Prove the best plan of a p-median with forbidden pairs, or find better ones, if it is not too large.

    Leaves plan and bound in the incumbent, whose ``proven`` says whether the search was finished.
    """
    lists = median.neighbours
    suited = median.simple and median.exact and lists.forbidden and lists.complete and not lists.crowded
    small = suited and np.count_nonzero(lists.site >= 0) <= _MOST_PAIRS
    if small and np.isfinite(incumbent.objective):
        price = relaxed.dual.price[: lists.clients]
        search_tree(median, relaxed, incumbent, PlanRelaxation(median, relaxed.state, price))


def search_tree(median: Median, relaxed: Relaxed, incumbent: Incumbent, program: BendersRelaxation) -> None:
    """Prove the best plan, or find better ones, by a linear program at every node.

    Leaves plan and bound in the incumbent, whose ``proven`` says whether the search was finished.
    """
    _Tree(median, relaxed, incumbent, program).search()


class _Tree:
    """The search; ``stuck`` once a program was not solved, which leaves the rest to another search."""

    def __init__(self, median: Median, relaxed: Relaxed, incumbent: Incumbent, program: BendersRelaxation) -> None:
        self.median, self.incumbent, self.program = median, incumbent, program
        self.gains = PseudoCosts(median.neighbours.sites)
        self.root = _Node(relaxed.bound, relaxed.state.copy(), None, None)
        self.stuck = False

    def search(self) -> None:
        """Take the node of least bound, again and again."""
        incumbent, order = self.incumbent, count()
        heap = [(self.root.bound, next(order), self.root)]
        while heap and not incumbent.late and not self.stuck:
            bound, _, node = heapq.heappop(heap)
            incumbent.bound = max(incumbent.bound, min(bound, incumbent.cutoff))
            if bound >= incumbent.cutoff:
                heap.clear()
                break
            incumbent.nodes += 1
            incumbent.report()
            if self._solve(node):
                for child in self._children(node):
                    heapq.heappush(heap, (child.bound, next(order), child))
        incumbent.proven = incumbent.proven or (not heap and not self.stuck and not incumbent.late)

    def _solve(self, node: _Node) -> bool:
        """Bound a node, with cuts; whether it needs children."""
        incumbent, before, first = self.incumbent, node.bound, node is self.root
        for turn in range(1 + (_CUTS if first else _FEW_CUTS)):
            self.program.take(node.state, node.basis if turn == 0 else None)
            rounds, cutoff = _ROUNDS if first else _FEW_ROUNDS, incumbent.cutoff
            if not self.program.settle(incumbent.clock, rounds, cutoff):
                self.stuck = True
                return False
            open_still = self._decide(node, self.program.bound(node.state))
            if turn == 0 and node.split is not None:
                self.gains.learn(node.split, min(node.bound, incumbent.cutoff))
            if not open_still or not self._look_for_plans(node):
                return False
            small = turn > 0 and node.bound - before < _PAYS * (incumbent.cutoff - node.bound)
            before = node.bound
            if small or not self.program.add_cuts():
                break
        return True

    def _decide(self, node: _Node, seen: PlanBound) -> bool:
        """Take a bound, and fix sites by it; False where no better plan is left."""
        node.bound = max(node.bound, seen.value)
        if node.bound >= self.incumbent.cutoff:
            return False
        fix_sites(
            node.state, self.median.master, seen.chosen, seen.rho, (seen.value, seen.edges), self.incumbent.cutoff
        )
        return fix_implied(node.state, self.median, self.median.neighbours)

    def _look_for_plans(self, node: _Node) -> bool:
        """Open the sites with the greatest shares, improved by swaps at times; False where all sites are decided."""
        here = replace(self.median, state=node.state)
        plan = here.complete_plan(np.argsort(-self.program.opened, kind="stable"))
        if plan is not None:
            if self.incumbent.nodes % _PLANS == 1:
                plan, _ = interchange(self.median.neighbours, plan, here.rules(node.state))
            self.incumbent.offer(plan)
        return bool((node.state == FREE).any())

    def _children(self, node: _Node) -> Iterator[_Node]:
        """Split a node on the site whose split lifts the bound most."""
        basis, share = self.program.pool.basis(), self.program.opened.copy()
        site = self._pick(node, basis, share)
        for value in (CLOSED, OPEN):
            split = Branching(site, value, node.bound, float(share[site]))
            state = self._with(node.state, split)
            if state is not None:
                yield _Node(node.bound, state, basis, split)

    def _pick(self, node: _Node, basis: Basis, share: np.ndarray) -> int:
        free = np.flatnonzero(node.state == FREE)
        undecided = free[(share[free] > _DOUBT) & (share[free] < 1.0 - _DOUBT)]
        if undecided.size == 0:
            return int(free[share[free].argmax()])
        new = undecided[~self.gains.known(undecided)]
        new = new[self.gains.score(new, share[new]).argsort()[::-1]]
        for site in new[:_TRIALS]:
            self._try(node, basis, int(site), share)
        left: Ints = undecided[node.state[undecided] == FREE]
        if left.size == 0:
            return int(np.flatnonzero(node.state == FREE)[0])
        return int(left[self.gains.score(left, share[left]).argmax()])

    def _try(self, node: _Node, basis: Basis, site: int, share: np.ndarray) -> None:
        """Learn what both splits on a site do in a few steps; a value that leaves no better plan is ruled out."""
        for value in (CLOSED, OPEN):
            split = Branching(site, value, node.bound, float(share[site]))
            state, cutoff = self._with(node.state, split), self.incumbent.cutoff
            bound = cutoff
            if state is not None:
                self.program.take(state, basis)
                self.program.solve(self.incumbent.clock, _STEPS, cutoff)
                bound = min(self.program.bound(state).value, cutoff)
            self.gains.learn(split, bound)
            # Two sites stay, so that there is one to split on.
            if bound >= cutoff and (node.state == FREE).sum() > 2:
                node.state[site] = -value
                return

    def _with(self, state: States, split: Branching) -> States | None:
        """Fix a site; None where that leaves no plan."""
        fixed = state.copy()
        fixed[split.site] = split.value
        return fixed if fix_implied(fixed, self.median, self.median.neighbours) else None
