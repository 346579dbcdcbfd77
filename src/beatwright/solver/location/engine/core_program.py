"""The end of a p-median of many posts: higher bounds by regions, then one integer program over what is undecided.

Where posts are many the relaxation leaves a small gap that sits in a few corners of the map. Regions settle it corner
by corner (`region_programs`), which decides nearly all sites; the p-median of the sites that are left, and of the costs
that a better plan can have, is the core problem (Avella, Sassano and Vasil'ev 2007), which HiGHS solves.

References
----------
Avella, P., Sassano, A. and Vasil'ev, I. (2007). Computational study of large-scale p-median problems. Mathematical
Programming 109, 89-114.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial

import numpy as np

from beatwright.solver.location.benders.benders_relaxation import BendersRelaxation
from beatwright.solver.location.benders.branch_and_cut import search_tree
from beatwright.solver.location.benders.linear_relaxation import optimal_multipliers
from beatwright.solver.location.benders.plan_merging import merge_plans
from beatwright.solver.location.engine.incumbent import Incumbent
from beatwright.solver.location.engine.interchange import interchange
from beatwright.solver.location.engine.lagrangian import FREE, OPEN, States
from beatwright.solver.location.engine.median_instance import Median, fix_implied
from beatwright.solver.location.engine.radius_program import CoverRows, cover_rows
from beatwright.solver.location.engine.region_programs import Lifted, fix_by_bound, lift_by_regions, relaxed_alone
from beatwright.solver.location.engine.root_node import Relaxed
from beatwright.solver.milp import left_open, solve_milp
from beatwright.solver.reported_bound import reported_bound

_POSTS = 30  # from which on regions are small beside the whole; fewer posts reach across the map
_SHARED = 3e7  # pairs of sites that one client reaches, over all clients: a second, and half a gigabyte, to count
_RINGS = 3  # of sites around those in doubt, one more each time: wider regions lift more and are dearer
_PAYS = 0.05  # part of all lifts that a ring must add for another to follow
_PARTS = 0.5 ** np.arange(0, 6.5, 0.5)  # of the way from bound to cutoff: guesses of what the best plan costs
# Coefficients of a program: up to the first HiGHS takes about a second, up to the second tens of seconds.
_SMALL, _LARGE = 20_000, 40_000
# The same where hardly any plan serves everybody: HiGHS finds none for long, and branching is quicker than 20,000.
_SCARCE = 5_000
_WIDE = 0.001  # gap, as a part of the cost, from which on branching is several times quicker than regions
_APART = 0.0003  # the same from which on merged plans and a tree of linear programs are quicker than regions
_EXACT = 1e-9  # how far rows of a program may be off


@dataclass(frozen=True, eq=False)
class _Core:
    """The undecided sites, if plans that cost ``guess`` or more do not count, and the rows of all clients."""

    guess: float
    state: States
    rows: CoverRows | None  # None where they would be too large for a program


def solve_core(median: Median, relaxed: Relaxed, incumbent: Incumbent) -> None:
    """Close the gap of the root, where posts are many or pairs are forbidden; ``relaxed`` keeps what it fixes."""
    lists = median.neighbours
    suited = median.simple and median.exact and not lists.crowded and np.isfinite(incumbent.cutoff)
    if not suited or not (relaxed.state == FREE).any() or not (lists.forbidden or _is_local(median, relaxed)):
        return
    if lists.forbidden:
        # Where hardly any plan serves everybody the relaxation is weak everywhere, but the program may be small.
        core = _core(median, relaxed, relaxed_alone(median, relaxed), _SCARCE, incumbent.cutoff)
        if core.rows is not None:
            _solve_below(median, core, core.rows, incumbent)
            return
        if incumbent.cutoff - relaxed.bound > _WIDE * incumbent.cutoff:
            return
    if not _is_local(median, relaxed):
        return
    apart = incumbent.target - relaxed.bound > _APART * incumbent.target
    if apart and not lists.forbidden and _close_by_tree(median, relaxed, incumbent):
        return
    lifted = _lift_by_rings(median, relaxed, incumbent)
    _guess(partial(_core, median, relaxed, lifted, _SMALL), median, incumbent)
    if not incumbent.late and not incumbent.proven:
        lifted = _lift_by_program(median, relaxed, lifted, incumbent)
    _guess(partial(_core, median, relaxed, lifted, _LARGE), median, incumbent)
    if not lists.forbidden:
        _search_tree(median, relaxed, incumbent)


def _lift_by_program(median: Median, relaxed: Relaxed, lifted: Lifted, incumbent: Incumbent) -> Lifted:
    """Bound and guess anew at the multipliers of the linear program, if these bound better; the best bound found."""
    optimal = optimal_multipliers(median, relaxed, incumbent)
    if optimal is None:
        return lifted
    _decide(median, optimal, relaxed_alone(median, optimal), incumbent)
    if not incumbent.proven:
        again = _lift_by_rings(median, optimal, incumbent)
        if again.bound > lifted.bound:
            lifted = again
            relaxed.dual, relaxed.bound = optimal.dual, optimal.bound
            relaxed.chosen, relaxed.rho = optimal.chosen, optimal.rho
    _guess(partial(_core, median, relaxed, lifted, _SMALL), median, incumbent)
    return lifted


def _close_by_tree(median: Median, relaxed: Relaxed, incumbent: Incumbent) -> bool:
    """Close a wide gap from both sides: merged plans, and a tree of linear programs; False without multipliers."""
    optimal = optimal_multipliers(median, relaxed, incumbent)
    if optimal is None:
        return False
    relaxed.dual, relaxed.bound = optimal.dual, optimal.bound
    relaxed.chosen, relaxed.rho = optimal.chosen, optimal.rho
    merge_plans(median, relaxed, incumbent, 0)
    _decide(median, relaxed, relaxed_alone(median, relaxed), incumbent)
    _search_tree(median, relaxed, incumbent)
    return True


def _search_tree(median: Median, relaxed: Relaxed, incumbent: Incumbent) -> None:
    """Split on sites, with a linear program at every node."""
    if not incumbent.late and not incumbent.proven:
        price = relaxed.dual.price[: median.neighbours.clients]
        search_tree(median, relaxed, incumbent, BendersRelaxation(median, relaxed.state, price))


def _is_local(median: Median, relaxed: Relaxed) -> bool:
    """Whether posts are many, so that a client reaches few sites and a region is a small part of the whole."""
    lists = median.neighbours
    reached = float(np.count_nonzero(lists.cost < relaxed.dual.price[: lists.clients, None]))
    return median.posts >= _POSTS and reached * reached <= _SHARED * lists.clients


def _lift_by_rings(median: Median, relaxed: Relaxed, incumbent: Incumbent) -> Lifted:
    """Bound by ever wider regions until that no longer pays; the best bound found."""
    best, before = _ring(median, relaxed, incumbent, 1), relaxed.bound
    for ring in range(2, _RINGS + 1):
        if incumbent.late or incumbent.proven or best.bound - before <= _PAYS * (best.bound - relaxed.bound):
            break
        before = best.bound
        wider = _ring(median, relaxed, incumbent, ring)
        best = wider if wider.bound > before else best
    return best


def _ring(median: Median, relaxed: Relaxed, incumbent: Incumbent, ring: int) -> Lifted:
    """Bound by regions of one width, and use what they find: their plan, and what it and the bound decide."""
    lifted = lift_by_regions(median, relaxed, incumbent, ring)
    _offer(median, relaxed, lifted, incumbent)
    _decide(median, relaxed, lifted, incumbent)
    return lifted


def _guess(make: Callable[[float], _Core], median: Median, incumbent: Incumbent) -> None:
    """Look for the best plan below a guessed cost, as high as the size of the program allows; again while that rises.

    A low guess decides many sites. Its program finds the best plan, if that costs less, or proves that none does.
    """
    while not incumbent.late and not incumbent.proven:
        way = incumbent.cutoff - incumbent.bound
        # Programs grow with the guess: the one that fits is not followed by many. The first is the cutoff, exactly.
        cores = (make(incumbent.cutoff - (1.0 - part) * way) for part in _PARTS)
        core = next((found for found in cores if found.rows is not None), None)
        if core is None or core.rows is None or not _solve_below(median, core, core.rows, incumbent):
            return


def _offer(median: Median, relaxed: Relaxed, lifted: Lifted, incumbent: Incumbent) -> None:
    """Open what the regions opened, improved by swaps."""
    here = replace(median, state=relaxed.state)
    plan = here.complete_plan(np.lexsort((relaxed.rho, ~lifted.picked)))
    if plan is not None:
        incumbent.offer(interchange(median.neighbours, plan, here.rules(relaxed.state))[0])


def _decide(median: Median, relaxed: Relaxed, lifted: Lifted, incumbent: Incumbent) -> None:
    """Fix sites by the bound of the regions, or prove the best plan."""
    cutoff = incumbent.cutoff
    incumbent.bound = max(incumbent.bound, min(lifted.bound, cutoff))
    incumbent.report()
    if lifted.bound < cutoff:
        fix_by_bound(relaxed.rho, relaxed.state, lifted, cutoff)
    incumbent.proven = lifted.bound >= cutoff or not fix_implied(relaxed.state, median, median.neighbours)


def _core(median: Median, relaxed: Relaxed, lifted: Lifted, most: int, guess: float) -> _Core:
    """Decide what plans that cost less than the guess have in common; no rows of more than ``most`` coefficients."""
    state = relaxed.state.copy()
    fix_by_bound(relaxed.rho, state, lifted, guess)
    clients = np.arange(median.neighbours.clients)
    # A client that pays more than this lifts the bound to the guess; where it is in a region, that one's lift is lost.
    limit = relaxed.dual.price[clients] + (guess - lifted.bound) + lifted.client_lift
    return _Core(guess, state, cover_rows(median.neighbours, state, clients, limit, most))


def _solve_below(median: Median, core: _Core, rows: CoverRows, incumbent: Incumbent) -> bool:
    """Solve a core problem; whether that proved that a better plan costs its guess at least."""
    posts = median.posts - int((core.state == OPEN).sum())
    program = rows.program(core.state, np.zeros(core.state.size), posts)
    # What tells two plans apart, as a part of what the program prices.
    gap = 0.9 * (incumbent.objective - incumbent.cutoff) / max(core.guess - rows.constant, 1e-300)
    clock = reported_bound(incumbent.clock, incumbent.objective, incumbent.bound, base=rows.constant)
    answer = solve_milp(program, tolerance=_EXACT, **clock.options(gap=min(gap, 1.0)))
    if answer.x is not None:
        free = np.flatnonzero(core.state == FREE)
        opened = free[answer.x[: free.size] > 0.5]
        incumbent.offer(np.sort(np.concatenate([np.flatnonzero(core.state == OPEN), opened])))
    bound = np.inf
    if answer.certificate.status != "infeasible":
        # Nothing beside the costs, unless the plan found is far cheaper than what the program prices.
        bound = rows.constant + answer.certificate.bound - left_open(program, _EXACT)
    incumbent.bound = max(incumbent.bound, min(bound, core.guess))
    incumbent.proven = incumbent.bound >= incumbent.cutoff
    return bound >= core.guess
