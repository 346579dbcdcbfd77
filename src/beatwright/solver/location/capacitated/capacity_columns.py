"""The capacitated p-median where rooms are full to the brim: which sets of clients fit, then which sets to take.

Where the rooms of any p sites hold little more than the whole demand, an open site serves nearly as much as it can.
The sets of clients whose demand lies in that narrow range are few and can be listed, however hard they are to find by
branch and bound, which learns nothing of equal sums before the last client; a set partitioning program chooses among
them: set partitioning over all columns that can be in a plan, of which none needs to be generated.
"""

from __future__ import annotations

import math
from collections import Counter
from dataclasses import dataclass

import numpy as np
from scipy import sparse

from beatwright.base.certificate import Certificate
from beatwright.base.errors import InfeasibleError
from beatwright.solver.location.capacitated.capacity_case import NAME, CapacityCase, Flags, Floats, Ints
from beatwright.solver.location.capacitated.capacity_subsets import LONGEST, HalfSums
from beatwright.solver.location.location import Location
from beatwright.solver.milp import Milp, MilpSolution, solve_milp
from beatwright.solver.time_limit import SearchClock

Range = tuple[float, float]  # of the demand that a site serves

_MOST = 20_000  # sets: a program of that size takes seconds
_METHOD = "listed sets of clients, set partitioning by HiGHS"


@dataclass(frozen=True, eq=False)
class _Columns:
    """Sets of clients, each at a site; and clients without demand, each with the sites that it may go to."""

    members: Flags  # (sets, clients)
    site: Ints  # (sets,)
    idle: Ints  # (pairs,) clients without demand, which fit anywhere
    idle_site: Ints  # (pairs,)


def by_columns(case: CapacityCase, clock: SearchClock, gap: float, seed: int) -> Location | None:
    """Return the best plan, proven, where the sets of clients that fit are few; None where they are many.

    Raises
    ------
    InfeasibleError
        Where no choice of sets serves all.
    """
    columns = _listed(case, clock)
    if columns is None:
        return None
    answer = _choose(case, columns, clock, gap=gap, seed=seed)
    seen = answer.certificate
    if seen.status == "infeasible":
        raise InfeasibleError(f"No {case.p} allowed sites of {NAME} serve all demand within their capacities.")
    if answer.x is None:
        return None
    assignment = _assignment(columns, answer.x, case)
    bound = case.unit * seen.bound
    outcome = Certificate(
        status=seen.status,
        objective=case.unit * seen.objective,
        bound=bound,
        seconds=clock.used,
        method=_METHOD,
        message=seen.message,
    )
    return Location(np.flatnonzero(answer.x[: case.room.size] > 0.5), assignment, outcome)


def _listed(case: CapacityCase, clock: SearchClock) -> _Columns | None:
    """List the sets that fit each site; None where there are too many, or no time to."""
    busy = np.flatnonzero(case.need > 0)
    if busy.size > LONGEST:
        return None
    sums, sites = HalfSums(case.need[busy]), np.flatnonzero(case.allowed)
    ranges = {j: (float(case.least[j]), float(case.most[j])) for j in sites.tolist()}
    sets = _sets(sums, Counter(ranges.values()), clock)
    if sets is None:
        return None
    fitting = [_fitting(case, busy, j, sets[each]) for j, each in ranges.items()]
    idle, idle_site = np.nonzero(case.usable & (case.need == 0)[:, None])
    site = np.repeat(sites, [len(part) for part in fitting])
    return _Columns(np.vstack(fitting), site, idle, idle_site)


def _sets(sums: HalfSums, ranges: Counter[Range], clock: SearchClock) -> dict[Range, Flags] | None:
    """Give the sets within each range, which so many sites share; half a second each where numbers are 40."""
    total = 0
    for each, sites in ranges.items():
        total += sites * sums.count(*each)
        if total > _MOST or clock.late:
            return None
    sets: dict[Range, Flags] = {}
    for each in ranges:
        sets[each] = sums.between(*each)
        if clock.late:
            return None
    return sets


def _fitting(case: CapacityCase, busy: Ints, site: int, sets: Flags) -> Flags:
    """Keep the sets that the site may serve and can, summed without rounding; over all clients."""
    usable = sets[~(sets & ~case.usable[busy, site]).any(axis=1)]
    within = [math.fsum(case.need[busy[row]]) <= case.most[site] for row in usable]
    full = np.zeros((sum(within), case.need.size), dtype=bool)
    full[:, busy] = usable[np.array(within, dtype=bool)]
    return full


def _choose(case: CapacityCase, columns: _Columns, clock: SearchClock, gap: float, seed: int) -> MilpSolution:
    """Each client in one set, one set at each open site and none at a closed one, p open sites."""
    n, m = case.cost.shape
    sets, pairs = columns.site.size, columns.idle.size
    every, each, one = np.arange(pairs), np.arange(sets), np.ones
    at_site = sparse.csr_array((one(sets), (columns.site, each)), shape=(m, sets))
    at_idle = sparse.csr_array((one(pairs), (columns.idle, every)), shape=(n, pairs))
    link = sparse.csr_array((one(pairs), (every, columns.idle_site)), shape=(pairs, m))
    rows = sparse.block_array(
        [
            [None, sparse.csr_array(columns.members.T.astype(np.float64)), at_idle],
            [-sparse.eye_array(m), at_site, None],
            [-link, None, sparse.eye_array(pairs)],
            [sparse.csr_array(one((1, m))), None, None],
        ]
    )
    paid = case.paid
    costs = np.array([paid[row, j].sum() for row, j in zip(columns.members, columns.site, strict=True)])
    right = np.concatenate([one(n), np.zeros(m + pairs), [case.p]])
    left = np.concatenate([one(n), np.zeros(m), np.full(pairs, -np.inf), [case.p]])
    program = Milp(
        np.concatenate([np.zeros(m), costs, paid[columns.idle, columns.idle_site]]) / case.unit,
        rows.tocsr(),
        left,
        right,
        col_lower=np.concatenate([np.isin(np.arange(m), case.opened), np.zeros(sets + pairs)]),
        col_upper=1.0,
        integer=True,
    )
    return solve_milp(program, **clock.turned(case.unit, 0.0).options(gap=gap, seed=seed))


def _assignment(columns: _Columns, x: Floats, case: CapacityCase) -> Ints:
    m, sets = case.room.size, columns.site.size
    assignment = np.full(case.need.size, -1)
    for column in np.flatnonzero(x[m : m + sets] > 0.5):
        assignment[columns.members[column]] = columns.site[column]
    taken = x[m + sets :] > 0.5
    assignment[columns.idle[taken]] = columns.idle_site[taken]
    return assignment
