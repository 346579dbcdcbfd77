"""The end of a maximal covering: cuts at the root, sites fixed by them, and an integer program over what is left.

The relaxation of the p-median engine is that of the linear program, whose gap can be some per cent where covers
overlap. Cuts from odd sets of clients close most of it (`odd_cuts`); the higher bound fixes most sites.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from beatwright.solver.location.covering.cover_relaxation import CoverRelaxation
from beatwright.solver.location.covering.odd_cuts import odd_sets
from beatwright.solver.location.engine.incumbent import Incumbent
from beatwright.solver.location.engine.interchange import interchange
from beatwright.solver.location.engine.lagrangian import CLOSED, FREE, OPEN, Flags, Ints
from beatwright.solver.location.engine.median_instance import Median, fix_implied
from beatwright.solver.location.engine.neighbour_lists import Floats
from beatwright.solver.location.engine.root_node import Relaxed
from beatwright.solver.milp import left_open, solve_milp
from beatwright.solver.reported_bound import reported_bound

_MOST_PAIRS = 80_000  # of a client and a site that covers it: beyond, linear programs take many seconds
_KICKS, _SEARCHES = 2000, 3  # perturbations in a local search at first: 0.2 seconds for 960 x 960, 28 sites a client
_FEW_KICKS = 300  # and after each round of cuts
_ROUNDS = 20  # of cuts, at most
_PAYS = 0.02  # part of the gap that a round must close for another to follow
_EXACT = 1e-9  # how far rows of the integer program may be off


def solve_covering(median: Median, relaxed: Relaxed, incumbent: Incumbent) -> None:
    """Close the gap of the root of a median of costs 0 or what it costs to miss a client, if it is not too large."""
    lists = median.neighbours
    if np.count_nonzero(lists.site >= 0) > _MOST_PAIRS or not np.isfinite(incumbent.objective):
        return
    for seed in range(_SEARCHES):
        _improve_cover(median, relaxed, incumbent, incumbent.sites, kicks=_KICKS, seed=seed)
    covers = _cover_matrix(median)
    left, out = _left(median, relaxed, covers)
    if not left.any():
        return
    program = CoverRelaxation(covers[left][:, out], lists.far[left], median.posts - int((relaxed.state == OPEN).sum()))
    base = float(lists.far[~covers[:, relaxed.state != CLOSED].any(axis=1)].sum())
    if _cut(median, relaxed, incumbent, program, out, base):
        _finish(median, relaxed, incumbent, program, out, base)


def _cover_matrix(median: Median) -> Flags:
    lists = median.neighbours
    covers = np.zeros((lists.clients, lists.sites), dtype=np.bool_)
    row, place = np.nonzero(lists.site >= 0)
    covers[row, lists.site[row, place]] = True
    return covers


def _left(median: Median, relaxed: Relaxed, covers: Flags) -> tuple[Flags, Ints]:
    """Clients that a free site covers and no open one does, and the free sites."""
    free = relaxed.state == FREE
    left = covers[:, free].any(axis=1) & ~covers[:, relaxed.state == OPEN].any(axis=1)
    return np.asarray(left), np.flatnonzero(free).astype(np.int64)


def _improve_cover(median: Median, relaxed: Relaxed, incumbent: Incumbent, sites: Ints, kicks: int, seed: int) -> None:
    """Improve a plan by swaps, if it keeps what is fixed."""
    here = replace(median, state=relaxed.state)
    if not incumbent.late and here.keeps(sites):
        rules = here.rules(relaxed.state)
        incumbent.offer(interchange(median.neighbours, sites, rules, kicks=kicks, seed=seed)[0])


def _cut(
    median: Median, relaxed: Relaxed, incumbent: Incumbent, program: CoverRelaxation, out: Ints, base: float
) -> bool:
    """Add cuts in rounds, and fix sites by each bound; whether there is anything left to do, and time."""
    before = -np.inf
    for turn in range(_ROUNDS):
        if incumbent.late or not program.solve(incumbent.clock):
            return not incumbent.late
        bound, reduced = program.proof()
        bound += base
        incumbent.bound = max(incumbent.bound, min(bound, incumbent.cutoff))
        incumbent.report()
        _open_rounded(median, relaxed, incumbent, program.opened, out, turn)
        if not _fix_sites(median, relaxed, incumbent, out, bound, reduced):
            incumbent.proven = True
            return False
        program.fix(relaxed.state[out] == CLOSED, relaxed.state[out] == OPEN)
        if bound - before < _PAYS * (incumbent.cutoff - bound):
            break
        before = bound
        sets = odd_sets(program.covers, program.opened, 1.0 - program.missed)
        if not sets:
            break
        program.add(sets)
    return True


def _open_rounded(median: Median, relaxed: Relaxed, incumbent: Incumbent, opened: Floats, out: Ints, seed: int) -> None:
    """Open the sites that hold most of a post, and improve that plan by swaps."""
    share = np.zeros(relaxed.state.size)
    share[out] = opened
    plan = replace(median, state=relaxed.state).complete_plan(np.argsort(-share, kind="stable"))
    if plan is not None:
        _improve_cover(median, relaxed, incumbent, plan, kicks=_FEW_KICKS, seed=seed)


def _fix_sites(
    median: Median, relaxed: Relaxed, incumbent: Incumbent, out: Ints, bound: float, reduced: Floats
) -> bool:
    """Fix sites whose other state alone lifts the bound to the cutoff, in place; False where no plan is left."""
    cutoff = incumbent.cutoff
    if bound >= cutoff:
        return False
    state = relaxed.state[out]
    state[(state == FREE) & (bound + reduced >= cutoff)] = CLOSED
    state[(state == FREE) & (bound - reduced >= cutoff)] = OPEN
    relaxed.state[out] = state
    return fix_implied(relaxed.state, median, median.neighbours)


def _finish(
    median: Median, relaxed: Relaxed, incumbent: Incumbent, program: CoverRelaxation, out: Ints, base: float
) -> None:
    """Solve the integer program of what is missed, from the best plan on; leaves plan and bound in the incumbent."""
    plan = np.isin(out, incumbent.sites).astype(np.float64)
    start = np.concatenate([plan, program.covers @ plan < 0.5])
    # What tells two plans apart, as a part of what the program prices.
    gap = 0.9 * (incumbent.objective - incumbent.cutoff) / max(incumbent.cutoff - base, 1e-300)
    clock = reported_bound(incumbent.clock, incumbent.objective, incumbent.bound, base=base)
    whole = program.program()
    answer = solve_milp(whole, start=start, tolerance=_EXACT, **clock.options(gap=min(gap, 1.0)))
    if answer.x is not None:
        opened = np.union1d(np.setdiff1d(np.flatnonzero(relaxed.state == OPEN), out), out[answer.x[: out.size] > 0.5])
        incumbent.offer(opened)
    bound = np.inf
    if answer.certificate.status != "infeasible":
        bound = base + answer.certificate.bound - left_open(whole, _EXACT)
    incumbent.bound = max(incumbent.bound, min(bound, incumbent.cutoff))
    incumbent.proven = incumbent.bound >= incumbent.cutoff
