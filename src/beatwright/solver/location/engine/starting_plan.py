"""Some plan that keeps the rules, and one that serves every client where pairs are forbidden.

Greedily, or by an integer program where that gets stuck; whether all clients can be served is a covering problem
(Toregas and others 1971).

References
----------
Toregas, C., Swain, R., ReVelle, C. and Bergman, L. (1971). The location of emergency service facilities. Operations
Research 19, 1363-1373.
"""

from __future__ import annotations

import numpy as np
from scipy import sparse

from beatwright.solver.location.cover_decision import cover_verdict
from beatwright.solver.location.cover_exchange import cover_lists, exchange_cover
from beatwright.solver.location.covering_program import Cover
from beatwright.solver.location.engine.incumbent import Incumbent
from beatwright.solver.location.engine.interchange import interchange
from beatwright.solver.location.engine.lagrangian import CLOSED, FREE, OPEN, Ints
from beatwright.solver.location.engine.median_instance import Median
from beatwright.solver.milp import Milp, solve_milp
from beatwright.solver.time_limit import SearchClock

_REPAIRS = 30  # plans that are repaired at most: later ones are seldom better
_DRAWN = 6  # of so many sites of a plan one is drawn anew: more lose what was good, fewer lead back
_ROUNDS = 5_000  # exchanges of a repair: on fifty draws 20,000 led to the same plans, 2,000 to dearer ones on seven
_PAIRS = 400_000  # pairs that all repairs together look at: a repair of 20,000 takes 20 milliseconds


def any_plan(median: Median, seconds: float = np.inf) -> tuple[Ints | None, bool]:
    """Return a plan that keeps the rules, and whether the answer is final: without a plan, that there is none."""
    plan = median.complete_plan(np.arange(median.neighbours.sites))
    if plan is not None:
        return plan, True
    rows, lower, upper = _rules(median)
    program = Milp(
        np.zeros(median.neighbours.sites),
        rows,
        lower,
        upper,
        col_lower=(median.state == OPEN).astype(np.float64),
        col_upper=(median.state != CLOSED).astype(np.float64),
        integer=True,
    )
    answer = solve_milp(program, seconds=None if np.isinf(seconds) else max(seconds, 0.01))
    if answer.x is None:
        return None, answer.certificate.status == "infeasible"
    return np.flatnonzero(answer.x > 0.5), True


def serving_plan(median: Median, clock: SearchClock) -> tuple[Ints | None, bool]:
    """Return a plan that serves every client, and whether there can be one; the rules but for the number are left out.

    Nothing is looked for where the lists do not hold every allowed pair.
    """
    if not median.neighbours.complete:
        return None, True
    cover, free, left = _left_to_cover(median)
    seen = cover_verdict(cover, left, clock)
    if seen.sites is None:
        return None, seen.status != "infeasible"
    first = np.ones(median.neighbours.sites, dtype=np.bool_)
    first[free[seen.sites]] = False
    return median.complete_plan(np.argsort(first, kind="stable")), True


def other_serving_plans(median: Median, incumbent: Incumbent, seed: int) -> None:
    """Offer plans beside the best one: some of its sites drawn anew, repaired until all are served, improved by swaps.

    Where hardly any plan serves everybody, swaps alone do not lead from one to another.
    """
    if not median.simple or not median.neighbours.complete or incumbent.sites.size == 0:
        return
    cover, free, left = _left_to_cover(median)
    lists, rng = cover_lists(cover.covers), np.random.default_rng(seed)
    number = np.full(median.neighbours.sites, -1)
    number[free] = np.arange(free.size)
    away = max(2, left // _DRAWN)
    for turn in range(min(_REPAIRS, _PAIRS // max(lists.site.size, 1)) if left > 2 else 0):
        if incumbent.late:
            break
        kept = rng.choice(number[incumbent.sites[median.state[incumbent.sites] == FREE]], left - away, replace=False)
        drawn = rng.choice(np.setdiff1d(np.arange(free.size), kept), away, replace=False)
        sites = exchange_cover(lists, np.concatenate([kept, drawn]), _ROUNDS, seed + turn)
        if sites is not None:
            plan = np.concatenate([free[sites], np.flatnonzero(median.state == OPEN)])
            incumbent.offer(interchange(median.neighbours, plan, median.rules(median.state))[0])


def _left_to_cover(median: Median) -> tuple[Cover, Ints, int]:
    """Who is served by no site that is open in any case, by which undecided sites, and how many may be opened."""
    lists, state = median.neighbours, median.state
    covers = np.zeros((lists.clients, lists.sites), dtype=np.bool_)
    row, column = np.nonzero(lists.site >= 0)
    covers[row, lists.site[row, column]] = True
    free = np.flatnonzero(state == FREE)
    need = ~covers[:, state == OPEN].any(axis=1)
    return Cover(covers[need][:, free], np.ones(free.size)), free, median.posts - int((state == OPEN).sum())


def _rules(median: Median) -> tuple[sparse.csr_array, np.ndarray, np.ndarray]:
    """Rows over the columns: as many of each group as wanted, one a place, sets within their room."""
    master, m = median.master, median.neighbours.sites
    one, every = np.ones(m), np.arange(m)
    places = int(median.place.max()) + 1
    quota = master.quota.astype(np.float64)
    rows = [
        sparse.csr_array((one, (master.groups, every)), shape=(quota.size, m)),
        sparse.csr_array((one, (median.place, every)), shape=(places, m)),
        sparse.csr_array(master.member.astype(np.float64)),
    ]
    upper = np.concatenate([quota, np.ones(places), master.room.astype(np.float64)])
    lower = np.concatenate([quota, np.full(upper.size - quota.size, -np.inf)])
    return sparse.vstack([part for part in rows if part.shape[0]]).tocsr(), lower, upper
