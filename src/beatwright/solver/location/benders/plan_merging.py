"""A better plan from several good ones: the best that opens no site but theirs, by a small integer program.

Local optima from different beginnings agree on most sites and differ in corners of the map; each has some corners
right. The sites that any of them opens are few, so that the program over these puts the right corners together (tour
merging, Cook and Seymour 2003, carried over to medians).

References
----------
Cook, W. and Seymour, P. (2003). Tour merging via branch-decomposition. INFORMS Journal on Computing 15, 233-248.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from beatwright.solver.location.engine.incumbent import Incumbent
from beatwright.solver.location.engine.interchange import interchange
from beatwright.solver.location.engine.lagrangian import CLOSED, FREE, OPEN, Ints, States
from beatwright.solver.location.engine.median_instance import Median
from beatwright.solver.location.engine.radius_program import cover_rows
from beatwright.solver.location.engine.root_node import Relaxed
from beatwright.solver.milp import solve_milp

_PLANS = 8  # that are merged at first: two to four more find little more, and make the program larger
_KICKS = 200  # perturbations of each: a twentieth of a second, after which it is better to begin elsewhere
_NOISE = 0.3  # posts by which the relaxation's shares are shaken, so that plans begin differently
_LARGE = 20_000  # coefficients of the program up to which HiGHS takes a second or two
_NODES = 100  # of its branch and bound: nearly all such programs end at the root


def merge_plans(median: Median, relaxed: Relaxed, incumbent: Incumbent, seed: int) -> None:
    """Offer the best plan that opens no site but those of some local optima and of the best plan.

    Parameters
    ----------
    median : Median
        A simple p-median (`Median.simple`).
    relaxed : Relaxed
        Where the relaxation stands: its shares say where plans begin.
    incumbent : Incumbent
        Best plan, and the clock.
    seed : int
        Seed of the beginnings.
    """
    plans = _local_optima(median, relaxed, incumbent, seed)
    times = np.bincount(np.concatenate(plans), minlength=median.neighbours.sites)
    while not incumbent.late and len(plans) > 1:
        state = np.full(times.size, CLOSED, dtype=np.int8)
        state[times > 0] = FREE
        state[(times == len(plans)) | (relaxed.state == OPEN)] = OPEN
        merged = _best_among(median, state, incumbent)
        if merged is not None:
            incumbent.offer(merged)
            return
        times -= np.bincount(plans.pop(), minlength=times.size)


def _local_optima(median: Median, relaxed: Relaxed, incumbent: Incumbent, seed: int) -> list[Ints]:
    """Give local optima from shaken shares, the best plan first."""
    rng = np.random.default_rng(seed)
    here = replace(median, state=relaxed.state)
    core = np.zeros(relaxed.rho.size, dtype=np.bool_)
    core[np.argsort(relaxed.rho, kind="stable")[: 4 * median.posts]] = True
    core[incumbent.sites] = True
    plans = [incumbent.sites]
    for number in range(_PLANS):
        shaken = relaxed.dual.share + _NOISE * (relaxed.dual.share > 1e-3) * rng.random(core.size)
        plan = here.complete_plan(np.argsort(-shaken, kind="stable"))
        if plan is None or incumbent.late:
            break
        rules = here.rules(relaxed.state)
        moving = core.copy()
        moving[plan] = True
        rules = rules._replace(movable=rules.movable & moving)
        plan, _ = interchange(median.neighbours, plan, rules, kicks=_KICKS, seed=seed + number)
        incumbent.offer(plan)
        plans.append(plan)
    return plans


def _best_among(median: Median, state: States, incumbent: Incumbent) -> Ints | None:
    """Find the best plan among the undecided sites; None where the program would be large."""
    lists = median.neighbours
    limit = np.full(lists.clients, np.inf)
    rows = cover_rows(lists, state, np.arange(lists.clients), limit, _LARGE)
    if rows is None:
        return None
    posts = median.posts - int((state == OPEN).sum())
    program = rows.program(state, np.zeros(state.size), posts)
    answer = solve_milp(program, nodes=_NODES, easy=True, **incumbent.clock.silent().options())
    free = np.flatnonzero(state == FREE)
    opened = np.flatnonzero(state == OPEN)
    if answer.x is None:
        return incumbent.sites
    return np.sort(np.concatenate([opened, free[answer.x[: free.size] > 0.5]]))
