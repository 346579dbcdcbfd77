"""Rounds of regional cuts in the linear program: solve, cut the point off region by region, decide sites, again.

Each round's point lies amid the optimal ones (an interior point), so that its multipliers price the rest of the map
well. Regions are drawn anew around the sites in doubt, of another size where the last hardly raised the bound.
"""

from __future__ import annotations

from dataclasses import replace
from functools import reduce

import numpy as np

from beatwright.solver.location.benders.cut_bound import CutBound, RegionalCut, cut_bound
from beatwright.solver.location.benders.linear_relaxation import CENTRES, CutProgram, Point
from beatwright.solver.location.benders.regional_cuts import CutGround
from beatwright.solver.location.engine.incumbent import Incumbent
from beatwright.solver.location.engine.interchange import interchange
from beatwright.solver.location.engine.lagrangian import CLOSED, States
from beatwright.solver.location.engine.median_instance import Median, fix_implied
from beatwright.solver.location.engine.neighbour_lists import Floats
from beatwright.solver.location.engine.root_node import Relaxed

# Sites in doubt around which a region is drawn: 40 bound most a second; fewer where the programs of these are large.
_SIZES = (40, 15)
_AIM = 0.3  # of the gap by which one region may raise the bound: higher aims make programs larger
_LITTLE = 0.05  # of the gap: where regions raise the bound by less together, another size follows
_YOUNG = 2  # rounds for which a cut is kept though nothing weighs it
_WEIGHS = 1e-9  # multiplier of a row from which on it is kept


def lift_by_cuts(median: Median, relaxed: Relaxed, incumbent: Incumbent) -> list[CutBound]:
    """Raise the bound and decide sites, in place, until that stops paying; the bounds found, the first without cuts.

    Parameters
    ----------
    median : Median
        A simple p-median.
    relaxed : Relaxed
        At the multipliers of the linear program (`optimal_multipliers`).
    incumbent : Incumbent
        Best plan and bound, and the clock.
    """
    usual = relaxed.dual.price[: median.neighbours.clients]
    none: Floats = np.empty(0)
    bounds = [cut_bound(median, median.neighbours, relaxed.state, usual, [], none)]
    search = _Rounds(median, relaxed, incumbent, usual)
    search.decide(bounds[0])
    for size in _SIZES:
        while not incumbent.late and not incumbent.proven:
            ground = search.solve(bounds)
            if ground is None or incumbent.proven:
                break
            bounds.append(ground.at)
            gap = incumbent.cutoff - ground.at.bound
            if search.cut(ground, size, _AIM * gap) <= _LITTLE * gap:
                break
    return bounds


def better_plans(bounds: list[CutBound], state: States, guess: float) -> tuple[States, Floats]:
    """Say what plans that cost less than a guess have in common: decided sites, and limits of what clients pay."""
    state = state.copy()
    for bound in bounds:
        bound.decide(state, guess)
    return state, _limits(bounds, guess)


def _limits(bounds: list[CutBound], guess: float) -> Floats:
    return reduce(np.minimum, [bound.limit(guess) for bound in bounds])


class _Rounds:
    """The linear program with the cuts so far, and the sites that are left."""

    def __init__(self, median: Median, relaxed: Relaxed, incumbent: Incumbent, usual: Floats) -> None:
        self.median, self.relaxed, self.incumbent, self.usual = median, relaxed, incumbent, usual
        self.lists = median.neighbours
        self.cuts: list[RegionalCut] = []
        self.idle: list[int] = []  # rounds for which nothing has weighed each cut
        self.rows = (np.empty(0, dtype=np.int64), np.empty(0))  # client and level of the rows that weigh
        self.rng = np.random.default_rng(0)

    def decide(self, at: CutBound) -> None:
        """Fix sites by a bound, or prove the best plan."""
        incumbent, state, cutoff = self.incumbent, self.relaxed.state, self.incumbent.cutoff
        incumbent.bound = max(incumbent.bound, min(at.bound, cutoff))
        incumbent.report()
        if at.bound < cutoff:
            at.decide(state, cutoff)
        incumbent.proven = at.bound >= cutoff or not fix_implied(state, self.median, self.median.neighbours)
        self.lists = self.lists.only(state != CLOSED)

    def solve(self, bounds: list[CutBound]) -> CutGround | None:
        """Solve the linear program with all cuts, look for plans near its point, and decide by its bound."""
        state, here = self.relaxed.state, replace(self.median, neighbours=self.lists)
        program = CutProgram(here, self.relaxed, state != CLOSED, self.usual)
        program.add(*self.rows)
        for cut in self.cuts:
            program.add_regional(cut)
        program.take_interior_points()
        point = program.settle(CENTRES, self.incumbent.clock)
        if point is None:
            return None
        opened = program.posts_on(point)
        self._offer(opened)
        price, duals = program.multipliers(point), program.regional_duals(point)
        at = cut_bound(here, self.lists, state, price, self.cuts, duals)
        self._keep(program, point)
        lists = self.lists
        self.decide(at)
        limit = _limits([*bounds, at], self.incumbent.cutoff)
        cuts, paid = list(self.cuts), program.unit * point.paid
        return CutGround(lists, state, self.usual, limit, at, cuts, opened, paid)

    def cut(self, ground: CutGround, size: int, aim: float) -> float:
        """Add the cuts of regions that the point does not keep; by how much it falls short of them together."""
        short = 0.0
        self.idle = [0 if dual > _WEIGHS else age + 1 for dual, age in zip(ground.at.duals, self.idle, strict=True)]
        for clients in ground.regions(size, self.rng):
            if self.incumbent.late:
                break
            found = ground.region_cut(clients, aim, self.incumbent.clock)
            if found is not None:
                self.cuts.append(found[0])
                self.idle.append(0)
                short += found[1]
        kept = [k for k, age in enumerate(self.idle) if age <= _YOUNG]
        self.cuts, self.idle = [self.cuts[k] for k in kept], [self.idle[k] for k in kept]
        return short

    def _keep(self, program: CutProgram, point: Point) -> None:
        """Keep the rows that weigh for the next program."""
        weighs = program.own_duals(point) > _WEIGHS
        client, level = program.own_rows
        self.rows = client[weighs], level[weighs]

    def _offer(self, opened: Floats) -> None:
        """Open the sites that the point opens most, improved by swaps."""
        here = replace(self.median, state=self.relaxed.state)
        plan = here.complete_plan(np.argsort(-opened, kind="stable"))
        if plan is not None:
            self.incumbent.offer(interchange(self.median.neighbours, plan, here.rules(self.relaxed.state))[0])
