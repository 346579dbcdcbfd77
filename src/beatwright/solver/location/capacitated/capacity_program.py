"""The capacitated p-median as one integer program, solved again where rounding has let a site serve too much.

The assignment model with the strong rows x_ij <= y_j. The solver keeps rows to its tolerance only, so that a site may
be served a little too much where demands add up to nearly its room: the clients of such a site are then cut off by a
cover inequality (all but one of them at most), and the program is solved again.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from scipy import sparse

from beatwright.base.certificate import Certificate
from beatwright.base.errors import InfeasibleError
from beatwright.solver.location.capacitated.capacity_case import NAME, CapacityCase, Floats, Ints
from beatwright.solver.location.location import Location
from beatwright.solver.location.verify_location import ROUNDING
from beatwright.solver.milp import Milp, MilpSolution, solve_milp
from beatwright.solver.time_limit import SearchClock

EFFORT = 500_000  # nodes x pairs of client and site where no seconds are given: a quarter of a minute or so
_FEWEST = 100  # nodes where pairs are so many that the effort would be over at once
_ROUNDS = 20  # of cuts: one has always been enough
_METHOD = "assignment model, HiGHS"


def by_program(case: CapacityCase, start: Ints | None, clock: SearchClock, gap: float, seed: int) -> Location:
    """Return the best plan that the program finds, `start` (clients,) if none is better; no sites where there is none.

    Raises
    ------
    InfeasibleError
        Where it is proven that there is no plan.
    """
    client, site = np.nonzero(case.usable)
    cuts: list[Ints] = []
    for _ in range(_ROUNDS):
        answer = _solve(case, client, site, cuts=cuts, start=start, clock=clock, gap=gap, seed=seed)
        if answer.certificate.status == "infeasible":
            raise InfeasibleError(f"No {case.p} allowed sites of {NAME} serve all demand within their capacities.")
        found = None if answer.x is None else _assignment(case, client, site, answer.x)
        new = [] if found is None else _covers(case, client, site, found)
        if not new:
            break
        cuts += new
        if clock.late:
            found = None
            break
    else:
        found = None
    return _best(case, answer, found, start, clock=clock)


def _best(
    case: CapacityCase, answer: MilpSolution, found: Ints | None, start: Ints | None, clock: SearchClock
) -> Location:
    """Take the cheaper of what the program found and what it began with."""
    plans = [plan for plan in (found, start) if plan is not None]
    seen = answer.certificate
    bound, seconds = case.unit * seen.bound, clock.used
    # "Optimal" is said of what the program found, which is not the plan where that serves too much.
    status = "feasible" if found is None and seen.status == "optimal" else seen.status
    outcome = Certificate(
        status=status, objective=np.inf, bound=bound, seconds=seconds, method=_METHOD, message=seen.message
    )
    if not plans:
        return Location(np.empty(0, np.int64), np.full(case.need.size, -1), outcome)
    best = min(plans, key=case.price)
    sites = np.flatnonzero(answer.x[: case.room.size] > 0.5) if answer.x is not None and best is found else None
    objective = case.price(best)
    certificate = replace(outcome, objective=objective, bound=min(outcome.bound, objective))
    return Location(case.filled(best) if sites is None else sites, best, certificate)


def _solve(
    case: CapacityCase,
    client: Ints,
    site: Ints,
    cuts: list[Ints],
    start: Ints | None,
    clock: SearchClock,
    gap: float,
    seed: int,
) -> MilpSolution:
    """Columns: sites, then pairs. Rooms are as large as rounding allows: what goes beyond them is cut off."""
    m, pairs = case.room.size, client.size
    rows, lower, upper = _rows(case, client, site)
    if cuts:
        parts = [
            sparse.csr_array((np.ones(cut.size), (np.zeros(cut.size, int), m + cut)), (1, m + pairs)) for cut in cuts
        ]
        rows = sparse.vstack([rows, *parts]).tocsr()
        lower = np.append(lower, np.full(len(cuts), -np.inf))
        upper = np.append(upper, [cut.size - 1.0 for cut in cuts])
    first = None
    if start is not None:
        opened = np.isin(np.arange(m), case.filled(start))
        first = np.concatenate([opened, start[client] == site]).astype(np.float64)
    program = Milp(
        np.concatenate([np.zeros(m), case.paid[client, site] / case.unit]),
        rows,
        lower,
        upper,
        col_lower=np.concatenate([np.isin(np.arange(m), case.opened), np.zeros(pairs)]),
        col_upper=np.concatenate([case.allowed, np.ones(pairs)]),
        integer=True,
    )
    return solve_milp(
        program,
        **clock.turned(case.unit, 0.0).options(gap=gap, seed=seed),
        tolerance=ROUNDING,
        start=first,
        nodes=max(EFFORT // max(pairs, 1), _FEWEST) if clock.seconds is None else None,
    )


def _assignment(case: CapacityCase, client: Ints, site: Ints, x: Floats) -> Ints:
    assignment = np.full(case.need.size, -1)
    taken = x[case.room.size :] > 0.5
    assignment[client[taken]] = site[taken]
    return assignment


def _covers(case: CapacityCase, client: Ints, site: Ints, assignment: Ints) -> list[Ints]:
    """Give the pairs of each overloaded site: all but one of its clients fit there, at most."""
    return [
        np.flatnonzero((site == j) & (assignment[client] == j) & (case.need[client] > 0))
        for j in case.overloaded(assignment)
    ]


def _rows(case: CapacityCase, client: Ints, site: Ints) -> tuple[sparse.csr_array, Floats, Floats]:
    """Each client once; loads within open capacity; no client at a closed site; p sites."""
    pairs, n, m = client.size, case.need.size, case.room.size
    every, one = np.arange(pairs), np.ones(pairs)
    # In parts of each site's own room, as the solver's tolerances are absolute; what all of them need is room enough.
    finite = np.minimum(case.most, case.need.sum())
    unit = np.where(finite > 0, finite, 1.0)
    load = sparse.csr_array((case.need[client] / unit[site], (site, every)), shape=(m, pairs))
    rows = sparse.block_array(
        [
            [None, sparse.csr_array((one, (client, every)), shape=(n, pairs))],
            [-sparse.diags_array(finite / unit), load],
            [-sparse.csr_array((one, (every, site)), shape=(pairs, m)), sparse.eye_array(pairs)],
            [sparse.csr_array(np.ones((1, m))), None],
        ]
    ).tocsr()
    lower = np.concatenate([np.ones(n), np.full(m + pairs, -np.inf), [case.p]])
    return rows, lower, np.concatenate([np.ones(n), np.zeros(m + pairs), [case.p]])
