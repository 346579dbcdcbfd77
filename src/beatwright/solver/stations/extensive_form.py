"""The extensive form: stations, officers and every scenario-slot in one integer program. For small instances.

The deterministic equivalent of the two-stage program (Birge and Louveaux 2011): the first-stage columns once, the
second-stage columns for every scenario-slot, weighted by its probability. It shares no method with
`capacitated_stations`, which makes it an oracle for it.

References
----------
Birge, J. R. and Louveaux, F. (2011). Introduction to Stochastic Programming. Springer.
"""

from __future__ import annotations

from dataclasses import replace
from typing import NamedTuple, Unpack

import numpy as np
from scipy import sparse

from beatwright.base.effort import SearchOptions
from beatwright.solver.milp import Milp, MilpSolution, solve_milp
from beatwright.solver.stations.capacitated_stations import StaffedStations
from beatwright.solver.stations.capacity_model import CapacityModel
from beatwright.solver.stations.officer_benders import first_split
from beatwright.solver.stations.some_columns import some_columns
from beatwright.solver.stations.station_model import Floats, Ints
from beatwright.solver.stations.verify_stations import true_outcome
from beatwright.solver.time_limit import started

__all__ = ["extensive_form"]


def extensive_form(model: CapacityModel, **effort: Unpack[SearchOptions]) -> StaffedStations:
    """Solve the two-stage model with capacities as one program, by HiGHS alone: an oracle and a peer.

    Columns: z (open), y (officers) for each (size, site) pair; for each client of each scenario-slot f, the share of
    its calls that is sent from a pair, and u, the share that waits. Arguments as `staffed_stations`.
    """
    with started("extensive_form", effort) as (asked, clock):
        answer = _program(model, clock.options(gap=asked.gap, seed=asked.seed))
        outcome = replace(answer.certificate, seconds=clock.used, method="extensive form")
        if answer.x is None:
            split = first_split(model, some_columns(model.base))
            columns, officers, cost = split.columns, split.officers, split.cost
        else:
            columns = np.flatnonzero(answer.x[: model.base.columns] > 0.5)
            officers, cost = answer.x[model.base.columns :][columns].astype(np.int64), None
        outcome = true_outcome(model, columns, officers, seen=outcome, gap=asked.gap, cost=cost)
        clock.report(outcome.objective, outcome.bound)
        return StaffedStations(columns, officers, outcome)


def _program(model: CapacityModel, options: SearchOptions) -> MilpSolution:
    m, busy = model.base.columns, np.argwhere(model.calls > 0)
    flows = _flows(model, busy)
    worth = model.base.weight[busy[:, 0]] * model.calls[busy[:, 0], busy[:, 1]]  # of a client in a slot, shape (busy,)
    sent = worth[flows.row] * model.base.call_cost[busy[flows.row, 1], flows.column]
    first, low, high = _first_stage(model, flows.row.size + len(busy))
    linked, link_low, link_high = _second_stage(model, busy, flows)
    cost = np.concatenate([np.zeros(2 * m), sent, worth * model.wait_cost[busy[:, 1]]])
    program = Milp(
        cost,
        sparse.vstack([first, linked]),
        np.concatenate([low, link_low]),
        np.concatenate([high, link_high]),
        col_upper=np.concatenate([np.ones(m), np.full(m, float(model.officers)), np.ones(cost.size - 2 * m)]),
        integer=np.arange(cost.size) < 2 * m,
    )
    return solve_milp(program, **options)


class _Flows(NamedTuple):
    """Which calls may be sent: the client of a slot, by its position among those with calls, and the column."""

    row: Ints  # (flows,)
    column: Ints  # (flows,)


def _flows(model: CapacityModel, busy: Ints) -> _Flows:
    """List the pairs that cost less than waiting."""
    client, column = np.nonzero(model.base.call_cost < model.wait_cost[:, None])
    start = np.searchsorted(client, np.arange(len(model.wait_cost) + 1))
    count = np.diff(start)[busy[:, 1]]
    row = np.repeat(np.arange(len(busy)), count)
    place = np.arange(row.size) - np.repeat(np.cumsum(count) - count, count) + np.repeat(start[busy[:, 1]], count)
    return _Flows(row, column[place])


def _first_stage(model: CapacityModel, flows: int) -> tuple[sparse.csr_array, Floats, Floats]:
    """Return the rows of counts by size, one size a site, officers in all, officers within bounds."""
    base, m = model.base, model.base.columns
    every = np.arange(m)
    by_size = sparse.csr_array((np.ones(m), (base.size_of(every), every)), shape=(len(base.sizes), m))
    by_site = sparse.csr_array((np.ones(m), (base.site_of(every), every)), shape=(base.sites, m))
    least, most = model.least[base.size_of(every)], model.most[base.size_of(every)]
    none = sparse.csr_array((m, m))
    rows = sparse.vstack(
        [
            sparse.hstack([by_size, sparse.csr_array(by_size.shape)]),
            sparse.hstack([by_site, sparse.csr_array(by_site.shape)]),
            sparse.csr_array(np.concatenate([np.zeros(m), np.ones(m)])[None, :]),
            sparse.hstack([sparse.diags_array(-least.astype(float)) + none, sparse.identity(m)]),
            sparse.hstack([sparse.diags_array(-most.astype(float)) + none, sparse.identity(m)]),
        ]
    )
    counts = np.array([size.count for size in base.sizes], dtype=float)
    total, free = np.array([float(model.officers)]), np.full(m, np.inf)
    low = np.concatenate([counts, np.isin(np.arange(base.sites), base.kept), total, np.zeros(m), -free])
    high = np.concatenate([counts, np.ones(base.sites), total, free, np.zeros(m)])
    return sparse.hstack([rows, sparse.csr_array((rows.shape[0], flows))]).tocsr(), low, high


def _second_stage(model: CapacityModel, busy: Ints, flows: _Flows) -> tuple[sparse.csr_array, Floats, Floats]:
    """Return the rows of the calls of each client, of officer-minutes, and of stations that are not open."""
    m, pairs, clients, slots = model.base.columns, flows.row.size, len(busy), len(model.base.weight)
    every, one = np.arange(pairs), np.ones(pairs)
    sent = sparse.csr_array((one, (flows.row, every)), shape=(clients, pairs))
    slot, client = busy[flows.row].T
    minutes = model.calls[slot, client] * model.effort[client, model.base.site_of(flows.column)]
    room = slot * m + flows.column
    # Minutes as parts of what all officers give, or of the most that is asked for: tolerances are absolute.
    unit = np.full(slots * m, model.per_officer * model.officers)
    np.maximum.at(unit, room, minutes)
    unit[unit <= 0.0] = 1.0
    used = sparse.csr_array((minutes / unit[room], (room, every)), shape=(slots * m, pairs))
    number = np.arange(slots * m)
    given = sparse.csr_array((-model.per_officer / unit, (number, number % m)), shape=(slots * m, m))
    closed = sparse.csr_array((-one, (every, flows.column)), shape=(pairs, m))
    rows = sparse.block_array(
        [
            [sparse.csr_array((clients, m)), None, sent, sparse.identity(clients)],
            [sparse.csr_array((slots * m, m)), given, used, None],
            [closed, None, sparse.identity(pairs), None],
        ]
    )
    nothing, free = np.zeros(slots * m + pairs), np.full(slots * m + pairs, -np.inf)
    return rows.tocsr(), np.append(np.ones(clients), free), np.append(np.ones(clients), nothing)
