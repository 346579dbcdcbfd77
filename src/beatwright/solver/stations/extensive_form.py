"""The extensive form: stations, officers and every scenario-slot in one integer program. For small instances.

The deterministic equivalent of the two-stage program (Birge and Louveaux 2011): the first-stage columns once, the
second-stage columns for every scenario-slot, weighted by its probability. It shares no method with `capacitated`, which
makes it an oracle for it.

References
----------
Birge, J. R. and Louveaux, F. (2011). Introduction to Stochastic Programming. Springer.
"""

from __future__ import annotations

import time
from typing import Any

import numpy as np
from scipy import sparse

from beatwright.base.certificate import Certificate
from beatwright.solver.milp import Milp, solve_milp
from beatwright.solver.stations.capacitated_stations import StaffedStations
from beatwright.solver.stations.capacity_model import CapacityModel
from beatwright.solver.stations.station_model import Floats
from beatwright.solver.stations.verify_stations import true_outcome

__all__ = ["extensive_form"]


def extensive_form(
    model: CapacityModel, *, seconds: float | None = None, gap: float = 0.0, seed: int = 0
) -> StaffedStations:
    """Solve the two-stage model with capacities as one program, by HiGHS alone: an oracle and a peer.

    Columns: z (open), y (officers), f (calls sent), for each (size, site) pair; f also by client of each scenario-slot.
    What is not sent waits. Arguments as `capacitated.staffed_stations`.
    """
    began = time.perf_counter()
    base, m = model.base, model.base.columns
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
    answer = solve_milp(program, seconds=seconds, gap=gap, seed=seed)
    waiting = float(base.weight @ model.calls @ model.wait_cost)
    seen, spent = answer.certificate, time.perf_counter() - began
    outcome = Certificate(
        seen.status, waiting + seen.objective, waiting + seen.bound, spent, "extensive form", seen.message
    )
    if answer.x is None:
        return StaffedStations(np.empty(0, np.int64), np.empty(0, np.int64), outcome)
    columns = np.flatnonzero(answer.x[:m] > 0.5)
    officers = answer.x[m : 2 * m][columns].astype(np.int64)
    return StaffedStations(columns, officers, true_outcome(model, columns, officers, outcome, gap))


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
    low = np.concatenate([counts, np.zeros(base.sites), total, np.zeros(m), -free])
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
    given = sparse.csr_array(
        (np.full(slots * m, -model.per_officer), (np.arange(slots * m), np.tile(np.arange(m), slots))),
        shape=(slots * m, m),
    )
    closed = sparse.csr_array((-model.calls[slot, client], (every, column)), shape=(flows, m))
    rows = sparse.vstack(
        [
            sparse.hstack([sparse.csr_array((slots * clients, 2 * m)), sent]),
            sparse.hstack([sparse.csr_array((slots * m, m)), given, used]),
            sparse.hstack([closed, sparse.csr_array((flows, m)), sparse.identity(flows)]),
        ]
    )
    return rows.tocsr(), np.concatenate([model.calls.ravel(), np.zeros(slots * m + flows)])
