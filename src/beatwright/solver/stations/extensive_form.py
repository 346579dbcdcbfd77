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
from typing import Any, Unpack

import numpy as np
from scipy import sparse

from beatwright.base.effort import SearchOptions
from beatwright.solver.milp import Milp, MilpSolution, solve_milp
from beatwright.solver.stations.capacitated_stations import StaffedStations
from beatwright.solver.stations.capacity_model import CapacityModel
from beatwright.solver.stations.officer_benders import first_split
from beatwright.solver.stations.some_columns import some_columns
from beatwright.solver.stations.station_model import Floats
from beatwright.solver.stations.verify_stations import true_outcome
from beatwright.solver.time_limit import started

__all__ = ["extensive_form"]


def extensive_form(model: CapacityModel, **effort: Unpack[SearchOptions]) -> StaffedStations:
    """Solve the two-stage model with capacities as one program, by HiGHS alone: an oracle and a peer.

    Columns: z (open), y (officers), f (calls sent), for each (size, site) pair; f also by client of each scenario-slot.
    What is not sent waits. Arguments as `capacitated_stations.staffed_stations`.
    """
    with started("extensive_form", effort) as (asked, clock):
        waiting = float(model.base.weight @ model.calls @ model.wait_cost)
        answer = _program(model, clock.turned(1.0, waiting).options(gap=asked.gap, seed=asked.seed))
        seen = answer.certificate
        outcome = replace(
            seen,
            objective=waiting + seen.objective,
            bound=max(waiting + seen.bound, 0.0),
            seconds=clock.used,
            method="extensive form",
        )
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
    m = model.base.columns
    slot, client, column, saved = _flows(model)
    flows = slot.size
    first, low, high = _first_stage(model, flows)
    linked, link_high = _second_stage(model, slot, client, column)
    program = Milp(
        np.concatenate([np.zeros(2 * m), -saved]),
        sparse.vstack([first, linked]),
        np.concatenate([low, np.full(link_high.size, -np.inf)]),
        np.concatenate([high, link_high]),
        col_upper=np.concatenate([np.ones(m), np.full(m, float(model.officers)), np.full(flows, np.inf)]),
        integer=np.arange(2 * m + flows) < 2 * m,
    )
    return solve_milp(program, **options)


def _flows(model: CapacityModel) -> tuple[Any, Any, Any, Floats]:
    """Slot, client and column of every flow that saves something, and what a call saves there, weighted."""
    saved = model.wait_cost[:, None] - model.base.call_cost
    client, column = np.nonzero(np.isfinite(saved) & (saved > 0))
    slot, pair = np.nonzero(model.calls[:, client] > 0)
    value = model.base.weight[slot] * saved[client[pair], column[pair]]
    return slot, client[pair], column[pair], value


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


def _second_stage(model: CapacityModel, slot: Any, client: Any, column: Any) -> tuple[sparse.csr_array, Floats]:
    """Return the rows of the calls of each client, of officer-minutes, and of stations that are not open."""
    base, m, flows = model.base, model.base.columns, slot.size
    slots, clients = model.calls.shape
    every, one = np.arange(flows), np.ones(flows)
    sent = sparse.csr_array((one, (slot * clients + client, every)), shape=(slots * clients, flows))
    effort = model.effort[client, base.site_of(column)]
    used = sparse.csr_array((effort, (slot * m + column, every)), shape=(slots * m, flows))
    assigned = sparse.csr_array(
        (np.full(slots * m, -model.per_officer), (np.arange(slots * m), np.tile(np.arange(m), slots))),
        shape=(slots * m, m),
    )
    closed = sparse.csr_array((-model.calls[slot, client], (every, column)), shape=(flows, m))
    rows = sparse.vstack(
        [
            sparse.hstack([sparse.csr_array((slots * clients, 2 * m)), sent]),
            sparse.hstack([sparse.csr_array((slots * m, m)), assigned, used]),
            sparse.hstack([closed, sparse.csr_array((flows, m)), sparse.identity(flows)]),
        ]
    )
    return rows.tocsr(), np.concatenate([model.calls.ravel(), np.zeros(slots * m + flows)])
